"""Faces of photographs as YuNet finds them, and squares cut out of them, in exact numbers: nothing is rounded on the way. The oracles of
networks that look at faces import it.
Packages: numpy, onnxruntime, opencv-python-headless (requirements.txt)."""

import cv2
import numpy as np
import onnxruntime


def session(path):
    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])


def read(path):
    """Red first, 0 to 255."""
    return cv2.imread(str(path))[..., ::-1].astype(np.float32)


def faces(finder, image, score_min=0.7, overlap=0.4):
    """Box (left, top, width, height) and five points of each, from the middle of the first pixel, the surest first. The picture lies
    in the corner of black, 640 along the longer side."""
    height, width = image.shape[:2]
    wide, high = (640, int(640 * height / width)) if width > height else (int(640 * width / height), 640)
    scale = high / height
    canvas = np.zeros((-(-high // 32) * 32, -(-wide // 32) * 32, 3), np.float32)
    canvas[:high, :wide] = cv2.resize(image, (wide, high), interpolation=cv2.INTER_LINEAR)
    names = [port.name for port in finder.get_outputs()]
    given = dict(zip(names, finder.run(None, {"input": canvas[..., ::-1].transpose(2, 0, 1)[None]})))
    found = []
    for stride in (8, 16, 32):
        score, box = np.sqrt(given[f"cls_{stride}"] * given[f"obj_{stride}"])[0, :, 0], given[f"bbox_{stride}"][0]
        y, x = np.mgrid[: canvas.shape[0] // stride, : canvas.shape[1] // stride].reshape(2, -1)
        grid = np.stack([x, y], -1)
        middle = (grid + box[:, :2]) * stride
        size = np.exp(box[:, 2:]) * stride
        points = (given[f"kps_{stride}"][0].reshape(-1, 5, 2) + grid[:, None]) * stride
        found += [(float(score[k]), *(middle[k] - size[k] / 2), *size[k], *points[k].ravel()) for k in np.flatnonzero(score > score_min)]
    kept = []
    for face in sorted(found, reverse=True):
        _, x, y, w, h = face[:5]
        shared = [max(0, min(x + w, a + c) - max(x, a) + 1) * max(0, min(y + h, b + d) - max(y, b) + 1) for _, a, b, c, d, *_ in kept]
        areas = [(other[3] + 1) * (other[4] + 1) for other in kept]
        if all(s / ((w + 1) * (h + 1) + area - s) <= overlap for s, area in zip(shared, areas)):
            kept.append(face)
    return [(np.array(face[1:5]) / scale, np.array(face[5:]).reshape(5, 2) / scale) for face in kept]


def warp(image, matrix, side):
    """A square of the picture, bilinear; `matrix` says where a pixel of the picture goes; black beyond."""
    back = cv2.invertAffineTransform(np.asarray(matrix, np.float64))
    x, y = np.meshgrid(np.arange(side), np.arange(side))
    xs, ys = (back @ np.stack([x.ravel(), y.ravel(), np.ones(side * side)])).reshape(2, side, side)
    left, top = np.floor(xs).astype(int), np.floor(ys).astype(int)
    fx, fy = (xs - left)[..., None], (ys - top)[..., None]

    def pixel(i, j):
        inside = (0 <= i) & (i < image.shape[1]) & (0 <= j) & (j < image.shape[0])
        return image[j.clip(0, image.shape[0] - 1), i.clip(0, image.shape[1] - 1)] * inside[..., None]

    return ((pixel(left, top) * (1 - fx) + pixel(left + 1, top) * fx) * (1 - fy)
            + (pixel(left, top + 1) * (1 - fx) + pixel(left + 1, top + 1) * fx) * fy)
