"""Finding faces and restoring a portrait: `weft` beside the same work in Python (onnxruntime, OpenCV, numpy, scikit-image), with the
same models, threads and pictures, in one run. Whole processes, cold start included; CPU seconds of user and system, medians.

usage: faces.py WEFT ASSETS [--runs N]      WEFT is the folder with the program, ASSETS that of the test assets
deps: requirements.txt; ORT_DYLIB_PATH names the onnxruntime library that `weft` loads (that of the Python package will do)
"""

import argparse
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve()
GRAPHS = HERE.parents[2] / "graphs"
DETECTOR, EMBEDDER = "face-detect/yunet_n_dynamic.onnx", "face-embed/mobileface_v2_arcface_io.onnx"
UPSCALER, PERCEPTUAL = "upscale/realesr-animevideov3-x2.onnx", "lpips/lpips_squeeze.onnx"
FFHQ = [[192.98138, 239.94708], [318.90277, 240.1936], [256.63416, 314.01935], [201.26117, 371.41043], [313.08905, 371.15118]]
ARCFACE = [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]]


def session(path):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = os.cpu_count()
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def detect(net, image, side=640, least=0.7):
    """insightface's letterbox, YuNet's boxes, its NMS."""
    import cv2
    import numpy as np

    height, width = image.shape[:2]
    high, wide = (side, int(side * width / height)) if height > width else (int(side * height / width), side)
    canvas = np.zeros((side, side, 3), np.uint8)
    canvas[:high, :wide] = cv2.resize(image, (wide, high))
    out = net.run(None, {"input": canvas.astype(np.float32).transpose(2, 0, 1)[None]})
    found = []
    for level, step in enumerate((8, 16, 32)):
        y, x = np.mgrid[: side // step, : side // step]
        grid = np.stack([x, y], -1).reshape(-1, 2)
        score = np.sqrt(np.clip(out[level][0, :, 0], 0, 1) * np.clip(out[level + 3][0, :, 0], 0, 1))
        good = score >= least
        box, points = out[level + 6][0][good], out[level + 9][0][good].reshape(-1, 5, 2)
        middle, size = (grid[good] + box[:, :2]) * step, np.exp(box[:, 2:]) * step
        five = (points + grid[good][:, None]) * step
        found.append(np.c_[middle - size / 2, middle + size / 2, score[good], five.reshape(-1, 10)])
    found = np.vstack(found)
    found[:, :4] /= high / height
    found[:, 5:] /= high / height
    order, kept = found[:, 4].argsort()[::-1], []
    area = (found[:, 2] - found[:, 0] + 1) * (found[:, 3] - found[:, 1] + 1)
    while len(order):
        first, rest = order[0], order[1:]
        kept.append(first)
        w = np.maximum(0, np.minimum(found[first, 2], found[rest, 2]) - np.maximum(found[first, 0], found[rest, 0]) + 1)
        h = np.maximum(0, np.minimum(found[first, 3], found[rest, 3]) - np.maximum(found[first, 1], found[rest, 1]) + 1)
        order = rest[w * h / (area[first] + area[rest] - w * h) <= 0.4]
    return found[kept]


def embed(net, image, faces):
    import cv2
    import numpy as np
    from skimage.transform import SimilarityTransform

    found = []
    for face in faces:
        turn = SimilarityTransform()
        turn.estimate(face[5:].reshape(5, 2), np.array(ARCFACE))
        crop = cv2.warpAffine(image, turn.params[:2], (112, 112))
        who = net.run(None, {"input.1": cv2.dnn.blobFromImage(crop, 1 / 127.5, (112, 112), (127.5,) * 3, swapRB=True)})[0][0]
        found.append(who / np.linalg.norm(who))
    return found


def clearer(crop):
    import cv2
    import numpy as np

    calm = cv2.bilateralFilter(crop, 9, 15, 2.5)
    lab = cv2.cvtColor(calm, cv2.COLOR_BGR2LAB)
    lively = cv2.createCLAHE(1.2, (4, 4)).apply(lab[..., 0])
    lab[..., 0] = np.rint(lab[..., 0] + 0.35 * (lively.astype(np.float32) - lab[..., 0]))
    rgb = cv2.cvtColor(lab, cv2.COLOR_LAB2BGR).astype(np.float32)
    return np.clip(rgb + 0.8 * (rgb - cv2.GaussianBlur(rgb, (0, 0), 1.6)), 0, 255).astype(np.uint8)


def restore(assets, photo, out):
    """detect, align, clearer faces, background ×2, soft paste-back, recognise before and after, PSNR, SSIM, LPIPS."""
    import cv2
    import json
    import numpy as np
    from skimage.metrics import structural_similarity

    finder, knower = session(assets / DETECTOR), session(assets / EMBEDDER)
    image = cv2.imread(str(photo))
    faces = detect(finder, image)
    net = session(assets / UPSCALER)
    blob = image[..., ::-1].astype(np.float32).transpose(2, 0, 1)[None] / 255
    large = net.run(None, {"input": np.ascontiguousarray(blob)})[0][0].clip(0, 1).transpose(1, 2, 0)[..., ::-1]
    large = np.rint(large * 255).astype(np.float32)
    for face in faces:
        turn = cv2.estimateAffinePartial2D(face[5:].reshape(5, 2), np.array(FFHQ), method=cv2.LMEDS)[0]
        crop = cv2.warpAffine(image, turn, (512, 512), borderMode=cv2.BORDER_CONSTANT, borderValue=(135, 133, 132))
        crop = clearer(crop)
        back = cv2.invertAffineTransform(turn) * 2
        back[:, 2] += 1
        size = (large.shape[1], large.shape[0])
        mask = np.zeros((512, 512), np.float32)
        cv2.ellipse(mask, (256, 270), (170, 220), 0, 0, 360, 255, -1)
        mask = cv2.GaussianBlur(cv2.GaussianBlur(mask, (101, 101), 11), (101, 101), 11)
        mask[:10], mask[-10:], mask[:, :10], mask[:, -10:] = 0, 0, 0, 0
        mask = cv2.warpAffine(mask / 255, back, size, flags=3)[..., None]
        large = mask * cv2.warpAffine(crop, back, size) + (1 - mask) * large
    result = large.astype(np.uint8)
    again = detect(finder, result)
    alike = float(np.dot(embed(knower, image, faces[:1])[0], embed(knower, result, again[:1])[0]))
    before = cv2.resize(image, (result.shape[1], result.shape[0]), interpolation=cv2.INTER_LANCZOS4)
    ssim = structural_similarity(result, before, channel_axis=2, data_range=255)
    psnr = 20 * np.log10(255 / np.sqrt(np.mean((result.astype(np.float64) - before) ** 2)))
    share = lambda picture: np.ascontiguousarray(picture[..., ::-1].astype(np.float32).transpose(2, 0, 1)[None] / 127.5 - 1)
    lpips = float(session(assets / PERCEPTUAL).run(None, {"in0": share(before), "in1": share(result)})[0][0])
    cv2.imwrite(str(out), result)
    print(json.dumps({"psnr": float(psnr), "ssim": float(ssim), "lpips": lpips, "identity_similarity": alike}))


def find(assets, photo):
    import cv2

    print(len(detect(session(assets / DETECTOR), cv2.imread(str(photo)))))


def cpu(command):
    before, since = resource.getrusage(resource.RUSAGE_CHILDREN), time.time()
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, time.time() - since, done.stdout


def compare(name, ours, theirs, runs):
    both = [cpu(ours), cpu(theirs)]  # The first run of each warms files and caches of graphs.
    pairs = [(cpu(ours)[:2], cpu(theirs)[:2]) for _ in range(runs)]
    cpus, walls = ([statistics.median(pair[side][kind] for pair in pairs) for side in (0, 1)] for kind in (0, 1))
    print(f"{name:34} weft {cpus[0]:6.2f} s   python {cpus[1]:6.2f} s   {cpus[0] / cpus[1]:.2f}×   wall {walls[0]:.2f} / {walls[1]:.2f} s", flush=True)
    return both


def main():
    if len(sys.argv) > 1 and sys.argv[1] in ("find", "restore"):
        return globals()[sys.argv[1]](*map(pathlib.Path, sys.argv[2:]))
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("weft", type=pathlib.Path)
    p.add_argument("assets", type=pathlib.Path)
    p.add_argument("--runs", type=int, default=5)
    arguments = p.parse_args()
    import cv2

    folder = pathlib.Path(tempfile.mkdtemp())
    os.environ["WEFT_HOME"] = str(folder / "home")
    assets, weft = arguments.assets.resolve(), str(arguments.weft.resolve() / "weft")
    photo = assets / "photos/grace_hopper.jpg"
    large = folder / "1080p.jpg"
    cv2.imwrite(str(large), cv2.resize(cv2.imread(str(assets / "photos/solvay_conference_1927.png")), (1920, 1080)))
    python = [sys.executable, str(HERE)]
    models = lambda **named: [f"{name}={assets / file}" for name, file in named.items()]
    run = [weft, "run", "--no-cache"]
    for name, picture in (("first detection, 517 × 606", photo), ("detect in 1920 × 1080", large)):
        ours = [*run, str(GRAPHS / "detect_faces.ron"), f"photo={picture}", *models(detector=DETECTOR), "--to", "found", "--out", f"faces={folder}/faces.json"]
        compare(name, ours, [*python, "find", str(assets), str(picture)], arguments.runs)
    named = models(detector=DETECTOR, embedder=EMBEDDER, upscaler=UPSCALER, perceptual=PERCEPTUAL)
    ours = [*run, str(GRAPHS / "restore.ron"), f"photo={photo}", *named, "-o", str(folder / "out")]
    _, theirs = compare("restore.ron, 517 × 606 to twice", ours, [*python, "restore", str(assets), str(photo), str(folder / "theirs.png")], arguments.runs)
    print("theirs", theirs[2].strip())
    print("ours  ", (folder / "out/report.json").read_text().strip()[:900])


main()
