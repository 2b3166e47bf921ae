//! The non-dominated paths over several criteria: label setting in lexicographic order (Martins 1984,
//! "On a multicriteria shortest path problem", doi:10.1016/0377-2217(84)90202-2) under exact lower bounds
//! per criterion (NAMOA*: Mandow and Pérez de la Cruz 2010, doi:10.1145/1754399.1754400).
//!
//! A label dominates only at its own node. All costs are reduced by the bounds, so a label's costs are
//! the least that any path through it can come to. As labels come in order of the first criterion, only
//! the others need comparing (Pulido, Mandow and Pérez de la Cruz 2015, "Dimensionality reduction in
//! multiobjective shortest path search", doi:10.1016/j.cor.2015.05.007).

use std::array;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

use petgraph::Direction;
use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;

use super::{FORBIDDEN, Path, tree};

/// Most criteria at once.
pub const MEASURES: usize = 4;

/// A figure per criterion; those beyond the criteria in use are 0.
pub type Costs = [u64; MEASURES];

/// The non-dominated paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParetoSet {
    /// One path per non-dominated cost vector, in lexicographic order of the vectors; the cost of a path
    /// is the first component.
    pub paths: Vec<(Costs, Path)>,
    /// Labels made.
    pub labels: usize,
}

/// A node reached along an edge from the node of an earlier label; neither edge nor label at a root.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Label {
    parent: usize,
    edge: EdgeIndex,
    node: NodeIndex,
}

fn trace(labels: &[Label], mut label: Label, cost: u64) -> Path {
    let mut edges = Vec::new();
    while let Some(&parent) = labels.get(label.parent) {
        edges.push(label.edge);
        label = parent;
    }
    edges.reverse();
    Path { cost, root: label.node, edges }
}

/// Vectors that came in lexicographic order: those that no later one dominates without the first
/// component, sorted by the second.
#[derive(Clone, Debug, Default)]
struct Seen(Vec<Costs>);

impl Seen {
    /// Whether one of them is nowhere worse than a vector that comes after all of them.
    fn dominates(&self, costs: &Costs) -> bool {
        self.0.iter().take_while(|s| s[1] <= costs[1]).any(|s| s[2] <= costs[2] && s[3] <= costs[3])
    }

    fn insert(&mut self, costs: Costs) {
        self.0.retain(|s| (1..MEASURES).any(|i| s[i] < costs[i]));
        self.0.insert(self.0.partition_point(|s| s[1] < costs[1]), costs);
    }
}

/// Finds the non-dominated paths from any root to any target over up to four criteria.
///
/// `weights` has the costs of each edge; an edge with a [`FORBIDDEN`] among them is closed. A path
/// ends at the first target, and is dominated by a path to any. Of paths with equal costs the one whose
/// label was made first is kept, so the answer is stable.
///
/// O(L (log L + F)) for L labels, at most F of them kept at a node; L grows exponentially with the
/// graph in the worst case.
pub fn pareto<N, E>(graph: &DiGraph<N, E>, weights: &[Costs], roots: &[NodeIndex], targets: &[NodeIndex]) -> ParetoSet {
    let is_open = |edge: EdgeIndex| !weights[edge.index()].contains(&FORBIDDEN);
    let trees: [_; MEASURES] = array::from_fn(|i| {
        let own: Vec<u64> = weights.iter().map(|w| if w.contains(&FORBIDDEN) { FORBIDDEN } else { w[i] }).collect();
        tree(graph, &own, targets, Direction::Incoming)
    });
    let bounds: Vec<Costs> = graph.node_indices().map(|n| array::from_fn(|i| trees[i].cost(n).unwrap_or(FORBIDDEN))).collect();
    let is_useful = |node: NodeIndex| !bounds[node.index()].contains(&FORBIDDEN);
    let mut is_target = vec![false; graph.node_count()];
    for target in targets {
        is_target[target.index()] = true;
    }
    let mut arcs = vec![Vec::new(); graph.node_count()];
    for edge in graph.edge_references().filter(|e| is_open(e.id()) && is_useful(e.target())) {
        let (from, to, weight) = (bounds[edge.source().index()], bounds[edge.target().index()], weights[edge.id().index()]);
        let reduced: Costs = array::from_fn(|i| weight[i].saturating_add(to[i]) - from[i]);
        arcs[edge.source().index()].push((edge.id(), edge.target(), reduced));
    }

    let mut found = ParetoSet::default();
    let mut kept: Vec<Label> = Vec::new();
    let mut seen = vec![Seen::default(); graph.node_count()];
    let mut ended = Seen::default();
    let mut heap = BinaryHeap::new();
    for &node in roots.iter().filter(|r| is_useful(**r)) {
        heap.push(Reverse((bounds[node.index()], found.labels, Label { parent: usize::MAX, edge: EdgeIndex::end(), node })));
        found.labels += 1;
    }
    while let Some(Reverse((costs, _, label))) = heap.pop() {
        let at = label.node.index();
        if ended.dominates(&costs) || seen[at].dominates(&costs) {
            continue;
        }
        if is_target[at] {
            ended.insert(costs);
            found.paths.push((costs, trace(&kept, label, costs[0])));
            continue;
        }
        seen[at].insert(costs);
        kept.push(label);
        for &(edge, node, more) in &arcs[at] {
            let costs = array::from_fn(|i| costs[i].saturating_add(more[i]));
            if !ended.dominates(&costs) && !seen[node.index()].dominates(&costs) {
                heap.push(Reverse((costs, found.labels, Label { parent: kept.len() - 1, edge, node })));
                found.labels += 1;
            }
        }
    }
    found
}

/// Thins a set in its order: a path stays unless one that stays is nowhere worse by more than `percent`.
/// What stays covers all within the factor 1 + percent/100 (Warburton 1987, "Approximation of Pareto optima in
/// multiple-objective, shortest-path problems", doi:10.1287/opre.35.1.70); at 0 all of a non-dominated set.
///
/// O(n²) for n paths.
pub fn thin(paths: Vec<(Costs, Path)>, percent: u64) -> Vec<(Costs, Path)> {
    let covers = |kept: &Costs, costs: &Costs| kept.iter().zip(costs).all(|(&k, &c)| u128::from(k) * 100 <= u128::from(c) * (100 + u128::from(percent)));
    let mut kept: Vec<(Costs, Path)> = Vec::new();
    for path in paths {
        if !kept.iter().any(|k| covers(&k.0, &path.0)) {
            kept.push(path);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::super::testing::{all_paths, graph};
    use super::*;
    use proptest::prelude::*;

    fn plus(a: &Costs, b: &Costs) -> Costs {
        array::from_fn(|i| a[i] + b[i])
    }

    /// Four measures out of one: equal, zero and opposed weights among them, edges closed by one of the four.
    fn several(weights: &[u64]) -> Vec<Costs> {
        let closed = |by: usize| array::from_fn(|c| if c == by { FORBIDDEN } else { 0 });
        let costs = |(i, &w): (usize, &u64)| if w == FORBIDDEN { closed(i % 4) } else { [w, 20 - w, (i as u64 * 7 + w) % 5, u64::from(i % 3 == 0)] };
        weights.iter().enumerate().map(costs).collect()
    }

    fn dominates(a: &Costs, b: &Costs) -> bool {
        a != b && a.iter().zip(b).all(|(x, y)| x <= y)
    }

    /// All paths that end at the first target they meet, their cost vectors without the dominated ones.
    fn brute_force(graph: &DiGraph<(), ()>, weights: &[u64], costs: &[Costs], roots: &[NodeIndex], targets: &[NodeIndex]) -> Vec<Costs> {
        let sum = |p: &Path| p.edges.iter().fold([0; 4], |sum, e| plus(&sum, &costs[e.index()]));
        let ends = roots.iter().flat_map(|r| targets.iter().map(move |t| (*r, *t)));
        let all: Vec<Costs> = ends.flat_map(|(r, t)| all_paths(graph, weights, r, t)).map(|p| sum(&p)).collect();
        let mut front: Vec<Costs> = all.iter().filter(|a| !all.iter().any(|b| dominates(b, a))).copied().collect();
        front.sort_unstable();
        front.dedup();
        front
    }

    proptest! {
        #[test]
        fn the_set_is_that_of_brute_force((graph, weights) in graph(7)) {
            let costs = several(&weights);
            let last = graph.node_count() - 1;
            let roots = [NodeIndex::new(0), NodeIndex::new(last / 2)];
            let targets = [NodeIndex::new(last), NodeIndex::new(last.saturating_sub(1).max(1))];
            let found = pareto(&graph, &costs, &roots, &targets);
            prop_assert_eq!(found.paths.iter().map(|p| p.0).collect::<Vec<_>>(), brute_force(&graph, &weights, &costs, &roots, &targets));
            for (sum, path) in &found.paths {
                let walked = path.edges.iter().fold([0; 4], |sum, e| plus(&sum, &costs[e.index()]));
                prop_assert_eq!((*sum, sum[0]), (walked, path.cost));
                let mut nodes = vec![path.root];
                for edge in &path.edges {
                    let (from, to) = graph.edge_endpoints(*edge).unwrap();
                    prop_assert!(from == nodes[nodes.len() - 1] && !nodes.contains(&to));
                    nodes.push(to);
                }
                prop_assert!(roots.contains(&nodes[0]) && targets.contains(&nodes[nodes.len() - 1]));
            }
        }

        #[test]
        fn a_thinned_set_covers_the_whole_within_its_factor((graph, weights) in graph(7), percent in 0..60u64) {
            let costs = several(&weights);
            let (roots, targets) = ([NodeIndex::new(0)], [NodeIndex::new(graph.node_count() - 1)]);
            let whole = pareto(&graph, &costs, &roots, &targets).paths;
            let thinned = thin(whole.clone(), percent);
            for (point, _) in &whole {
                prop_assert!(thinned.iter().any(|(t, _)| t.iter().zip(point).all(|(a, b)| a * 100 <= b * (100 + percent))));
            }
            prop_assert!(thinned.iter().all(|t| whole.contains(t)));
            if percent == 0 {
                prop_assert_eq!(thinned.len(), whole.len());
            }
        }
    }

    /// (0,10), (6,6) and (10,0): no weighted sum picks the middle one, the set has it.
    #[test]
    fn points_that_no_weighted_sum_finds_are_in_the_set() {
        let mut graph: DiGraph<(), ()> = DiGraph::new();
        let (a, b) = (graph.add_node(()), graph.add_node(()));
        let costs = [[0, 10, 0, 0], [6, 6, 0, 0], [10, 0, 0, 0]];
        for _ in costs {
            graph.add_edge(a, b, ());
        }
        assert_eq!(pareto(&graph, &costs, &[a], &[b]).paths.iter().map(|p| p.0).collect::<Vec<_>>(), costs);
        for share in 0..=10 {
            let least = costs.iter().min_by_key(|c| c[0] * share + c[1] * (10 - share)).unwrap();
            assert_ne!(*least, costs[1]);
        }
    }
}
