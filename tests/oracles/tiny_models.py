"""Tiny ONNX models with random weights, and what Python's onnxruntime gives for them.

usage: tiny_models.py     writes ../golden/onnx/*.onnx, *.json and the engine's probe.onnx
deps: numpy, onnx, onnxruntime (requirements.txt)
"""

import json
import pathlib

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto as T
from onnx import helper as h
from onnx import numpy_helper as n

ROOT = pathlib.Path(__file__).parents[2]
OUT = ROOT / "tests/golden/onnx"
RANDOM = np.random.default_rng(5)


def weights(name, *shape, scale=0.2, dtype=np.float32):
    return n.from_array((RANDOM.standard_normal(shape) * scale).astype(dtype), name)


def model(name, nodes, inputs, outputs, initializers=(), opset=17, where=OUT, **facts):
    graph = h.make_graph(nodes, name, inputs, outputs, list(initializers))
    made = h.make_model(graph, opset_imports=[h.make_opsetid("", opset)], ir_version=8, producer_name="weft tests")
    h.set_model_props(made, facts)
    (where / f"{name}.onnx").write_bytes(made.SerializeToString())
    return made


def value(name, kind, *shape):
    return h.make_tensor_value_info(name, kind, list(shape))


def numbers(*shape):
    """The same numbers as the tests make: k * 37 % 101 / 100."""
    count = int(np.prod(shape))
    return ((np.arange(count) * 37 % 101) / np.float32(100)).astype(np.float32).reshape(shape)


def golden(name, **feeds):
    session = onnxruntime.InferenceSession(str(OUT / f"{name}.onnx"), providers=["CPUExecutionProvider"])
    outputs = session.run(None, feeds)
    said = {o.name: {"shape": list(v.shape), "numbers": [float(f"{x:.7g}") for x in v.astype(np.float64).ravel()]}
            for o, v in zip(session.get_outputs(), outputs)}
    (OUT / f"{name}.json").write_text(json.dumps(said) + "\n")


OUT.mkdir(parents=True, exist_ok=True)

# One operator that every provider has: the engine runs it to see whether a provider works.
model("probe", [h.make_node("MatMul", ["a", "b"], ["c"])],
      [value("a", T.FLOAT, 2, 2), value("b", T.FLOAT, 2, 2)], [value("c", T.FLOAT, 2, 2)],
      opset=13, where=ROOT / "runner/engine/src/onnx")

# Any number of pictures of any size, each sample twice, and one more number a picture.
model("twice", [h.make_node("Add", ["picture", "picture"], ["double"]),
                h.make_node("ReduceMean", ["picture"], ["mean"], axes=[1, 2, 3], keepdims=0)],
      [value("picture", T.FLOAT, "n", 3, "h", "w")],
      [value("double", T.FLOAT, "n", 3, "h", "w"), value("mean", T.FLOAT, "n")], value_range="0..1")

# One picture of a fixed size to a row of numbers.
model("embed", [h.make_node("Conv", ["face", "w", "b"], ["c"], strides=[2, 2]), h.make_node("Relu", ["c"], ["r"]),
                h.make_node("GlobalAveragePool", ["r"], ["p"]), h.make_node("Flatten", ["p"], ["embedding"])],
      [value("face", T.FLOAT, 1, 3, 16, 12)], [value("embedding", T.FLOAT, 1, 5)],
      [weights("w", 5, 3, 3, 3), weights("b", 5)])
golden("embed", face=numbers(1, 3, 16, 12))

# The channels last, as models from TensorFlow have them.
model("last", [h.make_node("Mul", ["picture", "k"], ["out"])],
      [value("picture", T.FLOAT, 1, "h", "w", 3)], [value("out", T.FLOAT, 1, "h", "w", 3)],
      [n.from_array(np.array([1, 10, 100], np.float32), "k")])

# 16-bit floats in and out.
half = model("half", [h.make_node("Conv", ["x", "w"], ["y"], pads=[1, 1, 1, 1])],
             [value("x", T.FLOAT16, 1, 3, "h", "w")], [value("y", T.FLOAT16, 1, 2, "h", "w")],
             [weights("w", 2, 3, 3, 3, dtype=np.float16)])
golden("half", x=numbers(1, 3, 6, 5).astype(np.float16))

# Every type of numbers, each turned into a float, and a truth.
kinds = {"u8": T.UINT8, "i32": T.INT32, "i64": T.INT64, "f64": T.DOUBLE, "truth": T.BOOL}
model("types", [h.make_node("Cast", [name], [f"{name}_out"], to=T.FLOAT) for name in kinds]
      + [h.make_node("Greater", ["f64", "zero"], ["positive"]), h.make_node("Identity", ["i64"], ["same"])],
      [value(name, kind, "n") for name, kind in kinds.items()],
      [value(f"{name}_out", T.FLOAT, "n") for name in kinds] + [value("positive", T.BOOL, "n"), value("same", T.INT64, "n")],
      [n.from_array(np.array(0, np.float64), "zero")])

# Enlarges twice; each pixel depends on those within 2 pixels of it.
model("enlarge", [h.make_node("Conv", ["picture", "w1", "b1"], ["a"], pads=[1, 1, 1, 1]), h.make_node("Relu", ["a"], ["r"]),
                  h.make_node("Conv", ["r", "w2"], ["d"], pads=[1, 1, 1, 1]),
                  h.make_node("DepthToSpace", ["d"], ["larger"], blocksize=2, mode="CRD")],
      [value("picture", T.FLOAT, 1, 3, "h", "w")], [value("larger", T.FLOAT, 1, 3, "h2", "w2")],
      [weights("w1", 6, 3, 3, 3), weights("b1", 6), weights("w2", 12, 6, 3, 3)], scale="2")
golden("enlarge", picture=numbers(1, 3, 5, 4))

# Works for seconds on a large picture, in many short steps.
steps = 80
model("slow", [h.make_node("Conv", [f"x{at}", "w"], [f"x{at + 1}"], pads=[1, 1, 1, 1]) for at in range(steps)],
      [value("x0", T.FLOAT, 1, 16, "h", "w")], [value(f"x{steps}", T.FLOAT, 1, 16, "h", "w")], [weights("w", 16, 16, 3, 3)])

# Operators that nobody has yet.
model("opset", [h.make_node("Relu", ["x"], ["y"])], [value("x", T.FLOAT, 1)], [value("y", T.FLOAT, 1)], opset=999)


def external(name, location):
    tensor = T()
    tensor.name, tensor.data_type, tensor.data_location = "w", T.FLOAT, T.EXTERNAL
    tensor.dims.extend([3])
    for key, text in (("location", location), ("length", "12")):
        entry = tensor.external_data.add()
        entry.key, entry.value = key, text
    model(name, [h.make_node("Add", ["x", "w"], ["y"])], [value("x", T.FLOAT, 3)], [value("y", T.FLOAT, 3)], [tensor])


# Weights in a file beside the model, and in one that is not beside it.
external("beside", "beside.data")
(OUT / "beside.data").write_bytes(np.array([1, 2, 3], np.float32).tobytes())
external("outside", "../beside.data")

# Slopes below zero of every sort: for each channel behind a convolution, one for all channels, and behind something else.
slopes = np.linspace(-1.5, 1.5, 16, dtype=np.float32).reshape(16, 1, 1)
model("slopes", [h.make_node("Conv", ["x", "w", "b"], ["c"], pads=[1, 1, 1, 1]), h.make_node("PRelu", ["c", "s"], ["p"]),
                 h.make_node("Conv", ["p", "v"], ["d"]), h.make_node("PRelu", ["d", "t"], ["q"]),
                 h.make_node("PRelu", ["q", "u"], ["y"])],
      [value("x", T.FLOAT, 1, 3, "h", "w")], [value("y", T.FLOAT, 1, 16, "h", "w")],
      [weights("w", 16, 3, 3, 3), weights("b", 16), weights("v", 16, 16, 1, 1), n.from_array(slopes, "s"),
       n.from_array(np.full((1, 1, 1), 0.25, np.float32), "t"), n.from_array(slopes[::-1].copy(), "u")])
golden("slopes", x=numbers(1, 3, 6, 5))

# Made a quarter as large by two halvings; only of the last one it is known how many channels it has.
halving = dict(mode="cubic", coordinate_transformation_mode="half_pixel", cubic_coeff_a=-0.5)
model("halved", [h.make_node("Resize", ["x", "", "s"], ["a"], **halving), h.make_node("Resize", ["a", "", "s"], ["y"], **halving)],
      [value("x", T.FLOAT, 1, 3, "h", "w")], [value("y", T.FLOAT, 1, 3, "h2", "w2")],
      [n.from_array(np.array([1, 1, 0.5, 0.5], np.float32), "s")])
golden("halved", x=numbers(1, 3, 13, 22))

for path in sorted(OUT.iterdir()):
    print(path.name, path.stat().st_size)
