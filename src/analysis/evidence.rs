//! Which rows stand behind a figure, and how sure the least sure of them is.

use crate::itinerary::{Event, EventKind, Leg};
use crate::network::{Confidence, Evidence, Mode, Network, Parameter};
use crate::report::Basis;
use crate::units::{Duration, Spread};

/// The rows behind a leg.
pub(super) fn of_leg(network: &Network, leg: &Leg) -> Vec<Basis> {
    let mut out = Vec::new();
    for &(id, _) in &leg.links {
        let link = network.link(id);
        out.push(basis(
            format!("length {}", link.code),
            format!("{} km ({})", link.length.km(), link.km_kind.name()),
            format!("links.csv {}", link.code),
            &link.evidence,
        ));
        for (figure, value) in [
            ("time", link.duration.map(|d| format!("{} h", d.hours()))),
            ("speed", link.speed.map(|s| format!("{} km/h", s.kmh()))),
            ("cost", link.cost.map(|c| format!("{} USD/FEU", c.usd()))),
        ] {
            if let Some(value) = value {
                out.push(basis(format!("{figure} {}", link.code), value, format!("links.csv {}", link.code), &link.evidence));
            }
        }
        let effect = network.effects().iter().find(|e| e.holds && e.is_of_speed(id)).filter(|_| link.speed_percent != 100);
        if let Some(effect) = effect {
            let value = format!("{} % of the speed otherwise", link.speed_percent);
            out.push(basis(format!("speed {}", link.code), value, format!("effects.csv {} {}", effect.project, effect.what), &effect.evidence));
        }
    }
    if let Some(service) = leg.service.map(|id| network.service(id)) {
        let value = service.speed.map_or_else(|| "timetable of the link".to_owned(), |s| format!("{} km/h", s.kmh()));
        out.push(basis("service".to_owned(), value, format!("services.csv {}", service.code), &service.evidence));
    }
    let names: &[&str] = match leg.mode {
        Mode::Rail => &["rail_speed", "rail_tariff", "grid_intensity", "rail_electric_energy", "grid_uplift", "rail_diesel"],
        Mode::Road => &["road_speed", "road_tariff", "road"],
        Mode::Ferry | Mode::Sea => &[],
    };
    let entered = leg.links.iter().flat_map(|&(id, _)| [network.link(id).from, network.link(id).to]).map(|n| network.node(n).country);
    let mut countries: Vec<_> = entered.collect();
    countries.sort_unstable();
    countries.dedup();
    for country in countries {
        out.extend(names.iter().filter_map(|name| network.parameter(name, country)).map(of_parameter));
    }
    let mut seen = std::collections::HashSet::new();
    out.retain(|b| seen.insert((b.figure.clone(), b.row.clone())));
    out
}

/// The rows behind an event.
pub(super) fn of_event(network: &Network, event: &Event) -> Vec<Basis> {
    let transfer = |id: Option<_>| {
        let Some(id) = id else { return Vec::new() };
        let t = network.transfer(id);
        let node = t.node.map_or("*", |n| &network.node(n).code);
        let mut out = vec![basis("dwell".to_owned(), spread(&t.dwell), format!("transfers.csv {node} {}", t.kind.name()), &t.evidence)];
        out.extend(network.parameter("terminal_handling", network.node(event.node).country).map(of_parameter));
        out
    };
    match event.kind {
        EventKind::Loading(id) | EventKind::Unloading(id) | EventKind::Transshipment(id) => transfer(id),
        EventKind::GaugeChange(id) => transfer(Some(id)).into_iter().take(1).collect(),
        EventKind::Landfall { .. } => Vec::new(),
        EventKind::Border { border, forward } => {
            let border = network.border(border);
            // The impact was taken from the row of the year, which is the one with this mean.
            let row = border.dwells.iter().find(|d| (if forward { d.forward } else { d.backward }) && d.dwell.mean() == event.impact.dwell);
            let key = format!("borders.csv {}", network.link(border.link).code);
            row.map(|d| basis("dwell".to_owned(), format!("{} ({})", spread(&d.dwell), d.year), format!("{key} {}", d.year), &d.evidence)).into_iter().collect()
        }
        EventKind::Wait(id) => {
            let Some(service) = id.map(|id| network.service(id)) else { return Vec::new() };
            let value = format!("queue {} + half of a headway of {} h", spread(&service.queue), service.headway.hours());
            vec![basis("wait".to_owned(), value, format!("services.csv {}", service.code), &service.evidence)]
        }
    }
}

/// The least sure of some rows and what it is; high when there are none.
pub(super) fn weakest(rows: &[Basis]) -> (Confidence, String) {
    rows.iter().min_by_key(|b| b.confidence).map_or((Confidence::High, String::new()), |b| (b.confidence, format!("{} ({})", b.figure, b.row)))
}

/// The source ids of some rows, each once, in order.
pub(super) fn sources(rows: &[Basis]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for id in rows.iter().flat_map(|b| &b.sources) {
        if !out.contains(id) {
            out.push(id.clone());
        }
    }
    out
}

fn of_parameter(p: &Parameter) -> Basis {
    let number = |v: u64| crate::units::Decimal { value: v, places: 5 };
    let value = format!("{} {} ({} to {})", number(p.likely), p.unit, number(p.low), number(p.high));
    let evidence = &p.evidence;
    basis(format!("{} {}", p.name, p.scope), value, format!("{} {} {}", p.file, p.name, p.scope), evidence)
}

fn spread(s: &Spread) -> String {
    let h = Duration::hours;
    let mean = s.mean();
    format!("mean {} h (low {}, likely {}, high {})", h(mean), h(s.low), h(s.likely), h(s.high))
}

fn basis(figure: String, value: String, row: String, evidence: &Evidence) -> Basis {
    Basis { figure, value, row, sources: evidence.source_ids().map(str::to_owned).collect(), confidence: evidence.confidence }
}
