//! What losses and cuts cost on the shipped network. See `docs/benchmarks/`.
#![allow(missing_docs, clippy::unwrap_used)]

use std::hint::black_box;

use corridor::request::FlowUnit;
use corridor::{CriticalRequest, CutRequest, ElementKind, Pair, PanelRequest, Request, RouteRequest, Source};
use criterion::{Criterion, criterion_group, criterion_main};

/// Pairs of loading nodes, the same on every run: every so-maniest destination of each origin.
fn pairs(network: &corridor::Network, count: usize) -> Vec<Pair> {
    let nodes: Vec<&str> = network.nodes().filter(|(_, n)| n.loads).map(|(_, n)| n.code.as_str()).collect();
    let all = nodes.iter().flat_map(|a| nodes.iter().map(move |b| (*a, *b))).filter(|(a, b)| a != b);
    let step = (nodes.len() * (nodes.len() - 1) / count).max(1);
    all.step_by(step).take(count).map(|(a, b)| Pair { from: a.to_owned(), to: b.to_owned(), weight: 1, line: 0 }).collect()
}

fn losses(bench: &mut Criterion) {
    let (network, _) = corridor::load(&Source::default()).unwrap();
    let mut group = bench.benchmark_group("losses");
    group.sample_size(10);
    let panel = PanelRequest { pairs: pairs(&network, 10_000), geometry: false, ..PanelRequest::default() };
    let many = Request::Critical(CriticalRequest { panel, ..CriticalRequest::default() });
    group.bench_function("all single losses over 10,000 pairs", |b| b.iter(|| corridor::answer(&network, black_box(&many)).unwrap()));
    let panel = PanelRequest { geometry: false, ..PanelRequest::default() };
    let two = Request::Critical(CriticalRequest { panel, pairs_of_losses: true, ..CriticalRequest::default() });
    group.bench_function("and all pairs of losses over the panel eurasia", |b| b.iter(|| corridor::answer(&network, black_box(&two)).unwrap()));
    group.finish();
}

fn cuts(bench: &mut Criterion) {
    let (network, _) = corridor::load(&Source::default()).unwrap();
    let mut group = bench.benchmark_group("cut");
    let route = RouteRequest { from: "China".into(), to: "Europe".into(), geometry: false, ..RouteRequest::default() };
    for of in ElementKind::ALL {
        let request = Request::Cut(CutRequest { route: route.clone(), of, capacity: None });
        group.bench_function(of.plural(), |b| b.iter(|| corridor::answer(&network, black_box(&request)).unwrap()));
    }
    let route = RouteRequest { to: "Georgia".into(), corridor: Some("TITR".into()), ..route };
    let flow = Request::Cut(CutRequest { route, of: ElementKind::Link, capacity: Some(FlowUnit::Teu) });
    group.bench_function("flow over TITR", |b| b.iter(|| corridor::answer(&network, black_box(&flow)).unwrap()));
    group.finish();
}

criterion_group!(benches, losses, cuts);
criterion_main!(benches);
