//! What must hold whatever the data say, checked on the network at hand.

use std::collections::HashSet;

use petgraph::Direction;
use petgraph::algo::dinics;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

use crate::analysis::panel::{Panel, Terms};
use crate::error::Error;
use crate::impact::{Criterion, Impact};
use crate::itinerary::{Itinerary, Part};
use crate::network::{CountryId, Mode, Network, NodeId, Transfer, TransferKind};
use crate::report::{Cell, Table};
use crate::request::PanelRequest;
use crate::solve::{self, FORBIDDEN, Tree};
use crate::state::{StateGraph, Step};

/// A rule, how often it was put to the test, and how often it broke.
pub(super) struct Invariant {
    pub name: &'static str,
    pub checked: usize,
    pub broken: usize,
}

impl Invariant {
    fn of(name: &'static str, checks: impl IntoIterator<Item = bool>) -> Self {
        let (mut checked, mut broken) = (0, 0);
        for holds in checks {
            checked += 1;
            broken += usize::from(!holds);
        }
        Self { name, checked, broken }
    }
}

/// Checks all rules over the default panel of pairs.
pub(super) fn check(network: &Network) -> Result<Vec<Invariant>, Error> {
    let panel = Panel::new(network, &PanelRequest::default())?;
    let here = Grown::new(network, &panel);
    let (best, opened) = (here.costs(&panel), Grown::new(&super::ask::opened(network), &panel).costs(&panel));
    Ok(vec![
        Invariant::of("opening every closed link makes no pair worse", best.iter().zip(&opened).map(|(a, b)| b <= a)),
        avoiding(network, &panel, &here, &best),
        triangle(network, &panel),
        there_and_back(network, &panel),
        cuts(network, &panel),
        totals(network, &panel, &here),
        sourced(network),
    ])
}

pub(super) fn table_of(invariants: &[Invariant]) -> Table {
    let row = |i: &Invariant| vec![Cell::text(i.name), Cell::count(i.checked), Cell::count(i.broken), Cell::text(if i.broken == 0 { "yes" } else { "no" })];
    Table::new("invariants", "Invariants", &["rule", "checked", "broken", "holds"], invariants.iter().map(row).collect())
}

/// The trees of all origins of a panel.
struct Grown {
    states: StateGraph,
    weights: Vec<u64>,
    trees: Vec<(NodeId, Tree)>,
}

impl Grown {
    fn new(network: &Network, panel: &Panel) -> Self {
        let (states, weights) = panel.terms.expand(network);
        Self::with(states, weights, panel)
    }

    fn with(states: StateGraph, weights: Vec<u64>, panel: &Panel) -> Self {
        let mut origins: Vec<NodeId> = panel.pairs.iter().map(|p| p.from).collect();
        origins.dedup();
        let grow = |node: NodeId| (node, solve::tree(states.graph(), &weights, &[states.start(node)], Direction::Outgoing));
        let trees = origins.into_iter().map(grow).collect();
        Self { states, weights, trees }
    }

    /// The cost of each pair, [`FORBIDDEN`] without a way.
    fn costs(&self, panel: &Panel) -> Vec<u64> {
        let of = |from: NodeId, to: NodeId| self.trees.iter().find(|t| t.0 == from).and_then(|t| t.1.cost(self.states.end(to)));
        panel.pairs.iter().map(|p| of(p.from, p.to).unwrap_or(FORBIDDEN)).collect()
    }
}

/// Closing all links that touch a country never improves a pair.
fn avoiding(network: &Network, panel: &Panel, here: &Grown, best: &[u64]) -> Invariant {
    let touches = |step: Step, country: CountryId| {
        let Step::Haul { link, .. } = step else { return false };
        let link = network.link(link);
        [link.from, link.to].iter().any(|n| network.node(*n).country == Some(country))
    };
    let mut holds = Vec::new();
    for (country, _) in network.countries() {
        let edges = here.states.graph().raw_edges().iter().zip(&here.weights);
        let weights: Vec<u64> = edges.map(|(e, w)| if touches(e.weight.step, country) { FORBIDDEN } else { *w }).collect();
        if weights == here.weights {
            continue;
        }
        let without = Grown::with(panel.terms.expand(network).0, weights, panel);
        holds.extend(without.costs(panel).iter().zip(best).map(|(a, b)| a >= b));
    }
    Invariant::of("avoiding a country improves no pair", holds)
}

/// No arc leads anywhere for less than the tree says, by any criterion.
fn triangle(network: &Network, panel: &Panel) -> Invariant {
    let mut holds = Vec::new();
    for by in Criterion::ALL {
        let panel = Panel { terms: Terms { by, ..panel.terms.clone() }, ..panel.clone() };
        let grown = Grown::new(network, &panel);
        for (_, tree) in &grown.trees {
            for (edge, weight) in grown.states.graph().raw_edges().iter().zip(&grown.weights) {
                let Some(before) = tree.cost(edge.source()) else { continue };
                holds.push(tree.cost(edge.target()).is_some_and(|after| after <= before.saturating_add(*weight)));
            }
        }
    }
    Invariant::of("triangle inequality by every criterion", holds)
}

/// Where both directions have the same figures, both have the same cost.
fn there_and_back(network: &Network, panel: &Panel) -> Invariant {
    let network = symmetrical(network);
    let grown = Grown::new(&network, panel);
    let cost = |from: NodeId, to: NodeId| {
        let tree = solve::tree(grown.states.graph(), &grown.weights, &[grown.states.start(from)], Direction::Outgoing);
        tree.cost(grown.states.end(to))
    };
    let mut ends: Vec<NodeId> = panel.pairs.iter().flat_map(|p| [p.from, p.to]).collect();
    ends.sort_unstable();
    ends.dedup();
    let pairs = ends.iter().zip(ends.iter().skip(1));
    Invariant::of("symmetrical data cost the same there and back", pairs.map(|(a, b)| cost(*a, *b) == cost(*b, *a)))
}

/// The network with the same figures in both directions.
fn symmetrical(network: &Network) -> Network {
    let mut network = network.clone();
    for border in &mut network.borders {
        border.dwells.retain(|d| d.forward);
        border.dwells.iter_mut().for_each(|d| d.backward = true);
    }
    network.links.iter_mut().for_each(|link| link.both_ways = true);
    network.services.iter_mut().flat_map(|s| &mut s.years).for_each(|y| y.back_percent = 100);
    network.parameters.retain(|p| !matches!(p.name.as_str(), "rail_tariff_eastward" | "rail_export"));
    let mut seen = HashSet::new();
    let is_change = |t: &Transfer| t.kind == TransferKind::GaugeChange;
    let mut pair = |t: &Transfer| t.gauges.is_some_and(|(a, b)| seen.insert((t.node, a.min(b), a.max(b), t.year)));
    let changes: Vec<Transfer> = network.transfers.iter().filter(|t| is_change(t) && pair(t)).cloned().collect();
    network.transfers.retain(|t| !is_change(t));
    for change in changes {
        let back = Transfer { gauges: change.gauges.map(|(a, b)| (b, a)), ..change.clone() };
        network.transfers.extend([change, back]);
    }
    network
}

/// The least number of links whose loss parts two places is the greatest number of ways without a common link.
fn cuts(network: &Network, panel: &Panel) -> Invariant {
    let open = || network.links().filter(|(_, l)| l.is_open(panel.terms.as_of) && l.mode != Mode::Road);
    let mut graph: DiGraph<(), u32> = DiGraph::new();
    let nodes: Vec<NodeIndex> = network.nodes().map(|_| graph.add_node(())).collect();
    for (_, link) in open() {
        let (a, b) = (nodes[link.from.index()], nodes[link.to.index()]);
        graph.add_edge(a, b, 1);
        graph.add_edge(b, a, 1);
    }
    let holds = panel.pairs.iter().map(|pair| {
        let (source, target) = (nodes[pair.from.index()], nodes[pair.to.index()]);
        let (flow, flows) = dinics(&graph, source, target);
        let reached = residual(&graph, &flows, source);
        let cut = open().filter(|(_, l)| reached[l.from.index()] != reached[l.to.index()]).count();
        !reached[target.index()] && cut == flow as usize
    });
    Invariant::of("smallest cut = greatest flow, in links", holds)
}

/// The nodes that more flow could reach.
fn residual(graph: &DiGraph<(), u32>, flows: &[u32], source: NodeIndex) -> Vec<bool> {
    let mut reached = vec![false; graph.node_count()];
    let mut next = vec![source];
    reached[source.index()] = true;
    while let Some(at) = next.pop() {
        let free = graph.edges(at).filter(|e| flows[e.id().index()] < *e.weight()).map(|e| e.target());
        let undone = graph.edges_directed(at, Direction::Incoming).filter(|e| flows[e.id().index()] > 0).map(|e| e.source());
        for node in free.chain(undone) {
            if !std::mem::replace(&mut reached[node.index()], true) {
                next.push(node);
            }
        }
    }
    reached
}

/// What an itinerary adds up to is the sum of its parts, and what the search counted.
fn totals(network: &Network, panel: &Panel, here: &Grown) -> Invariant {
    let holds = panel.pairs.iter().filter_map(|pair| {
        let tree = &here.trees.iter().find(|t| t.0 == pair.from)?.1;
        let path = tree.path(here.states.graph(), here.states.end(pair.to))?;
        let itinerary = Itinerary::new(network, &here.states, &path);
        let sum: Impact = itinerary.parts.iter().map(Part::impact).sum();
        Some(sum == itinerary.total && panel.terms.by.cost(&sum, panel.terms.value_of_time) == path.cost)
    });
    Invariant::of("totals are the sums of legs and events", holds)
}

/// Every row of the data cites a source that is in `sources.csv`.
fn sourced(network: &Network) -> Invariant {
    let sources = network.table("sources.csv");
    let known: HashSet<&str> = sources.iter().skip(1).map(|row| row[0].as_str()).collect();
    let mut holds = Vec::new();
    for file in crate::data::sourced_files() {
        let rows = network.table(file);
        let Some(column) = rows.first().and_then(|header| header.iter().position(|c| c == "source")) else { continue };
        holds.extend(rows.iter().skip(1).map(|row| !row[column].is_empty() && row[column].split('|').all(|id| known.is_empty() || known.contains(id))));
    }
    Invariant::of("every row cites a source that is listed", holds)
}
