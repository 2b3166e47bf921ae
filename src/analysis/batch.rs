//! Many route requests on one network: what they share is expanded once.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::civil::Date;
use petgraph::Direction;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::corridors::Corridors;
use super::describe::gateway;
use super::routing::{Routing, ends, ground, itinerary, why_none};
use crate::error::Error;
use crate::impact::Impact;
use crate::itinerary::Itinerary;
use crate::network::{CorridorId, LinkId, Network, NodeId};
use crate::prepared;
use crate::query::RouteQuery;
use crate::report::{Figures, RouteRow};
use crate::request::RouteRequest;
use crate::solve::{self, Hierarchy, Tree};
use crate::state::StateGraph;

/// Days whose networks are kept.
const DAYS: usize = 16;
/// Sets of terms whose expanded networks are kept.
const GROUNDS: usize = 16;
/// Links of all of them together.
const GROUND_LINKS: usize = 1 << 21;
/// Entries (a cost and an edge for each state, 12 bytes) of all trees that are kept, over all sets of terms.
const TREE_ENTRIES: u64 = 1 << 24;
/// Trees that are kept, about.
const TREES: usize = 1 << 12;
/// Answers that are kept, about, and bytes of all of them.
const ANSWERS: usize = 1 << 14;
const ANSWER_BYTES: u64 = 1 << 24;

/// What came of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The itineraries, best first.
    Routes(Vec<Route>),
    /// Well asked, but no route: why.
    NoRoute(String),
    /// Not understood: what is wrong and how to mend it.
    BadRequest(String),
}

impl Outcome {
    /// The word of the contract.
    pub const fn status(&self) -> &'static str {
        match self {
            Self::Routes(_) => "ok",
            Self::NoRoute(_) => "no_route",
            Self::BadRequest(_) => "bad_request",
        }
    }
}

/// An itinerary in one row, and what it uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Its row.
    pub row: RouteRow,
    /// The node that stands for a region, else the destination.
    pub gateway: NodeId,
    /// The corridors it follows.
    pub corridors: Vec<CorridorId>,
    /// Its links in order.
    pub links: Vec<LinkId>,
    /// Its totals.
    pub total: Impact,
}

/// Answers route requests by the thousand; from several threads if you like.
///
/// Memory is bounded, whatever the number of requests. Answers are those of [`crate::answer`].
///
/// ```
/// use corridor::{Batch, Outcome, RouteRequest};
///
/// let (network, _) = corridor::load(&corridor::Source::default())?;
/// let batch = Batch::new(&network);
/// let request = RouteRequest { from: "Almaty".into(), to: "Duisburg".into(), k: 1, ..RouteRequest::default() };
/// let Outcome::Routes(routes) = batch.answer(&request) else { unreachable!() };
/// assert_eq!(routes[0].row.gateway, "DUISBURG");
/// # Ok::<(), corridor::Error>(())
/// ```
#[derive(Debug)]
pub struct Batch<'n> {
    network: &'n Network,
    days: Cache<Date, Arc<Day<'n>>>,
    grounds: Cache<RouteRequest, Arc<Ground>>,
    /// Grounds made so far: the number of the next.
    made: AtomicU64,
    /// The trees towards ends, by the number of their ground.
    trees: Cache<(u64, Vec<NodeId>), Arc<Tree>, Entries>,
    /// Answers that take about a millisecond, by request: several routes, and names that nothing has.
    answers: Cache<RouteRequest, Outcome, Bytes>,
}

/// Asks a batch one request after the other, the next often on the terms of the last.
#[derive(Debug)]
pub struct Asker<'b, 'n> {
    batch: &'b Batch<'n>,
    last: Option<Last<'n>>,
}

/// A request without its ends, and what it was answered on.
#[derive(Debug)]
struct Last<'n> {
    terms: RouteRequest,
    day: Arc<Day<'n>>,
    ground: Arc<Ground>,
}

/// Weighs an answer by its size in memory.
#[derive(Clone, Debug)]
struct Bytes;

impl Weighter<RouteRequest, Outcome> for Bytes {
    fn weight(&self, _: &RouteRequest, outcome: &Outcome) -> u64 {
        let routes = if let Outcome::Routes(routes) = outcome { &routes[..] } else { &[] };
        500 + routes.iter().map(|r| 500 + 4 * r.links.len() + r.row.route.len()).sum::<usize>() as u64
    }
}

/// Weighs a tree by its entries.
#[derive(Clone, Debug)]
struct Entries;

impl Weighter<(u64, Vec<NodeId>), Arc<Tree>> for Entries {
    fn weight(&self, _of: &(u64, Vec<NodeId>), tree: &Arc<Tree>) -> u64 {
        tree.node_count() as u64
    }
}

/// The network in the state of a day.
#[derive(Debug)]
struct Day<'n> {
    network: Cow<'n, Network>,
    corridors: Corridors,
}

/// The expanded network on one set of terms.
#[derive(Debug)]
struct Ground {
    number: u64,
    states: StateGraph,
    weights: Vec<u64>,
    /// Instead of trees on a large network.
    hierarchy: Option<Hierarchy>,
}

impl<'n> Batch<'n> {
    /// Prepares a network for many requests; what they need of it is made when first asked for.
    pub fn new(network: &'n Network) -> Self {
        let grounds = (GROUND_LINKS / network.links().len().max(1)).clamp(1, GROUNDS);
        let trees = Cache::with_weighter(TREES, TREE_ENTRIES, Entries);
        Self {
            network,
            days: Cache::new(DAYS),
            grounds: Cache::new(grounds),
            made: AtomicU64::new(0),
            trees,
            answers: Cache::with_weighter(ANSWERS, ANSWER_BYTES, Bytes),
        }
    }

    /// Answers one request. Lines are not drawn, rows are not explained.
    pub fn answer(&self, request: &RouteRequest) -> Outcome {
        self.asker().answer(request)
    }

    /// Answers many, each thread with its own.
    pub fn asker(&self) -> Asker<'_, 'n> {
        self.network.index_names();
        Asker { batch: self, last: None }
    }

    fn day(&self, request: &RouteRequest) -> Result<Arc<Day<'n>>, Error> {
        let date = RouteQuery::as_of(self.network, request.as_of.as_deref())?;
        self.days.get_or_insert_with(&date, || Ok(Arc::new(Day::new(self.network.on(date)))))
    }

    fn ground(&self, terms: &RouteRequest, day: &Day, query: &RouteQuery) -> Result<Arc<Ground>, Error> {
        let make = || Ok::<_, Error>(Arc::new(Ground::new(self.made.fetch_add(1, Ordering::Relaxed), &day.network, query)));
        self.grounds.get_or_insert_with(terms, make)
    }

    /// The best route, by the tree towards its end that other requests share, or by the hierarchy.
    fn best(&self, day: &Day, ground: &Ground, query: &RouteQuery) -> Result<Outcome, Error> {
        let (roots, targets) = ends(&ground.states, query);
        let path = if let Some(hierarchy) = &ground.hierarchy {
            hierarchy.path(ground.states.graph(), &ground.weights, &roots, &targets)
        } else {
            let grow = || Ok::<_, Error>(Arc::new(solve::tree(ground.states.graph(), &ground.weights, &targets, Direction::Incoming)));
            let tree = self.trees.get_or_insert_with(&(ground.number, query.to.nodes.clone()), grow)?;
            tree.best(ground.states.graph(), &roots)
        };
        let Some(path) = path else { return Ok(Outcome::NoRoute(why_none(&day.network, query))) };
        Ok(Outcome::Routes(vec![day.route(query, 1, &itinerary(&day.network, query, &ground.states, &path)?)]))
    }
}

impl<'n> Asker<'_, 'n> {
    /// Answers one request, as [`Batch::answer`].
    pub fn answer(&mut self, request: &RouteRequest) -> Outcome {
        let alone = request.k == 1 && request.via.is_empty() && request.corridor.is_none();
        let known = || [&request.from, &request.to].into_iter().all(|end| !self.batch.network.named(end).is_empty());
        let or_bad = |found: Result<Outcome, Error>| found.unwrap_or_else(|e| Outcome::BadRequest(e.to_string()));
        if alone && known() {
            return or_bad(self.best(request));
        }
        let batch = self.batch;
        let find = || Ok::<_, Error>(or_bad(if alone { self.best(request) } else { batch.day(request).and_then(|day| day.several(request)) }));
        or_bad(batch.answers.get_or_insert_with(request, find))
    }

    /// The best route alone.
    fn best(&mut self, request: &RouteRequest) -> Result<Outcome, Error> {
        if self.last.as_ref().is_some_and(|last| !last.terms.has_terms_of(request)) {
            self.last = None;
        }
        let day = self.last.as_ref().map_or_else(|| self.batch.day(request), |last| Ok(Arc::clone(&last.day)))?;
        let query = RouteQuery::new(&day.network, request)?;
        let last = match &mut self.last {
            Some(last) => last,
            none => {
                let terms = RouteRequest { from: String::new(), to: String::new(), ..request.clone() };
                let ground = self.batch.ground(&terms, &day, &query)?;
                none.insert(Last { terms, day: Arc::clone(&day), ground })
            }
        };
        self.batch.best(&day, &last.ground, &query)
    }
}

impl<'n> Day<'n> {
    fn new(network: Cow<'n, Network>) -> Self {
        network.index_names();
        let corridors = Corridors::new(&network);
        Self { network, corridors }
    }

    /// Routes as [`crate::answer`] finds them.
    fn several(&self, request: &RouteRequest) -> Result<Outcome, Error> {
        let routing = Routing::new(&self.network, request)?;
        let found = routing.alternatives(request);
        if found.paths.is_empty() {
            return Ok(Outcome::NoRoute(routing.why_none()));
        }
        let route = |(i, path)| Ok(self.route(&routing.query, i + 1, &routing.itinerary(path)?));
        found.paths.iter().enumerate().map(route).collect::<Result<_, Error>>().map(Outcome::Routes)
    }

    /// An itinerary in one row: what a report has, without legs, events and evidence.
    fn route(&self, query: &RouteQuery, rank: usize, itinerary: &Itinerary) -> Route {
        let network = &*self.network;
        let mut stops = vec![network.node(itinerary.from).name.as_str()];
        stops.extend(itinerary.legs().map(|leg| network.node(leg.to).name.as_str()));
        let corridors: Vec<CorridorId> = self.corridors.followed(network, itinerary).into_iter().map(|(id, _)| id).collect();
        let codes: Vec<&str> = corridors.iter().map(|id| network.corridor(*id).code.as_str()).collect();
        let countries: Vec<&str> = itinerary.countries(network).into_iter().map(|c| network.country(c).code.as_str()).collect();
        let gateway = gateway(query, itinerary).unwrap_or(itinerary.to);
        let row = RouteRow::new(rank, &network.node(gateway).code, Figures(itinerary.total), &codes, &countries, stops);
        Route { row, gateway, corridors, links: itinerary.links().collect(), total: itinerary.total }
    }
}

impl Ground {
    fn new(number: u64, network: &Network, query: &RouteQuery) -> Self {
        let (states, weights) = ground(network, query);
        let hierarchy = prepared::hierarchy(network, &states, &weights);
        Self { number, states, weights, hierarchy }
    }
}
