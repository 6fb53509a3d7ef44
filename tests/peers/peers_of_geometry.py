"""The peers of resize, warp, morphology and splines: name of the case, name of the peer, a function from picture to work."""

import cv2
import numpy as np

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
