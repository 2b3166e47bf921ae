//! The nodes nearest to a position.

use std::sync::OnceLock;

use rstar::RTree;
use rstar::primitives::GeomWithData;

use super::{Network, NodeId};
use crate::geography::{Position, geodesic, geodesic_bounds};
use crate::units::Length;

/// A node that loads freight, on a sphere of radius one: straight distances there are in the order of great circles, the poles and
/// the antimeridian are places like others.
type Placed = GeomWithData<[f64; 3], NodeId>;

/// Every node that loads freight by its position, once many positions are asked for. A clone starts without.
#[derive(Debug, Default)]
pub(crate) struct NearIndex(OnceLock<RTree<Placed>>);

impl Clone for NearIndex {
    fn clone(&self) -> Self {
        Self::default()
    }
}

fn on_sphere(at: Position) -> [f64; 3] {
    let (longitude, latitude) = (at.x.to_radians(), at.y.to_radians());
    [latitude.cos() * longitude.cos(), latitude.cos() * longitude.sin(), latitude.sin()]
}

impl Network {
    /// The node that loads freight nearest to a position, by geodesic, and how far it is; of several the first.
    ///
    /// A scan, or after [`Network::index_names`] a look-up in an R-tree, which the first call makes.
    pub(crate) fn nearest_loading(&self, at: Position) -> Option<(Length, NodeId)> {
        let mut best: Option<(Length, NodeId)> = None;
        // What lies farther than the best cannot be nearer; few need an exact distance.
        let mut look = |id: NodeId, position: Position| {
            let (low, _) = geodesic_bounds(at, position);
            let farther = best.is_some_and(|(least, _)| low > least);
            if !farther {
                let found = (geodesic(at, position), id);
                best = Some(best.map_or(found, |best| best.min(found)));
            }
            farther
        };
        if !self.has_name_index() {
            self.nodes().filter(|(_, n)| n.loads).for_each(|(id, n)| {
                look(id, n.position);
            });
            return best;
        }
        let placed = || self.nodes().filter(|(_, n)| n.loads).map(|(id, n)| Placed::new(on_sphere(n.position), id)).collect();
        let index = self.near_index.0.get_or_init(|| RTree::bulk_load(placed()));
        // In order of the sphere: behind the first that is certainly farther all are.
        for placed in index.nearest_neighbor_iter(&on_sphere(at)) {
            if look(placed.data, self.node(placed.data).position) {
                break;
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_finds_the_node_that_a_scan_finds() {
        let (plain, _) = crate::load(&crate::Source::default()).unwrap();
        let indexed = plain.clone();
        indexed.index_names();
        for i in 0..400 {
            let at = Position { x: f64::from(i * 67 % 3600) / 10.0 - 180.0, y: f64::from(i * 97 % 1790) / 10.0 - 89.5 };
            let nodes = plain.nodes().filter(|(_, n)| n.loads);
            let want = nodes.map(|(id, n)| (geodesic(at, n.position), id)).min();
            assert_eq!(plain.nearest_loading(at), want, "{at:?}, scanned");
            assert_eq!(indexed.nearest_loading(at), want, "{at:?}, indexed");
        }
    }
}
