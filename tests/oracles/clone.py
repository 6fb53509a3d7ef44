"""Golden answers of blending by gradients, for plugins/kernels/tests/golden/clone.rs: cv2.seamlessClone in all modes, with hard,
soft and full masks; colorChange, illuminationChange, textureFlattening; cv2.Canny.
Source and photograph: astronaut_64.png; target: scikit-image's coffee.
Packages: opencv-contrib-python-headless, numpy, pillow, scikit-image."""

import cv2
import numpy as np

import pictures

MODES = {"normal": 1, "mixed": 2, "monochrome": 3, "normal_wide": 9, "mixed_wide": 10, "monochrome_wide": 11}


def coffee():
    from PIL import Image
    from skimage import data

    return np.asarray(Image.fromarray(data.coffee()[:400, :480]).resize((96, 80), Image.BOX))


def bgr(picture):
    return np.ascontiguousarray(picture[..., ::-1])


def main():
    source, target = pictures.photo(), coffee()
    hard = np.zeros((64, 64), np.uint8)
    cv2.ellipse(hard, (30, 33), (19, 24), 0, 0, 360, 255, -1)
    soft = cv2.GaussianBlur(hard, (13, 13), 0)
    full = np.full((64, 64), 255, np.uint8)
    small = cv2.resize(full, (50, 40))
    for name, picture in (("clone_target", target), ("clone_mask", hard), ("clone_soft_mask", soft)):
        pictures.save_png(name, picture)
    for name, mode in MODES.items():
        # OpenCV 5 writes into the mask that it is given.
        answer = cv2.seamlessClone(bgr(source), bgr(target), hard.copy(), (47, 39), mode)
        pictures.save_png(f"clone_{name}", bgr(answer))
    for name, mask in (("soft", soft), ("full", small)):
        part = bgr(source)[: mask.shape[0], : mask.shape[1]].copy()
        answer = cv2.seamlessClone(part, bgr(target), mask.copy(), (47, 41), 1)
        pictures.save_png(f"clone_{name}", bgr(answer))
    photo = bgr(source)
    pictures.save_png("change_colour", bgr(cv2.colorChange(photo, hard.copy(), red_mul=1.5, green_mul=0.5, blue_mul=2.0)))
    pictures.save_png("change_illumination", bgr(cv2.illuminationChange(photo, hard.copy(), alpha=0.2, beta=0.4)))
    pictures.save_png("change_flatten", bgr(cv2.textureFlattening(photo, hard.copy(), 30, 45, 3)))
    for aperture, low, high in ((3, 50, 150), (5, 500, 1500), (7, 5000, 15000)):
        pictures.save_png(f"canny_{aperture}", cv2.Canny(photo, low, high, apertureSize=aperture))
        pictures.save_png(f"canny_{aperture}_length", cv2.Canny(photo, low, high, apertureSize=aperture, L2gradient=True))


if __name__ == "__main__":
    pictures.arguments(__doc__)
    main()
