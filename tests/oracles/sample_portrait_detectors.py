"""Do real detectors find the portraits that `sample-plugin` draws, and do embeddings tell its persons apart?

    cargo run --release -p sample-plugin --example portrait_series -- FOLDER
    WEFT_TEST_ASSETS=…/assets python tests/oracles/sample_portrait_detectors.py FOLDER

Reads every PNG of FOLDER. A name is PERSON_anything.png: pictures with the same PERSON show the same person. Prints how
many pictures have exactly one face for YuNet (score 0.7, the stricter half of what users set) and RetinaFace (0.8, below
which it also sees faces in photographs' hands), and how alike the embeddings of one person and of two persons are.
Ends with status 1 where a picture has no face, or more than one, for YuNet.
"""

import os
import sys
from collections import defaultdict
from pathlib import Path

import cv2
import numpy as np
import onnxruntime as ort

SIDE = 640
ARCFACE = np.array([[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]])


def session(name):
    assets = Path(os.environ.get("WEFT_TEST_ASSETS", Path(__file__).parents[3] / "shared" / "assets"))
    return ort.InferenceSession(str(assets / name), providers=["CPUExecutionProvider"])


def one_of_each(boxes, scores, points, limit):
    """Boxes (x, y, w, h) that survive, best first."""
    kept = cv2.dnn.NMSBoxes(boxes.tolist(), scores.tolist(), limit, 0.3)
    return [(float(scores[i]), points[i]) for i in np.array(kept, int).flatten()]


def yunet(net, picture, limit):
    blob = picture.astype(np.float32).transpose(2, 0, 1)[None]
    outputs = {out.name: value[0] for out, value in zip(net.get_outputs(), net.run(None, {net.get_inputs()[0].name: blob}))}
    boxes, scores, points = [], [], []
    for stride in (8, 16, 32):
        n = SIDE // stride
        grid = np.stack(np.meshgrid(np.arange(n), np.arange(n)), -1).reshape(-1, 2).astype(np.float32)
        cls, obj = (np.clip(outputs[f"{kind}_{stride}"].reshape(-1), 0, 1) for kind in ("cls", "obj"))
        box = outputs[f"bbox_{stride}"].reshape(-1, 4)
        size = np.exp(box[:, 2:]) * stride
        boxes.append(np.hstack([(grid + box[:, :2]) * stride - size / 2, size]))
        scores.append(np.sqrt(cls * obj))
        points.append((outputs[f"kps_{stride}"].reshape(-1, 5, 2) + grid[:, None]) * stride)
    return one_of_each(np.vstack(boxes), np.hstack(scores), np.vstack(points), limit)


def retinaface(net, picture, limit):
    blob = (picture.astype(np.float32) - (104, 117, 123)).transpose(2, 0, 1)[None].astype(np.float32)
    loc, conf, marks = (value[0] for value in net.run(None, {net.get_inputs()[0].name: blob}))
    priors = []
    for stride, sizes in ((8, (10, 20)), (16, (32, 64)), (32, (128, 256))):
        for y in range(SIDE // stride):
            for x in range(SIDE // stride):
                priors += [((x + 0.5) * stride, (y + 0.5) * stride, size) for size in sizes]
    priors = np.array(priors, np.float32)
    centre = priors[:, :2] + loc[:, :2] * 0.1 * priors[:, 2:]
    size = priors[:, 2:] * np.exp(loc[:, 2:] * 0.2)
    points = priors[:, None, :2] + marks.reshape(-1, 5, 2) * 0.1 * priors[:, None, 2:]
    return one_of_each(np.hstack([centre - size / 2, size]), conf[:, 1], points, limit)


def aligned(picture, points):
    """The ArcFace crop: the similarity that brings the five points nearest to the template."""
    source, target = points - points.mean(0), ARCFACE - ARCFACE.mean(0)
    a = (source * target).sum() / (source**2).sum()
    b = (source[:, 0] * target[:, 1] - source[:, 1] * target[:, 0]).sum() / (source**2).sum()
    turn = np.array([[a, -b], [b, a]])
    matrix = np.hstack([turn, (ARCFACE.mean(0) - turn @ points.mean(0))[:, None]])
    return cv2.warpAffine(picture, matrix, (112, 112))


def main(folder):
    finder, retina = session("face-detect/yunet_n_dynamic.onnx"), session("face-detect/retinaface_mnet025_640.onnx")
    embedder = session("face-embed/mobileface_v2_arcface_io.onnx")
    found, scores, persons, wrong = {"yunet": 0, "retinaface": 0}, [], defaultdict(list), []
    files = sorted(Path(folder).glob("*.png"))
    for file in files:
        picture = cv2.resize(cv2.imread(str(file)), (SIDE, SIDE), interpolation=cv2.INTER_AREA)
        faces = yunet(finder, picture, 0.7)
        found["yunet"] += len(faces) == 1
        found["retinaface"] += len(retinaface(retina, picture, 0.8)) == 1
        if len(faces) != 1:
            best = yunet(finder, picture, 0.2)
            wrong.append(f"{file.name}: {len(faces)} faces, best scores {[round(score, 2) for score, _ in best[:3]]}")
        if faces:
            scores.append(faces[0][0])
            crop = aligned(picture, faces[0][1])[:, :, ::-1].astype(np.float32)
            vector = embedder.run(None, {embedder.get_inputs()[0].name: ((crop - 127.5) / 127.5).transpose(2, 0, 1)[None]})[0][0]
            persons[file.name.split("_")[0]].append(vector / np.linalg.norm(vector))
    print(f"{len(files)} pictures; exactly one face: YuNet {found['yunet']}, RetinaFace {found['retinaface']}")
    print(f"YuNet's scores: lowest {min(scores):.3f}, mean {np.mean(scores):.3f}")
    print("\n".join(wrong))
    same = [float(a @ b) for vectors in persons.values() for i, a in enumerate(vectors) for b in vectors[i + 1 :]]
    names = sorted(persons)
    other = [
        float(a @ b) for i, one in enumerate(names) for two in names[i + 1 :] for a in persons[one] for b in persons[two]
    ]
    if same and other:
        same, other = np.array(same), np.array(other)
        ranks = np.searchsorted(np.sort(other), same)
        print(f"likeness of one person: mean {same.mean():.3f}, lowest {same.min():.3f} ({len(same)} pairs)")
        print(f"likeness of two persons: mean {other.mean():.3f}, 95 % below {np.quantile(other, 0.95):.3f} ({len(other)} pairs)")
        print(f"a pair of one person is more alike than a pair of two: {ranks.mean() / len(other):.1%}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
