//! The k shortest loopless paths: Yen (1971, "Finding the K shortest loopless paths in a network",
//! doi:10.1287/mnsc.17.11.712) with Lawler's (1972, doi:10.1287/mnsc.18.7.401) rule that a path deviates
//! only at or behind the point where it left its parent. On edge sequences, so that parallel edges count.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashSet};

use petgraph::graph::{EdgeIndex, NodeIndex};

use super::{Path, Search};

/// An iterator over loopless paths, cheapest first; each differs from all before in at least one edge.
///
/// A step takes at most (path length) searches; ties come in a stable order.
#[derive(Debug)]
pub struct KShortest<'g, N, E> {
    search: Search<'g, N, E>,
    roots: Vec<NodeIndex>,
    found: Vec<Path>,
    /// Candidates by cost, then edges; with the index of the edge at which each left its parent.
    candidates: BTreeSet<(u64, Vec<EdgeIndex>, Reverse<usize>, NodeIndex)>,
    known: HashSet<(NodeIndex, Vec<EdgeIndex>)>,
}

impl<'g, N, E> KShortest<'g, N, E> {
    /// Paths from any root to the targets of a prepared search.
    pub fn new(search: Search<'g, N, E>, roots: Vec<NodeIndex>) -> Self {
        let first = search.best(&roots);
        let mut all = Self { search, roots, found: Vec::new(), candidates: BTreeSet::new(), known: HashSet::new() };
        all.offer(first, 0);
        all
    }

    fn offer(&mut self, path: Option<Path>, left_at: usize) {
        if let Some(path) = path
            && self.known.insert((path.root, path.edges.clone()))
        {
            self.candidates.insert((path.cost, path.edges, Reverse(left_at), path.root));
        }
    }

    /// Finds the best deviation of a path from each of its nodes on.
    fn branch(&mut self, path: &Path, left_at: usize) {
        if left_at == 0 {
            let taken: HashSet<NodeIndex> = self.found.iter().map(|p| p.root).collect();
            let roots: Vec<NodeIndex> = self.roots.iter().copied().filter(|r| !taken.contains(r)).collect();
            let other_root = self.search.best(&roots);
            self.offer(other_root, 0);
        }
        let mut visited = HashSet::from([path.root]);
        let (mut at, mut spent) = (path.root, 0);
        for (i, &edge) in path.edges.iter().enumerate() {
            if i >= left_at {
                let same_start = |p: &&Path| p.root == path.root && p.edges.starts_with(&path.edges[..i]);
                let taken: HashSet<EdgeIndex> = self.found.iter().filter(same_start).filter_map(|p| p.edges.get(i).copied()).collect();
                let detour = self.search.path(&[at], u64::MAX - 1, |e| taken.contains(&e), |n| n != at && visited.contains(&n));
                let whole = detour.map(|d| Path { cost: spent + d.cost, root: path.root, edges: [&path.edges[..i], &d.edges].concat() });
                self.offer(whole, i);
            }
            spent += self.search.weight(edge);
            at = self.search.graph().edge_endpoints(edge).map_or(at, |(_, to)| to);
            visited.insert(at);
        }
    }
}

impl<N, E> Iterator for KShortest<'_, N, E> {
    type Item = Path;

    fn next(&mut self) -> Option<Path> {
        let (cost, edges, Reverse(left_at), root) = self.candidates.pop_first()?;
        let path = Path { cost, root, edges };
        self.found.push(path.clone());
        self.branch(&path, left_at);
        Some(path)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{all_paths, graph};
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn yen_gives_every_loopless_path_once_and_in_order((graph, weights) in graph(6)) {
            let (root, target) = (NodeIndex::new(0), NodeIndex::new(graph.node_count() - 1));
            let expected = all_paths(&graph, &weights, root, target);
            let found: Vec<Path> = KShortest::new(Search::new(&graph, &weights, &[target]), vec![root]).take(200).collect();
            prop_assert_eq!(found.iter().map(|p| p.cost).collect::<Vec<_>>(), expected.iter().take(200).map(|p| p.cost).collect::<Vec<_>>());
            let distinct: HashSet<_> = found.iter().map(|p| &p.edges).collect();
            prop_assert_eq!(distinct.len(), found.len());
        }

        #[test]
        fn several_roots_are_one_search((graph, weights) in graph(6)) {
            let target = NodeIndex::new(graph.node_count() - 1);
            let roots = [NodeIndex::new(0), NodeIndex::new(graph.node_count() / 2)];
            let mut expected: Vec<u64> = HashSet::from(roots).into_iter().flat_map(|r| all_paths(&graph, &weights, r, target)).map(|p| p.cost).collect();
            expected.sort_unstable();
            expected.truncate(30);
            let found: Vec<u64> = KShortest::new(Search::new(&graph, &weights, &[target]), roots.to_vec()).take(30).map(|p| p.cost).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
