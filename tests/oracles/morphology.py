"""Golden answers of cv2.dilate, erode and morphologyEx, for plugins/kernels/tests/golden/morphology.rs.
Packages: opencv-contrib-python-headless, numpy.
Usage: morphology.py"""

import cv2

import pictures

SHAPES = [cv2.MORPH_RECT, cv2.MORPH_ELLIPSE, cv2.MORPH_CROSS]
# Width, height, repetitions: odd, even, narrow, larger than the picture.
SIZES = [(3, 3, 1), (15, 15, 1), (5, 5, 3), (4, 6, 1), (9, 1, 2), (1, 8, 2), (90, 70, 1)]

if __name__ == "__main__":
    pictures.arguments(__doc__)
    source = pictures.noise(37, 29)
    for name, operation in (("dilate", cv2.dilate), ("erode", cv2.erode)):
        for shape_name, shape in zip(("rectangle", "ellipse", "cross"), SHAPES):
            answers = [
                operation(source, cv2.getStructuringElement(shape, (width, height)), iterations=times) for width, height, times in SIZES
            ]
            pictures.save(f"{name}_{shape_name}", *answers)
    ellipse = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (7, 7))
    both = [cv2.morphologyEx(source, operation, ellipse) for operation in (cv2.MORPH_OPEN, cv2.MORPH_CLOSE)]
    pictures.save("open_close", *both)
