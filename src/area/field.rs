//! Where two fields are equal: the field of a set of sources is, at any place, the least of each source's value plus a rate times
//! the way to it inside an area. On a sphere, which is within 0.6 % of the geodesic.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use contour::ContourBuilder;
use geo::{BooleanOps, BoundingRect, Coord, Distance, Haversine, LineString, LinesIter, MultiLineString, MultiPolygon, Point, Rect};

/// Finest mesh in degrees.
const FINEST: f64 = 0.25;
/// Most points of the grid.
const MOST_POINTS: f64 = 60_000.0;

/// Sources with their values, in any unit, and what a metre adds.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Where each source is, in degrees, and its value.
    pub sources: Vec<(Coord, f64)>,
    /// What a metre adds.
    pub rate: f64,
    /// Farthest that a source counts, in metres.
    pub most: f64,
}

/// A grid of longitude and latitude.
struct Grid {
    west: f64,
    south: f64,
    step: f64,
    columns: usize,
    rows: usize,
}

/// Moves to a neighbour: straight, aslant, and between the two.
const MOVES: [(isize, isize); 16] =
    [(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1), (2, 1), (2, -1), (-2, 1), (-2, -1), (1, 2), (1, -2), (-1, 2), (-1, -2)];

impl Grid {
    /// Around an area, with a margin.
    fn new(bounds: Rect) -> Self {
        let step = FINEST.max((bounds.width() * bounds.height() / MOST_POINTS).sqrt());
        let [columns, rows] = [bounds.width(), bounds.height()].map(|size| (size / step).ceil() as usize + 3);
        Self { west: bounds.min().x - step, south: bounds.min().y - step, step, columns, rows }
    }

    fn len(&self) -> usize {
        self.columns * self.rows
    }

    fn at(&self, i: usize) -> Coord {
        Coord { x: self.west + self.step * (i % self.columns) as f64, y: self.south + self.step * (i / self.columns) as f64 }
    }

    /// The point nearest to a place.
    fn nearest(&self, c: Coord) -> usize {
        let [x, y] =
            [(c.x - self.west, self.columns), (c.y - self.south, self.rows)].map(|(d, most)| ((d / self.step).round().max(0.0) as usize).min(most - 1));
        y * self.columns + x
    }

    /// Which points lie in an area: those between the odd and the even crossings of a parallel with its rings.
    fn inside(&self, area: &MultiPolygon) -> Vec<bool> {
        let mut crossings: Vec<Vec<f64>> = vec![Vec::new(); self.rows];
        for line in area.lines_iter() {
            let (low, high) = if line.start.y < line.end.y { (line.start, line.end) } else { (line.end, line.start) };
            let first = ((low.y - self.south) / self.step).ceil().max(0.0) as usize;
            for (row, crossed) in crossings.iter_mut().enumerate().skip(first) {
                let y = self.south + self.step * row as f64;
                if y >= high.y {
                    break;
                }
                crossed.push(low.x + (y - low.y) / (high.y - low.y) * (high.x - low.x));
            }
        }
        crossings.iter_mut().for_each(|row| row.sort_by(f64::total_cmp));
        (0..self.len()).map(|i| crossings[i / self.columns].partition_point(|x| *x < self.at(i).x) % 2 == 1).collect()
    }

    /// The field at every point: ways lead from source to point by neighbours inside (Dijkstra 1959);
    /// infinite where none does, or only one that is too long.
    fn field(&self, field: &Field, inside: &[bool]) -> Vec<f64> {
        let mut values = vec![f64::INFINITY; self.len()];
        let mut lengths = vec![0.0; self.len()];
        let mut heap = BinaryHeap::new();
        for (place, value) in &field.sources {
            let i = self.nearest(*place);
            let reached = value + field.rate * apart(*place, self.at(i));
            if reached < values[i] {
                values[i] = reached;
                heap.push(Reverse((reached.max(0.0).to_bits(), i)));
            }
        }
        while let Some(Reverse((bits, i))) = heap.pop() {
            if f64::from_bits(bits) > values[i] {
                continue;
            }
            for next in self.neighbours(i).filter(|n| inside[*n]) {
                let step = apart(self.at(i), self.at(next));
                let (reached, length) = (values[i] + field.rate * step, lengths[i] + step);
                if reached < values[next] && length <= field.most {
                    (values[next], lengths[next]) = (reached, length);
                    heap.push(Reverse((reached.max(0.0).to_bits(), next)));
                }
            }
        }
        values
    }

    /// Gives the points without a value the mean of their neighbours with one, ring after ring outward, so that no line
    /// follows the edge.
    fn fill(&self, values: &mut [f64]) {
        let mut ring: Vec<usize> = (0..self.len()).filter(|i| !values[*i].is_finite()).collect();
        while !ring.is_empty() {
            let mean = |i: usize| {
                let known: Vec<f64> = self.neighbours(i).map(|n| values[n]).filter(|v| v.is_finite()).collect();
                (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
            };
            let found: Vec<(usize, f64)> = ring.iter().filter_map(|i| Some((*i, mean(*i)?))).collect();
            if found.is_empty() {
                return;
            }
            found.iter().for_each(|(i, value)| values[*i] = *value);
            ring = found.iter().flat_map(|(i, _)| self.neighbours(*i)).filter(|n| !values[*n].is_finite()).collect();
            ring.sort_unstable();
            ring.dedup();
        }
    }

    fn neighbours(&self, i: usize) -> impl Iterator<Item = usize> {
        let (x, y) = ((i % self.columns) as isize, (i / self.columns) as isize);
        let (columns, rows) = (self.columns as isize, self.rows as isize);
        MOVES
            .into_iter()
            .map(move |(dx, dy)| (x + dx, y + dy))
            .filter(move |(x, y)| (0..columns).contains(x) && (0..rows).contains(y))
            .map(move |(x, y)| (y * columns + x) as usize)
    }
}

/// Metres along the great circle.
fn apart(a: Coord, b: Coord) -> f64 {
    Haversine.distance(Point::from(a), Point::from(b))
}

/// The lines within an area on which two fields are equal, by marching squares on a grid of longitude and latitude with linear interpolation
/// (Lorensen and Cline 1987, doi:10.1145/37402.37422; Maple 2003, doi:10.1109/GMAG.2003.1219671). Empty where one is less everywhere.
///
/// Ways stay inside the area and go from grid point to grid point in sixteen directions, which makes them at most 3 % too long.
/// O(n log n) in the points of the grid.
pub fn equal(a: &Field, b: &Field, area: &MultiPolygon) -> Vec<LineString> {
    let Some(bounds) = area.bounding_rect().filter(|_| !a.sources.is_empty() && !b.sources.is_empty()) else { return Vec::new() };
    let grid = Grid::new(bounds);
    let inside = grid.inside(area);
    let (a, b) = rayon::join(|| grid.field(a, &inside), || grid.field(b, &inside));
    // Infinite or no number where one does not get.
    let mut values: Vec<f64> = a.iter().zip(&b).map(|(a, b)| a - b).collect();
    if values.iter().all(|v| !v.is_finite()) {
        return Vec::new();
    }
    grid.fill(&mut values);
    // The library holds a value to be in the middle of its cell.
    let (west, south) = (grid.west - grid.step / 2.0, grid.south - grid.step / 2.0);
    let builder = ContourBuilder::new(grid.columns, grid.rows, true).x_origin(west).y_origin(south).x_step(grid.step).y_step(grid.step);
    let Ok(found) = builder.lines(&values, &[0.0]) else { return Vec::new() };
    let lines: Vec<LineString> = found.into_iter().flat_map(|line| line.into_inner().0.0).collect();
    area.clip(&MultiLineString::new(lines), false).0.into_iter().filter(|line| line.0.len() > 1).collect()
}

#[cfg(test)]
mod tests {
    use geo::{LineString, Polygon};

    use super::*;

    fn square(w: f64, s: f64, e: f64, n: f64) -> MultiPolygon {
        MultiPolygon::new(vec![Polygon::new(LineString::from(vec![(w, s), (e, s), (e, n), (w, n), (w, s)]), Vec::new())])
    }

    fn field(x: f64, y: f64, value: f64) -> Field {
        Field { sources: vec![(Coord { x, y }, value)], rate: 0.001, most: 3e6 }
    }

    #[test]
    fn equal_sources_part_the_land_in_the_middle() {
        let lines = equal(&field(2.0, 0.0, 7.0), &field(8.0, 0.0, 7.0), &square(0.0, -4.0, 10.0, 4.0));
        assert_eq!(lines.len(), 1);
        assert!(lines[0].coords().all(|c| (c.x - 5.0).abs() < 1e-6), "{lines:?}");
        let ys: Vec<f64> = lines[0].coords().map(|c| c.y).collect();
        let (low, high) = ys.iter().fold((f64::MAX, f64::MIN), |(a, b), y| (a.min(*y), b.max(*y)));
        assert!((low + 4.0).abs() < 1e-6 && (high - 4.0).abs() < 1e-6, "from edge to edge: {low} to {high}");
    }

    #[test]
    fn on_the_line_both_cost_the_same() {
        let (a, b) =
            (field(1.0, 41.0, 0.0), Field { sources: vec![(Coord { x: 9.0, y: 44.0 }, 90.0), (Coord { x: 5.0, y: 49.0 }, 10.0)], rate: 0.001, most: 3e6 });
        let lines = equal(&a, &b, &square(-2.0, 38.0, 12.0, 50.0));
        assert!(!lines.is_empty());
        let at = |field: &Field, c: Coord| field.sources.iter().map(|(place, value)| value + field.rate * apart(*place, c)).fold(f64::INFINITY, f64::min);
        for c in lines.iter().flat_map(|l| l.coords()) {
            // The grid makes ways up to 3 % too long, and a cell of 0.25 degrees is 28 units wide.
            let (a, b) = (at(&a, *c), at(&b, *c));
            assert!((a - b).abs() < 10.0 + 0.03 * a, "{c:?}: {a} and {b}");
        }
    }

    #[test]
    fn a_source_counts_no_farther_than_said() {
        let near = |x, value| Field { most: 200e3, ..field(x, 0.0, value) };
        let land = square(0.0, -4.0, 10.0, 4.0);
        assert!(!equal(&field(2.0, 0.0, 7.0), &field(8.0, 0.0, 7.0), &land).is_empty());
        assert!(equal(&near(2.0, 7.0), &near(8.0, 7.0), &land).is_empty(), "no place has both");
    }

    #[test]
    fn ways_go_round_a_bay() {
        // A U: the other leg is near as the crow flies, and far inside.
        let ring = [(0.0, 0.0), (9.0, 0.0), (9.0, 8.0), (6.0, 8.0), (6.0, 3.0), (3.0, 3.0), (3.0, 8.0), (0.0, 8.0), (0.0, 0.0)];
        let bay = MultiPolygon::new(vec![Polygon::new(LineString::from(ring.to_vec()), Vec::new())]);
        let lines = equal(&field(2.5, 7.5, 0.0), &field(8.0, 0.5, 200.0), &bay);
        // Across the bay the first would win all of the right leg; on land it does not get there.
        assert!(!lines.is_empty() && lines.iter().flat_map(|l| l.coords()).all(|c| c.y < 4.0), "{lines:?}");
    }

    #[test]
    fn where_one_is_less_everywhere_there_is_no_line() {
        assert!(equal(&field(2.0, 0.0, 0.0), &field(8.0, 0.0, 9_999.0), &square(0.0, -4.0, 10.0, 4.0)).is_empty());
        assert!(equal(&Field { sources: Vec::new(), rate: 1.0, most: 3e6 }, &field(8.0, 0.0, 0.0), &square(0.0, -4.0, 10.0, 4.0)).is_empty());
    }
}
