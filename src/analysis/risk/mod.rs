//! How sure the time and cost of a route and its alternatives are: a Monte-Carlo over the ranges of the data.

mod drawn;
mod tables;
mod uncertain;

use super::describe::itinerary_report;
use super::route::{basis, fewer};
use super::routing::Routing;
use super::{dataset, value};
use crate::error::Error;
use crate::network::Network;
use crate::report::{Lead, Report};
use crate::request::{AlternativesKind, Request, RiskRequest};
use crate::units::{Decimal, Duration, grouped};
use drawn::{Drawn, Measured};

/// Most draws, so that they fit into memory for many routes.
const MOST_DRAWS: u32 = 1_000_000;

pub(super) fn answer(network: &Network, request: &RiskRequest) -> Result<Report, Error> {
    if !(1..=MOST_DRAWS).contains(&request.draws) {
        return Err(Error::Usage(format!("--draws {} is out of range; write 1 to {MOST_DRAWS}", request.draws)));
    }
    let limits = request.within.iter().map(|text| limit(text)).collect::<Result<Vec<_>, _>>()?;
    let routing = Routing::new(network, &request.route)?;
    let query = &routing.query;
    let measured = Measured::of(query.by);
    let title = format!("{} to {}: how sure {} is ({} draws)", query.from.name, query.to.name, measured.noun(), grouped(u64::from(request.draws)));
    let request_value = value(&Request::Risk(request.clone()));
    let mut report = Report::new(title, request_value, dataset(network, query.as_of, request.route.geometry), Lead::Tables);
    let found = routing.alternatives(&request.route);
    if found.paths.is_empty() {
        report.notes.push(routing.why_none());
        report.answered = false;
        return Ok(report);
    }
    let itineraries = found.paths.iter().map(|path| routing.itinerary(path)).collect::<Result<Vec<_>, _>>()?;
    for (i, itinerary) in itineraries.iter().enumerate() {
        report.itineraries.push(itinerary_report(network, query, &request.route, i + 1, itinerary));
    }
    let drawn = Drawn::new(network, query, &itineraries, request.seed, request.draws as usize);
    let surest = drawn.surest();
    report.tables.push(tables::distribution(&drawn, &report.itineraries));
    if !limits.is_empty() {
        report.tables.push(tables::chances(&drawn, &limits, &report.itineraries));
    }
    let shown: &[usize] = if surest == 0 { &[0] } else { &[0, surest] };
    let others = [Measured::Time, Measured::Cost].into_iter().filter(|m| *m != measured);
    report.tables.extend(std::iter::once(measured).chain(others).map(|of| tables::spread(&drawn, of, shown)));
    let (table, chart) = tables::histogram(&drawn, &report.title);
    report.tables.push(table);
    report.charts.push(chart);
    report.notes.push(which_is_best(&drawn, surest));
    for &route in shown {
        report.notes.extend(drawn.main_cause(route));
    }
    report.notes.extend(drawn.closures(0));
    report.notes.push(format!(
        "{} draws from seed {}: a chance is sure to about {} percentage points. One draw per country for the speed of its trains, for its rail tariff and for its terminal charges, one per service for its voyage, one per border, port, terminal and wait; all independent, and the same for every route.",
        request.draws,
        request.seed,
        sampling_error(request.draws)
    ));
    report.notes.push(basis(network, query));
    if request.route.alternatives == AlternativesKind::Distinct && found.paths.len() < request.route.k {
        report.notes.push(fewer(&request.route, found.paths.len(), found.cut_short));
    }
    Ok(report)
}

/// Reads `15d` or `36h`; the text comes back as a part of a column name.
fn limit(text: &str) -> Result<(String, Duration), Error> {
    let text = text.trim();
    let hint = || Error::Usage(format!("--within `{text}` is no time; write days or hours with their unit, such as 15d or 36h"));
    let limit = Duration::parse_span(text).filter(|d| *d > Duration::ZERO).ok_or_else(hint)?;
    Ok((format!("within_{text}_percent"), limit))
}

/// Two standard errors of a chance of one half, in tenths of a percentage point.
fn sampling_error(draws: u32) -> Decimal {
    Decimal { value: (1_000.0 / f64::from(draws).sqrt()).ceil() as u64, places: 1 }
}

/// Whether the best route by the mean is also the best in bad cases.
fn which_is_best(drawn: &Drawn, surest: usize) -> String {
    let measured = drawn.measured;
    let at = |route: usize| measured.shown(drawn.measure(route).quantile(95));
    if surest == 0 {
        return format!("Route 1 is best by the mean and by p95: 95 % of the draws need at most {}.", at(0));
    }
    let mean = |route: usize| measured.shown(drawn.measure(route).mean());
    format!(
        "Route 1 is best by the mean ({} against {} of route {route}), but route {route} is best by p95: 95 % of the draws need at most {} on it and {} on route 1.",
        mean(0),
        mean(surest),
        at(surest),
        at(0),
        route = surest + 1
    )
}
