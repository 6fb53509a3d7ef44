"""Golden answers of three resamplers, for plugins/kernels/tests/golden/resize.rs: cv2.resize, Pillow (f32 and 8 bits) and
torch.nn.functional.interpolate. The sizes stand in both files.
Packages: opencv-contrib-python-headless, pillow, numpy; torch for the last (--torch).
Usage: resize.py [--torch]"""

import sys

import numpy as np

import pictures

# (picture, its size, new size): shrink, enlarge, both, odd sizes, one pixel, the same size.
CASES = [
    (pictures.mixed, (48, 40), (31, 17)),
    (pictures.mixed, (48, 40), (77, 59)),
    (pictures.mixed, (48, 40), (77, 17)),
    (pictures.checkerboard, (257, 131), (64, 33)),
    (pictures.sixteen_bits, (33, 21), (12, 40)),
    (pictures.noise, (1, 1), (5, 3)),
    (pictures.noise, (9, 7), (1, 1)),
    (pictures.gradient, (20, 10), (20, 10)),
]
# Of the photograph, 8 bits.
PHOTO_SIZES = [(41, 27), (90, 75)]


def opencv():
    import cv2

    for name in ("NEAREST", "LINEAR", "AREA", "CUBIC", "LANCZOS4"):
        flag = getattr(cv2, f"INTER_{name}")
        answers = [cv2.resize(picture(*size), new, interpolation=flag) for picture, size, new in CASES]
        pictures.save(f"resize_opencv_{name.lower()}", *answers)


def pillow():
    from PIL import Image

    for name in ("BOX", "BILINEAR", "BICUBIC", "LANCZOS"):
        flag = getattr(Image.Resampling, name)
        answers = [np.asarray(Image.fromarray(picture(*size)).resize(new, flag)) for picture, size, new in CASES]
        pictures.save(f"resize_pillow_{name.lower()}", *answers)
        for size in PHOTO_SIZES:
            answer = np.asarray(Image.fromarray(pictures.photo()).resize(size, flag))
            pictures.save_png(f"resize_pillow_{name.lower()}_{size[0]}", answer)


def torch():
    import torch

    for name, more in (("nearest", {}), ("bilinear", {"align_corners": False})):
        answers = []
        for picture, size, new in CASES:
            source = torch.from_numpy(picture(*size))[None, None]
            answers.append(torch.nn.functional.interpolate(source, size=new[::-1], mode=name, **more)[0, 0].numpy())
        pictures.save(f"resize_torch_{name}", *answers)


if __name__ == "__main__":
    if "--torch" in sys.argv:
        torch()
    else:
        pictures.arguments(__doc__)
        opencv()
        pillow()
