"""Golden answers for colours, for plugins/kernels/tests/golden/colour.rs: cv2.cvtColor in f32, scikit-image's match_histograms on 8 and
16 bits, Reinhard's transfer with scikit-image's Lab, the Monge-Kantorovich map with scipy's matrix root, cv2.pyrDown, cv2.pyrUp and the
blend made of them.
Packages: opencv-contrib-python-headless, scikit-image, scipy, numpy, pillow.
Usage: colour.py"""

import cv2
import numpy as np
from PIL import Image
from scipy.linalg import sqrtm
from skimage.color import lab2rgb, rgb2lab
from skimage.exposure import match_histograms

import pictures

REFERENCE = [0.9, 0.55, 0.3]


def photo(size):
    """From the committed photograph, as Rust does it."""
    small = Image.fromarray(pictures.photo()).resize((size, size), Image.Resampling.BOX)
    return np.asarray(small).astype(np.float32) / np.float32(255)


def reference(photo):
    """Another picture: the photograph upside down, with other colours."""
    turned = photo[::-1, ::-1]
    return np.ascontiguousarray(turned * np.float32(REFERENCE) + np.float32([0.0, 0.2, 0.1]))


def half(size):
    """A mask of the left half."""
    return np.broadcast_to(np.arange(size) < size // 2, (size, size))


def reinhard(source, wanted, mask):
    lab, other = (rgb2lab(picture.astype(np.float64)) for picture in (source, wanted))
    have, want = lab[mask], other.reshape(-1, 3)
    moved = (lab - have.mean(0)) / have.std(0) * want.std(0) + want.mean(0)
    return np.clip(lab2rgb(moved), 0, 1)


def monge_kantorovich(source, wanted):
    have, want = (picture.reshape(-1, 3).astype(np.float64) for picture in (source, wanted))
    a, b = np.cov(have.T, bias=True), np.cov(want.T, bias=True)
    root = sqrtm(a).real
    inverse = np.linalg.inv(root)
    matrix = inverse @ sqrtm(root @ b @ root).real @ inverse
    return ((have - have.mean(0)) @ matrix.T + want.mean(0)).reshape(source.shape)


def blend(first, second, mask, levels):
    def pyramid(picture):
        all = [picture]
        for _ in range(levels):
            all.append(cv2.pyrDown(all[-1]))
        return all

    def details(all):
        up = lambda coarse, fine: cv2.pyrUp(coarse, dstsize=fine.shape[1::-1])
        return [fine - up(coarse, fine) for fine, coarse in zip(all, all[1:])] + all[-1:]

    result = None
    for a, b, m in reversed(list(zip(details(pyramid(first)), details(pyramid(second)), pyramid(mask)))):
        mixed = m * a + (1 - m) * b
        result = mixed if result is None else mixed + cv2.pyrUp(result, dstsize=mixed.shape[1::-1])
    return result


if __name__ == "__main__":
    pictures.arguments(__doc__)
    small = photo(32)
    names = ("Lab", "YCrCb", "HSV")
    there = [cv2.cvtColor(small, getattr(cv2, f"COLOR_RGB2{name}")) for name in names]
    back = [cv2.cvtColor(picture, getattr(cv2, f"COLOR_{name}2RGB")) for name, picture in zip(names, there)]
    pictures.save("colour_spaces", *there[:2])
    lab_of_8_bits = cv2.cvtColor(np.rint(small * 255).astype(np.uint8), cv2.COLOR_RGB2Lab)
    pictures.save("colour_spaces_more", there[2], cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), lab_of_8_bits)
    pictures.save("colour_spaces_back", *back)
    other = reference(small)
    eight = lambda picture: np.rint(picture * 255).astype(np.uint8)
    pictures.save("match_histogram_8", match_histograms(eight(small), eight(other), channel_axis=-1))
    sixteen = lambda picture: np.rint(picture * 65535).astype(np.uint16)
    pictures.save("match_histogram_16", match_histograms(sixteen(small).astype(np.int32), sixteen(other).astype(np.int32), channel_axis=-1))
    pictures.save("transfer_reinhard", reinhard(small, other, np.ones((32, 32), bool)), reinhard(small, other, half(32)))
    pictures.save("transfer_monge_kantorovich", monge_kantorovich(small, other))
    source = pictures.mixed(45, 38)
    down = cv2.pyrDown(source)
    pictures.save("pyramid", down, cv2.pyrUp(down, dstsize=(45, 38)), cv2.pyrUp(down, dstsize=(46, 38)))
    mask = (np.arange(45) < 20).astype(np.float32) * np.ones((38, 1), np.float32)
    pictures.save("pyramid_blend", blend(source, pictures.gradient(45, 38), mask, 3))
