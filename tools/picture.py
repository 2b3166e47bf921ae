#!/usr/bin/env python3
"""Draws a route over the network as an SVG picture (standard library only).

    corridor list links -o network.geojson
    corridor route Khorgos Europe -o route.geojson
    python3 tools/picture.py network.geojson route.geojson > docs/khorgos-europe.svg
"""

import json
import math
import sys
from xml.sax.saxutils import escape

WIDTH = 1000
MARGIN = 30
LAT_1, LAT_2, LAT_0 = map(math.radians, (30, 60, 45))


def projection(lon_0):
    """Albers equal-area conic (Snyder 1987, p. 98) with its middle at lon_0, on the unit sphere."""
    n = (math.sin(LAT_1) + math.sin(LAT_2)) / 2
    c = math.cos(LAT_1) ** 2 + 2 * n * math.sin(LAT_1)
    rho = lambda lat: math.sqrt(c - 2 * n * math.sin(lat)) / n

    def project(lon, lat):
        theta = n * math.radians(lon - lon_0)
        r = rho(math.radians(lat))
        return r * math.sin(theta), rho(LAT_0) - r * math.cos(theta)

    return project


def lines(geometry):
    if geometry is None:
        return []
    return geometry["coordinates"] if geometry["type"] == "MultiLineString" else [geometry["coordinates"]]


def main(network_file, route_file):
    network, route = (json.load(open(f, encoding="utf-8")) for f in (network_file, route_file))
    west, south, east, north = route["bbox"]
    project = projection((west + east) / 2)
    legs = [f for f in route["features"] if f["properties"]["feature"] == "leg"]
    points = [f for f in route["features"] if f["properties"]["feature"] != "leg"]
    drawn = [project(*p) for f in legs for p in f["geometry"]["coordinates"]]
    left, right = min(p[0] for p in drawn), max(p[0] for p in drawn)
    bottom, top = min(p[1] for p in drawn), max(p[1] for p in drawn)
    scale = (WIDTH - 2 * MARGIN) / (right - left)
    height = round((top - bottom) * scale) + 2 * MARGIN + 40

    def at(lon, lat):
        x, y = project(lon, lat)
        return MARGIN + (x - left) * scale, MARGIN + 20 + (top - y) * scale

    def path(coordinates, style):
        d = "L".join("%.1f %.1f" % at(*p) for p in coordinates)
        return f'<path d="M{d}" fill="none" {style}/>'

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{height}" fill="#fbfbf8"/>',
    ]
    near = lambda p: west - 25 < p[0] < east + 25 and south - 15 < p[1] < north + 15
    for f in network["features"]:
        water = f["properties"].get("mode") in ("sea", "ferry")
        if f["properties"].get("status") in ("planned", "under_construction"):
            continue
        for line in lines(f["geometry"]):
            if any(near(p) for p in line):
                out.append(path(line, 'stroke="#a8cbe0" stroke-width="1" stroke-dasharray="4 3"' if water else 'stroke="#c4c4bc" stroke-width="1"'))
    for f in legs:
        p = f["properties"]
        dash = ' stroke-dasharray="7 4"' if p["mode"] in ("sea", "ferry") else ""
        out.append(path(f["geometry"]["coordinates"], f'stroke="{p["stroke"]}" stroke-width="{p["stroke-width"]}" stroke-linejoin="round"{dash}'))
    named = {}
    for f in points:
        p = f["properties"]
        x, y = at(*f["geometry"]["coordinates"])
        if p.get("kind") in ("loading", "unloading"):
            continue
        end = p["feature"] == "end"
        out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{6 if end else 4}" fill="{p["marker-color"]}" stroke="#fff" stroke-width="1.5"/>')
        named.setdefault(p["name"], (x, y, end))
    taken = []
    for name, (x, y, end) in sorted(named.items(), key=lambda n: not n[1][2]):
        width = 7.5 * len(name)
        for dx, dy in ((9, 4), (-9 - width, 4), (-width / 2, -9), (-width / 2, 20)):
            box = (x + dx, y + dy - 12, x + dx + width, y + dy + 3)
            inside = 2 < box[0] and box[2] < WIDTH - 2
            if inside and all(box[2] < b[0] or b[2] < box[0] or box[3] < b[1] or b[3] < box[1] for b in taken):
                taken.append(box)
                weight = ' font-weight="bold"' if end else ""
                out.append(f'<text x="{x + dx:.1f}" y="{y + dy:.1f}"{weight} paint-order="stroke" stroke="#fbfbf8" stroke-width="3">{escape(name)}</text>')
                break
    about = route["corridor"]
    y = height - 12
    for i, it in enumerate(about["itineraries"][:3]):
        colour = next(f["properties"]["stroke"] for f in legs if f["properties"]["itinerary"] == it["rank"])
        text = f'{it["length_km"]:,.0f} km, {it["duration_h"] / 24:.1f} days, {it["cost_usd"]:,.0f} USD'
        out.append(f'<rect x="{MARGIN + i * 300}" y="{y - 9}" width="22" height="5" fill="{colour}"/><text x="{MARGIN + 30 + i * 300}" y="{y}">{text}</text>')
    out.append("</svg>")
    print("\n".join(out))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
