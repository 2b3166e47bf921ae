//! Itineraries in names and figures, with the rows behind them.

use super::{evidence, node_ref};
use crate::itinerary::{Event, EventKind, Itinerary, Leg, Part};
use crate::network::{Confidence, Corridor, CorridorStatus, LinkId, Mode, Network};
use crate::query::RouteQuery;
use crate::report::{CorridorShare, EventReport, Figures, ItineraryReport, LegReport};
use crate::request::RouteRequest;
use crate::units::Length;

/// A corridor counts as followed from this share of the route's km on, or of its own, in percent ...
const MUCH_OF_ROUTE: u64 = 50;
const MUCH_OF_CORRIDOR: u64 = 75;
/// ... and is named when it adds this share of the route's km to the corridors named before it.
const ENOUGH_MORE: u64 = 10;

pub(super) fn itinerary_report(network: &Network, query: &RouteQuery, request: &RouteRequest, rank: usize, itinerary: &Itinerary) -> ItineraryReport {
    let mut legs = Vec::new();
    let mut events = Vec::new();
    let mut weakest = (Confidence::High, String::new());
    for (i, part) in itinerary.parts.iter().enumerate() {
        let rows = match part {
            Part::Leg(leg) => evidence::of_leg(network, leg, query.as_of.year()),
            Part::Event(event) => evidence::of_event(network, event, query.as_of.year()),
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
