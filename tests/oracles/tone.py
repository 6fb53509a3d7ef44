"""Golden answers for tone and compositing, for plugins/kernels/tests/golden/tone.rs: scipy's PchipInterpolator, Pillow's alpha_composite
and ImageChops on 8 bits.
Packages: scipy, pillow, numpy.
Usage: tone.py"""

import numpy as np
from PIL import Image, ImageChops
from scipy.interpolate import PchipInterpolator

import pictures

CURVES = [
    [(0, 0), (0.25, 0.15), (0.75, 0.9), (1, 1)],
    [(0, 1), (0.3, 0.2), (0.35, 0.2), (0.9, 0.8), (1, 0)],
    [(0.1, 0.3), (0.8, 0.6)],
]
CHOPS = ["multiply", "screen", "overlay", "hard_light", "darker", "lighter", "add", "subtract", "difference"]


def planes_of_8_bits(*seeds):
    noise = [np.rint(pictures.noise(40, 30, seed) * 255).astype(np.uint8) for seed in seeds]
    return np.ascontiguousarray(np.stack(noise, -1))


if __name__ == "__main__":
    pictures.arguments(__doc__)
    x = np.linspace(0, 1, 401)
    answers = []
    for curve in CURVES:
        xs, ys = np.array(curve).T
        answers.append(PchipInterpolator(xs, ys)(np.clip(x, xs[0], xs[-1])))
    pictures.save("curves", *answers, dtype=np.float64)
    lower, upper = planes_of_8_bits(1, 2, 3, 4), planes_of_8_bits(5, 6, 7, 8)
    both = Image.alpha_composite(Image.fromarray(lower), Image.fromarray(upper))
    pictures.save("alpha_composite", np.asarray(both))
    grey = [Image.fromarray(np.ascontiguousarray(picture[..., 0])) for picture in (lower, upper)]
    pictures.save("blend_modes", *(np.asarray(getattr(ImageChops, name)(*grey)) for name in CHOPS))
