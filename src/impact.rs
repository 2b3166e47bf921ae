//! What moving a shipment costs in every currency at once, and the criteria that rank it.

use std::iter::Sum;
use std::ops::{Add, AddAssign};

use serde::{Deserialize, Serialize};

use crate::units::{Duration, Emissions, Length, Money};

/// Everything a haul or an event adds to a shipment. Sums are exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Impact {
    /// Way travelled.
    pub length: Length,
    /// Time moving (line-haul).
    pub haul: Duration,
    /// Time standing (dwell): borders, gauge changes, transshipments, waits, loading.
    pub dwell: Duration,
    /// Freight charges.
    pub cost: Money,
    /// Greenhouse gases.
    pub emissions: Emissions,
    /// Borders crossed.
    pub borders: u32,
    /// Breaks of gauge overcome.
    pub gauge_changes: u32,
    /// Changes of mode (lifts between train, ship and truck).
    pub transshipments: u32,
    /// Sea and ferry voyages.
    pub sea_crossings: u32,
}

impl Impact {
    /// Line-haul and dwell together.
    pub fn duration(&self) -> Duration {
        self.haul + self.dwell
    }
}

impl Add for Impact {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            length: self.length + other.length,
            haul: self.haul + other.haul,
            dwell: self.dwell + other.dwell,
            cost: self.cost + other.cost,
            emissions: self.emissions + other.emissions,
            borders: self.borders + other.borders,
            gauge_changes: self.gauge_changes + other.gauge_changes,
            transshipments: self.transshipments + other.transshipments,
            sea_crossings: self.sea_crossings + other.sea_crossings,
        }
    }
}

impl AddAssign for Impact {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Impact {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::default(), Add::add)
    }
}

/// What "best" means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Criterion {
    /// Door-to-door time: line-haul and dwell.
    #[default]
    Time,
    /// Freight charges.
    Cost,
    /// Kilometres.
    Distance,
    /// Greenhouse gases.
    Co2e,
    /// Charges plus value of time times duration.
    Generalised,
}

impl Criterion {
    /// All of them; parser, help and tests iterate this list.
    pub const ALL: [Self; 5] = [Self::Time, Self::Cost, Self::Distance, Self::Co2e, Self::Generalised];

    /// The word a user writes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Cost => "cost",
            Self::Distance => "distance",
            Self::Co2e => "co2e",
            Self::Generalised => "generalised",
        }
    }

    /// The solver's integer cost of an impact: the criterion in the upper bits, ties broken by time
    /// (by charges when time itself is the criterion) in the lower 24.
    ///
    /// Additive over impacts as long as a route's tie-break stays below 2^24 (32 years, or
    /// 167,000 USD). `value_of_time` is in cents per day and only `Generalised` uses it.
    pub fn cost(self, impact: &Impact, value_of_time: Money) -> u64 {
        let minutes = impact.duration().get();
        let (first, tie) = match self {
            Self::Time => (minutes, impact.cost.get()),
            Self::Cost => (impact.cost.get(), minutes),
            Self::Distance => (impact.length.get(), minutes),
            Self::Co2e => (impact.emissions.get(), minutes),
            Self::Generalised => (impact.cost.get().saturating_mul(1440).saturating_add(value_of_time.get().saturating_mul(minutes)), minutes),
        };
        first.saturating_mul(1 << TIE_BITS).saturating_add(tie)
    }

    /// The criterion's own value of a solver cost, without the tie-break.
    pub const fn value(cost: u64) -> u64 {
        cost >> TIE_BITS
    }
}

const TIE_BITS: u32 = 24;

/// One of the figures that a set of routes can be compared by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Minutes from hand-over to delivery.
    Time,
    /// Cents.
    Cost,
    /// Metres.
    Distance,
    /// Grams.
    Co2e,
    /// Borders crossed by land.
    Borders,
    /// Gauge changes.
    GaugeChanges,
    /// Changes of mode.
    Transshipments,
}

impl Measure {
    /// All of them; parser, help and tests iterate this list.
    pub const ALL: [Self; 7] = [Self::Time, Self::Cost, Self::Distance, Self::Co2e, Self::Borders, Self::GaugeChanges, Self::Transshipments];

    /// The word a user writes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Cost => "cost",
            Self::Distance => "distance",
            Self::Co2e => "co2e",
            Self::Borders => "borders",
            Self::GaugeChanges => "gauge_changes",
            Self::Transshipments => "transshipments",
        }
    }

    /// Its value in the smallest unit.
    pub fn of(self, impact: &Impact) -> u64 {
        match self {
            Self::Time => impact.duration().get(),
            Self::Cost => impact.cost.get(),
            Self::Distance => impact.length.get(),
            Self::Co2e => impact.emissions.get(),
            Self::Borders => u64::from(impact.borders),
            Self::GaugeChanges => u64::from(impact.gauge_changes),
            Self::Transshipments => u64::from(impact.transshipments),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cost_of_a_sum_is_the_sum_of_costs() {
        let a = Impact { length: Length::new(7), haul: Duration::new(3), cost: Money::new(11), emissions: Emissions::new(5), ..Impact::default() };
        let b = Impact { dwell: Duration::new(9), cost: Money::new(2), borders: 1, ..Impact::default() };
        for criterion in Criterion::ALL {
            let vot = Money::new(15_000);
            assert_eq!(criterion.cost(&(a + b), vot), criterion.cost(&a, vot) + criterion.cost(&b, vot), "{criterion:?}");
        }
    }

    #[test]
    fn ties_go_to_the_faster() {
        let slow = Impact { length: Length::new(1000), haul: Duration::new(90), ..Impact::default() };
        let fast = Impact { haul: Duration::new(60), ..slow };
        assert!(Criterion::Distance.cost(&fast, Money::ZERO) < Criterion::Distance.cost(&slow, Money::ZERO));
    }
}
