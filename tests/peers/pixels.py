"""Weft's pixel kernels against OpenCV, scipy, libvips and VapourSynth, turn by turn in one run, on two threads, in f32 RGB.
A line of JSON for each case: {"bench": "pixels", "case", "value", "unit": "ms", "cpu_ms", "peer", "peer_value", "peer_cpu_ms", "ratio"}.
`ratio` is the peer's wall time over ours, `cpu_ratio` the same of processor time: above 1, Weft is faster. Medians of all rounds; a turn
repeats short work for 30 ms, since the system counts the time of threads that still spin at the next tick only. All write into warm
memory if they can. With --table: rows for plugins/README.md instead.
Usage: cargo build --release -p weft-kernels --example bench_pixels
       pixels.py [--size N ...] [--only WORD] [--rounds N] [--program FILE] [--table]
Packages: tests/peers/requirements.txt."""

import argparse
import json
import os
import pathlib
import resource
import statistics
import subprocess
import time

# numpy asks for huge pages, our bench program does not: both get what a program gets that does not ask.
os.environ["NUMPY_MADVISE_HUGEPAGE"] = "0"

import cv2
import numpy as np

import peers_of_filters
import peers_of_geometry
import peers_of_graphs

CASES = [*peers_of_geometry.CASES, *peers_of_filters.CASES, *peers_of_graphs.CASES]
TURN_MS = 30
ROOT = pathlib.Path(__file__).resolve().parents[2]


class Weft:
    def __init__(self, program, threads):
        self.process = subprocess.Popen([program, str(threads)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, *words):
        self.process.stdin.write("\t".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().rstrip("\n")
        if not answer:
            raise SystemExit(f"the bench program ended at {words}")
        return answer

    def run(self, times):
        return tuple(map(float, self.ask("run", times).split()))


def picture(size):
    """The same pixels that the bench program makes, interleaved."""
    y, x, c = np.mgrid[:size, :size, :3]
    return ((x * 7919 + y * 104729 + c * 31) % 1009).astype(np.float32) / np.float32(1009)


def timed(work, times):
    def cpu():
        usage = resource.getrusage(resource.RUSAGE_SELF)
        return usage.ru_utime + usage.ru_stime

    cpu_start, start = cpu(), time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - start) * 1e3 / times, (cpu() - cpu_start) * 1e3 / times


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--size", type=int, nargs="+", default=[1024, 4096])
    p.add_argument("--only", default="")
    p.add_argument("--table", action="store_true")
    p.add_argument("--rounds", type=int, default=0, help="0: as many as fill four seconds, 5 to 40")
    p.add_argument("--threads", type=int, default=2, help="of Weft and OpenCV; the others always take two")
    p.add_argument("--program", default=ROOT / "target/release/examples/bench_pixels")
    arguments = p.parse_args()
    cv2.setNumThreads(arguments.threads)
    weft = Weft(arguments.program, arguments.threads)
    for size in arguments.size:
        for name, peer, prepare, *pictures in CASES:
            if arguments.only not in name:
                continue
            weft.ask("prepare", name, size)
            work = prepare(picture(size))
            weft.run(1), timed(work, 1)
            quickest = min(first := (weft.run(1)[0], timed(work, 1)[0]))
            times = max(1, round(TURN_MS / quickest))
            rounds = arguments.rounds or int(min(40, max(5, 4000 / times / sum(first))))
            turns = [(weft.run(times), timed(work, times)) for _ in range(rounds)]
            of = lambda side, kind: statistics.median(turn[side][kind] for turn in turns)
            ours, theirs = (of(0, 0), of(0, 1)), (of(1, 0), of(1, 1))
            theirs = tuple(ms / (pictures[0] if pictures else 1) for ms in theirs)
            wall, cpu = (theirs[kind] / ours[kind] for kind in (0, 1))
            if arguments.table:
                print(f"| {name} | {size} | {peer} | {ours[0]:.1f} / {ours[1]:.1f} | {theirs[0]:.1f} / {theirs[1]:.1f} | {wall:.2f} | {cpu:.2f} |", flush=True)
                continue
            line = {"bench": "pixels", "case": f"{name} {size}", "value": round(ours[0], 3), "unit": "ms", "cpu_ms": round(ours[1], 3)}
            line |= {"peer": peer, "peer_value": round(theirs[0], 3), "peer_cpu_ms": round(theirs[1], 3)}
            print(json.dumps(line | {"ratio": round(wall, 2), "cpu_ratio": round(cpu, 2)}), flush=True)


if __name__ == "__main__":
    main()
