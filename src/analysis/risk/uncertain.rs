//! What of an itinerary is uncertain: its figures, each with its mean, its law, and what it moves together with.

use crate::chance::Law;
use crate::itinerary::{Event, EventKind, Itinerary, Leg, Part};
use crate::network::{CountryId, Mode, Network, NodeId, Parameter, ServiceId, TransferId};
use crate::query::RouteQuery;
use crate::state::Figures;
use crate::units::{Duration, Money, Spread};

/// One uncertain figure of an itinerary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Figure {
    /// Figures of one key are one draw, in every itinerary.
    pub key: String,
    /// What it belongs to, in words.
    pub what: String,
    /// Which part of that.
    pub part: &'static str,
    /// How it is spread.
    pub law: Law,
    /// Mean time.
    pub time: Duration,
    /// Mean charge.
    pub cost: Money,
}

impl Figure {
    /// Whether the deterministic answer leaves it out.
    pub fn is_extra(&self) -> bool {
        self.part == CLOSURE
    }
}

/// The part that comes on top of the deterministic answer.
const CLOSURE: &str = "weather closure";

/// Collects the figures of itineraries of one query.
pub(super) struct Collector<'n> {
    network: &'n Network,
    figures: Figures<'n>,
    year: i16,
    found: Vec<Figure>,
}

impl<'n> Collector<'n> {
    pub fn new(network: &'n Network, query: &RouteQuery) -> Self {
        Self { network, figures: Figures::new(network, &query.cargo, query.as_of.year()), year: query.as_of.year(), found: Vec::new() }
    }

    /// The uncertain figures of an itinerary in order, those of one key together.
    pub fn of(&mut self, itinerary: &Itinerary) -> Vec<Figure> {
        for part in &itinerary.parts {
            match part {
                Part::Leg(leg) => self.leg(leg),
                Part::Event(event) => self.event(event),
            }
        }
        std::mem::take(&mut self.found)
    }

    fn add(&mut self, figure: Figure) {
        if figure.law == Law::Certain || (figure.time, figure.cost) == (Duration::ZERO, Money::ZERO) {
            return;
        }
        match self.found.iter_mut().find(|f| f.key == figure.key) {
            Some(known) => {
                known.time += figure.time;
                known.cost += figure.cost;
            }
            None => self.found.push(figure),
        }
    }

    /// Running times and charges: one draw of each per country, per service, or for all roads.
    fn leg(&mut self, leg: &Leg) {
        let mode = leg.mode.name();
        for &(id, forward) in &leg.links {
            for (country, impact) in self.figures.haul_by_country(self.network.link(id), forward) {
                let (scope, words) = match (leg.mode, leg.service) {
                    (Mode::Rail, _) => (self.code(country), format!("trains in {}", self.name(country))),
                    (_, Some(service)) => (&*self.network.service(service).code, format!("voyage by {}", self.network.service(service).name)),
                    (Mode::Road, _) => (mode, "trucks".to_owned()),
                    _ => (mode, format!("voyage by {mode}")),
                };
                let (speed, tariff) = (format!("speed:{scope}"), format!("tariff:{scope}"));
                let of_country = country.filter(|_| leg.mode == Mode::Rail);
                let parameter = |what: &str| self.network.parameter(&format!("{mode}_{what}"), of_country, self.year);
                let (pace, rate) = (parameter("speed").map_or(Law::Certain, pace), parameter("tariff").map_or(Law::Certain, range));
                self.add(Figure { key: speed, what: words.clone(), part: "speed", law: pace, time: impact.haul, cost: Money::ZERO });
                self.add(Figure { key: tariff, what: words, part: "tariff", law: rate, time: Duration::ZERO, cost: impact.cost });
            }
        }
    }

    fn event(&mut self, event: &Event) {
        let node = &self.network.node(event.node).name;
        match event.kind {
            EventKind::Loading(id) => self.transfer(event, id, format!("loading at {node}"), true),
            EventKind::Unloading(id) => self.transfer(event, id, format!("unloading at {node}"), true),
            EventKind::Transshipment(id) => self.transfer(event, id, format!("transshipment at {node}"), true),
            EventKind::GaugeChange(id) => self.transfer(event, Some(id), format!("gauge change at {node}"), false),
            EventKind::Landfall { .. } => {}
            EventKind::Border { border, forward } => {
                let border = self.network.border(border);
                let Some(row) = border.dwell(forward, self.year) else { return };
                let link = self.network.link(border.link);
                let (a, b) = link.ends(forward);
                let what = format!("border {}-{} at {node}", self.network.country_code(a), self.network.country_code(b));
                self.dwell(format!("border:{}:{forward}", link.code), what, "dwell", &row.dwell);
            }
            EventKind::Wait(Some(service)) => self.wait(service, event.node),
            EventKind::Wait(None) => {}
        }
    }

    /// The time of a transfer row at a node, and the terminal move of the node's country.
    fn transfer(&mut self, event: &Event, id: Option<TransferId>, what: String, is_move: bool) {
        let node = self.network.node(event.node);
        if let Some(id) = id {
            let row = self.network.transfer(id);
            let gauges = row.gauges.map_or_else(String::new, |(a, b)| format!(":{a}-{b}"));
            self.dwell(format!("{}:{}:{}{gauges}", event.kind.name(), row.kind.name(), node.code), what, "dwell", &row.dwell);
        }
        if is_move {
            let law = self.network.parameter("terminal_handling", node.country, self.year).map_or(Law::Certain, range);
            let (key, what) = (format!("handling:{}", self.code(node.country)), format!("terminals in {}", self.name(node.country)));
            self.add(Figure { key, what, part: "handling charge", law, time: Duration::ZERO, cost: self.figures.handling(event.node).cost });
        }
    }

    /// The three parts of a wait: for a place aboard, for the sailing, for the weather.
    fn wait(&mut self, id: ServiceId, node: NodeId) {
        let service = self.network.service(id);
        let figures = service.in_year(self.year);
        let at = |part: &str| format!("{part}:{}:{}", service.code, self.network.node(node).code);
        let what = format!("wait for {}", service.name);
        self.dwell(at("queue"), what.clone(), "queue", &figures.queue);
        let time = figures.headway.scaled(1, 2);
        self.add(Figure { key: at("sailing"), what: what.clone(), part: "sailing", law: Law::Uniform, time, cost: Money::ZERO });
        if let Some(row) = self.network.parameter("weather_closure", None, self.year).filter(|_| figures.closed > 0) {
            let minutes = |hours: u64| hours * 60 / 100_000;
            let law = Law::Interruption { share: figures.closed, low: minutes(row.low), likely: minutes(row.likely), high: minutes(row.high) };
            let time = Duration::new(law.natural_mean().unwrap_or(0.0).round() as u64);
            self.add(Figure { key: at("closure"), what, part: CLOSURE, law, time, cost: Money::ZERO });
        }
    }

    fn dwell(&mut self, key: String, what: String, part: &'static str, spread: &Spread) {
        let law = Law::pert(spread.low.get(), spread.likely.get(), spread.high.get());
        self.add(Figure { key, what, part, law, time: spread.mean(), cost: Money::ZERO });
    }

    fn code(&self, country: Option<CountryId>) -> &'n str {
        country.map_or("?", |id| &self.network.country(id).code)
    }

    fn name(&self, country: Option<CountryId>) -> &'n str {
        country.map_or("an unknown country", |id| &self.network.country(id).name)
    }
}

/// The law of the time per kilometre at an uncertain speed.
fn pace(speed: &Parameter) -> Law {
    let pace = |speed: u64| 6_000_000_000_000 / speed.max(1);
    Law::pert(pace(speed.high), pace(speed.likely), pace(speed.low))
}

/// The law of a figure between its low and high value.
fn range(p: &Parameter) -> Law {
    Law::pert(p.low, p.likely, p.high)
}
