//! What was left out, by reason, and the first of it one by one.

use std::collections::BTreeMap;

use crate::error::Problem;
use crate::report::{Cell, Table};

/// How many are shown one by one.
const SHOWN: usize = 100;

/// What was left out.
#[derive(Clone, Debug, Default)]
pub(super) struct Skipped {
    /// How many for each reason.
    pub reasons: BTreeMap<String, u64>,
    /// Where and why, the first hundred.
    pub first: Vec<(String, String)>,
}

impl Skipped {
    /// Notes one: where it stands, why it is left out, and what of it (which is not counted apart).
    pub fn add(&mut self, place: impl Into<String>, reason: &str, detail: &str) {
        *self.reasons.entry(reason.to_owned()).or_default() += 1;
        if self.first.len() < SHOWN {
            let what = if detail.is_empty() { reason.to_owned() } else { format!("{reason}: {detail}") };
            self.first.push((place.into(), what));
        }
    }

    /// Notes many without a place of their own.
    pub fn add_many(&mut self, reason: &str, count: u64) {
        *self.reasons.entry(reason.to_owned()).or_default() += count;
    }

    /// Why nothing of a file can be used: how often each reason, and then the first one by one, each with its `row` of the file.
    pub fn problems(&self, file: &str, what: &str, fix: &str, row: impl Fn(&str, &str) -> Problem) -> Vec<Problem> {
        let of_file = |what: String| Problem { file: file.to_owned(), what, fix: fix.to_owned(), ..Problem::default() };
        let often = self.reasons.iter().filter(|(_, count)| **count > 1).map(|(reason, count)| of_file(format!("{count} times: {reason}")));
        std::iter::once(of_file(what.to_owned())).chain(often).chain(self.first.iter().map(|(place, what)| row(place, what))).collect()
    }

    /// Tables of it, for a report: none where nothing was left out.
    pub fn tables(&self) -> Vec<Table> {
        let mut tables = Vec::new();
        if !self.reasons.is_empty() {
            let rows = self.reasons.iter().map(|(reason, count)| vec![Cell::text(reason), Cell::whole(*count)]).collect();
            tables.push(Table::new("skipped", format!("Left out: {}", self.reasons.values().sum::<u64>()), &["reason", "count"], rows));
        }
        if !self.first.is_empty() {
            let rows = self.first.iter().map(|(place, what)| vec![Cell::text(place), Cell::text(what)]).collect();
            let title = format!("Left out one by one: the first {}", self.first.len());
            tables.push(Table::new("skipped_first", title, &["where", "what"], rows));
        }
        tables
    }
}
