//! Whether a computed figure is near enough to the published one.

use crate::network::{FigureClass, FigureQuery, FigureUse, Published};

use super::ask::Computed;

/// Slack of a short section of railway: where in a yard it is measured, in metres.
const YARD: u64 = 3_000;

/// How far around it a single price stands for the prices of its lane and year, in percent.
const PRICE_SPREAD: u64 = 15;

/// What a class of figures has to reach: shares of its figures within tolerances, in percent.
pub(super) struct Target {
    pub class: FigureClass,
    /// Within so many percent of the published range ...
    pub within: u64,
    /// ... for so many percent of the figures; `None` where no share is promised.
    pub share: Option<u64>,
}

/// The targets, strictest first in each class.
pub(super) const TARGETS: &[Target] = &[
    Target { class: FigureClass::Section, within: 2, share: Some(95) },
    Target { class: FigureClass::Route, within: 3, share: Some(90) },
    Target { class: FigureClass::Route, within: 5, share: Some(100) },
    Target { class: FigureClass::InlandSea, within: 5, share: Some(100) },
    Target { class: FigureClass::Ocean, within: 3, share: Some(100) },
    Target { class: FigureClass::Time, within: 15, share: Some(75) },
    Target { class: FigureClass::Time, within: 30, share: Some(95) },
    Target { class: FigureClass::Border, within: 30, share: None },
    Target { class: FigureClass::Cost, within: 0, share: Some(80) },
];

/// A published figure beside the computed one.
pub(super) struct Verdict {
    pub figure: Published,
    pub query: FigureQuery,
    /// `None`: there is no way.
    pub computed: Option<Computed>,
    /// What counts as published: the figure's own range, or that of all prices of its lane and year.
    pub accepted: (u64, u64),
}

/// The range of the prices that were published for the lane and year of each; a single price stands for what lies
/// around it. Other figures stand for themselves.
pub(super) fn with_ranges(asked: Vec<(Published, FigureQuery, Option<Computed>)>) -> Vec<Verdict> {
    let around = |(low, high): (u64, u64)| {
        let middle = u64::midpoint(low, high);
        (low.min(middle * (100 - PRICE_SPREAD) / 100), high.max(middle * (100 + PRICE_SPREAD) / 100))
    };
    let lane = |q: &FigureQuery| FigureQuery { range: (0, 0), rounding: 0, ..q.clone() };
    let accepted = |query: &FigureQuery| {
        let same = asked.iter().filter(|(f, q, _)| f.good_for == FigureUse::Compare && lane(q) == lane(query)).map(|(_, q, _)| around(q.range));
        same.fold(around(query.range), |a, b| (a.0.min(b.0), a.1.max(b.1)))
    };
    let ranges: Vec<(u64, u64)> = asked.iter().map(|(_, q, _)| if q.class == FigureClass::Cost { accepted(q) } else { q.range }).collect();
    asked.into_iter().zip(ranges).map(|((figure, query, computed), accepted)| Verdict { figure, query, computed, accepted }).collect()
}

impl Verdict {
    /// How far the computed figure lies from the nearer end of the published range, in hundredths of a percent of
    /// it, below zero when it is less; `None` without a way.
    pub fn error(&self) -> Option<i64> {
        let value = self.computed.as_ref()?.value;
        let (low, high) = self.query.range;
        let nearest = value.clamp(low, high).max(1);
        let size = i64::try_from((value.abs_diff(nearest) * 20_000 / nearest).div_ceil(2)).unwrap_or(i64::MAX);
        Some(if value < nearest { -size } else { size })
    }

    /// Whether it lies within so many percent of the published range, or within the slack of its class.
    pub fn is_within(&self, percent: u64) -> bool {
        let Some(computed) = &self.computed else { return false };
        let (low, high) = self.accepted;
        let off = computed.value.abs_diff(computed.value.clamp(low, high));
        let nearest = computed.value.clamp(low, high);
        let slack = match (self.query.class, self.figure.good_for) {
            (_, FigureUse::Rounded) => self.query.rounding,
            (FigureClass::Section, _) => YARD,
            _ => 0,
        };
        off * 100 <= nearest * percent || off <= slack
    }

    /// Whether it is counted by the target of its class.
    pub fn counts(&self) -> bool {
        self.figure.good_for == FigureUse::Compare
    }

    /// Whether it meets the strictest tolerance of its class.
    pub fn is_met(&self) -> bool {
        TARGETS.iter().find(|t| t.class == self.query.class).is_some_and(|t| self.is_within(t.within))
    }
}

/// A target and how far it is reached.
pub(super) struct Score<'t> {
    pub target: &'t Target,
    pub figures: usize,
    pub within: usize,
    /// The same over figures that no row of the data cites.
    pub held_out: usize,
    pub held_out_within: usize,
    /// Median and mean of the errors without their signs, in hundredths of a percent.
    pub median: u64,
    pub mean: u64,
}

impl Score<'_> {
    /// Whether the share that was promised is reached, for all figures.
    pub fn is_met(&self) -> bool {
        self.target.share.is_none_or(|share| self.within * 100 >= self.figures * share as usize)
    }
}

/// Every target that some figure falls under.
pub(super) fn scores(verdicts: &[Verdict]) -> Vec<Score<'static>> {
    let score = |target: &'static Target| {
        let all: Vec<&Verdict> = verdicts.iter().filter(|v| v.counts() && v.query.class == target.class).collect();
        let held_out: Vec<&&Verdict> = all.iter().filter(|v| v.computed.as_ref().is_some_and(|c| !c.calibrated)).collect();
        let mut errors: Vec<u64> = all.iter().filter_map(|v| v.error()).map(i64::unsigned_abs).collect();
        errors.sort_unstable();
        let count = errors.len().max(1);
        (!all.is_empty()).then(|| Score {
            target,
            figures: all.len(),
            within: all.iter().filter(|v| v.is_within(target.within)).count(),
            held_out: held_out.len(),
            held_out_within: held_out.iter().filter(|v| v.is_within(target.within)).count(),
            median: errors.get(count / 2).copied().unwrap_or(0),
            mean: errors.iter().sum::<u64>() / count as u64,
        })
    };
    TARGETS.iter().filter_map(score).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{FigureDay, FigureKind, FigureTrain};

    fn verdict(class: FigureClass, good_for: FigureUse, range: (u64, u64), rounding: u64, value: u64) -> Verdict {
        let text = String::new;
        let figure = Published {
            code: text(),
            kind: FigureKind::RailSection,
            from: text(),
            to: text(),
            value: text(),
            unit: text(),
            year: None,
            good_for,
            against: text(),
            query: None,
            reason: text(),
            sources: Vec::new(),
        };
        let query = FigureQuery {
            class,
            range,
            rounding,
            unit: 1,
            cargo: text(),
            from: Vec::new(),
            via: Vec::new(),
            to: Vec::new(),
            modes: vec![Vec::new()],
            avoid: Vec::new(),
            day: FigureDay::AnyStatus,
            train: FigureTrain::Usual,
            from_handover: false,
            to_delivery: false,
        };
        let accepted = query.range;
        Verdict { figure, query, computed: Some(Computed { value, calibrated: false, countries: Vec::new() }), accepted }
    }

    #[test]
    fn errors_are_to_the_nearer_end_with_a_sign() {
        let error = |value| verdict(FigureClass::Time, FigureUse::Compare, (1000, 2000), 0, value).error();
        assert_eq!([990, 1000, 1500, 2000, 2100].map(error), [Some(-100), Some(0), Some(0), Some(0), Some(500)]);
    }

    #[test]
    fn slack_is_for_sections_and_rounding_for_rounded_figures() {
        let within = |class, good_for, value| verdict(class, good_for, (100_000, 100_000), 5_000, value).is_within(2);
        let (section, route) = (FigureClass::Section, FigureClass::Route);
        assert!(within(section, FigureUse::Compare, 103_000) && !within(section, FigureUse::Compare, 103_001));
        assert!(within(route, FigureUse::Compare, 102_000) && !within(route, FigureUse::Compare, 102_001));
        assert!(within(route, FigureUse::Rounded, 95_000) && !within(route, FigureUse::Rounded, 94_999));
    }

    #[test]
    fn prices_of_a_lane_and_year_make_one_range() {
        let price = |good_for, low, high, to| {
            let Verdict { figure, query, computed, .. } = verdict(FigureClass::Cost, good_for, (low, high), 0, 1_000);
            (figure, FigureQuery { to: vec![vec![to]], ..query }, computed)
        };
        let (here, there) = (crate::network::NodeId::new(0), crate::network::NodeId::new(1));
        let one = |prices| with_ranges(prices).iter().map(|v| v.accepted).collect::<Vec<_>>();
        let (counted, other) = (FigureUse::Compare, FigureUse::Contradicted);
        assert_eq!(one(vec![price(counted, 2_000, 2_000, here)]), [(1_700, 2_300)]);
        assert_eq!(one(vec![price(counted, 1_000, 3_000, here)]), [(1_000, 3_000)]);
        let lanes =
            vec![price(counted, 2_000, 2_000, here), price(counted, 1_000, 1_000, here), price(counted, 4_000, 4_000, there), price(other, 9_000, 9_000, here)];
        assert_eq!(one(lanes), [(850, 2_300), (850, 2_300), (3_400, 4_600), (850, 10_350)]);
    }

    #[test]
    fn a_target_is_a_share_of_the_counted_figures() {
        let route = |good_for, value| verdict(FigureClass::Route, good_for, (100_000, 100_000), 0, value);
        let mut verdicts: Vec<Verdict> = (0..9).map(|_| route(FigureUse::Compare, 101_000)).collect();
        verdicts.push(route(FigureUse::Compare, 104_000));
        verdicts.push(route(FigureUse::Contradicted, 500_000));
        let met: Vec<(usize, usize, bool)> = scores(&verdicts).iter().map(|s| (s.within, s.figures, s.is_met())).collect();
        assert_eq!(met, [(9, 10, true), (10, 10, true)]);
        verdicts.push(route(FigureUse::Compare, 106_000));
        let met: Vec<(usize, usize, bool)> = scores(&verdicts).iter().map(|s| (s.within, s.figures, s.is_met())).collect();
        assert_eq!(met, [(9, 11, false), (10, 11, false)]);
    }
}
