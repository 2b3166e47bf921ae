#!/usr/bin/env python3
"""Times whole processes: `corridor` against an empty program and against shortest paths in Python.

Build first: cargo build --release. Then: python3 tools/bench_process.py [runs]

All programs run in turn, so that a busy machine slows all of them alike. Times are from spawn to exit, with
the output thrown away; memory is the peak resident set by GNU time. A peer reads the same links.csv, builds
a graph by length and finds one shortest path: no gauges, borders, waits, alternatives or gateways. A peer
that is not installed is left out.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
CORRIDOR = str(TARGET / "release" / "corridor")

NETWORKX = """
import csv, sys, networkx as nx
g = nx.MultiDiGraph()
for r in csv.DictReader(open(sys.argv[1])):
    g.add_edge(r["from"], r["to"], weight=float(r["length_km"]))
    g.add_edge(r["to"], r["from"], weight=float(r["length_km"]))
print(nx.shortest_path(g, "KHORGOS-GATEWAY", "MALASZEWICZE", weight="weight"))
"""

IGRAPH = """
import csv, sys, igraph
rows = list(csv.DictReader(open(sys.argv[1])))
g = igraph.Graph.TupleList([(r["from"], r["to"], float(r["length_km"])) for r in rows], weights=True)
path = g.get_shortest_path("KHORGOS-GATEWAY", "MALASZEWICZE", weights="weight")
print([g.vs[i]["name"] for i in path])
"""


def empty_program(folder: Path) -> str:
    """An empty Rust program: what any process costs on this machine."""
    source, program = folder / "empty.rs", folder / "empty"
    source.write_text("fn main() {}\n")
    subprocess.run(["rustc", "-O", str(source), "-o", str(program)], check=True)
    return str(program)


def spawn(argv: list[str]) -> float:
    """Milliseconds from spawn to exit."""
    quiet = [(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)]
    start = time.perf_counter_ns()
    pid = os.posix_spawn(argv[0], argv, os.environ, file_actions=quiet)
    _, status = os.waitpid(pid, 0)
    spent = (time.perf_counter_ns() - start) / 1e6
    if status:
        sys.exit(f"{argv[:3]} failed")
    return spent


def peak(argv: list[str]) -> float:
    """Peak resident set in MB."""
    ran = subprocess.run(["/usr/bin/time", "-f", "%M", *argv], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True)
    return int(ran.stderr.split()[-1]) / 1024


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    links = str(ROOT / "data" / "links.csv")
    python = shutil.which("python3")
    with tempfile.TemporaryDirectory() as folder:
        programs = {
            "empty Rust program": [empty_program(Path(folder))],
            "corridor --version": [CORRIDOR, "--version"],
            "corridor route Khorgos Europe": [CORRIDOR, "route", "Khorgos", "Europe"],
            "corridor route Khorgos Europe -k 1": [CORRIDOR, "route", "Khorgos", "Europe", "-k", "1"],
            "corridor route Khorgos Europe --format geojson": [CORRIDOR, "route", "Khorgos", "Europe", "--format", "geojson"],
            "corridor route Khorgos Europe --network data": [CORRIDOR, "route", "Khorgos", "Europe", "--network", str(ROOT / "data")],
            "empty Python program": [python, "-c", ""],
            "Python networkx, one path": [python, "-c", NETWORKX, links],
            "Python igraph, one path": [python, "-c", IGRAPH, links],
        }
        programs = {n: a for n, a in programs.items() if subprocess.run(a, capture_output=True).returncode == 0}
        times: dict[str, list[float]] = {name: [] for name in programs}
        for run in range(runs):
            for name, argv in programs.items():
                # Slow peers need no more than 20 runs.
                if run < 20 or statistics.median(times[name]) < 50:
                    times[name].append(spawn(argv))
        print("| program | median ms | fastest ms | 95 % below ms | peak MB | runs |")
        print("|---|--:|--:|--:|--:|--:|")
        for name, argv in programs.items():
            t = sorted(times[name])
            memory = f"{peak(argv):.1f}" if Path("/usr/bin/time").exists() else ""
            print(f"| `{name}` | {statistics.median(t):.2f} | {t[0]:.2f} | {t[int(len(t) * 0.95)]:.2f} | {memory} | {len(t)} |")


if __name__ == "__main__":
    main()
