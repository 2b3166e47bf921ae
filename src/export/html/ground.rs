//! What lies under the answer: land, lakes, borders, a net of meridians and parallels.

use std::sync::OnceLock;

use geo::Coord;

use super::basemap::Basemap;
use super::canvas::{Canvas, add_line, path};
use super::projection::RADIUS;

static FROZEN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/basemap.postcard"));

/// The frozen base map; empty if it cannot be thawed, which a test excludes.
pub(in crate::export) fn basemap() -> &'static Basemap {
    static MAP: OnceLock<Basemap> = OnceLock::new();
    MAP.get_or_init(|| postcard::from_bytes(FROZEN).unwrap_or_default())
}

/// Path data by name, for the page to style: `land`, `lakes`, `borders`, `disputed`, `graticule`.
pub(in crate::export) fn ground(canvas: &Canvas) -> [(&'static str, String); 5] {
    let map = basemap();
    // Every arc is drawn once, so that what meets in the data meets on the map.
    let arcs: Vec<Vec<Coord>> = (0..map.arcs.len()).map(|i| canvas.backdrop(&map.arc(i as i32))).collect();
    let arc = |index: i32| {
        let mut points = arcs.get(usize::try_from(if index < 0 { !index } else { index }).unwrap_or(usize::MAX)).cloned().unwrap_or_default();
        if index < 0 {
            points.reverse();
        }
        points
    };
    let rings = |rings: &[Vec<i32>]| {
        let mut d = String::new();
        for ring in rings {
            let points: Vec<Coord> = ring.iter().flat_map(|i| arc(*i)).collect();
            if visible(canvas, &points) {
                add_line(&mut d, &points, true);
            }
        }
        d
    };
    let lines = |indices: &[i32]| path(&indices.iter().map(|i| arc(*i)).collect::<Vec<_>>());
    [
        ("land", rings(&map.land)),
        ("lakes", rings(&map.lakes)),
        ("borders", lines(&map.borders)),
        ("disputed", lines(&map.disputed)),
        ("graticule", graticule(canvas)),
    ]
}

/// Whether a ring is more than a dot where it lies.
fn visible(canvas: &Canvas, points: &[Coord]) -> bool {
    let Some(bounds) = super::projection::Bounds::of(points.iter().copied()) else { return false };
    let far = (bounds.middle() - canvas.view.middle()).x.hypot((bounds.middle() - canvas.view.middle()).y);
    let near = canvas.view.size().x.max(canvas.view.size().y);
    points.len() > 3 && bounds.size().x.max(bounds.size().y) > if far > near * 1.5 { 40.0 } else { 4.0 }
}

/// Meridians and parallels at round degrees, about eight across the view.
fn graticule(canvas: &Canvas) -> String {
    let size = canvas.view.size();
    let degrees = (size.x.max(size.y) * canvas.unit / RADIUS).to_degrees();
    let step = [1, 2, 5, 10].into_iter().find(|s| *s as f64 * 8.0 >= degrees).unwrap_or(20);
    let reach = (degrees * 1.5).clamp(10.0, 100.0);
    let near = |p: Coord| (canvas.projection.forward(p)).x.hypot(canvas.projection.forward(p).y) < 2.0 * RADIUS * (reach.to_radians() / 2.0).sin();
    let mut d = String::new();
    let mut draw = |points: Vec<Coord>| {
        for run in points.chunk_by(|a, b| near(*a) == near(*b)).filter(|run| near(run[0]) && run.len() > 1) {
            add_line(&mut d, &canvas.line(run), false);
        }
    };
    for lon in (-180..180).step_by(step) {
        draw((-80..=80).step_by(step.min(5)).map(|lat| Coord { x: f64::from(lon), y: f64::from(lat) }).collect());
    }
    for lat in (-80..=80).step_by(step) {
        draw((-180..=180).step_by(step.min(5)).map(|lon| Coord { x: f64::from(lon), y: f64::from(lat) }).collect());
    }
    d
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_map_thaws() {
        let map = basemap();
        assert!(map.land.len() > 300 && map.lakes.len() > 50 && map.borders.len() > 200 && map.labels.len() > 100, "{}", map.land.len());
        assert!(map.land.iter().chain(&map.lakes).flatten().chain(&map.borders).all(|i| !map.arc(*i).is_empty()), "every ring has its arcs");
    }

    #[test]
    fn a_map_of_eurasia_and_one_of_a_town_stay_small() {
        let eurasia = ground(&Canvas::around(&[]));
        let town = ground(&Canvas::around(&[Coord { x: 80.4, y: 44.2 }]));
        for ground in [&eurasia, &town] {
            let bytes: usize = ground.iter().map(|(_, d)| d.len()).sum();
            assert!((30_000..450_000).contains(&bytes), "{bytes}");
        }
    }
}
