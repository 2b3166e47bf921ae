//! Where the best route changes as one figure moves.
//!
//! The cost of a fixed route is linear in each figure (in the inverse of a speed), so the least
//! cost over all routes is concave and piecewise linear, and a route that is best at both ends of an
//! interval is best in between: bisection finds every switch point exactly, to the unit of the figure
//! (Eisner and Severance 1976, "Mathematical techniques for efficient record segmentation in large
//! shared databases", doi:10.1145/321978.321982).

use super::describe::itinerary_report;
use super::knob::{ACCEPTED, Knob};
use super::route::basis;
use super::routing::Routing;
use super::{charts, dataset, value};
use crate::error::Error;
use crate::impact::{Criterion, Measure};
use crate::network::Network;
use crate::report::{Cell, Chart, Lead, Plot, Report, Series, Table};
use crate::request::{Request, RouteRequest, SweepRequest};
use crate::solve::Path;
use crate::units::Decimal;

/// Points of each line of the chart.
const CHART_POINTS: u64 = 24;

/// An interval of the figure and the route that is best all over it.
struct Interval {
    from: u64,
    to: u64,
    path: Path,
}

pub(super) fn answer(network: &Network, request: &SweepRequest) -> Result<Report, Error> {
    let knob = Knob::parse(network, &request.param)?;
    let mut route = request.route.clone();
    if knob == Knob::ValueOfTime {
        // Only generalised cost knows a value of time.
        route.by = Criterion::Generalised;
    }
    let (from, to) = range(knob, &request.range)?;
    let here = Routing::new(network, &route)?;
    let query = &here.query;
    let name = knob.name(network).replace('_', " ");
    let by = if query.by == Criterion::Generalised { "generalised cost" } else { query.by.name() };
    let title = format!("{} to {} by {by} as {name} moves from {} to {} {}", query.from.name, query.to.name, knob.shown(from), knob.shown(to), knob.unit());
    let mut report = Report::new(title, value(&Request::Sweep(request.clone())), dataset(network, query.as_of, route.geometry), Lead::Tables);
    let Some(intervals) = intervals(network, &route, knob, from, to)? else {
        report.notes.push(here.why_none());
        report.answered = false;
        return Ok(report);
    };
    let mut rows = Vec::new();
    for (i, interval) in intervals.iter().enumerate() {
        let (turned, request) = knob.turned(network, &route, interval.from);
        let routing = Routing::new(&turned, &request)?;
        let itinerary = routing.itinerary(&interval.path)?;
        let described = itinerary_report(&turned, &routing.query, &request, i + 1, &itinerary);
        rows.push(vec![
            Cell::Number(knob.shown(interval.from)),
            Cell::Number(knob.shown(interval.to)),
            Cell::Text(described.label()),
            Cell::Text(described.to.name.clone()),
            Cell::Number(itinerary.total.length.km()),
            Cell::Number(itinerary.total.duration().days()),
            Cell::Number(itinerary.total.cost.usd()),
            Cell::Number(itinerary.total.emissions.kg()),
            Cell::Text(described.route()),
        ]);
        report.itineraries.push(described);
    }
    let switches: Vec<String> = intervals.iter().skip(1).map(|i| knob.shown(i.from).to_string()).collect();
    let columns = ["from", "to", "corridor", "gateway", "length_km", "total_days", "cost_usd", "co2e_kg", "route"];
    let heading = format!("Best route by interval ({name} in {}; figures at the start of each interval)", knob.unit());
    report.tables.push(Table { name: "intervals".to_owned(), title: heading, columns: columns.map(str::to_owned).to_vec(), rows });
    report.charts.push(chart(network, &route, knob, (from, to), &intervals, &report)?);
    report.notes.push(match switches.as_slice() {
        [] => format!("One route is best over the whole range; in the data {name} is {} {}.", knob.shown(knob.current(network, query)), knob.unit()),
        s => format!(
            "The best route changes at {} {}; in the data {name} is {} {}.",
            s.join(", "),
            knob.unit(),
            knob.shown(knob.current(network, query)),
            knob.unit()
        ),
    });
    if knob != Knob::ValueOfTime {
        report.notes.push(basis(network, query));
    }
    Ok(report)
}

/// Reads `A..B`.
fn range(knob: Knob, text: &str) -> Result<(u64, u64), Error> {
    let (least, most) = knob.range();
    let hint = |what: &str| {
        Error::Usage(format!(
            "range `{text}` {what}; write A..B in {} between {} and {}, for one of {ACCEPTED}",
            knob.unit(),
            knob.shown(least),
            knob.shown(most)
        ))
    };
    let (a, b) = text.split_once("..").ok_or_else(|| hint("has no `..`"))?;
    let (a, b) = knob.read(a.trim()).zip(knob.read(b.trim())).ok_or_else(|| hint("has no two numbers"))?;
    if a > b {
        return Err(hint("runs backwards"));
    }
    if a < least || b > most {
        return Err(hint("goes too far"));
    }
    Ok((a, b))
}

/// The best path at a value.
fn best_at(network: &Network, request: &RouteRequest, knob: Knob, value: u64) -> Result<Option<Path>, Error> {
    let (network, request) = knob.turned(network, request, value);
    Ok(Routing::new(&network, &request)?.best())
}

/// All intervals in order; `None` when there is no route.
fn intervals(network: &Network, request: &RouteRequest, knob: Knob, from: u64, to: u64) -> Result<Option<Vec<Interval>>, Error> {
    let (Some(first), Some(last)) = (best_at(network, request, knob, from)?, best_at(network, request, knob, to)?) else { return Ok(None) };
    let mut out = vec![Interval { from, to: from, path: first.clone() }];
    let mut todo = vec![(from, first, to, last)];
    while let Some((a, at_a, b, at_b)) = todo.pop() {
        if at_a.edges == at_b.edges && at_a.root == at_b.root {
            continue;
        }
        if b - a == 1 {
            out.push(Interval { from: b, to: b, path: at_b });
            continue;
        }
        let middle = a.midpoint(b);
        let Some(at_middle) = best_at(network, request, knob, middle)? else { return Ok(None) };
        todo.push((middle, at_middle.clone(), b, at_b));
        todo.push((a, at_a, middle, at_middle));
    }
    out.sort_by_key(|i| i.from);
    for i in 0..out.len() {
        out[i].to = out.get(i + 1).map_or(to, |next| next.from - 1);
    }
    Ok(Some(out))
}

/// The cost of each interval's route over the whole range.
fn chart(network: &Network, request: &RouteRequest, knob: Knob, (from, to): (u64, u64), intervals: &[Interval], report: &Report) -> Result<Chart, Error> {
    let mut series: Vec<Series> = report.itineraries.iter().map(|i| Series { name: format!("{} {}", i.rank, i.route()), points: Vec::new() }).collect();
    let mut unit = "";
    for step in 0..=CHART_POINTS.min(to - from) {
        let at = from + (to - from) * step / CHART_POINTS.min(to - from).max(1);
        let (network, request) = knob.turned(network, request, at);
        let routing = Routing::new(&network, &request)?;
        for (line, interval) in series.iter_mut().zip(intervals) {
            let cost = interval.path.edges.iter().map(|e| routing.weights[e.index()]).fold(0, u64::saturating_add);
            let (y, of) = in_unit(routing.query.by, Criterion::value(cost));
            unit = of;
            line.points.push((knob.shown(at), y));
        }
    }
    let x_label = format!("{} in {}", knob.name(network).replace('_', " "), knob.unit());
    let switches = intervals.iter().skip(1).map(|i| knob.shown(i.from)).collect();
    Ok(Chart { name: "sweep", title: report.title.clone(), x_label, y_label: unit.to_owned(), plot: Plot::Lines { series, marks: switches } })
}

/// A criterion's value in the unit a chart shows.
fn in_unit(by: Criterion, value: u64) -> (Decimal, &'static str) {
    let measure = match by {
        Criterion::Time => Measure::Time,
        Criterion::Cost => Measure::Cost,
        Criterion::Distance => Measure::Distance,
        Criterion::Co2e => Measure::Co2e,
        Criterion::Generalised => return (Decimal { value: value / 1440, places: 2 }, "USD of generalised cost"),
    };
    charts::in_unit(measure, value)
}
