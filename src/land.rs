//! Where land is: landmasses without country borders, from Natural Earth (public domain), to a few kilometres.
//! Made by `tools/land.py`.

use geo::{Coord, LineString, MultiPolygon, Polygon};

/// One landmass per line: rings, points, hundredths of a degree.
const LAND: &str = include_str!("../data/land.txt");

/// Reads the landmasses: outer ring and inland seas of each, cut at the antimeridian. O(points), about a millisecond.
pub fn land() -> MultiPolygon {
    LAND.lines().filter_map(landmass).collect()
}

fn landmass(line: &str) -> Option<Polygon> {
    let mut rings = line.split('|').map(ring);
    let outer = rings.next()??;
    Some(Polygon::new(outer, rings.collect::<Option<_>>()?))
}

fn ring(text: &str) -> Option<LineString> {
    let point = |text: &str| {
        let (x, y) = text.split_once(' ')?;
        Some(Coord { x: x.parse::<f64>().ok()? / 100.0, y: y.parse::<f64>().ok()? / 100.0 })
    };
    text.split(',').map(point).collect::<Option<Vec<_>>>().map(LineString::new)
}

#[cfg(test)]
mod tests {
    use geo::{Contains, Validation};

    use super::*;

    #[test]
    fn every_line_is_a_valid_landmass() {
        let land = land();
        assert_eq!(land.0.len(), LAND.lines().count());
        assert!(land.is_valid());
    }

    #[test]
    fn seas_are_no_land() {
        let land = land();
        let at = |x, y| land.contains(&Coord { x, y });
        assert!(at(37.6, 55.75) && at(76.9, 43.3) && at(51.3, 43.7) && at(116.4, 39.9));
        assert!(!at(50.5, 41.5) && !at(35.0, 43.0) && !at(16.0, 43.0) && !at(3.0, 56.0), "Caspian, Black, Adriatic and North Sea");
    }
}
