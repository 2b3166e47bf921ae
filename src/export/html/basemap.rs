//! Land, borders and lakes as the build script freezes them: every line once, in steps of a grid.
//!
//! Also part of the build script, which makes it; so it knows nothing of the rest of the program.

use serde::{Deserialize, Serialize};

/// The base map. Arcs are lines between places where three shapes meet; rings name arcs, as in TopoJSON:
/// `i` is arc `i`, `!i` the same backwards.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Basemap {
    /// Degrees of one step.
    pub grid: f64,
    /// Steps from point to point, the first from the origin.
    pub arcs: Vec<Vec<(i32, i32)>>,
    /// Rings of the land, outer and inner alike.
    pub land: Vec<Vec<i32>>,
    /// Rings of the lakes.
    pub lakes: Vec<Vec<i32>>,
    /// Arcs that are borders.
    pub borders: Vec<i32>,
    /// Arcs that are borders whose course is disputed.
    pub disputed: Vec<i32>,
    /// Names of countries and seas.
    pub labels: Vec<Label>,
}

/// A name on the map.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Label {
    /// `country`, `sea` or `ocean`.
    pub kind: String,
    /// What it says.
    pub name: String,
    /// Longitude of its middle.
    pub lon: f64,
    /// Latitude of its middle.
    pub lat: f64,
    /// 1 is shown on any map, 4 only on one of a small area.
    pub rank: u8,
}

impl Basemap {
    /// The points of an arc as (longitude, latitude).
    pub fn arc(&self, index: i32) -> Vec<(f64, f64)> {
        let at = if index < 0 { !index } else { index };
        let (mut x, mut y) = (0, 0);
        let mut points: Vec<(f64, f64)> = Vec::new();
        for (dx, dy) in usize::try_from(at).ok().and_then(|i| self.arcs.get(i)).into_iter().flatten() {
            (x, y) = (x + dx, y + dy);
            points.push((f64::from(x) * self.grid, f64::from(y) * self.grid));
        }
        if index < 0 {
            points.reverse();
        }
        points
    }
}
