"""Golden answers of clustering, for plugins/kernels/tests/golden/kmeans.rs: cv2.kmeans on the photograph. With labels to start
from (ranks of luminance, so that no cluster begins empty) there is one answer; k-means++ is compared by compactness.
Packages: opencv-contrib-python-headless, numpy."""

import cv2
import numpy as np

import pictures

# Clusters, rounds, largest shift in levels of 8 bits.
CASES = [(8, 20, 1.0), (8, 20, 0.001), (16, 5, 0.0), (3, 2, 0.0)]


def rank_labels(pixels, clusters):
    ranks = np.argsort(np.argsort(pixels.sum(1, dtype=np.int64), kind="stable"), kind="stable")
    return np.minimum(ranks * clusters // len(pixels), clusters - 1).astype(np.int32)[:, None]


if __name__ == "__main__":
    pictures.arguments(__doc__)
    photo = pictures.photo().reshape(-1, 3)
    pixels, answers = photo.astype(np.float32), []
    for clusters, rounds, shift in CASES:
        start = rank_labels(photo, clusters)
        criteria = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, rounds, shift)
        compactness, labels, centres = cv2.kmeans(pixels, clusters, start, criteria, 1, cv2.KMEANS_USE_INITIAL_LABELS)
        answers += [[compactness / 255**2], centres / 255]
        pictures.save_png(f"kmeans_labels_{len(answers) // 2}", labels.astype(np.uint8).reshape(64, 64))
    for clusters in (5, 8, 12):
        cv2.setRNGSeed(0)
        criteria = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 20, 1.0)
        answers.append([cv2.kmeans(pixels, clusters, None, criteria, 10, cv2.KMEANS_PP_CENTERS)[0] / 255**2])
    pictures.save("kmeans", *(np.ravel(answer) for answer in answers))
