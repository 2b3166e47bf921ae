//! Large networks prepared for many questions: a contraction hierarchy over the states, kept in the cache.
//!
//! What is kept is known by a digest of the arcs (and their weights) that it was made from. So network, day,
//! scenario, cargo, criterion and everything to avoid are in the key, and what does not fit is made anew. Other weights of the same
//! arcs find the topology there and only weigh it.

use xxhash_rust::xxh3::Xxh3;

use crate::cache::Cache;
use crate::network::Network;
use crate::solve::{Hierarchy, Topology};
use crate::state::StateGraph;

/// Below this many states a tree is grown faster than a hierarchy is read.
const LARGE: usize = 50_000;

/// The hierarchy of a large network on some terms, made if it is not kept; `None` for a network that needs none.
pub(crate) fn hierarchy(network: &Network, states: &StateGraph, weights: &[u64]) -> Option<Hierarchy> {
    is_large(states).then(|| kept_or_made(Cache::new(network.cache.as_deref()), network, states, weights))
}

/// The hierarchy of a large network on some terms if it is kept: one question does not pay for making it.
pub(crate) fn kept_hierarchy(network: &Network, states: &StateGraph, weights: &[u64]) -> Option<Hierarchy> {
    let cache = Cache::new(network.cache.as_deref());
    if cache.is_there() && is_large(states) { kept(cache, states, weights) } else { None }
}

fn is_large(states: &StateGraph) -> bool {
    states.graph().node_count() >= LARGE
}

fn kept_or_made(cache: Cache, network: &Network, states: &StateGraph, weights: &[u64]) -> Hierarchy {
    if let Some(hierarchy) = kept(cache, states, weights) {
        return hierarchy;
    }
    let key = digest(states, &[]);
    let topology = cache.get("topology", key).unwrap_or_else(|| {
        let position = |node: petgraph::graph::NodeIndex| network.node(states.graph()[node].node()).position;
        let made = Topology::new(states.graph(), |node| [position(node).x as f32, position(node).y as f32]);
        cache.put("topology", key, &made);
        made
    });
    let made = Hierarchy::new(&topology, states.graph(), weights);
    cache.put("hierarchy", digest(states, weights), &made);
    made
}

fn kept(cache: Cache, states: &StateGraph, weights: &[u64]) -> Option<Hierarchy> {
    cache.get("hierarchy", digest(states, weights))
}

/// A digest of the arcs, and of their weights.
fn digest(states: &StateGraph, weights: &[u64]) -> u64 {
    let mut hash = Xxh3::new();
    let mut block = Vec::with_capacity(1 << 16);
    let mut add = |word: u64| {
        block.extend_from_slice(&word.to_le_bytes());
        if block.len() == 1 << 16 {
            hash.update(&block);
            block.clear();
        }
    };
    add(states.graph().node_count() as u64);
    states.graph().raw_edges().iter().for_each(|e| add((e.source().index() as u64) << 32 | e.target().index() as u64));
    weights.iter().for_each(|w| add(*w));
    hash.update(&block);
    hash.digest()
}

#[cfg(test)]
mod tests {
    use petgraph::Direction;

    use super::*;
    use crate::impact::Criterion;
    use crate::solve;
    use crate::units::Money;

    fn weights(states: &StateGraph, by: Criterion) -> Vec<u64> {
        states.graph().raw_edges().iter().map(|e| by.cost(&e.weight.total(), Money::new(15_000))).collect()
    }

    fn files(dir: &std::path::Path) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_prepared_network_answers_as_dijkstra_by_every_criterion() {
        let (network, _) = crate::load(&crate::Source::default()).unwrap();
        let states = StateGraph::new(&network, network.manifest().as_of, &network.manifest().cargos[0]);
        let dir = tempfile::tempdir().unwrap();
        let cache = Cache::new(Some(dir.path()));
        let ends: Vec<_> = network.nodes().filter(|(_, n)| n.loads).map(|(id, _)| (states.start(id), states.end(id))).step_by(17).collect();
        for by in Criterion::ALL {
            let weights = weights(&states, by);
            assert!(kept(cache, &states, &weights).is_none(), "the criterion is in the key");
            let made = kept_or_made(cache, &network, &states, &weights);
            let kept = kept(cache, &states, &weights).unwrap();
            for &(_, to) in &ends {
                let tree = solve::tree(states.graph(), &weights, &[to], Direction::Incoming);
                for (hierarchy, &(from, _)) in [&made, &kept].into_iter().flat_map(|h| ends.iter().map(move |e| (h, e))) {
                    let found = hierarchy.path(states.graph(), &weights, &[from], &[to]);
                    assert_eq!(found.as_ref().map(|p| p.cost), tree.cost(from), "{from:?} to {to:?} by {}", by.name());
                    assert_eq!(found.map(|p| p.edges.iter().map(|e| weights[e.index()]).sum()), tree.cost(from));
                }
            }
        }
        let kinds: Vec<String> = files(dir.path()).iter().map(|f| f.split('-').next().unwrap().to_owned()).collect();
        assert_eq!(kinds, [vec!["hierarchy"; Criterion::ALL.len()], vec!["topology"]].concat(), "one topology serves all criteria");
    }

    #[test]
    fn what_is_damaged_in_the_cache_is_made_anew() {
        let (network, _) = crate::load(&crate::Source::default()).unwrap();
        let states = StateGraph::new(&network, network.manifest().as_of, &network.manifest().cargos[0]);
        let weights = weights(&states, Criterion::Distance);
        let dir = tempfile::tempdir().unwrap();
        let cache = Cache::new(Some(dir.path()));
        kept_or_made(cache, &network, &states, &weights);
        let whole: Vec<(String, Vec<u8>)> = files(dir.path()).into_iter().map(|f| (f.clone(), std::fs::read(dir.path().join(f)).unwrap())).collect();
        assert_eq!(whole.len(), 2);
        for (name, bytes) in &whole {
            std::fs::write(dir.path().join(name), &bytes[..bytes.len() / 2]).unwrap();
        }
        assert!(kept(cache, &states, &weights).is_none());
        kept_or_made(cache, &network, &states, &weights);
        for (name, bytes) in &whole {
            assert!(&std::fs::read(dir.path().join(name)).unwrap() == bytes, "{name} is as it was: the same graph has the same hierarchy");
        }
    }
}
