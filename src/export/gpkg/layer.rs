//! Features sorted into layers with typed columns: one kind of thing and one kind of geometry each.

use geojson::{Feature, GeometryValue};
use serde_json::Value;

use super::super::qml::Qml;

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Boolean,
    Integer,
    Real,
    Text,
}

impl Type {
    /// Its name in SQL.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Boolean => "BOOLEAN",
            Self::Integer => "INTEGER",
            Self::Real => "REAL",
            Self::Text => "TEXT",
        }
    }
}

/// A layer to be.
pub(super) struct Layer<'f> {
    pub name: String,
    /// Points, lines or polygons.
    pub shape: Qml,
    /// Whether any of its geometries has several parts: then all have.
    pub multi: bool,
    pub columns: Vec<(String, Type)>,
    pub features: Vec<&'f Feature>,
}

/// Which layer a feature belongs to.
fn name_of(feature: &Feature) -> String {
    match feature.property("feature").and_then(Value::as_str).unwrap_or("feature") {
        "event" | "end" => "events".to_owned(),
        "gained" | "lost" | "kept" => "changes".to_owned(),
        "country" => "countries".to_owned(),
        kind if kind.ends_with('s') => kind.to_owned(),
        kind => format!("{kind}s"),
    }
}

fn shape_of(feature: &Feature) -> Option<(Qml, bool)> {
    Some(match feature.geometry.as_ref()?.value {
        GeometryValue::Point { .. } => (Qml::Points, false),
        GeometryValue::MultiPoint { .. } => (Qml::Points, true),
        GeometryValue::LineString { .. } => (Qml::Lines, false),
        GeometryValue::MultiLineString { .. } => (Qml::Lines, true),
        GeometryValue::Polygon { .. } | GeometryValue::MultiPolygon { .. } => (Qml::Polygons, true),
        GeometryValue::GeometryCollection { .. } => return None,
    })
}

/// All layers, in the order of their first features. What has no place on the map has none in a layer.
pub(super) fn layers(features: &[Feature]) -> Vec<Layer<'_>> {
    let mut layers: Vec<Layer> = Vec::new();
    for feature in features {
        let Some((shape, multi)) = shape_of(feature) else { continue };
        let name = name_of(feature);
        let taken = layers.iter().any(|l| l.name == name && l.shape != shape);
        let name = if taken { format!("{name}_{}", shape.name()) } else { name };
        let at = layers.iter().position(|l| l.name == name).unwrap_or_else(|| {
            layers.push(Layer { name, shape, multi, columns: Vec::new(), features: Vec::new() });
            layers.len() - 1
        });
        layers[at].multi |= multi;
        layers[at].features.push(feature);
    }
    for layer in &mut layers {
        layer.columns = columns(&layer.features);
        if layer.name == "changes" {
            layer.shape = Qml::Changes;
        }
    }
    layers
}

/// The properties that any of the features has, in order, each with the narrowest type that holds all its values.
fn columns(features: &[&Feature]) -> Vec<(String, Type)> {
    let mut names: Vec<&String> = Vec::new();
    for name in features.iter().filter_map(|f| f.properties.as_ref()).flat_map(|p| p.keys()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.into_iter().map(|name| (name.clone(), type_of(name, features))).collect()
}

fn type_of(name: &str, features: &[&Feature]) -> Type {
    let values = || features.iter().filter_map(|f| f.property(name)).filter(|v| !v.is_null());
    let unit = ["_km", "_h", "_usd", "_kg", "_days", "_kmh", "_percent"].iter().any(|u| name.ends_with(u));
    if values().next().is_none() {
        if unit { Type::Real } else { Type::Text }
    } else if values().all(Value::is_boolean) {
        Type::Boolean
    } else if values().all(Value::is_i64) && !unit {
        Type::Integer
    } else if values().all(Value::is_number) {
        Type::Real
    } else {
        Type::Text
    }
}
