"""What insightface, facexlib and OpenCV make of the numbers that finding networks give, and of a face that is straightened.
Tiny random networks of the right outputs are written and run; their raw outputs and the reference's faces are the golden files.
Packages: insightface 2.1, facexlib 0.3.0 (its formulas, copied: it does not import without torch), onnx, onnxruntime,
opencv-python-headless 4.11, numpy (requirements.txt).
usage: face_decode.py     writes ../golden/face/*.json and align112.bin"""

import json
import pathlib
import tempfile

import cv2
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto as T
from onnx import helper as h
from onnx import numpy_helper as n

OUT = pathlib.Path(__file__).parents[1] / "golden/face"
RANDOM = np.random.default_rng(11)
SIDE = 64
FOLDER = pathlib.Path(tempfile.mkdtemp())


def network(name, heads, side):
    """One convolution and a flattening for each head: (output name, stride, numbers a place, anchors, sigmoid)."""
    nodes, weights, outputs = [], [], []
    for at, (output, stride, length, anchors, squash) in enumerate(heads):
        w = RANDOM.standard_normal((length * anchors, 3, stride, stride)).astype(np.float32)
        w *= 1.6 / (np.sqrt(3) * stride)
        weights += [n.from_array(w, f"w{at}"), n.from_array(np.array([-1, length], np.int64), f"s{at}")]
        nodes += [h.make_node("Conv", ["input.1", f"w{at}"], [f"c{at}"], strides=[stride, stride], kernel_shape=[stride, stride]),
                  h.make_node("Transpose", [f"c{at}"], [f"t{at}"], perm=[0, 2, 3, 1]),
                  h.make_node("Reshape", [f"t{at}", f"s{at}"], [f"r{at}"])]
        nodes.append(h.make_node("Sigmoid" if squash else "Abs" if length == 4 else "Identity", [f"r{at}"], [output]))
        outputs.append(h.make_tensor_value_info(output, T.FLOAT, [None, length]))
    value = h.make_tensor_value_info("input.1", T.FLOAT, [1, 3, side, side])
    made = h.make_model(h.make_graph(nodes, name, [value], outputs, weights),
                        opset_imports=[h.make_opsetid("", 17)], ir_version=8)
    path = FOLDER / f"{name}.onnx"
    path.write_bytes(made.SerializeToString())
    return str(path)


def picture(width, height):
    """Smooth, with some detail: the same in Rust."""
    y, x = np.mgrid[:height, :width]
    planes = [128 + 70 * np.sin(0.11 * x + 0.07 * y + k) + 40 * np.cos(0.05 * x * (k + 1) - 0.13 * y) for k in range(3)]
    return np.clip(np.rint(np.stack(planes, -1)), 0, 255).astype(np.uint8)


def rounded(array):
    return [float(f"{number:.7g}") for number in np.asarray(array, np.float64).ravel()]


def keep(name, outputs, faces, **more):
    said = {"side": SIDE, "outputs": [{"name": k, "length": int(v.shape[-1]), "numbers": rounded(v)} for k, v in outputs],
            "faces": faces, **more}
    (OUT / f"{name}.json").write_text(json.dumps(said) + "\n")
    print(name, len(faces), "faces", (OUT / f"{name}.json").stat().st_size, "bytes")


def run(path, blob):
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return list(zip(names, session.run(None, {"input.1": blob})))


def scrfd():
    from insightface.model_zoo.scrfd import SCRFD

    heads = [(f"{what}_{s}", s, length, 2, what == "score") for what, length in (("score", 1), ("bbox", 4), ("kps", 10)) for s in (8, 16, 32)]
    path = network("scrfd", heads, None)
    image = RANDOM.integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)
    finder = SCRFD(path, onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"]))
    finder.prepare(-1, input_size=(SIDE, SIDE), det_thresh=0.6, nms_thresh=0.4)
    boxes, points = finder.detect(image, input_size=(SIDE, SIDE))
    blob = ((image[..., ::-1].astype(np.float32) - 127.5) / 128).transpose(2, 0, 1)[None]
    faces = [rounded(np.r_[box, five.ravel()]) for box, five in zip(boxes, points)]
    keep("scrfd", run(path, np.ascontiguousarray(blob)), faces, score_min=0.6, overlap=0.4)


def retinaface():
    """facexlib 0.3.0: PriorBox, decode, decode_landm, py_cpu_nms of detection/retinaface_utils.py, as numpy."""
    steps, sizes = (8, 16, 32), ((16, 32), (64, 128), (256, 512))
    priors = np.array([[(j + 0.5) * s / SIDE, (i + 0.5) * s / SIDE, size / SIDE, size / SIDE]
                       for s, pair in zip(steps, sizes) for i in range(-(-SIDE // s)) for j in range(-(-SIDE // s)) for size in pair])
    count = len(priors)
    loc = RANDOM.standard_normal((count, 4)).astype(np.float32)
    landms = RANDOM.standard_normal((count, 10)).astype(np.float32)
    logits = RANDOM.standard_normal((count, 2)).astype(np.float32) * 1.5
    conf = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    boxes = np.c_[priors[:, :2] + loc[:, :2] * 0.1 * priors[:, 2:], priors[:, 2:] * np.exp(loc[:, 2:] * 0.2)]
    boxes[:, :2] -= boxes[:, 2:] / 2
    boxes[:, 2:] += boxes[:, :2]
    five = np.concatenate([priors[:, :2] + landms[:, k : k + 2] * 0.1 * priors[:, 2:] for k in range(0, 10, 2)], 1)
    boxes, five, scores = boxes * SIDE, five * SIDE, conf[:, 1]
    good = scores > 0.7
    boxes, five, scores = boxes[good], five[good], scores[good]
    order, kept = scores.argsort()[::-1], []
    area = (boxes[:, 2] - boxes[:, 0] + 1) * (boxes[:, 3] - boxes[:, 1] + 1)
    while len(order):
        first, rest = order[0], order[1:]
        kept.append(first)
        w = np.maximum(0, np.minimum(boxes[first, 2], boxes[rest, 2]) - np.maximum(boxes[first, 0], boxes[rest, 0]) + 1)
        t = np.maximum(0, np.minimum(boxes[first, 3], boxes[rest, 3]) - np.maximum(boxes[first, 1], boxes[rest, 1]) + 1)
        order = rest[w * t / (area[first] + area[rest] - w * t) <= 0.4]
    faces = [rounded(np.r_[boxes[k], scores[k], five[k]]) for k in kept]
    keep("retinaface", [("loc", loc), ("conf", conf), ("landms", landms)], faces, score_min=0.7, overlap=0.4)
    keep("retinaface_logits", [("loc", loc), ("conf", logits), ("landms", landms)], faces, score_min=0.7, overlap=0.4)


def yunet():
    """OpenCV's FaceDetectorYN: its network has twelve outputs of these names. It suppresses doubles without the + 1."""
    heads = [(f"{what}_{s}", s, length, 1, what in ("cls", "obj")) for what, length in (("cls", 1), ("obj", 1), ("bbox", 4), ("kps", 10)) for s in (8, 16, 32)]
    path = network("yunet", heads, SIDE)
    model = onnx.load(path)
    for at, output in enumerate(model.graph.output):
        # With an axis of pictures, as OpenCV wants it.
        shape = model.graph.initializer[2 * at + 1]
        shape.CopyFrom(n.from_array(np.array([1, -1, heads[at][2]], np.int64), shape.name))
        output.CopyFrom(h.make_tensor_value_info(output.name, T.FLOAT, [1, (SIDE // heads[at][1]) ** 2, heads[at][2]]))
    model.graph.input[0].CopyFrom(h.make_tensor_value_info("input.1", T.FLOAT, [1, 3, SIDE, SIDE]))
    onnx.save(model, path)
    image = RANDOM.integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)
    for weights in model.graph.initializer:
        if weights.name.startswith("w"):
            # OpenCV gives bytes.
            weights.CopyFrom(n.from_array(n.to_array(weights) / 100, weights.name))
    onnx.save(model, path)
    finder = cv2.FaceDetectorYN.create(path, "", (SIDE, SIDE), 0.5, 1.0, 5000)
    _, found = finder.detect(image)
    blob = image.astype(np.float32).transpose(2, 0, 1)[None]
    # Left, top, width, height, points, score.
    faces = [rounded(np.r_[f[0], f[1], f[0] + f[2], f[1] + f[3], f[14], f[4:14]]) for f in found]
    keep("yunet", [(k, v.reshape(-1, v.shape[-1])) for k, v in run(path, np.ascontiguousarray(blob))], faces, score_min=0.5, overlap=1.0)


def align():
    from insightface.utils import face_align

    image = picture(200, 160)
    five = np.array([[80.3, 60.1], [121.7, 66.4], [97.9, 88.2], [76.2, 104.8], [113.5, 109.3]], np.float32)
    crop = face_align.norm_crop(image, five, 112)
    (OUT / "align112.bin").write_bytes(np.ascontiguousarray(crop.transpose(2, 0, 1)).tobytes())
    print("align", crop.shape, (OUT / "align112.bin").stat().st_size, "bytes")


OUT.mkdir(parents=True, exist_ok=True)
scrfd()
retinaface()
yunet()
align()
