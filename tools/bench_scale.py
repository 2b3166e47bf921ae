#!/usr/bin/env python3
# Licence: MIT OR Apache-2.0
"""Times whole processes on a generated planar network: `corridor` against shortest paths in Python.

    cargo build --release --bin corridor --example planar
    python3 tools/bench_scale.py LINKS PAIRS [RUNS]

Writes the network and the pairs to a temporary folder, then runs each command RUNS times (3 by default) and prints the least elapsed
time, the processor time of that run, and the peak resident set. The first run of `batch` finds an empty cache and prepares the network. The
Python programs, each left out when it is not installed, read the same links.csv and find the lengths of 20 of the pairs: no times,
costs, routes or checks. Their last column is per pair, as ours.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release"
PEER_PAIRS = 20

READ = """
import csv, sys, time
from itertools import islice
rows = [(r["from"], r["to"], float(r["length_km"])) for r in csv.DictReader(open(sys.argv[1]))]
pairs = [(r["from"], r["to"]) for r in islice(csv.DictReader(open(sys.argv[2])), %d)]
""" % PEER_PAIRS
NETWORKX = READ + """
import networkx
g = networkx.Graph()
g.add_weighted_edges_from(rows)
start = time.perf_counter()
for a, b in pairs:
    networkx.bidirectional_dijkstra(g, a, b)
print((time.perf_counter() - start) / len(pairs))
"""
IGRAPH = READ + """
import igraph
g = igraph.Graph.TupleList(rows, weights=True)
start = time.perf_counter()
for a, b in pairs:
    g.distances(a, b, weights="weight")
print((time.perf_counter() - start) / len(pairs))
"""


def run(argv: list[str], out: Path) -> tuple[float, float, float]:
    """Elapsed seconds, processor seconds, peak MB."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    with open(out, "wb") as file:
        ran = subprocess.run(["/usr/bin/time", "-f", "%M", *argv], stdout=file, stderr=subprocess.PIPE, text=True)
    spent = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if ran.returncode:
        sys.exit(f"{argv[:3]}: {ran.stderr}")
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, processor, int(ran.stderr.split()[-1]) / 1024


def main() -> None:
    links, count, runs = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 3
    corridor = str(TARGET / "corridor")
    with tempfile.TemporaryDirectory() as folder:
        net, out, one, many = (Path(folder) / name for name in ("net", "out", "one.csv", "many.csv"))
        subprocess.run([str(TARGET / "examples" / "planar"), str(links), str(net), str(count), str(many)], check=True)
        lines = many.read_text().splitlines()
        one.write_text("\n".join(lines[:2]) + "\n")
        first, last = lines[1].split(",")
        options = ["--network", str(net), "--by", "distance", "--quiet"]
        kept = [*options, "--cache", str(Path(folder) / "cache")]
        report = []

        def timed(name: str, argv: list[str], times: int) -> float:
            best = min(run(argv, out) for _ in range(times))
            report.append(f"| {name} | {best[0]:.2f} | {best[1]:.2f} | {best[2]:.0f} |")
            print(report[-1], flush=True)
            return best[0]

        print("| what | elapsed s | processor s | peak MB |\n|---|--:|--:|--:|")
        timed("read and check (`list corridors`)", [corridor, "list", "corridors", "--network", str(net), "--no-cache", "--quiet"], runs)
        timed("`batch`, one row, nothing kept: read, prepare, keep", [corridor, "batch", str(one), *kept], 1)
        timed("read what is kept (`list corridors`)", [corridor, "list", "corridors", "--network", str(net), *kept[-2:], "--quiet"], runs)
        timed("`route -k 1`, kept", [corridor, "route", first, last, "-k", "1", *kept], runs)
        timed("`route -k 1`, nothing kept", [corridor, "route", first, last, "-k", "1", *options, "--no-cache"], 1)
        single = timed("`batch`, one row, kept", [corridor, "batch", str(one), *kept], runs)
        whole = timed(f"`batch`, {count:,} rows, kept", [corridor, "batch", str(many), *kept], runs)
        print(f"a row: {(whole - single) / count * 1e6:.0f} µs elapsed; {sum(1 for _ in open(out)) - 1} rows out")
        for name, program in {"networkx, bidirectional Dijkstra": NETWORKX, "igraph, Dijkstra": IGRAPH}.items():
            if subprocess.run([sys.executable, "-c", f"import {name.split(',')[0]}"], capture_output=True).returncode:
                continue
            timed(f"{name}: read, {PEER_PAIRS} lengths", [sys.executable, "-c", program, str(net / "links.csv"), str(many)], 1)
            print(f"a pair: {float(out.read_text()) * 1e6:.0f} µs")


if __name__ == "__main__":
    main()
