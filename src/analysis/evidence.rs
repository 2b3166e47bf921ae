//! Which rows stand behind a figure, and how sure the least sure of them is.

use std::collections::HashSet;

use crate::itinerary::{Event, EventKind, Leg};
use crate::network::{BorderDwell, Confidence, Evidence, Mode, Network, Parameter};
use crate::report::{Basis, Cell, Report, SourceRef};
use crate::units::{Duration, Spread};

/// The rows of a year behind a leg.
pub(super) fn of_leg(network: &Network, leg: &Leg, year: i16) -> Vec<Basis> {
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
        let figures = service.in_year(year);
        let value = figures.speed.map_or_else(|| "timetable of the link".to_owned(), |s| format!("{} km/h", s.kmh()));
        out.push(basis("service".to_owned(), value, format!("services.csv {}", service.code), &figures.evidence));
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
    let eastward = leg.mode == Mode::Rail && leg.links.iter().any(|&(id, forward)| network.leads_east(network.link(id), forward));
    for country in countries {
        out.extend(names.iter().filter_map(|name| network.parameter(name, country, year)).map(of_parameter));
        out.extend(eastward.then(|| network.parameter("rail_tariff_eastward", country, year)).flatten().map(of_parameter));
    }
    let mut seen = HashSet::new();
    out.retain(|b| seen.insert((b.figure.clone(), b.row.clone())));
    out
}

/// The rows of a year behind an event.
pub(super) fn of_event(network: &Network, event: &Event, year: i16) -> Vec<Basis> {
    let transfer = |id: Option<_>| {
        let Some(id) = id else { return Vec::new() };
        let t = network.transfer(id);
        let node = t.node.map_or("*", |n| &network.node(n).code);
        let mut out = vec![basis("dwell".to_owned(), spread(&t.dwell), format!("transfers.csv {node} {}", t.kind.name()), &t.evidence)];
        out.extend(network.parameter("terminal_handling", network.node(event.node).country, year).map(of_parameter));
        out
    };
    match event.kind {
        EventKind::Loading(id) | EventKind::Unloading(id) | EventKind::Transshipment(id) => transfer(id),
        EventKind::GaugeChange(id) => transfer(Some(id)).into_iter().take(1).collect(),
        EventKind::Landfall { .. } => Vec::new(),
        EventKind::Border { border, forward } => {
            let border = network.border(border);
            let row = border.dwell(forward, year);
            let link = network.link(border.link);
            let left = network.node(link.ends(forward).0).country;
            let market = network.parameter("rail_export", left, year).filter(|p| link.mode == Mode::Rail && p.likely > 0);
            let dwell = |d: &BorderDwell| {
                basis("dwell".to_owned(), format!("{} ({})", spread(&d.dwell), d.year), format!("borders.csv {} {}", link.code, d.year), &d.evidence)
            };
            row.map(dwell).into_iter().chain(market.map(of_parameter)).collect()
        }
        EventKind::Wait(id) => {
            let Some(service) = id.map(|id| network.service(id)) else { return Vec::new() };
            let figures = service.in_year(year);
            let value = format!("queue {} + half of a headway of {} h", spread(&figures.queue), figures.headway.hours());
            vec![basis("wait".to_owned(), value, format!("services.csv {}", service.code), &figures.evidence)]
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

/// The sources that an answer cites, in the order of `sources.csv`.
pub(super) fn cited(network: &Network, report: &Report) -> Vec<SourceRef> {
    let legs = report.itineraries.iter().flat_map(|i| &i.legs).flat_map(|l| &l.sources);
    let events = report.itineraries.iter().flat_map(|i| &i.events).flat_map(|e| &e.sources);
    let mut ids: HashSet<&str> = legs.chain(events).map(String::as_str).collect();
    for table in &report.tables {
        for i in (0..table.columns.len()).filter(|i| matches!(table.columns[*i].as_str(), "source" | "sources")) {
            let cells = table.rows.iter().filter_map(|row| if let Cell::Text(text) = &row[i] { Some(text) } else { None });
            ids.extend(cells.flat_map(|text| text.split('|')));
        }
    }
    sources_named(network, &ids)
}

/// The rows of `sources.csv` with these ids, in its order.
pub(super) fn sources_named(network: &Network, ids: &HashSet<&str>) -> Vec<SourceRef> {
    let mut rows = network.table("sources.csv").into_iter();
    let Some(columns) = rows.next() else { return Vec::new() };
    let column = |row: &Vec<String>, name: &str| columns.iter().position(|c| c == name).and_then(|i| row.get(i)).cloned().unwrap_or_default();
    let source = |row: Vec<String>| SourceRef {
        id: column(&row, "id"),
        citation: column(&row, "citation"),
        url: column(&row, "url"),
        year: column(&row, "year"),
        licence: column(&row, "licence"),
    };
    rows.map(source).filter(|s| ids.contains(s.id.as_str())).collect()
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
