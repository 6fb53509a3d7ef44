"""What the reference programs make of small pictures with random networks of the true architectures: Real-ESRGAN's RealESRGANer (RRDB x4 and
x2, SRVGG in tiles; 8 and 16 bits, grey, transparent, odd sizes, another size asked for), GFPGAN v1.4's network with stored noise, and
ParseNet with facexlib's choice of parts.
Packages: torch 2.15.0, torchvision 0.29.2, basicsr 1.4.2, realesrgan 0.3.0, gfpgan 1.3.8, facexlib 0.3.0 (the last four without their
dependencies), numpy, onnx, onnxruntime, opencv-python-headless 4.11 (requirements_torch.txt).
usage: restoring_networks.py     writes ../golden/restore/*.onnx and *.png"""

import pathlib
import sys
import tempfile
import types

import torchvision.transforms.functional as functional

# torchvision has not had this module since 0.17, and basicsr imports it.
module = types.ModuleType("torchvision.transforms.functional_tensor")
module.rgb_to_grayscale = functional.rgb_to_grayscale
sys.modules[module.__name__] = module

import cv2  # noqa: E402
import numpy as np  # noqa: E402
import onnx  # noqa: E402
import onnxruntime  # noqa: E402
import torch  # noqa: E402
from basicsr.archs.rrdbnet_arch import RRDBNet  # noqa: E402
from basicsr.utils import img2tensor, tensor2img  # noqa: E402
from facexlib.parsing.parsenet import ParseNet  # noqa: E402
from gfpgan.archs.gfpganv1_clean_arch import GFPGANv1Clean  # noqa: E402
from realesrgan import RealESRGANer  # noqa: E402
from realesrgan.archs.srvgg_arch import SRVGGNetCompact  # noqa: E402

OUT = pathlib.Path(__file__).parents[1] / "golden/restore"
FOLDER = pathlib.Path(tempfile.mkdtemp())
# facexlib's colours of the parts that go back into a picture.
SHOWS = [0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 255, 0, 0, 0]
torch.manual_seed(3)
RANDOM = np.random.default_rng(3)


class First(torch.nn.Module):
    """The first of what a network gives."""

    def __init__(self, net, **words):
        super().__init__()
        self.net, self.words = net, words

    def forward(self, x):
        given = self.net(x, **self.words)
        return given[0] if isinstance(given, tuple) else given


def export(name, net, example, free=False):
    path = OUT / f"{name}.onnx"
    axes = {"input": {2: "h", 3: "w"}, "output": {2: "H", 3: "W"}} if free else None
    torch.onnx.export(net.eval(), (example,), str(path), input_names=["input"], output_names=["output"], opset_version=17, dynamo=False, dynamic_axes=axes)
    slim(path)
    print(name, path.stat().st_size, "bytes")


def slim(path):
    """What torch writes down of shapes and places is larger than such a network: constants are folded, names shortened."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath, options.log_severity_level = str(FOLDER / "slim.onnx"), 3
    onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    made = onnx.load(FOLDER / "slim.onnx")
    graph, short = made.graph, {"": "", "input": "input", "output": "output"}
    name = lambda long: short.setdefault(long, f"t{len(short)}")
    for node in graph.node:
        node.name = node.doc_string = ""
        node.input[:], node.output[:] = [name(long) for long in node.input], [name(long) for long in node.output]
    for weights in graph.initializer:
        weights.name = name(weights.name)
    del graph.value_info[:]
    onnx.checker.check_model(made)
    path.write_bytes(made.SerializeToString())


def lively(net, last, example, middle=0.5, spread=0.16):
    """Random weights give almost nothing; these give pictures of middling light."""
    with torch.no_grad():
        for parameter in net.parameters():
            if parameter.dim() == 4:
                parameter.copy_(torch.randn_like(parameter) / parameter[0].numel() ** 0.5)
        before = net.eval()(example)
        before = (before[0] if isinstance(before, tuple) else before) - 0
        last.weight.mul_(spread / before.std())
        last.bias.copy_(last.bias * 0 + middle)


def picture(width, height, planes, depth=8):
    y, x = np.mgrid[:height, :width]
    smooth = np.stack([0.5 + 0.3 * np.sin(0.31 * x + 0.17 * y + k) + 0.15 * np.cos(0.2 * x * (k + 1) - 0.43 * y) for k in range(planes)], -1)
    grain = smooth + RANDOM.normal(0, 0.02, smooth.shape)
    full = 2**depth - 1
    return np.rint(grain.clip(0, 1) * full).astype(np.uint8 if depth == 8 else np.uint16).squeeze()


def enlarge(name, net, scale, image, tile=0, **wish):
    torch.save({"params": net.state_dict()}, FOLDER / "net.pth")
    done, _ = RealESRGANer(scale, str(FOLDER / "net.pth"), model=net, tile=tile, tile_pad=8, pre_pad=0).enhance(image, **wish)
    for suffix, pixels in (("in", image), ("out", done)):
        cv2.imwrite(str(OUT / f"{name}_{suffix}.png"), pixels, [cv2.IMWRITE_PNG_COMPRESSION, 9])
    print(name, image.shape, done.shape, done.dtype, done.min(), done.max(), (OUT / f"{name}_out.png").stat().st_size, "bytes")


def upscaling():
    example = torch.rand(1, 3, 24, 20)
    x4, x2 = (RRDBNet(3, 3, scale=scale, num_feat=6, num_block=1, num_grow_ch=3) for scale in (4, 2))
    srvgg = SRVGGNetCompact(3, 3, 6, 2, 4, "prelu")
    for net in (x4, x2):
        lively(net, net.conv_last, example)
    with torch.no_grad():
        srvgg.body[-1].weight.mul_(0.3)
    for name, net in (("rrdb_x4", x4), ("rrdb_x2", x2), ("srvgg", srvgg)):
        export(name, net, example, free=True)
    enlarge("colour", x4, 4, picture(21, 17, 3))
    enlarge("transparent", x4, 4, picture(18, 15, 4))
    enlarge("grey", x4, 4, picture(25, 14, 1))
    enlarge("words_odd", x2, 2, picture(23, 19, 3, 16))
    enlarge("other_size", x4, 4, picture(20, 18, 3), outscale=2.5)
    enlarge("tiles", srvgg, 4, picture(31, 29, 3), tile=12)


def faces():
    net = GFPGANv1Clean(32, num_style_feat=4, channel_multiplier=1, fix_decoder=False, num_mlp=2, input_is_latent=True, different_w=True,
                        narrow=1 / 128, sft_half=True)
    with torch.no_grad():
        for name, parameter in net.named_parameters():
            if name.endswith(".weight") and parameter.numel() == 1:
                parameter.fill_(0.1)  # The strength of the stored noise.
    crop = picture(32, 32, 3)
    tensor = (img2tensor(crop / 255.0, bgr2rgb=True, float32=True)[None] - 0.5) / 0.5
    whole = First(net, return_rgb=False, randomize_noise=False)
    with torch.no_grad():
        spread = whole.eval()(tensor).std()
        for rgb in (net.stylegan_decoder.to_rgb1, *net.stylegan_decoder.to_rgbs):
            rgb.modulated_conv.weight.mul_(0.4 / spread)
        given = whole(tensor)[0]
    export("gfpgan", whole, tensor)
    for suffix, pixels in (("in", crop), ("out", tensor2img(given, rgb2bgr=True, min_max=(-1, 1)))):
        cv2.imwrite(str(OUT / f"gfpgan_{suffix}.png"), pixels)
    print("gfpgan", float(given.min()), float(given.max()), (OUT / "gfpgan_out.png").stat().st_size, "bytes")

    crop = picture(64, 64, 3)
    cv2.imwrite(str(OUT / "parsenet_in.png"), crop)
    tensor = (img2tensor(crop / 255.0, bgr2rgb=True, float32=True)[None] - 0.5) / 0.5
    net = ParseNet(64, 64, min_feat_size=32, base_ch=6, parsing_ch=19, res_depth=1, ch_range=[4, 6])
    with torch.no_grad():
        net.out_mask_conv.conv2d.weight.mul_(8)
    whole = First(net)
    export("parsenet", whole, tensor)
    with torch.no_grad():
        labels = whole.eval()(tensor)[0].argmax(0).numpy()
    print("parts", np.unique(labels, return_counts=True))
    cv2.imwrite(str(OUT / "parsenet_labels.png"), labels.astype(np.uint8))
    cv2.imwrite(str(OUT / "parsenet_mask.png"), np.array(SHOWS, np.uint8)[labels])


OUT.mkdir(parents=True, exist_ok=True)
upscaling()
faces()
