//! The most that flows from roots to targets when what edges share limits them.
//!
//! An edge may belong to *groups*, a group to many edges: whatever passes any of them uses the group, and is limited
//! by its capacity. So this is no flow problem on edges (its limits join edges that lie apart), but a linear programme over
//! paths, solved by generating the paths that pay (Ford and Fulkerson 1958, "A suggested computation for maximal
//! multi-commodity network flows", doi:10.1287/mnsc.5.1.97). Where every group is one edge it is the maximum flow, and its
//! prices are a minimum cut (Ford and Fulkerson 1956, "Maximal flow through a network", doi:10.4153/CJM-1956-045-5).

use std::collections::HashMap;

use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};

use super::simplex::Simplex;
use super::{FORBIDDEN, Path, shortest_path};

/// The share of a search weight that the price of a path is; the rest prefers paths of few groups and edges.
const PRICE: u64 = 1 << 24;

/// What may flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Throughput {
    /// No open path.
    None,
    /// A path that no group limits.
    Unlimited(Path),
    /// This much.
    Flow(Flow),
    /// The programme grew out of the range of exact integers.
    OutOfRange,
}

/// A maximum flow and its proof. All figures are to be divided by `denominator`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// What flows in all.
    pub amount: u128,
    /// The paths, each with what flows on it.
    pub paths: Vec<(Path, u128)>,
    /// The groups that limit it, in order, each with what one more of its capacity adds. They are the proof: no path costs less
    /// than 1 at these prices, and the capacities are worth as much as flows.
    pub prices: Vec<(u32, u64)>,
    /// What the figures are divided by.
    pub denominator: u64,
}

/// Finds the most that flows from the roots to the targets along open edges (weight not [`FORBIDDEN`]).
///
/// `groups` gives the groups of an edge (without order or repetition), `capacity` that of a group, `None` when
/// nothing limits it. Paths of few groups are preferred, then of few edges.
pub fn max_flow<'a, N, E>(
    graph: &DiGraph<N, E>,
    open: &[u64],
    roots: &[NodeIndex],
    targets: &[NodeIndex],
    groups: impl Fn(EdgeIndex) -> &'a [u32],
    capacity: impl Fn(u32) -> Option<u64>,
) -> Throughput {
    let mut programme = Simplex::new();
    let (mut rows, mut group_of): (HashMap<u32, usize>, Vec<u32>) = (HashMap::new(), Vec::new());
    let mut paths: Vec<Path> = Vec::new();
    let mut weights = open.to_vec();
    loop {
        let prices: Vec<u64> = programme.prices().collect();
        for (index, weight) in weights.iter_mut().enumerate().filter(|(i, _)| open[*i] != FORBIDDEN) {
            let limits = groups(EdgeIndex::new(index)).iter().filter(|g| capacity(**g).is_some());
            *weight = limits.fold(1, |sum, g| sum + (PRICE >> 12) + PRICE.saturating_mul(rows.get(g).map_or(0, |r| prices[*r])));
        }
        let Some(path) = shortest_path(graph, &weights, roots, targets) else { break };
        let limits: Vec<u32> = path.edges.iter().flat_map(|e| groups(*e)).copied().filter(|g| capacity(*g).is_some()).collect();
        if limits.is_empty() {
            return Throughput::Unlimited(path);
        }
        let price: u64 = limits.iter().map(|g| rows.get(g).map_or(0, |r| prices[*r])).sum();
        if price >= programme.denominator() {
            break;
        }
        for group in &limits {
            if !rows.contains_key(group) {
                rows.insert(*group, group_of.len());
                group_of.push(*group);
                programme.add_row(capacity(*group).unwrap_or(0));
            }
        }
        let uses: Vec<usize> = limits.iter().map(|g| rows[g]).collect();
        if programme.add_column(&uses).is_none() {
            return Throughput::OutOfRange;
        }
        paths.push(path);
    }
    if paths.is_empty() {
        return Throughput::None;
    }
    let mut prices: Vec<(u32, u64)> = group_of.iter().copied().zip(programme.prices()).filter(|(_, price)| *price > 0).collect();
    prices.sort_unstable();
    let amounts = programme.amounts();
    Throughput::Flow(Flow {
        amount: programme.value(),
        paths: amounts.into_iter().map(|(j, amount)| (paths[j].clone(), amount)).collect(),
        prices,
        denominator: programme.denominator(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::graph;
    use super::*;
    use petgraph::visit::EdgeRef;
    use proptest::prelude::*;

    proptest! {
        /// With one edge to a group it is the maximum flow of the textbook.
        #[test]
        fn single_edges_make_a_plain_maximum_flow((graph, weights) in graph(8), capacities in prop::collection::vec(0..6u64, 24)) {
            let (root, target) = (NodeIndex::new(0), NodeIndex::new(graph.node_count() - 1));
            let own: Vec<[u32; 1]> = (0..graph.edge_count() as u32).map(|i| [i]).collect();
            let found = max_flow(&graph, &weights, &[root], &[target], |e| &own[e.index()], |g| Some(capacities[g as usize]));
            let mut plain: DiGraph<(), u64> = graph.map(|_, ()| (), |e, ()| capacities[e.index()]);
            plain.retain_edges(|_, e| weights[e.index()] != FORBIDDEN);
            let (expected, _) = petgraph::algo::ford_fulkerson(&plain, root, target);
            match found {
                Throughput::Flow(flow) => {
                    prop_assert_eq!(flow.amount, u128::from(expected) * u128::from(flow.denominator));
                    let mut used = vec![0u128; graph.edge_count()];
                    for (path, amount) in &flow.paths {
                        path.edges.iter().for_each(|e| used[e.index()] += amount);
                    }
                    for edge in graph.edge_references() {
                        let most = if weights[edge.id().index()] == FORBIDDEN { 0 } else { capacities[edge.id().index()] };
                        prop_assert!(used[edge.id().index()] <= u128::from(most) * u128::from(flow.denominator));
                    }
                }
                Throughput::None => prop_assert_eq!(expected, 0),
                other => prop_assert!(false, "{:?}", other),
            }
        }
    }

    proptest! {
        /// Groups of several edges: what flows fits, and its prices prove that no more does (duality). Every path is tried.
        #[test]
        fn what_is_shared_limits_once((graph, weights) in graph(7), share in 1..4u32, capacities in prop::collection::vec(0..6u64, 12)) {
            let (root, target) = (NodeIndex::new(0), NodeIndex::new(graph.node_count() - 1));
            let groups: Vec<Vec<u32>> = (0..graph.edge_count() as u32).map(|i| match i % 5 { 4 => vec![], 3 => vec![i / share % 12, 11], _ => vec![i / share % 12] }).collect();
            let uses = |path: &Path| path.edges.iter().flat_map(|e| &groups[e.index()]).copied().collect::<Vec<u32>>();
            let paths = super::super::testing::all_paths(&graph, &weights, root, target);
            let Throughput::Flow(flow) = max_flow(&graph, &weights, &[root], &[target], |e| &groups[e.index()], |g| Some(capacities[g as usize])) else {
                prop_assert!(paths.is_empty() || paths.iter().any(|p| uses(p).is_empty()));
                return Ok(())
            };
            let d = u128::from(flow.denominator);
            for (group, capacity) in capacities.iter().enumerate() {
                let used: u128 = flow.paths.iter().map(|(p, x)| x * uses(p).iter().filter(|g| **g as usize == group).count() as u128).sum();
                prop_assert!(used <= u128::from(*capacity) * d);
            }
            let price = |g: u32| flow.prices.iter().find(|p| p.0 == g).map_or(0, |p| u128::from(p.1));
            prop_assert!(paths.iter().all(|p| uses(p).into_iter().map(price).sum::<u128>() >= d));
            prop_assert_eq!(flow.prices.iter().map(|(g, p)| u128::from(capacities[*g as usize]) * u128::from(*p)).sum::<u128>(), flow.amount);
            prop_assert_eq!(flow.paths.iter().map(|p| p.1).sum::<u128>(), flow.amount);
        }
    }

    #[test]
    fn a_path_without_a_limit_is_named() {
        let graph = DiGraph::<(), ()>::from_edges([(0, 1), (0, 1)]);
        let groups: [&[u32]; 2] = [&[7], &[]];
        let found = max_flow(&graph, &[1, 1], &[0.into()], &[1.into()], |e| groups[e.index()], |_| Some(3));
        assert_eq!(found, Throughput::Unlimited(Path { cost: 1, root: 0.into(), edges: vec![EdgeIndex::new(1)] }));
    }
}
