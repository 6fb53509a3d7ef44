"""A restored face put back by the calls of facexlib's `face_restoration_helper.py`: LMEDS, LANCZOS4 background at twice the size, a mask blurred
twice and cut at its rim, LINEAR warps, the half pixel, truncation. An oval stands in for ParseNet's mask, and a formula for the face.
Packages: opencv-python-headless 4.11, numpy (requirements.txt).
usage: paste_back.py     writes ../golden/face/paste_back.bin: planes of bytes, red first"""

import pathlib

import cv2
import numpy as np

OUT = pathlib.Path(__file__).parents[1] / "golden/face"
FFHQ = np.array([[192.98138, 239.94708], [318.90277, 240.1936], [256.63416, 314.01935], [201.26117, 371.41043], [313.08905, 371.15118]])
POINTS = np.array([[28.3, 24.1], [46.7, 26.4], [36.9, 36.2], [27.2, 43.8], [43.5, 45.3]])
WIDTH, HEIGHT, UP = 75, 60, 2


def picture(width, height, steep):
    """Smooth, with some detail: the same in Rust. Red first."""
    y, x = np.mgrid[:height, :width] * steep
    planes = [128 + 70 * np.sin(0.11 * x + 0.07 * y + k) + 40 * np.cos(0.05 * x * (k + 1) - 0.13 * y) for k in range(3)]
    return np.clip(np.rint(np.stack(planes, -1)), 0, 255).astype(np.uint8)


image, restored = picture(WIDTH, HEIGHT, 1.0), picture(512, 512, 0.1)
matrix = cv2.estimateAffinePartial2D(POINTS, FFHQ, method=cv2.LMEDS)[0]
inverse = cv2.invertAffineTransform(matrix) * UP
inverse[:, 2] += 0.5 * UP
size = (WIDTH * UP, HEIGHT * UP)
background = cv2.resize(image, size, interpolation=cv2.INTER_LANCZOS4)
mask = np.zeros((512, 512))
cv2.ellipse(mask, (256, 270), (170, 220), 0, 0, 360, 255, -1)
mask = cv2.GaussianBlur(cv2.GaussianBlur(mask, (101, 101), 11), (101, 101), 11)
mask[:10] = mask[-10:] = 0
mask[:, :10] = mask[:, -10:] = 0
soft = cv2.warpAffine(mask / 255.0, inverse, size, flags=3)[..., None]
pasted = (soft * cv2.warpAffine(restored, inverse, size) + (1 - soft) * background).astype(np.uint8)
OUT.mkdir(parents=True, exist_ok=True)
(OUT / "paste_back.bin").write_bytes(np.ascontiguousarray(pasted.transpose(2, 0, 1)).tobytes())
print(matrix, pasted.shape, soft.max(), (OUT / "paste_back.bin").stat().st_size, "bytes")
