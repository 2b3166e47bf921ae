//! Why one route beats another, term by term, and what would flip it.

use super::describe::itinerary_report;
use super::knob::Knob;
use super::route::basis;
use super::routing::Routing;
use super::terms::{TERMS, difference, terms};
use super::{dataset, value};
use crate::error::Error;
use crate::impact::{Criterion, Impact};
use crate::itinerary::{EventKind, Itinerary, Part};
use crate::network::{Mode, Named, Network};
use crate::query::RouteQuery;
use crate::report::{Cell, Figures, Lead, Report, Table};
use crate::request::{AlternativesKind, Request, RouteRequest, WhyRequest};
use crate::solve::Path;
use crate::units::{Decimal, Duration};

/// Alternatives looked at for a corridor or rank.
const LOOKED_AT: usize = 12;
/// Break-even figures shown, the nearest to their present value first.
const SHOWN: usize = 6;

/// A route that can be priced again on a changed network: the request behind it and its path.
struct Side<'r> {
    request: &'r RouteRequest,
    path: Path,
}

impl Side<'_> {
    /// Its solver cost when a knob stands at a value.
    fn cost(&self, network: &Network, knob: Knob, value: u64) -> Result<u64, Error> {
        let (network, request) = knob.turned(network, self.request, value);
        let routing = Routing::new(&network, &request)?;
        Ok(self.path.edges.iter().map(|e| routing.weights[e.index()]).fold(0, u64::saturating_add))
    }
}

pub(super) fn answer(network: &Network, request: &WhyRequest) -> Result<Report, Error> {
    let routing = Routing::new(network, &request.route)?;
    let query = &routing.query;
    let title = format!("Why this way from {} to {} by {}, against {}", query.from.name, query.to.name, query.by.name(), request.against);
    let mut report = Report::new(title, value(&Request::Why(request.clone())), dataset(network, query.as_of, request.route.geometry), Lead::Tables);
    let Some(best) = routing.best() else {
        report.notes.push(routing.why_none());
        report.answered = false;
        return Ok(report);
    };
    let best_itinerary = routing.itinerary(&best)?;
    let other_request = other_request(network, request)?;
    let other_routing = Routing::new(network, &other_request)?;
    let Some(other) = other_path(network, request, &other_routing, &other_request)? else {
        report.notes.push(other_routing.why_none());
        report.answered = false;
        return Ok(report);
    };
    let other_itinerary = other_routing.itinerary(&other)?;
    let sides = [Side { request: &request.route, path: best }, Side { request: &other_request, path: other }];
    report.itineraries =
        vec![itinerary_report(network, query, &request.route, 1, &best_itinerary), itinerary_report(network, query, &request.route, 2, &other_itinerary)];
    if best_itinerary.links().eq(other_itinerary.links()) {
        report.notes.push("The two are the same route: the best one already is what it was to be held against.".to_owned());
        return Ok(report);
    }
    report.tables.push(term_table(&best_itinerary, &other_itinerary));
    report.notes.push(in_words(query, &best_itinerary, &other_itinerary));
    report.tables.push(break_even(network, query, &sides, [&best_itinerary, &other_itinerary])?);
    report.notes.push(basis(network, query));
    Ok(report)
}

/// What the other route is asked by: the same request, with a place to pass or more alternatives.
fn other_request(network: &Network, request: &WhyRequest) -> Result<RouteRequest, Error> {
    let mut other = RouteRequest { k: LOOKED_AT, alternatives: AlternativesKind::Distinct, ..request.route.clone() };
    if let Some(place) = request.against.strip_prefix("via ") {
        other.via.push(place.to_owned());
        other.k = 1;
    } else if rank(&request.against).is_none() && !network.named(&request.against).iter().any(|n| matches!(n, Named::Corridor(_))) {
        let nearest = network.corridors().map(|(_, c)| c.code.clone()).take(5).collect();
        return Err(Error::Unknown { what: "corridor, rank (`rank 2`) or place to pass (`via Aktau`)", name: request.against.clone(), nearest });
    }
    Ok(other)
}

fn rank(text: &str) -> Option<usize> {
    text.strip_prefix("rank").unwrap_or(text).trim().parse().ok().filter(|r| *r > 1)
}

fn other_path(network: &Network, request: &WhyRequest, routing: &Routing, other: &RouteRequest) -> Result<Option<Path>, Error> {
    if other.k == 1 {
        return Ok(routing.best());
    }
    let mut found = routing.alternatives(other).paths;
    if let Some(rank) = rank(&request.against) {
        let count = found.len();
        return if rank <= count {
            Ok(Some(found.swap_remove(rank - 1)))
        } else {
            Err(Error::Usage(format!("there is no rank {rank}: {count} distinct routes were found")))
        };
    }
    let wanted: Vec<_> =
        network.named(&request.against).into_iter().filter_map(|n| if let Named::Corridor(id) = n { Some(network.corridor(id)) } else { None }).collect();
    let mut seen = Vec::new();
    for path in found {
        let itinerary = routing.itinerary(&path)?;
        let report = itinerary_report(network, &routing.query, other, 1, &itinerary);
        let follows = |code: &str| {
            let family = network.corridors().find(|(_, c)| c.code == code).map_or("", |(_, c)| c.family.as_str());
            wanted.iter().any(|w| w.code == code || w.family == family && w.family.eq_ignore_ascii_case(&request.against))
        };
        if report.corridors.iter().any(|c| follows(&c.code)) {
            return Ok(Some(path));
        }
        seen.extend(report.corridors.into_iter().map(|c| c.code));
    }
    seen.sort();
    seen.dedup();
    Err(Error::Usage(format!(
        "no distinct route from {} to {} follows {}; those found follow {}",
        routing.query.from.name,
        routing.query.to.name,
        request.against,
        seen.join(", ")
    )))
}

fn term_table(best: &Itinerary, other: &Itinerary) -> Table {
    let columns = ["term", "best_h", "other_h", "more_h", "best_usd", "other_usd", "more_usd", "more_kg", "more_km"];
    let row = |name: &str, a: &Impact, b: &Impact| {
        let hours = |i: &Impact| Figures::hours(i.duration());
        vec![
            Cell::Text(name.to_owned()),
            Cell::Number(hours(a)),
            Cell::Number(hours(b)),
            difference(hours(a).value / 100, hours(b).value / 100, 2),
            Cell::Number(a.cost.usd()),
            Cell::Number(b.cost.usd()),
            difference(a.cost.get(), b.cost.get(), 2),
            difference(a.emissions.get(), b.emissions.get(), 3),
            difference(a.length.get(), b.length.get(), 3),
        ]
    };
    let mut rows: Vec<_> = TERMS
        .iter()
        .zip(terms(best).iter().zip(&terms(other)))
        .filter(|(_, (a, b))| **a != Impact::default() || **b != Impact::default())
        .map(|(name, (a, b))| row(name, a, b))
        .collect();
    rows.push(row("total", &best.total, &other.total));
    Table { name: "terms".to_owned(), title: "Term by term: the other against the best".to_owned(), columns: columns.map(str::to_owned).to_vec(), rows }
}

/// What a criterion measures an impact in, with sign and unit.
fn told(by: Criterion, more: i64) -> String {
    let (sign, size) = (if more < 0 { "saves" } else { "adds" }, more.unsigned_abs());
    match by {
        Criterion::Time => format!("{sign} {} h", Duration::new(size).hours()),
        Criterion::Distance => format!("{sign} {} km", Decimal { value: size, places: 3 }),
        Criterion::Co2e => format!("{sign} {} kg CO2e", Decimal { value: size, places: 3 }),
        Criterion::Cost => format!("{sign} {} USD", Decimal { value: size, places: 2 }),
        Criterion::Generalised => format!("{sign} {} USD of generalised cost", Decimal { value: size / 1440, places: 2 }),
    }
}

/// The difference in one sentence, with the two terms that make most of it.
fn in_words(query: &RouteQuery, best: &Itinerary, other: &Itinerary) -> String {
    let measure = |i: &Impact| Criterion::value(query.by.cost(i, query.value_of_time)) as i64;
    let more = |a: &Impact, b: &Impact| measure(b) - measure(a);
    let mut parts: Vec<(i64, &str)> = terms(best).iter().zip(&terms(other)).zip(TERMS).map(|((a, b), name)| (more(a, b), name)).collect();
    parts.sort_by_key(|(d, name)| (-d.abs(), *name));
    let two: Vec<String> = parts.iter().take(2).filter(|p| p.0 != 0).map(|(d, name)| format!("{name}, which {}", told(query.by, *d))).collect();
    format!("The other route {}; most of it is {}.", told(query.by, more(&best.total, &other.total)), two.join(", and "))
}

/// The figures on which the two differ.
fn knobs(network: &Network, query: &RouteQuery, itineraries: [&Itinerary; 2]) -> Vec<Knob> {
    let uses = |itinerary: &Itinerary| {
        let mut out = Vec::new();
        for part in &itinerary.parts {
            match part {
                Part::Event(event) => match event.kind {
                    EventKind::Wait(Some(service)) => out.push(Knob::Wait(service)),
                    EventKind::Border { border, .. } => out.push(Knob::Dwell(border)),
                    EventKind::GaugeChange(_) => out.push(Knob::Gauge(event.node)),
                    EventKind::Transshipment(Some(id)) if network.transfer(id).node.is_some() => out.push(Knob::Port(event.node)),
                    _ => {}
                },
                Part::Leg(leg) if leg.mode == Mode::Rail => {
                    let country = leg.country.map(|c| if matches!(query.by, Criterion::Time) { Knob::Speed(c) } else { Knob::Tariff(c) });
                    out.extend(country);
                    out.extend(leg.country.filter(|_| query.by == Criterion::Generalised).map(Knob::Speed));
                }
                Part::Leg(_) => {}
            }
        }
        out
    };
    let mut out = Vec::new();
    if query.by == Criterion::Generalised {
        out.push(Knob::ValueOfTime);
    }
    for knob in itineraries.into_iter().flat_map(uses) {
        if !out.contains(&knob) {
            out.push(knob);
        }
    }
    out
}

/// The value of each figure at which the other route would cost no more than the best, by bisection:
/// the cost of a fixed route is monotone in each. Verified by asking for the best route anew.
fn break_even(network: &Network, query: &RouteQuery, sides: &[Side; 2], itineraries: [&Itinerary; 2]) -> Result<Table, Error> {
    let mut found = Vec::new();
    for knob in knobs(network, query, itineraries) {
        let now = knob.current(network, query);
        // Whether the other route is at least as good.
        let flipped = |value| -> Result<bool, Error> { Ok(sides[1].cost(network, knob, value)? <= sides[0].cost(network, knob, value)?) };
        let (least, most) = knob.range();
        for end in [least, most] {
            if !flipped(end)? {
                continue;
            }
            let (mut yes, mut no) = (end, now.clamp(least, most));
            while yes.abs_diff(no) > 1 {
                let middle = yes.midpoint(no);
                if flipped(middle)? { yes = middle } else { no = middle }
            }
            found.push((yes.abs_diff(now) * 1000 / now.max(1), knob, now, yes));
        }
    }
    found.sort_by_key(|f| f.0);
    let mut rows = Vec::new();
    for (_, knob, now, flip) in found.into_iter().take(SHOWN) {
        rows.push(vec![
            Cell::Text(knob.name(network)),
            Cell::Text(knob.unit().to_owned()),
            Cell::Number(knob.shown(now)),
            Cell::Number(knob.shown(flip)),
            Cell::Text(verified(network, knob, flip, sides)?),
        ]);
    }
    let title = if rows.is_empty() {
        "No single figure within a plausible range would flip it"
    } else {
        "What would flip it: the value from which the other route is as good"
    };
    let columns = ["figure", "unit", "now", "break_even", "verified"];
    Ok(Table { name: "break_even".to_owned(), title: title.to_owned(), columns: columns.map(str::to_owned).to_vec(), rows })
}

/// What the whole network answers when the figure stands at its break-even value.
fn verified(network: &Network, knob: Knob, value: u64, sides: &[Side; 2]) -> Result<String, Error> {
    let (turned, request) = knob.turned(network, sides[0].request, value);
    let routing = Routing::new(&turned, &request)?;
    let best = routing.best().map_or(u64::MAX, |p| p.cost);
    let [first, other] = [sides[0].cost(network, knob, value)?, sides[1].cost(network, knob, value)?];
    let value_of = Criterion::value;
    Ok(if value_of(other) <= value_of(best) {
        "the other is best there".to_owned()
    } else if other <= first {
        "as good, but a third is better there".to_owned()
    } else {
        "not confirmed".to_owned()
    })
}
