use corridor::{
    Source,
    impact::Measure,
    solve::{MEASURES, pareto, thin},
    state::StateGraph,
};
use std::time::Instant;
fn run(net: &corridor::Network, sg: &StateGraph, m: &[Measure], from: &str, to: &str) {
    let reg = |c: &str| net.regions().find(|r| r.1.code == c).unwrap().1.clone();
    let (a, b) = (reg(from), reg(to));
    let loading = |r: &corridor::network::Region| -> Vec<_> {
        if std::env::args().nth(1).is_some() {
            r.gateways.clone()
        } else {
            net.nodes().filter(|(_, n)| n.loads && n.country.is_some_and(|c| r.countries.contains(&c))).map(|x| x.0).collect()
        }
    };
    let roots: Vec<_> = loading(&a).iter().map(|n| sg.start(*n)).collect();
    let targets: Vec<_> = b.gateways.iter().map(|n| sg.end(*n)).collect();
    let w: Vec<[u64; MEASURES]> = sg
        .graph()
        .raw_edges()
        .iter()
        .map(|e| {
            let t = e.weight.total();
            std::array::from_fn(|i| m.get(i).map_or(0, |m| m.of(&t)))
        })
        .collect();
    let t = Instant::now();
    let mut f = pareto(sg.graph(), &w, &roots, &targets);
    let first = t.elapsed();
    let t = Instant::now();
    for _ in 0..5 {
        f = pareto(sg.graph(), &w, &roots, &targets);
    }
    print!(
        "{from}->{to} {:?} roots {} targets {} nodes {} arcs {}: first {first:?}, mean {:?}, labels {}, front {}; percent",
        m.iter().map(|m| m.name()).collect::<Vec<_>>(),
        roots.len(),
        targets.len(),
        sg.graph().node_count(),
        sg.graph().edge_count(),
        t.elapsed() / 5,
        f.labels,
        f.paths.len()
    );
    for eps in [0, 1, 5, 10] {
        print!(" {eps}: {}", thin(f.paths.clone(), eps).len());
    }
    println!();
}
fn main() {
    let (net, _) = corridor::load(&Source::default()).unwrap();
    for (code, r) in net.regions().map(|r| (r.1.code.clone(), r.1)) {
        if code == "CHINA" || code == "EUROPE" {
            println!("{code} countries {} gateways {}", r.countries.len(), r.gateways.len());
        }
    }
    let cargo = net.manifest().cargos[0].clone();
    let sg = StateGraph::new(&net, net.manifest().as_of, &cargo);
    use Measure::*;
    for (f, t) in [("CHINA", "EUROPE"), ("EUROPE", "CHINA")] {
        for m in [&[Time, Cost][..], &[Time, Cost, Co2e], &[Time, Cost, Co2e, Borders], &[Time, Cost, Co2e, Distance], &[Time, Cost, Borders, Transshipments]] {
            run(&net, &sg, m, f, t);
        }
    }
}
