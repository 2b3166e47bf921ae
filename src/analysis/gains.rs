//! Before and after: what changes over a panel, in every measure.

use std::sync::Arc as Shared;

use super::panel::{Od, Panel, Terms};
use super::variants::{Answers, Found};
use crate::impact::{Criterion, Impact};
use crate::report::Cell;
use crate::units::Decimal;

/// A measure as a column: its unit, its value, and the factor to units of `10^-places`.
pub(super) struct Measure {
    /// Its name in columns.
    pub unit: &'static str,
    of: fn(&Impact) -> u64,
    factor: (u128, u128),
    /// Decimals.
    pub places: u32,
}

/// The measures of every table.
pub(super) const MEASURES: [Measure; 6] = [
    Measure { unit: "km", of: |i| i.length.get(), factor: (1, 100), places: 1 },
    Measure { unit: "h", of: |i| i.duration().get(), factor: (100, 60), places: 2 },
    Measure { unit: "haul_h", of: |i| i.haul.get(), factor: (100, 60), places: 2 },
    Measure { unit: "dwell_h", of: |i| i.dwell.get(), factor: (100, 60), places: 2 },
    Measure { unit: "usd", of: |i| i.cost.get(), factor: (1, 1), places: 2 },
    Measure { unit: "co2e_kg", of: |i| i.emissions.get(), factor: (1, 100), places: 1 },
];

/// Hours among the measures.
pub(super) const HOURS: usize = 1;

impl Measure {
    /// A sum over weights as a mean in units of `10^-places`, rounded half up.
    fn mean(&self, sum: u128, weight: u128) -> u64 {
        let (by, per) = (self.factor.0, self.factor.1 * weight.max(1));
        u64::try_from((sum * by + per / 2) / per).unwrap_or(u64::MAX)
    }

    /// The value of one route.
    pub fn cell(&self, impact: &Impact) -> Cell {
        Cell::Number(Decimal { value: self.mean(u128::from((self.of)(impact)), 1), places: self.places })
    }

    /// After less before, in units of `10^-places`.
    pub fn difference(&self, before: &Impact, after: &Impact) -> i64 {
        self.mean_more(u128::from((self.of)(before)), u128::from((self.of)(after)), 1)
    }

    /// The same as a cell.
    pub fn more(&self, before: &Impact, after: &Impact) -> Cell {
        self.signed(self.difference(before, after))
    }

    /// The mean of after less that of before, in units of `10^-places`.
    fn mean_more(&self, before: u128, after: u128, weight: u128) -> i64 {
        let mean = i64::try_from(self.mean(before.abs_diff(after), weight)).unwrap_or(i64::MAX);
        if after < before { -mean } else { mean }
    }

    /// A difference in units of `10^-places`, with its sign.
    pub fn signed(&self, value: i64) -> Cell {
        Cell::signed(value < 0, Decimal { value: value.unsigned_abs(), places: self.places })
    }

    /// After less before in percent of before, to a tenth.
    pub fn percent(&self, before: &Impact, after: &Impact) -> Cell {
        percent(u128::from((self.of)(before)), u128::from((self.of)(after)))
    }
}

/// After less before in percent of before, to a tenth; nothing when there was nothing.
pub(super) fn percent(before: u128, after: u128) -> Cell {
    if before == 0 {
        return Cell::Empty;
    }
    let value = u64::try_from((before.abs_diff(after) * 1000 + before / 2) / before).unwrap_or(u64::MAX);
    Cell::signed(after < before, Decimal { value, places: 1 })
}

/// A share in percent, to a tenth.
pub(super) fn share(part: u128, whole: u128) -> Cell {
    Cell::Number(Decimal { value: u64::try_from((part * 1000 + whole / 2) / whole.max(1)).unwrap_or(0), places: 1 })
}

/// Columns of one pair in every measure: before, after, the difference, and that in percent.
pub(super) fn pair_columns() -> impl Iterator<Item = String> {
    MEASURES.iter().flat_map(|m| [format!("before_{}", m.unit), format!("after_{}", m.unit), format!("more_{}", m.unit), format!("more_{}_percent", m.unit)])
}

/// The cells of [`pair_columns`]; empty where there is no route.
pub(super) fn pair_cells(before: Option<&Impact>, after: Option<&Impact>) -> impl Iterator<Item = Cell> {
    let both = before.zip(after);
    MEASURES.iter().flat_map(move |m| {
        let cell = |impact: Option<&Impact>| impact.map_or(Cell::Empty, |i| m.cell(i));
        [cell(before), cell(after), both.map_or(Cell::Empty, |(a, b)| m.more(a, b)), both.map_or(Cell::Empty, |(a, b)| m.percent(a, b))]
    })
}

/// Rows of pairs, the greatest change of time first; a pair that gains or loses its route before all others.
pub(super) fn greatest_first(mut rows: Vec<(Option<u64>, Vec<Cell>)>) -> impl Iterator<Item = Vec<Cell>> {
    rows.sort_by_key(|(change, _)| std::cmp::Reverse(change.unwrap_or(u64::MAX)));
    rows.into_iter().map(|(_, row)| row)
}

/// How much the time changes, `None` when there is a route in only one.
pub(super) fn change(before: Option<&Impact>, after: Option<&Impact>) -> Option<u64> {
    before.zip(after).map(|(a, b)| a.duration().get().abs_diff(b.duration().get()))
}

/// The columns of [`Gains::means`].
pub(super) fn mean_columns() -> impl Iterator<Item = String> {
    MEASURES.iter().map(|m| format!("mean_more_{}", m.unit))
}

/// What becomes of the pairs of a panel between two variants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Gains {
    /// All pairs, and their weight.
    pub pairs: usize,
    pub weight: u128,
    /// Pairs that get better, get worse, change their route, get a first route, lose the only one.
    pub better: usize,
    pub worse: usize,
    pub changed: usize,
    pub connected: usize,
    pub cut_off: usize,
    /// Weight of the pairs that neither get better nor get a first route.
    pub zero: u128,
    /// Weight of the pairs with a route in both, and their sums by measure.
    pub both: u128,
    pub before: [u128; MEASURES.len()],
    pub after: [u128; MEASURES.len()],
    /// Greatest saving of time in tenths of a percent.
    pub most: u64,
}

impl Gains {
    /// Between two variants, over the pairs that a test picks.
    pub fn of(panel: &Panel, before: &Answers, after: &Answers, picks: impl Fn(&Od) -> bool) -> Self {
        let pairs = panel.pairs.iter().zip(before.iter().zip(after)).filter(|(pair, _)| picks(pair));
        let impact = |found: &Option<Shared<Found>>| found.as_ref().map(|f| f.impact);
        let changed = |a: &Option<Shared<Found>>, b: &Option<Shared<Found>>| a.as_ref().map(|f| &f.edges) != b.as_ref().map(|f| &f.edges);
        Self::over(&panel.terms, pairs.map(|(pair, (a, b))| (pair.weight, impact(a), impact(b), changed(a, b))))
    }

    /// Over pairs: the weight of each, what its best route comes to before and after, and whether it is another.
    pub fn over(terms: &Terms, pairs: impl Iterator<Item = (u64, Option<Impact>, Option<Impact>, bool)>) -> Self {
        let cost = |i: &Impact| Criterion::value(terms.by.cost(i, terms.value_of_time));
        let mut gains = Self::default();
        for (weight, before, after, changed) in pairs {
            let weight = u128::from(weight);
            (gains.pairs, gains.weight) = (gains.pairs + 1, gains.weight + weight);
            let better = match (&before, &after) {
                (Some(a), Some(b)) => {
                    gains.both += weight;
                    for (i, measure) in MEASURES.iter().enumerate() {
                        gains.before[i] += weight * u128::from((measure.of)(a));
                        gains.after[i] += weight * u128::from((measure.of)(b));
                    }
                    gains.changed += usize::from(changed);
                    gains.worse += usize::from(cost(b) > cost(a));
                    let (was, is) = (a.duration().get(), b.duration().get());
                    gains.most = gains.most.max(was.saturating_sub(is) * 1000 / was.max(1));
                    cost(b) < cost(a)
                }
                (None, Some(_)) => {
                    gains.connected += 1;
                    true
                }
                (Some(_), None) => {
                    gains.cut_off += 1;
                    false
                }
                (None, None) => false,
            };
            gains.better += usize::from(better);
            gains.zero += if better { 0 } else { weight };
        }
        gains
    }

    /// Whether anybody gains.
    pub fn any(&self) -> bool {
        self.better > 0
    }

    /// The mean of after less before in one measure, in its own units.
    pub fn mean(&self, measure: usize) -> i64 {
        MEASURES[measure].mean_more(self.before[measure], self.after[measure], self.both)
    }

    /// The mean of after less before in every measure.
    pub fn means(&self) -> impl Iterator<Item = Cell> {
        (0..MEASURES.len()).map(|i| self.mean_more(i))
    }

    /// The mean in one measure as a cell.
    pub fn mean_more(&self, measure: usize) -> Cell {
        MEASURES[measure].signed(self.mean(measure))
    }
}
