//! What may be lost, or cut: links, nodes, land borders, countries and services, each with the arcs that go with it.
//!
//! An element is the set of hauls that a shipment needs to come to it: for a node the hauls that end there, for a
//! country those that enter it. A shipment that starts elsewhere touches the element if and only if it takes one of them, so losing
//! these arcs closes what `--avoid` closes, with no leak by parallel links, other gauges or events at the node.

use std::collections::BTreeMap;

use petgraph::graph::EdgeIndex;

use crate::geography::Position;
use crate::network::{CountryId, LinkId, Mode, Network, NodeId, ServiceId};
use crate::report::{Cell, Feature, Shape};
use crate::request::ElementKind;
use crate::state::{StateGraph, Step};

/// One thing that may be lost. The order is that of reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Element {
    Link(LinkId),
    Node(NodeId),
    /// The land border of two countries, the smaller id first.
    Border(CountryId, CountryId),
    Country(CountryId),
    Service(ServiceId),
}

impl Element {
    pub fn kind(self) -> ElementKind {
        match self {
            Self::Link(_) => ElementKind::Link,
            Self::Node(_) => ElementKind::Node,
            Self::Border(..) => ElementKind::Border,
            Self::Country(_) => ElementKind::Country,
            Self::Service(_) => ElementKind::Service,
        }
    }

    /// Whether a shipment from or to a node is at the element by definition, so that its loss says nothing of the network.
    pub fn is_home_of(self, network: &Network, node: NodeId) -> bool {
        match self {
            Self::Node(id) => id == node,
            Self::Country(id) => network.node(node).country == Some(id),
            _ => false,
        }
    }

    /// Stable code: `KZ-CN` for a border, in alphabetic order.
    pub fn code(self, network: &Network) -> String {
        match self {
            Self::Link(id) => network.link(id).code.clone(),
            Self::Node(id) => network.node(id).code.clone(),
            Self::Border(a, b) => pair([a, b].map(|c| network.country(c).code.as_str()), "-"),
            Self::Country(id) => network.country(id).code.clone(),
            Self::Service(id) => network.service(id).code.clone(),
        }
    }

    /// In words.
    pub fn name(self, network: &Network) -> String {
        match self {
            Self::Link(id) => {
                let link = network.link(id);
                let mode = if link.mode == Mode::Rail { String::new() } else { format!(" ({})", link.mode.name()) };
                format!("{} - {}{mode}", network.node(link.from).name, network.node(link.to).name)
            }
            Self::Node(id) => network.node(id).name.clone(),
            Self::Border(a, b) => pair([a, b].map(|c| network.country(c).name.as_str()), " - "),
            Self::Country(id) => network.country(id).name.clone(),
            Self::Service(id) => network.service(id).name.clone(),
        }
    }

    /// On the map: lines for links and what is made of them, points for nodes and the nodes of a country.
    pub fn feature(self, network: &Network, properties: Vec<(String, Cell)>) -> Feature {
        let lines_where = |test: &dyn Fn(LinkId) -> bool| -> Vec<Vec<Position>> {
            network.links().map(|(id, _)| id).filter(|id| test(*id)).map(|id| network.line(id)).collect()
        };
        let (shape, mode) = match self {
            Self::Link(id) => (Shape::Lines(vec![network.line(id)]), Some(network.link(id).mode)),
            Self::Node(id) => (Shape::Points(vec![network.node(id).position]), None),
            Self::Border(..) => (Shape::Lines(lines_where(&|id| border(network, id) == Some(self))), Some(Mode::Rail)),
            Self::Country(id) => (Shape::Points(network.nodes().filter(|(_, n)| n.country == Some(id)).map(|(_, n)| n.position).collect()), None),
            Self::Service(id) => (Shape::Lines(lines_where(&|link| network.link(link).service == Some(id))), Some(network.service(id).mode)),
        };
        Feature { shape, kind: self.kind().name(), mode, properties }
    }
}

fn pair(mut names: [&str; 2], between: &str) -> String {
    names.sort_unstable();
    names.join(between)
}

/// The land border that a link crosses.
fn border(network: &Network, id: LinkId) -> Option<Element> {
    let link = network.link(id);
    let (a, b) = (network.node(link.from).country?, network.node(link.to).country?);
    link.border.map(|_| Element::Border(a.min(b), a.max(b)))
}

/// The elements of a state graph, by dense index.
#[derive(Debug)]
pub(super) struct Elements {
    list: Vec<Element>,
    arcs: Vec<Vec<EdgeIndex>>,
    of_arc: Vec<Vec<u32>>,
}

impl Elements {
    /// Finds all elements of some kinds that have an arc.
    pub fn new(network: &Network, states: &StateGraph, kinds: &[ElementKind]) -> Self {
        let graph = states.graph();
        let mut arcs: BTreeMap<Element, Vec<EdgeIndex>> = BTreeMap::new();
        for edge in graph.edge_indices() {
            let (Step::Haul { link, .. }, Some((from, to))) = (states.arc(edge).step, graph.edge_endpoints(edge)) else { continue };
            let (from, to) = (graph[from].node(), graph[to].node());
            let entered = network.node(to).country.filter(|c| network.node(from).country != Some(*c));
            let all = [
                Some(Element::Link(link)),
                Some(Element::Node(to)),
                border(network, link),
                entered.map(Element::Country),
                network.link(link).service.map(Element::Service),
            ];
            for element in all.into_iter().flatten().filter(|e| kinds.contains(&e.kind())) {
                arcs.entry(element).or_default().push(edge);
            }
        }
        let mut of_arc = vec![Vec::new(); graph.edge_count()];
        for (index, edges) in arcs.values().enumerate() {
            edges.iter().for_each(|e| of_arc[e.index()].push(index as u32));
        }
        let (list, arcs) = arcs.into_iter().unzip();
        Self { list, arcs, of_arc }
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    pub fn get(&self, index: usize) -> Element {
        self.list[index]
    }

    pub fn position(&self, element: Element) -> Option<usize> {
        self.list.binary_search(&element).ok()
    }

    /// The arcs that go with an element.
    pub fn arcs(&self, index: usize) -> &[EdgeIndex] {
        &self.arcs[index]
    }

    /// The elements that an arc goes with.
    pub fn of_arc(&self, edge: EdgeIndex) -> &[u32] {
        &self.of_arc[edge.index()]
    }
}
