"""What Weft adds to ONNX Runtime: its own Python package beside `weft bench models`, same models, threads and machine, turn by turn.

  python tests/oracles/bench_models.py MODELS
  python tests/peers/models.py --weft target/release/weft --models MODELS [--threads 2] [--rounds 7] [--turns 5]

Needs: onnxruntime 1.31.1 and numpy. Weft runs the library of the same package (ORT_DYLIB_PATH). Processor time of all threads,
medians of all turns, in ms; threads of both sleep while they wait. One JSON object a line: case, weft, peer, ratio.
"""
import argparse
import json
import os
import pathlib
import resource
import statistics
import subprocess
import time

import numpy as np
import onnxruntime

CASES = {"det640": (1, 3, 640, 640), "rrdb6_128": (1, 3, 128, 128), "arcface": (1, 3, 112, 112)}


def cpu_ms():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return (used.ru_utime + used.ru_stime) * 1e3


def numbers(shape):
    count = int(np.prod(shape))
    return ((np.arange(count) * 37 % 101) / np.float32(100)).astype(np.float32).reshape(shape)


def timed(work):
    cpu, wall = cpu_ms(), time.perf_counter()
    work()
    return cpu_ms() - cpu, (time.perf_counter() - wall) * 1e3


def peer(models, threads, rounds, seen):
    for name, shape in CASES.items():
        def opened():
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = threads
            options.log_severity_level = 4
            options.add_session_config_entry("session.intra_op.allow_spinning", "0")
            path = f"{models}/{name}.onnx"
            return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

        loads = [timed(opened) for _ in range(rounds)]
        session, fed = opened(), {"input": numbers(shape)}
        session.run(None, fed)
        runs = [timed(lambda: session.run(None, fed)) for _ in range(rounds)]
        seen[f"{name}: open, processor time"] += [cpu for cpu, _ in loads]
        seen[f"{name}: run, processor time"] += [cpu for cpu, _ in runs]
        seen[f"{name}: run, least wall time"].append(min(wall for _, wall in runs))


def weft(program, models, threads, rounds, seen, alone):
    library = next((pathlib.Path(onnxruntime.__file__).parent / "capi").glob("*onnxruntime.*1*"))
    command = [program, "bench", "models", "--json", "--models", models, "--threads", threads, "--rounds", rounds]
    ran = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, text=True, check=True,
                         env=dict(os.environ, ORT_DYLIB_PATH=str(library)))
    for line in ran.stdout.splitlines():
        row = json.loads(line)
        (seen if row["case"] in seen else alone).setdefault(row["case"], []).append(row["value"])


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("--weft", required=True)
    asked.add_argument("--models", required=True)
    asked.add_argument("--threads", type=int, default=2)
    asked.add_argument("--rounds", type=int, default=7)
    asked.add_argument("--turns", type=int, default=5)
    asked = asked.parse_args()
    words = ("open, processor time", "run, processor time", "run, least wall time")
    ours = {f"{name}: {word}": [] for name in CASES for word in words}
    theirs = {case: [] for case in ours}
    alone = {}
    for _ in range(asked.turns):
        peer(asked.models, asked.threads, asked.rounds, theirs)
        weft(asked.weft, asked.models, asked.threads, asked.rounds, ours, alone)
    for case in ours:
        one, other = statistics.median(ours[case]), statistics.median(theirs[case])
        if "least" in case:
            one, other = min(ours[case]), min(theirs[case])
        print(json.dumps({"case": case, "weft": round(one, 3), "peer": round(other, 3), "ratio": round(one / other, 3)}))
    for case, values in alone.items():
        print(json.dumps({"case": case, "weft": round(statistics.median(values), 3)}))


if __name__ == "__main__":
    main()
