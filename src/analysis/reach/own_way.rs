//! Ways by a corridor: along the middle third of its longest stretch that it does not share with another.

use std::collections::BTreeMap;

use super::reached;
use crate::analysis::routing::Routing;
use crate::error::Error;
use crate::network::{Corridor, LinkId, Network, NodeId};
use crate::query::corridors;
use crate::solve::FORBIDDEN;
use crate::state::Step;
use crate::units::Length;

/// The least value of the criterion at each node by any variant of a corridor, in either direction of it.
pub(super) fn by_corridor(routing: &Routing, inbound: bool, name: &str, other: &[LinkId]) -> Result<BTreeMap<NodeId, u64>, Error> {
    let network = routing.network;
    let mut best = BTreeMap::new();
    let mut has_own = false;
    for corridor in corridors(network, name)? {
        let Some((from, to)) = middle_third(network, corridor, other) else { continue };
        has_own = true;
        for stages in [[from, to], [to, from]] {
            for reached in reached(&along(routing, corridor, stages), inbound).into_iter().filter(|r| r.path.is_some()) {
                let value = best.entry(reached.node).or_insert(reached.value);
                *value = reached.value.min(*value);
            }
        }
    }
    if has_own { Ok(best) } else { Err(Error::Usage(format!("corridor `{name}` shares its whole way with the other; name two that part"))) }
}

/// The nodes at one and at two thirds of the longest stretch that a corridor does not share.
fn middle_third(network: &Network, corridor: &Corridor, other: &[LinkId]) -> Option<(NodeId, NodeId)> {
    let own = |pair: &[NodeId]| -> Length {
        let joins = |id: &&LinkId| {
            let link = network.link(**id);
            [link.from, link.to] == [pair[0], pair[1]] || [link.to, link.from] == [pair[0], pair[1]]
        };
        let links: Vec<&LinkId> = corridor.links.iter().filter(joins).collect();
        if links.iter().any(|id| other.binary_search(id).is_ok()) {
            Length::ZERO
        } else {
            links.iter().map(|id| network.link(**id).length).min().unwrap_or_default()
        }
    };
    let steps: Vec<Length> = corridor.chain.windows(2).map(own).collect();
    // The longest stretch of its own: from a step on, as long as it is alone.
    let stretches = (0..steps.len()).map(|from| (from, steps[from..].iter().copied().take_while(|step| *step > Length::ZERO).sum::<Length>()));
    let (from, whole) = stretches.max_by_key(|&(from, length)| (length, std::cmp::Reverse(from)))?;
    let at = |thirds: u64| {
        let mut passed = Length::ZERO;
        let step = steps[from..].iter().position(|step| {
            passed += *step;
            passed.times(3) >= whole.times(thirds)
        })?;
        corridor.chain.get(from + step + 1).copied()
    };
    if whole > Length::ZERO { at(1).zip(at(2)) } else { None }
}

/// The routing of shipments that pass two nodes and, between them, nothing but a corridor.
fn along<'n>(routing: &Routing<'n>, corridor: &Corridor, [from, to]: [NodeId; 2]) -> Routing<'n> {
    let states = routing.states.through(&[&[from], &[to]]);
    let arcs = routing.weights.len();
    let on_it = |e: usize| match routing.states.graph().raw_edges()[e].weight.step {
        Step::Haul { link, .. } => corridor.links.binary_search(&link).is_ok(),
        _ => true,
    };
    let weight = |e: usize| match (e / arcs.max(1), e % arcs.max(1)) {
        (1, e) if !on_it(e) => FORBIDDEN,
        (0..=2, e) => routing.weights[e],
        // What joins the stages costs nothing.
        _ => 0,
    };
    let weights = (0..states.graph().edge_count()).map(weight).collect();
    let targets = routing.query.to.nodes.iter().map(|n| states.end(*n)).collect();
    Routing { network: routing.network, query: routing.query.clone(), states, weights, roots: routing.roots.clone(), targets }
}
