#!/usr/bin/env python3
# Licence: MIT OR Apache-2.0
"""Answers a batch in Spark through `pipe()`, and compares it with a single run of the same rows.

    python3 tools/spark_batch.py CORRIDOR [ROWS] [local-cluster[2,1,1024] | local[2]]

CORRIDOR is the program, ROWS the number of random pairs of the shipped network (10^6 by default). Needs pyspark and Java. The rows are
split over partitions, each partition is sent through `corridor batch -`, and the joined rows must be those of the single run, byte by byte.
"""

import csv
import io
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PARTS = 8
HEADER = "id,from,to"


def pairs(corridor: str, count: int):
    """Lines of random pairs of nodes that load freight, numbered; the same on every run."""
    listed = subprocess.run([corridor, "list", "nodes", "--format", "csv"], check=True, capture_output=True, text=True).stdout
    codes = sorted(row["code"] for row in csv.DictReader(io.StringIO(listed)) if row["loads"] != "no")
    draw = random.Random(1)
    return [f"{i},{','.join(draw.sample(codes, 2))}" for i in range(1, count + 1)]


def main() -> None:
    corridor = str(Path(sys.argv[1]).resolve())
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    master = sys.argv[3] if len(sys.argv) > 3 else "local-cluster[2,1,1024]"
    lines = pairs(corridor, count)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "pairs.csv"
        source.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
        start = time.perf_counter()
        with open(source, "rb") as rows:
            single = subprocess.run([corridor, "batch", "-", "--quiet"], stdin=rows, check=True, capture_output=True).stdout.decode().splitlines()
        print(f"single run: {len(single) - 1} rows in {time.perf_counter() - start:.1f} s")

        from pyspark import SparkConf, SparkContext

        spark = SparkContext(conf=SparkConf().setMaster(master).setAppName("corridor").set("spark.ui.enabled", "false"))
        spark.setLogLevel("ERROR")
        start = time.perf_counter()
        # Each partition gets the header; its own first line of the answer is the header again and is dropped.
        parts = spark.parallelize(lines, PARTS).mapPartitions(lambda rows: [HEADER, *rows])
        answered = parts.pipe(f"{corridor} batch - --quiet").mapPartitions(lambda rows: list(rows)[1:])
        joined = answered.collect()
        print(f"{spark.master}, {answered.getNumPartitions()} partitions: {len(joined)} rows in {time.perf_counter() - start:.1f} s")
        spark.stop()
    if joined != single[1:]:
        sys.exit("the joined rows are not those of the single run")
    print("the joined rows are those of the single run")


if __name__ == "__main__":
    main()
