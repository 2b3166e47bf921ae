//! GeoPackage: one layer for each kind of thing, with typed columns, a spatial index and its style inside.

mod blob;
mod layer;

use std::io::Write;

use rusqlite::{Connection, params, params_from_iter, types};
use serde_json::Value;

use self::blob::{Envelope, blob};
use self::layer::{Layer, layers};
use super::geojson::{Part, about, features};
use super::{Exporter, Qml};
use crate::error::Error;
use crate::report::{Frame, Report};

/// GeoPackage, in memory until it is written.
#[derive(Clone, Copy, Debug)]
pub struct GeoPackage;

impl Exporter for GeoPackage {
    fn name(&self) -> &'static str {
        "gpkg"
    }
    fn extension(&self) -> &'static str {
        "gpkg"
    }
    fn draws(&self) -> bool {
        true
    }
    fn frame(&self) -> Frame {
        Frame { rows: true, ..Frame::default() }
    }
    fn is_binary(&self) -> bool {
        true
    }
    fn render(&self, report: &Report, out: &mut dyn Write) -> Result<(), Error> {
        let bytes = package(report).map_err(|e| std::io::Error::other(format!("GeoPackage: {e}")))?;
        out.write_all(&bytes)?;
        Ok(())
    }
}

fn package(report: &Report) -> rusqlite::Result<Vec<u8>> {
    let mut database = Connection::open_in_memory()?;
    database.execute_batch(include_str!("schema.sql"))?;
    // No clock: the package is as old as its data.
    let changed = format!("{}T00:00:00.000Z", report.dataset.as_of);
    let features = features(report, Part::All);
    let transaction = database.transaction()?;
    for layer in layers(&features) {
        write(&transaction, &layer, &changed)?;
    }
    transaction.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change) VALUES ('layer_styles', 'attributes', 'layer_styles', ?)",
        [&changed],
    )?;
    transaction.execute(
        "INSERT INTO gpkg_metadata (md_standard_uri, mime_type, metadata) VALUES ('https://www.rfc-editor.org/rfc/rfc8259', 'application/json', ?)",
        [Value::Object(about(report)).to_string()],
    )?;
    transaction.execute("INSERT INTO gpkg_metadata_reference VALUES ('geopackage', NULL, NULL, NULL, ?, 1, NULL)", [&changed])?;
    transaction.commit()?;
    Ok(database.serialize("main")?.to_vec())
}

/// The name of a table or column within a statement.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn write(database: &Connection, layer: &Layer, changed: &str) -> rusqlite::Result<()> {
    let Layer { name, shape, multi, columns, features } = layer;
    let geometry = match (shape, multi) {
        (Qml::Points, false) => "POINT",
        (Qml::Points, true) => "MULTIPOINT",
        (Qml::Lines | Qml::Changes, false) => "LINESTRING",
        (Qml::Lines | Qml::Changes, true) => "MULTILINESTRING",
        (Qml::Polygons, _) => "MULTIPOLYGON",
    };
    let table = quoted(name);
    let typed: String = columns.iter().map(|(column, kind)| format!(", {} {}", quoted(column), kind.name())).collect();
    database.execute_batch(&format!("CREATE TABLE {table} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom {geometry}{typed})"))?;

    let places = vec!["?"; columns.len() + 1].join(", ");
    let mut insert = database.prepare(&format!("INSERT INTO {table} VALUES (NULL, {places})"))?;
    let mut envelopes: Vec<(i64, Envelope)> = Vec::with_capacity(features.len());
    for feature in features {
        let Some(shape) = &feature.geometry else { continue };
        let (blob, envelope) = blob(&shape.value, *multi);
        let cells = columns.iter().map(|(column, _)| cell(feature.property(column)));
        insert.execute(params_from_iter(std::iter::once(types::Value::Blob(blob)).chain(cells)))?;
        envelopes.push((database.last_insert_rowid(), envelope));
    }
    let all = envelopes.iter().fold([f64::INFINITY, f64::NEG_INFINITY, f64::INFINITY, f64::NEG_INFINITY], |a, (_, e)| {
        [a[0].min(e[0]), a[1].max(e[1]), a[2].min(e[2]), a[3].max(e[3])]
    });
    database.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change, min_x, max_x, min_y, max_y, srs_id) VALUES (?, 'features', ?, ?, ?, ?, ?, ?, 4326)",
        params![name, name, changed, all[0], all[1], all[2], all[3]],
    )?;
    database.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, 4326, 0, 0)", params![name, geometry])?;
    // The index comes last: its triggers want functions that only its readers have.
    database.execute_batch(&include_str!("rtree.sql").replace("{t}", name))?;
    let mut index = database.prepare(&format!("INSERT INTO {} VALUES (?, ?, ?, ?, ?)", quoted(&format!("rtree_{name}_geom"))))?;
    for (id, [west, east, south, north]) in envelopes {
        index.execute(params![id, west, east, south, north])?;
    }
    database.execute(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner, update_time)
         VALUES ('', '', ?, 'geom', ?, ?, '', 1, '', '', ?)",
        params![name, name, shape.text(), changed],
    )?;
    Ok(())
}

/// A property as a cell: lists and objects as JSON text.
fn cell(value: Option<&Value>) -> types::Value {
    match value {
        None | Some(Value::Null) => types::Value::Null,
        Some(Value::Bool(b)) => types::Value::Integer((*b).into()),
        Some(Value::Number(n)) => n.as_i64().map_or_else(|| n.as_f64().map_or(types::Value::Null, types::Value::Real), types::Value::Integer),
        Some(Value::String(text)) => types::Value::Text(text.clone()),
        Some(other) => types::Value::Text(other.to_string()),
    }
}
