"""Golden answers of every operation on every sort of picture, for plugins/kernels/tests/golden/every_picture.rs: a photograph,
gradients, a checkerboard, an odd size, one pixel, a constant, 16 bits. Asks OpenCV, scikit-image, and numpy for the guided filter.
Only some values of each answer are kept, spread over it, so that the files stay small. The settings stand in both files.
Packages: opencv-contrib-python-headless, numpy, pillow, scikit-image."""

import cv2
import numpy as np
from skimage import exposure, metrics

import pictures
from smooth import by_definition

VALUES_KEPT = 211


def shades(plane):
    return np.stack([plane, 1 - plane, plane * np.float32(0.5)], -1)


PICTURES = {
    "photo": lambda: pictures.photo().astype(np.float32) / np.float32(255),
    "gradients": lambda: shades(pictures.gradient(57, 43)),
    "checkerboard": lambda: shades(pictures.checkerboard(57, 43)),
    "odd size": lambda: pictures.rgb(257, 131),
    "one pixel": lambda: pictures.rgb(1, 1),
    "constant": lambda: shades(pictures.constant(20, 15)),
    "sixteen bits": lambda: shades(pictures.sixteen_bits(33, 21)),
}
ELLIPSE = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))


def levels(picture):
    return np.rint(picture * 255).astype(np.uint8)


def with_alpha(work):
    """An operation on colours weighted by their alpha, and on alpha. Some pixels are transparent, none nearly so."""

    def straight(picture):
        y, x = np.mgrid[: picture.shape[0], : picture.shape[1]]
        alpha = (0.4 + (x * 3 + y * 5) % 7 / 10).astype(np.float32) * ((x + 3 * y) % 13 != 0)
        alpha = alpha.astype(np.float32)[..., None]
        heavy = work(np.concatenate([picture * alpha, alpha], -1))
        seen = np.clip(heavy[..., 3:], 0, 1)
        colour = np.where(seen > 1 / 65536, heavy[..., :3] / np.maximum(seen, np.float32(1 / 65536)), work(picture))
        return np.concatenate([colour, seen], -1)

    return straight


def of_levels(work):
    """An operation on 8 bits."""
    return lambda picture: work(levels(picture)).astype(np.float32) / np.float32(255)


def planes(work):
    """An operation on single planes."""
    return lambda picture: np.stack([work(np.ascontiguousarray(picture[..., c])) for c in range(picture.shape[2])], -1)


def resized(family):
    def work(picture):
        height, width = picture.shape[:2]
        return cv2.resize(picture, (max(1, width * 5 // 8), height * 3 // 2), interpolation=family)

    return work


def turned(sampling, border):
    def work(picture):
        height, width = picture.shape[:2]
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), 17, 0.9)
        return cv2.warpAffine(picture, matrix, (width, height), flags=sampling, borderMode=border)

    return work


def remapped(picture):
    height, width = picture.shape[:2]
    y, x = np.mgrid[:height, :width].astype(np.float32)
    return cv2.remap(picture, x + (y % 7) / 2 - 1, y * np.float32(0.75) + np.float32(0.5), cv2.INTER_LINEAR)


def few_colours(picture):
    pixels = picture.reshape(-1, 3)
    labels = (np.arange(len(pixels)) * 7 % 4).astype(np.int32)[:, None]
    criteria = (cv2.TERM_CRITERIA_MAX_ITER + cv2.TERM_CRITERIA_EPS, 8, 1e-6)
    _, labels, centres = cv2.kmeans(pixels, 4, labels, criteria, 1, cv2.KMEANS_USE_INITIAL_LABELS)
    return centres[labels[:, 0]].reshape(picture.shape)


def middle(shape):
    """The middle third."""
    mask = np.zeros(shape[:2], np.uint8)
    mask[shape[0] // 3 : shape[0] * 2 // 3, shape[1] // 3 : shape[1] * 2 // 3] = 255
    return mask


def cloned(how):
    def work(picture):
        mask = np.full(picture.shape[:2], 255, np.uint8)
        height, width = picture.shape[0] // 2, picture.shape[1] // 2
        source, mask = np.ascontiguousarray(picture[::-1][:height, :width]), np.ascontiguousarray(mask[:height, :width])
        # OpenCV takes BGR: its grey is made from the last channel first.
        swap = lambda a: np.ascontiguousarray(a[..., ::-1])
        return swap(cv2.seamlessClone(swap(source), swap(picture), mask, (picture.shape[1] // 2, picture.shape[0] // 2), how))

    return work


def changed(work):
    """`work` on the middle third, of BGR."""
    swap = lambda a: np.ascontiguousarray(a[..., ::-1])
    return lambda picture: swap(work(swap(picture), middle(picture.shape)))


def lines(picture):
    grey = cv2.medianBlur(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), 7)
    return cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 9, 9)


def pencil(which):
    return lambda picture: cv2.pencilSketch(np.ascontiguousarray(picture[..., ::-1]), sigma_s=60, sigma_r=0.07, shade_factor=0.02)[which]


def numbers(picture):
    """MSE, PSNR, SSIM beside the picture upside down."""
    other = picture[::-1]
    error = metrics.mean_squared_error(picture, other)
    psnr = metrics.peak_signal_noise_ratio(picture, other, data_range=1) if error > 0 else np.inf
    ssim = metrics.structural_similarity(picture, other, data_range=1, channel_axis=2) if min(picture.shape[:2]) >= 7 else 1
    return np.array([error, psnr, ssim])


OPERATIONS = {
    "gaussian": lambda p: cv2.GaussianBlur(p, (0, 0), 2),
    "box": lambda p: cv2.blur(p, (7, 7)),
    "median_3": lambda p: cv2.medianBlur(p, 3),
    "median_5": lambda p: cv2.medianBlur(p, 5),
    "median_7": of_levels(lambda p: cv2.medianBlur(p, 7)),
    "bilateral": lambda p: cv2.bilateralFilter(p, 5, 0.1, 2),
    "guided": lambda p: by_definition(np.ascontiguousarray(p[..., 1]), np.ascontiguousarray(p[..., 0]), 4, 1e-2),
    "edge_recursive": of_levels(lambda p: cv2.edgePreservingFilter(p, flags=1, sigma_s=60, sigma_r=0.4)),
    "edge_normalised": of_levels(lambda p: cv2.edgePreservingFilter(p, flags=2, sigma_s=60, sigma_r=0.4)),
    "stylised": of_levels(lambda p: cv2.stylization(p, sigma_s=60, sigma_r=0.45)),
    "pencil": of_levels(pencil(0)),
    "pencil_colour": of_levels(lambda p: pencil(1)(p)[..., ::-1]),
    "lines": of_levels(lines),
    "clahe": of_levels(planes(lambda p: cv2.createCLAHE(2.0, (8, 8)).apply(p))),
    "sobel": lambda p: np.concatenate([cv2.Sobel(p, cv2.CV_32F, 1, 0), cv2.Sobel(p, cv2.CV_32F, 0, 1)], -1),
    "dilate": lambda p: cv2.dilate(p, ELLIPSE),
    "erode": lambda p: cv2.erode(p, ELLIPSE),
    "open": lambda p: cv2.morphologyEx(p, cv2.MORPH_OPEN, ELLIPSE),
    "close": lambda p: cv2.morphologyEx(p, cv2.MORPH_CLOSE, ELLIPSE),
    "linear": resized(cv2.INTER_LINEAR),
    "area": resized(cv2.INTER_AREA),
    "cubic": resized(cv2.INTER_CUBIC),
    "lanczos4": resized(cv2.INTER_LANCZOS4),
    "affine": turned(cv2.INTER_LINEAR, cv2.BORDER_CONSTANT),
    "affine_cubic": turned(cv2.INTER_CUBIC, cv2.BORDER_REFLECT_101),
    "remap": remapped,
    "lab": lambda p: cv2.cvtColor(p, cv2.COLOR_RGB2Lab),
    "hsv": lambda p: cv2.cvtColor(p, cv2.COLOR_RGB2HSV),
    "few_colours": few_colours,
    "clone": of_levels(cloned(cv2.NORMAL_CLONE)),
    "clone_mixed": of_levels(cloned(cv2.MIXED_CLONE)),
    "clone_mono": of_levels(cloned(cv2.MONOCHROME_TRANSFER)),
    "change_colour": of_levels(changed(lambda p, m: cv2.colorChange(p, m, red_mul=1.5, green_mul=0.5, blue_mul=1.25))),
    "change_light": of_levels(changed(lambda p, m: cv2.illuminationChange(p, m, alpha=0.2, beta=0.4))),
    "flatten": of_levels(changed(lambda p, m: cv2.textureFlattening(p, m, 30, 45, 3))),
    "telea": of_levels(lambda p: cv2.inpaint(p, middle(p.shape), 3, cv2.INPAINT_TELEA)),
    "distance": lambda p: cv2.distanceTransform((p[..., 0] > 0.3).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE),
    "histogram": of_levels(lambda p: exposure.match_histograms(p, levels(shades(pictures.gradient(57, 43))), channel_axis=-1)),
    "numbers": numbers,
}
OPERATIONS |= {
    f"{name}_alpha": with_alpha(OPERATIONS[name])
    for name in ("gaussian", "box", "linear", "area", "cubic", "lanczos4", "affine", "remap")
}
# OpenCV cannot do these with one pixel, never ends.
NOT_ONE_PIXEL = {"affine_cubic", "few_colours", "clone", "clone_mixed", "clone_mono", "change_colour", "change_light", "flatten", "telea"}
# Black in OpenCV, where windows reach beyond the picture.
NOT_SMALL = {"edge_normalised", "stylised", "pencil", "pencil_colour"}


def wanted(name, picture):
    small = picture in ("one pixel", "constant") and name in NOT_SMALL
    # All flat, they fall just below the level in OpenCV's f32, and lose it.
    flat = picture == "constant" and name in ("change_colour", "change_light", "flatten")
    return not small and not flat and not (picture == "one pixel" and name in NOT_ONE_PIXEL)


def some(answer):
    """Values spread over the answer, planes one after the other."""
    answer = np.asarray(answer)
    flat = (np.moveaxis(answer, -1, 0) if answer.ndim == 3 else answer).ravel()
    return flat[:: max(1, flat.size // VALUES_KEPT)]


if __name__ == "__main__":
    pictures.arguments(__doc__)
    for name, work in OPERATIONS.items():
        pictures.save(f"every_{name}", *(some(work(PICTURES[p]())) for p in PICTURES if wanted(name, p)))
