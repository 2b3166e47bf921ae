//! One panel on many variants of a network: the same network with some of a set of projects held and the others not.
//!
//! All variants share one state graph, that of the network with every link of every project, so an arc has the same
//! index in all of them; what a variant lacks is forbidden. The variant that holds all projects is solved first. A
//! pair whose best route there touches nothing that another variant changes keeps it where nothing got cheaper,
//! and only the other pairs are solved again. O(variants x origins x tree) at worst.

use std::collections::HashSet;
use std::sync::Arc as Shared;

use petgraph::Direction;
use petgraph::graph::EdgeIndex;
use rayon::prelude::*;

use super::panel::{Od, Panel};
use crate::impact::Impact;
use crate::network::{LinkId, Network, NodeId, Switch};
use crate::solve::{self, FORBIDDEN};
use crate::state::{StateGraph, Step};

/// The best route of a pair: its arcs, and what they add up to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub impact: Impact,
    pub edges: Vec<EdgeIndex>,
}

/// The best route of every pair of the panel, `None` where there is none. Equal ones are often the same.
pub(super) type Answers = Vec<Option<Shared<Found>>>;

/// A panel, and the projects of which the variants hold some.
pub(super) struct Variants<'n> {
    network: &'n Network,
    panel: &'n Panel,
    /// The effects of each project.
    projects: Vec<Vec<usize>>,
    states: StateGraph,
    all: Costs,
    with_all: Answers,
}

/// What each arc costs the solver, and what it adds, in one variant.
struct Costs {
    weights: Vec<u64>,
    impacts: Vec<Impact>,
}

impl<'n> Variants<'n> {
    /// Solves the panel with all projects held.
    pub fn new(network: &'n Network, panel: &'n Panel, projects: Vec<Vec<usize>>) -> Self {
        let (states, all) = expand(network, panel, &projects, &vec![true; projects.len()]);
        let mut variants = Self { network, panel, projects, states, all, with_all: Vec::new() };
        let with_all = variants.solve(&variants.all, |_| None);
        variants.with_all = with_all;
        variants
    }

    /// The answers with all projects.
    pub fn with_all(&self) -> &Answers {
        &self.with_all
    }

    /// The answers with some of the projects.
    pub fn with(&self, held: &[bool]) -> Answers {
        if held.iter().all(|h| *h) {
            return self.with_all.clone();
        }
        let (_, costs) = expand(self.network, self.panel, &self.projects, held);
        let arcs = 0..costs.weights.len();
        let touched: Vec<bool> = arcs.clone().map(|i| costs.weights[i] != self.all.weights[i] || costs.impacts[i] != self.all.impacts[i]).collect();
        let nothing_cheaper = arcs.clone().all(|i| costs.weights[i] >= self.all.weights[i]);
        self.solve(&costs, |at| {
            let known = &self.with_all[at];
            let stays = nothing_cheaper && known.as_ref().is_none_or(|found| found.edges.iter().all(|e| !touched[e.index()]));
            stays.then(|| known.clone())
        })
    }

    /// The links of a route, in order.
    pub fn links(&self, found: &Found) -> Vec<LinkId> {
        let link = |e: &EdgeIndex| if let Step::Haul { link, .. } = self.states.arc(*e).step { Some(link) } else { None };
        found.edges.iter().filter_map(link).collect()
    }

    /// How often a route boards a vessel at one of some nodes.
    pub fn boardings(&self, found: &Found, ports: &[NodeId]) -> usize {
        let boards = |e: &&EdgeIndex| {
            let at = self.states.graph().edge_endpoints(**e).map(|(from, _)| self.states.graph()[from].node());
            matches!(self.states.arc(**e).step, Step::Wait(_)) && at.is_some_and(|n| ports.contains(&n))
        };
        found.edges.iter().filter(boards).count()
    }

    /// The best route of every pair, where it is not known beforehand.
    fn solve(&self, costs: &Costs, known: impl Fn(usize) -> Option<Option<Shared<Found>>> + Sync) -> Answers {
        let graph = self.states.graph();
        let origins: Vec<(usize, &[Od])> = self.panel.origins().collect();
        let of_one_origin = |(start, pairs): &(usize, &[Od])| -> Answers {
            let before: Vec<_> = (0..pairs.len()).map(|i| known(start + i)).collect();
            if before.iter().all(Option::is_some) {
                return before.into_iter().flatten().collect();
            }
            let tree = solve::tree(graph, &costs.weights, &[self.states.start(pairs[0].from)], Direction::Outgoing);
            let best = |to: NodeId| {
                let edges = tree.path(graph, self.states.end(to))?.edges;
                let impact = edges.iter().map(|e| costs.impacts[e.index()]).sum();
                Some(Shared::new(Found { impact, edges }))
            };
            pairs.iter().zip(before).map(|(pair, known)| known.unwrap_or_else(|| best(pair.to))).collect()
        };
        let solved: Vec<Answers> = origins.par_iter().map(of_one_origin).collect();
        solved.concat()
    }
}

/// The shared state graph, and the costs of the variant that holds some projects.
fn expand(network: &Network, panel: &Panel, projects: &[Vec<usize>], held: &[bool]) -> (StateGraph, Costs) {
    let mut variant = network.clone();
    let (mut closed, mut silent): (HashSet<LinkId>, HashSet<NodeId>) = (HashSet::new(), HashSet::new());
    let mut effects: Vec<usize> = projects.concat();
    effects.sort_unstable();
    effects.dedup();
    for index in effects {
        let holds = projects.iter().zip(held).any(|(effects, held)| *held && effects.contains(&index));
        // What makes the graph is there in every variant, and forbidden where it should not be.
        let (links, nodes) = match &network.effects()[index].switch {
            Switch::Links(links) => (links.as_slice(), Vec::new()),
            _ => (&[][..], network.effects()[index].loads()),
        };
        variant.switch(index, holds || !links.is_empty() || !nodes.is_empty());
        if !holds {
            closed.extend(links);
            silent.extend(nodes);
        }
    }
    let states = StateGraph::new(&variant, panel.terms.as_of, &panel.terms.cargo);
    let graph = states.graph();
    let impacts: Vec<Impact> = graph.raw_edges().iter().map(|e| e.weight.total()).collect();
    let weight = |(edge, impact): (&petgraph::graph::Edge<crate::state::Arc>, &Impact)| {
        let forbidden = match edge.weight.step {
            Step::Haul { link, .. } => closed.contains(&link),
            Step::Load(_) | Step::Unload(_) => silent.contains(&graph[edge.source()].node()),
            _ => false,
        };
        if forbidden { FORBIDDEN } else { panel.terms.by.cost(impact, panel.terms.value_of_time) }
    };
    let weights = graph.raw_edges().iter().zip(&impacts).map(weight).collect();
    (states, Costs { weights, impacts })
}
