//! All losses over all pairs of a panel: one tree per origin, repaired for each loss.

use petgraph::graph::NodeIndex;
use rayon::prelude::*;

use super::tally::Tally;
use crate::analysis::elements::{Element, Elements};
use crate::analysis::panel::{Od, Panel};
use crate::network::Network;
use crate::request::ElementKind;
use crate::solve::{Costs, FORBIDDEN, Losses, Weight};
use crate::state::{Arc, State, StateGraph};

/// A panel on its state graph, with what may be lost.
pub(super) struct Study<'p> {
    pub network: &'p Network,
    pub panel: &'p Panel,
    pub elements: Elements,
    pub stretch: u64,
    states: StateGraph,
    /// The solver's cost, minutes, cents and grams of each arc.
    weights: Vec<Costs>,
}

/// The losses of one origin, with the pairs that start there and the index of the first.
pub(super) struct Origin<'s> {
    first: usize,
    pairs: &'s [Od],
    losses: Losses<'s, State, Arc, Costs>,
}

/// A pair that has a lost element on its best route, and its costs before and after.
pub(super) struct Hit {
    pair: usize,
    target: NodeIndex,
    before: Costs,
    after: Option<Costs>,
}

/// The figures of two sets of pairs together, loss by loss.
fn all(a: Vec<Tally>, b: Vec<Tally>) -> Vec<Tally> {
    a.into_iter().zip(b).map(|(a, b)| a.and(b)).collect()
}

impl<'p> Study<'p> {
    pub fn new(network: &'p Network, panel: &'p Panel, kinds: &[ElementKind], stretch: u64) -> Self {
        let (states, costs) = panel.terms.expand(network);
        let weight = |(cost, arc): (u64, &Arc)| {
            let total = arc.total();
            if cost == FORBIDDEN { Costs::FORBIDDEN } else { [cost, total.duration().get(), total.cost.get(), total.emissions.get()] }
        };
        let weights = costs.into_iter().zip(states.graph().edge_weights()).map(weight).collect();
        Self { network, panel, elements: Elements::new(network, &states, kinds), stretch, states, weights }
    }

    /// Flow of the pairs that have a route, and the pairs that have none.
    pub fn base(&self) -> (u128, usize) {
        let one = |origin: &Origin| {
            let served = |pair: &&Od| origin.losses.tree().cost(self.states.end(pair.to)).is_some();
            let flow: u128 = origin.pairs.iter().filter(served).map(|p| u128::from(p.weight)).sum();
            (flow, origin.pairs.iter().filter(|p| !served(p)).count())
        };
        self.origins().map(|origin| one(&origin)).reduce(|| (0, 0), |a, b| (a.0 + b.0, a.1 + b.1))
    }

    pub fn origins(&self) -> impl ParallelIterator<Item = Origin<'_>> {
        let groups: Vec<(usize, &[Od])> = self.panel.origins().collect();
        groups.into_par_iter().map(|(first, pairs)| {
            let targets: Vec<_> = pairs.iter().map(|p| self.states.end(p.to)).collect();
            let losses = Losses::new(self.states.graph(), &self.weights, &[self.states.start(pairs[0].from)], &targets);
            Origin { first, pairs, losses }
        })
    }

    /// What each element's loss does, by index of the element.
    pub fn singles(&self) -> Vec<Tally> {
        let none = || vec![Tally::default(); self.elements.len()];
        let add = |mut tallies: Vec<Tally>, mut origin: Origin| {
            for element in self.used(&origin) {
                let tally = self.lose(&mut origin, &[element]);
                tallies[element] = tallies[element].and(tally);
            }
            tallies
        };
        let mut tallies = self.origins().fold(none, add).reduce(none, all);
        self.add_own(&mut tallies);
        tallies
    }

    /// The elements on the way to any destination of an origin, in order.
    pub fn used(&self, origin: &Origin) -> Vec<usize> {
        let arcs = origin.losses.edges_to_targets();
        let mut used: Vec<usize> = arcs.iter().flat_map(|e| self.elements.of_arc(*e)).map(|i| *i as usize).collect();
        used.sort_unstable();
        used.dedup();
        used
    }

    /// What each of several losses of two elements at once does.
    pub fn together(&self, pairs: &[[usize; 2]]) -> Vec<Tally> {
        let none = || vec![Tally::default(); pairs.len()];
        let add = |mut tallies: Vec<Tally>, mut origin: Origin| {
            let used = self.used(&origin);
            for (tally, pair) in tallies.iter_mut().zip(pairs).filter(|(_, pair)| pair.iter().any(|e| used.binary_search(e).is_ok())) {
                *tally = tally.and(self.lose(&mut origin, pair));
            }
            tallies
        };
        self.origins().fold(none, add).reduce(none, all)
    }

    /// What the loss of some elements at once does to the pairs of an origin.
    fn lose(&self, origin: &mut Origin, lost: &[usize]) -> Tally {
        self.hits(origin, lost).iter().map(|hit| self.tally(hit)).fold(Tally::default(), Tally::and)
    }

    /// The pairs of an origin that have one of some lost elements on their best route.
    pub fn hits(&self, origin: &mut Origin, lost: &[usize]) -> Vec<Hit> {
        let (from, pairs, first) = (origin.pairs[0].from, origin.pairs, origin.first);
        let elements = || lost.iter().map(|i| self.elements.get(*i));
        if elements().any(|e| e.is_home_of(self.network, from)) {
            return Vec::new();
        }
        let mut hits = Vec::new();
        let arcs = lost.iter().flat_map(|i| self.elements.arcs(*i)).copied();
        origin.losses.without(arcs, |target, before, after| {
            let to = self.states.graph()[target].node();
            let Ok(at) = pairs.binary_search_by_key(&to, |p| p.to) else { return };
            if !elements().any(|e| e.is_home_of(self.network, to)) {
                hits.push(Hit { pair: first + at, target, before, after });
            }
        });
        hits
    }

    /// The figures of one pair.
    pub fn tally(&self, hit: &Hit) -> Tally {
        Tally::of(hit.pair, self.panel.pairs[hit.pair].weight, hit.before, hit.after, self.stretch)
    }

    /// The elements on the way that a pair takes after the last loss of its origin.
    pub fn elements_after(&self, origin: &Origin, hit: &Hit) -> Vec<usize> {
        let mut elements: Vec<usize> = origin.losses.edges_after(hit.target).flat_map(|e| self.elements.of_arc(e)).map(|i| *i as usize).collect();
        elements.sort_unstable();
        elements.dedup();
        elements
    }

    /// Counts the flow that starts or ends at each element.
    fn add_own(&self, tallies: &mut [Tally]) {
        for pair in &self.panel.pairs {
            let mut homes: Vec<Element> = Vec::new();
            for node in [pair.from, pair.to] {
                homes.push(Element::Node(node));
                homes.extend(self.network.node(node).country.map(Element::Country));
            }
            homes.sort_unstable();
            homes.dedup();
            for index in homes.into_iter().filter_map(|e| self.elements.position(e)) {
                tallies[index].own += u128::from(pair.weight);
            }
        }
    }
}
