"""Golden answers of masks that are drawn, in the sizes of all sorts of pictures, for `golden.rs` of the plugins: scikit-image draws them
1024 times as large and counts, which meets a pixel to a thirtieth; shapely measures how far pixels are from a brush, cv2 blurs. Pictures and what is kept of answers as in every_kind.py;
the settings stand here and in `golden.rs`.
Packages: opencv-contrib-python-headless, numpy, pillow, scikit-image, scipy, shapely."""

import cv2
import numpy as np
import shapely
from skimage import draw

from every_kind import COLOURS, pixels, write

# Places in a pixel, each way.
FINE = 32


def covered(fill):
    """The share of each pixel: `fill(canvas, picture)` sets what is inside on a canvas so many times as large."""

    def work(picture):
        height, width = picture.shape[:2]
        canvas = np.zeros((height * FINE, width * FINE), bool)
        fill(canvas, picture)
        return canvas.reshape(height, FINE, width, FINE).mean((1, 3))[..., None]

    return work


def fine(places):
    """Places between the centres of pixels, as those of the canvas: row, column."""
    return ((np.asarray(places, float) + 0.5) * FINE - 0.5)[:, ::-1].T


CORNERS = [[0.1, 0.2], [0.9, 0.05], [0.6, 0.5], [0.95, 0.9], [0.2, 0.75]]
RECT = [0.15, 0.25, 0.6, 0.55]
ANGLE, ROUND = 25.0, 3.0


def polygon(canvas, picture):
    canvas[draw.polygon(*fine(pixels(CORNERS, picture)), canvas.shape)] = True


def middle_and_radii(picture):
    """Of the ellipse in the rectangle, in pixels: x, y."""
    height, width = picture.shape[:2]
    left, top, wide, high = np.float32(RECT).astype(float) * [width, height, width, height]
    return [[left + wide / 2 - 0.5, top + high / 2 - 0.5]], wide / 2, high / 2


def ellipse(shrunk, degrees):
    def fill(canvas, picture):
        middle, across, down = middle_and_radii(picture)
        (row,), (column,) = fine(middle)
        radii = down * FINE * shrunk[1], across * FINE * shrunk[0]
        # scikit-image turns against the clock.
        canvas[draw.ellipse(row, column, *radii, canvas.shape, -np.radians(degrees))] = True

    return fill


def rectangle(canvas, picture):
    """Two rectangles and four discs."""
    (middle,), across, down = middle_and_radii(picture)
    radius = min(ROUND, across, down)
    for less_x, less_y in ((radius, 0), (0, radius)):
        reach = np.array([across - less_x, down - less_y])
        corners = [middle + reach * sign for sign in ([-1, -1], [1, -1], [1, 1], [-1, 1])]
        canvas[draw.polygon(*fine(corners), canvas.shape)] = True
    reach = np.array([across - radius, down - radius])
    for sign in ([-1, -1], [1, -1], [1, 1], [-1, 1]):
        (row,), (column,) = fine([middle + reach * sign])
        canvas[draw.disk((row, column), radius * FINE, shape=canvas.shape)] = True


def soft_oval(picture):
    _, across, down = middle_and_radii(picture)
    oval = covered(ellipse((0.9, 0.95), 0))(picture)[..., 0].astype(np.float32)
    taps = max(3, int(min(2 * across, 2 * down) / 10) | 1)
    return cv2.GaussianBlur(oval, (taps, taps), 0, borderType=cv2.BORDER_REPLICATE)[..., None]


# x, y; the brush is as wide along all of it.
STROKE, RADIUS, HARDNESS = [[0.2, 0.3], [0.7, 0.35], [0.6, 0.8]], 0.1, 0.5


def brush(picture):
    """How far each pixel is from the line, by shapely; a brush fades over the outer half of its radius."""
    y, x = np.mgrid[: picture.shape[0], : picture.shape[1]]
    away = shapely.distance(shapely.points(x, y), shapely.LineString(pixels(STROKE, picture)))
    radius = np.float64(np.float32(RADIUS)) * max(picture.shape[:2])
    return np.clip((radius - away + 0.5) / max(1, radius * (1 - HARDNESS)), 0, 1)[..., None]


KINDS = {
    "polygon": (COLOURS[:1], covered(polygon)),
    "ellipse": (COLOURS[:1], covered(ellipse((1, 1), ANGLE))),
    "rectangle": (COLOURS[:1], covered(rectangle)),
    "gaussian_mask": (COLOURS[:1], soft_oval),
    "brush": (COLOURS[:1], brush),
    # What is filled, and what is erased of it: the least of both, pixel by pixel.
    "painted_area": (COLOURS[:1], lambda picture: np.minimum(covered(polygon)(picture), 1 - covered(ellipse((1, 1), 0))(picture))),
}

if __name__ == "__main__":
    write(KINDS, {})
