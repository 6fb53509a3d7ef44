"""Golden answers of fits to points, for plugins/kernels/tests/golden/points.rs: cv2.estimateAffinePartial2D(method=LMEDS) and
scikit-image's SimilarityTransform over jittered face landmarks, scipy's RBFInterpolator (thin plate) with and without smoothing.
Packages: opencv-contrib-python-headless, scikit-image, scipy, numpy.
Usage: points.py"""

import cv2
import numpy as np
from scipy.interpolate import RBFInterpolator
from skimage.transform import SimilarityTransform

import pictures

FFHQ_512 = np.array(
    [[192.98138, 239.94708], [318.90277, 240.1936], [256.63416, 314.01935], [201.26117, 371.41043], [313.08905, 371.15118]]
)
CONTROL = np.array([[0, 0], [191, 0], [191, 255], [0, 255], [96, 40], [60, 120], [140, 130], [96, 200]], float)


def jittered_landmarks(random):
    angle = random.uniform(-0.6, 0.6)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    middle = (FFHQ_512 - 256) * random.uniform(0.1, 1) @ turn.T + random.uniform(100, 400, 2)
    return middle + random.normal(0, random.choice([0.5, 3, 8]), (5, 2))


if __name__ == "__main__":
    pictures.arguments(__doc__)
    random = np.random.default_rng(1)
    faces = [jittered_landmarks(random) for _ in range(100)]
    lmeds = [cv2.estimateAffinePartial2D(face, FFHQ_512, method=cv2.LMEDS)[0] for face in faces]
    squares = [SimilarityTransform.from_estimate(face, FFHQ_512).params[:2] for face in faces]
    pictures.save("similarity", np.concatenate(faces), np.concatenate(lmeds), np.concatenate(squares), dtype=np.float64)
    target, query = CONTROL + random.normal(0, 6, CONTROL.shape), random.uniform(-50, 300, (200, 2))
    answers = [
        RBFInterpolator(CONTROL, target, kernel="thin_plate_spline", degree=1, smoothing=smoothing)(query) for smoothing in (0, 500)
    ]
    pictures.save("thin_plate", target, query, *answers, dtype=np.float64)
