//! Many pairs of ends on one set of terms: what `compare` and its like are solved over.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use petgraph::Direction;

use crate::error::{Error, Problem};
use crate::impact::Criterion;
use crate::itinerary::Itinerary;
use crate::network::{Cargo, Network, NodeId};
use crate::query::{RouteQuery, cargo, end};
use crate::request::{Pair, PanelRequest, RouteRequest};
use crate::solve;
use crate::state::StateGraph;
use crate::units::Money;

/// The best itinerary of each pair, `None` where there is none.
pub(super) type Best = Vec<Option<Itinerary>>;

/// A pair of nodes, and how much it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Od {
    pub from: NodeId,
    pub to: NodeId,
    pub weight: u64,
}

/// Pairs of nodes in order of their ends, none twice, and the terms on which they are solved.
#[derive(Clone, Debug)]
pub(super) struct Panel {
    pub pairs: Vec<Od>,
    pub terms: Terms,
}

/// What all pairs are solved by.
#[derive(Clone, Debug)]
pub(super) struct Terms {
    pub by: Criterion,
    pub cargo: Cargo,
    pub as_of: Date,
    pub value_of_time: Money,
}

impl Terms {
    /// The state graph of a network on these terms, and the cost of each arc.
    pub fn expand(&self, network: &Network) -> (StateGraph, Vec<u64>) {
        let states = StateGraph::new(network, self.as_of, &self.cargo);
        let weights = states.graph().raw_edges().iter().map(|e| self.by.cost(&e.weight.total(), self.value_of_time)).collect();
        (states, weights)
    }
}

impl Panel {
    /// Resolves the pairs as given, or every origin of the panel with every destination.
    pub fn new(network: &Network, request: &PanelRequest) -> Result<Self, Error> {
        let cargo = cargo(network, request.cargo.as_deref())?;
        let value_of_time = RouteQuery::value_of_time(network, None, &cargo)?;
        let as_of = RouteQuery::as_of(network, request.as_of.as_deref())?;
        Ok(Self { pairs: pairs(network, request)?, terms: Terms { by: request.by, cargo, as_of, value_of_time } })
    }

    /// Finds the best itinerary of every pair: one tree per origin.
    pub fn solve(&self, network: &Network) -> Best {
        let (states, weights) = self.terms.expand(network);
        let of_one_origin = |(_, pairs): (usize, &[Od])| {
            let tree = solve::tree(states.graph(), &weights, &[states.start(pairs[0].from)], Direction::Outgoing);
            let best = |pair: &Od| tree.path(states.graph(), states.end(pair.to)).map(|p| Itinerary::new(network, &states, &p));
            pairs.iter().map(best).collect::<Best>()
        };
        self.origins().flat_map(of_one_origin).collect()
    }

    /// The pairs of each origin, with the index of the first.
    pub fn origins(&self) -> impl Iterator<Item = (usize, &[Od])> {
        self.pairs.chunk_by(|a, b| a.from == b.from).scan(0, |at, pairs| {
            let first = std::mem::replace(at, *at + pairs.len());
            Some((first, pairs))
        })
    }
}

fn pairs(network: &Network, request: &PanelRequest) -> Result<Vec<Od>, Error> {
    let defaults = RouteRequest::default();
    let nodes = |text: &str| end(network, text, defaults.snap_km).map(|e| e.nodes);
    let mut weights: BTreeMap<(NodeId, NodeId), u64> = BTreeMap::new();
    let mut add = |from: &[NodeId], to: &[NodeId], weight: u64| {
        for pair in from.iter().flat_map(|f| to.iter().map(move |t| (*f, *t))).filter(|(f, t)| f != t) {
            let sum = weights.entry(pair).or_default();
            *sum = sum.saturating_add(weight);
        }
    };
    let Resolved { ends, pairs } = Resolved::new(network, &request.pairs, defaults.snap_km)?;
    for (pair, [from, to]) in request.pairs.iter().zip(pairs) {
        add(&ends[from], &ends[to], pair.weight);
    }
    if request.pairs.is_empty() {
        let rows = network.table("panels.csv");
        let wanted = rows.iter().skip(1).find(|row| row[0].eq_ignore_ascii_case(&request.panel));
        let Some(row) = wanted else {
            let nearest = rows.iter().skip(1).map(|row| row[0].to_lowercase()).collect();
            return Err(Error::Unknown { what: "panel", name: request.panel.clone(), nearest });
        };
        let column = |name: &str| rows[0].iter().position(|c| c == name).map_or("", |i| row[i].as_str());
        let all = |names: &str| -> Result<Vec<NodeId>, Error> { Ok(names.split('|').map(&nodes).collect::<Result<Vec<_>, _>>()?.concat()) };
        add(&all(column("origins"))?, &all(column("destinations"))?, 1);
    }
    if weights.is_empty() {
        return Err(Error::Usage("there are no pairs to compare".to_owned()));
    }
    Ok(weights.into_iter().map(|((from, to), weight)| Od { from, to, weight }).collect())
}

/// Pairs as asked, understood.
pub(super) struct Resolved {
    /// The nodes of each different end.
    pub ends: Vec<Vec<NodeId>>,
    /// Origin and destination of each pair, by their place among the ends.
    pub pairs: Vec<[usize; 2]>,
}

impl Resolved {
    /// Looks up all ends.
    ///
    /// # Errors
    /// [`Error::Data`] with every end that is nothing in the network.
    pub fn new(network: &Network, pairs: &[Pair], snap_km: u64) -> Result<Self, Error> {
        let mut out = Self { ends: Vec::new(), pairs: Vec::with_capacity(pairs.len()) };
        let mut known: HashMap<&str, Result<usize, String>> = HashMap::new();
        let mut problems = Vec::new();
        for (i, pair) in pairs.iter().enumerate() {
            let [from, to] = [("from", pair.from.as_str()), ("to", pair.to.as_str())].map(|(column, text)| {
                let found = known.entry(text).or_insert_with(|| {
                    let end = end(network, text, snap_km).map_err(|e| e.to_string())?;
                    out.ends.push(end.nodes);
                    Ok(out.ends.len() - 1)
                });
                found.as_ref().map_or_else(
                    |what| {
                        problems.push(unresolved(i, pair, column, text, what));
                        0
                    },
                    |at| *at,
                )
            });
            out.pairs.push([from, to]);
        }
        if problems.is_empty() { Ok(out) } else { Err(Error::Data(problems)) }
    }
}

/// An end that is nothing in the network.
fn unresolved(index: usize, pair: &Pair, column: &str, text: &str, what: &str) -> Problem {
    let line = if pair.line > 0 { pair.line } else { index as u64 + 1 };
    let (what, fix) = what.split_once("; ").unwrap_or((what, "name a node, place, region or country, or give lon,lat"));
    Problem { file: "pairs".to_owned(), line, column: column.to_owned(), value: text.to_owned(), what: what.to_owned(), fix: fix.to_owned() }
}
