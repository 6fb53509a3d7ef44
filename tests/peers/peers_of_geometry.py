"""The peers of resize, warp, morphology and splines: name of the case, name of the peer, a function from picture to work."""

import cv2
import numpy as np
import scipy
from scipy.interpolate import RBFInterpolator

OPENCV = f"OpenCV {cv2.__version__}"
FAMILIES = {"linear": cv2.INTER_LINEAR, "area": cv2.INTER_AREA, "cubic": cv2.INTER_CUBIC, "lanczos4": cv2.INTER_LANCZOS4}
SCALES = {"1/2": (1, 2), "5/8": (5, 8), "3/2": (3, 2)}


def resize(family, times, over):
    def prepare(picture):
        side = picture.shape[0] * times // over
        out = np.zeros((side, side, 3), np.float32)
        return lambda: cv2.resize(picture, (side, side), dst=out, interpolation=family)

    return prepare


def warp_affine(sampling, border):
    def prepare(picture):
        side = picture.shape[0]
        matrix, out = cv2.getRotationMatrix2D((side / 2, side / 2), 17, 0.9), np.zeros_like(picture)
        return lambda: cv2.warpAffine(picture, matrix, (side, side), dst=out, flags=sampling, borderMode=border)

    return prepare


def dilate(shape):
    def prepare(picture):
        element, out = cv2.getStructuringElement(shape, (15, 15)), np.zeros_like(picture)
        return lambda: cv2.dilate(picture, element, dst=out)

    return prepare


def thin_plate(picture):
    side = picture.shape[0]
    i = np.arange(16)
    points = np.stack([i % 4, i // 4], 1) / 3 * side
    spline = RBFInterpolator(points, points + side / 40 * np.stack([np.sin(i), np.cos(i)], 1), kernel="thin_plate_spline", degree=1)
    y, x = np.mgrid[:side, :side]
    places = np.stack([x.ravel(), y.ravel()], 1).astype(float)

    def work():
        moved = spline(places).astype(np.float32).reshape(side, side, 2)
        cv2.remap(picture, moved[..., 0], moved[..., 1], cv2.INTER_LINEAR)

    return work


CASES = [
    (f"{name} to {scale}", OPENCV, resize(family, *SCALES[scale])) for name, family in FAMILIES.items() for scale in SCALES
]
CASES += [
    ("warpAffine linear, constant", OPENCV, warp_affine(cv2.INTER_LINEAR, cv2.BORDER_CONSTANT)),
    ("warpAffine linear, reflect101", OPENCV, warp_affine(cv2.INTER_LINEAR, cv2.BORDER_REFLECT_101)),
    ("warpAffine cubic, constant", OPENCV, warp_affine(cv2.INTER_CUBIC, cv2.BORDER_CONSTANT)),
]
CASES += [
    ("dilate 15x15 rectangle", OPENCV, dilate(cv2.MORPH_RECT)),
    ("dilate 15x15 ellipse", OPENCV, dilate(cv2.MORPH_ELLIPSE)),
]
CASES += [("thin plate of 16 points", f"scipy {scipy.__version__} and OpenCV", thin_plate)]
