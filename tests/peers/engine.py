"""What a graph engine itself costs: Weft beside VapourSynth and GStreamer, same graphs, same run.

Each peer gets the graphs of `weft bench engine`: nodes that do (next to) nothing.
  two-inputs  node i reads node i-1 and node i//2
  chain       node i reads node i-1
`cold` builds nothing: the graph stands, its first result is asked for. `again` asks for the same result once more.
VapourSynth gets std.Merge and std.SetFrameProps on one frame of 8 x 8 grey pixels; GStreamer has no node with two
inputs that does nothing, so it gets the chain alone, as `identity` elements and one buffer.

  python3 tests/peers/engine.py --weft target/release/weft --vapoursynth python3.12 --gstreamer /usr/bin/python3

Needs: `pip install vapoursynth` (Python 3.12) and Debian's python3-gi, gir1.2-gstreamer-1.0. A peer that is not there is
skipped with a sentence. Times are CPU time (user and system, all threads), medians, in ms.
"""
import argparse
import json
import resource
import statistics
import subprocess
import sys
import time


def cpu_ms():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return (used.ru_utime + used.ru_stime) * 1e3


def timed(work):
    cpu, wall = cpu_ms(), time.perf_counter()
    work()
    return cpu_ms() - cpu, (time.perf_counter() - wall) * 1e3


def say(peer, case, samples):
    row = {
        "peer": peer,
        "case": case,
        "cpu_ms": round(statistics.median(cpu for cpu, _ in samples), 3),
        "wall_ms": round(statistics.median(wall for _, wall in samples), 3),
    }
    print(json.dumps(row), flush=True)


def vapoursynth(nodes, rounds):
    import vapoursynth as vs

    vs.core.num_threads = 2

    def two_inputs():
        made = [vs.core.std.BlankClip(width=8, height=8, format=vs.GRAY8, length=1)]
        made.append(vs.core.std.SetFrameProps(made[0], x=1))
        for i in range(2, nodes):
            made.append(vs.core.std.Merge(made[i - 1], made[i // 2]))
        return made[-1]

    def chain():
        clip = vs.core.std.BlankClip(width=8, height=8, format=vs.GRAY8, length=1)
        for _ in range(nodes - 1):
            clip = vs.core.std.SetFrameProps(clip, x=1)
        return clip

    for name, make in (("two-inputs", two_inputs), ("chain", chain)):
        cold, again = [], []
        for _ in range(rounds):
            last = make()
            cold.append(timed(lambda: last.get_frame(0).close()))
            again.append(timed(lambda: last.get_frame(0).close()))
        say("VapourSynth " + str(vs.core).split("Core ")[1].split()[0], f"{name} {nodes} cold", cold)
        say("VapourSynth", f"{name} {nodes} again", again)


def gstreamer(nodes, rounds):
    import gi

    gi.require_version("Gst", "1.0")
    from gi.repository import Gst

    Gst.init(None)
    samples = []
    for _ in range(rounds):
        pipeline = Gst.Pipeline.new()
        elements = [Gst.ElementFactory.make("fakesrc")]
        elements[0].set_property("num-buffers", 1)
        for _ in range(nodes):
            identity = Gst.ElementFactory.make("identity")
            identity.set_property("silent", True)
            elements.append(identity)
        elements.append(Gst.ElementFactory.make("fakesink"))
        for element in elements:
            pipeline.add(element)
        for before, after in zip(elements, elements[1:]):
            before.link(after)
        pipeline.set_state(Gst.State.PAUSED)
        pipeline.get_state(Gst.CLOCK_TIME_NONE)

        def play():
            pipeline.set_state(Gst.State.PLAYING)
            pipeline.get_bus().timed_pop_filtered(Gst.CLOCK_TIME_NONE, Gst.MessageType.EOS | Gst.MessageType.ERROR)

        samples.append(timed(play))
        pipeline.set_state(Gst.State.NULL)
    say("GStreamer " + Gst.version_string().split()[1], f"chain {nodes} cold", samples)


def main():
    read = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    read.add_argument("--weft", default="target/release/weft")
    read.add_argument("--vapoursynth", default="python3.12", metavar="PYTHON")
    read.add_argument("--gstreamer", default="/usr/bin/python3", metavar="PYTHON")
    read.add_argument("--rounds", type=int, default=5)
    read.add_argument("--only", choices=["vapoursynth", "gstreamer"], help=argparse.SUPPRESS)
    asked = read.parse_args()
    if asked.only == "vapoursynth":
        for nodes in (1_000, 10_000):
            vapoursynth(nodes, asked.rounds)
        return
    if asked.only == "gstreamer":
        # A thread of GStreamer pushes down the whole chain on its own stack: 10,000 elements overflow it.
        gstreamer(1_000, asked.rounds)
        return
    run = subprocess.run([asked.weft, "bench", "engine", "--json", "--rounds", str(asked.rounds)], check=False)
    if run.returncode:
        print(f"weft bench engine ended with {run.returncode}", file=sys.stderr)
    for name, python in (("vapoursynth", asked.vapoursynth), ("gstreamer", asked.gstreamer)):
        try:
            peer = subprocess.run([python, __file__, "--only", name, "--rounds", str(asked.rounds)], timeout=900)
        except (OSError, subprocess.TimeoutExpired) as why:
            print(f"skipped {name}: {why}", file=sys.stderr)
            continue
        if peer.returncode:
            print(f"{name} ended with {peer.returncode} (negative: it was killed by that signal)", file=sys.stderr)


if __name__ == "__main__":
    main()
