//! What every single loss does over a panel of pairs (Jenelius, Petersen and Mattsson 2006, "Importance and exposure in
//! road network vulnerability analysis", doi:10.1016/j.tra.2005.11.003).

mod pairs;
mod sweep;
mod tally;

use self::sweep::Study;
use self::tally::Tally;
use super::elements::Element;
use super::panel::Panel;
use super::{dataset, value};
use crate::error::Error;
use crate::network::Network;
use crate::report::{Cell, Chart, Lead, Plot, Report, Table};
use crate::request::{CriticalRequest, ElementKind, Request};

pub(super) fn answer(network: &Network, request: &CriticalRequest) -> Result<Report, Error> {
    if request.top == 0 {
        return Err(Error::Usage("--top 0 asks for no row; write 1 or more".to_owned()));
    }
    let panel = Panel::new(network, &request.panel)?;
    let kinds = if request.of.is_empty() { &ElementKind::ALL[..] } else { &request.of };
    let study = Study::new(network, &panel, kinds, request.stretch);
    let (total, unserved) = study.base();
    let pairs = panel.pairs.len();
    let title = format!("What breaks first over {pairs} pairs, by {}", panel.terms.by.name());
    let mut report = Report::new(title, value(&Request::Critical(request.clone())), dataset(network, panel.terms.as_of, request.panel.geometry), Lead::Tables);
    if total == 0 {
        let reason = if unserved == pairs { "no pair has a route" } else { "no pair that has a route counts: all weights are 0" };
        report.notes.push(format!("nothing to lose: {reason}"));
        report.answered = false;
        return Ok(report);
    }
    let tallies = study.singles();
    for kind in ElementKind::ALL.into_iter().filter(|k| kinds.contains(k)) {
        let ranked = ranked(&study, &tallies, kind, request);
        let rows: Vec<Vec<Cell>> = ranked.iter().map(|&i| row(&study, i, &tallies[i], total)).collect();
        if request.panel.geometry {
            report.features.extend(ranked.iter().zip(&rows).enumerate().rev().map(|(rank, (&i, row))| {
                let mut properties: Vec<(String, Cell)> = columns().zip(row.iter().cloned()).collect();
                properties.push(("rank".to_owned(), Cell::count(rank + 1)));
                properties.push(("emphasis".to_owned(), Cell::whole(emphasis(&tallies[i], &tallies[ranked[0]]))));
                study.elements.get(i).feature(network, properties)
            }));
        }
        report.charts.extend(chart(&study, &tallies, &ranked[..ranked.len().min(request.top)], kind, total));
        let lossless = if rows.is_empty() { " (none is on a best route)" } else { "" };
        report.tables.push(Table {
            name: kind.name().to_owned(),
            title: format!("Loss of one {}, by {}{lossless}", kind.name(), request.rank.name()),
            columns: columns().collect(),
            rows: rows.into_iter().take(request.top).collect(),
        });
    }
    report.notes.extend(notes(&study, request, total, unserved));
    if request.pairs_of_losses {
        for kind in ElementKind::ALL.into_iter().filter(|k| kinds.contains(k)) {
            let (found, solved) = pairs::worst(&study, &tallies, kind, request.top);
            report.notes.extend(worst_pair(&study, &found, kind, total, solved));
            report.tables.push(pair_table(&study, &tallies, &found, kind, total));
        }
    }
    Ok(report)
}

/// Elements of a kind on any best route, the worst loss first.
fn ranked(study: &Study, tallies: &[Tally], kind: ElementKind, request: &CriticalRequest) -> Vec<usize> {
    let mut ranked: Vec<usize> = (0..tallies.len()).filter(|i| study.elements.get(*i).kind() == kind && tallies[*i].on_best > 0).collect();
    ranked.sort_by_key(|i| std::cmp::Reverse(tallies[*i].key(request.rank)));
    ranked
}

/// The lost efficiency of the worst as bars, none when there is nothing to draw.
fn chart(study: &Study, tallies: &[Tally], worst: &[usize], kind: ElementKind, total: u128) -> Option<Chart> {
    let categories: Vec<String> = worst.iter().map(|i| study.elements.get(*i).name(study.network)).collect();
    let lost = worst.iter().map(|i| tallies[*i].lost_percent(total)).collect();
    let plot = Plot::Bars { categories, parts: vec![("lost efficiency".to_owned(), lost)] };
    let title = format!("Loss of one {}: efficiency lost", kind.name());
    (!worst.is_empty()).then(|| Chart { name: "losses", title, x_label: "%".to_owned(), y_label: String::new(), plot })
}

/// How much a loss matters beside the worst of its kind, from 1 to 4: in quarters of its lost efficiency.
fn emphasis(tally: &Tally, worst: &Tally) -> u64 {
    u64::try_from(tally.lost * 4 / worst.lost.max(1)).map_or(4, |quarter| (quarter + 1).min(4))
}

fn columns() -> impl Iterator<Item = String> {
    let rest = ["code", "worst_from", "worst_to", "worst_h", "line", "kind"];
    ["name"].into_iter().chain(Tally::COLUMNS).chain(rest).map(str::to_owned)
}

fn row(study: &Study, index: usize, tally: &Tally, total: u128) -> Vec<Cell> {
    let network = study.network;
    let element = study.elements.get(index);
    let mut row = vec![Cell::Text(element.name(network))];
    row.extend(tally.cells(total));
    row.push(Cell::Text(element.code(network)));
    match tally.worst {
        Some(worst) => {
            let pair = study.panel.pairs[worst.pair.0];
            row.extend([pair.from, pair.to].map(|n| Cell::Text(network.node(n).name.clone())));
            row.push(tally::mean(i128::from(worst.minutes) * 100, 60, 2));
        }
        None => row.extend([Cell::Empty, Cell::Empty, Cell::Empty]),
    }
    row.push(match element {
        Element::Link(id) if !network.link(id).line.is_empty() => Cell::Text(network.link(id).line.clone()),
        _ => Cell::Empty,
    });
    row.push(Cell::Text(element.kind().name().to_owned()));
    row
}

fn pair_table(study: &Study, singles: &[Tally], found: &[pairs::Pair], kind: ElementKind, total: u128) -> Table {
    let network = study.network;
    let row = |pair: &pairs::Pair| {
        let [a, b] = pair.elements.map(|i| study.elements.get(i));
        let mut row = vec![Cell::Text(a.name(network)), Cell::Text(b.name(network))];
        row.extend(pair.tally.cells(total));
        row.extend(pair.elements.map(|i| Cell::Number(singles[i].lost_percent(total))));
        row.extend([a, b].map(|e| Cell::Text(e.code(network))));
        row
    };
    let rest = ["first_loss_percent", "second_loss_percent", "first_code", "second_code"];
    Table {
        name: format!("{}_pairs", kind.name()),
        title: format!("Loss of two at once, by efficiency: {}", kind.plural()),
        columns: ["first", "second"].into_iter().chain(Tally::COLUMNS).chain(rest).map(str::to_owned).collect(),
        rows: found.iter().map(row).collect(),
    }
}

/// The worst pair in a sentence, none when nothing is on a best route.
fn worst_pair(study: &Study, found: &[pairs::Pair], kind: ElementKind, total: u128, solved: usize) -> Option<String> {
    let worst = found.first()?;
    let [a, b] = worst.elements.map(|i| study.elements.get(i).name(study.network));
    Some(format!(
        "Of two {} lost at once the worst are {a} and {b}: {} % of the efficiency. {solved} pairs were solved; no other can lose more.",
        kind.plural(),
        worst.tally.lost_percent(total)
    ))
}

/// What the figures mean.
fn notes(study: &Study, request: &CriticalRequest, total: u128, unserved: usize) -> Vec<String> {
    let pairs = study.panel.pairs.len();
    let without = if unserved > 0 { format!(" {unserved} pairs have no route even without a loss and are left out.") } else { String::new() };
    vec![
        format!("Shares are of a flow of {total} over {} pairs, each on its best route by {}.{without}", pairs - unserved, study.panel.terms.by.name()),
        "loss is the lost efficiency: the mean of 1 - before / after by that criterion, 1 for a pair that is cut off. What is added is a mean over all flow, rerouted over what takes another route.".to_owned(),
        format!(
            "on best: has it on the best route; exposed: on the best and on every route up to {} % longer. own: starts or ends there, and is left out of the other figures of that node or country.",
            request.stretch
        ),
        "A loss closes the whole element for good: all gauges and directions of a link, every link of a node, all land crossings of a border. Nothing else is fuller or slower for it.".to_owned(),
    ]
}
