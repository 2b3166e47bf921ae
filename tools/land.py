#!/usr/bin/env python3
"""Makes data/land.txt, the land that `reach` spreads over, from a TopoJSON of Natural Earth land (public domain).

    pip install shapely
    python3 tools/land.py LAND.json > data/land.txt

LAND.json has an object `land`, as in world-atlas (ISC), which only carries Natural Earth. One landmass per line without
country borders; its rings, outer first, are separated by `|`, their points by `,`; a point is longitude and
latitude in hundredths of a degree. Licence: MIT OR Apache-2.0.
"""

import json
import sys

from shapely.geometry import Polygon
from shapely.ops import unary_union
from shapely.validation import make_valid

from basemap import decoded, stitched

TOLERANCE = 0.05  # degrees by which a coast may move
SMALLEST = 0.1  # square degrees of the least island or inland water
ANTARCTIC = -60  # nothing south of this latitude


def polygons(shape):
    if isinstance(shape, Polygon):
        return [shape]
    return [p for part in getattr(shape, "geoms", []) for p in polygons(part)]


def main(path):
    topology = json.load(open(path))
    arcs = decoded(topology)
    land = topology["objects"]["land"]
    found = land["arcs"] if land["type"] == "MultiPolygon" else [r for g in land["geometries"] for r in (g["arcs"] if g["type"] == "MultiPolygon" else [g["arcs"]])]
    parts = []
    for rings in found:
        outer, *holes = [stitched(arcs, ring) for ring in rings]
        parts.extend(polygons(make_valid(Polygon(outer, holes))))
    plain = unary_union(parts).simplify(TOLERANCE)
    grid = lambda ring: [(round(x * 100), round(y * 100)) for x, y in ring.coords]
    rounded = [Polygon(grid(p.exterior), [grid(h) for h in p.interiors if Polygon(h).area > SMALLEST]) for p in polygons(plain)]
    whole = unary_union([q for p in rounded for q in polygons(make_valid(p))])
    lines = []
    for p in polygons(whole):
        if p.area < SMALLEST * 1e4 or p.bounds[3] < ANTARCTIC * 100:
            continue
        rings = [p.exterior] + [h for h in p.interiors if Polygon(h).area > SMALLEST * 1e4]
        lines.append("|".join(",".join(f"{round(x)} {round(y)}" for x, y in ring.coords) for ring in rings))
    print("\n".join(sorted(lines)))


main(sys.argv[1])
