//! The draws of all routes, and what they say.

use std::collections::BTreeMap;

use super::uncertain::{Collector, Figure};
use crate::chance::{Cause, Sample, Sum, apportion, draw};
use crate::impact::Criterion;
use crate::itinerary::Itinerary;
use crate::network::Network;
use crate::query::RouteQuery;
use crate::units::{Duration, Money};

/// What is spread: the criterion where it is uncertain, else time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measured {
    Time,
    Cost,
    Generalised,
}

impl Measured {
    pub fn of(by: Criterion) -> Self {
        match by {
            Criterion::Cost => Self::Cost,
            Criterion::Generalised => Self::Generalised,
            Criterion::Time | Criterion::Distance | Criterion::Co2e => Self::Time,
        }
    }

    pub const fn noun(self) -> &'static str {
        match self {
            Self::Time => "the time",
            Self::Cost => "the cost",
            Self::Generalised => "the generalised cost",
        }
    }

    /// A value with its unit.
    pub fn shown(self, value: u64) -> String {
        match self {
            Self::Time => format!("{} days", Duration::new(value).days()),
            Self::Cost | Self::Generalised => format!("{} USD", Money::new(value).whole_usd()),
        }
    }
}

/// The draws of every route.
pub(super) struct Drawn {
    pub measured: Measured,
    routes: Vec<Route>,
    /// Per route: in how many draws it is the best.
    pub wins: Vec<u64>,
    value_of_time: Money,
    draws: usize,
}

struct Route {
    figures: Vec<Figure>,
    /// The deterministic answer.
    planned: Duration,
    time: Sample,
    cost: Sample,
    generalised: Sample,
}

impl Drawn {
    pub fn new(network: &Network, query: &RouteQuery, itineraries: &[Itinerary], seed: u64, draws: usize) -> Self {
        let mut collector = Collector::new(network, query);
        let figures: Vec<Vec<Figure>> = itineraries.iter().map(|i| collector.of(i)).collect();
        let causes: BTreeMap<&str, Cause> = figures.iter().flatten().map(|f| (&*f.key, cause(f))).collect();
        let index: BTreeMap<&str, usize> = causes.keys().enumerate().map(|(i, key)| (*key, i)).collect();
        let sum = |figures: &[Figure], whole: u64, mean: fn(&Figure) -> u64| {
            let planned: u64 = figures.iter().filter(|f| !f.is_extra()).map(mean).sum();
            let terms = figures.iter().map(|f| (index[&*f.key], mean(f))).filter(|t| t.1 > 0).collect();
            Sum { fixed: whole.saturating_sub(planned), terms }
        };
        let mut sums = Vec::new();
        for (itinerary, figures) in itineraries.iter().zip(&figures) {
            sums.push(sum(figures, itinerary.total.duration().get(), |f| f.time.get()));
            sums.push(sum(figures, itinerary.total.cost.get(), |f| f.cost.get()));
        }
        let mut drawn = draw(&causes.into_values().collect::<Vec<_>>(), &sums, seed, draws).into_iter();
        let (measured, value_of_time) = (Measured::of(query.by), query.value_of_time);
        let mut routes = Vec::new();
        let mut measures: Vec<Vec<u64>> = Vec::new();
        for (figures, itinerary) in figures.into_iter().zip(itineraries) {
            let (time, cost) = (drawn.next().unwrap_or_default(), drawn.next().unwrap_or_default());
            let with_time = |(t, c): (&u64, &u64)| c + value_of_time.scaled(*t, 1440).get();
            let generalised: Vec<u64> = time.iter().zip(&cost).map(with_time).collect();
            measures.push(match measured {
                Measured::Time => time.clone(),
                Measured::Cost => cost.clone(),
                Measured::Generalised => generalised.clone(),
            });
            let planned = itinerary.total.duration();
            routes.push(Route { figures, planned, time: Sample::new(time), cost: Sample::new(cost), generalised: Sample::new(generalised) });
        }
        let mut wins = vec![0; routes.len()];
        let winner = |draw: usize| (0..measures.len()).min_by_key(|route| measures[*route][draw]);
        for route in (0..draws).filter_map(winner) {
            wins[route] += 1;
        }
        Self { measured, routes, wins, value_of_time, draws }
    }

    pub fn routes(&self) -> usize {
        self.routes.len()
    }

    pub fn draws(&self) -> u64 {
        self.draws as u64
    }

    pub fn planned(&self, route: usize) -> Duration {
        self.routes[route].planned
    }

    pub fn time(&self, route: usize) -> &Sample {
        &self.routes[route].time
    }

    pub fn cost(&self, route: usize) -> &Sample {
        &self.routes[route].cost
    }

    /// The draws of what is measured.
    pub fn measure(&self, route: usize) -> &Sample {
        let route = &self.routes[route];
        match self.measured {
            Measured::Time => &route.time,
            Measured::Cost => &route.cost,
            Measured::Generalised => &route.generalised,
        }
    }

    /// The route of the least 95th percentile, the first of equals.
    pub fn surest(&self) -> usize {
        (0..self.routes.len()).min_by_key(|r| self.measure(*r).quantile(95)).unwrap_or(0)
    }

    pub fn figures(&self, route: usize) -> &[Figure] {
        &self.routes[route].figures
    }

    /// The share of each figure in the variance, in thousandths that add up to 1000. The total is a sum of
    /// independent terms, so the first-order index of a term is its variance by that of the total, exactly
    /// (Sobol 1993, "Sensitivity estimates for nonlinear mathematical models").
    pub fn shares(&self, route: usize, of: Measured) -> Vec<u64> {
        let variance = |f: &Figure| (self.mean(f, of) as f64).powi(2) * f.law.variance();
        let weights: Vec<f64> = self.figures(route).iter().map(variance).collect();
        apportion(&weights, 1000)
    }

    /// What a figure adds to a measure on average, in its smallest unit.
    pub fn mean(&self, figure: &Figure, of: Measured) -> u64 {
        match of {
            Measured::Time => figure.time.get(),
            Measured::Cost => figure.cost.get(),
            Measured::Generalised => (figure.cost + self.value_of_time.scaled(figure.time.get(), 1440)).get(),
        }
    }

    /// What the spread of a route mostly comes from, in a sentence; `None` when nothing is uncertain.
    pub fn main_cause(&self, route: usize) -> Option<String> {
        let mut by_what: BTreeMap<&str, u64> = BTreeMap::new();
        for (figure, share) in self.figures(route).iter().zip(self.shares(route, self.measured)) {
            *by_what.entry(&figure.what).or_default() += share;
        }
        let mut order: Vec<(&str, u64)> = by_what.into_iter().filter(|w| w.1 > 0).collect();
        order.sort_by_key(|&(what, share)| (std::cmp::Reverse(share), what));
        let percent = |share: u64| (share + 5) / 10;
        let (first, rest) = order.split_first()?;
        let rest: Vec<String> = rest.iter().take(2).map(|(what, share)| format!("{} % {what}", percent(*share))).collect();
        let next = if rest.is_empty() { String::new() } else { format!("; then {}", rest.join(", ")) };
        Some(format!("Route {}: {} % of the spread of {} is {}{next}.", route + 1, percent(first.1), self.measured.noun(), first.0))
    }

    /// What weather adds to the deterministic answer of a route.
    pub fn closures(&self, route: usize) -> Option<String> {
        let extra: Duration = self.figures(route).iter().filter(|f| f.is_extra()).map(|f| f.time).sum();
        let text = "Weather closures add a mean of {} h to route {}, which the answer of `route` leaves out.";
        (extra > Duration::ZERO).then(|| text.replacen("{}", &extra.hours().to_string(), 1).replacen("{}", &(route + 1).to_string(), 1))
    }
}

fn cause(figure: &Figure) -> Cause {
    Cause { stream: xxhash_rust::xxh3::xxh3_64(figure.key.as_bytes()), law: figure.law }
}
