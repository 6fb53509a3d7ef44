"""Small picture files of every sort that `files.load_image` reads, and beside each what Pillow makes of it: `NAME.raw` holds its
samples (u8, u16 or f32, little-endian, interleaved, turned upright, converted to sRGB through the embedded profile by lcms2).
Pillow cannot write every sort: OpenCV writes 16-bit RGB, tifffile writes floats and planes apart. The ICC profiles are made here.
Packages: pillow 13.0.0, numpy, opencv-python-headless 4.11.0.86, tifffile 2026.3.3."""

import argparse
import io
import itertools
import pathlib
import struct

import cv2
import numpy as np
import tifffile
from PIL import Image, ImageCms, ImageOps

GOLDEN = pathlib.Path(__file__).resolve().parents[1] / "golden/files"
WIDTH, HEIGHT = 24, 17  # Neither divides into the blocks of JPEG.


def picture(channels=3, dtype=np.uint8):
    """Ramps, an edge, and flat parts; all levels from dark to light."""
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float64)
    planes = [x / (WIDTH - 1), y / (HEIGHT - 1), ((x + y) % 16 > 7) * 0.6 + 0.2, 1 - (x * y) / ((WIDTH - 1) * (HEIGHT - 1))]
    most = 65535 if dtype == np.uint16 else 255
    return np.rint(np.stack(planes[:channels], -1) * most).astype(dtype).squeeze()


def s15(value):
    return struct.pack(">i", round(value * 65536))


def profile(space, tags, pcs=b"XYZ "):
    """An ICC profile of version 2.4 from its tags."""
    header = struct.pack(">4sI4s4s4s", b"\0" * 4, 0x02400000, b"prtr" if space == b"CMYK" else b"mntr", space, pcs)
    header += struct.pack(">6H", 2024, 1, 1, 0, 0, 0) + b"acsp" + b"\0" * 28
    header += s15(0.9642) + s15(1.0) + s15(0.8249)
    header = header.ljust(124, b"\0")
    tags = [(b"wtpt", b"XYZ \0\0\0\0" + s15(0.9642) + s15(1) + s15(0.8249)), (b"cprt", b"text\0\0\0\0none\0"), *tags]
    table, data = struct.pack(">I", len(tags)), b""
    start = 4 + len(header) + 4 + 12 * len(tags)
    for signature, content in tags:
        table += signature + struct.pack(">II", start + len(data), len(content))
        data += content + b"\0" * (-len(content) % 4)
    body = header + table + data
    return struct.pack(">I", 4 + len(body)) + body


def named(name):
    text = name.encode() + b"\0"
    return b"desc", b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + b"\0" * 78


def gamma(value):
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(value * 256)) + b"\0\0"


def rgb_profile(name, colorants, exponent):
    xyz = [(tag, b"XYZ \0\0\0\0" + b"".join(map(s15, c))) for tag, c in zip((b"rXYZ", b"gXYZ", b"bXYZ"), colorants)]
    return profile(b"RGB ", [named(name), *xyz, *((tag, gamma(exponent)) for tag in (b"rTRC", b"gTRC", b"bTRC"))])


# Adobe RGB (1998), adapted to D50.
WIDE = rgb_profile("Wide", [(0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457)], 2.2)
GREY = profile(b"GRAY", [named("Grey 1.8"), (b"kTRC", gamma(1.8))])


def ink_profile():
    """A table of 3 steps an ink whose Lab is a sum of the inks: there all ways to interpolate agree (lcms2 and moxcms cut the
    hypercube along other axes, which differs by up to 3 where such a coarse table bends). All colours lie inside of sRGB."""
    entries = b""
    for c, m, y, k in itertools.product([0, 0.5, 1], repeat=4):
        lab = 100 - 25 * c - 25 * m - 10 * y - 25 * k, -12 * c + 12 * m, -8 * c - 4 * m + 12 * y
        # Version 2 counts a lightness of 100 as ff00, and the zero of a and b as 8000.
        entries += struct.pack(">3H", round(lab[0] * 652.8), round((lab[1] + 128) * 256), round((lab[2] + 128) * 256))
    unit = b"".join(s15(float(i % 4 == 0)) for i in range(9))
    ramp = struct.pack(">2H", 0, 65535)
    table = b"mft2\0\0\0\0" + bytes([4, 3, 3, 0]) + unit + struct.pack(">2H", 2, 2) + ramp * 4 + entries + ramp * 3
    return profile(b"CMYK", [named("Ink"), (b"A2B0", table)], pcs=b"Lab ")


INK = ink_profile()


def through(image, icc):
    srgb = ImageCms.createProfile("sRGB")
    return ImageCms.profileToProfile(image, ImageCms.ImageCmsProfile(io.BytesIO(icc)), srgb, outputMode="RGB")


def keep(name, expected):
    expected = np.ascontiguousarray(expected)
    (GOLDEN / f"{name}.raw").write_bytes(expected.astype(expected.dtype.newbyteorder("<")).tobytes())


def pillow(name, array_or_image, mode=None, **options):
    """Saves with Pillow, and keeps what Pillow reads."""
    image = array_or_image if isinstance(array_or_image, Image.Image) else Image.fromarray(array_or_image)
    image.save(GOLDEN / name, **options)
    keep(name, read(name, mode))


def read(name, mode=None):
    image = ImageOps.exif_transpose(Image.open(GOLDEN / name))
    return np.asarray(image.convert(mode) if mode else image)


def pngs():
    rgb, rgba = Image.fromarray(picture()), Image.fromarray(picture(4))
    pillow("grey1.png", Image.fromarray(picture(1) > 127), "L")
    pillow("grey8.png", picture(1))
    pillow("grey16.png", picture(1, np.uint16))
    pillow("grey_alpha.png", Image.fromarray(picture(4)[..., [0, 3]], "LA"))
    pillow("rgb8.png", rgb)
    pillow("rgba8.png", rgba)
    seen = Image.fromarray(picture()).quantize(8)
    pillow("palette.png", seen, "RGBA", transparency=3)
    cv2.imwrite(str(GOLDEN / "rgb16.png"), picture(3, np.uint16)[..., ::-1])
    keep("rgb16.png", picture(3, np.uint16))
    for name, image, icc in [("profile_rgb.png", rgb, WIDE), ("profile_grey.png", Image.fromarray(picture(1)), GREY)]:
        image.save(GOLDEN / name, icc_profile=icc)
        converted = np.asarray(through(image, icc))
        keep(name, converted if image.mode == "RGB" else converted[..., 0])
    srgb = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    srgb[24:36], srgb[84:100] = bytes(12), bytes(16)  # The time it was made, and the checksum over that.
    rgb.save(GOLDEN / "profile_srgb.png", icc_profile=bytes(srgb))
    keep("profile_srgb.png", picture())


def jpegs():
    rgb, cmyk = Image.fromarray(picture()), Image.fromarray(picture(4), "CMYK")
    pillow("full.jpg", rgb, quality=95, subsampling=0)
    pillow("half.jpg", rgb, quality=85, subsampling=2)
    pillow("progressive.jpg", rgb, quality=90, subsampling=0, progressive=True)
    pillow("grey.jpg", picture(1), quality=95)
    pillow("ink.jpg", cmyk, "RGB", quality=95)
    camera = Image.Exif()
    camera[0x010F], camera[0x0110], camera[0x0132] = "Acme", "Acme Two", "2024:05:21 14:03:59"
    for number in range(1, 9):
        camera[0x0112] = number
        pillow(f"turned{number}.jpg", rgb, quality=95, subsampling=0, exif=camera)


def others():
    rgb, rgba = Image.fromarray(picture()), Image.fromarray(picture(4))
    pillow("lossless.webp", rgba, lossless=True, exact=True)
    pillow("lossy.webp", rgb, quality=90)
    pillow("plain.bmp", rgb)
    frames = [rgb.quantize(16), Image.fromarray(255 - picture()).quantize(16)]
    pillow("two_frames.gif", frames[0], "RGBA", save_all=True, append_images=frames[1:])


def tiffs():
    rgb = Image.fromarray(picture())
    pillow("lzw.tif", rgb, compression="tiff_lzw")
    pillow("bits.tif", Image.fromarray(picture(1) > 127), "L", compression="group4")
    pillow("grey16.tif", picture(1, np.uint16), compression="tiff_deflate")
    pillow("rgba.tif", Image.fromarray(picture(4)), compression="packbits")
    pillow("turned.tif", rgb, tiffinfo={274: 6})
    ink = Image.fromarray(picture(4), "CMYK")
    pillow("ink.tif", ink, "RGB")
    ink.save(GOLDEN / "profile_ink.tif", icc_profile=INK)
    keep("profile_ink.tif", through(ink, INK))
    floats = picture().astype(np.float32) / np.float32(127.5) - np.float32(0.25)
    tifffile.imwrite(GOLDEN / "float_grey.tif", floats[..., 0])
    keep("float_grey.tif", floats[..., 0])
    tifffile.imwrite(GOLDEN / "float_rgb.tif", floats, photometric="rgb", compression="zlib")
    keep("float_rgb.tif", floats)
    tifffile.imwrite(GOLDEN / "half_floats.tif", floats.astype(np.float16), photometric="rgb")
    keep("half_floats.tif", floats.astype(np.float16).astype(np.float32))
    tifffile.imwrite(GOLDEN / "planes_apart.tif", np.moveaxis(picture(3, np.uint16), -1, 0), photometric="rgb", planarconfig="separate")
    keep("planes_apart.tif", picture(3, np.uint16))


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    GOLDEN.mkdir(parents=True, exist_ok=True)
    pngs()
    jpegs()
    others()
    tiffs()
    for path in sorted(GOLDEN.iterdir()):
        print(f"{path.name:24s} {path.stat().st_size:6d} bytes")
