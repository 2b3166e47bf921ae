//! The tables of `verify`.

use std::cmp::Reverse;

use super::judge::{Score, Verdict};
use crate::network::{FigureUse, Published};
use crate::report::{Cell, Table};
use crate::request::Check;
use crate::units::Decimal;

/// How many of the worst misses are shown.
const WORST: usize = 10;

/// A share in percent, to a tenth.
pub(super) fn share(part: usize, whole: usize) -> Cell {
    (part * 1000).checked_div(whole).map_or(Cell::Empty, |tenths| Cell::Number(Decimal { value: tenths as u64, places: 1 }))
}

/// Hundredths of a percent, shown to a tenth, with a sign.
fn percent(error: i64) -> Cell {
    Cell::signed(error < 0, Decimal { value: (error.unsigned_abs() + 5) / 10, places: 1 })
}

/// Each class with its targets, how far they are reached, and the errors.
pub(super) fn targets(scores: &[Score]) -> Table {
    let columns = [
        "class",
        "within_percent",
        "figures",
        "within",
        "share_percent",
        "target_percent",
        "met",
        "held_out",
        "held_out_share_percent",
        "median_error_percent",
        "mean_error_percent",
    ];
    let row = |s: &Score| {
        let met = match (s.target.share, s.is_met()) {
            (None, _) => Cell::Empty,
            (_, true) => Cell::text("yes"),
            (_, false) => Cell::text("no"),
        };
        vec![
            Cell::text(s.target.class.name()),
            Cell::count(s.target.within as usize),
            Cell::count(s.figures),
            Cell::count(s.within),
            share(s.within, s.figures),
            s.target.share.map_or(Cell::Empty, |p| Cell::count(p as usize)),
            met,
            Cell::count(s.held_out),
            share(s.held_out_within, s.held_out),
            percent(s.median as i64),
            percent(s.mean as i64),
        ]
    };
    Table::new("targets", "Targets", &columns, scores.iter().map(row).collect())
}

/// The counted figures that are farthest off; `None` when all are within.
pub(super) fn worst(verdicts: &[Verdict]) -> Option<Table> {
    let mut misses: Vec<&Verdict> = verdicts.iter().filter(|v| v.counts() && !v.is_met()).collect();
    misses.sort_by_key(|v| Reverse(v.error().map_or(u64::MAX, i64::unsigned_abs)));
    misses.truncate(WORST);
    (!misses.is_empty()).then(|| Table::new("worst", "The worst misses", &COLUMNS, misses.into_iter().map(row).collect()))
}

const COLUMNS: [&str; 12] = ["code", "from", "to", "year", "published", "unit", "computed", "error_percent", "within", "countries", "basis", "remark"];

/// All figures of a part that are compared.
pub(super) fn figures(check: Check, title: &str, verdicts: &[Verdict]) -> Table {
    Table::new(check.name(), title, &COLUMNS, verdicts.iter().map(row).collect())
}

fn row(v: &Verdict) -> Vec<Cell> {
    let f = &v.figure;
    let within = match (&v.computed, v.is_met()) {
        (None, _) => "no way",
        (_, true) => "yes",
        (_, false) => "no",
    };
    let basis = match (f.good_for, &v.computed) {
        (FigureUse::Rounded, _) => "rounded".to_owned(),
        (FigureUse::Contradicted, _) => format!("contradicted by {}", f.against),
        (_, Some(c)) if c.calibrated => "calibrated".to_owned(),
        _ => "held out".to_owned(),
    };
    vec![
        Cell::text(&f.code),
        Cell::text(&f.from),
        Cell::text(&f.to),
        f.year.map_or(Cell::Empty, |y| Cell::Written(y.to_string())),
        Cell::text(&f.value),
        Cell::text(&f.unit),
        v.computed.as_ref().map_or(Cell::Empty, |c| Cell::Number(in_unit(c.value, v.query.unit))),
        v.error().map_or(Cell::Empty, percent),
        Cell::text(within),
        v.computed.as_ref().map_or(Cell::Empty, |c| Cell::text(c.countries.join("|"))),
        Cell::text(basis),
        if f.reason.is_empty() { Cell::Empty } else { Cell::text(&f.reason) },
    ]
}

/// A value in the unit of the figure, to a tenth.
fn in_unit(value: u64, unit: u64) -> Decimal {
    Decimal { value: (value * 10 + unit / 2) / unit.max(1), places: 1 }
}

/// The figures that cannot be compared, each with its reason.
pub(super) fn left_out(figures: &[&Published]) -> Table {
    let row = |f: &&Published| {
        vec![
            Cell::text(&f.code),
            Cell::text(f.kind.name()),
            Cell::text(&f.from),
            Cell::text(&f.to),
            Cell::text(&f.value),
            Cell::text(&f.unit),
            Cell::text(&f.reason),
        ]
    };
    Table::new("not_comparable", "Not compared", &["code", "kind", "from", "to", "published", "unit", "reason"], figures.iter().map(row).collect())
}
