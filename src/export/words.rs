//! A report in words: the question as a sentence, and the answer in two.

use serde_json::Value;

use super::grouped;
use crate::report::{ItineraryReport, Lead, Report};

/// The question as a sentence, with what it was bound to.
pub(super) fn question(report: &Report) -> Option<String> {
    let request = &report.request;
    let said = |name: &str| listed(&request[name]);
    let (from, to, by) = (said("from"), said("to"), said("by"));
    let asked = match request["command"].as_str()? {
        "route" => format!("Which way from {from} to {to} is best by {by}, and which others differ from it in kind?"),
        "transit" => format!("Which corridors join {from} and {to}, and what does each do in every country it passes?"),
        "pareto" => format!("Which routes from {from} to {to} does no other beat in {}?", said("criteria")),
        "why" => format!("Why is the best route from {from} to {to} better than {}, and what would turn the choice?", said("against")),
        "sweep" => format!("How does the best route from {from} to {to} change as {} moves over {}?", said("param"), said("range")),
        "risk" => format!("How long does a shipment from {from} to {to} take, and how sure is that?"),
        "list" => format!("What does the network know of {}?", said("what")),
        _ => return None,
    };
    let bounds = [
        ("via", "passing"),
        ("through", "through"),
        ("avoid", "without"),
        ("corridor", "following"),
        ("modes", "only by"),
        ("cargo", "for one"),
        ("as_of", "on the network of"),
    ];
    let bound: Vec<String> = bounds.iter().filter(|(name, _)| !said(name).is_empty()).map(|(name, word)| format!("{word} {}", said(name))).collect();
    let scenarios = report.dataset.scenarios.join(" and ");
    let under = (!scenarios.is_empty()).then(|| format!("under the scenario {scenarios}"));
    let bound: Vec<String> = bound.into_iter().chain(under).collect();
    Some(if bound.is_empty() { asked } else { format!("{asked} Asked {}.", bound.join(", ")) })
}

/// A word, or words joined.
fn listed(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(listed).collect::<Vec<_>>().join(" and "),
        Value::Number(n) => n.to_string(),
        _ => String::new(),
    }
}

/// The answer in two sentences, where routes or the reason for none give them.
pub(super) fn answer(report: &Report) -> Option<String> {
    if !report.answered {
        return report.notes.first().map(|reason| sentence(reason));
    }
    let best = report.itineraries.first()?;
    if report.lead == Lead::Itineraries {
        return Some(route(best));
    }
    // The first of a sweep or of a Pareto set is not the best of it.
    match report.request["command"].as_str() {
        Some("transit") => Some(among(best, &report.itineraries)),
        Some("sweep" | "pareto") => report.notes.first().cloned(),
        _ => Some(route(best)),
    }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let end = if text.ends_with('.') { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
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
fn among(best: &ItineraryReport, all: &[ItineraryReport]) -> String {
    let figures = |it: &ItineraryReport| {
        let i = &it.totals.0;
        format!(
            "{} days, {} USD and {} kg CO2e over {} km",
            i.duration().days(),
            grouped(i.cost.whole_usd()),
            grouped(i.emissions.whole_kg()),
            grouped(i.length.whole_km())
        )
    };
    let first = match all.len() {
        1 => format!("The one corridor is {}: {}.", best.label(), figures(best)),
        n => format!("The best of {n} corridors is {}: {}.", best.label(), figures(best)),
    };
    match all.iter().min_by_key(|it| (it.totals.0.cost, it.rank)) {
        Some(cheapest) if cheapest.rank != best.rank => format!("{first} The cheapest is {}: {}.", cheapest.label(), figures(cheapest)),
        _ => format!("{first} {} % of its time is spent standing.", best.dwell_percent()),
    }
}
