//! The best route between two ends and the distinct alternatives to it.

use petgraph::Direction;
use petgraph::graph::NodeIndex;

use super::{dataset, evidence, node_ref};
use crate::error::Error;
use crate::impact::{Criterion, Impact};
use crate::itinerary::{Event, EventKind, Itinerary, Leg, Part};
use crate::network::{Confidence, Corridor, CorridorStatus, LinkId, Mode, Network, NodeId, Regime};
use crate::query::{Constraint, End, RouteQuery};
use crate::report::{Cell, CorridorShare, EventReport, Figures, ItineraryReport, LegReport, Report, Table};
use crate::request::{AlternativesKind, Request, RouteRequest};
use crate::solve::{self, FORBIDDEN, KShortest, Path, Rules, Search};
use crate::state::{StateGraph, Step};
use crate::units::Length;

/// A corridor counts as followed from this share of the route's km on, or of its own, in percent ...
const MUCH_OF_ROUTE: u64 = 50;
const MUCH_OF_CORRIDOR: u64 = 75;
/// ... and is named when it adds this share of the route's km to the corridors named before it.
const ENOUGH_MORE: u64 = 10;
/// Searches that one request for alternatives may spend.
const SEARCHES: usize = 4000;

pub(super) fn answer(network: &Network, request: &RouteRequest) -> Result<Report, Error> {
    let query = RouteQuery::new(network, request)?;
    let plain = StateGraph::new(network, query.as_of, &query.cargo);
    let via: Vec<&[NodeId]> = query.via().map(|end| end.nodes.as_slice()).collect();
    let layered = if via.is_empty() { None } else { Some(plain.through(&via)) };
    let states = layered.as_ref().unwrap_or(&plain);
    let active: Vec<&Constraint> = query.constraints.iter().collect();
    let weights = weights(network, states, &query, &active);
    let (roots, targets) = ends(states, &query);

    let mut search = Search::new(states.graph(), &weights, &targets);
    let (paths, cut_short) = match request.alternatives {
        AlternativesKind::Distinct => {
            let rules = Rules { count: request.k, overlap_percent: request.max_overlap, stretch_percent: request.max_stretch, searches: SEARCHES };
            let found = solve::distinct(&mut search, &roots, rules, |e| mark(network, &states.arc(e).step), |e| extent(network, &states.arc(e).step));
            (found.paths, found.cut_short)
        }
        AlternativesKind::All => (KShortest::new(search, roots.clone()).take(request.k).collect(), false),
    };

    let mut report = Report {
        title: format!("{} to {} by {}", query.from.name, query.to.name, query.by.name()),
        request: serde_json::to_value(Request::Route(request.clone())).unwrap_or_default(),
        dataset: dataset(network, query.as_of, request.geometry),
        itineraries: Vec::new(),
        tables: Vec::new(),
        features: Vec::new(),
        notes: Vec::new(),
        answered: !paths.is_empty(),
    };
    if paths.is_empty() {
        report.notes.push(why_none(network, &query));
        return Ok(report);
    }
    let itineraries: Vec<Itinerary> = paths.iter().map(|p| Itinerary::new(network, states, p)).collect();
    for itinerary in &itineraries {
        keeps_to(network, &query, itinerary)?;
    }
    for (i, itinerary) in itineraries.iter().enumerate() {
        report.itineraries.push(itinerary_report(network, &query, request, i + 1, itinerary));
    }
    report.tables.extend(spread_over_gateways(network, states, &query, &weights, &roots));
    notes(network, &query, request, &paths, cut_short, &mut report);
    Ok(report)
}

/// The start and end states of a query.
fn ends(states: &StateGraph, query: &RouteQuery) -> (Vec<NodeIndex>, Vec<NodeIndex>) {
    (query.from.nodes.iter().map(|n| states.start(*n)).collect(), query.to.nodes.iter().map(|n| states.end(*n)).collect())
}

/// The solver's weight of every arc: the criterion's cost, or forbidden by one of the active constraints.
fn weights(network: &Network, states: &StateGraph, query: &RouteQuery, active: &[&Constraint]) -> Vec<u64> {
    let closed_links: Vec<bool> = network.links().map(|(id, link)| active.iter().any(|c| c.forbids_link(id, link))).collect();
    let closed_nodes: Vec<bool> = network.nodes().map(|(id, _)| active.iter().any(|c| c.forbids_node(id))).collect();
    let graph = states.graph();
    let weight = |edge: &petgraph::graph::Edge<crate::state::Arc>| {
        let closed = match edge.weight.step {
            Step::Haul { link, .. } => closed_links[link.index()],
            _ => closed_nodes[graph[edge.source()].node().index()],
        };
        if closed { FORBIDDEN } else { query.by.cost(&edge.weight.total(), query.value_of_time) }
    };
    graph.raw_edges().iter().map(weight).collect()
}

/// What makes two routes differ in kind: the countries they enter one from the other, the places where
/// they change gauge, the sea and ferry services they take. Two crossings of the same border are one
/// way, a Schengen border is none; two ferries over the same sea are two ways.
fn mark(network: &Network, step: &Step) -> Option<u32> {
    let (kind, index) = match *step {
        Step::Haul { link, border: Some(border), .. } if network.border(border).dwells.iter().all(|d| d.regime != Regime::Schengen) => {
            let link = network.link(link);
            let pair = [link.from, link.to].map(|n| network.node(n).country.map_or(0, |c| c.index() + 1));
            (0, pair[0].min(pair[1]) * (network.countries().len() + 1) + pair[0].max(pair[1]))
        }
        Step::GaugeChange(id) => (1, network.transfer(id).node?.index()),
        Step::Wait(Some(service)) => (2, service.index()),
        _ => return None,
    };
    u32::try_from(index).ok().map(|i| i << 2 | kind)
}

/// The link behind a haul, and its length: what overlap is measured by.
fn extent(network: &Network, step: &Step) -> Option<(u32, u64)> {
    match *step {
        Step::Haul { link, .. } => Some((link.index() as u32, network.link(link).length.get())),
        _ => None,
    }
}

/// Checks after the fact that nothing of an answer touches what was to be avoided. The search
/// guarantees it; this is the proof on the answer itself.
fn keeps_to(network: &Network, query: &RouteQuery, itinerary: &Itinerary) -> Result<(), Error> {
    for constraint in &query.constraints {
        let link = itinerary.links().find(|id| constraint.forbids_link(*id, network.link(*id)));
        let node = itinerary.nodes(network).into_iter().find(|n| constraint.forbids_node(*n));
        let event = itinerary.events().find(|e| constraint.forbids_node(e.node));
        if link.is_some() || node.is_some() || event.is_some() {
            return Err(Error::Usage(format!("internal error: the answer does not keep to {constraint}; please report it")));
        }
    }
    Ok(())
}

/// The smallest set of constraints that leaves no route, in words.
fn why_none(network: &Network, query: &RouteQuery) -> String {
    let all: Vec<&Constraint> = query.constraints.iter().collect();
    let (from, to) = (&query.from.name, &query.to.name);
    for size in 0..=all.len() {
        for set in subsets(&all, size) {
            if connected(network, query, &set) {
                continue;
            }
            let names: Vec<String> = set.iter().map(ToString::to_string).collect();
            return match names.as_slice() {
                [] => format!("no route from {from} to {to}: the network does not join them, whatever is allowed"),
                [one] => format!("no route from {from} to {to}: {one} alone forbids it"),
                several => format!("no route from {from} to {to}: {} together forbid it, and no smaller set does", several.join(" and ")),
            };
        }
    }
    format!("no route from {from} to {to}")
}

/// All subsets of a size, in order. Requests carry a handful of constraints.
fn subsets<'c>(all: &[&'c Constraint], size: usize) -> Vec<Vec<&'c Constraint>> {
    match (size, all) {
        (0, _) => vec![Vec::new()],
        (_, []) => Vec::new(),
        (_, [first, rest @ ..]) => {
            let with = subsets(rest, size - 1).into_iter().map(|mut s| {
                s.insert(0, *first);
                s
            });
            with.chain(subsets(rest, size)).collect()
        }
    }
}

/// Whether a route exists under some of the constraints.
fn connected(network: &Network, query: &RouteQuery, active: &[&Constraint]) -> bool {
    let date = active.iter().find_map(|c| if let Constraint::AsOf(date) = c { Some(*date) } else { None });
    let states = StateGraph::new(network, date.unwrap_or(network.manifest().as_of), &query.cargo);
    let via: Vec<&[NodeId]> = active.iter().filter_map(|c| if let Constraint::Via(end) = c { Some(end.nodes.as_slice()) } else { None }).collect();
    let states = if via.is_empty() { states } else { states.through(&via) };
    let weights = weights(network, &states, query, active);
    let (roots, targets) = ends(&states, query);
    solve::shortest_path(states.graph(), &weights, &roots, &targets).is_some()
}

fn itinerary_report(network: &Network, query: &RouteQuery, request: &RouteRequest, rank: usize, itinerary: &Itinerary) -> ItineraryReport {
    let mut legs = Vec::new();
    let mut events = Vec::new();
    let mut weakest = (Confidence::High, String::new());
    for (i, part) in itinerary.parts.iter().enumerate() {
        let rows = match part {
            Part::Leg(leg) => evidence::of_leg(network, leg),
            Part::Event(event) => evidence::of_event(network, event),
        };
        let least = evidence::weakest(&rows);
        if least.0 < weakest.0 {
            weakest = least.clone();
        }
        let sources = evidence::sources(&rows);
        let explain = if request.explain { rows } else { Vec::new() };
        match part {
            Part::Leg(leg) => legs.push(LegReport { sources, confidence: least.0, explain, ..leg_report(network, request, i + 1, leg) }),
            Part::Event(event) => events.push(EventReport { sources, confidence: least.0, explain, ..event_report(network, i + 1, event) }),
        }
    }
    let gateway = match (query.from.nodes.len(), query.to.nodes.len()) {
        (_, 2..) => Some(itinerary.to),
        (2.., _) => Some(itinerary.from),
        _ => None,
    };
    ItineraryReport {
        rank,
        from: node_ref(network, itinerary.from),
        to: node_ref(network, itinerary.to),
        gateway: gateway.map(|id| node_ref(network, id)),
        corridors: corridors(network, itinerary),
        totals: Figures(itinerary.total),
        countries: itinerary.countries(network).into_iter().map(|c| network.country(c).code.clone()).collect(),
        confidence: weakest.0,
        weakest: weakest.1,
        length_confidence_percent: length_confidence(network, itinerary),
        legs,
        events,
    }
}

fn leg_report(network: &Network, request: &RouteRequest, seq: usize, leg: &Leg) -> LegReport {
    let mut lines: Vec<&str> = Vec::new();
    let mut through = Vec::new();
    let mut geometry = Vec::new();
    for (i, &(id, forward)) in leg.links.iter().enumerate() {
        let link = network.link(id);
        if !link.line.is_empty() && !lines.contains(&link.line.as_str()) {
            lines.push(&link.line);
        }
        if i + 1 < leg.links.len() {
            through.push(network.node(if forward { link.to } else { link.from }).name.clone());
        }
        if request.geometry {
            let mut line = network.line(id);
            if !forward {
                line.reverse();
            }
            geometry.extend(line.into_iter().skip(usize::from(i > 0)));
        }
    }
    LegReport {
        seq,
        mode: leg.mode,
        from: node_ref(network, leg.from),
        to: node_ref(network, leg.to),
        line: leg.service.map_or_else(|| lines.join("; "), |s| network.service(s).name.clone()),
        country: leg.country.map_or_else(String::new, |c| network.country(c).code.clone()),
        gauge_mm: leg.gauge.map(crate::units::Gauge::mm),
        length_km: leg.impact.length.km(),
        haul_h: Figures::hours(leg.impact.haul),
        cost_usd: leg.impact.cost.usd(),
        co2e_kg: leg.impact.emissions.kg(),
        links: leg.links.iter().map(|(id, _)| network.link(*id).code.clone()).collect(),
        through,
        sources: Vec::new(),
        confidence: Confidence::High,
        explain: Vec::new(),
        impact: leg.impact,
        geometry,
    }
}

fn event_report(network: &Network, seq: usize, event: &Event) -> EventReport {
    let country = |id: Option<_>| id.map_or("?", |c| network.country(c).code.as_str());
    let method = |id: Option<_>| id.map_or_else(String::new, |id| network.transfer(id).method.clone());
    let detail = match event.kind {
        EventKind::Loading(_) => String::new(),
        EventKind::Unloading(_) => String::new(),
        EventKind::Transshipment(id) => method(id),
        EventKind::GaugeChange(id) => {
            let gauges = network.transfer(id).gauges.map_or_else(String::new, |(a, b)| format!("{a} to {b} mm"));
            [gauges, method(Some(id))].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(", ")
        }
        EventKind::Border { border, forward } => {
            let link = network.link(network.border(border).link);
            let (a, b) = if forward { (link.from, link.to) } else { (link.to, link.from) };
            format!("{} to {}", country(network.node(a).country), country(network.node(b).country))
        }
        EventKind::Landfall { from } => format!("{} to {}, by sea", country(from), country(network.node(event.node).country)),
        EventKind::Wait(id) => id.map_or_else(String::new, |id| network.service(id).name.clone()),
    };
    EventReport {
        seq,
        kind: event.kind.name(),
        node: node_ref(network, event.node),
        detail,
        dwell_h: Figures::hours(event.impact.dwell),
        cost_usd: event.impact.cost.usd(),
        sources: Vec::new(),
        confidence: Confidence::High,
        explain: Vec::new(),
        impact: event.impact,
    }
}

/// The corridors an itinerary follows: those that make up much of it, or much of which it runs
/// along; the one with the most of its km first, then each that adds enough km not yet covered. A
/// corridor that crosses a sea is followed only by a route that crosses it there.
fn corridors(network: &Network, itinerary: &Itinerary) -> Vec<CorridorShare> {
    let long = |part: Length, whole: Length, percent: u64| part.times(100) >= whole.times(percent);
    let followed = |corridor: &&Corridor| {
        let on = itinerary.length_on(network, &corridor.links);
        let whole = corridor.links.iter().map(|l| network.link(*l).length).sum();
        let water = |l: &LinkId| matches!(network.link(*l).mode, Mode::Ferry | Mode::Sea);
        let crosses = !corridor.links.iter().any(water) || itinerary.links().any(|l| water(&l) && corridor.links.binary_search(&l).is_ok());
        crosses && on > Length::ZERO && (long(on, itinerary.total.length, MUCH_OF_ROUTE) || long(on, whole, MUCH_OF_CORRIDOR))
    };
    let named = network.corridors().map(|(_, c)| c).filter(|c| c.status != CorridorStatus::Historic);
    let mut candidates: Vec<&Corridor> = named.filter(followed).collect();
    let mut open: Vec<LinkId> = itinerary.links().collect();
    let mut out = Vec::new();
    loop {
        let adds = |c: &Corridor| open.iter().filter(|id| c.links.binary_search(id).is_ok()).map(|id| network.link(*id).length).sum::<Length>();
        let Some(best) = (0..candidates.len()).max_by_key(|&i| (adds(candidates[i]), std::cmp::Reverse(i))) else { break };
        let corridor = candidates.remove(best);
        if !long(adds(corridor), itinerary.total.length, ENOUGH_MORE) {
            break;
        }
        open.retain(|l| corridor.links.binary_search(l).is_err());
        let length_km = itinerary.length_on(network, &corridor.links).km();
        out.push(CorridorShare { code: corridor.code.clone(), name: corridor.name.clone(), length_km });
    }
    out
}

/// Percent of the km by the confidence of the link's length: high, medium, low; sums to 100.
fn length_confidence(network: &Network, itinerary: &Itinerary) -> [u64; 3] {
    let of = |wanted| itinerary.links().map(|id| network.link(id)).filter(|l| l.evidence.confidence == wanted).map(|l| l.length).sum::<Length>();
    let total = itinerary.total.length.get().max(1);
    let percent = |length: Length| (length.get() * 100 + total / 2) / total;
    let (high, medium) = (percent(of(Confidence::High)), percent(of(Confidence::Medium)));
    [high, medium.min(100 - high), 100u64.saturating_sub(high + medium)]
}

/// The best way to (or from) each gateway of a region: what "Europe" hides when only one is shown.
fn spread_over_gateways(network: &Network, states: &StateGraph, query: &RouteQuery, weights: &[u64], roots: &[NodeIndex]) -> Option<Table> {
    let (end, direction): (&End, _) = match (&query.from, &query.to) {
        (_, to) if to.nodes.len() > 1 => (to, Direction::Outgoing),
        (from, _) if from.nodes.len() > 1 => (from, Direction::Incoming),
        _ => return None,
    };
    let targets: Vec<NodeIndex> = query.to.nodes.iter().map(|n| states.end(*n)).collect();
    let tree = solve::tree(states.graph(), weights, if direction == Direction::Outgoing { roots } else { &targets }, direction);
    let reach = |node: NodeId| {
        let state = if direction == Direction::Outgoing { states.end(node) } else { states.start(node) };
        let path = tree.path(states.graph(), state)?;
        let total: Impact = path.edges.iter().map(|e| states.arc(*e).total()).sum();
        Some((tree.cost(state)?, node, total))
    };
    let mut reached: Vec<_> = end.nodes.iter().filter_map(|n| reach(*n)).collect();
    reached.sort_by_key(|&(cost, node, _)| (cost, node));
    let rows = reached.iter().map(|(_, node, total)| {
        let mut row = vec![
            Cell::Text(network.node(*node).code.clone()),
            Cell::Text(network.node(*node).name.clone()),
            Cell::Text(network.country_code(*node).to_owned()),
        ];
        row.extend(Figures(*total).pairs().iter().take(6).map(|(_, value)| Cell::Number(*value)));
        row
    });
    let columns = ["gateway", "name", "country", "length_km", "duration_h", "haul_h", "dwell_h", "cost_usd", "co2e_kg"];
    Some(Table {
        name: "gateways".to_owned(),
        title: format!("Best route by gateway of {}", end.name),
        columns: columns.map(str::to_owned).to_vec(),
        rows: rows.collect(),
    })
}

fn notes(network: &Network, query: &RouteQuery, request: &RouteRequest, paths: &[Path], cut_short: bool, report: &mut Report) {
    let manifest = network.manifest();
    let notes = &mut report.notes;
    notes.push(format!(
        "Figures are for {} ({} TEU, {} t net), money in USD of {}, CO2e well-to-wheel. Times are means from hand-over to delivery.",
        query.cargo.name,
        query.cargo.teu,
        crate::units::Decimal { value: query.cargo.net_kg, places: 3 },
        manifest.price_year
    ));
    if query.by == Criterion::Generalised {
        notes.push(format!("Generalised cost is money plus {} USD per day of transit.", query.value_of_time.usd()));
    }
    if request.alternatives == AlternativesKind::Distinct && paths.len() < request.k && request.k > 1 {
        let more = if cut_short { "; the search for more was cut short" } else { "" };
        notes.push(format!(
            "{} of {} routes: no other differs by a border, gauge change or sea crossing, shares at most {} % of its km and costs at most {} % of the best{more}.",
            paths.len(), request.k, request.max_overlap, request.max_stretch
        ));
    }
}
