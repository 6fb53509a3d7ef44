"""Where eyes, nose and mouth lie in the boxes of SeetaFace: the means of what YuNet finds in them.

usage: seetaface_points.py YUNET_N_SCRFD_IO.onnx (PICTURE FACES.json)…
FACES.json is the output `faces` of `weft run graphs/detect_faces.ron photo=PICTURE`. Prints the table MEAN of
plugins/face/src/eyes.rs, and how far the points that the plugin gave lie from YuNet's, in parts of the distance of the eyes.
"""
import json
import sys

import numpy as np
import onnxruntime
from PIL import Image


def yunet(session, picture):
    """Boxes and points of an SCRFD network, in pixels from the corner of the picture."""
    wide, high = (-(-side // 32) * 32 for side in picture.size)
    padded = np.zeros((high, wide, 3), np.float32)
    padded[: picture.size[1], : picture.size[0]] = np.asarray(picture)
    feed = ((padded - 127.5) / 128).transpose(2, 0, 1)[None]
    out = [o.reshape(-1, o.shape[-1]) for o in session.run(None, {session.get_inputs()[0].name: feed.astype(np.float32)})]
    found = []
    for level, stride in enumerate((8, 16, 32)):
        scores, points = out[level][:, 0], out[level + 6]
        rows, columns = high // stride, wide // stride
        centres = np.stack(np.mgrid[:rows, :columns][::-1], -1).reshape(-1, 2).repeat(2, 0) * stride
        for at in np.flatnonzero(scores > 0.6):
            found.append((scores[at], centres[at] + points[at].reshape(5, 2) * stride + 0.5))
    return sorted(found, key=lambda face: -face[0])


def main():
    session = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
    places, errors = [], []
    for name, faces in zip(sys.argv[2::2], sys.argv[3::2]):
        picture = Image.open(name).convert("RGB")
        record = json.load(open(faces))
        networks = yunet(session, picture)
        for box, own in zip(record["bbox"], record["points5"]):
            corner, size = np.array(box[:2]), np.array(box[2:])
            inside = [p for _, p in networks if (np.abs((p.mean(0) - corner) / size - 0.5) < 0.2).all()]
            if inside:
                points = inside[0]
                places.append((points - corner) / size)
                eyes = np.linalg.norm(points[1] - points[0])
                errors.append(np.linalg.norm(np.array(own) - points, axis=1) / eyes)
    print(f"{len(places)} faces")
    for name, (x, y) in zip(("left eye", "right eye", "nose", "mouth, left", "mouth, right"), np.mean(places, 0)):
        print(f"[{x:.3f}, {y:.3f}]  {name}")
    print("off, mean by point:", np.round(np.mean(errors, 0), 3), "median:", np.round(np.median(errors, 0), 3))


if __name__ == "__main__":
    main()
