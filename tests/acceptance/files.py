"""files.py FOLDER: GDAL and QGIS read every GeoJSON and GeoPackage, layer by layer, with its style.

Licence: MIT OR Apache-2.0.
"""

import json
import sys
from pathlib import Path

from osgeo import ogr
from qgis.core import (
    Qgis, QgsApplication, QgsFeatureRequest, QgsMapRendererParallelJob, QgsMapSettings, QgsProviderRegistry, QgsRenderContext, QgsVectorLayer, QgsWkbTypes,
)
from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QColor

ogr.UseExceptions()
TEXT = {"mode", "from", "to", "country", "line", "sources", "confidence", "title", "kind", "detail", "node", "name", "status", "code"}
# The layers that a GeoPackage must have, by its name.
LAYERS = {
    "route": {"legs", "events", "nodes", "links"}, "list": {"links"}, "nodes": {"nodes"}, "corridors": {"corridors"}, "compare": {"changes"}, "reach": {"bands", "nodes"},
    "critical": {"links", "nodes", "borders", "countries", "services"}, "cut": {"legs", "events", "links"},
}
NUMBERS = {"length_km", "haul_h", "dwell_h", "cost_usd", "co2e_kg", "seq", "itinerary", "gauge_mm", "lon", "lat", "duration_h"}


def said(name, problem=None):
    print(f"not ok {name}: {problem}" if problem else f"ok {name}", flush=True)


def by_gdal(path):
    """Every layer opens, all its geometries are valid and its columns of the type their name says."""
    data = ogr.Open(str(path))
    count = 0
    if path.suffix == ".gpkg":
        missing = LAYERS.get(path.stem, set()) - {layer.GetName() for layer in data}
        said(f"{path.name} has its layers", f"no {', '.join(sorted(missing))}" if missing else None)
    for i in range(data.GetLayerCount()):
        layer = data.GetLayer(i)
        count += layer.GetFeatureCount()
        wrong = []
        definition = layer.GetLayerDefn()
        for j in range(definition.GetFieldCount()):
            field = definition.GetFieldDefn(j)
            is_text = field.GetType() == ogr.OFTString
            # A column without a value is text to GDAL, and a list of gauges is one.
            values = [f.GetField(j) for f in layer if f.IsFieldSetAndNotNull(j)]
            number = is_text and values and not any("|" in v for v in values)
            if field.GetName() in NUMBERS and number or field.GetName() in TEXT and not is_text:
                wrong.append(f"{field.GetName()} is {field.GetTypeName()}")
        for feature in layer:
            geometry = feature.GetGeometryRef()
            if geometry is not None and not geometry.IsValid():
                wrong.append(f"feature {feature.GetFID()} is not valid")
        if layer.GetGeomType() != ogr.wkbNone and layer.GetFeatureCount():
            wrong += misplaced(layer)
        said(f"{path.name} {layer.GetName()} by GDAL", "; ".join(wrong[:4]))
    if path.suffix == ".geojson":
        written = len(json.loads(path.read_text())["features"])
        said(f"{path.name}: GDAL sees all features", None if written == count else f"{count} of {written}")


def misplaced(layer):
    """What is wrong with where a layer says it lies, and with its spatial index."""
    west, east, south, north = layer.GetExtent()
    if layer.GetSpatialRef().GetAuthorityCode(None) != "4326":
        yield "not in WGS 84"
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        yield f"lies at {west} {south} {east} {north}"
    count = layer.GetFeatureCount()
    layer.SetSpatialFilterRect(west, south, east, north)
    if layer.GetFeatureCount() != count:
        yield f"its index finds {layer.GetFeatureCount()} of {count}"
    layer.SetSpatialFilterRect(-180, -90, -179, -89)
    if layer.GetFeatureCount():
        yield "its index finds something at the south pole"
    layer.SetSpatialFilter(None)


def picture(layer, file):
    """Draws a layer; the share of the picture that is not background."""
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setBackgroundColor(QColor("white"))
    settings.setOutputSize(QSize(800, 500))
    extent = layer.extent()
    extent.grow(max(extent.width(), extent.height(), 1) * 0.05)
    settings.setExtent(extent)
    settings.setDestinationCrs(layer.crs())
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    image.save(str(file))
    white = QColor(Qt.white).rgb()
    return sum(image.pixel(x, y) != white for x in range(0, 800, 4) for y in range(0, 500, 4))


def unstyled(layer):
    """How many features get no symbol."""
    context = QgsRenderContext()
    context.expressionContext().appendScopes([])
    renderer = layer.renderer().clone()
    renderer.startRender(context, layer.fields())
    missing = 0
    for feature in layer.getFeatures(QgsFeatureRequest()):
        context.expressionContext().setFeature(feature)
        missing += renderer.symbolForFeature(feature, context) is None
    renderer.stopRender(context)
    return missing


def by_qgis(path):
    """Every layer opens, its style fits all its features, and it draws something."""
    styled = 0
    for i, sub in enumerate(QgsProviderRegistry.instance().querySublayers(str(path), Qgis.SublayerQueryFlag.ResolveGeometryType)):
        layer = QgsVectorLayer(sub.uri(), sub.name(), "ogr")
        name = f"{path.name} {sub.name()} {QgsWkbTypes.geometryDisplayString(layer.geometryType())} by QGIS"
        if not layer.isValid():
            said(name, "does not open")
            continue
        if layer.featureCount() == 0:
            continue
        if not layer.isSpatial():
            said(name)
            continue
        if path.suffix == ".gpkg":
            message, loaded = layer.loadDefaultStyle()
        else:
            style = path.with_suffix(".qml")
            message, loaded = layer.loadNamedStyle(str(style)) if style.exists() else ("", False)
        # One .qml styles the layer of one geometry type: the lines where there are any.
        missing = unstyled(layer)
        styled += loaded and missing == 0
        drawn = picture(layer, path.parent / f"qgis-{path.stem}{path.suffix.replace('.', '-')}-{i}.png")
        said(name, None if drawn else "draws nothing")
        if path.suffix == ".gpkg":
            said(f"{name}: its own style", None if loaded and missing == 0 else f"{message} {missing} features without a symbol")
    if path.suffix == ".geojson":
        spatial = any(f["geometry"] for f in json.loads(path.read_text())["features"])
        said(f"{path.name}: its .qml fits a layer", None if styled or not spatial else "no layer takes it whole")


def main():
    folder = Path(sys.argv[1])
    application = QgsApplication([], False)
    application.initQgis()
    for path in sorted([*folder.glob("*.geojson"), *folder.glob("*.gpkg")]):
        try:
            by_gdal(path)
            by_qgis(path)
        except Exception as error:  # one file must not hide the others
            said(f"{path.name}", f"{type(error).__name__}: {error}")
    application.exitQgis()
    print("end of files", flush=True)


main()
