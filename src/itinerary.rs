//! From a path on the state graph to an itinerary: legs, events, exact totals.

use petgraph::graph::EdgeIndex;

use crate::impact::Impact;
use crate::network::{BorderId, CountryId, LinkId, Mode, Network, NodeId, ServiceId, TransferId};
use crate::solve::Path;
use crate::state::{Arc, State, StateGraph, Step};
use crate::units::{Gauge, Length};

/// The longest run of hauls on one mode and gauge in one country, by one service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leg {
    /// Rail, ferry, sea or road.
    pub mode: Mode,
    /// Gauge of the train or of the wagons aboard.
    pub gauge: Option<Gauge>,
    /// Country it runs in: of the station where it starts. `None` when unknown or at sea.
    pub country: Option<CountryId>,
    /// Ferry or sea service.
    pub service: Option<ServiceId>,
    /// First node.
    pub from: NodeId,
    /// Last node.
    pub to: NodeId,
    /// Links in order, each with whether it is used from its `from` to its `to`.
    pub links: Vec<(LinkId, bool)>,
    /// Sum of its hauls.
    pub impact: Impact,
}

/// Something that happens at a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What happens.
    pub kind: EventKind,
    /// Where.
    pub node: NodeId,
    /// What it adds.
    pub impact: Impact,
}

/// What happens at a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// Handing over and loading at the start.
    Loading(Option<TransferId>),
    /// Entering the next country by land, on the link of a border object.
    Border {
        /// The border object.
        border: BorderId,
        /// Whether in the direction of its link.
        forward: bool,
    },
    /// Entering a country by sea; customs are part of the port's dwell.
    Landfall {
        /// Where the voyage began.
        from: Option<CountryId>,
    },
    /// From one gauge to another.
    GaugeChange(TransferId),
    /// From one mode to another.
    Transshipment(Option<TransferId>),
    /// For the sailing of a service.
    Wait(Option<ServiceId>),
    /// Unloading and delivery at the end.
    Unloading(Option<TransferId>),
}

impl EventKind {
    /// The word in every format.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Loading(_) => "loading",
            Self::Border { .. } | Self::Landfall { .. } => "border_crossing",
            Self::GaugeChange(_) => "gauge_change",
            Self::Transshipment(_) => "transshipment",
            Self::Wait(_) => "wait",
            Self::Unloading(_) => "unloading",
        }
    }
}

/// One part of an itinerary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A leg.
    Leg(Leg),
    /// An event.
    Event(Event),
}

/// A way for a shipment from one node to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Itinerary {
    /// Where freight is handed over.
    pub from: NodeId,
    /// Where it is delivered.
    pub to: NodeId,
    /// Legs and events in order.
    pub parts: Vec<Part>,
    /// Sum of all parts.
    pub total: Impact,
}

impl Itinerary {
    /// Reads the itinerary off a path.
    pub fn new(network: &Network, states: &StateGraph, path: &Path) -> Self {
        // All that lies far apart in memory is fetched first, so that no fetch waits for another.
        let moves: Vec<Move> = path.edges.iter().filter_map(|&edge| Move::new(states, edge)).collect();
        let root = states.graph()[path.root].node();
        let (from, to) = (moves.first().map_or(root, |m| m.from.node()), moves.last().map_or(root, |m| m.to.node()));
        let mut parts: Vec<Part> = Vec::new();
        let mut voyage = None;
        for (i, &Move { from, to, step, impact, crossing, country }) in moves.iter().enumerate() {
            let (here, next) = (from.node(), to.node());
            let mut event = |kind| parts.push(Part::Event(Event { kind, node: next, impact }));
            match step {
                Step::Load(id) => event(EventKind::Loading(id)),
                Step::Unload(id) => event(EventKind::Unloading(id)),
                Step::GaugeChange(id) => event(EventKind::GaugeChange(id)),
                Step::Transship(id) => event(EventKind::Transshipment(id)),
                Step::Wait(id) => {
                    voyage.get_or_insert(country);
                    event(EventKind::Wait(id));
                }
                Step::Pass => {
                    // A voyage ends where a shipment goes ashore and on by land, or is delivered: a port that a ship
                    // only calls at, or where a box changes ships, is not entered.
                    let ashore = matches!((from, to), (State::Vessel(..), State::Landed(_) | State::Train(..)));
                    let next_move = moves[i + 1..].iter().map(|m| m.step).find(|s| matches!(s, Step::Haul { .. } | Step::Wait(_)));
                    let goes_on = matches!(next_move, Some(Step::Wait(_)));
                    if ashore
                        && !goes_on
                        && let from @ Some(_) = voyage.take().flatten()
                        && let to @ Some(_) = network.node(next).country
                        && from != to
                    {
                        let impact = Impact { borders: 1, ..Impact::default() };
                        parts.push(Part::Event(Event { kind: EventKind::Landfall { from }, node: next, impact }));
                    }
                }
                Step::Haul { link, forward, gauge, border } => {
                    let (mode, service, country) = match from {
                        State::Train(..) | State::TrainBoarded(_) => (Mode::Rail, None, country),
                        State::Truck(_) | State::TruckBoarded(_) => (Mode::Road, None, country),
                        _ => (network.link(link).mode, network.link(link).service, None),
                    };
                    let leg = Leg { mode, gauge, country, service, from: here, to: next, links: Vec::new(), impact };
                    haul(&mut parts, leg, (link, forward));
                    if let Some(border) = border {
                        let impact = crossing.copied().unwrap_or_default();
                        parts.push(Part::Event(Event { kind: EventKind::Border { border, forward }, node: next, impact }));
                    }
                }
            }
        }
        let total = parts.iter().map(Part::impact).sum();
        Self { from, to, parts, total }
    }

    /// The legs in order.
    pub fn legs(&self) -> impl Iterator<Item = &Leg> {
        self.parts.iter().filter_map(|p| if let Part::Leg(leg) = p { Some(leg) } else { None })
    }

    /// The events in order.
    pub fn events(&self) -> impl Iterator<Item = &Event> {
        self.parts.iter().filter_map(|p| if let Part::Event(event) = p { Some(event) } else { None })
    }

    /// The links in order.
    pub fn links(&self) -> impl Iterator<Item = LinkId> {
        self.legs().flat_map(|leg| leg.links.iter().map(|l| l.0))
    }

    /// Every node it touches, in order, ends of links included.
    pub fn nodes(&self, network: &Network) -> Vec<NodeId> {
        let mut nodes = vec![self.from];
        for (link, forward) in self.legs().flat_map(|leg| leg.links.iter().copied()) {
            let (a, b) = network.link(link).ends(forward);
            nodes.extend([a, b]);
        }
        nodes.push(self.to);
        nodes.dedup();
        nodes
    }

    /// The countries it enters in order, that of the start included. Ports that a ship only passes, or
    /// where a box changes ships, are not entered.
    pub fn countries(&self, network: &Network) -> Vec<CountryId> {
        let mut out: Vec<CountryId> = Vec::new();
        let mut enter = |node: NodeId| {
            if let Some(country) = network.node(node).country.filter(|c| out.last() != Some(c)) {
                out.push(country);
            }
        };
        enter(self.from);
        for part in &self.parts {
            match part {
                Part::Event(Event { kind: EventKind::Landfall { .. }, node, .. }) => enter(*node),
                Part::Leg(leg) if matches!(leg.mode, Mode::Rail | Mode::Road) => {
                    // All its stations but the last are in the country of the first.
                    enter(leg.from);
                    enter(leg.to);
                }
                _ => {}
            }
        }
        enter(self.to);
        out
    }

    /// How much of it runs on a set of links (sorted).
    pub fn length_on(&self, network: &Network, links: &[LinkId]) -> Length {
        self.links().filter(|id| links.binary_search(id).is_ok()).map(|id| network.link(id).length).sum()
    }
}

impl Part {
    /// What it adds.
    pub fn impact(&self) -> Impact {
        match self {
            Self::Leg(leg) => leg.impact,
            Self::Event(event) => event.impact,
        }
    }
}

/// One arc of a path.
#[derive(Clone, Copy)]
struct Move<'s> {
    from: State,
    to: State,
    step: Step,
    impact: Impact,
    crossing: Option<&'s Impact>,
    /// Where it starts.
    country: Option<CountryId>,
}

impl<'s> Move<'s> {
    fn new(states: &'s StateGraph, edge: EdgeIndex) -> Option<Self> {
        let (from, to) = states.graph().edge_endpoints(edge)?;
        let (from, to) = (states.graph()[from], states.graph()[to]);
        let Arc { step, impact, crossing } = states.arc(edge);
        Some(Self { from, to, step: *step, impact: *impact, crossing: crossing.as_deref(), country: states.country(from.node()) })
    }
}

/// Adds a haul to the leg it goes on with, or starts a new one.
fn haul(parts: &mut Vec<Part>, haul: Leg, link: (LinkId, bool)) {
    if let Some(Part::Leg(leg)) = parts.last_mut()
        && (leg.mode, leg.gauge, leg.country, leg.service) == (haul.mode, haul.gauge, haul.country, haul.service)
    {
        leg.to = haul.to;
        leg.links.push(link);
        leg.impact += haul.impact;
        return;
    }
    parts.push(Part::Leg(Leg { links: vec![link], ..haul }));
}
