//! What one loss does, summed over pairs of ends.

use crate::impact::Criterion;
use crate::report::Cell;
use crate::request::Damage;
use crate::solve::Costs;
use crate::units::Decimal;

/// A whole share, in units of the sums of [`Tally::lost`].
pub(super) const WHOLE: u64 = 1_000_000_000;

/// What a loss does to all pairs together. Every figure is a sum of exact terms, so that it is the same in any order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Flow that starts or ends at the element: left out of all other figures.
    pub own: u128,
    /// Flow that has it on the best route.
    pub on_best: u128,
    /// Flow that has it on the best and every near-best route.
    pub exposed: u128,
    /// Flow and pairs that are left without a route.
    pub cut_off: u128,
    pub cut_off_pairs: u64,
    /// Flow that takes another route.
    pub rerouted: u128,
    /// Share of efficiency lost, times flow: the sum of 1 - before / after by the criterion.
    pub lost: u128,
    /// Minutes, cents and grams added, times flow, over the pairs that still have a route.
    pub added: [i128; 3],
    /// The pair whose way grows most by the criterion: by how much, in minutes too, and the index of the pair.
    pub worst: Option<Worst>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Worst {
    pub more: u64,
    /// The earlier pair wins a tie.
    pub pair: std::cmp::Reverse<usize>,
    pub minutes: i64,
}

impl Tally {
    /// The figures of one pair that has the lost element on its best route.
    pub fn of(pair: usize, flow: u64, before: Costs, after: Option<Costs>, stretch: u64) -> Self {
        let flow = u128::from(flow);
        let Some(after) = after else {
            return Self { on_best: flow, exposed: flow, cut_off: flow, cut_off_pairs: 1, lost: flow * u128::from(WHOLE), ..Self::default() };
        };
        let [was, is] = [before, after].map(|c| Criterion::value(c[0]));
        let kept = u128::from(WHOLE) * u128::from(was) / u128::from(is.max(1));
        let exposed = u128::from(is) * 100 > u128::from(was) * u128::from(100 + stretch);
        let more = |i: usize| i128::from(after[i]) - i128::from(before[i]);
        let times = |value: i128| value.saturating_mul(i128::try_from(flow).unwrap_or(i128::MAX));
        Self {
            on_best: flow,
            exposed: if exposed { flow } else { 0 },
            rerouted: flow,
            lost: if is == was { 0 } else { flow * (u128::from(WHOLE) - kept) },
            added: [1, 2, 3].map(|i| times(more(i))),
            worst: Some(Worst { more: is.saturating_sub(was), pair: std::cmp::Reverse(pair), minutes: more(1) as i64 }),
            ..Self::default()
        }
    }

    /// The figures of two sets of pairs together.
    pub fn and(self, other: Self) -> Self {
        Self {
            own: self.own + other.own,
            on_best: self.on_best + other.on_best,
            exposed: self.exposed + other.exposed,
            cut_off: self.cut_off + other.cut_off,
            cut_off_pairs: self.cut_off_pairs + other.cut_off_pairs,
            rerouted: self.rerouted + other.rerouted,
            lost: self.lost + other.lost,
            added: [0, 1, 2].map(|i| self.added[i].saturating_add(other.added[i])),
            worst: self.worst.max(other.worst),
        }
    }

    /// What it is ranked by, greater first; ties go to the lost efficiency.
    pub fn key(&self, by: Damage) -> (i128, u128) {
        let flow = |f: u128| i128::try_from(f).unwrap_or(i128::MAX);
        let first = match by {
            Damage::Efficiency => flow(self.lost),
            Damage::Time => self.added[0],
            Damage::Cost => self.added[1],
            Damage::Co2e => self.added[2],
            Damage::CutOff => flow(self.cut_off),
            Damage::Exposure => flow(self.exposed),
        };
        (first, self.lost)
    }

    /// The share of a total flow's efficiency that is lost, in percent.
    pub fn lost_percent(&self, total: u128) -> Decimal {
        Decimal { value: ratio(self.lost, total * u128::from(WHOLE / 10_000)), places: 2 }
    }

    /// Columns of [`Tally::cells`].
    pub const COLUMNS: [&'static str; 10] = [
        "loss_percent",
        "on_best_percent",
        "exposed_percent",
        "cut_off_percent",
        "added_h",
        "added_usd",
        "added_co2e_kg",
        "rerouted_h",
        "cut_off_pairs",
        "own_percent",
    ];

    /// The figures as shares and means of a total flow; `rerouted_h` as a mean of what is rerouted.
    pub fn cells(&self, total: u128) -> [Cell; Self::COLUMNS.len()] {
        let percent = |part: u128| Cell::Number(Decimal { value: ratio(part * 10_000, total), places: 2 });
        [
            Cell::Number(self.lost_percent(total)),
            percent(self.on_best),
            percent(self.exposed),
            percent(self.cut_off),
            mean(self.added[0].saturating_mul(100), total * 60, 2),
            mean(self.added[1], total, 2),
            mean(self.added[2], total, 3),
            if self.rerouted == 0 { Cell::Empty } else { mean(self.added[0].saturating_mul(100), self.rerouted * 60, 2) },
            Cell::whole(self.cut_off_pairs),
            percent(self.own),
        ]
    }
}

/// A quotient, rounded half up.
fn ratio(part: u128, whole: u128) -> u64 {
    u64::try_from((part + whole / 2) / whole.max(1)).unwrap_or(u64::MAX)
}

/// A mean with its sign, in units of `10^-places`.
pub(super) fn mean(sum: i128, count: u128, places: u32) -> Cell {
    Cell::signed(sum < 0, Decimal { value: ratio(sum.unsigned_abs(), count), places })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(m: u64) -> Costs {
        [Criterion::Time.cost(&crate::impact::Impact { haul: crate::units::Duration::new(m), ..Default::default() }, Default::default()), m, 0, 0]
    }

    #[test]
    fn a_detour_of_double_the_way_loses_half_the_efficiency_and_a_cut_all_of_it() {
        let detour = Tally::of(0, 3, minutes(600), Some(minutes(1_200)), 10);
        let cut = Tally::of(1, 1, minutes(600), None, 10);
        let cells = detour.and(cut).cells(4);
        let text: Vec<String> = cells.iter().map(ToString::to_string).collect();
        assert_eq!(text, ["62.5", "100", "100", "25", "7.5", "0", "0", "10", "1", "0"]);
        assert_eq!(detour.and(cut), cut.and(detour));
    }

    #[test]
    fn a_way_of_the_same_cost_is_no_loss_and_a_short_detour_no_exposure() {
        let same = Tally::of(0, 1, minutes(600), Some(minutes(600)), 10);
        assert_eq!((same.lost, same.exposed, same.on_best), (0, 0, 1));
        assert_eq!(Tally::of(0, 1, minutes(600), Some(minutes(660)), 10).exposed, 0);
        assert_eq!(Tally::of(0, 1, minutes(600), Some(minutes(661)), 10).exposed, 1);
    }
}
