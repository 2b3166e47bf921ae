//! What a route costs, step by step: loading, expanding, searching, answering. See `docs/benchmarks/`.
#![allow(missing_docs, clippy::unwrap_used)]

use std::hint::black_box;
use std::path::Path;

use corridor::impact::{Criterion, Measure};
use corridor::network::NodeId;
use corridor::solve::{KShortest, Search, shortest_path};
use corridor::state::StateGraph;
use corridor::{ParetoRequest, Request, RiskRequest, RouteRequest, Source, TransitRequest};
use criterion::{Criterion as Bench, criterion_group, criterion_main};

fn loading(bench: &mut Bench) {
    let mut group = bench.benchmark_group("load");
    group.bench_function("frozen", |b| b.iter(|| corridor::load(&Source::default()).unwrap()));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let csv = Source { folder: Some(folder), ..Source::default() };
    group.bench_function("csv", |b| b.iter(|| corridor::load(black_box(&csv)).unwrap()));
    group.finish();
}

fn searching(bench: &mut Bench) {
    let (network, _) = corridor::load(&Source::default()).unwrap();
    let manifest = network.manifest();
    let cargo = &manifest.cargos[0];
    bench.bench_function("expand", |b| b.iter(|| StateGraph::new(&network, manifest.as_of, cargo)));

    let states = StateGraph::new(&network, manifest.as_of, cargo);
    let value_of_time = network
        .parameter("value_of_time", None, network.manifest().as_of.year())
        .map_or(corridor::units::Money::ZERO, |p| corridor::units::Money::new(p.likely / 1000));
    let node = |code: &str| -> NodeId { network.nodes().find(|(_, n)| n.code == code).unwrap().0 };
    let weights: Vec<u64> = states.graph().raw_edges().iter().map(|e| Criterion::Time.cost(&e.weight.total(), value_of_time)).collect();
    println!("{} states, {} arcs", states.graph().node_count(), states.graph().edge_count());
    let mut group = bench.benchmark_group("search");
    for (from, to) in [("KHORGOS-GATEWAY", "MALASZEWICZE"), ("LIANYUNGANG", "ROTTERDAM"), ("KHORGOS-GATEWAY", "ALMATY")] {
        let (roots, targets) = ([states.start(node(from))], [states.end(node(to))]);
        group.bench_function(format!("{from} to {to}"), |b| b.iter(|| shortest_path(states.graph(), &weights, black_box(&roots), &targets).unwrap()));
    }
    let (roots, targets) = (vec![states.start(node("KHORGOS-GATEWAY"))], [states.end(node("MALASZEWICZE"))]);
    group.bench_function("five shortest", |b| {
        b.iter(|| KShortest::new(Search::new(states.graph(), &weights, &targets), roots.clone()).take(5).collect::<Vec<_>>());
    });
    group.finish();
}

fn answering(bench: &mut Bench) {
    let (network, _) = corridor::load(&Source::default()).unwrap();
    let mut group = bench.benchmark_group("answer");
    for (name, geometry) in [("Khorgos to Europe", false), ("Khorgos to Europe, drawn", true)] {
        let request = Request::Route(RouteRequest { from: "Khorgos".into(), to: "Europe".into(), geometry, ..RouteRequest::default() });
        group.bench_function(name, |b| b.iter(|| corridor::answer(&network, black_box(&request)).unwrap()));
    }
    let route = RouteRequest { from: "China".into(), to: "Europe".into(), k: 8, geometry: false, ..RouteRequest::default() };
    let transit = Request::Transit(TransitRequest { route: route.clone(), through: None });
    group.bench_function("transit China to Europe, 8 corridors", |b| b.iter(|| corridor::answer(&network, black_box(&transit)).unwrap()));
    let pareto = Request::Pareto(ParetoRequest { route: route.clone(), criteria: vec![Measure::Time, Measure::Cost, Measure::Co2e], epsilon: 0 });
    let risk = Request::Risk(RiskRequest { route: route.clone(), ..RiskRequest::default() });
    group.bench_function("risk China to Europe, 8 routes, 10,000 draws", |b| b.iter(|| corridor::answer(&network, black_box(&risk)).unwrap()));
    group.bench_function("pareto China to Europe, 3 measures", |b| b.iter(|| corridor::answer(&network, black_box(&pareto)).unwrap()));
    group.finish();
}

criterion_group!(benches, loading, searching, answering);
criterion_main!(benches);
