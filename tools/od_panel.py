#!/usr/bin/env python3
# Licence: MIT OR Apache-2.0
"""Writes a panel of random origin-destination pairs with weights, for benchmarks: od_panel.py NODES.csv COUNT > od.csv

NODES.csv is data/nodes.csv or `corridor list nodes --format csv`. The same arguments give the same pairs.
"""
import csv
import random
import sys


def main():
    nodes, count = sys.argv[1], int(sys.argv[2])
    with open(nodes, encoding="utf-8") as file:
        codes = sorted(row["code"] for row in csv.DictReader(file) if row["loads"] != "no")
    if count > len(codes) * (len(codes) - 1):
        sys.exit(f"{len(codes)} nodes have no {count} pairs")
    draw = random.Random(1)
    pairs = set()
    while len(pairs) < count:
        pairs.add(tuple(draw.sample(codes, 2)))
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["from", "to", "weight"])
    out.writerows([a, b, draw.randint(1, 9)] for a, b in sorted(pairs))


if __name__ == "__main__":
    main()
