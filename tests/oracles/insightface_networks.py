"""Age and gender, 106 points and who it is, as insightface's own classes read them out of random networks of the right inputs and outputs:
Attribute, Landmark and ArcFaceONNX (with an IResNet of one block). Beside them the same with crops that are not rounded to bytes or to
1/32 px, as OpenCV 4 does it: from those Weft may differ by arithmetic only.
Packages: insightface 2.1, numpy, onnx, onnxruntime, opencv-python-headless 4.11 (requirements.txt).
usage: insightface_networks.py ASSETS     writes ../golden/face/insightface_{genderage,points106,iresnet}.onnx and insightface.json"""

import json
import pathlib
import sys

import cv2
import numpy as np
import onnx
from onnx import TensorProto as T
from onnx import helper as h
from onnx import numpy_helper as n

from insightface.app.common import Face
from insightface.model_zoo.arcface_onnx import ArcFaceONNX
from insightface.model_zoo.attribute import Attribute
from insightface.model_zoo.landmark import Landmark
from insightface.utils import face_align
from photographs import faces, read, session, warp

OUT = pathlib.Path(__file__).parents[1] / "golden/face"
ASSETS = pathlib.Path(sys.argv[1])
RANDOM = np.random.default_rng(5)
PHOTO = "photos/astronaut.png"


def save(name, nodes, taken, given, weights):
    made = h.make_model(h.make_graph(nodes, name, [h.make_tensor_value_info(taken[0], T.FLOAT, taken[1])],
                                     [h.make_tensor_value_info(given[0], T.FLOAT, given[1])],
                                     [n.from_array(np.asarray(array, kind), key) for key, (array, kind) in weights.items()]),
                        opset_imports=[h.make_opsetid("", 17)], ir_version=8, producer_name="weft tests")
    onnx.checker.check_model(made)
    path = OUT / f"insightface_{name}.onnx"
    path.write_bytes(made.SerializeToString())
    print(name, path.stat().st_size, "bytes")
    return str(path)


def weights(*shape):
    return RANDOM.standard_normal(shape).astype(np.float32) / np.sqrt(np.prod(shape[1:])), np.float32


def pooled(name, side, pool, hidden, numbers, spread, middle):
    """As the packs that came from mxnet: bytes in, normalised by nodes that are called so; then a small perceptron."""
    cells = 3 * (side // pool) ** 2
    nodes = [h.make_node("Sub", ["data", "mean"], ["s"], name="_minusscalar0"), h.make_node("Mul", ["s", "scale"], ["m"], name="_mulscalar0"),
             h.make_node("AveragePool", ["m"], ["p"], kernel_shape=[pool, pool], strides=[pool, pool]), h.make_node("Flatten", ["p"], ["f"]),
             h.make_node("Gemm", ["f", "w1"], ["g"], transB=1), h.make_node("Tanh", ["g"], ["t"]),
             h.make_node("Gemm", ["t", "w2", "b"], ["fc1"], transB=1)]
    w1, w2 = weights(hidden, cells), weights(numbers, hidden)
    return save(name, nodes, ("data", [1, 3, side, side]), ("fc1", [1, numbers]),
                {"mean": (127.5, np.float32), "scale": (1 / 128, np.float32), "w1": (w1[0] * 4, np.float32), "w2": (w2[0] * spread, np.float32),
                 "b": (middle, np.float32)})


def iresnet(width=4, rows=32):
    """The stem of IResNet, one block with its shortcut, and the head: batch norm, convolution, PReLU, flattening, a row of numbers."""
    c = width
    arrays = {"stem": weights(c, 3, 3, 3), "slope": (np.full((c, 1, 1), 0.25), np.float32), "one": weights(c, c, 3, 3), "two": weights(2 * c, c, 3, 3),
              "slope1": (np.full((c, 1, 1), 0.1), np.float32), "short": weights(2 * c, c, 1, 1), "fc": weights(rows, 2 * c * 49)}
    for key, size in (("n0", c), ("n1", c), ("n2", 2 * c)):
        for part, low, high in (("g", 0.5, 1.5), ("b", -0.2, 0.2), ("m", -0.2, 0.2), ("v", 0.5, 1.5)):
            arrays[key + part] = (RANDOM.uniform(low, high, size), np.float32)
    norm = lambda key, taken, given: h.make_node("BatchNormalization", [taken, *(key + part for part in "gbmv")], [given])
    nodes = [h.make_node("Conv", ["input.1", "stem"], ["a"], pads=[1] * 4, kernel_shape=[3, 3]), norm("n0", "a", "b"), h.make_node("PRelu", ["b", "slope"], ["x"]),
             norm("n1", "x", "d"), h.make_node("Conv", ["d", "one"], ["e"], pads=[1] * 4, kernel_shape=[3, 3]), h.make_node("PRelu", ["e", "slope1"], ["f"]),
             h.make_node("Conv", ["f", "two"], ["g"], pads=[1] * 4, strides=[2, 2], kernel_shape=[3, 3]),
             h.make_node("Conv", ["x", "short"], ["i"], strides=[2, 2], kernel_shape=[1, 1]), h.make_node("Add", ["g", "i"], ["j"]), norm("n2", "j", "k"),
             h.make_node("AveragePool", ["k"], ["l"], kernel_shape=[8, 8], strides=[8, 8]), h.make_node("Flatten", ["l"], ["m"]),
             h.make_node("Gemm", ["m", "fc"], ["embedding"], transB=1)]
    return save("iresnet", nodes, ("input.1", [None, 3, 112, 112]), ("embedding", [None, rows]), arrays)


def exactly(path, crop, mean, deviation):
    net = session(path)
    return net.run(None, {net.get_inputs()[0].name: ((crop - mean) / deviation).transpose(2, 0, 1)[None].astype(np.float32)})[0][0].astype(np.float64)


image = read(ASSETS / PHOTO)
(x, y, w, t), five = faces(session(ASSETS / "face-detect/yunet_n_dynamic.onnx"), image)[0]
bgr = np.ascontiguousarray(image[..., ::-1].astype(np.uint8))
face = Face(bbox=np.array([x, y, x + w, y + t]), kps=five)
told = {"bbox": [x + 0.5, y + 0.5, w, t], "points5": (five + 0.5).ravel()}


def square(side):
    """`face_align.transform` of Attribute and Landmark: the box with half of it around."""
    scale = side / (1.5 * max(w, t))
    return np.array([[scale, 0, side / 2 - scale * (x + w / 2)], [0, scale, side / 2 - scale * (y + t / 2)]])


path = pooled("genderage", 96, 8, 6, 3, 0.4, [0.1, 0.0, 0.41])
female, male, hundreds = exactly(path, warp(image, square(96), 96), 0, 1)
gender, age = Attribute(path).get(bgr, face)
told |= {"gender": int(gender), "age": int(age), "exact_gender": int(male > female), "exact_age": float(hundreds * 100)}

path = pooled("points106", 192, 16, 6, 212, 0.8, np.zeros(212))
matrix = square(192)
pairs = (exactly(path, warp(image, matrix, 192), 0, 1).reshape(-1, 2) + 1) * 96
back = cv2.invertAffineTransform(matrix)
told |= {"points": (Landmark(path).get(bgr, face) + 0.5).ravel(), "exact_points": (pairs @ back[:, :2].T + back[:, 2] + 0.5).ravel()}

path = iresnet()
matrix = face_align.estimate_norm(five, 112)
who, exact = ArcFaceONNX(path).get(bgr, face), exactly(path, warp(image, matrix, 112), 127.5, 127.5)
told |= {"embedding": who / np.linalg.norm(who), "exact_embedding": exact / np.linalg.norm(exact), "exact_length": float(np.linalg.norm(exact))}

text = {key: [float(f"{number:.7g}") for number in np.asarray(value)] if np.ndim(value) else value for key, value in told.items()}
(OUT / "insightface.json").write_text(json.dumps(text, indent=1).replace(",\n  ", ", ") + "\n")
apart = lambda one, other: np.abs(np.asarray(told[one]) - told[other]).max()
print(told["gender"], told["age"], told["exact_age"], "points", apart("points", "exact_points"), "embedding", apart("embedding", "exact_embedding"))
