//! The smallest set of groups of edges whose loss leaves no path.
//!
//! With one edge to a group this is a minimum cut, as large as the number of disjoint paths (Menger 1927, "Zur allgemeinen
//! Kurventheorie", doi:10.4064/fm-10-1-96-115). Groups of several edges make it a cut by labels, hard in general and with no
//! such theorem: the disjoint paths may be fewer. So it is found by branch and bound: the fractional packing of paths
//! ([`max_flow`] with capacities of 1) is a lower bound, rounding its prices an upper one, and where they do
//! not meet the search goes on with a group lost and with the same group kept.

use std::collections::BTreeSet;

use petgraph::Direction;
use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};

use super::{FORBIDDEN, Flow, Path, Throughput, max_flow, shortest_path, tree};

/// What separates roots from targets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Separation {
    /// Nothing: no path joins them.
    Apart,
    /// No set of groups does: this path uses none that may be lost.
    Never(Path),
    /// These do.
    Cut(Cut),
}

/// A set of groups that separates, and what is known of smaller ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The groups, in order. None of them could stay.
    pub groups: Vec<u32>,
    /// No fewer groups than this separate; as many as `groups` when the search was finished.
    pub at_least: usize,
    /// Paths that share no group that may be lost. There are no more of them than `groups`: each passes one of its own.
    pub disjoint: Vec<Path>,
}

/// Finds the smallest set of groups that may be lost whose loss leaves no open path from a root to a target.
///
/// `groups` gives the groups of an edge. After `steps` packings the best set so far stands, with the bound that is proved.
pub fn cut<'a, N, E>(
    graph: &DiGraph<N, E>,
    open: &[u64],
    roots: &[NodeIndex],
    targets: &[NodeIndex],
    groups: impl Fn(EdgeIndex) -> &'a [u32],
    may_lose: impl Fn(u32) -> bool,
    steps: usize,
) -> Separation {
    let problem = Problem { graph, open, roots, targets, groups, may_lose };
    let none = BTreeSet::new();
    let root = match problem.pack(&none, &none) {
        Throughput::None => return Separation::Apart,
        Throughput::Unlimited(path) => return Separation::Never(path),
        Throughput::Flow(flow) => Some(flow),
        Throughput::OutOfRange => None,
    };
    let (best, at_least) = problem.smallest(steps);
    let disjoint = problem.disjoint(root.as_ref());
    Separation::Cut(Cut { groups: best.into_iter().collect(), at_least, disjoint })
}

type Groups = BTreeSet<u32>;

struct Problem<'g, N, E, G, M> {
    graph: &'g DiGraph<N, E>,
    open: &'g [u64],
    roots: &'g [NodeIndex],
    targets: &'g [NodeIndex],
    groups: G,
    may_lose: M,
}

impl<'a, N, E, G: Fn(EdgeIndex) -> &'a [u32], M: Fn(u32) -> bool> Problem<'_, N, E, G, M> {
    fn without(&self, lost: &Groups) -> Vec<u64> {
        let is_lost = |i: usize| (self.groups)(EdgeIndex::new(i)).iter().any(|g| lost.contains(g));
        self.open.iter().enumerate().map(|(i, &w)| if w != FORBIDDEN && is_lost(i) { FORBIDDEN } else { w }).collect()
    }

    /// As many paths as share no group, fractions allowed, when some groups are lost and others do not count.
    fn pack(&self, lost: &Groups, kept: &Groups) -> Throughput {
        let capacity = |g| if (self.may_lose)(g) && !kept.contains(&g) { Some(1) } else { None };
        max_flow(self.graph, &self.without(lost), self.roots, self.targets, &self.groups, capacity)
    }

    fn separates(&self, lost: &Groups) -> bool {
        shortest_path(self.graph, &self.without(lost), self.roots, self.targets).is_none()
    }

    /// The smallest set, and the size below which none was ruled out.
    fn smallest(&self, steps: usize) -> (Groups, usize) {
        let mut best = self.minimal(self.nearest());
        let mut proved = 1;
        let mut stack = vec![(Groups::new(), Groups::new())];
        for step in 0..steps {
            let Some((lost, kept)) = stack.pop() else { return (best.clone(), best.len()) };
            let flow = match self.pack(&lost, &kept) {
                Throughput::Flow(flow) => flow,
                Throughput::None if lost.len() < best.len() => {
                    best = lost;
                    continue;
                }
                Throughput::OutOfRange => return (best, proved),
                _ => continue,
            };
            let bound = lost.len() + flow.amount.div_ceil(u128::from(flow.denominator)) as usize;
            if step == 0 {
                proved = bound;
            }
            if bound >= best.len() {
                continue;
            }
            for candidate in self.rounded(&lost, &flow) {
                if candidate.len() < best.len() || step == 0 {
                    let candidate = self.minimal(candidate);
                    if candidate.len() < best.len() {
                        best = candidate;
                    }
                }
            }
            if bound >= best.len() {
                continue;
            }
            let Some(&(group, _)) = flow.prices.iter().max_by_key(|(g, price)| (*price, std::cmp::Reverse(*g))) else { continue };
            let with = |set: &Groups| set.iter().copied().chain([group]).collect::<Groups>();
            stack.push((lost.clone(), with(&kept)));
            stack.push((with(&lost), kept));
        }
        (best, proved)
    }

    /// The groups that leave what is reached without any group that may be lost.
    fn nearest(&self) -> Groups {
        let losable = |e: EdgeIndex| (self.groups)(e).iter().any(|g| (self.may_lose)(*g));
        let free: Vec<u64> = (0..self.open.len()).map(|i| if losable(EdgeIndex::new(i)) { FORBIDDEN } else { self.open[i] }).collect();
        let reached = tree(self.graph, &free, self.roots, Direction::Outgoing);
        let leaves = |e: &EdgeIndex| self.graph.edge_endpoints(*e).is_some_and(|(from, _)| reached.cost(from).is_some()) && self.open[e.index()] != FORBIDDEN;
        self.graph.edge_indices().filter(leaves).flat_map(|e| (self.groups)(e).iter().copied().filter(|g| (self.may_lose)(*g))).collect()
    }

    /// The cuts at each distance by the prices of a packing: no path comes from below a distance to above it but over
    /// an edge with a price.
    fn rounded(&self, lost: &Groups, flow: &Flow) -> Vec<Groups> {
        let price = |g: &u32| flow.prices.binary_search_by_key(g, |p| p.0).map_or(0, |i| flow.prices[i].1);
        let mut weights = self.without(lost);
        for (i, weight) in weights.iter_mut().enumerate().filter(|(_, w)| **w != FORBIDDEN) {
            *weight = (self.groups)(EdgeIndex::new(i)).iter().map(price).sum();
        }
        let reached = tree(self.graph, &weights, self.roots, Direction::Outgoing);
        let distance = |n: NodeIndex| reached.cost(n).map_or(flow.denominator, |c| c.min(flow.denominator));
        let levels: BTreeSet<u64> = self.graph.node_indices().map(distance).filter(|d| *d > 0).collect();
        let crossing = |level: u64| {
            let crosses = |e: &EdgeIndex| {
                let ends = self.graph.edge_endpoints(*e);
                weights[e.index()] != FORBIDDEN && ends.is_some_and(|(from, to)| distance(from) < level && distance(to) >= level)
            };
            let priced = self.graph.edge_indices().filter(crosses).flat_map(|e| (self.groups)(e).iter().copied().filter(|g| price(g) > 0));
            priced.chain(lost.iter().copied()).collect()
        };
        levels.into_iter().map(crossing).collect()
    }

    /// A separating set without what is not needed for it.
    fn minimal(&self, mut set: Groups) -> Groups {
        for group in set.clone() {
            set.remove(&group);
            if !self.separates(&set) {
                set.insert(group);
            }
        }
        set
    }

    /// Paths that share no group that may be lost: the whole ones of a packing, and what still fits beside them; or, if that is
    /// more, those of few groups one after the other.
    fn disjoint(&self, packing: Option<&Flow>) -> Vec<Path> {
        let whole = packing.map_or_else(Vec::new, |flow| {
            let full = flow.paths.iter().filter(|(_, amount)| *amount == u128::from(flow.denominator));
            full.map(|(path, _)| path.clone()).collect()
        });
        let (beside, alone) = (self.filled(whole), self.filled(Vec::new()));
        if alone.len() > beside.len() { alone } else { beside }
    }

    fn filled(&self, mut paths: Vec<Path>) -> Vec<Path> {
        let groups_of = |path: &Path| path.edges.iter().flat_map(|e| (self.groups)(*e)).copied().filter(|g| (self.may_lose)(*g)).collect::<Vec<_>>();
        let mut taken: Groups = paths.iter().flat_map(groups_of).collect();
        loop {
            let mut weights = self.without(&taken);
            for (i, weight) in weights.iter_mut().enumerate().filter(|(_, w)| **w != FORBIDDEN) {
                *weight = 1 + ((self.groups)(EdgeIndex::new(i)).len() as u64) * 4096;
            }
            let Some(path) = shortest_path(self.graph, &weights, self.roots, self.targets) else { return paths };
            let more = groups_of(&path);
            taken.extend(more);
            paths.push(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{all_paths, graph};
    use super::*;
    use proptest::prelude::*;

    /// The smallest number of groups that hits every path, by trying all sets; `None` when a path has none to lose.
    fn smallest(paths: &[Vec<u32>], groups: u32) -> Option<u32> {
        let hits = |set: u32| paths.iter().all(|p| p.iter().any(|g| set >> g & 1 == 1));
        (0..1u32 << groups).filter(|set| hits(*set)).map(u32::count_ones).min()
    }

    /// The largest number of paths that share no group, by trying all.
    fn packing(paths: &[Vec<u32>], used: u32) -> usize {
        let Some((first, rest)) = paths.split_first() else { return 0 };
        let own = first.iter().fold(0, |set, g| set | 1 << g);
        let without = packing(rest, used);
        if own & used == 0 { without.max(1 + packing(rest, used | own)) } else { without }
    }

    proptest! {
        #[test]
        fn a_cut_by_groups_is_the_smallest_of_all_sets((graph, weights) in graph(7), share in 1..4u32, kept in 0..9u32) {
            let (root, target) = (NodeIndex::new(0), NodeIndex::new(graph.node_count() - 1));
            // Groups of several edges, edges without any, and one group that may not be lost.
            let groups: Vec<Vec<u32>> = (0..graph.edge_count() as u32).map(|i| if i % 7 == 6 { vec![] } else { vec![i / share % 12] }).collect();
            let may_lose = |g| g != kept;
            let mut paths: Vec<Vec<u32>> = all_paths(&graph, &weights, root, target)
                .iter()
                .map(|p| p.edges.iter().flat_map(|e| groups[e.index()].clone()).filter(|g| may_lose(*g)).collect())
                .collect();
            paths.iter_mut().for_each(|p| { p.sort_unstable(); p.dedup(); });
            paths.sort();
            paths.dedup();
            if paths.len() > 16 { return Ok(()) }
            let found = cut(&graph, &weights, &[root], &[target], |e| &groups[e.index()], may_lose, 1_000);
            match (found, smallest(&paths, 12)) {
                (Separation::Apart, _) => prop_assert!(paths.is_empty()),
                (Separation::Never(path), None) => prop_assert!(path.edges.iter().all(|e| groups[e.index()].iter().all(|g| !may_lose(*g)))),
                (Separation::Cut(cut), Some(size)) => {
                    prop_assert_eq!(cut.groups.len(), size as usize);
                    prop_assert_eq!(cut.at_least, size as usize);
                    prop_assert!(paths.iter().all(|p| p.iter().any(|g| cut.groups.contains(g))));
                    let most = packing(&paths, 0);
                    prop_assert!(cut.disjoint.len() <= most && most <= cut.groups.len());
                    let mut used: Vec<u32> = Vec::new();
                    for path in &cut.disjoint {
                        let mut own: Vec<u32> = path.edges.iter().flat_map(|e| groups[e.index()].clone()).filter(|g| may_lose(*g)).collect();
                        own.sort_unstable();
                        own.dedup();
                        prop_assert!(own.iter().all(|g| !used.contains(g)));
                        used.extend(own);
                    }
                }
                (found, size) => prop_assert!(false, "{found:?} but {size:?}"),
            }
        }

        /// Menger: with one edge to a group, as many disjoint paths as edges in the cut, and as the maximum flow.
        #[test]
        fn single_edges_have_as_many_disjoint_paths((graph, weights) in graph(8)) {
            let (root, target) = (NodeIndex::new(0), NodeIndex::new(graph.node_count() - 1));
            let own: Vec<[u32; 1]> = (0..graph.edge_count() as u32).map(|i| [i]).collect();
            let mut plain: DiGraph<(), u64> = graph.map(|_, ()| (), |_, ()| 1);
            plain.retain_edges(|_, e| weights[e.index()] != FORBIDDEN);
            let (flow, _) = petgraph::algo::ford_fulkerson(&plain, root, target);
            match cut(&graph, &weights, &[root], &[target], |e| &own[e.index()], |_| true, 1_000) {
                Separation::Cut(cut) => {
                    prop_assert_eq!(cut.groups.len() as u64, flow);
                    prop_assert_eq!(cut.disjoint.len() as u64, flow);
                }
                Separation::Apart => prop_assert_eq!(flow, 0),
                Separation::Never(path) => prop_assert!(false, "{path:?}"),
            }
        }
    }

    /// Two paths that share a group although they share no edge: the group alone separates.
    #[test]
    fn edges_of_one_group_are_one_loss() {
        let graph = DiGraph::<(), ()>::from_edges([(0, 1), (1, 3), (0, 2), (2, 3)]);
        let groups: [&[u32]; 4] = [&[0], &[1], &[2], &[1]];
        let found = cut(&graph, &[1; 4], &[0.into()], &[3.into()], |e| groups[e.index()], |_| true, 100);
        let Separation::Cut(cut) = found else { panic!("{found:?}") };
        assert_eq!((cut.groups, cut.at_least, cut.disjoint.len()), (vec![1], 1, 1));
    }
}
