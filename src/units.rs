//! Quantities as integers: sums are exact, ties are stable, bytes are equal.
//!
//! | type | unit |
//! |---|---|
//! | [`Length`] | metre |
//! | [`Duration`] | minute |
//! | [`Money`] | US cent of the dataset's price year |
//! | [`Emissions`] | gram CO2e, well-to-wheel |
//! | [`Gauge`] | millimetre |
//! | [`Speed`] | metre per hour |
//! | [`Rate`] | 1/100,000 of a unit per kilometre (dollars, grams, ...) |
//!
//! Only physically valid operators exist: lengths add up, a length divided by a speed is a duration.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

use serde::{Deserialize, Serialize, Serializer};

/// Reads a decimal such as `13.9` as an integer of `10^-places`, exactly; rounds half up beyond.
///
/// Returns `None` for anything that is no plain non-negative decimal number or does not fit.
///
/// ```
/// assert_eq!(corridor::units::parse_fixed("13.9", 3), Some(13_900));
/// assert_eq!(corridor::units::parse_fixed("1e3", 3), None);
/// ```
pub fn parse_fixed(text: &str, places: u32) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() && fraction.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    let mut value: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let mut fraction = fraction.bytes();
    for _ in 0..places {
        let digit = fraction.next().map_or(0, |b| b - b'0');
        value = value.checked_mul(10)?.checked_add(u64::from(digit))?;
    }
    let round_up = fraction.next().is_some_and(|b| b >= b'5');
    value.checked_add(u64::from(round_up))
}

/// Writes a whole number with commas between thousands.
///
/// ```
/// assert_eq!([0, 999, 1000, 1_234_567].map(corridor::units::grouped), ["0", "999", "1,000", "1,234,567"]);
/// ```
pub fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Divides and rounds half up.
fn div_round(numerator: u128, denominator: u128) -> u64 {
    u64::try_from((numerator + denominator / 2) / denominator.max(1)).unwrap_or(u64::MAX)
}

macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(u64);

        impl $name {
            /// Nothing of it.
            pub const ZERO: Self = Self(0);
            /// From the smallest unit (see the module).
            pub const fn new(value: u64) -> Self {
                Self(value)
            }
            /// In the smallest unit (see the module).
            pub const fn get(self) -> u64 {
                self.0
            }
            /// This many times the quantity.
            pub const fn times(self, count: u64) -> Self {
                Self(self.0.saturating_mul(count))
            }
            /// `numerator / denominator` of the quantity, rounded half up.
            pub fn scaled(self, numerator: u64, denominator: u64) -> Self {
                Self(div_round(u128::from(self.0) * u128::from(numerator), u128::from(denominator)))
            }
        }
        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0.saturating_add(other.0))
            }
        }
        impl AddAssign for $name {
            fn add_assign(&mut self, other: Self) {
                *self = *self + other;
            }
        }
        impl Sub for $name {
            type Output = Self;
            /// The difference, never below zero.
            fn sub(self, other: Self) -> Self {
                Self(self.0.saturating_sub(other.0))
            }
        }
        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
                parts.fold(Self::ZERO, Add::add)
            }
        }
    };
}

quantity!(
    /// A length in metres.
    Length
);
quantity!(
    /// A span of time in minutes.
    Duration
);
quantity!(
    /// An amount of money in US cents.
    Money
);
quantity!(
    /// Greenhouse gases in grams of CO2 equivalent, well-to-wheel.
    Emissions
);

/// A number with a fixed count of decimals, written without trailing zeros; serialises as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal {
    /// The value in units of `10^-places`.
    pub value: u64,
    /// Decimals behind the point, at most 6.
    pub places: u32,
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = 10u64.pow(self.places.min(6));
        let (whole, rest) = (self.value / scale, self.value % scale);
        if rest == 0 {
            return write!(f, "{whole}");
        }
        let rest = format!("{rest:0width$}", width = self.places as usize);
        write!(f, "{whole}.{}", rest.trim_end_matches('0'))
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let scale = 10u64.pow(self.places.min(6));
        if self.value.is_multiple_of(scale) { serializer.serialize_u64(self.value / scale) } else { serializer.serialize_f64(self.value as f64 / scale as f64) }
    }
}

impl Length {
    /// Reads kilometres, to the metre.
    pub fn parse_km(text: &str) -> Option<Self> {
        parse_fixed(text, 3).map(Self)
    }
    /// From metres measured as a float (geodesics), rounded.
    pub fn from_metres(metres: f64) -> Self {
        Self(metres.round().max(0.0) as u64)
    }
    /// In kilometres, to the metre.
    pub fn km(self) -> Decimal {
        Decimal { value: self.0, places: 3 }
    }
    /// Whole kilometres, rounded half up.
    pub fn whole_km(self) -> u64 {
        (self.0 + 500) / 1000
    }
    /// How long it takes at `speed`, rounded to the minute, at least one when the length is not zero.
    pub fn at(self, speed: Speed) -> Duration {
        if self.0 == 0 {
            return Duration::ZERO;
        }
        Duration(div_round(u128::from(self.0) * 60, u128::from(speed.0)).max(1))
    }
    /// What it costs at a rate of `10^-5` dollars per kilometre.
    pub fn priced(self, rate: Rate) -> Money {
        Money(div_round(u128::from(self.0) * u128::from(rate.0), 1_000_000))
    }
    /// What it emits at a rate of `10^-5` grams per kilometre.
    pub fn emitting(self, rate: Rate) -> Emissions {
        Emissions(div_round(u128::from(self.0) * u128::from(rate.0), 100_000_000))
    }
}

impl Duration {
    /// Reads hours, to the minute.
    pub fn parse_hours(text: &str) -> Option<Self> {
        parse_fixed(text, 4).map(|tenths| Self(div_round(u128::from(tenths) * 60, 10_000)))
    }
    /// Reads a span with its unit, `15d` or `36.5h`, to the minute.
    pub fn parse_span(text: &str) -> Option<Self> {
        let days = text.strip_suffix('d').and_then(|days| parse_fixed(days, 4)).map(|tenths| Self(div_round(u128::from(tenths) * 1440, 10_000)));
        days.or_else(|| text.strip_suffix('h').and_then(Self::parse_hours))
    }
    /// In hours, to a hundredth.
    pub fn hours(self) -> Decimal {
        Decimal { value: div_round(u128::from(self.0) * 100, 60), places: 2 }
    }
    /// In days, to a tenth.
    pub fn days(self) -> Decimal {
        Decimal { value: div_round(u128::from(self.0), 144), places: 1 }
    }
}

impl Money {
    /// Reads dollars, to the cent.
    pub fn parse_usd(text: &str) -> Option<Self> {
        parse_fixed(text, 2).map(Self)
    }
    /// In dollars, to the cent.
    pub fn usd(self) -> Decimal {
        Decimal { value: self.0, places: 2 }
    }
    /// Whole dollars, rounded half up.
    pub fn whole_usd(self) -> u64 {
        (self.0 + 50) / 100
    }
}

impl Emissions {
    /// In kilograms, to the gram.
    pub fn kg(self) -> Decimal {
        Decimal { value: self.0, places: 3 }
    }
    /// Whole kilograms, rounded half up.
    pub fn whole_kg(self) -> u64 {
        (self.0 + 500) / 1000
    }
}

/// A speed in metres per hour, never zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Speed(u64);

impl Speed {
    /// From metres per hour; `None` for zero.
    pub fn new(metres_per_hour: u64) -> Option<Self> {
        (metres_per_hour > 0).then_some(Self(metres_per_hour))
    }
    /// Reads kilometres per hour.
    pub fn parse_kmh(text: &str) -> Option<Self> {
        parse_fixed(text, 3).and_then(Self::new)
    }
    /// In metres per hour.
    pub fn get(self) -> u64 {
        self.0
    }
    /// In kilometres per hour, to the metre.
    pub fn kmh(self) -> Decimal {
        Decimal { value: self.0, places: 3 }
    }
}

/// An amount per kilometre, in `10^-5` of its unit (dollars or grams).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Rate(u64);

impl Rate {
    /// From `10^-5` units per kilometre.
    pub const fn new(value: u64) -> Self {
        Self(value)
    }
    /// Reads units per kilometre.
    pub fn parse(text: &str) -> Option<Self> {
        parse_fixed(text, 5).map(Self)
    }
    /// In `10^-5` units per kilometre.
    pub const fn get(self) -> u64 {
        self.0
    }
    /// `numerator / denominator` of the rate, rounded half up.
    pub fn scaled(self, numerator: u64, denominator: u64) -> Self {
        Self(div_round(u128::from(self.0) * u128::from(numerator), u128::from(denominator)))
    }
}

/// A track gauge in millimetres: 1435, 1520, 1668 or 1676 in the shipped network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Gauge(u16);

impl Gauge {
    /// Reads whole millimetres between 600 and 1700, the gauges railways have.
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().filter(|mm| (600..=1700).contains(mm)).map(Self)
    }
    /// In millimetres.
    pub const fn mm(self) -> u16 {
        self.0
    }
}

impl fmt::Display for Gauge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A low, likely and high value of one uncertain span of time, in order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spread {
    /// Best case (about the 5th percentile).
    pub low: Duration,
    /// Most likely value.
    pub likely: Duration,
    /// Worst case of normal operation (about the 95th percentile).
    pub high: Duration,
    /// The observed mean where a source gives one.
    pub observed_mean: Option<Duration>,
}

impl Spread {
    /// A value without spread.
    pub const fn exactly(value: Duration) -> Self {
        Self { low: value, likely: value, high: value, observed_mean: None }
    }
    /// The mean used by the deterministic answer: the observed one, else that of the PERT
    /// distribution, `(low + 4 likely + high) / 6` (Malcolm, Roseboom, Clark and Fazar 1959,
    /// doi:10.1287/opre.7.5.646).
    pub fn mean(&self) -> Duration {
        self.observed_mean.unwrap_or_else(|| (self.low + self.likely.times(4) + self.high).scaled(1, 6))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_exactly_and_nothing_else_is() {
        assert_eq!(parse_fixed("293", 3), Some(293_000));
        assert_eq!(parse_fixed("0.0005", 3), Some(1));
        assert_eq!(parse_fixed(".5", 1), Some(5));
        for bad in ["", ".", "-1", "1,5", "1e3", "NaN", "+1", "99999999999999999999"] {
            assert_eq!(parse_fixed(bad, 3), None, "{bad}");
        }
    }

    #[test]
    fn a_span_has_a_unit() {
        assert_eq!(["15d", "1.5d", "36h", "0.5h"].map(Duration::parse_span), [21_600, 2_160, 2_160, 30].map(|m| Some(Duration::new(m))));
        for bad in ["15", "-3d", "d", "", "3 d", "3w", "1e2d"] {
            assert_eq!(Duration::parse_span(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_length_at_a_speed_is_a_duration() {
        let speed = Speed::parse_kmh("32").unwrap();
        assert_eq!(Length::parse_km("293").unwrap().at(speed), Duration::new(549));
        assert_eq!(Length::new(1).at(speed), Duration::new(1), "never free");
        assert_eq!(Length::ZERO.at(speed), Duration::ZERO);
    }

    #[test]
    fn a_rate_prices_to_the_cent() {
        let rate = Rate::parse("0.606").unwrap();
        assert_eq!(Length::parse_km("5430").unwrap().priced(rate), Money::new(329_058));
        assert_eq!(Length::parse_km("100").unwrap().emitting(Rate::parse("48").unwrap()), Emissions::new(4_800));
    }

    #[test]
    fn decimals_are_written_without_trailing_zeros() {
        assert_eq!(Length::new(13_900).km().to_string(), "13.9");
        assert_eq!(Length::new(293_000).km().to_string(), "293");
        assert_eq!(Length::new(5).km().to_string(), "0.005");
        assert_eq!(Duration::new(144 * 93).days().to_string(), "9.3");
    }

    #[test]
    fn the_mean_is_the_observed_one_or_that_of_pert() {
        let mut spread = Spread { low: Duration::new(6), likely: Duration::new(12), high: Duration::new(36), observed_mean: None };
        assert_eq!(spread.mean(), Duration::new(15));
        spread.observed_mean = Some(Duration::new(20));
        assert_eq!(spread.mean(), Duration::new(20));
    }
}
