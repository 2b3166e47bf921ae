//! GeoPackages as a database sees them: what the GeoJSON says, in typed columns, with index and style. GDAL and QGIS
//! read them in `tests/acceptance/gis.py`.
#![cfg(feature = "gpkg")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};

use corridor::export::{Exporter, GeoJson, GeoPackage, Part};
use corridor::{ListRequest, Listing, Report, Request, RouteRequest, Source};
use rusqlite::{Connection, types::ValueRef};
use serde_json::Value;

fn rendered(exporter: &dyn Exporter, report: &Report) -> Vec<u8> {
    let mut bytes = Vec::new();
    exporter.render(report, &mut bytes).unwrap();
    bytes
}

fn opened(folder: &tempfile::TempDir, bytes: &[u8]) -> Connection {
    let path = folder.path().join("answer.gpkg");
    std::fs::write(&path, bytes).unwrap();
    Connection::open(path).unwrap()
}

fn answer(request: &Request) -> Report {
    let (network, _) = corridor::load(&Source::default()).unwrap();
    corridor::answer(&network, request).unwrap()
}

fn route() -> Report {
    answer(&Request::Route(RouteRequest { from: "Almaty".to_owned(), to: "Poti".to_owned(), geometry: true, ..RouteRequest::default() }))
}

fn links() -> Report {
    answer(&Request::List(ListRequest { what: Listing::Links, filter: Vec::new(), as_of: None, geometry: true }))
}

/// The rows of a layer as JSON objects, without the geometry; and the envelopes of their geometries.
fn rows(database: &Connection, layer: &str) -> Vec<(BTreeMap<String, Value>, [f64; 4])> {
    let mut query = database.prepare(&format!("SELECT * FROM \"{layer}\" ORDER BY fid")).unwrap();
    let columns: Vec<String> = query.column_names().iter().map(|c| (*c).to_owned()).collect();
    let row = |row: &rusqlite::Row| {
        let cell = |i: usize| match row.get_ref(i).unwrap() {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(n) => n.into(),
            ValueRef::Real(n) => n.into(),
            ValueRef::Text(t) => String::from_utf8(t.to_vec()).unwrap().into(),
            ValueRef::Blob(_) => panic!("a blob in {}", columns[i]),
        };
        let blob: Vec<u8> = row.get("geom").unwrap();
        assert_eq!(&blob[..8], [b'G', b'P', 0, 3, 0xe6, 0x10, 0, 0], "header: version 0, envelope of four, WGS 84");
        let number = |i: usize| f64::from_le_bytes(blob[8 + 8 * i..16 + 8 * i].try_into().unwrap());
        Ok(((2..columns.len()).map(|i| (columns[i].clone(), cell(i))).collect(), [number(0), number(1), number(2), number(3)]))
    };
    query.query_map([], row).unwrap().map(Result::unwrap).collect()
}

/// Equal; a number in a column that holds words too (`1435` beside `1435|1520`) is text.
fn same(a: &Value, b: &Value) -> bool {
    match (a.as_f64(), b.as_f64(), a.as_str()) {
        (Some(a), Some(b), _) => a == b,
        (None, Some(n), Some(text)) => text.parse() == Ok(n),
        _ => a == b,
    }
}

#[test]
fn a_layer_holds_what_the_geojson_says() {
    let folder = tempfile::tempdir().unwrap();
    for (report, layers) in [(route(), &[("legs", "leg"), ("events", "event")][..]), (links(), &[("links", "link")])] {
        let geojson: Value = serde_json::from_slice(&rendered(&GeoJson { part: Part::All }, &report)).unwrap();
        let database = opened(&folder, &rendered(&GeoPackage, &report));
        for (layer, kind) in layers {
            let of_layer = |f: &&Value| f["properties"]["feature"] == *kind || *kind == "event" && f["properties"]["feature"] == "end";
            let features: Vec<&Value> = geojson["features"].as_array().unwrap().iter().filter(of_layer).filter(|f| !f["geometry"].is_null()).collect();
            let rows = rows(&database, layer);
            assert_eq!(rows.len(), features.len());
            assert!(rows.len() > 10);
            for ((row, [west, east, south, north]), feature) in rows.iter().zip(features) {
                for (name, value) in feature["properties"].as_object().unwrap() {
                    assert!(same(&row[name], value), "{layer}.{name}: {} is not {value}", row[name]);
                }
                let first = &feature["geometry"]["coordinates"];
                let first = if first[0].is_number() { first } else { &first[0] };
                let (x, y) = (first[0].as_f64().unwrap(), first[1].as_f64().unwrap());
                assert!(west <= &x && &x <= east && south <= &y && &y <= north, "{layer}: {x} {y} outside its envelope");
            }
        }
    }
}

#[test]
fn the_package_keeps_to_the_standard() {
    let folder = tempfile::tempdir().unwrap();
    let report = route();
    let bytes = rendered(&GeoPackage, &report);
    assert!(bytes == rendered(&GeoPackage, &report), "same answer, same bytes");
    let database = opened(&folder, &bytes);
    let text = |sql: &str| database.query_row(sql, [], |r| r.get::<_, String>(0)).unwrap();
    let number = |sql: &str| database.query_row(sql, [], |r| r.get::<_, i64>(0)).unwrap();
    assert_eq!(number("PRAGMA application_id"), 0x4750_4B47);
    assert_eq!(text("PRAGMA integrity_check"), "ok");
    assert_eq!(number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    assert_eq!(text("SELECT group_concat(table_name) FROM (SELECT table_name FROM gpkg_geometry_columns ORDER BY rowid)"), "legs,events");
    for layer in ["legs", "events"] {
        let count = number(&format!("SELECT count(*) FROM {layer}"));
        assert_eq!(number(&format!("SELECT count(*) FROM rtree_{layer}_geom")), count);
        let style = text(&format!("SELECT styleQML FROM layer_styles WHERE f_table_name = '{layer}' AND useAsDefault"));
        assert!(roxmltree::Document::parse_with_options(&style, roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() }).is_ok());
        let outside = format!(
            "SELECT count(*) FROM rtree_{layer}_geom, gpkg_contents c WHERE c.table_name = '{layer}' AND (minx < c.min_x - 1e-4 OR maxx > c.max_x + 1e-4 OR miny < c.min_y - 1e-4 OR maxy > c.max_y + 1e-4)"
        );
        assert_eq!(number(&outside), 0);
    }
    for (column, kind) in [("length_km", "REAL"), ("itinerary", "INTEGER"), ("gauge_mm", "INTEGER"), ("mode", "TEXT"), ("stroke-width", "INTEGER")] {
        assert_eq!(text(&format!("SELECT type FROM pragma_table_info('legs') WHERE name = '{column}'")), kind, "{column}");
    }
    let about: Value = serde_json::from_str(&text("SELECT metadata FROM gpkg_metadata")).unwrap();
    assert_eq!(about["request"]["from"], "Almaty");
}

#[test]
fn a_route_brings_the_nodes_and_links_that_it_passes() {
    let (network, _) = corridor::load(&Source::default()).unwrap();
    let report = corridor::framed(&network, route(), GeoPackage.frame());
    let folder = tempfile::tempdir().unwrap();
    let database = opened(&folder, &rendered(&GeoPackage, &report));
    let codes = |layer| -> BTreeSet<String> { rows(&database, layer).iter().map(|(row, _)| row["code"].as_str().unwrap_or_default().to_owned()).collect() };
    let used: BTreeSet<&str> = report.itineraries.iter().flat_map(|i| &i.legs).flat_map(|l| l.links.iter().map(String::as_str)).collect();
    let ends = |l: &corridor::network::Link| [l.from, l.to].map(|n| network.node(n).code.clone());
    let passed: BTreeSet<String> = network.links().filter(|(_, l)| used.contains(l.code.as_str())).flat_map(|(_, l)| ends(l)).collect();
    assert!(used.len() > 20 && codes("nodes") == passed);
    let links = rows(&database, "links");
    assert_eq!(links.len(), used.len());
    assert!(links.iter().all(|(row, _)| row["length_km"].is_number() && passed.contains(row["from"].as_str().unwrap())));
    assert_eq!(rows(&database, "legs").len(), report.itineraries.iter().map(|i| i.legs.len()).sum::<usize>());
}
