"""Random-weight ONNX models of the sizes that Weft runs: a face detector (SCRFD-like), RRDBNet x4, IResNet-50.

For `weft bench models` and tests/peers/models.py; not for golden files.

usage: bench_models.py OUT_DIR      about 210 MB; nothing is downloaded
deps: torch 2.15.0, onnx and onnxscript (requirements.txt)
"""

import os
import sys
import time
import warnings

import torch
import torch.nn as nn
import torch.nn.functional as F

warnings.filterwarnings("ignore")
torch.manual_seed(0)
OUT = sys.argv[1]
os.makedirs(OUT, exist_ok=True)


def cbr(i, o, s=1, k=3, g=1):
    return nn.Sequential(nn.Conv2d(i, o, k, s, k // 2, groups=g, bias=False), nn.BatchNorm2d(o), nn.ReLU(inplace=True))


def dw(i, o, s=1):
    return nn.Sequential(cbr(i, i, s, 3, i), cbr(i, o, 1, 1))


class Scrfd(nn.Module):  # SCRFD-2.5g-like backbone + PAFPN + shared heads
    def __init__(s, ch=(24, 48, 96, 160, 224), nf=24):
        super().__init__()
        s.stem = nn.Sequential(cbr(3, 12, 2), cbr(12, 12), cbr(12, 24))
        s.s1 = nn.Sequential(nn.MaxPool2d(2), *[dw(24, 48) if i == 0 else dw(48, 48) for i in range(3)])  # /4
        s.s2 = nn.Sequential(dw(48, 96, 2), *[dw(96, 96) for _ in range(3)])  # /8
        s.s3 = nn.Sequential(dw(96, 160, 2), *[dw(160, 160) for _ in range(3)])  # /16
        s.s4 = nn.Sequential(dw(160, 224, 2), *[dw(224, 224) for _ in range(2)])  # /32
        s.l = nn.ModuleList([nn.Conv2d(c, nf, 1) for c in (96, 160, 224)])
        s.o = nn.ModuleList([nn.Conv2d(nf, nf, 3, 1, 1) for _ in range(3)])
        s.h = nn.ModuleList([nn.Sequential(dw(nf, 64), dw(64, 64)) for _ in range(3)])
        s.cls = nn.ModuleList([nn.Conv2d(64, 2, 3, 1, 1) for _ in range(3)])
        s.box = nn.ModuleList([nn.Conv2d(64, 8, 3, 1, 1) for _ in range(3)])
        s.kps = nn.ModuleList([nn.Conv2d(64, 20, 3, 1, 1) for _ in range(3)])

    def forward(s, x):
        x = s.s1(s.stem(x))
        c3 = s.s2(x)
        c4 = s.s3(c3)
        c5 = s.s4(c4)
        p = [l(c) for l, c in zip(s.l, (c3, c4, c5))]
        p[1] = p[1] + F.interpolate(p[2], scale_factor=2, mode="nearest")
        p[0] = p[0] + F.interpolate(p[1], scale_factor=2, mode="nearest")
        p = [o(q) for o, q in zip(s.o, p)]
        f = [h(q) for h, q in zip(s.h, p)]
        sc = [torch.sigmoid(m(q)).permute(0, 2, 3, 1).reshape(-1, 1) for m, q in zip(s.cls, f)]
        bx = [m(q).permute(0, 2, 3, 1).reshape(-1, 4) for m, q in zip(s.box, f)]
        kp = [m(q).permute(0, 2, 3, 1).reshape(-1, 10) for m, q in zip(s.kps, f)]
        return (*sc, *bx, *kp)


class RDB(nn.Module):
    def __init__(s, nf=64, gc=32):
        super().__init__()
        s.c = nn.ModuleList([nn.Conv2d(nf + i * gc, gc if i < 4 else nf, 3, 1, 1) for i in range(5)])

    def forward(s, x):
        xs = [x]
        for i in range(4):
            xs.append(F.leaky_relu(s.c[i](torch.cat(xs, 1)), 0.2))
        return s.c[4](torch.cat(xs, 1)) * 0.2 + x


class RRDB(nn.Module):
    def __init__(s):
        super().__init__()
        s.r = nn.Sequential(RDB(), RDB(), RDB())

    def forward(s, x):
        return s.r(x) * 0.2 + x


class RRDBNet(nn.Module):
    def __init__(s, nb=6, nf=64):
        super().__init__()
        C = lambda i, o: nn.Conv2d(i, o, 3, 1, 1)
        s.first = C(3, nf)
        s.body = nn.Sequential(*[RRDB() for _ in range(nb)])
        s.cb = C(nf, nf)
        s.u1 = C(nf, nf)
        s.u2 = C(nf, nf)
        s.hr = C(nf, nf)
        s.last = C(nf, 3)

    def forward(s, x):
        f = s.first(x)
        f = f + s.cb(s.body(f))
        f = F.leaky_relu(s.u1(F.interpolate(f, scale_factor=2, mode="nearest")), 0.2)
        f = F.leaky_relu(s.u2(F.interpolate(f, scale_factor=2, mode="nearest")), 0.2)
        return s.last(F.leaky_relu(s.hr(f), 0.2))


class IB(nn.Module):
    def __init__(s, i, o, st):
        super().__init__()
        s.f = nn.Sequential(
            nn.BatchNorm2d(i),
            nn.Conv2d(i, o, 3, 1, 1, bias=False),
            nn.BatchNorm2d(o),
            nn.PReLU(o),
            nn.Conv2d(o, o, 3, st, 1, bias=False),
            nn.BatchNorm2d(o),
        )
        s.d = None if (st == 1 and i == o) else nn.Sequential(nn.Conv2d(i, o, 1, st, bias=False), nn.BatchNorm2d(o))

    def forward(s, x):
        return s.f(x) + (x if s.d is None else s.d(x))


class IResNet50(nn.Module):
    def __init__(s):
        super().__init__()
        L = [nn.Conv2d(3, 64, 3, 1, 1, bias=False), nn.BatchNorm2d(64), nn.PReLU(64)]
        i = 64
        for o, n in ((64, 3), (128, 4), (256, 14), (512, 3)):
            for k in range(n):
                L.append(IB(i, o, 2 if k == 0 else 1))
                i = o
        s.b = nn.Sequential(*L, nn.BatchNorm2d(512))
        s.fc = nn.Linear(512 * 7 * 7, 512)
        s.bn = nn.BatchNorm1d(512)

    def forward(s, x):
        return s.bn(s.fc(torch.flatten(s.b(x), 1)))


def export(m, x, p, outs, dyn=None, **kw):
    m.eval()
    for mod in m.modules():  # non-trivial BN statistics
        if isinstance(mod, (nn.BatchNorm2d, nn.BatchNorm1d)):
            mod.running_mean.normal_(0, 0.1)
            mod.running_var.uniform_(0.5, 1.5)
    t = time.time()
    torch.onnx.export(
        m, (x,), f"{OUT}/{p}", input_names=["input"], output_names=outs, opset_version=17, dynamo=False, dynamic_axes=dyn, **kw
    )
    print(p, round(time.time() - t, 1), "s")


names = [f"{kind}_{stride}" for kind in ("score", "bbox", "kps") for stride in (8, 16, 32)]
export(Scrfd(), torch.randn(1, 3, 640, 640), "det640.onnx", names)
rrdb = RRDBNet()
export(rrdb, torch.rand(1, 3, 128, 128), "rrdb6_128.onnx", ["output"])
export(IResNet50(), torch.randn(1, 3, 112, 112), "arcface.onnx", ["embedding"])
