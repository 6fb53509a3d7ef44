"""Golden answers of scikit-image's metrics, for plugins/kernels/tests/golden/metrics.rs: MSE, PSNR, SSIM in three variants, on two
pictures of whole levels. The PSNR of luma follows BasicSR's calculate_psnr(test_y_channel=True), written down here in numpy;
BasicSR's SSIM is scikit-image's with a Gaussian window and population covariance.
Packages: scikit-image, numpy.
Usage: metrics.py"""

import numpy as np
from skimage import metrics

import pictures


def other(photo):
    """The photograph with noise of up to 32 levels; Rust adds the same."""
    noise = np.stack([pictures.noise(64, 64, seed) for seed in (1, 2, 3)], -1)
    return np.clip(photo + np.rint(noise * 64).astype(int) - 32, 0, 255).astype(np.uint8)


def psnr_of_luma(a, b, border):
    weights = np.array([65.481, 128.553, 24.966]) / 255
    a, b = (picture[border:-border, border:-border].astype(np.float64) @ weights + 16 for picture in (a, b))
    return 20 * np.log10(255 / np.sqrt(np.mean((a - b) ** 2)))


if __name__ == "__main__":
    pictures.arguments(__doc__)
    first = pictures.photo()
    second = other(first)
    gaussian = {"gaussian_weights": True, "sigma": 1.5}
    ssim = lambda **more: metrics.structural_similarity(first, second, channel_axis=2, data_range=255, **more)
    values = [
        metrics.mean_squared_error(first, second),
        metrics.peak_signal_noise_ratio(first, second),
        psnr_of_luma(first, second, 4),
        ssim(),
        ssim(**gaussian),
        ssim(**gaussian, use_sample_covariance=False),
    ]
    pictures.save("metrics", np.array(values), dtype=np.float64)
