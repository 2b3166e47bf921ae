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
        Self { network, days: Cache::new(DAYS), grounds: Cache::new(grounds), made: AtomicU64::new(0), trees }
    }

    /// Answers one request. Lines are not drawn, rows are not explained.
    pub fn answer(&self, request: &RouteRequest) -> Outcome {
        let alone = request.k == 1 && request.via.is_empty() && request.corridor.is_none();
        let routes = self.day(request).and_then(|day| if alone { self.best(&day, request) } else { day.several(request) });
        routes.unwrap_or_else(|e| Outcome::BadRequest(e.to_string()))
    }

    fn day(&self, request: &RouteRequest) -> Result<Arc<Day<'n>>, Error> {
        let date = RouteQuery::as_of(self.network, request.as_of.as_deref())?;
        self.days.get_or_insert_with(&date, || Ok(Arc::new(Day::new(self.network.on(date)))))
    }

    /// The best route alone, by the tree towards its end that other requests share.
    fn best(&self, day: &Day, request: &RouteRequest) -> Result<Outcome, Error> {
        let network = &*day.network;
        let query = RouteQuery::new(network, request)?;
        let terms = RouteRequest { from: String::new(), to: String::new(), ..request.clone() };
        let make = || Ok::<_, Error>(Arc::new(Ground::new(self.made.fetch_add(1, Ordering::Relaxed), network, &query)));
        let ground = self.grounds.get_or_insert_with(&terms, make)?;
        let (roots, targets) = ends(&ground.states, &query);
        if let Some(hierarchy) = &ground.hierarchy {
            return match hierarchy.path(ground.states.graph(), &ground.weights, &roots, &targets) {
                Some(path) => Ok(Outcome::Routes(vec![day.route(&query, 1, &itinerary(network, &query, &ground.states, &path)?)])),
                None => Ok(Outcome::NoRoute(why_none(network, &query))),
            };
        }
        let grow = || Ok::<_, Error>(Arc::new(solve::tree(ground.states.graph(), &ground.weights, &targets, Direction::Incoming)));
        let tree = self.trees.get_or_insert_with(&(ground.number, query.to.nodes.clone()), grow)?;
        let Some(path) = tree.best(ground.states.graph(), &roots) else {
            return Ok(Outcome::NoRoute(why_none(network, &query)));
        };
        let itinerary = itinerary(network, &query, &ground.states, &path)?;
        Ok(Outcome::Routes(vec![day.route(&query, 1, &itinerary)]))
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
