//! The worst pairs of losses (N-2), without trying all of them.
//!
//! Let d(a) be what a loss does to one pair of ends, between 0 and 1. If b is not on the route that is taken without a,
//! losing b as well changes nothing: d(ab) = d(a). If it is, d(ab) is at most 1. A pair of ends that has neither on its best route
//! loses nothing. So over all of them
//!
//! ```text
//! d(ab) <= d(a) + d(b) + sum of 1 - d(a) where a is on the best route and b on the one without a, and the same with a and b exchanged
//! ```
//!
//! which needs single losses only. Pairs are solved in the order of this bound until it falls below what was found.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::sweep::Study;
use super::tally::{Tally, WHOLE};
use crate::request::ElementKind;

/// Pairs that are solved between two looks at the bound.
const BATCH: usize = 64;

/// Two elements lost at once.
pub(super) struct Pair {
    pub elements: [usize; 2],
    pub tally: Tally,
}

/// The pairs of a kind that lose most efficiency together, worst first, and how many were solved to know.
pub(super) fn worst(study: &Study, singles: &[Tally], kind: ElementKind, top: usize) -> (Vec<Pair>, usize) {
    let members: Vec<usize> = (0..study.elements.len()).filter(|i| study.elements.get(*i).kind() == kind).collect();
    let mut candidates = bounds(study, singles, &members);
    candidates.sort_unstable_by_key(|(bound, pair)| (Reverse(*bound), *pair));
    let (mut found, mut solved): (Vec<Pair>, usize) = (Vec::new(), 0);
    for batch in candidates.chunks(BATCH) {
        if found.len() == top && batch[0].0 < found[top - 1].tally.lost {
            break;
        }
        let pairs: Vec<[usize; 2]> = batch.iter().map(|c| c.1).collect();
        solved += pairs.len();
        found.extend(pairs.iter().zip(study.together(&pairs)).map(|(elements, tally)| Pair { elements: *elements, tally }));
        found.sort_by_key(|p| (Reverse(p.tally.lost), p.elements));
        found.truncate(top);
    }
    (found, solved)
}

/// The bound of every pair that loses anything.
fn bounds(study: &Study, singles: &[Tally], members: &[usize]) -> Vec<(u128, [usize; 2])> {
    let Some(&first) = members.first() else { return Vec::new() };
    let count = members.len();
    // Members of a kind stand side by side in the list of elements.
    let is_member = |i: &usize| (first..first + count).contains(i);
    let cell = |a: usize, b: usize| (a.min(b) - first) * count + (a.max(b) - first);
    let none = || vec![0u128; count * count];
    let add = |mut extra: Vec<u128>, mut origin| {
        for a in study.used(&origin).into_iter().filter(is_member) {
            for hit in study.hits(&mut origin, &[a]) {
                let tally = study.tally(&hit);
                let mut beside = study.elements_after(&origin, &hit);
                beside.retain(|b| *b != a && is_member(b));
                for b in beside {
                    extra[cell(a, b)] += tally.on_best * u128::from(WHOLE) - tally.lost;
                }
            }
        }
        extra
    };
    let sum = |a: Vec<u128>, b: Vec<u128>| a.into_iter().zip(b).map(|(a, b)| a + b).collect();
    let extra = study.origins().fold(none, add).reduce(none, sum);
    let pairs = members.iter().flat_map(|&a| members.iter().filter(move |b| **b > a).map(move |&b| [a, b]));
    pairs.map(|[a, b]| (singles[a].lost + singles[b].lost + extra[cell(a, b)], [a, b])).filter(|c| c.0 > 0).collect()
}
