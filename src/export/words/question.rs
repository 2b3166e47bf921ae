//! The question as a sentence.

use serde_json::Value;

use crate::report::Report;

/// What an answer was bound to, by the name of the request's field, and the words before it.
const BOUNDS: [(&str, &str); 8] = [
    ("via", "passing"),
    ("through", "through"),
    ("avoid", "without"),
    ("corridor", "following"),
    ("modes", "only by"),
    ("cargo", "for one"),
    ("as_of", "on the network of"),
    ("over", "over"),
];

/// The question as a sentence, with what it was bound to.
pub(in crate::export) fn question(report: &Report) -> Option<String> {
    let request = &report.request;
    let said = |name: &str| listed(&request[name]);
    let (from, to, by) = (said("from"), said("to"), said("by"));
    let asked = match request["command"].as_str()? {
        "route" => format!("Which way from {from} to {to} is best by {by}, and which others differ from it in kind?"),
        "transit" => format!("Which corridors join {from} and {to}, and what does each do in every country it passes?"),
        "pareto" => format!("Which routes from {from} to {to} does no other beat in {}?", said("criteria")),
        "why" => format!("Why is the best route from {from} to {to} by {by} better than {}, and what would turn the choice?", said("against")),
        "sweep" => format!("How does the best route from {from} to {to} change as {} moves over {}?", said("param").replace('_', " "), said("range")),
        "reach" => reach(&from, &by, request),
        "risk" => format!("How long does a shipment from {from} to {to} take, and how sure is that?"),
        "batch" => format!("What do the best routes of many requests take by {by}, and what do they use?"),
        "matrix" if !said("pairs").is_empty() => format!("What is the best {} between the ends of each of {} pairs?", said("criteria"), said("pairs")),
        "matrix" => format!("What is the best {} from every origin to every destination?", said("criteria")),
        "compare" => format!("What changes by {by} for {} under {}?", pairs(request), named(&report.request["scenarios"])),
        "critical" => format!("Which losses harm {} most, by {by}?", pairs(request)),
        "cut" if !said("capacity").is_empty() => format!("How much freight can pass from {from} to {to} in a year, and what limits it?"),
        "cut" => format!("What is the smallest number of {} whose loss separates {from} from {to}, and which are they?", plural(&said("of"))),
        "impact" if request["portfolio"] == true => format!("How many of the projects bring {} anything by {by}, alone and together?", pairs(request)),
        "impact" => format!("What changes by {by} for {} with {}?", pairs(request), said("projects")),
        "claim" => "Does what is claimed of projects hold, and for which pairs?".to_owned(),
        "verify" => "How far is the model from published lengths, times and prices, and do its rules hold?".to_owned(),
        "lint" => "What in the network is likely to be wrong?".to_owned(),
        "list" => format!("What does the network know of {}?", said("what")),
        _ => return None,
    };
    let bounds = BOUNDS.iter().filter(|(name, _)| !said(name).is_empty()).map(|(name, word)| format!("{word} {}", said(name)));
    let scenarios = report.dataset.scenarios.join(" and ");
    let under = (!scenarios.is_empty()).then(|| format!("under the scenario {scenarios}"));
    let bound: Vec<String> = bounds.chain(under).collect();
    Some(if bound.is_empty() { asked } else { format!("{asked} Asked {}.", bound.join(", ")) })
}

fn reach(from: &str, by: &str, request: &Value) -> String {
    match listed(&request["break_even"]).as_str() {
        "" if request["inbound"] == true => format!("From where is {from} reached within {}, by {by}?", listed(&request["within"])),
        "" => format!("What is reached from {from} within {}, by {by}?", listed(&request["within"])),
        corridors => format!("Where, seen from {from}, does the better of {corridors} change, by {by}?"),
    }
}

/// The pairs of ends of a panel.
fn pairs(request: &Value) -> String {
    match listed(&request["panel"]).as_str() {
        "" => "the pairs asked about".to_owned(),
        panel => format!("the pairs of the panel {panel}"),
    }
}

/// The names of scenarios, which stand before their texts.
fn named(scenarios: &Value) -> String {
    let names = scenarios.as_array().into_iter().flatten().map(|s| listed(&s[0]));
    names.collect::<Vec<_>>().join(" and ")
}

/// The plural of a kind of element.
pub(super) fn plural(kind: &str) -> String {
    match kind.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None => format!("{kind}s"),
    }
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
