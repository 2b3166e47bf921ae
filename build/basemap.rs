//! Freezes `data/map/` for the HTML map: reads the TopoJSON, simplifies every arc once, so that neighbours
//! still meet, and writes the steps between its points.

use std::collections::HashMap;
use std::error::Error;

use geo::{Coord, LineString, SimplifyVw};
use serde::Deserialize;

use crate::frozen_map::{Basemap, Label};

/// Triangles smaller than this are left out (Visvalingam and Whyatt 1993, doi:10.1179/000870493786962263), in
/// square degrees at the equator: about 2 km by 5 km.
const FINE: f64 = 8e-4;
/// The same for the Americas and Oceania, which are only there to be complete.
const COARSE: f64 = 0.1;

#[derive(Deserialize)]
struct Topology {
    transform: Transform,
    arcs: Vec<Vec<(i32, i32)>>,
    objects: HashMap<String, Object>,
}

#[derive(Deserialize)]
struct Transform {
    scale: [f64; 2],
}

#[derive(Deserialize)]
#[serde(tag = "type", content = "arcs")]
enum Object {
    MultiPolygon(Vec<Vec<Vec<i32>>>),
    MultiLineString(Vec<Vec<i32>>),
}

/// The base map of a TopoJSON text and a CSV of labels.
pub fn frozen(topology: &str, labels: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let topology: Topology = serde_json::from_str(topology)?;
    let object = |name: &str| topology.objects.get(name).ok_or(format!("data/map/basemap.json: no object `{name}`"));
    let rings = |name: &str| match object(name) {
        Ok(Object::MultiPolygon(polygons)) => Ok(polygons.iter().flatten().cloned().collect()),
        Ok(Object::MultiLineString(_)) => Err(format!("data/map/basemap.json: `{name}` is no MultiPolygon")),
        Err(e) => Err(e),
    };
    let lines = |name: &str| match object(name) {
        Ok(Object::MultiLineString(lines)) => Ok(lines.iter().flatten().copied().collect()),
        Ok(Object::MultiPolygon(_)) => Err(format!("data/map/basemap.json: `{name}` is no MultiLineString")),
        Err(e) => Err(e),
    };
    let [grid, _] = topology.transform.scale;
    let map = Basemap {
        grid,
        land: rings("land")?,
        lakes: rings("lakes")?,
        borders: lines("borders")?,
        disputed: lines("disputed")?,
        labels: csv::Reader::from_reader(labels.as_bytes()).deserialize().collect::<Result<Vec<Label>, _>>()?,
        arcs: topology.arcs,
    };
    let arcs = (0..map.arcs.len()).map(|i| steps(&simplified(&map.arc(i as i32)), grid)).collect();
    Ok(postcard::to_stdvec(&Basemap { arcs, ..map })?)
}

fn simplified(line: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mean = |of: fn(&(f64, f64)) -> f64| line.iter().map(of).sum::<f64>() / line.len() as f64;
    let (lon, lat) = (mean(|p| p.0), mean(|p| p.1));
    let shrink = lat.to_radians().cos().max(0.05);
    let far = lon < -30.0 || (lon > 150.0 && lat < 30.0) || (lon > 110.0 && lat < -11.0);
    let scaled = LineString::from_iter(line.iter().map(|p| Coord { x: p.0 * shrink, y: p.1 }));
    let kept = scaled.simplify_vw(if far { &COARSE } else { &FINE });
    kept.coords().map(|c| (c.x / shrink, c.y)).collect()
}

fn steps(line: &[(f64, f64)], grid: f64) -> Vec<(i32, i32)> {
    let mut last = (0, 0);
    let on_grid = line.iter().map(|p| ((p.0 / grid).round() as i32, (p.1 / grid).round() as i32));
    on_grid.map(|p| (p.0 - std::mem::replace(&mut last.0, p.0), p.1 - std::mem::replace(&mut last.1, p.1))).collect()
}
