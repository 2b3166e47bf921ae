//! What a batch came to: counts, means, and how much runs over each link.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::batch::Outcome;
use super::{dataset, framed};
use crate::error::Error;
use crate::network::{CorridorId, LinkId, Network, NodeId};
use crate::query::RouteQuery;
use crate::report::{Cell, Feature, Figures, Frame, Lead, Report, Shape, Table};
use crate::request::{Request, RouteRequest};
use crate::units::{Duration, Emissions, Length, Money};

/// Different messages that are kept; the rest are counted together.
const MESSAGES: usize = 100;
/// Rows in the tables of what is used most.
const MOST_USED: usize = 25;

/// Running sums over the outcomes of a batch. Adding in pieces and merging gives the same as adding one by one.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Rows asked.
    pub rows: u64,
    /// Rows with a route.
    pub ok: u64,
    /// Rows of answer, alternatives included.
    pub itineraries: u64,
    /// Rows without a route, by what forbids it.
    pub no_route: Said,
    /// Rows that were not understood, by what is wrong.
    pub bad_request: Said,
    length: Length,
    duration: Duration,
    cost: Money,
    emissions: Emissions,
    /// How often the best routes use each node as gateway, each corridor, each link, by index.
    gateways: Uses,
    corridors: Uses,
    links: Uses,
}

/// How often each of many things was used, by index.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Vec<u64>", into = "Vec<u64>")]
struct Uses {
    counts: Vec<u64>,
    /// Uses that are not counted yet: a piece of a batch uses few of the links, and hands these on.
    listed: Vec<u32>,
}

/// Messages: how often each was said, and of which row first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// All of them.
    pub count: u64,
    /// The first hundred different ones.
    pub messages: BTreeMap<String, (u64, u64)>,
}

impl Said {
    fn add(&mut self, message: &str, times: u64, first: u64) {
        self.count += times;
        if let Some((count, earliest)) = self.messages.get_mut(message) {
            *count += times;
            *earliest = first.min(*earliest);
        } else if self.messages.len() < MESSAGES {
            self.messages.insert(message.to_owned(), (times, first));
        }
    }

    /// Adds what was said later.
    fn merge(&mut self, later: Self) {
        let (count, mut messages) = (self.count + later.count, later.messages.into_iter().collect::<Vec<_>>());
        messages.sort_by_key(|(_, (_, first))| *first);
        messages.into_iter().for_each(|(message, (count, first))| self.add(&message, count, first));
        self.count = count;
    }

    /// The messages in order of their first row, and the count of rows with none of them.
    pub fn in_order(&self) -> (Vec<(&str, u64, u64)>, u64) {
        let mut all: Vec<(&str, u64, u64)> = self.messages.iter().map(|(message, (count, first))| (message.as_str(), *count, *first)).collect();
        all.sort_by_key(|(_, _, first)| *first);
        let listed: u64 = all.iter().map(|(_, count, _)| count).sum();
        (all, self.count - listed)
    }
}

impl Uses {
    /// Uses that are listed before they are counted.
    const LISTED: usize = 1 << 17;

    fn add(&mut self, used: impl Iterator<Item = usize>) {
        self.listed.extend(used.map(|index| index as u32));
        if self.listed.len() > Self::LISTED {
            self.counts = self.counts();
            self.listed.clear();
        }
    }

    fn merge(&mut self, later: &Self) {
        for (index, more) in later.counts.iter().enumerate().filter(|(_, n)| **n > 0) {
            count(&mut self.counts, index, *more);
        }
        later.listed.iter().for_each(|&index| count(&mut self.counts, index as usize, 1));
    }

    fn counts(&self) -> Vec<u64> {
        let mut counts = self.counts.clone();
        self.listed.iter().for_each(|&index| count(&mut counts, index as usize, 1));
        counts
    }
}

impl From<Uses> for Vec<u64> {
    fn from(uses: Uses) -> Self {
        uses.counts()
    }
}

impl From<Vec<u64>> for Uses {
    fn from(counts: Vec<u64>) -> Self {
        Self { counts, listed: Vec::new() }
    }
}

/// Counts more of an index.
fn count(counts: &mut Vec<u64>, index: usize, more: u64) {
    if counts.len() <= index {
        counts.resize(index + 1, 0);
    }
    counts[index] += more;
}

impl Tally {
    /// Adds the outcome of a row. The best route counts for means, gateways, corridors and links.
    pub fn add(&mut self, row: u64, outcome: &Outcome) {
        self.rows += 1;
        match outcome {
            Outcome::Routes(routes) => {
                self.ok += 1;
                self.itineraries += routes.len() as u64;
                let Some(best) = routes.first() else { return };
                self.length += best.total.length;
                self.duration += best.total.duration();
                self.cost += best.total.cost;
                self.emissions += best.total.emissions;
                self.gateways.add([best.gateway.index()].into_iter());
                self.corridors.add(best.corridors.iter().map(|c| c.index()));
                self.links.add(best.links.iter().map(|l| l.index()));
            }
            Outcome::NoRoute(message) => self.no_route.add(message, 1, row),
            Outcome::BadRequest(message) => self.bad_request.add(message, 1, row),
        }
    }

    /// Adds what a later piece came to.
    pub fn merge(&mut self, later: Self) {
        self.rows += later.rows;
        self.ok += later.ok;
        self.itineraries += later.itineraries;
        self.length += later.length;
        self.duration += later.duration;
        self.cost += later.cost;
        self.emissions += later.emissions;
        self.no_route.merge(later.no_route);
        self.bad_request.merge(later.bad_request);
        for (mine, theirs) in [(&mut self.gateways, later.gateways), (&mut self.corridors, later.corridors), (&mut self.links, later.links)] {
            mine.merge(&theirs);
        }
    }

    /// The report of a batch: what came of it, where it enters, what it runs on, and what was wrong.
    ///
    /// # Errors
    /// When the settings name no date.
    pub fn report(&self, network: &Network, settings: &RouteRequest) -> Result<Report, Error> {
        let title = format!("{} requests, {} with a route, by {}", self.rows, self.ok, settings.by.name());
        let as_of = RouteQuery::as_of(network, settings.as_of.as_deref())?;
        let mut request = super::value(&Request::Route(settings.clone()));
        request["command"] = "batch".into();
        let mut report = Report::new(title, request, dataset(network, as_of, true), Lead::Tables).with(self.summary());
        let node = |i: usize| vec![Cell::text(&network.node(NodeId::new(i)).code), Cell::text(&network.node(NodeId::new(i)).name)];
        let corridor = |i: usize| vec![Cell::text(&network.corridor(CorridorId::new(i)).code), Cell::text(&network.corridor(CorridorId::new(i)).name)];
        let link = |i: usize| {
            let link = network.link(LinkId::new(i));
            let (from, to) = (&network.node(link.from).name, &network.node(link.to).name);
            [&link.code, from, to, link.mode.name(), &link.evidence.sources].map(Cell::text).to_vec()
        };
        let title = "Where the best routes enter, or end";
        report.tables.push(Table::new("gateways", title, &["gateway", "name", "routes"], most(&self.gateways.counts(), &node)));
        report.tables.push(Table::new(
            "corridors",
            "Corridors that the best routes follow",
            &["corridor", "name", "routes"],
            most(&self.corridors.counts(), &corridor),
        ));
        let title = "The links that most of the best routes run on";
        let links = self.links.counts();
        report.tables.push(Table::new("busiest", title, &["link", "from", "to", "mode", "sources", "routes"], most(&links, &link)));
        for (name, title, said) in [("no_route", "Why requests have no route", &self.no_route), ("bad_request", "What was not understood", &self.bad_request)] {
            if said.count > 0 {
                report.tables.push(messages(name, title, said));
            }
        }
        let used = links.iter().enumerate().filter(|(_, count)| **count > 0);
        let most = links.iter().copied().max().unwrap_or(0);
        report.features = used.map(|(i, count)| flow(network, LinkId::new(i), *count, most)).collect();
        Ok(framed(network, report, Frame::WHOLE))
    }

    fn summary(&self) -> Table {
        let mean = |sum: u64| (sum + self.ok / 2).checked_div(self.ok).unwrap_or_default();
        let row = vec![
            Cell::whole(self.rows),
            Cell::whole(self.ok),
            Cell::whole(self.no_route.count),
            Cell::whole(self.bad_request.count),
            Cell::whole(self.itineraries),
            Cell::Number(Length::new(mean(self.length.get())).km()),
            Cell::Number(Figures::hours(Duration::new(mean(self.duration.get())))),
            Cell::Number(Money::new(mean(self.cost.get())).usd()),
            Cell::Number(Emissions::new(mean(self.emissions.get())).kg()),
        ];
        let columns = ["requests", "ok", "no_route", "bad_request", "itineraries", "mean_length_km", "mean_duration_h", "mean_cost_usd", "mean_co2e_kg"];
        Table::new("summary", "What came of them (means over the best routes)", &columns, vec![row])
    }
}

/// The most used of some counts, described.
fn most(counts: &[u64], described: &dyn Fn(usize) -> Vec<Cell>) -> Vec<Vec<Cell>> {
    let mut used: Vec<(usize, u64)> = counts.iter().copied().enumerate().filter(|(_, count)| *count > 0).collect();
    used.sort_by_key(|&(i, count)| (std::cmp::Reverse(count), i));
    let row = |(i, count)| described(i).into_iter().chain([Cell::whole(count)]).collect();
    used.into_iter().take(MOST_USED).map(row).collect()
}

fn messages(name: &str, title: &str, said: &Said) -> Table {
    let (listed, others) = said.in_order();
    let mut rows: Vec<Vec<Cell>> =
        listed.into_iter().map(|(message, count, first)| vec![Cell::whole(count), Cell::whole(first), Cell::text(message)]).collect();
    if others > 0 {
        rows.push(vec![Cell::whole(others), Cell::Empty, Cell::text("other messages; errors.csv has them all")]);
    }
    Table::new(name, title, &["requests", "first_row", "message"], rows)
}

/// A link with the routes that run on it, in quarters of the most.
fn flow(network: &Network, id: LinkId, count: u64, most: u64) -> Feature {
    let link = network.link(id);
    let properties = vec![
        ("code".to_owned(), Cell::text(&link.code)),
        ("line".to_owned(), Cell::text(&link.line)),
        ("mode".to_owned(), Cell::text(link.mode.name())),
        ("routes".to_owned(), Cell::whole(count)),
        ("emphasis".to_owned(), Cell::whole((count * 4 / most.max(1) + 1).min(4))),
    ];
    Feature { shape: Shape::Lines(vec![network.line(id)]), kind: "flow", mode: Some(link.mode), properties }
}
