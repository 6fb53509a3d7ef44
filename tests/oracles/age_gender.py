"""What face-api's age and gender network says of photographs, in exact numbers: faces by YuNet, cut out and enlarged in numpy, without rounding.
With how much room around a face that network is right most often is printed too: the table in plugins/face/README.md.
Packages: numpy, onnxruntime, opencv-python-headless (requirements.txt).
usage: age_gender.py ASSETS     writes ../golden/face/age_gender.json"""

import json
import pathlib
import sys

import cv2
import numpy as np
import onnxruntime

OUT = pathlib.Path(__file__).parents[1] / "golden/face/age_gender.json"
ASSETS = pathlib.Path(sys.argv[1])
SIDE = 112
ROOM = 0.9  # As in plugins/face/src/attributes.rs.
# Where the women of each photograph are: left edges of their boxes. Marie Curie is the third of them.
PICTURES = {"photos/astronaut.png": [180], "photos/grace_hopper.jpg": [183], "photos/newton.png": [],
            "photos/tfjs_three_people.jpg": [], "photos/solvay_conference_1927.png": [1185]}


def session(name):
    return onnxruntime.InferenceSession(str(ASSETS / name), providers=["CPUExecutionProvider"])


FINDER, GUESSER = session("face-detect/yunet_n_dynamic.onnx"), session("agegender/age_gender_faceapi.onnx")


def boxes(image, score_min=0.7, overlap=0.4):
    """Left, top, width, height from the middle of the first pixel, the surest first; in the corner of black, 640 along the longer side."""
    height, width = image.shape[:2]
    wide, high = (640, int(640 * height / width)) if width > height else (int(640 * width / height), 640)
    scale = high / height
    canvas = np.zeros((-(-high // 32) * 32, -(-wide // 32) * 32, 3), np.float32)
    canvas[:high, :wide] = cv2.resize(image, (wide, high), interpolation=cv2.INTER_LINEAR)
    names = [port.name for port in FINDER.get_outputs()]
    given = dict(zip(names, FINDER.run(None, {"input": canvas[..., ::-1].transpose(2, 0, 1)[None]})))
    found = []
    for stride in (8, 16, 32):
        score, box = np.sqrt(given[f"cls_{stride}"] * given[f"obj_{stride}"])[0, :, 0], given[f"bbox_{stride}"][0]
        y, x = np.mgrid[: canvas.shape[0] // stride, : canvas.shape[1] // stride].reshape(2, -1)
        middle = (np.stack([x, y], -1) + box[:, :2]) * stride
        size = np.exp(box[:, 2:]) * stride
        found += [(score[k], *(middle[k] - size[k] / 2), *size[k]) for k in np.flatnonzero(score > score_min)]
    kept = []
    for face in sorted(found, reverse=True):
        _, x, y, w, h = face
        shared = [max(0, min(x + w, a + c) - max(x, a) + 1) * max(0, min(y + h, b + d) - max(y, b) + 1) for _, a, b, c, d in kept]
        areas = [(c + 1) * (d + 1) for _, _, _, c, d in kept]
        if all(s / ((w + 1) * (h + 1) + area - s) <= overlap for s, area in zip(shared, areas)):
            kept.append(face)
    return np.array(kept)[:, 1:] / scale


def cut(image, box, room):
    """The box in the middle of a square, so large that the room fits; what is beside the room is black."""
    x, y, w, h = box
    scale = SIDE / (room * max(w, h))
    at = (np.arange(SIDE) - (SIDE - 1) / 2) / scale
    xs, ys = np.meshgrid(at + x + w / 2, at + y + h / 2)
    left, top = np.floor(xs).astype(int), np.floor(ys).astype(int)
    fx, fy = (xs - left)[..., None], (ys - top)[..., None]

    def pixel(i, j):
        inside = (0 <= i) & (i < image.shape[1]) & (0 <= j) & (j < image.shape[0])
        return image[j.clip(0, image.shape[0] - 1), i.clip(0, image.shape[1] - 1)] * inside[..., None]

    out = ((pixel(left, top) * (1 - fx) + pixel(left + 1, top) * fx) * (1 - fy)
           + (pixel(left, top + 1) * (1 - fx) + pixel(left + 1, top + 1) * fx) * fy)
    beside = np.abs(np.arange(SIDE) + 0.5 - SIDE / 2)
    out[beside > room * h * scale / 2] = 0
    out[:, beside > room * w * scale / 2] = 0
    return out


def guess(image, box, room):
    """Years, and how male."""
    feed = cut(image, box, room).transpose(2, 0, 1)[None].astype(np.float32)
    age, gender = GUESSER.run(["age", "gender_male_female"], {"input": feed})
    return float(age[0, 0]), float(gender[0, 0] / gender[0].sum())


people = {}
for name, women in PICTURES.items():
    image = cv2.imread(str(ASSETS / name))[..., ::-1].astype(np.float32)
    people[name] = image, [(box, any(abs(box[0] - left) < 3 for left in women)) for box in boxes(image)]
for room in (0.8, 0.85, 0.9, 0.95, 1.0, 1.1, 1.2, 1.3, 1.5):
    all_of = [(guess(image, box, room)[1], female) for image, faces in people.values() for box, female in faces]
    right = [1 - male if female else male for male, female in all_of]
    print(f"room {room}: {sum(share > 0.5 for share in right)} of {len(right)} right, {np.mean(right):.3f} sure")
told = {}
for name in list(PICTURES)[:3]:
    image, faces = people[name]
    box = faces[0][0]
    age, male = guess(image, box, ROOM)
    told[name] = {"bbox": [round(float(v), 3) for v in box + [0.5, 0.5, 0, 0]], "age": round(age, 3), "gender": round(male, 4)}
OUT.write_text(json.dumps(told, indent=1) + "\n")
print(OUT.read_text())
