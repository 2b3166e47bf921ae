//! The network around an answer, for maps: what else there is, and the names of places.

use super::evidence::sources_named;
use crate::data::parse_date;
use crate::network::{Network, NodeKind};
use crate::report::{Backdrop, BackdropLink, BackdropPlace, SourceRef};

/// The network of a day (`YYYY-MM-DD`; the dataset's own where it is none).
pub(super) fn of(network: &Network, as_of: &str) -> Backdrop {
    let date = parse_date(as_of).unwrap_or(network.manifest().as_of);
    let mut degree = vec![0usize; network.nodes().len()];
    let mut links = Vec::with_capacity(network.links().len());
    for (id, link) in network.links() {
        let open = link.is_open(date);
        if open {
            degree[link.from.index()] += 1;
            degree[link.to.index()] += 1;
        }
        links.push(BackdropLink { mode: link.mode, open, line: network.line(id) });
    }
    let town = |kind| matches!(kind, NodeKind::City | NodeKind::Seaport | NodeKind::FerryPort | NodeKind::DryPort);
    let place = |(i, node): (usize, &crate::network::Node)| BackdropPlace {
        name: node.name.clone(),
        weight: degree[i] + if town(node.kind) { 3 } else { 0 },
        position: node.position,
    };
    Backdrop { links, places: network.nodes().map(|(_, node)| node).enumerate().map(place).collect(), credits: credits(network) }
}

/// The sources of positions whose licence asks to be named.
fn credits(network: &Network) -> Vec<SourceRef> {
    let waypoints = network.table("waypoints.csv");
    let column = waypoints.first().and_then(|header| header.iter().position(|c| c == "source"));
    let of_points = column.into_iter().flat_map(|i| waypoints.iter().filter_map(move |row| row.get(i))).flat_map(|ids| ids.split('|'));
    let ids = network.nodes().flat_map(|(_, node)| node.evidence.source_ids()).chain(of_points).collect();
    let asks = |s: &SourceRef| ["ODbL", "CC BY"].iter().any(|l| s.licence.contains(l)) && !s.licence.contains("only");
    sources_named(network, &ids).into_iter().filter(asks).collect()
}
