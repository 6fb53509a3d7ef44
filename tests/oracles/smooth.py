"""Golden answers of filters that smooth, for plugins/kernels/tests/golden/smooth.rs: cv2.GaussianBlur, blur, bilateralFilter,
medianBlur, cv2.ximgproc.guidedFilter, edgePreservingFilter. The settings stand in both files.
The guided filter is asked of numpy in f64 as well: OpenCV 5 is 1e-5 away from the definition with a grey guide, and with a
colour guide it bounds the determinant in a way that fits values up to 255, not values up to 1.
Packages: opencv-contrib-python-headless, numpy."""

import cv2
import numpy as np

import pictures

BORDERS = [cv2.BORDER_REFLECT_101, cv2.BORDER_REFLECT, cv2.BORDER_REPLICATE]


def in_quarters(picture, radius, work):
    """A constant border of 0.25."""
    padded = cv2.copyMakeBorder(picture, radius, radius, radius, radius, cv2.BORDER_CONSTANT, value=(0.25,) * 3)
    return work(padded)[radius:-radius, radius:-radius]


def gaussian():
    grey = pictures.mixed(57, 43)
    blur = cv2.GaussianBlur
    pictures.save(
        "gaussian",
        blur(grey, (0, 0), 1.3),
        blur(grey, (0, 0), 5),
        blur(pictures.sixteen_bits(33, 21), (0, 0), 2),
        blur(pictures.noise(9, 7), (61, 61), 0),
        blur(pictures.noise(1, 1), (0, 0), 3),
    )
    pictures.save("gaussian_taps", *(blur(grey, (taps, taps), 0) for taps in (3, 5, 7, 9, 21)))
    borders = [blur(grey, (9, 9), 2, borderType=border) for border in BORDERS]
    wide = pictures.checkerboard(257, 13)
    constant = in_quarters(grey, 4, lambda padded: blur(padded, (9, 9), 2))
    pictures.save("gaussian_borders", *borders, constant, blur(wide, (0, 0), 3))


def box():
    grey = pictures.mixed(57, 43)
    pictures.save(
        "box",
        *(cv2.blur(grey, (17, 17), borderType=border) for border in BORDERS),
        in_quarters(grey, 8, lambda padded: cv2.blur(padded, (17, 17))),
        cv2.blur(pictures.noise(9, 7), (41, 41)),
        cv2.blur(pictures.checkerboard(257, 13), (3, 3)),
    )


def bilateral():
    colour, grey = pictures.rgb(41, 29), pictures.mixed(57, 43)
    pictures.save(
        "bilateral",
        cv2.bilateralFilter(colour, 9, 0.3, 3),
        cv2.bilateralFilter(colour, -1, 0.2, 4),
        cv2.bilateralFilter(grey, 5, 0.1, 2, borderType=cv2.BORDER_REPLICATE),
    )
    photo = pictures.photo()
    pictures.save_png("bilateral_photo", cv2.bilateralFilter(photo, 9, 75, 75))


def by_definition(guide, source, radius, epsilon):
    def mean(picture):
        return cv2.blur(picture, (2 * radius + 1,) * 2, borderType=cv2.BORDER_REFLECT)

    guide, source = np.atleast_3d(guide).astype(np.float64), source.astype(np.float64)
    planes = range(guide.shape[2])
    guide_mean, source_mean = np.stack([mean(guide[..., a]) for a in planes], -1), mean(source)
    covariance = np.empty((*guide.shape, len(planes)))
    for a in planes:
        for b in planes:
            covariance[..., a, b] = mean(guide[..., a] * guide[..., b]) - guide_mean[..., a] * guide_mean[..., b]
    mixed = np.stack([mean(guide[..., a] * source) - guide_mean[..., a] * source_mean for a in planes], -1)
    slope = np.linalg.solve(covariance + epsilon * np.eye(len(planes)), mixed[..., None])[..., 0]
    constant = source_mean - (slope * guide_mean).sum(-1)
    slope = np.stack([mean(np.ascontiguousarray(slope[..., a])) for a in planes], -1)
    return (slope * guide).sum(-1) + mean(constant)


def guided():
    colour, grey = pictures.rgb(41, 29), pictures.mixed(41, 29)
    pictures.save("guided", cv2.ximgproc.guidedFilter(grey, colour, 4, 1e-2), cv2.ximgproc.guidedFilter(grey, grey, 30, 1e-3))
    source = pictures.sixteen_bits(41, 29)
    pictures.save(
        "guided_by_definition",
        by_definition(grey, source, 4, 1e-2),
        by_definition(grey, source, 30, 1e-4),
        by_definition(colour, source, 3, 1e-3),
        by_definition(colour, grey, 12, 1e-2),
    )


def edge_preserving():
    photo = pictures.photo()
    for name, flag in (("recursive", 1), ("normalised", 2)):
        answer = cv2.edgePreservingFilter(photo, flags=flag, sigma_s=60, sigma_r=0.4)
        pictures.save_png(f"edge_preserving_{name}", answer)
        answer = cv2.edgePreservingFilter(photo, flags=flag, sigma_s=15, sigma_r=0.6)
        pictures.save_png(f"edge_preserving_{name}_near", answer)


if __name__ == "__main__":
    pictures.arguments(__doc__)
    gaussian()
    box()
    bilateral()
    guided()
    edge_preserving()
