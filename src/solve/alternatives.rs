//! Alternatives that are worth telling apart.
//!
//! Yen's next-best paths are near-copies of the best. Here an edge may carry a *mark* (the caller marks
//! what makes routes differ in kind), and the best path is split at its marks: each branch bans one
//! mark of the path and is solved anew, as in Lawler's (1972) partition of the solution space, so every
//! path that lacks at least one mark of each better one is reached, cheapest first (exactly so while none is
//! turned down for sharing too much or for a detour: from those it goes on by the marks at fault). A
//! path is kept when it shares not too much with the kept ones and is not too long, neither as a whole
//! nor between any two nodes where it leaves and joins a kept one (the limited sharing and uniformly
//! bounded stretch of Abraham, Delling, Goldberg and Werneck 2013, "Alternative routes in road
//! networks", doi:10.1145/2444016.2444019).

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};

use petgraph::graph::{EdgeIndex, NodeIndex};

use super::{Path, Search};

/// When two paths count as different, and when a path is too long to offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// How many paths at most, the best included.
    pub count: usize,
    /// Most that a path may share with one better than it, in percent of the shorter of the two.
    pub overlap_percent: u64,
    /// Most that a path may cost, in percent of the best; and each part of it between two nodes that it
    /// shares with a better one, in percent of that one's part.
    pub stretch_percent: u64,
    /// Most searches to spend; what is found until then stands.
    pub searches: usize,
}

/// What was found, and whether the search was cut short.
#[derive(Clone, Debug, Default)]
pub struct Alternatives {
    /// Kept paths, cheapest first.
    pub paths: Vec<Path>,
    /// Whether the limit of searches was met before the count or the last candidate.
    pub cut_short: bool,
}

/// What a kept path is compared by.
struct Kept {
    marks: Vec<u32>,
    groups: HashSet<u32>,
    length: u64,
    /// Its nodes, each with its position and the cost up to it.
    at: HashMap<NodeIndex, (usize, u64)>,
}

impl Kept {
    /// Whether a path is not too long between any two consecutive nodes that it shares with this one.
    fn is_stretched_little<N, E>(&self, search: &Search<'_, N, E>, root: NodeIndex, edges: &[EdgeIndex], percent: u64) -> bool {
        let mut last: Option<(usize, u64, u64)> = None;
        for (node, cost) in along(search, root, edges) {
            let Some(&(position, own)) = self.at.get(&node) else { continue };
            if let Some((before, own_before, cost_before)) = last
                && before < position
                && u128::from(cost - cost_before) * 100 > u128::from(own - own_before) * u128::from(percent)
            {
                return false;
            }
            last = Some((position, own, cost));
        }
        true
    }
}

/// What was found under some bans: the cost and the marks of the cheapest path, no marks when there is no path.
struct Solved {
    bans: Vec<u32>,
    cost: u64,
    marks: Vec<u32>,
}

/// The least that a path under some bans can cost, by what was found under fewer of them; `None` when that path has none of these
/// marks either, or there was none: under more bans is nothing else to be found.
fn least(solved: &[Solved], bans: &[u32]) -> Option<u64> {
    let is_banned = |m: &u32| bans.binary_search(m).is_ok();
    let under_fewer = solved.iter().filter(|s| s.bans.iter().all(is_banned));
    under_fewer.map(|s| s.marks.iter().any(is_banned).then_some(s.cost)).try_fold(0, |least, cost| Some(least.max(cost?)))
}

/// The nodes of a path, each with the cost up to it.
fn along<N, E>(search: &Search<'_, N, E>, root: NodeIndex, edges: &[EdgeIndex]) -> impl Iterator<Item = (NodeIndex, u64)> {
    let steps = edges.iter().scan(0u64, move |cost, &edge| {
        *cost = cost.saturating_add(search.weight(edge));
        search.graph().edge_endpoints(edge).map(|(_, to)| (to, *cost))
    });
    std::iter::once((root, 0)).chain(steps)
}

/// Finds distinct paths from the roots to the targets of a prepared search.
///
/// `mark` gives the mark of an edge, if it has one; `extent` the group of an edge and its length in it, for
/// overlap (edges of one group are the same thing underneath).
pub fn distinct<N, E>(
    search: &mut Search<'_, N, E>,
    roots: &[NodeIndex],
    rules: Rules,
    mark: impl Fn(EdgeIndex) -> Option<u32>,
    extent: impl Fn(EdgeIndex) -> Option<(u32, u64)>,
) -> Alternatives {
    let mut out = Alternatives::default();
    let Some(best) = search.best(roots) else { return out };
    let limit = (u128::from(best.cost) * u128::from(rules.stretch_percent) / 100).min(u128::from(u64::MAX - 1)) as u64;
    let mut kept: Vec<Kept> = Vec::new();
    let marks_of = |edges: &[EdgeIndex]| edges.iter().filter_map(|&e| mark(e)).collect::<Vec<_>>();
    let mut tried: HashSet<Vec<u32>> = HashSet::from([Vec::new()]);
    let mut solved = vec![Solved { bans: Vec::new(), cost: best.cost, marks: marks_of(&best.edges) }];
    // By cost; of a branch that is not solved yet by the least that its path can cost.
    let mut heap = BinaryHeap::from([Reverse((best.cost, true, 0, Vec::<u32>::new(), Some((best.edges, best.root))))]);
    while let Some(Reverse((cost, _, _, bans, path))) = heap.pop() {
        let Some((edges, root)) = path else {
            match least(&solved, &bans) {
                None => {}
                Some(least) if least > cost => heap.push(Reverse((least, false, bans.len(), bans, None))),
                Some(_) if solved.len() == rules.searches => {
                    out.cut_short = true;
                    return out;
                }
                Some(_) => {
                    let banned = |e: EdgeIndex| mark(e).is_some_and(|m| bans.binary_search(&m).is_ok());
                    let found = search.path(roots, limit, banned, |_| false);
                    let (cost, marks) = found.as_ref().map_or((limit, Vec::new()), |p| (p.cost, marks_of(&p.edges)));
                    solved.push(Solved { bans: bans.clone(), cost, marks });
                    heap.extend(found.map(|path| Reverse((path.cost, true, bans.len(), bans, Some((path.edges, path.root))))));
                }
            }
            continue;
        };
        let mut marks = marks_of(&edges);
        marks.sort_unstable();
        marks.dedup();
        let extents: Vec<(u32, u64)> = edges.iter().filter_map(|&e| extent(e)).collect();
        let length: u64 = extents.iter().map(|e| e.1).sum();
        let shared = |other: &Kept| extents.iter().filter(|(g, _)| other.groups.contains(g)).map(|e| e.1).sum::<u64>();
        let too_like = |other: &Kept| other.marks.iter().all(|m| marks.binary_search(m).is_ok());
        let too_near = |other: &Kept| shared(other).saturating_mul(100) > other.length.min(length).saturating_mul(rules.overlap_percent);
        let too_long = |other: &Kept| !other.is_stretched_little(search, root, &edges, rules.stretch_percent);
        // Only what a better path could lack is worth banning: a mark of the kept path it is too like or
        // shares too much with, a mark of the detour it makes around one.
        let in_both = |other: &Kept| marks.iter().copied().filter(|m| other.marks.contains(m)).collect::<Vec<_>>();
        let only_here = |other: &Kept| marks.iter().copied().filter(|m| !other.marks.contains(m)).collect::<Vec<_>>();
        let branches = if let Some(other) = kept.iter().find(|k| too_like(k) || too_near(k)) {
            in_both(other)
        } else if let Some(other) = kept.iter().find(|k| too_long(k)) {
            only_here(other)
        } else {
            let at = along(search, root, &edges).enumerate().map(|(i, (node, cost))| (node, (i, cost))).collect();
            kept.push(Kept { marks: marks.clone(), groups: extents.iter().map(|e| e.0).collect(), length, at });
            out.paths.push(Path { cost, root, edges });
            if out.paths.len() == rules.count {
                return out;
            }
            marks
        };
        for m in branches {
            let mut more = bans.clone();
            if let Err(at) = more.binary_search(&m) {
                more.insert(at, m);
            }
            if tried.insert(more.clone()) {
                heap.push(Reverse((cost, false, more.len(), more, None)));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::FORBIDDEN;
    use super::super::testing::{all_paths, graph};
    use super::*;
    use proptest::prelude::*;

    const RULES: Rules = Rules { count: 4, overlap_percent: 100, stretch_percent: 100_000, searches: 10_000 };

    fn marks(path: &Path, mark: &impl Fn(EdgeIndex) -> Option<u32>) -> HashSet<u32> {
        path.edges.iter().filter_map(|&e| mark(e)).collect()
    }

    proptest! {
        /// Brute force: walk all paths by cost, keep each that lacks a mark of every kept one.
        #[test]
        fn each_alternative_is_the_best_that_lacks_a_mark_of_every_better_one((graph, weights) in graph(6)) {
            let (root, target) = (NodeIndex::new(0), NodeIndex::new(graph.node_count() - 1));
            // No two sets of edges weigh the same, so that there is one right answer.
            let weights: Vec<u64> = weights.iter().enumerate().map(|(i, &w)| if w == FORBIDDEN { w } else { (w + 1) << 32 | 1 << i }).collect();
            let mark = |e: EdgeIndex| (e.index() % 3 != 0).then_some((e.index() % 5) as u32);
            let mut search = Search::new(&graph, &weights, &[target]);
            let found = distinct(&mut search, &[root], RULES, mark, |e| Some((e.index() as u32, 1)));
            let mut expected: Vec<(u64, HashSet<u32>)> = Vec::new();
            for path in all_paths(&graph, &weights, root, target) {
                let m = marks(&path, &mark);
                if expected.len() < RULES.count && expected.iter().all(|(_, kept)| !kept.is_subset(&m)) {
                    expected.push((path.cost, m));
                }
            }
            prop_assert_eq!(found.paths.iter().map(|p| p.cost).collect::<Vec<_>>(), expected.iter().map(|e| e.0).collect::<Vec<_>>());
        }

        #[test]
        fn overlap_and_stretch_are_bounded((graph, weights) in graph(7)) {
            let (root, target) = (NodeIndex::new(0), NodeIndex::new(graph.node_count() - 1));
            let rules = Rules { overlap_percent: 50, stretch_percent: 150, ..RULES };
            let mut search = Search::new(&graph, &weights, &[target]);
            let found = distinct(&mut search, &[root], rules, |e| Some(e.index() as u32), |e| Some((e.index() as u32, 1)));
            for (i, a) in found.paths.iter().enumerate() {
                prop_assert!(a.cost * 100 <= found.paths[0].cost * 150);
                for b in &found.paths[..i] {
                    let shared = a.edges.iter().filter(|e| b.edges.contains(e)).count();
                    prop_assert!(shared * 2 <= a.edges.len().min(b.edges.len()));
                }
            }
        }
    }
}
