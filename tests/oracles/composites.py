"""Golden answers of all blend modes of `image.composite` on every sort of picture, for plugins/image/src/golden.rs: the modes of the W3C
(Compositing and Blending, level 1) by libvips, on opaque layers, since it weighs colours by their alpha before it blends them; its
formula for alpha in numpy, but for the plain mode, which is all libvips. Pictures and what is kept of answers as in every_kind.py.
Packages: numpy, opencv-contrib-python-headless, pillow, pyvips, scikit-image, scipy."""

import cv2
import numpy as np
import pyvips

from every_kind import COLOURS, over, write

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


KINDS = {f"composite_{name}": (COLOURS, over(vips(mode))) for name, mode in MODES.items()}
KINDS |= {f"composite_{name}": (COLOURS, over(mode)) for name, mode in BEYOND.items()}
KINDS["composite_normal"] = (COLOURS, plain)

if __name__ == "__main__":
    write(KINDS, {})
