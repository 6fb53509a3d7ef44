"""Golden answers for masks, for plugins/kernels/tests/golden/masks.rs: cv2.distanceTransform (precise), cv2.connectedComponentsWithStats,
scipy's binary_fill_holes, scikit-image's convex_hull_image, cv2.fillPoly.
Packages: opencv-contrib-python-headless, scikit-image, scipy, numpy.
Usage: masks.py"""

import cv2
import numpy as np
from scipy.ndimage import binary_fill_holes
from skimage.morphology import convex_hull_image

import pictures

SIZE = (61, 47)


def blobs():
    """Patches with holes: blurred noise above its middle, in whole numbers so that Rust gets the same."""
    noise = np.rint(pictures.noise(*SIZE) * 65536).astype(np.int64)
    padded = np.pad(noise, 2, mode="edge")
    sums = sum(padded[y : y + SIZE[1], x : x + SIZE[0]] for y in range(5) for x in range(5))
    return (sums > 25 * 32768).astype(np.uint8)


if __name__ == "__main__":
    pictures.arguments(__doc__)
    mask = blobs()
    pictures.save("mask_blobs", mask)
    pictures.save("mask_distance", cv2.distanceTransform(mask, cv2.DIST_L2, cv2.DIST_MASK_PRECISE))
    answers = []
    for connectivity in (4, 8):
        count, labels, stats, centroids = cv2.connectedComponentsWithStats(mask, connectivity=connectivity, ltype=cv2.CV_32S)
        # OpenCV numbers parts by blocks of 2x2 pixels where diagonals count; we number them in the order of reading.
        order = [label for label in dict.fromkeys(labels.ravel()) if label > 0]
        renamed = np.zeros(count, int)
        renamed[order] = np.arange(1, count)
        answers += [np.array([count - 1]), renamed[labels], stats[order], centroids[order]]
    pictures.save("mask_components", *answers, dtype=np.float64)
    pictures.save("mask_holes", binary_fill_holes(mask))
    dots = np.zeros_like(mask)
    dots[[9, 40, 22, 13, 30], [12, 31, 50, 33, 5]] = 1
    pictures.save("mask_hull", convex_hull_image(dots, offset_coordinates=False))
    random = np.random.default_rng(2)
    answers = []
    for corners in (3, 5, 9):
        polygon = np.stack([random.integers(0, SIZE[0], corners), random.integers(0, SIZE[1], corners)], 1).astype(np.int32)
        answers += [polygon, cv2.fillPoly(np.zeros_like(mask), [polygon], 1)]
    pictures.save("mask_polygons", *answers)
