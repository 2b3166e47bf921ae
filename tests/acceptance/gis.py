#!/usr/bin/python3
# Licence: MIT OR Apache-2.0
"""GDAL and QGIS read every GeoJSON and GeoPackage that the program writes, layer by layer, with their styles.

    python3 tests/acceptance/gis.py PROGRAM FOLDER

Needs the Debian packages python3-gdal and python3-qgis. Files, and a picture of each layer as QGIS draws it, stay in FOLDER.
"""

import os
import subprocess
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from osgeo import ogr  # noqa: E402
from qgis.core import QgsApplication, QgsMapRendererParallelJob, QgsMapSettings, QgsVectorLayer  # noqa: E402
from qgis.PyQt.QtCore import QSize  # noqa: E402
from qgis.PyQt.QtGui import QColor  # noqa: E402

# Name of the file, arguments, and what each layer is classified by.
ANSWERS = [
    ("route", ["route", "Xi'an", "Istanbul"], {"legs": "mode", "events": "kind"}),
    ("links", ["list", "links"], {"links": "mode"}),
    ("nodes", ["list", "nodes"], {"nodes": "kind"}),
    ("changes", ["compare", "half-borders", "--panel", "caspian"], {"changes": "feature"}),
]
# Columns that must be numbers wherever they stand.
NUMBERS = {"length_km", "haul_h", "dwell_h", "cost_usd", "co2e_kg", "itinerary", "seq", "lon", "lat"}


def check(holds, what):
    if not holds:
        sys.exit(f"FAILED: {what}")


def run(program, *arguments):
    subprocess.run([program, *arguments], check=True)


def gdal(path, layers):
    source = ogr.Open(str(path))
    check(source is not None, f"GDAL opens {path}")
    names = [source.GetLayer(i).GetName() for i in range(source.GetLayerCount())]
    check(all(n in names for n in layers), f"{path} has the layers {layers}: {names}")
    for name in layers:
        layer = source.GetLayerByName(name)
        srs = layer.GetSpatialRef()
        check(srs.GetAuthorityCode(None) == "4326", f"{path} {name} is in WGS 84")
        definition = layer.GetLayerDefn()
        for i in range(definition.GetFieldCount()):
            field = definition.GetFieldDefn(i)
            if field.GetName() in NUMBERS:
                check(field.GetType() in (ogr.OFTReal, ogr.OFTInteger, ogr.OFTInteger64), f"{path} {name}.{field.GetName()} is a number")
        count = 0
        west, east, south, north = layer.GetExtent()
        for feature in layer:
            geometry = feature.GetGeometryRef()
            check(geometry is not None and geometry.IsValid(), f"{path} {name} {feature.GetFID()} has a valid geometry")
            count += 1
        check(count == layer.GetFeatureCount() > 0, f"{path} {name} has features")
        check(-180 <= west < east <= 180 and -90 <= south < north <= 90, f"{path} {name} lies on Earth")
        # The spatial index finds what the table holds.
        layer.SetSpatialFilterRect(west, south, east, north)
        check(layer.GetFeatureCount() == count, f"{path} {name}: the index finds all of {count}")
        layer.SetSpatialFilterRect(-180, -90, -179, -89)
        check(layer.GetFeatureCount() == 0, f"{path} {name}: nothing at the south pole")


def qgis(path, uri, attribute, picture):
    layer = QgsVectorLayer(uri, picture.stem, "ogr")
    check(layer.isValid(), f"QGIS opens {uri}")
    message, found = layer.loadDefaultStyle()
    check(found, f"QGIS finds a style for {uri}: {message}")
    renderer = layer.renderer()
    check(renderer.type() == "categorizedSymbol" and renderer.classAttribute() == attribute, f"{uri} is classified by {attribute}: {renderer.type()}")
    values = {str(f[attribute]) for f in layer.getFeatures()}
    classes = {str(c.value()) for c in renderer.categories()}
    check(values <= classes or "" in classes, f"{uri}: no class for {values - classes}")
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setExtent(layer.extent())
    settings.setOutputSize(QSize(900, 500))
    settings.setBackgroundColor(QColor("white"))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    check(not job.errors(), f"QGIS draws {uri}: {[e.message for e in job.errors()]}")
    image = job.renderedImage()
    image.save(str(picture))
    colours = {image.pixel(x, y) for x in range(0, 900, 2) for y in range(0, 500, 2)}
    check(len(colours) > 2, f"{uri} is not drawn blank")


def main(program, folder):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], False)
    application.initQgis()
    for name, arguments, layers in ANSWERS:
        package = folder / f"{name}.gpkg"
        run(program, *arguments, "-o", str(package))
        gdal(package, layers)
        for layer, attribute in layers.items():
            qgis(package, f"{package}|layername={layer}", attribute, folder / f"{name}-{layer}-gpkg.png")
        if len(layers) > 1:
            run(program, *arguments, "-o", str(folder / f"{name}.geojson"), "--split")
            files = {folder / f"{name}_{layer}.geojson": attribute for layer, attribute in layers.items()}
        else:
            file = folder / f"{name}.geojson"
            run(program, *arguments, "-o", str(file))
            files = {file: next(iter(layers.values()))}
        for file, attribute in files.items():
            gdal(file, [file.stem])
            qgis(file, str(file), attribute, folder / f"{file.stem}-geojson.png")
    application.exitQgis()
    print(f"GDAL and QGIS read {len(ANSWERS)} answers; pictures in {folder}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
