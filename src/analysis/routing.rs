//! The common ground of all questions about routes: a request understood, the network expanded for it,
//! and the solver put to it.

use petgraph::graph::NodeIndex;

use crate::error::Error;
use crate::itinerary::Itinerary;
use crate::network::{Network, NodeId, Regime};
use crate::prepared;
use crate::query::{Constraint, RouteQuery};
use crate::request::{AlternativesKind, RouteRequest};
use crate::solve::{self, Alternatives, FORBIDDEN, KShortest, Path, Rules, Search};
use crate::state::{Arc, StateGraph, Step};

/// Times that a haul off the wanted corridor counts in the search (never in the figures).
const OFF_CORRIDOR: u64 = 10;
/// Searches that one request for alternatives may spend.
const SEARCHES: usize = 10_000;

/// A request ready to be solved.
#[derive(Debug)]
pub(super) struct Routing<'n> {
    pub network: &'n Network,
    pub query: RouteQuery,
    pub states: StateGraph,
    /// The solver's weight of every arc.
    pub weights: Vec<u64>,
    pub roots: Vec<NodeIndex>,
    pub targets: Vec<NodeIndex>,
}

impl<'n> Routing<'n> {
    /// Understands a request and expands the network for it.
    pub fn new(network: &'n Network, request: &RouteRequest) -> Result<Self, Error> {
        Ok(Self::of(network, RouteQuery::new(network, request)?))
    }

    /// Expands the network for a query.
    pub fn of(network: &'n Network, query: RouteQuery) -> Self {
        let (states, weights) = ground(network, &query);
        let (roots, targets) = ends(&states, &query);
        Self { network, query, states, weights, roots, targets }
    }

    /// The best path and its alternatives, as the request wants them.
    pub fn alternatives(&self, request: &RouteRequest) -> Alternatives {
        if request.k == 1
            && let Some(hierarchy) = prepared::kept_hierarchy(self.network, &self.states, &self.weights)
        {
            let path = hierarchy.path(self.states.graph(), &self.weights, &self.roots, &self.targets);
            return Alternatives { paths: path.into_iter().collect(), cut_short: false };
        }
        let mut search = Search::new(self.states.graph(), &self.weights, &self.targets);
        match request.alternatives {
            AlternativesKind::Distinct => {
                let rules = Rules { count: request.k, overlap_percent: request.max_overlap, stretch_percent: request.max_stretch, searches: SEARCHES };
                let (mark_of, extent_of) = (|e| mark(self.network, &self.states.arc(e).step), |e| extent(self.network, &self.states.arc(e).step));
                solve::distinct(&mut search, &self.roots, rules, mark_of, extent_of)
            }
            AlternativesKind::All => Alternatives { paths: KShortest::new(search, self.roots.clone()).take(request.k).collect(), cut_short: false },
        }
    }

    /// The best path.
    pub fn best(&self) -> Option<Path> {
        solve::shortest_path(self.states.graph(), &self.weights, &self.roots, &self.targets)
    }

    /// The itinerary of a path.
    ///
    /// # Errors
    /// When it touches what was to be avoided. The search guarantees that it does not; this is the proof
    /// on the answer itself.
    pub fn itinerary(&self, path: &Path) -> Result<Itinerary, Error> {
        itinerary(self.network, &self.query, &self.states, path)
    }

    /// The smallest set of constraints that leaves no route, in words.
    pub fn why_none(&self) -> String {
        why_none(self.network, &self.query)
    }
}

/// The state graph that a query is solved on, and the solver's weight of every arc.
pub(super) fn ground(network: &Network, query: &RouteQuery) -> (StateGraph, Vec<u64>) {
    let active: Vec<&Constraint> = query.constraints.iter().collect();
    let states = expand(network, query, &active);
    let weights = weights(network, &states, query, &active);
    (states, weights)
}

/// The itinerary of a path, proved to keep to what was asked.
///
/// # Errors
/// When it does not.
pub(super) fn itinerary(network: &Network, query: &RouteQuery, states: &StateGraph, path: &Path) -> Result<Itinerary, Error> {
    let itinerary = Itinerary::new(network, states, path);
    for constraint in &query.constraints {
        let link = itinerary.links().any(|id| constraint.forbids_link(id, network.link(id)));
        let node = itinerary.nodes(network).into_iter().any(|n| constraint.forbids_node(n));
        if link || node || itinerary.events().any(|e| constraint.forbids_node(e.node)) {
            return Err(Error::Usage(format!("internal error: the answer does not keep to {constraint}; please report it")));
        }
    }
    Ok(itinerary)
}

/// The state graph of a query under some of its constraints: its day, and its stages by what it passes.
fn expand(network: &Network, query: &RouteQuery, active: &[&Constraint]) -> StateGraph {
    let date = active.iter().find_map(|c| if let Constraint::AsOf(date) = c { Some(*date) } else { None });
    let states = StateGraph::new(network, date.unwrap_or(network.manifest().as_of), &query.cargo);
    let via: Vec<&[NodeId]> = active.iter().filter_map(|c| if let Constraint::Via(end) = c { Some(end.nodes.as_slice()) } else { None }).collect();
    if via.is_empty() { states } else { states.through(&via) }
}

/// The start and end states of a query.
pub(super) fn ends(states: &StateGraph, query: &RouteQuery) -> (Vec<NodeIndex>, Vec<NodeIndex>) {
    (query.from.nodes.iter().map(|n| states.start(*n)).collect(), query.to.nodes.iter().map(|n| states.end(*n)).collect())
}

/// The solver's weight of every arc: the criterion's cost, more off a wanted corridor, or forbidden by one
/// of the active constraints.
fn weights(network: &Network, states: &StateGraph, query: &RouteQuery, active: &[&Constraint]) -> Vec<u64> {
    let closed_links: Vec<bool> = network.links().map(|(id, link)| active.iter().any(|c| c.forbids_link(id, link))).collect();
    let closed_nodes: Vec<bool> = network.nodes().map(|(id, _)| active.iter().any(|c| c.forbids_node(id))).collect();
    let graph = states.graph();
    let weight = |edge: &petgraph::graph::Edge<Arc>| {
        let closed = match edge.weight.step {
            Step::Haul { link, .. } => closed_links[link.index()],
            _ => closed_nodes[graph[edge.source()].node().index()],
        };
        let cost = query.by.cost(&edge.weight.total(), query.value_of_time);
        match (&query.corridor, edge.weight.step) {
            _ if closed => FORBIDDEN,
            (Some(links), Step::Haul { link, .. }) if links.binary_search(&link).is_err() => cost.saturating_mul(OFF_CORRIDOR),
            _ => cost,
        }
    };
    graph.raw_edges().iter().map(weight).collect()
}

/// What makes two routes differ in kind: the countries they enter one from the other, the places where
/// they change gauge, the sea and ferry services they take. Two crossings of the same border are one
/// way, a Schengen border is none; two ferries over the same sea are two ways.
fn mark(network: &Network, step: &Step) -> Option<u32> {
    let (kind, index) = match *step {
        Step::Haul { link, border: Some(border), .. } if network.border(border).dwells.iter().all(|d| d.regime != Regime::Schengen) => {
            let link = network.link(link);
            let pair = [link.from, link.to].map(|n| network.node(n).country.map_or(0, |c| c.index() + 1));
            (0, pair[0].min(pair[1]) * (network.countries().len() + 1) + pair[0].max(pair[1]))
        }
        Step::GaugeChange(id) => (1, network.transfer(id).node?.index()),
        Step::Wait(Some(service)) => (2, service.index()),
        _ => return None,
    };
    u32::try_from(index).ok().map(|i| i << 2 | kind)
}

/// The link behind a haul, and its length: what overlap is measured by.
fn extent(network: &Network, step: &Step) -> Option<(u32, u64)> {
    match *step {
        Step::Haul { link, .. } => Some((link.index() as u32, network.link(link).length.get())),
        _ => None,
    }
}

/// The smallest set of constraints that leaves no route, in words; all of them together are known to.
pub(super) fn why_none(network: &Network, query: &RouteQuery) -> String {
    let all: Vec<&Constraint> = query.constraints.iter().collect();
    let (from, to) = (&query.from.name, &query.to.name);
    for size in 0..=all.len() {
        for set in subsets(&all, size) {
            if size < all.len() && connected(network, query, &set) {
                continue;
            }
            let names: Vec<String> = set.iter().map(ToString::to_string).collect();
            return match names.as_slice() {
                [] => format!("no route from {from} to {to}: the network does not join them, whatever is allowed"),
                [one] => format!("no route from {from} to {to}: {one} alone forbids it"),
                several => format!("no route from {from} to {to}: {} together forbid it, and no smaller set does", several.join(" and ")),
            };
        }
    }
    format!("no route from {from} to {to}")
}

/// All subsets of a size, in order. Requests carry a handful of constraints.
fn subsets<'c>(all: &[&'c Constraint], size: usize) -> Vec<Vec<&'c Constraint>> {
    match (size, all) {
        (0, _) => vec![Vec::new()],
        (_, []) => Vec::new(),
        (_, [first, rest @ ..]) => {
            let with = subsets(rest, size - 1).into_iter().map(|mut s| {
                s.insert(0, *first);
                s
            });
            with.chain(subsets(rest, size)).collect()
        }
    }
}

/// Whether a route exists under some of the constraints.
fn connected(network: &Network, query: &RouteQuery, active: &[&Constraint]) -> bool {
    let states = expand(network, query, active);
    let weights = weights(network, &states, query, active);
    let (roots, targets) = ends(&states, query);
    solve::shortest_path(states.graph(), &weights, &roots, &targets).is_some()
}
