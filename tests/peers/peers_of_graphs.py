"""The peers that are graph engines themselves, where they have the same operation: libvips and VapourSynth. Name of the case, name
of the peer, a function from picture to work, and how many pictures one work makes: VapourSynth gives each picture one thread.
libvips is asked for the whole result in memory. Either may be missing; then its cases are."""

import os

os.environ["VIPS_CONCURRENCY"] = "2"


def vips_cases():
    import pyvips

    # Otherwise the second round would be a look-up.
    pyvips.cache_set_max(0)
    peer = ".".join(str(pyvips.version(part)) for part in range(3))

    def case(name, work):
        def prepare(picture):
            height, width, planes = picture.shape
            image = pyvips.Image.new_from_memory(picture.tobytes(), width, height, planes, "float")
            return lambda: work(image).write_to_memory()

        return name, f"libvips {peer}", prepare

    def turned(image):
        from math import cos, radians, sin

        c, s = 0.9 * cos(radians(17)), 0.9 * sin(radians(17))
        area = [0, 0, image.width, image.height]
        return image.affine([c, s, -s, c], interpolate=pyvips.Interpolate.new("bilinear"), oarea=area)

    return [
        # 37 taps, where OpenCV and Weft take 41: it knows no more.
        case("Gaussian sigma 5", lambda image: image.gaussblur(5, min_ampl=1e-3, precision="float")),
        case("Pillow's Lanczos to 1/2", lambda image: image.resize(0.5, kernel="lanczos3")),
        case("Pillow's Lanczos to 3/2", lambda image: image.resize(1.5, kernel="lanczos3")),
        case("warpAffine linear, constant", turned),
        case("median 3", lambda image: image.rank(3, 3, 4)),
        case("median 5", lambda image: image.rank(5, 5, 12)),
    ]


def vapoursynth_cases():
    import vapoursynth as vs

    core = vs.core
    core.num_threads = 2
    peer = f"VapourSynth R{core.core_version.release_major}"

    def case(name, work):
        def prepare(picture):
            height, width, _ = picture.shape
            # These filters take the same time for any picture.
            clip = work(core.std.BlankClip(width=width, height=height, format=vs.RGBS, length=100_000, keep=True))
            numbers = iter(range(100_000))

            def two_pictures():
                for coming in [clip.get_frame_async(next(numbers)) for _ in range(2)]:
                    coming.result().close()

            return two_pictures

        return name, peer, prepare, 2

    def resized(times, over):
        size = lambda side: side * times // over
        return lambda clip: core.resize.Lanczos(clip, size(clip.width), size(clip.height), filter_param_a=3)

    return [
        case("box radius 8", lambda clip: core.std.BoxBlur(clip, hradius=8, vradius=8)),
        case("Pillow's Lanczos to 1/2", resized(1, 2)),
        case("Pillow's Lanczos to 3/2", resized(3, 2)),
        case("median 3", lambda clip: core.std.Median(clip)),
    ]


CASES = []
for cases in (vips_cases, vapoursynth_cases):
    try:
        CASES += cases()
    except ImportError as missing:
        print(f'{{"bench": "pixels", "skipped": "{missing}"}}')
