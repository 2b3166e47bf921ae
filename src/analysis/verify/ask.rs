//! Puts published figures to the network: one state graph per day and cargo, one tree per set of origins,
//! however many figures share them.

use std::cell::OnceCell;
use std::collections::HashMap;

use petgraph::Direction;
use petgraph::graph::NodeIndex;

use crate::analysis::evidence;
use crate::error::Error;
use crate::impact::{Criterion, Impact};
use crate::itinerary::{EventKind, Itinerary, Part};
use crate::network::{CountryId, FigureDay, FigureKind, FigureQuery, FigureTrain, Link, Mode, Network, NodeId, Published, Status};
use crate::query;
use crate::report::Basis;
use crate::solve::{self, FORBIDDEN, Path, Tree};
use crate::state::{StateGraph, Step};
use crate::units::{Duration, Money, Spread};

/// What stands for the sources of a folder that names none.
const UNKNOWN: &str = "own-network";

/// What the network says to a figure.
#[derive(Clone, Debug)]
pub(super) struct Computed {
    /// In metres, minutes or cents, as the figure.
    pub value: u64,
    /// Whether it rests on a row that cites the figure's own source.
    pub calibrated: bool,
    /// Codes of the countries on the way, in order; of the first way where several are averaged.
    pub countries: Vec<String>,
}

/// The networks, graphs and trees that answer figures, made when first needed.
pub(super) struct Asker<'n> {
    network: &'n Network,
    /// With every link in use, as a train with priority finds it, and as a fast one does.
    variants: [OnceCell<Network>; 3],
    graphs: HashMap<GraphKey, StateGraph>,
    weights: HashMap<WeightsKey, Vec<u64>>,
    trees: HashMap<(WeightsKey, Vec<NodeId>), Tree>,
}

/// Day, train and cargo.
type GraphKey = (FigureDay, FigureTrain, String);
/// That, criterion, modes and the countries that are not entered.
type WeightsKey = (GraphKey, Criterion, Vec<Mode>, Vec<CountryId>);

impl<'n> Asker<'n> {
    pub fn new(network: &'n Network) -> Self {
        Self { network, variants: Default::default(), graphs: HashMap::new(), weights: HashMap::new(), trees: HashMap::new() }
    }

    /// The model's counterpart of a figure; `None` when there is no way.
    ///
    /// # Errors
    /// When the figure's cargo is unknown.
    pub fn ask(&mut self, figure: &Published, query: &FigureQuery) -> Result<Option<Computed>, Error> {
        let mut values = Vec::new();
        let (mut calibrated, mut countries) = (false, Vec::new());
        for from in &query.from {
            for to in &query.to {
                let Some(itinerary) = self.best(figure.kind, query, from, to)? else { return Ok(None) };
                values.push(measured(figure.kind, query, &itinerary));
                calibrated |= self.rests_on(&itinerary, figure, query);
                if countries.is_empty() {
                    countries = itinerary.countries(self.network).into_iter().map(|c| self.network.country(c).code.clone()).collect();
                }
            }
        }
        let count = values.len() as u64;
        Ok(Some(Computed { value: (values.iter().sum::<u64>() + count / 2) / count.max(1), calibrated, countries }))
    }

    /// The best way from any of the origins through the stages to any of the destinations.
    fn best(&mut self, kind: FigureKind, query: &FigureQuery, from: &[NodeId], to: &[NodeId]) -> Result<Option<Itinerary>, Error> {
        let by = criterion(kind);
        let cargo = if query.cargo.is_empty() { query::cargo(self.network, None)? } else { query::cargo(self.network, Some(&query.cargo))? };
        let network = variant(self.network, &self.variants, query);
        let date = if let FigureDay::On(date) = query.day { date } else { network.manifest().as_of };
        let day: GraphKey = (query.day, query.train, cargo.code.clone());
        let states = self.graphs.entry(day.clone()).or_insert_with(|| StateGraph::new(network, date, &cargo));
        let graph = states.graph();
        let key = |modes: &Vec<Mode>| -> WeightsKey { (day.clone(), by, modes.clone(), query.avoid.clone()) };
        for modes in &query.modes {
            self.weights.entry(key(modes)).or_insert_with(|| weights(network, states, by, modes, &query.avoid));
        }
        let mut parts = query.modes.iter().map(|modes| &self.weights[&key(modes)]);
        let Some(beginning) = parts.next() else { return Ok(None) };
        let first = self.trees.entry((key(&query.modes[0]), from.to_vec())).or_insert_with(|| {
            let roots: Vec<NodeIndex> = from.iter().map(|n| states.start(*n)).collect();
            solve::tree(graph, beginning, &roots, Direction::Outgoing)
        });
        let mut stages: Vec<Tree> = Vec::new();
        for (nodes, weights) in query.via.iter().zip(parts) {
            let before = stages.last().unwrap_or(first);
            let passed = graph.node_indices().filter(|i| nodes.contains(&graph[*i].node()));
            let roots: Vec<(NodeIndex, u64)> = passed.filter_map(|i| Some((i, before.cost(i)?))).collect();
            stages.push(solve::tree_from(graph, weights, roots, Direction::Outgoing));
        }
        let last = stages.last().unwrap_or(first);
        let end = to.iter().map(|n| states.end(*n)).filter(|e| last.cost(*e).is_some()).min_by_key(|e| last.cost(*e));
        let Some(end) = end else { return Ok(None) };
        let path = stages.iter().rev().chain([&*first]).try_fold(Path { cost: 0, root: end, edges: Vec::new() }, |path, stage| {
            let before = stage.path(graph, path.root)?;
            Some(Path { cost: 0, root: before.root, edges: before.edges.into_iter().chain(path.edges).collect() })
        });
        Ok(path.map(|path| Itinerary::new(network, states, &path)))
    }

    /// Whether the rows behind what was measured cite the source of the figure, so that agreement proves little.
    fn rests_on(&self, itinerary: &Itinerary, figure: &Published, query: &FigureQuery) -> bool {
        let network = variant(self.network, &self.variants, query);
        let year = if let FigureDay::On(date) = query.day { date.year() } else { network.manifest().as_of.year() };
        let counts = |basis: &Basis| match figure.kind {
            FigureKind::RailSection | FigureKind::RouteLength | FigureKind::SeaDistance => basis.figure.starts_with("length "),
            FigureKind::TransitTime | FigureKind::BorderTime => {
                !["length ", "rail_tariff", "rail_export", "grid_", "rail_electric", "rail_diesel", "terminal_handling", "cost "]
                    .iter()
                    .any(|p| basis.figure.starts_with(p))
            }
            FigureKind::Portfolio => false,
            FigureKind::Cost => {
                !["length ", "rail_speed", "grid_", "rail_electric", "rail_diesel", "time ", "speed "].iter().any(|p| basis.figure.starts_with(p))
            }
        };
        let rows = itinerary.parts.iter().flat_map(|part| match part {
            Part::Leg(leg) => evidence::of_leg(network, leg, year),
            Part::Event(event) => evidence::of_event(network, event, year),
        });
        rows.filter(counts).any(|basis| basis.sources.iter().any(|id| id != UNKNOWN && figure.sources.contains(id)))
    }
}

/// What is best for a figure: the way that its publisher most likely meant.
fn criterion(kind: FigureKind) -> Criterion {
    match kind {
        FigureKind::RailSection | FigureKind::RouteLength | FigureKind::SeaDistance => Criterion::Distance,
        FigureKind::TransitTime | FigureKind::BorderTime | FigureKind::Portfolio => Criterion::Time,
        FigureKind::Cost => Criterion::Cost,
    }
}

fn weights(network: &Network, states: &StateGraph, by: Criterion, modes: &[Mode], avoid: &[CountryId]) -> Vec<u64> {
    let entered = |node: NodeId| network.node(node).country.is_some_and(|c| avoid.contains(&c));
    let closed = |step: Step| {
        let Step::Haul { link, .. } = step else { return false };
        let link = network.link(link);
        (!modes.is_empty() && !modes.contains(&link.mode)) || entered(link.from) || entered(link.to)
    };
    let weight = |edge: &petgraph::graph::Edge<crate::state::Arc>| {
        if closed(edge.weight.step) { FORBIDDEN } else { by.cost(&edge.weight.total(), Money::ZERO) }
    };
    states.graph().raw_edges().iter().map(weight).collect()
}

/// The network that a figure is asked of; variants are made when first needed.
fn variant<'n>(network: &'n Network, variants: &'n [OnceCell<Network>; 3], query: &FigureQuery) -> &'n Network {
    match (query.day, query.train) {
        (FigureDay::AnyStatus, _) => variants[0].get_or_init(|| opened(network)),
        (_, FigureTrain::Express) => variants[1].get_or_init(|| express(network)),
        (_, FigureTrain::Fast) => variants[2].get_or_init(|| fast(express(network))),
        (_, FigureTrain::Usual) => network,
    }
}

/// The network as a train with priority finds it: the best case of normal operation at every border, yard and port, and no
/// wait for the next sailing. On the line it runs as others do.
fn express(network: &Network) -> Network {
    let mut network = network.clone();
    let best = |spread: &mut Spread| *spread = Spread::exactly(spread.low);
    network.borders.iter_mut().flat_map(|b| &mut b.dwells).for_each(|d| best(&mut d.dwell));
    network.transfers.iter_mut().for_each(|t| best(&mut t.dwell));
    for figures in network.services.iter_mut().flat_map(|s| &mut s.years) {
        best(&mut figures.queue);
        figures.headway = Duration::ZERO;
    }
    network
}

/// The network as a train finds it that has a fast path of its own.
fn fast(mut network: Network) -> Network {
    for speed in network.parameters.iter_mut().filter(|p| p.name == "rail_speed") {
        (speed.low, speed.likely) = (speed.high, speed.high);
    }
    network
}

/// The network with every link in use.
pub(super) fn opened(network: &Network) -> Network {
    let mut network = network.clone();
    for link in &mut network.links {
        *link = Link { status: Status::Open, open_from: None, closures: Vec::new(), ..link.clone() };
    }
    network
}

/// What a figure measures of an itinerary, between its from-event and its to-event.
fn measured(kind: FigureKind, query: &FigureQuery, itinerary: &Itinerary) -> u64 {
    let moving = |part: &Part| matches!(part, Part::Leg(_));
    let first = itinerary.parts.iter().position(moving).unwrap_or(0);
    let unloading = |part: &Part| matches!(part, Part::Event(event) if matches!(event.kind, EventKind::Unloading(_)));
    let counted = itinerary.parts.iter().enumerate().filter(|(i, part)| (query.from_handover || *i >= first) && (query.to_delivery || !unloading(part)));
    let at_border = |part: &Part| matches!(part, Part::Event(event) if matches!(event.kind, EventKind::Border { .. } | EventKind::GaugeChange(_)));
    match kind {
        FigureKind::RailSection | FigureKind::RouteLength | FigureKind::SeaDistance => itinerary.total.length.get(),
        FigureKind::TransitTime | FigureKind::Portfolio => counted.map(|(_, part)| part.impact()).sum::<Impact>().duration().get(),
        FigureKind::BorderTime => itinerary.parts.iter().filter(|p| at_border(p)).map(Part::impact).sum::<Impact>().dwell.get(),
        FigureKind::Cost => counted.map(|(_, part)| part.impact()).sum::<Impact>().cost.get(),
    }
}
