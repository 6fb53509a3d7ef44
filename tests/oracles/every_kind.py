"""Golden answers of whole kinds on every sort of picture, without and with alpha, for `golden.rs` of the plugins: OpenCV, scikit-image
and scipy do what the kind's page promises, on colours weighted by their alpha where the page says so. Pictures, and what is kept
of answers, as in every_picture.py; the settings stand here and in `golden.rs`.
Packages: opencv-contrib-python-headless, numpy, pillow, scikit-image, scipy."""

import cv2
import numpy as np
from PIL import Image
from scipy import ndimage
from scipy.interpolate import PchipInterpolator, RBFInterpolator
from scipy.linalg import sqrtm
from skimage import color
from skimage.morphology import convex_hull_image
from skimage.transform import SimilarityTransform, warp

import pictures
from every_picture import OPERATIONS, PICTURES, some
from smooth import by_definition


def with_alpha(picture):
    y, x = np.mgrid[: picture.shape[0], : picture.shape[1]]
    alpha = (0.4 + (x * 3 + y * 5) % 7 / 10).astype(np.float32) * ((x + 3 * y) % 13 != 0)
    return np.concatenate([picture, alpha.astype(np.float32)[..., None]], -1)


GIVEN = {"mask": lambda p: p[..., :1], "rgb": lambda p: p, "rgba": with_alpha}
COLOURS, MASKS = ("rgb", "rgba"), ("mask",)


def weighted(work):
    """Colours travel with the weight of their alpha; where nothing shows in the end, they are what they would be without."""

    def straight(picture):
        if picture.shape[2] < 4:
            return work(picture)
        colours, alpha = picture[..., :3], picture[..., 3:]
        heavy = work(np.concatenate([colours * alpha, alpha], -1))
        seen = np.clip(heavy[..., 3:], 0, 1)
        divided = heavy[..., :3] / np.maximum(seen, 1 / 65536)
        return np.concatenate([np.where(seen > 1 / 65536, divided, work(np.ascontiguousarray(colours))), seen], -1)

    return straight


def pixels(fractions, picture):
    """Places in parts of a picture, as pixels whose centres lie at whole numbers."""
    size = np.array([picture.shape[1], picture.shape[0]], float)
    return np.float32(fractions).astype(float) * size - 0.5


def fetched(picture, x, y, mode):
    """In f64; `grid-constant` mixes with black beyond the edge."""
    plane = lambda c: ndimage.map_coordinates(picture[..., c].astype(float), [y, x], order=1, mode=mode)
    return np.stack([plane(c) for c in range(picture.shape[2])], -1)


def grid(picture):
    y, x = np.mgrid[: picture.shape[0], : picture.shape[1]].astype(float)
    return x, y


FROM = [[0.3, 0.3], [0.7, 0.35], [0.5, 0.7]]
TO = [[0.33, 0.28], [0.68, 0.4], [0.48, 0.66]]
CORNERS = [[0, 0], [1, 0], [1, 1], [0, 1]]


def thin_plate(picture):
    x, y = grid(picture)
    spline = RBFInterpolator(pixels(TO + CORNERS, picture), pixels(FROM + CORNERS, picture), kernel="thin_plate_spline", degree=1)
    found = spline(np.stack([x.ravel(), y.ravel()], -1))
    return fetched(picture, found[:, 0].reshape(x.shape), found[:, 1].reshape(x.shape), "grid-constant")


# x, y, pressure.
STROKE = [[0.2, 0.3, 1.0], [0.55, 0.4, 0.5], [0.6, 0.8, 0.75]]
RADIUS, STRENGTH = 0.25, 0.8


def brushed(tool):
    """scikit-image fetches each pixel from where the brush took it; one touch after the other, a share of (1 - distance²)² of it."""

    def work(picture):
        radius = np.float64(np.float32(RADIUS)) * max(picture.shape[:2])
        places = pixels([point[:2] for point in STROKE], picture)
        amounts = [STRENGTH * np.float64(np.float32(point[2])) for point in STROKE]
        touches = []
        if tool == "push":
            for start, end, amount in zip(places, places[1:], amounts):
                path = (end - start) * amount
                steps = int(np.ceil(np.hypot(*path) / (radius / 4)))
                touches += [(start + path * (step / steps), path / steps) for step in range(1, steps + 1)]
        else:
            touches = [(place, amount if tool == "swell" else -amount) for place, amount in zip(places, amounts)]

        def taken_from(places):
            for centre, by in reversed(touches):
                away = places - centre
                share = np.maximum(1 - (away**2).sum(1, keepdims=True) / radius**2, 0) ** 2
                places = places - share * (by if tool == "push" else away * by / 2)
            return places

        return warp(picture.astype(float), taken_from, order=1, mode="edge", clip=False)

    return work


PAGE = [[0.1, 0.15], [0.85, 0.05], [0.95, 0.9], [0.05, 0.8]]
PAGE_SIZE = (41, 37)


def straightened(picture):
    width, height = PAGE_SIZE
    edges = np.array(CORNERS, float) * PAGE_SIZE - 0.5
    matrix = cv2.getPerspectiveTransform(pixels(PAGE, picture).astype(np.float32), edges.astype(np.float32))
    return planes(lambda plane: cv2.warpPerspective(plane, matrix, (width, height), flags=cv2.INTER_LINEAR))(picture)


def planes(work):
    return lambda picture: np.stack([work(np.ascontiguousarray(picture[..., c])) for c in range(picture.shape[2])], -1)


def aligned(picture):
    matrix = SimilarityTransform.from_estimate(pixels(FROM, picture), pixels(TO, picture)).params[:2]
    return planes(lambda plane: cv2.warpAffine(plane, matrix, plane.shape[::-1], flags=cv2.INTER_LINEAR))(picture)


def with_alpha_of(base, colours):
    return np.concatenate([colours, base[..., 3:]], -1)


def details(plane, levels):
    """Laplacian pyramid, the finest first."""
    steps = [plane]
    while len(steps) <= levels and steps[-1].size > 1:
        steps.append(cv2.pyrDown(steps[-1]))
    fine = [step - cv2.pyrUp(below, dstsize=step.shape[::-1]) for step, below in zip(steps, steps[1:])]
    return fine + steps[-1:], steps


def multiband(picture):
    mask = np.zeros(picture.shape[:2], np.float32)
    mask[:, : (picture.shape[1] + 1) // 2] = 1
    weights = details(mask, 3)[1]

    def plane(c):
        over, base = (details(np.ascontiguousarray(side[..., c]), 3)[0] for side in (picture[::-1], picture))
        mixed = [a * m + b * (1 - m) for a, b, m in zip(over, base, weights)]
        out = mixed.pop()
        while mixed:
            fine = mixed.pop()
            out = fine + cv2.pyrUp(out, dstsize=fine.shape[::-1])
        return out

    return with_alpha_of(picture, np.stack([plane(c) for c in range(3)], -1))


def paste(picture):
    """Half of the picture, upside down, three pixels to the right and two up, fading over four pixels."""
    height, width = picture.shape[:2]
    over = picture[::-1][: (height + 1) // 2, : (width + 1) // 2]
    framed = np.pad(np.ones(over.shape[:2]), 1)
    cover = np.clip((ndimage.distance_transform_edt(framed)[1:-1, 1:-1] - 0.5) / 4, 0, 1) * 0.8
    if over.shape[2] == 4:
        cover = cover * over[..., 3]
        over = np.concatenate([over[..., :3], np.ones_like(over[..., 3:])], -1)
    out = picture.astype(float)
    above, beside = over[2:], slice(0, max(0, over.shape[0] - 2))
    part = out[beside, 3 : 3 + over.shape[1]]
    seen = (slice(None), slice(0, part.shape[1]))
    part += (above[seen] - part) * cover[2:][seen][..., None]
    return out


def oval(shape, centre, radii, degrees):
    """The share of each pixel inside of an ellipse: exact along the rows, of which each pixel has 256."""
    fine = 256
    turn = np.radians(degrees)
    (cos, sin), (a, b) = (np.cos(turn), np.sin(turn)), radii
    y = ((np.arange(shape[0] * fine) + 0.5) / fine - 0.5) - centre[1]
    # (x cos + y sin)² / a² + (y cos - x sin)² / b² = 1
    p = (cos / a) ** 2 + (sin / b) ** 2
    q = y * cos * sin * (1 / a**2 - 1 / b**2)
    r = (y * sin / a) ** 2 + (y * cos / b) ** 2 - 1
    root = q * q - p * r
    half = np.sqrt(np.maximum(root, 0)) / p
    left, right = centre[0] - q / p - half, centre[0] - q / p + half
    edges = np.arange(shape[1] + 1) - 0.5
    inside = np.clip(edges[None, 1:], left[:, None], right[:, None]) - np.clip(edges[None, :-1], left[:, None], right[:, None])
    return (inside * (root > 0)[:, None]).reshape(shape[0], fine, shape[1]).mean(1)


def place(picture):
    """The picture, upside down, put into an oval of itself."""
    height, width = picture.shape[:2]
    image = picture[::-1]
    opaque = image[..., 3:] if image.shape[2] == 4 else np.ones_like(image[..., :1])
    heavy = np.concatenate([image[..., :3] * opaque, opaque], -1)
    centre = np.float32([width * 0.5, height * 0.45]).astype(float) - 0.5
    radii = np.float32([width * 0.45, height * 0.42]).astype(float)
    scale = max(2 * radii[0] / width, 2 * radii[1] / height)
    turn = np.radians(20)
    linear = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    shift = centre - linear @ [width / 2 - 0.5, height / 2 - 0.5]
    matrix = np.concatenate([linear, shift[:, None]], 1)
    there = planes(lambda plane: cv2.warpAffine(plane, matrix, (width, height), flags=cv2.INTER_LINEAR))(heavy)
    there[..., 3] = np.clip(there[..., 3], 0, 1)
    share = oval((height, width), centre, radii, 20)[..., None]
    return picture * (1 - share * there[..., 3:]) + share * there[..., : picture.shape[2]]


def mask(work):
    """`work` on the one plane."""
    return lambda picture: work(np.ascontiguousarray(picture[..., 0]))[..., None]


def hard(plane):
    """Soft masks count as selected from a half on."""
    return plane >= 0.5


def feathered(plane):
    """From three pixels inside of the edge to two outside."""
    selected = hard(plane)
    if selected.all() or not selected.any():
        return selected.astype(float)
    inside, outside = ndimage.distance_transform_edt(selected), ndimage.distance_transform_edt(~selected)
    return np.clip((np.where(selected, inside - 0.5, 0.5 - outside) + 2) / 5, 0, 1)


def large_parts(plane):
    """Those of twenty pixels and more; soft edges stay."""
    _, labels, numbers, _ = cv2.connectedComponentsWithStats(hard(plane).astype(np.uint8), connectivity=8)
    large = numbers[:, cv2.CC_STAT_AREA] >= 20
    large[0] = False
    return np.where(large[labels], plane, 0)


def like_green(picture):
    """CIE76 to a green, with a soft edge of ten."""
    wanted = color.rgb2lab(np.array([[[0.25, 0.75, 0.125]]]))
    away = np.linalg.norm(color.rgb2lab(picture[..., :3].astype(float)) - wanted, axis=-1)
    return np.clip((60 + 5 - away) / 10, 0, 1)[..., None]


def refined(picture):
    """Half of the picture is selected; its edge follows those of the picture."""
    rough = np.zeros(picture.shape[:2], np.float32)
    rough[:, : (picture.shape[1] + 1) // 2] = 1
    guide = np.ascontiguousarray(picture[..., :3])
    return np.clip(by_definition(guide, rough, 3, 0.01), 0, 1)[..., None]


def colours(work):
    """Alpha stays."""
    return lambda picture: np.concatenate([work(picture[..., :3].astype(float)), picture[..., 3:]], -1)


def exposed(picture):
    light = np.where(picture <= 0.04045, picture / 12.92, ((picture + 0.055) / 1.055) ** 2.4) * 2**0.75
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


def adjusted(picture):
    """Saturation around Rec. 709, then contrast around a half, then brightness."""
    light = (picture @ [0.2126, 0.7152, 0.0722])[..., None]
    return (light + (picture - light) * 1.5 - 0.5) * 1.25 + 0.5 + 0.125


def grey(picture):
    """cv2's, in floats."""
    light = cv2.cvtColor(np.ascontiguousarray(picture[..., :3]), cv2.COLOR_RGB2GRAY)
    return np.concatenate([light[..., None], picture[..., 3:]], -1)


def sharpened(picture):
    away = picture - cv2.GaussianBlur(picture, (0, 0), 1.5)
    return picture + 0.75 * np.sign(away) * np.maximum(np.abs(away) - 0.0625, 0)


def inked(picture, thickness=3, detail=0.5):
    """XDoG: a sharpened difference of Gaussians, and a soft threshold."""
    light = cv2.cvtColor(np.ascontiguousarray(picture[..., :3]), cv2.COLOR_RGB2GRAY).astype(float)
    sigmas = thickness / 3, 1.6 * thickness / 3
    near, far = (cv2.GaussianBlur(light, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE) for sigma in sigmas)
    sharp, dark = 21 * near - 20 * far, 0.2 + 0.6 * detail
    return (1 - np.where(sharp >= dark, 0, -np.tanh(10 * (sharp - dark))))[..., None]


def drawn(picture, thickness=3, detail=0.5):
    """Darker than the mean of the square around it."""
    light = cv2.cvtColor(np.ascontiguousarray(picture[..., :3]), cv2.COLOR_RGB2GRAY).astype(float)
    near = cv2.GaussianBlur(light, (0, 0), thickness / 3, borderType=cv2.BORDER_REPLICATE)
    side = 2 * int(np.ceil(1.5 * thickness)) + 1
    around = cv2.blur(near, (side, side), borderType=cv2.BORDER_REPLICATE)
    return (1 - np.clip((around - near - 0.12 * 0.04**detail) / 0.012 + 0.5, 0, 1))[..., None]


def smoothed(work):
    return weighted(lambda picture: work(np.ascontiguousarray(picture)))


CURVE = [[0.0, 0.0], [0.25, 0.15], [0.75, 0.9], [1.0, 1.0]]


def bent(picture):
    x, y = np.float32(CURVE).astype(float).T
    return PchipInterpolator(x, y)(picture)


def over(mode):
    """The picture upside down, at three quarters, mixed with itself by the formula of the W3C (Compositing and Blending, level 1)."""

    def work(picture):
        picture = picture.astype(float)
        below = picture[..., 3:] if picture.shape[2] == 4 else 1.0
        source = picture[::-1, :, :3]
        seen = 0.75 + below * 0.25
        mixed = 0.75 * ((1 - below) * source + below * mode(picture[..., :3], source)) + 0.25 * below * picture[..., :3]
        return np.concatenate([mixed / seen, np.broadcast_to(seen, (*source.shape[:2], 1))], -1)[..., : picture.shape[2]]

    return work


def largest_part(plane):
    """Of equals, the first in the order of reading."""
    _, labels, numbers, _ = cv2.connectedComponentsWithStats(hard(plane).astype(np.uint8), connectivity=8)
    order = [label for label in dict.fromkeys(labels.ravel()) if label > 0]
    return np.where(labels == max(order, key=lambda label: numbers[label, cv2.CC_STAT_AREA]), plane, 0) if order else plane * 0


def hull(plane):
    selected = hard(plane)
    return convex_hull_image(selected, offset_coordinates=False) if selected.any() else selected


def other_colours(picture):
    return (picture * np.float32([0.5, 0.7, 0.8]) + np.float32([0.1, 0.15, 0.1])).astype(float)


def by_covariance(picture):
    """Pitié and Kokaram 2007: the linear map that moves colours least. Where they fill no volume, a little is added to both."""
    have, want = picture.reshape(-1, 3), other_colours(picture).reshape(-1, 3)
    a, b = (np.cov(colours.T, bias=True) + 1e-10 * np.eye(3) for colours in (have, want))
    root = sqrtm(a).real
    inverse = np.linalg.inv(root)
    matrix = inverse @ sqrtm(root @ b @ root).real @ inverse
    return ((have - have.mean(0)) @ matrix.T + want.mean(0)).reshape(picture.shape)


def transformed(fill):
    """Moved, turned and scaled around its middle."""

    def work(picture):
        height, width = picture.shape[:2]
        matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -20, 1.25)
        matrix[:, 2] += 1.5, -2.25
        return cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=fill)

    return work


# Slanted, and not all of one scale; exact in f32.
MATRIX = np.array([[0.875, 0.25, 1.625], [-0.125, 1.25, -2.375]])


def by_matrix(sampling, fill, leads=0):
    """Into 41 × 37 pixels."""
    return lambda picture: cv2.warpAffine(picture, MATRIX, (41, 37), flags=sampling | leads, borderMode=fill)


def fetched_by(places, fill, maps=None):
    """From where two maps say: green for across, blue for down, of the picture or of another."""

    def work(picture):
        height, width = picture.shape[:2]
        across, down = np.moveaxis((picture if maps is None else maps())[..., 1:3].astype(np.float32), -1, 0)
        x, y = places(across, down, width, height)
        return weighted(lambda given: cv2.remap(given, x, y, cv2.INTER_LINEAR, borderMode=fill))(picture)

    return work


def shifted(across, down, width, height):
    """By six pixels at most; middle grey moves nothing."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    return x + (across - np.float32(0.5)) * 12, y + (down - np.float32(0.5)) * 12


def in_parts(across, down, width, height):
    return across * width - np.float32(0.5), down * height - np.float32(0.5)


def in_pixels(across, down, width, height):
    return across * 60 - 10, down * 60 - 10


FIRST, SECOND = np.float32([0.75, 0.25, 0.125, 0.5]), np.float32([0.125, 0.5, 1.0, 1.0])


def new(part):
    """As large as the picture: from one colour to the other."""

    def work(picture):
        height, width, channels = picture.shape
        y, x = np.mgrid[:height, :width] + 0.5
        share = np.broadcast_to(part(x, y, width, height), (height, width))[..., None]
        return (FIRST + (SECOND - FIRST).astype(float) * share)[..., :channels]

    return work


NEW = {
    "solid": lambda x, y, width, height: 0.0,
    "horizontal": lambda x, y, width, height: x / width,
    "vertical": lambda x, y, width, height: y / height,
    "radial": lambda x, y, width, height: np.hypot(x - width / 2, y - height / 2) / np.hypot(width / 2, height / 2),
    "checker": lambda x, y, width, height: (x // 5 + y // 5) % 2,
}
REC_709 = np.array([[0.2126, 0.7152, 0.0722]])
FOUND = {
    "bright": lambda p: cv2.transform(p[..., :3].astype(float), REC_709),
    "dark": lambda p: 1 - cv2.transform(p[..., :3].astype(float), REC_709),
    "opaque": lambda p: p[..., 3] if p.shape[2] == 4 else np.ones(p.shape[:2]),
    "red": lambda p: p[..., 0],
    "green": lambda p: p[..., 1],
    "blue": lambda p: p[..., 2],
}


def cleared(picture):
    """Grey-world gains, then one stretch for all planes without the outermost hundredth of each."""
    means = picture.reshape(-1, 3).mean(0)
    picture = picture * np.clip(means.mean() / np.maximum(means, 1e-6), 0.5, 2)
    # What shows is what lies between black and white.
    low, high = np.percentile(np.clip(picture, 0, 1).reshape(-1, 3), [1, 99], axis=0, method="inverted_cdf")
    low, high = low.min(), high.max()
    return (picture - low) / (high - low) if high - low > 1 / 255 else picture


def locally_cleared(picture):
    """CLAHE of lightness in 8 bits: of a picture that has such lightness, since curves can be steep between levels, and pale colours,
    since others leave what RGB can show."""
    lab = color.rgb2lab(picture)
    pale = color.lab2rgb(np.stack([np.rint(lab[..., 0] * 2.55) / 2.55, lab[..., 1] / 4, lab[..., 2] / 4], -1))
    lab = color.rgb2lab(pale)
    lab[..., 0] = cv2.createCLAHE(2.0, (8, 8)).apply(np.rint(lab[..., 0] * 2.55).astype(np.uint8)) / 2.55
    return color.lab2rgb(lab)


def as_high(picture, height):
    """Pillow's Lanczos, in floats."""
    width = max(1, round(picture.shape[1] * height / picture.shape[0]))
    return planes(lambda plane: np.asarray(Image.fromarray(plane).resize((width, height), Image.Resampling.LANCZOS)))(picture)


def beside(picture):
    """The upper half of the picture upside down, as high as the picture; in between three columns of half transparent orange."""
    half = picture[::-1][: (picture.shape[0] + 1) // 2].copy()
    # Where nearly nothing shows, a colour is the quotient of roundings.
    half[..., 3:] = half[..., 3:] * np.float32(0.5) + np.float32(0.5)
    second = weighted(lambda half: as_high(half, picture.shape[0]))(half.astype(np.float32))
    opaque = lambda p: p if p.shape[2] == 4 else np.concatenate([p, np.ones_like(p[..., :1])], -1)
    gap = np.broadcast_to(np.array([1, 0.5, 0.25, 0.5]), (picture.shape[0], 3, 4))
    return np.concatenate([opaque(picture), gap, opaque(second)], 1)


def halved(picture):
    """Before above the diagonal, upside down below it, and a black line of two pixels, its edges as soft as a pixel."""
    height, width = picture.shape[:2]
    x, y = (at + 0.5 for at in grid(picture))
    away = ((x * height + y * width - width * height) / np.hypot(width, height))[..., None]
    line = np.clip(1.5 - np.abs(away), 0, 1)
    return np.where(away < 0, picture[..., :3], picture[::-1, :, :3]) * (1 - line)


def counted(picture):
    """Of each colour: shares of 16 steps, least, most, mean, deviation, middle."""
    numbers = []
    for c in range(3):
        plane = picture[..., c].astype(float)
        counts = np.histogram(plane, 16, (0, 1))[0] / plane.size
        numbers += [*counts, plane.min(), plane.max(), plane.mean(), plane.std()]
    return np.array(numbers)[None, :, None]


def measured(picture):
    """Share, number of parts; middle and box in parts of the picture."""
    selected = hard(picture[..., 0])
    parts = ndimage.label(selected, np.ones((3, 3)))[1]
    if not parts:
        return np.zeros((1, 2, 1))
    (height, width), (y, x) = selected.shape, np.nonzero(selected)
    box = [x.min() / width, y.min() / height, (np.ptp(x) + 1) / width, (np.ptp(y) + 1) / height]
    middle = ndimage.center_of_mass(selected)[::-1] / np.array([width, height])
    return np.array([selected.mean(), parts, *middle, *box])[None, :, None]


def in_other_colours(picture):
    """Reinhard and others 2001, in the Lab of scikit-image."""
    wanted = other_colours(picture)
    have, want = color.rgb2lab(picture), color.rgb2lab(wanted).reshape(-1, 3)
    flat = have.reshape(-1, 3)
    return color.lab2rgb((have - flat.mean(0)) / flat.std(0) * want.std(0) + want.mean(0))


ELLIPSE = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
MASKS_OF = {
    "threshold": lambda m: (m >= np.float32(0.4)).astype(float),
    "mask_invert": lambda m: 1 - m,
    "grow": lambda m: cv2.dilate(m, ELLIPSE),
    "shrink": lambda m: cv2.erode(m, ELLIPSE),
    "open": lambda m: cv2.morphologyEx(m, cv2.MORPH_OPEN, ELLIPSE),
    "close": lambda m: cv2.morphologyEx(m, cv2.MORPH_CLOSE, ELLIPSE),
    "mask_blur": lambda m: cv2.GaussianBlur(m, (0, 0), 2, borderType=cv2.BORDER_REPLICATE),
    "feather": feathered,
    "drop_small": large_parts,
    "largest": largest_part,
    "hull": hull,
    "fill_holes": lambda m: np.where(ndimage.binary_fill_holes(hard(m)) & ~hard(m), 1, m),
    "combine_union": lambda m: np.maximum(m, m[::-1]),
    "combine_intersection": lambda m: np.minimum(m, m[::-1]),
    "combine_subtract": lambda m: np.minimum(m, 1 - m[::-1]),
    "combine_difference": lambda m: np.abs(m - m[::-1]),
    "combine_multiply": lambda m: m * m[::-1],
    "combine_add": lambda m: np.minimum(m + m[::-1], 1),
}
PICTURES_OF = {
    "adjust": colours(adjusted),
    "exposure": colours(exposed),
    "gain": colours(lambda p: p * 1.5 - 0.125),
    "levels": colours(lambda p: 0.125 + 0.75 * np.clip((p - 0.25) / 0.5, 0, 1) ** (1 / 2)),
    "grey": grey,
    "invert": colours(lambda p: 1 - p),
    "flip": lambda p: p[::-1, ::-1],
    "pad": lambda p: np.pad(p, ((2, 1), (3, 4), (0, 0)), mode="edge"),
    "crop": lambda p: p[p.shape[0] // 4 :, p.shape[1] // 3 :],
    "cut_out": lambda p: np.concatenate([p[..., :3], (p[::-1, :, 0] * (p[..., 3] if p.shape[2] == 4 else 1))[..., None]], -1),
    "area": weighted(lambda p: cv2.resize(p, (max(1, p.shape[1] * 5 // 8), max(1, p.shape[0] * 5 // 8)), interpolation=cv2.INTER_AREA)),
    "sharpen": colours(sharpened),
    "edges_ink": inked,
    "edges_fine": drawn,
    "toon_gaussian": smoothed(lambda p: cv2.GaussianBlur(p, (0, 0), 2)),
    "toon_box": smoothed(lambda p: cv2.blur(p, (7, 7))),
    "from_color": like_green,
    "refine": refined,
    "curves": colours(bent),
    "rotate": lambda p: np.rot90(p, -1),
    "difference": lambda p: np.abs(p[..., :3] - p[::-1, :, :3]).max(-1)[..., None],
    "reinhard": colours(in_other_colours),
    "mkl": colours(by_covariance),
    "transform_empty": weighted(transformed(cv2.BORDER_CONSTANT)),
    "transform_edge": weighted(transformed(cv2.BORDER_REPLICATE)),
    "warp_affine_empty": weighted(by_matrix(cv2.INTER_LINEAR, cv2.BORDER_CONSTANT)),
    "warp_affine_edge": weighted(by_matrix(cv2.INTER_LINEAR, cv2.BORDER_REPLICATE, cv2.WARP_INVERSE_MAP)),
    "warp_affine_mirror": weighted(by_matrix(cv2.INTER_LINEAR, cv2.BORDER_REFLECT_101)),
    "warp_affine_nearest": weighted(by_matrix(cv2.INTER_NEAREST, cv2.BORDER_CONSTANT)),
    "warp_affine_cubic": weighted(by_matrix(cv2.INTER_CUBIC, cv2.BORDER_CONSTANT, cv2.WARP_INVERSE_MAP)),
    "remap_shifts": fetched_by(shifted, cv2.BORDER_CONSTANT),
    "remap_places": fetched_by(in_parts, cv2.BORDER_REPLICATE, PICTURES["sixteen bits"]),
    "remap_pixels": fetched_by(in_pixels, cv2.BORDER_REFLECT_101, PICTURES["sixteen bits"]),
    "size": lambda p: np.array([[[*p.shape[1::-1], p.shape[2], p.shape[1] / p.shape[0]]]]),
    "auto_color": colours(cleared),
    "auto_color_locally": colours(locally_cleared),
    "side_by_side": beside,
    "before_after": halved,
    "histogram": counted,
}
KINDS = {
    "thin_plate": (COLOURS, weighted(thin_plate)),
    "liquify_push": (COLOURS, weighted(brushed("push"))),
    "liquify_swell": (COLOURS, weighted(brushed("swell"))),
    "liquify_shrink": (COLOURS, weighted(brushed("shrink"))),
    "perspective": (COLOURS, weighted(straightened)),
    "similarity": (COLOURS, weighted(aligned)),
    "multiband": (COLOURS, multiband),
    "paste": (COLOURS, paste),
    "place": (COLOURS, place),
    "measure": (MASKS, measured),
}


def as_picture(name):
    """What every_picture.py asks for, of the colours alone."""
    return colours(lambda picture: OPERATIONS[name](np.ascontiguousarray(picture, np.float32)))


def one_plane(name):
    def work(picture):
        answer = OPERATIONS[name](np.ascontiguousarray(picture[..., :3], np.float32))
        return answer.reshape(*picture.shape[:2], 1)

    return work


# Name of the kind and its setting, and of the operation.
OF_COLOURS = {
    "bilateral": "bilateral",
    "median": "median_5",
    "edge_preserving_soft": "edge_recursive",
    "edge_preserving_flat": "edge_normalised",
    "stylize": "stylised",
    "pencil_color": "pencil_colour",
    "poisson_normal": "clone",
    "poisson_mixed": "clone_mixed",
    "poisson_mono": "clone_mono",
    "retouch_color": "change_colour",
    "retouch_light": "change_light",
    "retouch_texture": "flatten",
}
KINDS |= {name: (COLOURS, as_picture(operation)) for name, operation in OF_COLOURS.items()}
KINDS |= {
    "pencil_grey": (COLOURS, lambda p: np.concatenate([one_plane("pencil")(p), p[..., 3:]], -1)),
    "edges_adaptive": (COLOURS, one_plane("lines")),
    "split": (COLOURS, lambda p: p[..., 1:2]),
    "join": (COLOURS, lambda p: p[..., [2, 0, 1, *range(3, p.shape[2])]]),
}
KINDS |= {f"new_{name}": (COLOURS, new(part)) for name, part in NEW.items()}
KINDS |= {f"mask_{name}": (COLOURS, lambda p, found=found: found(p).reshape(*p.shape[:2], 1)) for name, found in FOUND.items()}
SMALL = ("one pixel", "constant")
# What is flat has no contrast to scale; for the others see every_picture.py.
NOT = {"reinhard": SMALL}
NOT |= {name: SMALL for name in ("edge_preserving_flat", "stylize", "pencil_grey", "pencil_color")}
NOT |= {name: SMALL for name in ("retouch_color", "retouch_light", "retouch_texture")}
NOT |= {name: ("one pixel",) for name in ("poisson_normal", "poisson_mixed", "poisson_mono")}
# OpenCV never ends.
NOT["warp_affine_mirror"] = NOT["remap_pixels"] = ("one pixel",)
KINDS |= {name: (MASKS, mask(work)) for name, work in MASKS_OF.items()}
KINDS |= {name: (COLOURS, work) for name, work in PICTURES_OF.items()}


def write(kinds, but):
    """Answers of kinds, but for the sorts of pictures that a reference cannot take."""
    pictures.arguments(__doc__)
    for name, (given, work) in kinds.items():
        sorts = [sort for sort in PICTURES if sort not in but.get(name, ())]
        answers = [some(work(np.ascontiguousarray(GIVEN[g](PICTURES[sort]())))) for sort in sorts for g in given]
        pictures.save(f"kind_{name}", *answers)


if __name__ == "__main__":
    write(KINDS, NOT)
