//! How far freight gets: what is within reach of a place, and where one corridor stops beating another.

mod bands;
mod break_even;
mod hinterland;
mod own_way;

use petgraph::Direction;

use super::routing::Routing;
use crate::error::Error;
use crate::impact::{Criterion, Impact};
use crate::itinerary::Itinerary;
use crate::network::{Network, NodeId};
use crate::query::RouteQuery;
use crate::report::{Cell, Feature, Figures, Report, Shape};
use crate::request::ReachRequest;
use crate::solve::{self, Path};
use crate::units::{Decimal, Duration, Money};

/// Farthest that trucks may go from a node, in km: beyond it a circle is no hinterland.
const MOST_TRUCK_KM: u64 = 2_000;

pub(super) fn answer(network: &Network, request: &ReachRequest) -> Result<Report, Error> {
    if request.truck_km > MOST_TRUCK_KM {
        return Err(Error::Usage(format!("--truck-km {} is too far; write 0 to {MOST_TRUCK_KM}", request.truck_km)));
    }
    match (request.within.is_empty(), &request.break_even[..]) {
        (false, []) => bands::answer(network, request),
        (true, [a, b]) => break_even::answer(network, request, a, b),
        _ => Err(Error::Usage("say how far (--within 5d,10d) or which two corridors are held against each other (--break-even NELB TITR)".to_owned())),
    }
}

/// A node with the best way between it and the place.
struct Reached {
    node: NodeId,
    /// By the criterion, in its smallest unit.
    value: u64,
    total: Impact,
    /// None for the place itself.
    path: Option<Path>,
}

/// All nodes that load freight and can be reached, the place's own first, then in order of the criterion.
fn reached(routing: &Routing, inbound: bool) -> Vec<Reached> {
    let Routing { query, states, weights, roots, targets, .. } = routing;
    let (ends, direction, place, elsewhere) =
        if inbound { (targets, Direction::Incoming, &query.to, &query.from) } else { (roots, Direction::Outgoing, &query.from, &query.to) };
    let tree = solve::tree(states.graph(), weights, ends, direction);
    let mut out: Vec<Reached> = place.nodes.iter().map(|node| Reached { node: *node, value: 0, total: Impact::default(), path: None }).collect();
    let mut found: Vec<(u64, Reached)> = Vec::new();
    for &node in &elsewhere.nodes {
        let state = if inbound { states.start(node) } else { states.end(node) };
        let Some(path) = tree.path(states.graph(), state) else { continue };
        let total: Impact = path.edges.iter().map(|e| states.arc(*e).total()).sum();
        // With a corridor to follow the search has its own costs; the figures are the real ones.
        let cost = query.by.cost(&total, query.value_of_time);
        found.push((cost, Reached { node, value: Criterion::value(cost), total, path: Some(path) }));
    }
    found.sort_by_key(|(cost, reached)| (*cost, reached.node));
    out.extend(found.into_iter().map(|(_, reached)| reached));
    out
}

/// The countries on the way, by code.
fn via(routing: &Routing, reached: &Reached) -> String {
    let Some(path) = &reached.path else { return String::new() };
    let countries = Itinerary::new(routing.network, &routing.states, path).countries(routing.network);
    countries.into_iter().map(|c| routing.network.country(c).code.as_str()).collect::<Vec<_>>().join("-")
}

/// Code, name and country of a node.
fn names(network: &Network, node: NodeId) -> [Cell; 3] {
    let row = network.node(node);
    [Cell::Text(row.code.clone()), Cell::Text(row.name.clone()), Cell::Text(network.country_code(node).to_owned())]
}

/// A node as a point with its row.
fn point(network: &Network, node: NodeId, columns: &[String], row: &[Cell]) -> Feature {
    let properties = columns.iter().cloned().zip(row.iter().cloned()).collect();
    Feature { shape: Shape::Points(vec![network.node(node).position]), kind: "node", mode: None, properties }
}

/// A value of the criterion as a column: name of its unit, and number.
fn in_unit(by: Criterion, value: u64) -> (&'static str, Decimal) {
    match by {
        Criterion::Time => ("h", Figures::hours(Duration::new(value))),
        Criterion::Cost => ("usd", Money::new(value).usd()),
        Criterion::Distance => ("km", Decimal { value, places: 3 }),
        Criterion::Co2e => ("kg", Decimal { value, places: 3 }),
        Criterion::Generalised => ("usd", Money::new(value / 1440).usd()),
    }
}

/// The query of a request with one end.
fn open<'n>(network: &'n Network, request: &ReachRequest) -> Result<Routing<'n>, Error> {
    Ok(Routing::of(network, RouteQuery::open(network, &request.route, request.inbound)?))
}

/// `from X` or `to X`.
fn of_place(query: &RouteQuery, inbound: bool) -> String {
    if inbound { format!("to {}", query.to.name) } else { format!("from {}", query.from.name) }
}
