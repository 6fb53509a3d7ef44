"""Golden answers of PyTorch's generator on the CPU, for plugins/kernels/tests/golden/noise.rs: torch.randn and torch.rand from a seed,
also below 16 values, where PyTorch takes another path. Large draws keep their first and last 64 values. And pictures of the sizes of
every_picture.py, with three planes and with four, for plugins/image/src/golden.rs.
Packages: torch, numpy.
Usage: torch_random.py"""

import torch

import pictures

SEEDS = (0, 42, 2**32 + 7, 2**63)
COUNTS = (1, 2, 5, 15, 16, 17, 31, 100, 4096, 65536)
# Width and height of every sort of picture, in its order.
SIZES = ((64, 64), (57, 43), (57, 43), (257, 131), (1, 1), (20, 15), (33, 21))


def ends(values):
    return values if len(values) <= 128 else torch.cat([values[:64], values[-64:]])


def draw(function):
    for seed in SEEDS:
        for count in COUNTS:
            yield ends(function(count, generator=torch.Generator().manual_seed(seed))).numpy()


def pictured(function):
    """Some values, spread over all planes, as every_picture.py keeps them."""
    for width, height in SIZES:
        for planes in (3, 4):
            values = function((planes, height, width), generator=torch.Generator().manual_seed(42)).flatten()
            yield (0.5 + 0.2 * values[:: max(1, len(values) // 211)]).numpy()


if __name__ == "__main__":
    pictures.arguments(__doc__)
    pictures.save("torch_randn", *draw(torch.randn))
    pictures.save("torch_rand", *draw(torch.rand))
    # Two draws from one generator: the second goes on where the first ended.
    generator = torch.Generator().manual_seed(7)
    pictures.save("torch_randn_twice", *(torch.randn(count, generator=generator).numpy() for count in (3, 4, 20, 5)))
    pictures.save("kind_noise_normal", *pictured(torch.randn))
    pictures.save("kind_noise_uniform", *pictured(torch.rand))
