"""Golden answers of all blend modes of `image.composite` on every sort of picture, for plugins/image/src/golden.rs: the modes of the W3C
(Compositing and Blending, level 1) by libvips, on opaque layers, since it weighs colours by their alpha before it blends them; its
formula for alpha in numpy, but for the plain mode, which is all libvips. And of `image.convert` and `image.contact_sheet`: libvips
lays pictures over a colour and in rows, Pillow makes them small. Pictures and what is kept of answers as in every_kind.py.
Packages: numpy, opencv-contrib-python-headless, pillow, pyvips, scikit-image, scipy."""

import cv2
import numpy as np
import pyvips
from PIL import Image

from every_kind import COLOURS, MASKS, REC_709, over, planes, weighted, write

MODES = {
    "multiply": "multiply",
    "screen": "screen",
    "overlay": "overlay",
    "soft_light": "soft-light",
    "hard_light": "hard-light",
    "difference": "difference",
    "exclusion": "exclusion",
    "darken": "darken",
    "lighten": "lighten",
    "color_dodge": "colour-dodge",
    "color_burn": "colour-burn",
}
BEYOND = {
    "add": lambda below, above: np.minimum(cv2.add(below, above), 1),
    "subtract": lambda below, above: np.maximum(cv2.subtract(below, above), 0),
    # What is divided by itself is 1, nothing too.
    "divide": lambda below, above: np.where(below >= above, 1, cv2.divide(below, np.maximum(above, 1e-30))),
}


def layer(colours, alpha):
    pixels = np.concatenate([colours, np.broadcast_to(alpha, (*colours.shape[:2], 1))], -1).astype(np.float32)
    height, width, bands = pixels.shape
    # In this space white is 1.
    return pyvips.Image.new_from_memory(pixels.tobytes(), width, height, bands, "float").copy(interpretation="scrgb")


def vips(mode):
    """What black and white stay, the W3C says otherwise than libvips."""
    stays = {"colour-dodge": 0, "colour-burn": 1}.get(mode, np.nan)

    def work(below, above):
        mixed = layer(below, 1).composite2(layer(above, 1), mode, compositing_space="scrgb").numpy()[..., :3]
        return np.where(below == stays, stays, mixed)

    return work


def plain(picture):
    """The picture upside down, at three quarters, over itself."""
    alpha = picture[..., 3:] if picture.shape[2] == 4 else 1
    above = layer(picture[::-1, :, :3], 0.75)
    return layer(picture[..., :3], alpha).composite2(above, "over", compositing_space="scrgb").numpy()[..., : picture.shape[2]]


BEHIND = np.array([0.875, 0.5, 0.25])


def flat(picture, behind):
    """What shows of a picture over a colour."""
    height, width, bands = picture.shape
    if bands in (1, 3):
        return picture.astype(float)
    image = pyvips.Image.new_from_memory(np.ascontiguousarray(picture, np.float64).tobytes(), width, height, bands, "double")
    return image.flatten(background=list(behind), max_alpha=1.0).numpy().reshape(height, width, bands - 1)


def grey(colours):
    return cv2.transform(colours.astype(float), REC_709).reshape(*colours.shape[:2], 1) if colours.shape[2] == 3 else colours


def converted(channels, keeps_alpha):
    def work(picture):
        colours, alpha = (picture, None) if picture.shape[2] in (1, 3) else (picture[..., :3], picture[..., 3:])
        colours = grey(colours) if channels == 1 else np.broadcast_to(colours, (*colours.shape[:2], 3))
        if keeps_alpha:
            return np.concatenate([colours, np.ones_like(colours[..., :1]) if alpha is None else alpha], -1)
        behind = BEHIND if channels == 3 else REC_709 @ BEHIND
        return colours if alpha is None else flat(np.concatenate([colours, alpha], -1), behind)

    return work


CELL, GAP = (24, 20), 3


def fitted(picture):
    """As large as its cell allows, over the background."""
    picture = np.ascontiguousarray(picture, np.float32)
    height, width = picture.shape[:2]
    factor = min(CELL[0] / width, CELL[1] / height)
    size = [max(1, int(length * factor + 0.5)) for length in (width, height)]
    lanczos = lambda plane: np.asarray(Image.fromarray(plane).resize(size, Image.Resampling.LANCZOS))
    small = np.clip(weighted(planes(lanczos))(picture), 0, 1)
    return pyvips.Image.new_from_array(np.ascontiguousarray(flat(small, BEHIND), np.float64), interpretation="srgb")


def sheet(picture):
    """Two in a row: the picture, its upper half, its left half."""
    height, width = picture.shape[:2]
    cells = [fitted(part) for part in (picture, picture[: (height + 1) // 2], picture[:, : (width + 1) // 2])]
    behind = {"background": list(BEHIND)}
    middle = {"halign": "centre", "valign": "centre", "hspacing": CELL[0], "vspacing": CELL[1]}
    rows = pyvips.Image.arrayjoin(cells, across=2, shim=GAP, **middle, **behind)
    return rows.embed(GAP, GAP, rows.width + 2 * GAP, rows.height + 2 * GAP, extend="background", **behind).numpy()


KINDS = {f"composite_{name}": (COLOURS, over(vips(mode))) for name, mode in MODES.items()}
KINDS |= {f"composite_{name}": (COLOURS, over(mode)) for name, mode in BEYOND.items()}
KINDS["composite_normal"] = (COLOURS, plain)
KINDS |= {
    "convert_colour": (MASKS + COLOURS, converted(3, False)),
    "convert_colour_and_alpha": (MASKS + COLOURS, converted(3, True)),
    "convert_grey": (MASKS + COLOURS, converted(1, False)),
    "convert_grey_and_alpha": (MASKS + COLOURS, converted(1, True)),
    "contact_sheet": (COLOURS, sheet),
}

if __name__ == "__main__":
    write(KINDS, {})
