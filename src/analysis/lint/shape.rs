//! How links hang together: dead ends, ends that just miss, parts by themselves, junctions that are not there.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::unionfind::UnionFind;

use super::finding::Finding;
use crate::geography::geodesic;
use crate::nearby::{Nearby, closest};
use crate::network::{Mode, Network, NodeId, NodeKind};
use crate::request::{LintCheck, LintRequest, Severity};
use crate::solve;
use crate::units::Length;

pub(super) fn check(network: &Network, request: &LintRequest) -> Vec<Finding> {
    let neighbours = neighbours(network);
    let ways = Ways::new(network);
    let mut found = isolated(network);
    found.extend(dead_ends(network, &neighbours));
    found.extend(near_misses(network, &neighbours, &ways, request));
    found.extend(missing_junctions(network, &ways, request));
    found
}

/// The neighbours of each node, by any mode.
fn neighbours(network: &Network) -> Vec<BTreeSet<NodeId>> {
    let mut out = vec![BTreeSet::new(); network.nodes().len()];
    for (_, link) in network.links().filter(|(_, l)| l.from != l.to) {
        out[link.from.index()].insert(link.to);
        out[link.to.index()].insert(link.from);
    }
    out
}

/// The network as lengths, both ways on every link of any status.
struct Ways {
    graph: DiGraph<(), ()>,
    lengths: Vec<u64>,
}

impl Ways {
    fn new(network: &Network) -> Self {
        let mut graph = DiGraph::with_capacity(network.nodes().len(), 2 * network.links().len());
        network.nodes().for_each(|_| {
            graph.add_node(());
        });
        let mut lengths = Vec::with_capacity(2 * network.links().len());
        for (_, link) in network.links() {
            let (a, b) = (NodeIndex::new(link.from.index()), NodeIndex::new(link.to.index()));
            for (a, b) in [(a, b), (b, a)] {
                graph.add_edge(a, b, ());
                lengths.push(link.length.get());
            }
        }
        Self { graph, lengths }
    }

    fn within(&self, node: NodeId, limit: Length) -> impl Fn(NodeId) -> Option<Length> + use<> {
        let found = solve::within(&self.graph, &self.lengths, NodeIndex::new(node.index()), limit.get());
        move |to| found.cost(NodeIndex::new(to.index())).map(Length::new)
    }
}

/// Parts that nothing joins to the largest.
fn isolated(network: &Network) -> Vec<Finding> {
    let mut sets = UnionFind::<usize>::new(network.nodes().len());
    for (_, link) in network.links() {
        sets.union(link.from.index(), link.to.index());
    }
    let mut parts: BTreeMap<usize, Vec<NodeId>> = BTreeMap::new();
    for (id, _) in network.nodes() {
        parts.entry(sets.find(id.index())).or_default().push(id);
    }
    let mut parts: Vec<Vec<NodeId>> = parts.into_values().collect();
    parts.sort_by_key(|nodes| std::cmp::Reverse(nodes.len()));
    let finding = |nodes: &Vec<NodeId>| {
        let said = match nodes.len() {
            1 => "a node without links".to_owned(),
            n => format!("a part of {n} nodes that nothing joins to the rest"),
        };
        Finding::nodes(network, Severity::Warning, LintCheck::Isolated, nodes, said, "add the link that joins it, or delete it")
    };
    parts.iter().skip(1).map(finding).collect()
}

fn dead_ends(network: &Network, neighbours: &[BTreeSet<NodeId>]) -> Vec<Finding> {
    let ends = network.nodes().filter(|(id, _)| neighbours[id.index()].len() == 1);
    let finding = |(id, node): (NodeId, &crate::network::Node)| {
        // A junction where nothing joins is none; a town or port may well be the end of a line.
        let severity = if node.kind == NodeKind::Junction { Severity::Warning } else { Severity::Note };
        let said = format!("{} ({}) ends one line", node.name, node.kind.name());
        Finding::nodes(network, severity, LintCheck::DeadEnd, &[id], said, "nothing, if the line ends here; else add how it goes on")
    };
    ends.map(finding).collect()
}

/// Ends of lines that lie close to another node, or to the line of a link, and are not joined to it on the way there.
fn near_misses(network: &Network, neighbours: &[BTreeSet<NodeId>], ways: &Ways, request: &LintRequest) -> Vec<Finding> {
    let near = request.near;
    let by_sea = by_sea_only(network);
    let lines: Vec<_> = network.links().filter(|(_, l)| matches!(l.mode, Mode::Rail | Mode::Road)).map(|(id, _)| (id, network.line(id))).collect();
    let tracks = Nearby::lines(lines.iter().enumerate().map(|(i, (_, line))| (line.as_slice(), i)));
    let nodes = Nearby::points(network.nodes().map(|(id, n)| (n.position, id)));
    let mut found = Vec::new();
    for (id, node) in network.nodes().filter(|(id, n)| neighbours[id.index()].len() <= 1 && !by_sea[id.index()] && n.position.x.is_finite()) {
        let reached = ways.within(id, near.times(request.detour_index));
        let other = |other: &NodeId| *other != id && !by_sea[other.index()] && reached(*other).is_none();
        let distance = |other: &NodeId| geodesic(node.position, network.node(*other).position);
        let reach = near.get() as f64;
        let missed = nodes.within(node.position, reach).filter(other).map(|n| (distance(&n), n)).filter(|(d, _)| *d <= near).min();
        if let Some((gap, other)) = missed {
            let said = format!("{} km from {} and not joined to it", gap.km(), network.node(other).code);
            found.push(Finding::nodes(network, Severity::Warning, LintCheck::NearMiss, &[id, other], said, "join the two with a link, or make them one node"));
            continue;
        }
        let foreign = |piece: &crate::nearby::Piece<usize>| {
            let link = network.link(lines[piece.of].0);
            [link.from, link.to].iter().all(|end| *end != id && reached(*end).is_none())
        };
        let gaps = tracks.within(node.position, reach).filter(foreign).filter_map(|piece| {
            let (link, line) = &lines[piece.of];
            Some((Length::from_metres(closest(line, piece.first, piece.last, node.position)?.metres), *link))
        });
        if let Some((gap, link)) = gaps.filter(|(d, _)| *d <= near).min() {
            let said = format!("{} km from the line of {} and not joined to it", gap.km(), network.link(link).code);
            found.push(Finding::nodes(network, Severity::Warning, LintCheck::NearMiss, &[id], said, "split that link here, if the lines meet"));
        }
    }
    found
}

/// Nodes that only ships call at: no track is missing there.
fn by_sea_only(network: &Network) -> Vec<bool> {
    let mut sea = vec![false; network.nodes().len()];
    let mut land = vec![false; network.nodes().len()];
    for (_, link) in network.links() {
        let list = if matches!(link.mode, Mode::Rail | Mode::Road) { &mut land } else { &mut sea };
        list[link.from.index()] = true;
        list[link.to.index()] = true;
    }
    sea.iter().zip(land).map(|(sea, land)| *sea && !land).collect()
}

/// Neighbours on the map that are far apart by the network (Barthelemy 2011, "Spatial networks", 3.2: the detour
/// index). A node is named once, in its worst pair.
fn missing_junctions(network: &Network, ways: &Ways, request: &LintRequest) -> Vec<Finding> {
    let by_sea = by_sea_only(network);
    let nodes = Nearby::points(network.nodes().map(|(id, n)| (n.position, id)));
    let limit = request.pair.times(request.detour_index);
    let mut worst: Vec<(u64, NodeId, NodeId, Length, Option<Length>)> = Vec::new();
    for (id, node) in network.nodes().filter(|(id, n)| n.position.x.is_finite() && !by_sea[id.index()]) {
        let mut reached = None;
        for other in nodes.within(node.position, request.pair.get() as f64).filter(|other| *other > id && !by_sea[other.index()]) {
            let straight = geodesic(node.position, network.node(other).position);
            if straight > request.pair || straight <= request.near {
                continue;
            }
            let way = reached.get_or_insert_with(|| ways.within(id, limit))(other);
            let index = way.unwrap_or(limit).get() / straight.get().max(1);
            if way.is_none_or(|way| way > straight.times(request.detour_index)) {
                worst.push((index, id, other, straight, way));
            }
        }
    }
    worst.sort_unstable_by_key(|w| (std::cmp::Reverse(w.0), w.1, w.2));
    let mut named = BTreeSet::new();
    worst.retain(|w| {
        let first = !named.contains(&w.1) && !named.contains(&w.2);
        if first {
            named.extend([w.1, w.2]);
        }
        first
    });
    let finding = |(_, a, b, straight, way): (u64, NodeId, NodeId, Length, Option<Length>)| {
        let by_network = match way {
            Some(way) => format!("{} km by the network", way.whole_km()),
            None => format!("more than {} km by the network, or no way at all", limit.whole_km()),
        };
        let said = format!("{} km apart on the map, {by_network}", straight.km());
        Finding::nodes(network, Severity::Note, LintCheck::MissingJunction, &[a, b], said, "add the junction where their lines meet, if they do")
    };
    worst.into_iter().map(finding).collect()
}
