//! Properties of the route answer on random small networks, against brute force over every loopless
//! path of the state graph.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod worlds;

use std::collections::BTreeSet;

use corridor::error::Error;
use corridor::impact::{Criterion, Impact};
use corridor::network::{Mode, Network, NodeId};
use corridor::query::RouteQuery;
use corridor::report::{ItineraryReport, LegReport, PartRef};
use corridor::request::AlternativesKind;
use corridor::state::{StateGraph, Step};
use corridor::units::Length;
use corridor::{Request, RouteRequest};
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;
use proptest::prelude::*;
use worlds::{ALWAYS, Kind, NEVER, Road, World, world};

/// Arcs that brute force may look at before a network is dropped as too rich.
const STEPS: usize = 50_000;

fn answer(network: &Network, request: RouteRequest) -> Vec<ItineraryReport> {
    corridor::answer(network, &Request::Route(request)).unwrap_or_else(|e: Error| panic!("{e}")).itineraries
}

/// Generalised cost with the data's own value of time, and the rest.
fn cost(network: &Network, request: &RouteRequest, impact: &Impact) -> u64 {
    let query = RouteQuery::new(network, request).unwrap();
    query.by.cost(impact, query.value_of_time)
}

fn best(network: &Network, request: &RouteRequest) -> Option<u64> {
    let found = answer(network, request.clone());
    found.first().map(|i| cost(network, request, &i.totals.0))
}

/// The totals of every loopless path that uses only what is allowed; `None` when there are too many.
fn every_path(network: &Network, request: &RouteRequest, allowed: &dyn Fn(&Network, &Step, NodeId) -> bool) -> Option<Vec<Impact>> {
    struct Walk<'a> {
        states: &'a StateGraph,
        allowed: &'a dyn Fn(&Step, NodeId) -> bool,
        to: NodeIndex,
        seen: Vec<NodeIndex>,
        sum: Vec<Impact>,
        out: Vec<Impact>,
        steps: usize,
    }
    fn walk(w: &mut Walk, at: NodeIndex) {
        if at == w.to {
            return w.out.push(w.sum.iter().copied().sum());
        }
        for edge in w.states.graph().edges(at) {
            w.steps += 1;
            if w.steps > STEPS || w.seen.contains(&edge.target()) || !(w.allowed)(&edge.weight().step, w.states.graph()[at].node()) {
                continue;
            }
            w.seen.push(edge.target());
            w.sum.push(edge.weight().total());
            walk(w, edge.target());
            w.sum.pop();
            w.seen.pop();
        }
    }
    let query = RouteQuery::new(network, request).unwrap();
    let states = StateGraph::new(network, query.as_of, &query.cargo);
    let (from, to) = (states.start(query.from.nodes[0]), states.end(query.to.nodes[0]));
    let allowed = |step: &Step, node| allowed(network, step, node);
    let mut w = Walk { states: &states, allowed: &allowed, to, seen: vec![from], sum: Vec::new(), out: Vec::new(), steps: 0 };
    walk(&mut w, from);
    (w.steps <= STEPS).then_some(w.out)
}

fn everything(_: &Network, _: &Step, _: NodeId) -> bool {
    true
}

fn link_number(code: &str) -> usize {
    code[1..].parse().unwrap()
}

fn node_number(code: &str) -> usize {
    code[1..].parse().unwrap()
}

/// The nodes of a leg in the order of travel.
fn nodes_of(world: &World, leg: &LegReport) -> Vec<usize> {
    let mut at = node_number(&leg.from.code);
    let mut nodes = vec![at];
    for code in &leg.links {
        let link = &world.links[link_number(code)];
        at = if link.from == at { link.to } else { link.from };
        nodes.push(at);
    }
    assert_eq!(at, node_number(&leg.to.code), "the links of a leg lead from its first to its last node");
    nodes
}

/// Borders by the model's words alone: changes of country on land, and voyages that end in another country
/// than they began in. Ports where a box changes ships are part of the voyage.
fn borders(world: &World, itinerary: &ItineraryReport) -> usize {
    let country = |node: usize| Some(world.countries[node]).filter(|c| !c.is_empty());
    let changes = |a: usize, b: usize| usize::from(country(a).zip(country(b)).is_some_and(|(a, b)| a != b));
    let afloat = |leg: &LegReport| matches!(leg.mode, Mode::Ferry | Mode::Sea);
    let runs = itinerary.legs.chunk_by(|a, b| afloat(a) && afloat(b));
    runs.map(|run| {
        let nodes: Vec<usize> = run.iter().flat_map(|leg| nodes_of(world, leg)).collect();
        if afloat(&run[0]) { changes(nodes[0], nodes[nodes.len() - 1]) } else { nodes.windows(2).map(|n| changes(n[0], n[1])).sum() }
    })
    .sum()
}

fn uses(itinerary: &ItineraryReport) -> Vec<&str> {
    itinerary.legs.iter().flat_map(|l| &l.links).map(String::as_str).collect()
}

fn touched(world: &World, itinerary: &ItineraryReport) -> BTreeSet<usize> {
    let mut nodes: BTreeSet<usize> = itinerary.legs.iter().flat_map(|l| nodes_of(world, l)).collect();
    nodes.extend(itinerary.events.iter().map(|e| node_number(&e.node.code)));
    nodes
}

const DAYS: [Option<&str>; 4] = [None, Some("2010"), Some("2016"), Some("2031-01")];

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_best_route_is_the_best_of_all_paths(world in world(), day in 0..DAYS.len()) {
        let network = world.load();
        let asked = RouteRequest { as_of: DAYS[day].map(str::to_owned), ..world.request() };
        let Some(paths) = every_path(&network, &asked, &everything) else { return Ok(()) };
        for by in Criterion::ALL {
            let values: &[Option<u32>] = if by == Criterion::Generalised { &[None, Some(0), Some(9_999)] } else { &[None] };
            for &value_of_time in values {
                let request = RouteRequest { by, value_of_time, ..asked.clone() };
                let expected = paths.iter().map(|p| cost(&network, &request, p)).min();
                prop_assert_eq!(best(&network, &request), expected, "{:?}", by);
            }
        }
    }

    #[test]
    fn the_k_shortest_are_the_first_k_of_all_paths(world in world()) {
        let network = world.load();
        let request = RouteRequest { k: 12, alternatives: AlternativesKind::All, ..world.request() };
        let Some(paths) = every_path(&network, &request, &everything) else { return Ok(()) };
        let mut expected: Vec<u64> = paths.iter().map(|p| cost(&network, &request, p)).collect();
        expected.sort_unstable();
        expected.truncate(request.k);
        let found: Vec<u64> = answer(&network, request.clone()).iter().map(|i| cost(&network, &request, &i.totals.0)).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn totals_are_the_exact_sums_of_the_parts(world in world()) {
        let network = world.load();
        for it in answer(&network, RouteRequest { k: 8, alternatives: AlternativesKind::All, ..world.request() }) {
            let parts: Impact = it.legs.iter().map(|l| l.impact).chain(it.events.iter().map(|e| e.impact)).sum();
            prop_assert_eq!(parts, it.totals.0);
            let metres: u64 = uses(&it).iter().map(|code| world.links[link_number(code)].metres).sum();
            prop_assert_eq!(it.totals.0.length, Length::new(metres));
            for leg in &it.legs {
                let metres: u64 = leg.links.iter().map(|code| world.links[link_number(code)].metres).sum();
                prop_assert_eq!(leg.length_km, Length::new(metres).km());
            }
            let seqs: Vec<usize> = it.parts().iter().map(|p| match p { PartRef::Leg(l) => l.seq, PartRef::Event(e) => e.seq }).collect();
            prop_assert_eq!(seqs, (1..=it.legs.len() + it.events.len()).collect::<Vec<_>>());
        }
    }

    #[test]
    fn gauge_changes_are_the_alternations_of_gauge_and_happen_at_facilities(world in world()) {
        let network = world.load();
        for by in Criterion::ALL {
            for it in answer(&network, RouteRequest { by, k: 5, max_overlap: 100, max_stretch: 100_000, ..world.request() }) {
                let alternations: Vec<(u16, usize)> = it
                    .legs
                    .windows(2)
                    .filter(|l| matches!((l[0].gauge_mm, l[1].gauge_mm), (Some(a), Some(b)) if a != b))
                    .map(|l| (l[0].gauge_mm.unwrap(), node_number(&l[0].to.code)))
                    .collect();
                let events: Vec<usize> = it.events.iter().filter(|e| e.kind == "gauge_change").map(|e| node_number(&e.node.code)).collect();
                prop_assert_eq!(&events, &alternations.iter().map(|a| a.1).collect::<Vec<_>>(), "{}", it.route());
                prop_assert_eq!(it.totals.0.gauge_changes as usize, events.len());
                for (from, node) in alternations {
                    let (there, back) = world.facility(node);
                    prop_assert!(if from == 1435 { there } else { back }, "no facility from {from} at N{node}");
                }
            }
        }
    }

    #[test]
    fn borders_are_changes_of_country_on_land_and_landfalls(world in world()) {
        let network = world.load();
        for it in answer(&network, RouteRequest { k: 8, alternatives: AlternativesKind::All, ..world.request() }) {
            let counted = borders(&world, &it);
            let events = it.events.iter().filter(|e| e.kind == "border_crossing").count();
            let steps: Vec<String> = it.parts().iter().map(|p| match p { PartRef::Leg(l) => format!("{} {}", l.mode.name(), l.to.code), PartRef::Event(e) => format!("{} {} {}", e.kind, e.node.code, e.detail) }).collect();
            prop_assert_eq!(it.totals.0.borders as usize, counted, "{:?}", steps);
            prop_assert_eq!(events, counted);
            if world.countries.iter().all(|c| !c.is_empty()) {
                prop_assert_eq!(it.countries.len(), counted + 1, "{:?}: {:?}", it.route(), it.countries);
            }
        }
    }

    #[test]
    fn closing_never_improves_and_opening_never_worsens(world in world(), pick in any::<prop::sample::Index>()) {
        let link = pick.index(world.links.len());
        let [opened, now, closed] = [world.with_dates(link, ALWAYS), world.clone(), world.with_dates(link, NEVER)].map(|w| w.load());
        for by in Criterion::ALL {
            let request = RouteRequest { by, ..world.request() };
            let [opened, now, closed] = [&opened, &now, &closed].map(|n| best(n, &request).unwrap_or(u64::MAX));
            prop_assert!(opened <= now && now <= closed, "{by:?}: {opened} {now} {closed}");
        }
    }

    #[test]
    fn what_is_avoided_is_touched_nowhere(world in world(), pick in any::<prop::sample::Index>()) {
        let network = world.load();
        let closed_link = pick.index(world.links.len());
        let closed_node = 1 + pick.index(world.countries.len() - 2);
        let country = world.countries[closed_node];
        let mut cases = vec![(format!("link:{}", World::code(closed_link)), vec![], vec![closed_link]), (format!("node:N{closed_node}"), vec![closed_node], vec![])];
        if !country.is_empty() {
            let inside = (0..world.countries.len()).filter(|n| world.countries[*n] == country).collect();
            cases.push((country.to_owned(), inside, vec![]));
        }
        let of_mode = (0..world.links.len()).filter(|l| world.links[*l].kind.mode() == "sea").collect();
        cases.push(("mode:sea".to_owned(), vec![], of_mode));
        for (avoid, nodes, links) in cases {
            let request = RouteRequest { avoid: vec![avoid.clone()], ..world.request() };
            for kind in AlternativesKind::ALL {
                for it in answer(&network, RouteRequest { k: 6, alternatives: kind, ..request.clone() }) {
                    prop_assert!(touched(&world, &it).iter().all(|n| !nodes.contains(n)), "--avoid {avoid}: {}", it.route());
                    prop_assert!(uses(&it).iter().all(|l| !links.contains(&link_number(l))), "--avoid {avoid}: {:?}", uses(&it));
                }
            }
            // And what remains is still the best of what is allowed.
            let allowed = |network: &Network, step: &Step, at: NodeId| {
                let closed = |n: NodeId| nodes.contains(&node_number(&network.node(n).code));
                match *step {
                    Step::Haul { link, .. } => {
                        let link = network.link(link);
                        !links.contains(&link_number(&link.code)) && !closed(link.from) && !closed(link.to)
                    }
                    _ => !closed(at),
                }
            };
            let Some(paths) = every_path(&network, &request, &allowed) else { return Ok(()) };
            prop_assert_eq!(best(&network, &request), paths.iter().map(|p| cost(&network, &request, p)).min(), "--avoid {}", avoid);
        }
    }

    #[test]
    fn alternatives_are_sorted_distinct_and_within_their_bounds(world in world(), overlap in 0..=100u64, stretch in 100..400u64) {
        let network = world.load();
        let request = RouteRequest { k: 5, max_overlap: overlap, max_stretch: stretch, ..world.request() };
        let found = answer(&network, request.clone());
        let costs: Vec<u64> = found.iter().map(|i| cost(&network, &request, &i.totals.0)).collect();
        prop_assert!(costs.is_sorted());
        prop_assert_eq!(found.iter().map(|i| i.rank).collect::<Vec<_>>(), (1..=found.len()).collect::<Vec<_>>());
        for (i, a) in found.iter().enumerate() {
            prop_assert!(u128::from(costs[i]) * 100 <= u128::from(costs[0]) * u128::from(stretch));
            for b in &found[..i] {
                prop_assert_ne!(uses(a), uses(b));
                let metres = |code: &&str| world.links[link_number(code)].metres;
                let shared: u64 = uses(a).iter().filter(|l| uses(b).contains(l)).map(metres).sum();
                let shorter = a.totals.0.length.min(b.totals.0.length).get();
                prop_assert!(shared * 100 <= shorter * overlap, "{shared} of {shorter}");
            }
        }
    }

    #[test]
    fn the_best_by_one_criterion_is_best_in_that_criterion(world in world()) {
        let network = world.load();
        let best: Vec<Option<Impact>> = Criterion::ALL.iter().map(|&by| answer(&network, RouteRequest { by, ..world.request() }).first().map(|i| i.totals.0)).collect();
        let value = |by: Criterion, i: &Impact| match by {
            Criterion::Time => i.duration().get(),
            Criterion::Cost => i.cost.get(),
            Criterion::Distance => i.length.get(),
            Criterion::Co2e => i.emissions.get(),
            // Compared with brute force above.
            Criterion::Generalised => 0,
        };
        for (i, by) in Criterion::ALL.into_iter().enumerate() {
            for other in &best {
                prop_assert_eq!(best[i].is_some(), other.is_some());
                if let (Some(own), Some(other)) = (&best[i], other) {
                    prop_assert!(value(by, own) <= value(by, other), "{:?}", by);
                }
            }
        }
    }

    #[test]
    fn there_and_back_are_the_same_on_symmetric_data(world in world()) {
        let world = world.symmetric();
        let network = world.load();
        for by in Criterion::ALL {
            let there = RouteRequest { by, ..world.request() };
            let back = RouteRequest { from: there.to.clone(), to: there.from.clone(), ..there.clone() };
            prop_assert_eq!(best(&network, &there), best(&network, &back), "{:?}", by);
            let length = |r: RouteRequest| answer(&network, r).first().map(|i| i.totals.0.length);
            if by == Criterion::Distance {
                prop_assert_eq!(length(there), length(back));
            }
        }
    }

    #[test]
    fn via_passes_the_node_and_costs_nothing_where_the_route_passes_anyway(world in world(), pick in any::<prop::sample::Index>()) {
        let network = world.load();
        let node = 1 + pick.index(world.countries.len() - 2);
        for by in [Criterion::Time, Criterion::Distance] {
            let plain = RouteRequest { by, ..world.request() };
            let request = RouteRequest { via: vec![format!("N{node}")], ..plain.clone() };
            let (free, bound) = (best(&network, &plain), best(&network, &request));
            prop_assert!(free.unwrap_or(u64::MAX) <= bound.unwrap_or(u64::MAX));
            for it in answer(&network, RouteRequest { k: 4, ..request }) {
                prop_assert!(touched(&world, &it).contains(&node));
            }
            if answer(&network, plain).first().is_some_and(|it| touched(&world, it).contains(&node)) {
                prop_assert_eq!(free, bound);
            }
        }
    }
}

/// Trains of two gauges meet at B, where the gauge changes only from 1520 to 1435. A quay, a truck or a link
/// of unknown gauge at B must not become the way from one to the other without moving.
#[test]
fn nothing_changes_gauge_by_standing_still() {
    let base = [("A", "B", Kind::Rail("1435")), ("B", "C", Kind::Rail("1520"))];
    for extra in [Kind::Sea, Kind::Ferry, Kind::Truck, Kind::Rail("")] {
        let links = base.into_iter().chain([("B", "D", extra)]).map(|(from, to, kind)| {
            let number = |n: &str| usize::from(n.as_bytes()[0] - b'A');
            // C is the last node, D the one before.
            let place = |n: &str| [0, 1, 3, 2][number(n)];
            Road {
                from: place(from),
                to: place(to),
                kind,
                metres: 500_000,
                both: !kind.gauges().is_empty(),
                duration: None,
                cost: None,
                border: (1, 1),
                dates: ALWAYS,
            }
        });
        let mut world = World { countries: vec!["KZ"; 4], links: links.collect(), facilities: vec![(true, true); 4], hours: [1; 4], eastward: true };
        let there = answer(&world.load(), world.request());
        assert_eq!(there[0].totals.0.gauge_changes, 1, "{extra:?}");
        world.facilities[1] = (false, true);
        let phantom = answer(&world.load(), world.request());
        assert!(phantom.is_empty(), "{extra:?}: {}", phantom[0].route());
    }
}
