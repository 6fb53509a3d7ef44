"""Golden answers of `toon.detail`, `toon.cartoon`, `toon.palette` and `toon.quantize` on every sort of picture, for plugins/toon/src/golden.rs,
put together from pieces of OpenCV and scikit-image. Which colours k-means finds is a matter of chance: kept is how far pixels are from
those of OpenCV, at the settings of the kinds. Pictures and what is kept of answers as in every_kind.py.
Packages: opencv-contrib-python-headless, numpy, pillow, scikit-image, scipy."""

import cv2
import numpy as np
from skimage import color

from every_kind import COLOURS, colours, drawn, inked, write


def detailed(picture):
    """Lightness less its edge-preserving mean, times three."""
    lab = color.rgb2lab(picture)
    light = (lab[..., 0] / 100).astype(np.float32)
    base = cv2.ximgproc.dtFilter(light, light, 10, 0.15, mode=cv2.ximgproc.DTF_RF, numIters=3).astype(float)
    lab[..., 0] = np.clip(100 * (base + 3 * (light - base)), 0, 100)
    return color.lab2rgb(lab)


def smoothed(picture, passes, spread):
    picture = np.ascontiguousarray(picture[..., :3], np.float32)
    for _ in range(passes):
        picture = cv2.bilateralFilter(picture, 9, spread, 7)
    return picture


def painted(picture):
    """Seven times smoothed, half of the ink of fine lines on top."""
    smooth = smoothed(picture, 7, 0.16)
    lines = 1 - drawn(smooth, 1.5, 0.35)
    return smooth * (1 - lines * 0.5)


def few(passes, spread, pen=None, detail=0.0):
    """What is painted with few colours, and the ink on top: some whole pixels."""

    def work(picture):
        smooth = smoothed(picture, passes, spread)
        ink = [] if pen is None else [1 - pen(smooth, 1.5, detail)]
        pixels = np.concatenate([smooth, *ink], -1).reshape(-1, 3 + len(ink))
        return pixels[None, :: -(-len(pixels) // 70)]

    return work


def distance(picture, count):
    """Mean square distance to the nearest of so many colours, the worst of fifteen seeds."""
    pixels = np.ascontiguousarray(picture[..., :3].reshape(-1, 3), np.float32)
    count = min(count, len(np.unique(pixels, axis=0)))
    criteria = (cv2.TERM_CRITERIA_MAX_ITER + cv2.TERM_CRITERIA_EPS, 20, 1 / 255)

    def total(seed):
        cv2.setRNGSeed(seed)
        return cv2.kmeans(pixels, count, None, criteria, 3, cv2.KMEANS_PP_CENTERS)[0]

    return np.array([[[max(total(seed) for seed in range(15)) / len(pixels)]]])


KINDS = {
    "detail": (COLOURS, colours(detailed)),
    "cartoon_painted": (COLOURS, colours(painted)),
    "cartoon_comic": (COLOURS[:1], few(6, 0.12, drawn, 0.45)),
    "cartoon_poster": (COLOURS[:1], few(5, 0.2)),
    "cartoon_ink": (COLOURS[:1], few(5, 0.12, inked, 0.1)),
    "few_colors": (COLOURS[:1], lambda picture: distance(picture, 6)),
}

if __name__ == "__main__":
    write(KINDS, {})
