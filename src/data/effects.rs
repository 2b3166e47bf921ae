//! `capacities.csv` and `effects.csv`: what things can carry, and what projects do to them.

use super::parse_date;
use super::table::{Codes, Row, Table};
use super::texts::Texts;
use crate::error::Problem;
use crate::network::{Capacity, CapacityUnit, Change, Edit, Effect, Link, LinkId, Network, Quantity, Switch, Target};
use crate::units::{Duration, parse_fixed};

/// What an effect can be of besides a quantity.
const OTHERS: [&str; 4] = ["open", "loading", "tracks", "project"];

/// Gives links and nodes the capacities of their rows.
pub(super) fn capacities(texts: &Texts, network: &mut Network, problems: &mut Vec<Problem>) {
    let table = Table::read(texts, "capacities.csv", problems);
    for row in table.rows() {
        row.evidence(problems);
        let target = target(network, &row, "of", row.required("of", problems), problems);
        let unit = unit(&row, problems);
        let value = row.value("capacity", |t| parse_fixed(t, 3), "a number", problems);
        if let (Some(target), Some(unit), Some(value)) = (target, unit, value) {
            let edits = target.with_capacity(network, Capacity { value, unit });
            network.edit(&edits);
        }
    }
}

/// Reads what projects do and brings the network into the state of its own day.
pub(super) fn effects(texts: &Texts, network: &mut Network, problems: &mut Vec<Problem>) {
    let projects = Table::read(texts, "projects.csv", &mut Vec::new());
    let codes = Codes::of("project", "code", &projects, &mut Vec::new());
    let table = Table::read(texts, "effects.csv", problems);
    for row in table.rows() {
        codes.get(&row, "project", row.required("project", problems), problems);
        let evidence = row.evidence(problems);
        let from = row.optional("from", parse_date, "a date (YYYY, YYYY-MM or YYYY-MM-DD)", problems);
        let holds = from.is_some_and(|from| from <= network.manifest.as_of);
        let Some((switch, state)) = switch(network, &codes, &row, holds, problems) else { continue };
        network.edit(&state);
        let change = if row.text("after").is_empty() { String::new() } else { format!("from {} to {}", row.text("before"), row.text("after")) };
        let what = [row.text("quantity"), row.text("target"), &change, row.text("unit")];
        let what = what.into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ");
        network.effects.push(Effect { project: row.text("project").to_owned(), what, switch, from, holds, pinned: false, evidence });
    }
}

/// What a row switches, and the edits that bring the network into the state that holds.
fn switch(network: &Network, projects: &super::table::Codes, row: &Row, holds: bool, problems: &mut Vec<Problem>) -> Option<(Switch, Vec<Edit>)> {
    let quantity = row.required("quantity", problems);
    let names = row.required("target", problems);
    if quantity == "project" {
        let code = names.strip_prefix("project:").unwrap_or(names);
        projects.get(row, "target", code, problems)?;
        return Some((Switch::Project(code.to_owned()), Vec::new()));
    }
    let mut targets = Vec::new();
    for name in names.split('|') {
        targets.push(target(network, row, "target", name.trim(), problems)?);
    }
    let links = || targets.iter().flat_map(|t| t.links(network)).collect::<Vec<LinkId>>();
    if quantity == "open" {
        return Some((Switch::Links(links()), Vec::new()));
    }
    if quantity == "loading" {
        let nodes: Vec<_> = targets.iter().flat_map(|t| if let Target::Nodes(ids) = t { ids.clone() } else { Vec::new() }).collect();
        let edits = |loads| nodes.iter().map(|id| Edit::Loading(*id, loads)).collect::<Vec<_>>();
        return Some((Switch::Figures { back: edits(false), on: edits(true) }, edits(holds)));
    }
    if quantity == "tracks" {
        let read = |t: &str| t.parse::<u8>().ok();
        let (before, after) = (row.value("before", read, "a number of tracks", problems)?, row.value("after", read, "a number of tracks", problems)?);
        let now = if holds { after } else { before };
        if let Some(wrong) = links().into_iter().map(|id| network.link(id)).find(|l: &&Link| l.tracks != now) {
            let what = format!("links.csv gives {} {} tracks, this row {now}", wrong.code, wrong.tracks);
            problems.push(row.problem("target", what, "correct one of the two"));
        }
        let edits = |tracks| links().into_iter().map(|id| Edit::Tracks(id, tracks)).collect::<Vec<_>>();
        return Some((Switch::Figures { back: edits(before), on: edits(after) }, Vec::new()));
    }
    let Some(quantity) = Quantity::parse(quantity) else {
        problems.push(row.problem("quantity", "is not a known word", format!("write one of {}, {}", OTHERS.join(", "), Quantity::accepted())));
        return None;
    };
    figures(network, &targets, quantity, row, holds, problems)
}

/// A figure before and after: in percent of the data's own rows, or in its unit.
fn figures(network: &Network, targets: &[Target], quantity: Quantity, row: &Row, holds: bool, problems: &mut Vec<Problem>) -> Option<(Switch, Vec<Edit>)> {
    let percent = row.text("unit") == "%";
    if quantity == Quantity::Capacity && !percent {
        let unit = unit(row, problems)?;
        let mut edits = |column: &str| {
            let value = row.value(column, |t| parse_fixed(t, 3), "a number", problems)?;
            Some(targets.iter().flat_map(|t| t.with_capacity(network, Capacity { value, unit })).collect::<Vec<Edit>>())
        };
        let (back, on) = (edits("before")?, edits("after")?);
        let state = if holds { on.clone() } else { back.clone() };
        return Some((Switch::Figures { back, on }, state));
    }
    let read = |text: &str| match quantity {
        _ if percent => text.parse().ok().filter(|p| *p > 0),
        Quantity::Dwell | Quantity::Wait | Quantity::Queue => Duration::parse_hours(text).map(Duration::get),
        Quantity::Length | Quantity::Speed => parse_fixed(text, 3),
        Quantity::Tariff | Quantity::Capacity => parse_fixed(text, 5),
    };
    let expected = "a whole percentage above zero with the unit %, or hours, km, km/h, USD per FEU-km";
    let (before, after) = (row.value("before", read, expected, problems)?, row.value("after", read, expected, problems)?);
    let mut edits = |change| {
        let found: Option<Vec<Vec<Edit>>> = targets.iter().map(|t| t.edits(network, quantity, change)).collect();
        if found.is_none() {
            problems.push(row.problem("target", format!("has no {}", quantity.name()), "dwell is of borders and nodes, wait and queue of services"));
        }
        found.map(|f| f.concat())
    };
    let now = if holds { after } else { before };
    Some(if percent {
        let state = if now == 100 { Vec::new() } else { edits(Change::Scale(now, 100))? };
        (Switch::Figures { back: edits(Change::Scale(before, after))?, on: edits(Change::Scale(after, before))? }, state)
    } else {
        (Switch::Figures { back: edits(Change::Set(before))?, on: edits(Change::Set(after))? }, edits(Change::Set(now))?)
    })
}

fn unit(row: &Row, problems: &mut Vec<Problem>) -> Option<CapacityUnit> {
    row.value("unit", CapacityUnit::parse, &format!("one of {}", CapacityUnit::accepted()), problems)
}

fn target(network: &Network, row: &Row, column: &str, text: &str, problems: &mut Vec<Problem>) -> Option<Target> {
    let found = network.group(text).filter(|t| !t.is_empty());
    if found.is_none() && !text.is_empty() {
        problems.push(row.problem(column, format!("`{text}` is nothing in the network"), format!("write one of {}", Target::GROUPS)));
    }
    found
}
