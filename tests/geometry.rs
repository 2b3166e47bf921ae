//! The drawn lines stay on their element: ships on water, trains on land.
//!
//! Land is Natural Earth 1:10m country outlines, as the crate `world-data` bundles them: about 2 km between
//! vertices. In it the Caspian Sea is water; lakes and rivers are land; Taiwan, Northern Cyprus and Somaliland
//! are missing. A segment is sampled straight in longitude and latitude, the way GeoJSON draws it.

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::LazyLock;

use geo::{Coord, Distance, Geodesic, Point};
use serde::Deserialize;

/// Kilometres between samples.
const STEP: f64 = 5.0;
/// A ship may be "on land" this many kilometres around its ports: docks, river berths, the outline's error.
const PORT: f64 = 12.0;
/// A train may be "at sea" for this many kilometres: bridges, causeways, the outline's error.
const BRIDGE: f64 = 15.0;
/// Height of a latitude band of the index, in degrees.
const BAND: f64 = 0.1;

/// Waters that the outlines do not show, or show narrower than the error: name, west, south, east, north.
const WATERWAYS: [(&str, [f64; 4]); 11] = [
    ("Suez Canal", [32.2, 29.8, 32.7, 31.4]),
    ("Bosporus", [28.9, 40.9, 29.2, 41.3]),
    ("Dardanelles", [26.0, 39.9, 27.0, 40.6]),
    ("Kiel Canal and Elbe", [8.6, 53.4, 10.3, 54.5]),
    ("Western Scheldt", [3.4, 51.2, 4.5, 51.5]),
    ("Kaliningrad sea canal", [19.6, 54.5, 20.6, 54.8]),
    ("Volga delta and Volga-Caspian canal", [47.4, 45.2, 48.2, 46.5]),
    ("Kola Bay", [33.0, 68.9, 33.8, 69.45]),
    ("Huangpu", [121.4, 31.1, 121.7, 31.5]),
    ("Shatt al-Arab", [48.1, 29.8, 48.7, 30.5]),
    ("Lake Van", [42.2, 38.4, 43.4, 38.7]),
];

/// Railways under or over the sea that are longer than [`BRIDGE`].
const FIXED_LINKS: [(&str, [f64; 4]); 3] =
    [("Channel Tunnel", [1.0, 50.8, 1.9, 51.2]), ("Great Belt", [10.7, 55.2, 11.2, 55.5]), ("Öresund", [12.4, 55.5, 13.1, 55.7])];

/// Edges of the country outlines by latitude band; a point meets only the edges of its own band.
struct Land(Vec<Vec<Edge>>);

struct Edge {
    polygon: usize,
    from: Coord,
    to: Coord,
}

static LAND: LazyLock<Land> = LazyLock::new(Land::load);

impl Land {
    fn load() -> Self {
        let mut bands: Vec<Vec<Edge>> = Vec::new();
        bands.resize_with(Self::band(90.0) + 1, Vec::new);
        let world = world_data::load();
        let polygons = world.countries.values().flat_map(|country| &country.polygons);
        for (polygon, shape) in polygons.enumerate() {
            // Holes are skipped: what lies in one is land of another state (Lesotho) or of none here (Baikonur).
            for line in shape.exterior().lines() {
                let [from, to] = [line.start, line.end].map(|c| Coord { x: f64::from(c.x), y: f64::from(c.y) });
                for band in &mut bands[Self::band(from.y.min(to.y))..=Self::band(from.y.max(to.y))] {
                    band.push(Edge { polygon, from, to });
                }
            }
        }
        Self(bands)
    }

    fn band(latitude: f64) -> usize {
        ((latitude.clamp(-90.0, 90.0) + 90.0) / BAND) as usize
    }

    /// Whether some country has the point: a ray to the east leaves its polygon an odd number of times.
    fn contains(&self, p: Coord) -> bool {
        let mut crossed: Vec<usize> = self.0[Self::band(p.y)]
            .iter()
            .filter(|Edge { from: a, to: b, .. }| (a.y > p.y) != (b.y > p.y) && p.x < a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x))
            .map(|edge| edge.polygon)
            .collect();
        crossed.sort_unstable();
        crossed.chunk_by(|a, b| a == b).any(|times| times.len() % 2 == 1)
    }
}

/// Kilometres between two positions.
fn distance(a: Coord, b: Coord) -> f64 {
    Geodesic.distance(Point::from(a), Point::from(b)) / 1000.0
}

/// The line's vertices and points between them, [`STEP`] apart or closer.
fn samples(line: &[Coord]) -> impl Iterator<Item = Coord> {
    let segments = line.windows(2).flat_map(|pair| {
        let (a, b) = (pair[0], pair[1]);
        let steps = (distance(a, b) / STEP).ceil().max(1.0);
        (0..steps as u32).map(move |i| a + (b - a) * (f64::from(i) / steps))
    });
    segments.chain(line.last().copied())
}

fn inside(boxes: &[(&str, [f64; 4])], p: Coord) -> bool {
    boxes.iter().any(|(_, [west, south, east, north])| (*west..=*east).contains(&p.x) && (*south..=*north).contains(&p.y))
}

/// Samples of a ship's line that lie on land, away from its ports and the known waterways.
fn ashore(line: &[Coord]) -> Vec<Coord> {
    let ports = [line[0], line[line.len() - 1]];
    samples(line).filter(|&p| LAND.contains(p) && !inside(&WATERWAYS, p)).filter(|&p| ports.iter().all(|&port| distance(p, port) > PORT)).collect()
}

/// The longest stretch of a train's line over open water: kilometres, and where it begins.
fn afloat(line: &[Coord]) -> Option<(f64, Coord)> {
    let points: Vec<Coord> = samples(line).collect();
    points
        .chunk_by(|&a, &b| at_sea(a) == at_sea(b))
        .filter(|run| at_sea(run[0]))
        .map(|run| (run.windows(2).map(|pair| distance(pair[0], pair[1])).sum(), run[0]))
        .max_by(|a: &(f64, Coord), b| a.0.total_cmp(&b.0))
}

fn at_sea(p: Coord) -> bool {
    !LAND.contains(p) && !inside(&FIXED_LINKS, p)
}

#[derive(Deserialize)]
struct Node {
    code: String,
    lon: f64,
    lat: f64,
}

#[derive(Deserialize)]
struct Link {
    code: String,
    from: String,
    to: String,
    mode: String,
}

/// A link and its drawn line.
type Drawn = (Link, Vec<Coord>);

#[derive(Deserialize)]
struct Waypoint {
    link: String,
    lon: f64,
    lat: f64,
}

fn table<T: for<'de> Deserialize<'de>>(name: &str) -> Result<Vec<T>, Box<dyn Error>> {
    let path = format!("{}/data/{name}.csv", env!("CARGO_MANIFEST_DIR"));
    Ok(csv::Reader::from_path(path)?.deserialize().collect::<Result<_, _>>()?)
}

/// The data set's links with their drawn lines, from node to node.
fn lines() -> Result<Vec<Drawn>, Box<dyn Error>> {
    let nodes: BTreeMap<String, Coord> = table("nodes")?.into_iter().map(|n: Node| (n.code, Coord { x: n.lon, y: n.lat })).collect();
    let mut between: BTreeMap<String, Vec<Coord>> = BTreeMap::new();
    for Waypoint { link, lon, lat } in table("waypoints")? {
        between.entry(link).or_default().push(Coord { x: lon, y: lat });
    }
    table("links")?
        .into_iter()
        .map(|link: Link| {
            let end = |code: &str| nodes.get(code).copied().ok_or(format!("{}: no node {code}", link.code));
            let mut line = vec![end(&link.from)?];
            line.extend(between.remove(&link.code).unwrap_or_default());
            line.push(end(&link.to)?);
            Ok((link, line))
        })
        .collect()
}

fn line(points: &[(f64, f64)]) -> Vec<Coord> {
    points.iter().map(|&point| point.into()).collect()
}

#[test]
fn ships_stay_on_water() -> Result<(), Box<dyn Error>> {
    let mut wrong = Vec::new();
    for (link, line) in lines()?.iter().filter(|(link, _)| matches!(&*link.mode, "sea" | "ferry")) {
        if line.len() == 2 {
            wrong.push(format!("{}: no lane is drawn", link.code));
        }
        let points = ashore(line);
        if let Some(Coord { x, y }) = points.first() {
            wrong.push(format!("{}: {} samples on land, the first at {x:.3},{y:.3}", link.code, points.len()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[test]
fn trains_stay_on_land() -> Result<(), Box<dyn Error>> {
    let mut wrong = Vec::new();
    for (link, line) in lines()?.iter().filter(|(link, _)| link.mode == "rail") {
        if let Some((km, Coord { x, y })) = afloat(line).filter(|(km, _)| *km > BRIDGE) {
            wrong.push(format!("{}: {km:.0} km over water from {x:.3},{y:.3}", link.code));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[test]
fn a_ship_across_land_is_seen() {
    // Poti to Constanta in a straight line is open water; by way of Ankara it is not.
    assert!(ashore(&line(&[(41.656, 42.150), (28.650, 44.110)])).is_empty());
    assert!(ashore(&line(&[(41.656, 42.150), (32.850, 39.930), (28.650, 44.110)])).len() > 100);
    // Aktau to Turkmenbashi in a straight line cuts the capes of Mangyshlak.
    assert!(!ashore(&line(&[(51.215, 43.603), (52.970, 40.005)])).is_empty());
}

#[test]
fn a_train_across_the_caspian_is_seen() {
    let crossing = afloat(&line(&[(51.215, 43.603), (49.880, 40.400)])).map(|(km, _)| km);
    assert!(crossing.is_some_and(|km| km > 250.0), "{crossing:?}");
    // Almaty to Astana passes Lake Balkhash, which counts as land.
    assert_eq!(afloat(&line(&[(76.940, 43.350), (71.470, 51.130)])), None);
}
