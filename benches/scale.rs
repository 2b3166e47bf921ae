//! What a large network costs, step by step: reading, expanding, preparing, asking. See `docs/benchmarks/`.
#![allow(missing_docs, clippy::unwrap_used)]

mod planar;

use std::hint::black_box;

use corridor::impact::Criterion as By;
use corridor::solve::{Hierarchy, Topology, shortest_path};
use corridor::state::StateGraph;
use corridor::units::Money;
use corridor::{Network, Source};
use criterion::{Criterion, criterion_group, criterion_main};
use petgraph::graph::NodeIndex;
use planar::Planar;

const LINKS: usize = 150_000;

fn topology(network: &Network, states: &StateGraph) -> Topology {
    let position = |node: NodeIndex| network.node(states.graph()[node].node()).position;
    Topology::new(states.graph(), |node| [position(node).x as f32, position(node).y as f32])
}

fn scale(bench: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let planar = Planar::new(LINKS, 1);
    planar.write(folder.path()).unwrap();
    let source = Source { folder: Some(folder.path().to_owned()), ..Source::default() };
    let mut group = bench.benchmark_group("150,000 links");
    group.sample_size(10);
    group.bench_function("read and check", |b| b.iter(|| corridor::load(black_box(&source)).unwrap()));
    let (network, _) = corridor::load(&source).unwrap();
    let manifest = network.manifest();
    group.bench_function("expand", |b| b.iter(|| StateGraph::new(&network, manifest.as_of, &manifest.cargos[0])));
    let states = StateGraph::new(&network, manifest.as_of, &manifest.cargos[0]);
    let graph = states.graph();
    let weights: Vec<u64> = graph.raw_edges().iter().map(|e| By::Distance.cost(&e.weight.total(), Money::ZERO)).collect();
    group.bench_function("order and contract", |b| b.iter(|| topology(&network, &states)));
    let topology = topology(&network, &states);
    group.bench_function("weigh, or weigh anew", |b| b.iter(|| Hierarchy::new(&topology, graph, black_box(&weights))));
    let hierarchy = Hierarchy::new(&topology, graph, &weights);
    let nodes: Vec<_> = network.nodes().map(|(id, _)| id).collect();
    let ends: Vec<_> = planar.pairs(1000, 2).into_iter().map(|(a, b)| ([states.start(nodes[a])], [states.end(nodes[b])])).collect();
    let mut next = ends.iter().cycle();
    group.bench_function("one path by the hierarchy", |b| {
        b.iter(|| next.next().and_then(|(from, to)| hierarchy.path(graph, &weights, from, to)).unwrap());
    });
    group.bench_function("one path by Dijkstra", |b| b.iter(|| next.next().and_then(|(from, to)| shortest_path(graph, &weights, from, to)).unwrap()));
    group.finish();
}

criterion_group!(benches, scale);
criterion_main!(benches);
