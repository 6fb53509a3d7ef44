"""What face-api's age and gender network says of photographs, in exact numbers: faces by YuNet, cut out and enlarged in numpy, without rounding.
With how much room around a face that network is right most often is printed too: the table in plugins/face/README.md.
Packages: numpy, onnxruntime, opencv-python-headless (requirements.txt).
usage: age_gender.py ASSETS     writes ../golden/face/age_gender.json"""

import json
import pathlib
import sys

import numpy as np

from photographs import faces, read, session, warp

OUT = pathlib.Path(__file__).parents[1] / "golden/face/age_gender.json"
ASSETS = pathlib.Path(sys.argv[1])
SIDE = 112
ROOM = 0.9  # As in plugins/face/src/attributes.rs.
# Where the women of each photograph are: left edges of their boxes. Marie Curie is the third of them.
PICTURES = {"photos/astronaut.png": [180], "photos/grace_hopper.jpg": [183], "photos/newton.png": [],
            "photos/tfjs_three_people.jpg": [], "photos/solvay_conference_1927.png": [1185]}


FINDER, GUESSER = session(ASSETS / "face-detect/yunet_n_dynamic.onnx"), session(ASSETS / "agegender/age_gender_faceapi.onnx")


def cut(image, box, room):
    """The box in the middle of a square, so large that the room fits; what is beside the room is black."""
    x, y, w, h = box
    scale = SIDE / (room * max(w, h))
    middle = (SIDE - 1) / 2
    out = warp(image, [[scale, 0, middle - scale * (x + w / 2)], [0, scale, middle - scale * (y + h / 2)]], SIDE)
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
    image = read(ASSETS / name)
    people[name] = image, [(box, any(abs(box[0] - left) < 3 for left in women)) for box, _ in faces(FINDER, image)]
for room in (0.8, 0.85, 0.9, 0.95, 1.0, 1.1, 1.2, 1.3, 1.5):
    all_of = [(guess(image, box, room)[1], female) for image, found in people.values() for box, female in found]
    right = [1 - male if female else male for male, female in all_of]
    print(f"room {room}: {sum(share > 0.5 for share in right)} of {len(right)} right, {np.mean(right):.3f} sure")
told = {}
for name in list(PICTURES)[:3]:
    image, found = people[name]
    box = found[0][0]
    age, male = guess(image, box, ROOM)
    told[name] = {"bbox": [round(float(v), 3) for v in box + [0.5, 0.5, 0, 0]], "age": round(age, 3), "gender": round(male, 4)}
OUT.write_text(json.dumps(told, indent=1) + "\n")
print(OUT.read_text())
