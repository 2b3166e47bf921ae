#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""How far do the drawn rail links lie from real tracks?

Reads a data folder (nodes.csv, links.csv, waypoints.csv) and one or more
GeoJSON files (or folders of them) with track lines, samples every rail link
each kilometre along node - waypoints - node, and measures the distance of the
sample to the nearest track line.  Prints, weighted by length, the share
within 5 km, the median and the 95th percentile, and the worst links.

    python tools/measure_geometry.py --data data --tracks railways.geojson more/

A track nearby need not be the track of this link.  With --matched, a GeoJSON
file whose lines carry the property "link", each link that has a line there is
measured against that line as well.

Links which have no track yet (planned, under construction) are listed but not
counted; use --all to count them.  Exit status: 0 when the share within 5 km is
at least 0.90 and the median at most 1.5 km, 1 when not, 2 on bad input.

Needs Python 3.9 and numpy, nothing else.
"""

import argparse
import csv
import json
import os
import sys

import numpy as np

KM_PER_DEG = 111.195  # mean Earth radius 6371.0 km
CELL = 0.25           # grid of the track index, degrees
FAR = 30.0            # km; no track nearer than this is reported as this
STEP = 1.0            # km between samples
NEAR, SHARE, MEDIAN = 5.0, 0.90, 1.5


def read_csv(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8-sig", newline="") as f:
        return list(csv.DictReader(f))


def lines_of(geometry):
    """All coordinate lists of a (Multi)LineString or collection."""
    kind = (geometry or {}).get("type")
    if kind == "LineString":
        yield geometry["coordinates"]
    elif kind == "MultiLineString":
        yield from geometry["coordinates"]
    elif kind == "GeometryCollection":
        for part in geometry["geometries"]:
            yield from lines_of(part)


def features(path):
    with open(path, encoding="utf-8") as f:
        doc = json.load(f)
    return doc["features"] if doc.get("type") == "FeatureCollection" else [doc]


def geojson_files(paths):
    for path in paths:
        if os.path.isdir(path):
            for name in sorted(os.listdir(path)):
                if name.lower().endswith((".geojson", ".json")):
                    yield os.path.join(path, name)
        else:
            yield path


def segments(coords):
    p = np.array([c[:2] for c in coords], dtype=float)
    return np.hstack([p[:-1], p[1:]]) if len(p) > 1 else np.empty((0, 4))


class Index:
    """Track segments by grid cell."""

    def __init__(self, segs):
        # Cut long segments so that each lies in few cells.
        span = np.maximum(abs(segs[:, 2] - segs[:, 0]), abs(segs[:, 3] - segs[:, 1]))
        n = np.maximum(1, np.ceil(span / CELL)).astype(int)
        if (n > 1).any():
            rows = np.repeat(np.arange(len(segs)), n)
            k = np.arange(len(rows)) - np.repeat(np.cumsum(n) - n, n)
            a, d = segs[rows, :2], segs[rows, 2:] - segs[rows, :2]
            segs = np.hstack([a + d * (k / n[rows])[:, None], a + d * ((k + 1) / n[rows])[:, None]])
        self.segs = segs
        mid = (segs[:, :2] + segs[:, 2:]) / 2
        key = self._key(np.floor(mid[:, 0] / CELL), np.floor(mid[:, 1] / CELL))
        self.order = np.argsort(key, kind="stable")
        self.keys = key[self.order]

    @staticmethod
    def _key(i, j):
        return (i.astype(int) + 4096) * 8192 + j.astype(int) + 4096

    def _around(self, lon, lat, reach_km):
        rj = reach_km / KM_PER_DEG / CELL
        ri = rj / max(np.cos(np.radians(lat)), 0.05)
        i = np.arange(np.floor(lon / CELL - ri) - 1, np.floor(lon / CELL + ri) + 2)
        j = np.arange(np.floor(lat / CELL - rj) - 1, np.floor(lat / CELL + rj) + 2)
        lo = np.searchsorted(self.keys, self._key(i, j[:1]), "left")
        hi = np.searchsorted(self.keys, self._key(i, j[-1:]), "right")
        return np.concatenate([self.order[a:b] for a, b in zip(lo, hi)])

    def distances(self, pts):
        """Distance in km of neighbouring points to the nearest segment."""
        mid = (pts.min(axis=0) + pts.max(axis=0)) / 2
        scale = np.array([np.cos(np.radians(mid[1])), 1.0]) * KM_PER_DEG
        half = np.hypot(*((pts - mid) * scale).T).max()
        out = np.full(len(pts), FAR)
        for reach in (6.0, FAR):  # most points have a track nearby
            todo = np.flatnonzero(out > 6.0)
            if not len(todo):
                break
            s = self.segs[self._around(mid[0], mid[1], half + reach)]
            if not len(s):
                continue
            a, b = (s[:, :2] - mid) * scale, (s[:, 2:] - mid) * scale
            d = b - a
            dd = np.maximum((d * d).sum(axis=1), 1e-12)
            for k in todo:
                p = (pts[k] - mid) * scale
                t = np.clip(((p - a) * d).sum(axis=1) / dd, 0, 1)[:, None]
                out[k] = min(FAR, np.sqrt((((a + t * d) - p) ** 2).sum(axis=1).min()))
        return out


def sample(line):
    """Points every STEP km along the line, at the middle of each step, with
    the length each one stands for.  Legs are short, so a plane will do."""
    for a, b in zip(line[:-1], line[1:]):
        c = np.cos(np.radians((a[1] + b[1]) / 2))
        km = float(np.hypot((b[0] - a[0]) * c, b[1] - a[1]) * KM_PER_DEG)
        if km < 1e-6:
            continue
        n = max(1, int(round(km / STEP)))
        t = ((np.arange(n) + 0.5) / n)[:, None]
        pts = a + (b - a) * t
        for k in range(0, n, 25):  # keep the neighbourhood of one query small
            yield pts[k:k + 25], km / n


def measure(line, index):
    d, w = [], []
    for pts, km in sample(line):
        d.append(index.distances(pts))
        w.append(np.full(len(pts), km))
    return (np.concatenate(d), np.concatenate(w)) if d else (np.zeros(0), np.zeros(0))


def quantile(d, w, q):
    o = np.argsort(d)
    c = np.cumsum(w[o])
    return float(d[o][min(np.searchsorted(c, q * c[-1]), len(d) - 1)])


def summary(title, parts):
    d = np.concatenate([p[0] for p in parts])
    w = np.concatenate([p[1] for p in parts])
    share = float(w[d <= NEAR].sum() / w.sum())
    med = quantile(d, w, 0.5)
    print(f"{title}: {len(parts)} links, {w.sum():,.0f} km drawn; within {NEAR:g} km {share:.2%}; "
          f"median {med:.2f} km; p95 {quantile(d, w, 0.95):.2f} km")
    return share, med


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    ap.add_argument("--data", required=True, help="folder with nodes.csv, links.csv, waypoints.csv")
    ap.add_argument("--tracks", required=True, nargs="+", help="GeoJSON files or folders")
    ap.add_argument("--matched", help="GeoJSON, one line per link (property 'link')")
    ap.add_argument("--all", action="store_true", help="count links without a track yet, too")
    ap.add_argument("--worst", type=int, default=20, help="how many of the worst links to list")
    args = ap.parse_args()
    try:
        nodes = {r["code"]: (float(r["lon"]), float(r["lat"])) for r in read_csv(args.data, "nodes.csv")}
        links = [r for r in read_csv(args.data, "links.csv") if r["mode"] == "rail"]
        way = {}
        for r in read_csv(args.data, "waypoints.csv"):
            way.setdefault(r["link"], []).append((int(r["seq"]), float(r["lon"]), float(r["lat"])))
        segs = [segments(c) for f in geojson_files(args.tracks)
                for x in features(f) for c in lines_of(x.get("geometry", x))]
        segs = [s for s in segs if len(s)]
        if not links or not segs:
            raise ValueError("no rail links or no track lines")
        drawn = {r["code"]: np.array([nodes[r["from"]]] + [w[1:] for w in sorted(way.get(r["code"], []))]
                                     + [nodes[r["to"]]]) for r in links}
        own = {}
        for x in features(args.matched) if args.matched else []:
            for c in lines_of(x["geometry"]):
                own.setdefault(x["properties"]["link"], []).append(segments(c))
    except (OSError, ValueError, KeyError) as e:
        print(f"error: {e!r}", file=sys.stderr)
        return 2
    index = Index(np.vstack(segs))
    built = {r["code"]: args.all or r.get("status", "open") in ("open", "suspended") for r in links}
    result = {c: measure(line, index) for c, line in drawn.items()}
    share, med = summary("nearest track", [m for c, m in result.items() if built[c] and len(m[0])])
    mine = {c: measure(drawn[c], Index(np.vstack(s))) for c, s in own.items()
            if c in drawn and sum(map(len, s))}
    if mine:
        summary("own alignment", [m for c, m in mine.items() if built[c] and len(m[0])] or list(mine.values()))
    rank = []
    for c, (d, w) in result.items():
        if len(d):
            rank.append((float(w[d <= NEAR].sum() / w.sum()), -quantile(d, w, 0.5), c, w.sum(), d.max()))
    bad = sum(1 for r in rank if built[r[2]] and r[0] < SHARE)
    print(f"links with less than {SHARE:.0%} of their length within {NEAR:g} km: {bad}")
    print(f"worst {args.worst} (share within {NEAR:g} km, median km, farthest km, drawn km):")
    for s, m, c, km, far in sorted(rank)[:args.worst]:
        print(f"  {c:38s} {s:7.1%} {-m:6.2f} {far:6.2f}{'+' if far >= FAR else ' '} {km:7.0f}"
              f"{'' if built[c] else '  (no track yet, not counted)'}")
    ok = share >= SHARE and med <= MEDIAN
    print("OK" if ok else f"FAIL: needs a share of {SHARE:.2f} and a median of {MEDIAN} km at most")
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
