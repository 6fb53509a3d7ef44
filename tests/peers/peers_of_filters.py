"""The peers of filters, clustering and cloning: name of the case, name of the peer, a function from picture to work.
OpenCV's photo module only takes 8 bits; it is given them, Weft computes in f32."""

import cv2
import numpy as np

OPENCV = f"OpenCV {cv2.__version__}"


def filter(work):
    """`work(picture, out)`"""

    def prepare(picture):
        out = np.zeros_like(picture)
        return lambda: work(picture, out)

    return prepare


def levels(picture):
    return np.rint(picture * 255).astype(np.uint8)


def photo(work):
    """`work(picture of 8 bits)`"""

    def prepare(picture):
        picture = levels(picture)
        return lambda: work(picture)

    return prepare


def guided_grey(picture):
    guide, source = (np.ascontiguousarray(picture[..., c]) for c in (1, 0))
    out = np.zeros_like(source)
    return lambda: cv2.ximgproc.guidedFilter(guide, source, 8, 0.01, out)


def kmeans(picture):
    pixels = picture.reshape(-1, 3)
    labels = np.minimum(pixels[:, :1] * np.float32(16), 15).astype(np.int32)
    criteria = (cv2.TERM_CRITERIA_MAX_ITER, 11, 0)
    return lambda: cv2.kmeans(pixels, 16, labels.copy(), criteria, 1, cv2.KMEANS_USE_INITIAL_LABELS)


def clone(picture):
    side = picture.shape[0]
    y, x, c = np.mgrid[:512, :512, :3]
    source = levels(((x * 7919 + y * 104729 + c * 31) % 1009).astype(np.float32) / np.float32(1009))
    target, mask = levels(picture), np.full((512, 512), 255, np.uint8)
    # OpenCV 5 writes into the mask.
    return lambda: cv2.seamlessClone(source, target, mask.copy(), (side // 2, side // 2), cv2.NORMAL_CLONE)


CASES = [
    ("Gaussian sigma 5", OPENCV, filter(lambda a, out: cv2.GaussianBlur(a, (41, 41), 5, out))),
    ("Gaussian sigma 1", OPENCV, filter(lambda a, out: cv2.GaussianBlur(a, (9, 9), 1, out))),
    ("box radius 8", OPENCV, filter(lambda a, out: cv2.blur(a, (17, 17), out))),
    ("bilateral d 9", OPENCV, filter(lambda a, out: cv2.bilateralFilter(a, 9, 0.1, 3, out))),
    ("median 5", OPENCV, filter(lambda a, out: cv2.medianBlur(a, 5, out))),
    ("median 3", OPENCV, filter(lambda a, out: cv2.medianBlur(a, 3, out))),
    ("stylization", OPENCV, photo(lambda a: cv2.stylization(a, sigma_s=60, sigma_r=0.45))),
    ("pencil sketch", OPENCV, photo(lambda a: cv2.pencilSketch(a, sigma_s=60, sigma_r=0.07, shade_factor=0.02))),
    ("guided radius 8, grey", OPENCV, guided_grey),
    ("guided radius 8, colour", OPENCV, filter(lambda a, out: cv2.ximgproc.guidedFilter(a, a, 8, 0.01, out))),
    ("edge preserving, recursive", OPENCV, photo(lambda a: cv2.edgePreservingFilter(a, flags=1))),
    ("edge preserving, normalised", OPENCV, photo(lambda a: cv2.edgePreservingFilter(a, flags=2))),
    ("k-means 16", OPENCV, kmeans),
    ("k-means 16, histogram", OPENCV, kmeans),
    ("seamless clone 512", OPENCV, clone),
]
