//! What losses do: `critical` against naive recomputation on random small networks, and on the shipped one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod worlds;

use corridor::impact::Criterion;
use corridor::network::{Network, NodeId};
use corridor::query::RouteQuery;
use corridor::report::{Cell, Report, Table};
use corridor::request::{Damage, FlowUnit};
use corridor::solve::{Costs, Tree, Weight, tree};
use corridor::state::{StateGraph, Step};
use corridor::{CriticalRequest, CutRequest, ElementKind, Error, Pair, PanelRequest, Request, RouteRequest, Source};
use petgraph::Direction;
use proptest::prelude::*;
use worlds::{World, world};

fn critical(network: &Network, request: CriticalRequest) -> Result<Report, Error> {
    corridor::answer(network, &Request::Critical(request))
}

fn pair(from: &str, to: &str, weight: u64) -> Pair {
    Pair { from: from.to_owned(), to: to.to_owned(), weight, line: 0 }
}

fn cell<'t>(table: &'t Table, row: usize, column: &str) -> &'t Cell {
    &table.rows[row][table.columns.iter().position(|c| c == column).unwrap()]
}

fn number(table: &Table, row: usize, column: &str) -> f64 {
    cell(table, row, column).to_string().parse().unwrap()
}

/// A network on the terms of a panel, as plain as can be: one tree for each origin and set of bans.
struct Naive<'n> {
    network: &'n Network,
    states: StateGraph,
    weights: Vec<Costs>,
}

impl<'n> Naive<'n> {
    fn new(network: &'n Network, by: Criterion) -> Self {
        let manifest = network.manifest();
        let states = StateGraph::new(network, manifest.as_of, &manifest.cargos[0]);
        let value_of_time = RouteQuery::value_of_time(network, None, &manifest.cargos[0]).unwrap();
        let weight = |e: &petgraph::graph::Edge<corridor::state::Arc>| {
            let total = e.weight.total();
            [by.cost(&total, value_of_time), total.duration().get(), total.cost.get(), total.emissions.get()]
        };
        let weights = states.graph().raw_edges().iter().map(weight).collect();
        Self { network, states, weights }
    }

    /// Costs from a node when everything that some `--avoid` texts name is closed, and the weights behind them.
    fn from(&self, from: NodeId, avoid: &[String]) -> (Tree<Costs>, Vec<Costs>) {
        let (a, b) = (self.network.nodes().next().unwrap().1.code.clone(), self.network.nodes().last().unwrap().1.code.clone());
        let request = RouteRequest { from: a, to: b, avoid: avoid.to_vec(), ..RouteRequest::default() };
        let constraints = RouteQuery::new(self.network, &request).unwrap().constraints;
        let graph = self.states.graph();
        let mut weights = self.weights.clone();
        for (weight, edge) in weights.iter_mut().zip(graph.raw_edges()) {
            let closed = match edge.weight.step {
                Step::Haul { link, .. } => constraints.iter().any(|c| c.forbids_link(link, self.network.link(link))),
                _ => constraints.iter().any(|c| c.forbids_node(graph[edge.source()].node())),
            };
            if closed {
                *weight = Costs::FORBIDDEN;
            }
        }
        (tree(graph, &weights, &[self.states.start(from)], Direction::Outgoing), weights)
    }
}

/// What to write after `--avoid` to close an element.
fn avoid(network: &Network, kind: ElementKind, code: &str) -> Vec<String> {
    let crosses = |link: &corridor::network::Link| {
        let mut countries = [link.from, link.to].map(|n| network.country_code(n));
        countries.sort_unstable();
        link.border.is_some() && countries.join("-") == code
    };
    match kind {
        ElementKind::Border => network.links().filter(|(_, l)| crosses(l)).map(|(_, l)| format!("link:{}", l.code)).collect(),
        kind => vec![format!("{}:{code}", kind.name())],
    }
}

/// Every element that could be lost, by code.
fn all(network: &Network) -> Vec<(ElementKind, String)> {
    let mut out: Vec<(ElementKind, String)> = network.links().map(|(_, l)| (ElementKind::Link, l.code.clone())).collect();
    out.extend(network.nodes().map(|(_, n)| (ElementKind::Node, n.code.clone())));
    out.extend(network.services().map(|(_, s)| (ElementKind::Service, s.code.clone())));
    out.extend(network.nodes().filter(|(_, n)| n.country.is_some()).map(|(id, _)| (ElementKind::Country, network.country_code(id).to_owned())));
    out.extend(network.links().filter(|(_, l)| l.border.is_some()).map(|(_, l)| {
        let mut countries = [l.from, l.to].map(|n| network.country_code(n));
        countries.sort_unstable();
        (ElementKind::Border, countries.join("-"))
    }));
    out.sort();
    out.dedup();
    out
}

/// The figures of one loss: lost efficiency, on best, exposed, cut off and added hours, dollars and kilograms.
#[derive(Clone, Copy, Debug, Default)]
struct Sum([f64; 7]);

fn naive(naive: &Naive, pairs: &[(NodeId, NodeId, u64)], lost: &[String], home: impl Fn(NodeId) -> bool, stretch: u64) -> Sum {
    let mut sum = Sum::default();
    let mut total = 0.0;
    for &(from, to, weight) in pairs {
        let (base, _) = naive.from(from, &[]);
        let Some(before) = base.cost(naive.states.end(to)) else { continue };
        let flow = weight as f64;
        total += flow;
        let (tree, weights) = naive.from(from, lost);
        let path = base.path(naive.states.graph(), naive.states.end(to)).unwrap();
        if home(from) || home(to) || path.edges.iter().all(|e| weights[e.index()] != Costs::FORBIDDEN) {
            continue;
        }
        sum.0[1] += flow;
        match tree.cost(naive.states.end(to)) {
            None => [0, 2, 3].iter().for_each(|i| sum.0[*i] += flow),
            Some(after) => {
                let (was, is) = (Criterion::value(before[0]), Criterion::value(after[0]));
                sum.0[0] += if is == was { 0.0 } else { flow * (1.0 - was as f64 / is as f64) };
                sum.0[2] += if is * 100 > was * (100 + stretch) { flow } else { 0.0 };
                for (i, unit) in [(1, 60.0), (2, 100.0), (3, 1000.0)] {
                    sum.0[3 + i] += flow * (after[i] as f64 - before[i] as f64) / unit;
                }
            }
        }
    }
    sum.0.iter_mut().for_each(|v| *v /= total);
    sum.0[..4].iter_mut().for_each(|v| *v *= 100.0);
    sum
}

/// Whether a link, border or service has a link that is open.
fn is_there(network: &Network, (kind, code): &(ElementKind, String)) -> bool {
    let closed = avoid(network, *kind, code);
    network.links().any(|(_, l)| {
        let service = l.service.map(|s| format!("service:{}", network.service(s).code));
        l.is_open(network.manifest().as_of) && closed.iter().any(|c| *c == format!("link:{}", l.code) || Some(c) == service.as_ref())
    })
}

const FIGURES: [&str; 7] = ["loss_percent", "on_best_percent", "exposed_percent", "cut_off_percent", "added_h", "added_usd", "added_co2e_kg"];

fn pairs_of(world: &World, weights: &[u64]) -> Vec<Pair> {
    let n = world.countries.len();
    let all = (0..n).flat_map(|a| (0..n).filter(move |b| *b != a).map(move |b| (a, b)));
    all.enumerate().map(|(i, (a, b))| pair(&format!("N{a}"), &format!("N{b}"), weights[i % weights.len()])).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_loss_is_what_solving_anew_without_the_element_says(world in world(), weights in prop::collection::vec(1..9u64, 1..7), by in 0..Criterion::ALL.len(), stretch in 0..60u64) {
        let network = world.load();
        let by = Criterion::ALL[by];
        let panel = PanelRequest { pairs: pairs_of(&world, &weights), by, geometry: false, ..PanelRequest::default() };
        let report = critical(&network, CriticalRequest { panel: panel.clone(), top: 1_000, stretch, ..CriticalRequest::default() }).unwrap();
        if !report.answered { return Ok(()) }
        let plain = Naive::new(&network, by);
        let id = |code: &str| network.nodes().find(|(_, n)| n.code == code).unwrap().0;
        let pairs: Vec<_> = panel.pairs.iter().map(|p| (id(&p.from), id(&p.to), p.weight)).collect();
        for (kind, code) in all(&network) {
            let home = |node: NodeId| match kind {
                ElementKind::Node => network.node(node).code == code,
                ElementKind::Country => network.country_code(node) == code,
                _ => false,
            };
            let expected = naive(&plain, &pairs, &avoid(&network, kind, &code), home, stretch);
            let table = report.tables.iter().find(|t| t.name == kind.name()).unwrap();
            match (0..table.rows.len()).find(|i| *cell(table, *i, "code") == Cell::Text(code.clone())) {
                None => prop_assert_eq!(expected.0[1], 0.0, "{:?} {} is missing", kind, code),
                Some(row) => {
                    for (figure, value) in FIGURES.iter().zip(expected.0) {
                        let found = number(table, row, figure);
                        prop_assert!((found - value).abs() <= 0.005_01, "{code} {figure}: {found} for {value}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_worst_pairs_are_those_of_trying_all(world in world(), weights in prop::collection::vec(1..9u64, 1..4), top in 1..5usize) {
        let network = world.load();
        let panel = PanelRequest { pairs: pairs_of(&world, &weights), geometry: false, ..PanelRequest::default() };
        let report = critical(&network, CriticalRequest { panel: panel.clone(), top, pairs_of_losses: true, ..CriticalRequest::default() }).unwrap();
        if !report.answered { return Ok(()) }
        let plain = Naive::new(&network, Criterion::Time);
        let id = |code: &str| network.nodes().find(|(_, n)| n.code == code).unwrap().0;
        let pairs: Vec<_> = panel.pairs.iter().map(|p| (id(&p.from), id(&p.to), p.weight)).collect();
        for kind in [ElementKind::Link, ElementKind::Border, ElementKind::Service] {
            let elements: Vec<String> = all(&network).into_iter().filter(|e| e.0 == kind && is_there(&network, e)).map(|e| e.1).collect();
            let loss = |set: &Vec<String>| naive(&plain, &pairs, &set.iter().flat_map(|c| avoid(&network, kind, c)).collect::<Vec<_>>(), |_| false, 0).0[0];
            let mut expected: Vec<f64> = sets(&elements, 2).iter().map(loss).filter(|l| *l > 0.0).collect();
            expected.sort_by(|a, b| b.total_cmp(a));
            expected.truncate(top);
            let table = table(&report, &format!("{}_pairs", kind.name()));
            let found: Vec<f64> = (0..table.rows.len()).map(|i| number(table, i, "loss_percent")).filter(|l| *l > 0.0).collect();
            prop_assert!(found.len() <= expected.len(), "{found:?} for {expected:?}");
            for (i, value) in expected.iter().enumerate() {
                prop_assert!((found.get(i).copied().unwrap_or_default() - value).abs() <= 0.005_01, "{kind:?}: {found:?} for {expected:?}");
            }
        }
    }

    #[test]
    fn rows_are_ranked_by_what_is_asked(world in world(), rank in 0..Damage::ALL.len()) {
        let rank = Damage::ALL[rank];
        let panel = PanelRequest { pairs: pairs_of(&world, &[1, 5, 2]), geometry: false, ..PanelRequest::default() };
        let report = critical(&world.load(), CriticalRequest { panel, rank, top: 1_000, ..CriticalRequest::default() }).unwrap();
        let column = match rank {
            Damage::Efficiency => "loss_percent",
            Damage::Time => "added_h",
            Damage::Cost => "added_usd",
            Damage::Co2e => "added_co2e_kg",
            Damage::CutOff => "cut_off_percent",
            Damage::Exposure => "exposed_percent",
        };
        for table in &report.tables {
            let figures: Vec<f64> = (0..table.rows.len()).map(|i| -number(table, i, column)).collect();
            prop_assert!(figures.is_sorted(), "{column}: {figures:?}");
        }
    }
}

fn cut(network: &Network, from: &str, to: &str, of: ElementKind, more: impl FnOnce(&mut RouteRequest)) -> Result<Report, Error> {
    let mut route = RouteRequest { from: from.to_owned(), to: to.to_owned(), geometry: false, ..RouteRequest::default() };
    more(&mut route);
    corridor::answer(network, &Request::Cut(CutRequest { route, of, capacity: None }))
}

fn table<'r>(report: &'r Report, name: &str) -> &'r Table {
    report.tables.iter().find(|t| t.name == name).unwrap_or_else(|| panic!("no table {name}: {:?}", report.notes))
}

fn codes(report: &Report, name: &str) -> Vec<String> {
    let table = table(report, name);
    (0..table.rows.len()).map(|i| cell(table, i, "code").to_string()).collect()
}

/// All sets of some size.
fn sets<T: Clone>(all: &[T], size: usize) -> Vec<Vec<T>> {
    match (size, all) {
        (0, _) => vec![Vec::new()],
        (_, []) => Vec::new(),
        (_, [first, rest @ ..]) => sets(rest, size - 1).into_iter().map(|s| [vec![first.clone()], s].concat()).chain(sets(rest, size)).collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Closing the set leaves no route, closing any smaller set (or any other of fewer elements) leaves one.
    #[test]
    fn a_cut_is_the_smallest_set_of_all(world in world()) {
        let network = world.load();
        let plain = Naive::new(&network, Criterion::Time);
        let (first, last) = (network.nodes().next().unwrap().0, network.nodes().last().unwrap().0);
        let joined = |lost: &[String]| plain.from(first, lost).0.cost(plain.states.end(last)).is_some();
        for kind in ElementKind::ALL {
            let home = |code: &str| match kind {
                ElementKind::Node => [first, last].iter().any(|n| network.node(*n).code == code),
                ElementKind::Country => [first, last].iter().any(|n| network.country_code(*n) == code),
                _ => false,
            };
            let elements: Vec<String> = all(&network).into_iter().filter(|(k, code)| *k == kind && !home(code)).map(|e| e.1).collect();
            let closed = |set: &[String]| set.iter().flat_map(|code| avoid(&network, kind, code)).collect::<Vec<_>>();
            let report = cut(&network, "N0", &world.last(), kind, |_| ()).unwrap();
            if !report.answered {
                prop_assert!(!joined(&[]), "{:?}", report.notes);
            } else if report.tables.iter().all(|t| t.name != "cut") {
                prop_assert!(joined(&closed(&elements)), "{kind:?}: {:?}", report.notes);
            } else {
                let found = codes(&report, "cut");
                prop_assert!(!joined(&closed(&found)), "{kind:?} {found:?} does not separate");
                for smaller in (0..found.len()).flat_map(|size| sets(&elements, size)) {
                    prop_assert!(joined(&closed(&smaller)), "{kind:?} {smaller:?} separates, {found:?} was said");
                }
                prop_assert!(report.notes.iter().any(|n| n.starts_with("No set of fewer")), "{:?}", report.notes);
                // Each route passes one of the set, and no two pass the same.
                let routes = table(&report, "routes");
                let passes: Vec<String> = (0..routes.rows.len()).map(|i| cell(routes, i, "passes_code").to_string()).collect();
                prop_assert!(passes.len() <= found.len() && passes.iter().all(|p| !p.is_empty()));
                prop_assert_eq!(passes.iter().collect::<std::collections::BTreeSet<_>>().len(), passes.len());
            }
        }
    }
}

fn shipped() -> Network {
    corridor::load(&Source::default()).unwrap().0
}

/// Without Russia and Belarus the way to Europe crosses the Caspian; what limits it then is known.
#[test]
fn what_every_pair_must_pass_is_on_all_best_routes() {
    let panel = PanelRequest { pairs: vec![pair("Tashkent", "Tbilisi", 3), pair("Almaty", "Baku", 1)], geometry: true, ..PanelRequest::default() };
    let report =
        critical(&shipped(), CriticalRequest { panel, of: vec![ElementKind::Service, ElementKind::Country], top: 3, ..CriticalRequest::default() }).unwrap();
    assert_eq!(report.tables.iter().map(|t| t.name.as_str()).collect::<Vec<_>>(), ["country", "service"]);
    assert!(report.tables.iter().all(|t| t.rows.len() <= 3));
    for feature in &report.features {
        let of = |key: &str| feature.properties.iter().find(|p| p.0 == key).map(|p| p.1.to_string());
        assert!(of("rank").is_some() && of("loss_percent").is_some(), "{:?}", feature.properties);
    }
}

/// A duplicated pair counts twice, and the order of the pairs is nothing.
#[test]
fn weights_are_flows() {
    let network = shipped();
    let ask = |pairs: Vec<Pair>| {
        let panel = PanelRequest { pairs, geometry: false, ..PanelRequest::default() };
        critical(&network, CriticalRequest { panel, ..CriticalRequest::default() }).unwrap().tables.iter().map(|t| format!("{:?}", t.rows)).collect::<Vec<_>>()
    };
    let (a, b) = (("Khorgos Gateway", "Warsaw"), ("Almaty", "Poti"));
    let twice = ask(vec![pair(a.0, a.1, 1), pair(b.0, b.1, 1), pair(a.0, a.1, 1)]);
    assert_eq!(twice, ask(vec![pair(b.0, b.1, 1), pair(a.0, a.1, 2)]));
    assert_ne!(twice, ask(vec![pair(b.0, b.1, 2), pair(a.0, a.1, 1)]));
}

#[test]
fn bad_input_says_what_is_wrong() {
    let network = shipped();
    let error = |request| critical(&network, request).unwrap_err().to_string();
    let panel = |pairs: Vec<Pair>| PanelRequest { pairs, geometry: false, ..PanelRequest::default() };
    let with = |panel| CriticalRequest { panel, ..CriticalRequest::default() };
    assert!(error(CriticalRequest { top: 0, ..CriticalRequest::default() }).contains("--top 0"));
    assert!(error(with(PanelRequest { panel: "eurasai".into(), ..PanelRequest::default() })).contains("eurasia"));
    let lines = |line| Pair { line, ..pair("Xyzzy", "Almaty", 1) };
    let text = error(with(panel(vec![lines(2), pair("Almaty", "Tbilisi", 1), lines(7), pair("Almaty", "Tiblisi", 1)])));
    for part in ["3 problems", "pairs:2 from `Xyzzy`", "pairs:7 from `Xyzzy`", "pairs:4 to `Tiblisi`", "did you mean `Tbilisi`"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    let nothing = critical(&network, with(panel(vec![pair("Almaty", "Tbilisi", 0)]))).unwrap();
    assert!(!nothing.answered && nothing.notes[0].contains("all weights are 0"), "{:?}", nothing.notes);
}

/// Trap 22: two ways over the Caspian and one railway behind it.
#[test]
fn trap_22_two_routes_can_share_one_cut() {
    let network = shipped();
    let over_the_sea = |r: &mut RouteRequest| r.corridor = Some("TITR".to_owned());
    let report = cut(&network, "Kazakhstan", "Georgia", ElementKind::Link, over_the_sea).unwrap();
    let ask =
        RouteRequest { from: "Kazakhstan".into(), to: "Georgia".into(), avoid: vec!["RU".into(), "IR".into()], geometry: false, ..RouteRequest::default() };
    let routes = corridor::answer(&network, &Request::Route(ask)).unwrap().itineraries;
    assert!(routes.len() > 1, "there is more than one way");
    let shared = codes(&report, "alone");
    assert!(shared.iter().any(|code| routes.iter().all(|r| r.legs.iter().any(|l| l.links.contains(code)))), "{shared:?}");
}

/// Trap 23: nothing of the answer touches what is avoided.
#[test]
fn trap_23_avoid_holds_for_cuts() {
    let network = shipped();
    let report = cut(&network, "China", "Europe", ElementKind::Node, |r| r.avoid = vec!["Russia".into(), "mode:sea".into()]).unwrap();
    for route in &report.itineraries {
        assert!(!route.countries.contains(&"RU".to_owned()) && route.legs.iter().all(|l| l.mode != corridor::network::Mode::Sea), "{}", route.route());
    }
    assert!(codes(&report, "cut").iter().all(|code| network.nodes().any(|(id, n)| n.code == *code && network.country_code(id) != "RU")));
}

/// Trap 24: no route is an answer, and says why.
#[test]
fn trap_24_already_separated_is_an_answer() {
    let network = shipped();
    let none = cut(&network, "Almaty", "Rotterdam", ElementKind::Link, |r| r.modes = vec![corridor::network::Mode::Sea]).unwrap();
    assert!(!none.answered && none.notes[0].contains("already separated") && none.notes[0].contains("--modes sea alone forbids it"), "{:?}", none.notes);
    let corridor = cut(&network, "Almaty", "Rotterdam", ElementKind::Link, |r| r.corridor = Some("TITR".into())).unwrap();
    assert!(!corridor.answered && corridor.notes[0].contains("corridor alone does not join"), "{:?}", corridor.notes);
    let never = cut(&network, "Kazakhstan", "Iran", ElementKind::Service, |_| ()).unwrap();
    assert!(never.answered && never.itineraries.len() == 1 && never.notes[0].contains("No set of services"), "{:?}", never.notes);
}

#[test]
fn cuts_refuse_ends_that_are_nothing() {
    let network = shipped();
    let error = |from, to, avoid: &[&str]| {
        let avoid = avoid.iter().map(|a| (*a).to_owned()).collect();
        cut(&network, from, to, ElementKind::Link, |r| r.avoid = avoid).unwrap_err().to_string()
    };
    assert!(error("Europe", "Poland", &[]).contains("ends must be apart"));
    assert!(error("China", "Europe", &["China"]).contains("--avoid leaves nothing of China"));
    assert!(error("China", "Atlantis", &[]).contains("unknown"));
}

fn flow(network: &Network, from: &str, to: &str, more: impl FnOnce(&mut RouteRequest)) -> Report {
    let mut route = RouteRequest { from: from.to_owned(), to: to.to_owned(), ..RouteRequest::default() };
    more(&mut route);
    corridor::answer(network, &Request::Cut(CutRequest { route, of: ElementKind::Link, capacity: Some(FlowUnit::Teu) })).unwrap()
}

fn own(files: &[(&str, &str)]) -> Network {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(format!("{name}.csv")), text).unwrap();
    }
    corridor::load(&Source { folder: Some(folder.path().to_owned()), ..Source::default() }).unwrap().0
}

/// Two gauges lie side by side on one link: they share its capacity. Widened, the next bottleneck is the sum of two ways.
#[test]
fn gauges_of_a_link_share_its_capacity_and_the_next_bottleneck_is_named() {
    let network = own(&[
        ("nodes", "code,name,country,lon,lat,kind\nA,A,KZ,60.0,40.0,rail_station\nB,B,KZ,61.0,40.0,rail_station\nC,C,KZ,62.0,40.0,rail_station\n"),
        ("links", "code,from,to,mode,length_km,gauge_mm\nAB,A,B,rail,100,1435|1520\nBC1,B,C,rail,100,1435\nBC2,B,C,rail,110,1520\n"),
        (
            "transfers",
            "node,kind,likely_h,cost_usd,from_gauge_mm,to_gauge_mm\n*,terminal,5,10,,\nB,gauge_change,5,10,1435,1520\nC,gauge_change,5,10,1435,1520\n",
        ),
        ("capacities", "of,capacity,unit\nlink:AB,1000,TEU/yr\nlink:BC1,700,TEU/yr\nlink:BC2,800,TEU/yr\n"),
    ]);
    let report = flow(&network, "A", "C", |_| ());
    let steps = table(&report, "flow");
    let column = |name| (0..steps.rows.len()).map(|i| cell(steps, i, name).to_string()).collect::<Vec<_>>();
    assert_eq!(column("flow_teu_year"), ["1000", "1500", ""]);
    assert_eq!(column("code"), ["AB", "BC1|BC2", ""]);
    assert!(report.title.starts_with("1,000 TEU a year pass from A to C, limited by A - B"), "{}", report.title);
    let routes = table(&report, "routes");
    assert_eq!((0..routes.rows.len()).map(|i| number(routes, i, "flow_teu_year")).sum::<f64>(), 1000.0);
    assert!(report.notes[0].contains("3 of 3 links"), "{:?}", report.notes);
}

/// On the shipped network: what flows is worth its bottleneck, and each widening lets more through.
#[test]
fn flows_on_the_shipped_network_grow_as_bottlenecks_are_widened() {
    let network = shipped();
    let report = flow(&network, "China", "Georgia", |r| r.corridor = Some("TITR".into()));
    let steps = table(&report, "flow");
    let flows: Vec<f64> =
        (0..steps.rows.len()).filter(|i| *cell(steps, *i, "flow_teu_year") != Cell::Empty).map(|i| number(steps, i, "flow_teu_year")).collect();
    assert!(!flows.is_empty() && flows.windows(2).all(|w| w[0] < w[1]), "{flows:?}");
    let capacities: f64 = cell(steps, 0, "capacity_teu_year").to_string().split('|').map(|c| c.parse::<f64>().unwrap()).sum();
    assert!((capacities - flows[0]).abs() <= 1.0, "{capacities} for {flows:?}");
    assert!(report.features.iter().any(|f| f.properties.iter().any(|p| p.0 == "capacity_teu_year")));
    let none = flow(&network, "Almaty", "Rotterdam", |r| r.modes = vec![corridor::network::Mode::Sea]);
    assert!(!none.answered && none.notes[0].contains("nothing passes"), "{:?}", none.notes);
}
