"""Golden answers of cv2.warpAffine, cv2.warpPerspective and cv2.remap, for plugins/kernels/tests/golden/warp.rs. OpenCV 5 samples
warpAffine and warpPerspective exactly with INTER_LINEAR; INTER_CUBIC and remap still round positions to 1/32 pixel there, so these
cases use positions that are multiples of 1/32.
Packages: opencv-contrib-python-headless 5.0.0.93, numpy.
Usage: warp.py"""

import cv2
import numpy as np

import pictures

TURN = np.array([[0.83, -0.41, 13.2], [0.37, 0.92, -5.1]])
GROW = np.array([[2.3, 0.1, -20.7], [-0.2, 1.9, 3.3]])
AWAY = np.array([[1.0, 0.0, 500.0], [0.0, 1.0, 0.0]])
# Positions of this one are multiples of 1/8 pixel.
EIGHTHS = np.array([[0.5, 0.0, 7.125], [0.0, 0.25, -3.375]])
TILT = np.array([[0.9, -0.2, 11.0], [0.15, 1.1, -4.0], [0.002, -0.001, 1.0]])
BORDERS = [(cv2.BORDER_CONSTANT, 0.75), (cv2.BORDER_REPLICATE, 0), (cv2.BORDER_REFLECT_101, 0)]
SIZE, NEW = (57, 43), (61, 40)


def every_border(warp, source, matrix, flags):
    return [warp(source, matrix, NEW, flags=flags, borderMode=border, borderValue=value) for border, value in BORDERS]


if __name__ == "__main__":
    pictures.arguments(__doc__)
    source = pictures.mixed(*SIZE)
    linear, cubic, nearest = cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_NEAREST
    inverse = linear | cv2.WARP_INVERSE_MAP
    answers = every_border(cv2.warpAffine, source, TURN, linear) + every_border(cv2.warpAffine, source, GROW, linear)
    answers += every_border(cv2.warpAffine, source, TURN, inverse)
    answers += [cv2.warpAffine(source, AWAY, NEW, borderValue=0.75), cv2.warpAffine(pictures.noise(1, 1), TURN, NEW)]
    pictures.save("warp_affine_linear", *answers[:5])
    pictures.save("warp_affine_linear_more", *answers[5:])
    pictures.save("warp_affine_nearest", *every_border(cv2.warpAffine, source, TURN, nearest))
    pictures.save("warp_affine_cubic", *every_border(cv2.warpAffine, source, EIGHTHS, cubic | cv2.WARP_INVERSE_MAP))
    pictures.save("warp_perspective", *every_border(cv2.warpPerspective, source, TILT, linear))
    y, x = np.mgrid[: NEW[1], : NEW[0]].astype(np.float32)
    map_x, map_y = np.rint((x * 0.9 + 3 * np.sin(y)) * 32) / 32, np.rint((y * 1.1 - 2 + 2 * np.cos(x)) * 32) / 32
    map_x, map_y = map_x.astype(np.float32), map_y.astype(np.float32)
    remap = lambda s, _, new, flags, **more: cv2.remap(s, map_x, map_y, flags, **more)
    pictures.save("remap_linear", map_x, map_y, *every_border(remap, source, None, linear))
    pictures.save("remap_cubic", *every_border(remap, source, None, cubic))
    pictures.save("remap_nearest", *every_border(remap, source, None, nearest))
