"""Tiny networks with the inputs and outputs of families whose weights nobody may ship, so that kinds can be tried on them; and what Python's
onnxruntime makes of a part of a photograph with Real-ESRGAN's own network.
Packages: numpy, onnx, onnxruntime, opencv-python-headless (requirements.txt).
usage: face_networks.py [ASSETS]     writes ../golden/face/*.onnx; with the test assets also enlarged_x2.png, 16 bits"""

import pathlib
import sys

import numpy as np
import onnx
from onnx import TensorProto as T
from onnx import helper as h
from onnx import numpy_helper as n

OUT = pathlib.Path(__file__).parents[1] / "golden/face"


def value(name, *shape):
    return h.make_tensor_value_info(name, T.FLOAT, list(shape))


def constant(name, array):
    return n.from_array(np.asarray(array), name)


def save(name, nodes, inputs, outputs, weights=()):
    made = h.make_model(h.make_graph(nodes, name, inputs, outputs, list(weights)), opset_imports=[h.make_opsetid("", 17)],
                        ir_version=8, producer_name="weft tests")
    onnx.checker.check_model(made)
    (OUT / f"{name}.onnx").write_bytes(made.SerializeToString())
    print(name, (OUT / f"{name}.onnx").stat().st_size, "bytes")


# GFPGAN's inputs and outputs: the face comes back as its negative.
save("restorer", [h.make_node("Neg", ["input"], ["output"])], [value("input", 1, 3, 512, 512)], [value("output", 1, 3, 512, 512)])

# CodeFormer's: the negative at fidelity 0, the face itself at 1.
save("codeformer", [h.make_node("Sub", ["w", "half"], ["d"]), h.make_node("Add", ["d", "d"], ["factor"]),
                    h.make_node("Mul", ["x", "factor"], ["y"])],
     [value("x", 1, 3, 512, 512), value("w", 1)], [value("y", 1, 3, 512, 512)], [constant("half", np.array([0.5], np.float32))])

# ParseNet's: what is red is hair (13), what is green is neck (17), the rest is background.
weights = np.zeros((19, 3, 1, 1), np.float32)
weights[13, 0], weights[13, 1], weights[17, 1], weights[17, 0] = 1, -1, 1, -1
save("parsenet", [h.make_node("Conv", ["input", "w"], ["mask"], kernel_shape=[1, 1])],
     [value("input", 1, 3, 64, 64)], [value("mask", 1, 19, 64, 64)], [constant("w", weights)])

# insightface's genderage: female where it is dark, the age in hundreds of years is how light it is.
save("genderage", [h.make_node("ReduceMean", ["data"], ["mean"], axes=[1, 2, 3], keepdims=0),
                   h.make_node("Reshape", ["mean", "row"], ["m"]), h.make_node("Div", ["m", "full"], ["light"]),
                   h.make_node("Sub", ["one", "light"], ["dark"]), h.make_node("Concat", ["dark", "light", "light"], ["fc1"], axis=1)],
     [value("data", 1, 3, 96, 96)], [value("fc1", 1, 3)],
     [constant("row", np.array([1, 1], np.int64)), constant("full", np.array([255], np.float32)), constant("one", np.array([[1]], np.float32))])

# Real-ESRGAN's x2 network begins by folding 2 × 2 pixels into one, so it takes only even sides.
save("even_only", [h.make_node("SpaceToDepth", ["input"], ["folded"], blocksize=2), h.make_node("Conv", ["folded", "w"], ["c"], kernel_shape=[1, 1]),
                   h.make_node("DepthToSpace", ["c"], ["output"], blocksize=4, mode="CRD")],
     [value("input", 1, 3, "h", "w")], [value("output", 1, 3, "h2", "w2")],
     # Each of the 16 new pixels is the one of the four old ones that it lies on.
     [constant("w", np.array([[[[float(i % 3 == c and i // 3 == (y // 2) * 2 + x // 2)]] for i in range(12)]
                              for c in range(3) for y in range(4) for x in range(4)], np.float32))])

if len(sys.argv) > 1:
    import cv2
    import onnxruntime

    assets = pathlib.Path(sys.argv[1])
    session = onnxruntime.InferenceSession(str(assets / "upscale/realesr-animevideov3-x2.onnx"), providers=["CPUExecutionProvider"])
    part = cv2.imread(str(assets / "photos/astronaut.png"))[80:120, 200:248]
    blob = np.ascontiguousarray(part[..., ::-1].astype(np.float32).transpose(2, 0, 1)[None] / 255)
    large = session.run(None, {"input": blob})[0][0].clip(0, 1).transpose(1, 2, 0)[..., ::-1]
    cv2.imwrite(str(OUT / "enlarged_x2.png"), np.rint(large * 65535).astype(np.uint16))
    print("enlarged_x2.png", large.shape, (OUT / "enlarged_x2.png").stat().st_size, "bytes")
