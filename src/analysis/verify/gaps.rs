//! What is still estimated, and how much of the answers rests on it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::tables::share;
use crate::analysis::{evidence, panel::Panel};
use crate::error::Error;
use crate::itinerary::{Itinerary, Part};
use crate::network::{Confidence, Mode, Network};
use crate::report::{Basis, Cell, Table};
use crate::request::PanelRequest;
use crate::units::Length;

/// The files whose figures make up an answer.
const FILES: [&str; 6] = ["links.csv", "borders.csv", "transfers.csv", "services.csv", "speeds.csv", "tariffs.csv"];

/// How sure the rows are, and what the unsure ones touch.
pub(super) fn tables(network: &Network) -> Result<Vec<Table>, Error> {
    let panel = Panel::new(network, &PanelRequest::default())?;
    let routes: Vec<Itinerary> = panel.solve(network).into_iter().flatten().collect();
    let rows: Vec<Vec<Basis>> = routes.iter().map(|route| behind(network, route, panel.terms.as_of.year())).collect();
    let is_low = |file: &str, b: &Basis| b.confidence == Confidence::Low && b.row.starts_with(file);
    let by_file = |file: &&str| {
        let sure = confidences(network, file);
        let of = |word: Confidence| sure.iter().filter(|c| **c == word).count();
        let touched = rows.iter().filter(|rows| rows.iter().any(|b| is_low(file, b))).count();
        vec![
            Cell::text(*file),
            Cell::count(sure.len()),
            Cell::count(of(Confidence::High)),
            Cell::count(of(Confidence::Medium)),
            Cell::count(of(Confidence::Low)),
            share(of(Confidence::Low), sure.len()),
            share(touched, rows.len()),
        ]
    };
    let columns = ["file", "rows", "high", "medium", "low", "low_percent", "pairs_touched_percent"];
    let title = format!("How sure the rows are, and the share of {} pairs whose best route rests on an estimate", rows.len());
    Ok(vec![Table::new("confidence", &title, &columns, FILES.iter().map(by_file).collect()), busiest(&rows), kilometres(network)])
}

/// The rows behind all parts of a route.
fn behind(network: &Network, route: &Itinerary, year: i16) -> Vec<Basis> {
    let of = |part: &Part| match part {
        Part::Leg(leg) => evidence::of_leg(network, leg, year),
        Part::Event(event) => evidence::of_event(network, event, year),
    };
    route.parts.iter().flat_map(of).collect()
}

fn confidences(network: &Network, file: &str) -> Vec<Confidence> {
    let rows = network.table(file);
    let column = rows.first().and_then(|header| header.iter().position(|c| c == "confidence"));
    rows.iter().skip(1).map(|row| column.and_then(|i| Confidence::parse(&row[i])).unwrap_or(Confidence::Medium)).collect()
}

/// The estimates that most routes rest on: where a better figure helps most.
fn busiest(rows: &[Vec<Basis>]) -> Table {
    const MOST: usize = 15;
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for route in rows {
        let low: BTreeSet<&str> = route.iter().filter(|b| b.confidence == Confidence::Low).map(|b| b.row.as_str()).collect();
        for row in low {
            *uses.entry(row).or_default() += 1;
        }
    }
    let emissions = |row: &str| row.starts_with("emissions.csv");
    let mut uses: Vec<(&str, usize)> = uses.into_iter().filter(|(row, _)| !emissions(row)).collect();
    uses.sort_by_key(|(row, n)| (Reverse(*n), *row));
    uses.truncate(MOST);
    let shown = uses.into_iter().map(|(row, n)| vec![Cell::text(row), share(n, rows.len())]).collect();
    Table::new("busiest_estimates", "The estimates that most routes rest on", &["row", "pairs_touched_percent"], shown)
}

/// Kilometres of railway by the confidence of their length, by country.
fn kilometres(network: &Network) -> Table {
    let mut by_country: BTreeMap<&str, [Length; 2]> = BTreeMap::new();
    for (_, link) in network.links().filter(|(_, l)| l.mode == Mode::Rail) {
        let [all, low] = by_country.entry(network.country_code(link.from)).or_default();
        *all += link.length;
        if link.evidence.confidence == Confidence::Low {
            *low += link.length;
        }
    }
    let mut rows: Vec<(&str, [Length; 2])> = by_country.into_iter().filter(|(_, [_, low])| *low > Length::ZERO).collect();
    rows.sort_by_key(|(code, [_, low])| (Reverse(*low), *code));
    let km = |l: Length| Cell::whole(l.whole_km());
    let row = |(code, [all, low]): (&str, [Length; 2])| vec![Cell::text(code), km(all), km(low), share(low.whole_km() as usize, all.whole_km() as usize)];
    Table::new(
        "rail_km",
        "Railway whose length is an estimate, by country",
        &["country", "rail_km", "low_km", "low_percent"],
        rows.into_iter().map(row).collect(),
    )
}
