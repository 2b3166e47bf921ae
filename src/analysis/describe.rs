//! Itineraries in names and figures, with the rows behind them.

use super::corridors::Corridors;
use super::{evidence, node_ref};
use crate::itinerary::{Event, EventKind, Itinerary, Leg, Part};
use crate::network::{Confidence, CorridorId, Network, NodeId};
use crate::query::RouteQuery;
use crate::report::{CorridorShare, EventReport, Figures, ItineraryReport, LegReport};
use crate::request::RouteRequest;
use crate::units::Length;

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
    ItineraryReport {
        rank,
        from: node_ref(network, itinerary.from),
        to: node_ref(network, itinerary.to),
        gateway: gateway(query, itinerary).map(|id| node_ref(network, id)),
        corridors: shares(network, itinerary),
        totals: Figures(itinerary.total),
        countries: itinerary.countries(network).into_iter().map(|c| network.country(c).code.clone()).collect(),
        confidence: weakest.0,
        weakest: weakest.1,
        length_confidence_percent: length_confidence(network, itinerary),
        legs,
        events,
    }
}

/// The corridors it follows, each with its km of the route.
fn shares(network: &Network, itinerary: &Itinerary) -> Vec<CorridorShare> {
    let share = |(id, on): (CorridorId, Length)| {
        let corridor = network.corridor(id);
        CorridorShare { code: corridor.code.clone(), name: corridor.name.clone(), length_km: on.km() }
    };
    Corridors::new(network).followed(network, itinerary).into_iter().map(share).collect()
}

/// The node that stands for a region or place with several.
pub(super) fn gateway(query: &RouteQuery, itinerary: &Itinerary) -> Option<NodeId> {
    match (query.from.nodes.len(), query.to.nodes.len()) {
        (_, 2..) => Some(itinerary.to),
        (2.., _) => Some(itinerary.from),
        _ => None,
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
            through.push(network.node(link.ends(forward).1).name.clone());
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
            let (a, b) = link.ends(forward);
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

/// Percent of the km by the confidence of the link's length: high, medium, low; sums to 100.
fn length_confidence(network: &Network, itinerary: &Itinerary) -> [u64; 3] {
    let of = |wanted| itinerary.links().map(|id| network.link(id)).filter(|l| l.evidence.confidence == wanted).map(|l| l.length).sum::<Length>();
    let total = itinerary.total.length.get().max(1);
    let percent = |length: Length| (length.get() * 100 + total / 2) / total;
    let (high, medium) = (percent(of(Confidence::High)), percent(of(Confidence::Medium)));
    [high, medium.min(100 - high), 100u64.saturating_sub(high + medium)]
}
