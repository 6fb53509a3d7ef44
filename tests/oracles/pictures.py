"""Shared by the oracle scripts, not an oracle itself: test pictures that Rust makes again from the same formulas, and the golden
files. A golden file is a .npy of f32 (or f64) values, one-dimensional: the answers of all its cases in turn, planes one after the other.
Packages: numpy, pillow, scikit-image (for the astronaut, public domain)."""

import argparse
import pathlib

import numpy as np

GOLDEN = pathlib.Path(__file__).resolve().parents[1] / "golden/kernels"
BYTES_MAX = 60_000


def noise(width, height, seed=0):
    """Values k / 2^16 that look like chance; the same in plugins/kernels/tests/golden/pictures.rs."""
    y, x = np.mgrid[:height, :width].astype(np.uint64)
    mixed = (x * 73856093 ^ y * 19349663 ^ np.uint64(seed * 83492791 + 1)) * 2654435761 & 0xFFFFFFFF
    return (((mixed ^ mixed >> 15) * 2246822519 & 0xFFFFFFFF) >> 16).astype(np.float32) / np.float32(65536)


def gradient(width, height):
    y, x = np.mgrid[:height, :width]
    return ((x + 2 * y) % 512).astype(np.float32) / np.float32(512)


def checkerboard(width, height):
    y, x = np.mgrid[:height, :width]
    return ((x // 8 + y // 8) % 2).astype(np.float32)


def constant(width, height):
    return np.full((height, width), 0.25, np.float32)


def sixteen_bits(width, height):
    """Levels of a 16-bit file."""
    return np.rint(noise(width, height, 5) * 65535).astype(np.float32) / np.float32(65535)


def mixed(width, height):
    """Structure at several scales: a gradient, a checkerboard and noise in equal parts."""
    return (gradient(width, height) + checkerboard(width, height) + noise(width, height)) / np.float32(3)


def rgb(width, height):
    """Three planes that have little to do with each other."""
    return np.stack([mixed(width, height), sixteen_bits(width, height), gradient(width, height)], -1)


def photo(size=64):
    """The astronaut's face as u8 RGB; committed as astronaut_64.png."""
    from PIL import Image
    from skimage import data

    return np.asarray(Image.fromarray(data.astronaut()[0:256, 96:352]).resize((size, size), Image.BOX))


def save(name, *answers, dtype=np.float32):
    """Stores all answers behind each other; pictures with channels are stored plane by plane."""
    flat = [np.ascontiguousarray(np.moveaxis(a, -1, 0) if a.ndim == 3 else a).ravel() for a in map(np.asarray, answers)]
    path = GOLDEN / f"{name}.npy"
    np.save(path, np.concatenate(flat).astype(dtype))
    report(path)


def save_png(name, picture):
    from PIL import Image

    path = GOLDEN / f"{name}.png"
    Image.fromarray(np.ascontiguousarray(picture)).save(path, optimize=True)
    report(path)


def report(path):
    size = path.stat().st_size
    print(f"{path.name:40s} {size:6d} bytes")
    if size > BYTES_MAX:
        raise SystemExit(f"{path.name} is larger than {BYTES_MAX} bytes")


def arguments(docstring):
    """Every script takes no argument but --help."""
    argparse.ArgumentParser(description=docstring, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    GOLDEN.mkdir(parents=True, exist_ok=True)


if __name__ == "__main__":
    arguments(__doc__)
    save_png("astronaut_64", photo())
