//! In which country a position lies, by the boundaries that the crate `country-boundaries` carries (OpenStreetMap, ODbL).

use country_boundaries::{BOUNDARIES_ODBL_60X30, CountryBoundaries, LatLon};

use crate::error::Error;
use crate::geography::Position;
use crate::nearby::near_metres;

/// A line is looked at every so many metres.
const STRIDE: f64 = 1_000.0;
/// A country that it enters for less is not entered: lines along a border river wind.
const LEAST: f64 = 3_000.0;

/// The countries of the earth.
pub(super) struct Countries(CountryBoundaries);

impl Countries {
    /// Reads the boundaries.
    pub fn new() -> Result<Self, Error> {
        let read = CountryBoundaries::from_reader(BOUNDARIES_ODBL_60X30);
        read.map(Self).map_err(|e| Error::Usage(format!("the country boundaries of this program cannot be read: {e:?}")))
    }

    /// The country of a position by its ISO code; `None` at sea.
    pub fn at(&self, p: Position) -> Option<&str> {
        let ids = self.0.ids(LatLon::new(p.y, p.x).ok()?);
        ids.into_iter().find(|id| id.len() == 2)
    }

    /// Whether positions lie at sea as written, and on land with longitude and latitude exchanged.
    pub fn look_swapped(&self, positions: impl Iterator<Item = Position>) -> bool {
        let sample: Vec<Position> = positions.take(200).collect();
        let on_land = |swap: bool| sample.iter().filter(|p| self.at(if swap { Position { x: p.y, y: p.x } } else { **p }).is_some()).count();
        sample.len() >= 3 && on_land(true) * 10 >= sample.len() * 8 && on_land(false) * 10 <= sample.len() * 2
    }

    /// The vertices where a line enters another country, none at its ends. A country that it only touches does not count.
    pub fn entries(&self, line: &[Position]) -> Vec<usize> {
        let mut out = Vec::new();
        let Some(last) = line.len().checked_sub(1) else { return out };
        let mut here = self.at(line[0]);
        // The country that may have been entered, at which vertex, and how far ago.
        let mut entered: Option<(&str, usize, f64)> = None;
        let mut since = 0.0;
        for i in 1..last {
            let step = near_metres(line[i - 1], line[i]);
            since += step;
            if let Some(entered) = &mut entered {
                entered.2 += step;
            }
            if since < STRIDE {
                continue;
            }
            since = 0.0;
            let Some(now) = self.at(line[i]) else { continue };
            match &entered {
                _ if here.is_none() => here = Some(now),
                _ if here == Some(now) => entered = None,
                Some((country, at, metres)) if *country == now => {
                    if *metres >= LEAST {
                        out.push(*at);
                        (here, entered) = (Some(now), None);
                    }
                }
                _ => entered = Some((now, i, 0.0)),
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::Coord;

    #[test]
    fn a_line_from_kazakhstan_to_china_enters_once() {
        let countries = Countries::new().unwrap();
        let line: Vec<Position> = (0..400).map(|i| Coord { x: 79.0 + f64::from(i) * 0.01, y: 44.2 }).collect();
        let entries = countries.entries(&line);
        assert_eq!(entries.len(), 1);
        assert_eq!((countries.at(line[entries[0] - 2]), countries.at(line[entries[0]])), (Some("KZ"), Some("CN")));
        assert_eq!(countries.at(Coord { x: 51.0, y: 42.0 }).filter(|c| c.is_empty()), None);
    }
}
