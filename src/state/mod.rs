//! The virtual network: node x mode x gauge, as a petgraph.
//!
//! A shipment is in one [`State`] at a time: aboard a train of one gauge, aboard a vessel, on a truck,
//! or on the ground. Hauls lead from node to node, events from state to state at one node, so that
//! a gauge change, a lift or a wait is charged when it happens and never spread over links
//! (Jourquin and Beuthe 1996, "Transportation policy analysis with a geographic information system:
//! the virtual network of freight transportation in Europe", doi:10.1016/S0968-090X(96)00019-8).

mod figures;

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};

use crate::impact::Impact;
use crate::network::{BorderId, Cargo, CountryId, Link, LinkId, Mode, Network, NodeId, ServiceId, TransferId, TransferKind};
use crate::units::{Duration, Gauge, Length};
pub use figures::{Figures, Share};

/// Where a shipment is while it is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Handed over at a node, not yet on anything.
    Start(NodeId),
    /// Aboard a train of this gauge (`None`: the gauge is unknown and fits any).
    Train(NodeId, Option<Gauge>),
    /// Aboard a vessel, wagons keeping their gauge.
    Vessel(NodeId, Ships, Option<Gauge>),
    /// On a truck.
    Truck(NodeId),
    /// Aboard a train of unknown gauge that has not moved yet. This state and the next two are apart from
    /// those after moving, or a shipment would come by them from any train to any other at one node.
    TrainBoarded(NodeId),
    /// Aboard a vessel with containers that has not moved yet.
    VesselBoarded(NodeId, Ships),
    /// On a truck that has not moved yet.
    TruckBoarded(NodeId),
    /// On the quay, come from land, about to board.
    Outbound(NodeId),
    /// On the quay, come by sea.
    Landed(NodeId),
    /// Delivered at a node.
    End(NodeId),
}

impl State {
    /// The node.
    pub fn node(self) -> NodeId {
        match self {
            Self::Start(n) | Self::Train(n, _) | Self::Vessel(n, _, _) | Self::Truck(n) => n,
            Self::TrainBoarded(n) | Self::VesselBoarded(n, _) | Self::TruckBoarded(n) => n,
            Self::Outbound(n) | Self::Landed(n) | Self::End(n) => n,
        }
    }

    /// The state from which a haul departs that arrives in states like this one.
    fn boarded(self) -> Self {
        match self {
            Self::Train(node, None) => Self::TrainBoarded(node),
            Self::Vessel(node, ships, None) => Self::VesselBoarded(node, ships),
            Self::Truck(node) => Self::TruckBoarded(node),
            same => same,
        }
    }
}

/// The ships that a shipment stays aboard from link to link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ships {
    /// Their service; `None`: any.
    pub service: Option<ServiceId>,
    /// Whether they sail from the `to` of links to the `from`. Told apart where services share their ships, for
    /// there the direction sets the price and lanes meet: a box that turned back aboard would go at the price of the wrong lane.
    pub back: bool,
}

/// What an arc stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Along a link; `border` is crossed on the way when the link changes country.
    Haul {
        /// The link.
        link: LinkId,
        /// Whether from its `from` to its `to`.
        forward: bool,
        /// Gauge of the train or of the wagons aboard.
        gauge: Option<Gauge>,
        /// The border object it crosses.
        border: Option<BorderId>,
    },
    /// Loading at the start, or onto the quay.
    Load(Option<TransferId>),
    /// Unloading at the end.
    Unload(Option<TransferId>),
    /// From one gauge to another.
    GaugeChange(TransferId),
    /// From one mode to another: train, quay, truck.
    Transship(Option<TransferId>),
    /// For the sailing of a service.
    Wait(Option<ServiceId>),
    /// Off a vessel, or between a known gauge and an unknown one: nothing that takes time.
    Pass,
}

/// One arc of the state graph.
#[derive(Clone, Debug)]
pub struct Arc {
    /// What it stands for.
    pub step: Step,
    /// What the haul, or the event, adds.
    pub impact: Impact,
    /// What crossing the border adds, where there is one.
    pub crossing: Option<Box<Impact>>,
}

impl Arc {
    /// Everything the arc adds.
    pub fn total(&self) -> Impact {
        self.crossing.as_deref().map_or(self.impact, |crossing| self.impact + *crossing)
    }
}

/// The state graph of a network on one day for one cargo.
#[derive(Debug)]
pub struct StateGraph {
    graph: DiGraph<State, Arc>,
    starts: Vec<NodeIndex>,
    ends: Vec<NodeIndex>,
    /// The country of each node, close together for those who read off long paths.
    countries: Vec<Option<CountryId>>,
}

impl StateGraph {
    /// Expands the links that are open on `date`, with the dwell of that year, for one cargo.
    pub fn new(network: &Network, date: Date, cargo: &Cargo) -> Self {
        Builder::new(network, date, cargo).build()
    }

    /// The graph, for the solver.
    pub fn graph(&self) -> &DiGraph<State, Arc> {
        &self.graph
    }

    /// The state in which freight is handed over at a node.
    pub fn start(&self, node: NodeId) -> NodeIndex {
        self.starts[node.index()]
    }

    /// The state in which freight is delivered at a node.
    pub fn end(&self, node: NodeId) -> NodeIndex {
        self.ends[node.index()]
    }

    /// The graph of shipments that pass the given sets of nodes in order: one copy of the graph per
    /// stage, joined where a shipment is at a node of the set, in whatever state.
    pub fn through(&self, via: &[&[NodeId]]) -> Self {
        let size = self.graph.node_count();
        let mut graph = DiGraph::with_capacity(size * (via.len() + 1), self.graph.edge_count() * (via.len() + 1));
        let stage = |index: NodeIndex, stage: usize| NodeIndex::new(index.index() + stage * size);
        for _ in 0..=via.len() {
            for index in self.graph.node_indices() {
                graph.add_node(self.graph[index]);
            }
        }
        for i in 0..=via.len() {
            for edge in self.graph.raw_edges() {
                graph.add_edge(stage(edge.source(), i), stage(edge.target(), i), edge.weight.clone());
            }
        }
        let pass = Arc { step: Step::Pass, impact: Impact::default(), crossing: None };
        for (i, nodes) in via.iter().enumerate() {
            for index in self.graph.node_indices().filter(|n| nodes.contains(&self.graph[*n].node())) {
                graph.add_edge(stage(index, i), stage(index, i + 1), pass.clone());
            }
        }
        let ends = self.ends.iter().map(|e| stage(*e, via.len())).collect();
        Self { graph, starts: self.starts.clone(), ends, countries: self.countries.clone() }
    }

    /// The country of a node.
    pub fn country(&self, node: NodeId) -> Option<CountryId> {
        self.countries[node.index()]
    }

    /// The arc of an edge.
    pub fn arc(&self, edge: EdgeIndex) -> &Arc {
        &self.graph[edge]
    }
}

struct Builder<'n> {
    network: &'n Network,
    figures: Figures<'n>,
    date: Date,
    graph: DiGraph<State, Arc>,
    /// The states at each node.
    here: Vec<Vec<(State, NodeIndex)>>,
    /// Nodes where nothing but trains of unknown gauge calls: they need no state for boarding.
    plain: Vec<bool>,
    /// Services whose ships sail other services too.
    shared: HashSet<ServiceId>,
    /// The row of each kind for all nodes, and those of single nodes.
    defaults: [Option<TransferId>; TransferKind::ALL.len()],
    own: HashMap<(NodeId, TransferKind), TransferId>,
    changes: HashMap<NodeId, Vec<TransferId>>,
}

impl<'n> Builder<'n> {
    fn new(network: &'n Network, date: Date, cargo: &Cargo) -> Self {
        let mut defaults = [None; TransferKind::ALL.len()];
        let mut own = HashMap::new();
        let mut changes: HashMap<NodeId, Vec<TransferId>> = HashMap::new();
        for (id, transfer) in network.transfers_in(date.year()) {
            match (transfer.node, transfer.kind) {
                (None, kind) => defaults[kind as usize] = Some(id),
                (Some(node), TransferKind::GaugeChange) => changes.entry(node).or_default().push(id),
                (Some(node), kind) => {
                    own.insert((node, kind), id);
                }
            }
        }
        let states = network.nodes().len() * 4;
        Self {
            network,
            figures: Figures::new(network, cargo, date.year()),
            date,
            graph: DiGraph::with_capacity(states, network.links().len() * 8),
            here: vec![Vec::new(); network.nodes().len()],
            plain: vec![true; network.nodes().len()],
            shared: network.services().filter_map(|(_, service)| service.part_of).collect(),
            defaults,
            own,
            changes,
        }
    }

    fn build(mut self) -> StateGraph {
        let nodes = (0..self.network.nodes().len()).map(NodeId::new);
        let starts = nodes.clone().map(|n| self.graph.add_node(State::Start(n))).collect::<Vec<_>>();
        let ends = nodes.clone().map(|n| self.graph.add_node(State::End(n))).collect::<Vec<_>>();
        let date = self.date;
        let open = || self.network.links().filter(|(_, link)| link.is_open(date));
        for (_, link) in open().filter(|(_, link)| link.mode != Mode::Rail || !link.gauges.is_empty()) {
            self.plain[link.from.index()] = false;
            self.plain[link.to.index()] = false;
        }
        for (id, link) in open() {
            self.haul(id, link);
        }
        for node in nodes {
            self.here[node.index()].extend([(State::Start(node), starts[node.index()]), (State::End(node), ends[node.index()])]);
            self.events(node);
        }
        let countries = self.network.nodes().map(|(_, node)| node.country).collect();
        StateGraph { graph: self.graph, starts, ends, countries }
    }

    fn state(&mut self, state: State) -> NodeIndex {
        let here = &mut self.here[state.node().index()];
        if let Some((_, index)) = here.iter().find(|(s, _)| *s == state) {
            return *index;
        }
        let index = self.graph.add_node(state);
        here.push((state, index));
        index
    }

    fn haul(&mut self, id: LinkId, link: &Link) {
        let one = [None];
        let some: Vec<Option<Gauge>> = link.gauges.iter().copied().map(Some).collect();
        let gauges = if some.is_empty() { &one[..] } else { &some };
        let impacts = [true, false].map(|forward| self.figures.haul(link, forward));
        let service = link.service.map(|service| self.network.ships_of(service));
        let shared = service.is_some_and(|service| self.shared.contains(&service));
        for &gauge in gauges {
            for (forward, from, to, impact) in [(true, link.from, link.to, impacts[0]), (false, link.to, link.from, impacts[1])] {
                if !forward && !link.both_ways {
                    continue;
                }
                let at = |node| match link.mode {
                    Mode::Rail => State::Train(node, gauge),
                    Mode::Road => State::Truck(node),
                    Mode::Ferry | Mode::Sea => State::Vessel(node, Ships { service, back: shared && !forward }, gauge),
                };
                let crossing = link.border.map(|b| Box::new(self.figures.crossing(b, forward)));
                let step = Step::Haul { link: id, forward, gauge, border: link.border };
                let boarded = if self.plain[from.index()] { at(from) } else { at(from).boarded() };
                let (from, to) = (self.state(boarded), self.state(at(to)));
                self.graph.add_edge(from, to, Arc { step, impact, crossing });
            }
        }
    }

    fn join(&mut self, from: State, to: State, step: Step, impact: Impact) {
        let (from, to) = (self.state(from), self.state(to));
        self.graph.add_edge(from, to, Arc { step, impact, crossing: None });
    }

    /// All arcs between the states at one node.
    fn events(&mut self, node: NodeId) {
        use State::{End, Landed, Outbound, Start, Train, TrainBoarded, Truck, TruckBoarded, Vessel, VesselBoarded};
        // The deck of a wagon ferry makes a port a place of trains, with or without a railway.
        for (state, _) in self.here[node.index()].clone() {
            if let Vessel(_, _, Some(gauge)) = state {
                self.state(Train(node, Some(gauge)));
            }
        }
        let states: Vec<State> = self.here[node.index()].iter().map(|s| s.0).collect();
        let loads = self.network.node(node).loads;
        let row = |kind| self.own.get(&(node, kind)).copied().or(self.defaults[kind as usize]);
        let [port, terminal, drayage, hub] = [TransferKind::Port, TransferKind::Terminal, TransferKind::Drayage, TransferKind::Hub].map(row);
        let handling = self.figures.handling(node);
        let end = |f: &Figures| f.event(terminal) + handling;
        let lift = |f: &Figures, id| Impact { transshipments: 1, ..f.event(id) } + handling;

        for &state in &states {
            match state {
                Vessel(_, ships, Some(gauge)) => {
                    let wait = self.figures.wait(ships.service);
                    let train = Train(node, Some(gauge));
                    self.join(train, state, Step::Wait(ships.service), Impact { sea_crossings: 1, ..wait });
                    self.join(state, train, Step::Pass, Impact::default());
                }
                Vessel(..) => self.join(state, Landed(node), Step::Pass, Impact::default()),
                VesselBoarded(_, ships) => {
                    let wait = self.figures.wait(ships.service);
                    self.join(Outbound(node), state, Step::Wait(ships.service), Impact { sea_crossings: 1, ..wait });
                }
                _ => {}
            }
            if state.boarded() != state && states.contains(&state.boarded()) {
                self.join(state, state.boarded(), Step::Pass, Impact::default());
            }
        }
        // Ferry decks and quays may have brought states of their own.
        let states: Vec<State> = self.here[node.index()].iter().map(|s| s.0).collect();
        let quay = states.contains(&Outbound(node)) || states.contains(&Landed(node));
        // Where no freight is loaded ships pass, they do not call.
        if quay && loads {
            let impact = end(&self.figures);
            self.join(Start(node), Outbound(node), Step::Load(terminal), impact);
            self.join(Landed(node), End(node), Step::Unload(terminal), impact);
            let impact = lift(&self.figures, hub);
            self.join(Landed(node), Outbound(node), Step::Transship(hub), impact);
        }
        for &state in &states {
            // A train of a known gauge is the same before and after moving.
            let arrives = matches!(state, Train(..) | Truck(_));
            let departs = matches!(state, Train(_, Some(_)) | TrainBoarded(_) | TruckBoarded(_)) || self.plain[node.index()] && arrives;
            if loads {
                let impact = end(&self.figures);
                if departs {
                    self.join(Start(node), state, Step::Load(terminal), impact);
                }
                if arrives {
                    self.join(state, End(node), Step::Unload(terminal), impact);
                }
            }
            if quay {
                let impact = lift(&self.figures, port);
                if arrives {
                    self.join(state, Outbound(node), Step::Transship(port), impact);
                }
                if departs {
                    self.join(Landed(node), state, Step::Transship(port), impact);
                }
            }
            for &other in &states {
                let step = match (state, other) {
                    (Train(..), TruckBoarded(_)) | (Truck(_), Train(_, Some(_)) | TrainBoarded(_)) => Step::Transship(drayage),
                    (Train(_, None), Train(_, Some(_))) | (Train(_, Some(_)), TrainBoarded(_)) => Step::Pass,
                    _ => continue,
                };
                let impact = if step == Step::Pass { Impact::default() } else { lift(&self.figures, drayage) };
                self.join(state, other, step, impact);
            }
        }
        for id in self.changes.get(&node).cloned().unwrap_or_default() {
            let Some((from, to)) = self.network.transfer(id).gauges else { continue };
            let (from, to) = (Train(node, Some(from)), Train(node, Some(to)));
            if states.contains(&from) && states.contains(&to) {
                let impact = Impact { gauge_changes: 1, ..self.figures.event(Some(id)) };
                self.join(from, to, Step::GaugeChange(id), impact);
            }
        }
    }
}

/// Half of a length and the rest, so that the two add up.
fn halves(length: Length) -> (Length, Length) {
    let half = length.scaled(1, 2);
    (half, length - half)
}

/// A duration as dwell.
fn dwell(dwell: Duration) -> Impact {
    Impact { dwell, ..Impact::default() }
}
