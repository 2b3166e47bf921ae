//! The answer in two sentences: of one question about two ends here, of many pairs in `many`, of the whole network in `whole`.

use super::amount::{figures, joined, rows, sentence};
use super::{many, whole};
use crate::export::grouped;
use crate::report::{ItineraryReport, Report};

/// The answer in two sentences; of no answer the reason.
pub(in crate::export) fn answer(report: &Report) -> Option<String> {
    if !report.answered {
        return report.notes.first().map(|reason| sentence(reason));
    }
    let said = match report.request["command"].as_str()? {
        "route" => route(report.itineraries.first()?),
        "transit" => among(&report.itineraries)?,
        "pareto" => pareto(report)?,
        "why" => why(report)?,
        "sweep" => sweep(report)?,
        "risk" => risk(report)?,
        "reach" => many::reach(report)?,
        "cut" => many::cut(report)?,
        "critical" => many::critical(report)?,
        "impact" => many::impact(report)?,
        "compare" => many::compare(report)?,
        "matrix" => many::matrix(report)?,
        "batch" => many::batch(report)?,
        "claim" => whole::claim(report)?,
        "verify" => whole::verify(report)?,
        "lint" => whole::lint(report),
        "list" => whole::list(report)?,
        _ => return None,
    };
    Some(said)
}

fn route(best: &ItineraryReport) -> String {
    let i = &best.totals.0;
    let corridors: Vec<&str> = best.corridors.iter().map(|c| c.name.as_str()).collect();
    let by = if corridors.is_empty() { String::new() } else { format!(", following {}", corridors.join(" and ")) };
    format!(
        "The best route runs from {} to {} in {} days over {} km{by}. It costs {} USD and {} kg CO2e; {} % of the time is spent standing.",
        best.from.name,
        best.to.name,
        i.duration().days(),
        grouped(i.length.whole_km()),
        grouped(i.cost.whole_usd()),
        grouped(i.emissions.whole_kg()),
        best.dwell_percent()
    )
}

/// The best of several, and the cheapest beside it.
fn among(all: &[ItineraryReport]) -> Option<String> {
    let best = all.first()?;
    let first = match all.len() {
        1 => format!("The one corridor is {}: {}.", best.label(), figures(best)),
        n => format!("The best of {n} corridors is {}: {}.", best.label(), figures(best)),
    };
    Some(match all.iter().min_by_key(|it| (it.totals.0.cost, it.rank)) {
        Some(cheapest) if cheapest.rank != best.rank => format!("{first} The cheapest is {}: {}.", cheapest.label(), figures(cheapest)),
        _ => format!("{first} {} % of its time is spent standing.", best.dwell_percent()),
    })
}

/// The first point is the best by the first measure; which point is the best by which stands in its table.
fn pareto(report: &Report) -> Option<String> {
    let measures: Vec<String> = report.request["criteria"].as_array()?.iter().filter_map(|c| Some(c.as_str()?.replace('_', " "))).collect();
    let measures = joined(&measures);
    let winners = rows(report, "points").zip(&report.itineraries).filter(|(row, _)| row.text("wins") != "a trade-off");
    let best: Vec<String> = winners
        .map(|(row, it)| format!("the best by {} is route {}, {}, with {}", row.text("wins").replace('_', " "), it.rank, it.label(), figures(it)))
        .collect();
    Some(match report.itineraries.as_slice() {
        [one] => format!("One route beats all others in {measures}: {}. It takes {}.", one.label(), figures(one)),
        several => format!("{} routes are beaten by no other in {measures}. {}.", several.len(), sentence(&best.join("; ")).trim_end_matches('.')),
    })
}

fn why(report: &Report) -> Option<String> {
    let [best, other] = report.itineraries.as_slice() else { return None };
    let difference = report.notes.first()?;
    Some(format!("The best route, {}, takes {}; the other, {}, takes {}. {difference}", best.label(), figures(best), other.label(), figures(other)))
}

fn sweep(report: &Report) -> Option<String> {
    let changes = report.notes.first()?;
    let (first, last) = (report.itineraries.first()?, report.itineraries.last()?);
    let second = match report.itineraries.len() {
        1 => format!("It is {}, with {}.", first.label(), figures(first)),
        _ => format!("At the low end it is {}, with {}; at the high end {}, with {}.", first.label(), figures(first), last.label(), figures(last)),
    };
    Some(format!("{changes} {second}"))
}

fn risk(report: &Report) -> Option<String> {
    let (first, route) = (rows(report, "distribution").next()?, report.itineraries.first()?);
    let spread = rows(report, "time_spread").next();
    let cause = spread.map_or_else(String::new, |s| format!("; {} of the spread of the time is {}", s.amount("percent"), s.text("what")));
    Some(format!(
        "By {} half of all shipments take at most {} and 95 of 100 at most {}, on average {}. They cost {} on average and in 95 of 100 cases at most {}{cause}.",
        route.label(),
        first.amount("p50_days"),
        first.amount("p95_days"),
        first.amount("mean_days"),
        first.amount("mean_usd"),
        first.amount("p95_usd")
    ))
}
