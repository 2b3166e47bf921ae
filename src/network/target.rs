//! What an edit is of: a group of things, and the edits that change a quantity of all of them.

use super::{BorderId, Capacity, Change, Edit, Link, LinkId, Network, NodeId, ServiceId, TransferKind, Whose, words};
use serde::{Deserialize, Serialize};

words!(
    /// A quantity that an edit changes.
    Quantity {
        /// Length of links.
        Length = "length",
        /// Speed on links.
        Speed = "speed",
        /// Time at borders, or of transfers at nodes.
        Dwell = "dwell",
        /// Mean wait for services, queue and half a headway together.
        Wait = "wait",
        /// Queue for services, the headway apart.
        Queue = "queue",
        /// Charge per FEU-km on links.
        Tariff = "tariff",
        /// Capacity of links, nodes or services.
        Capacity = "capacity",
    }
);

/// The things that an edit is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Links.
    Links(Vec<LinkId>),
    /// Nodes, and with them their transfers and links.
    Nodes(Vec<NodeId>),
    /// Kinds of transfer at nodes.
    Transfers(Vec<(NodeId, TransferKind)>),
    /// Border objects.
    Borders(Vec<BorderId>),
    /// Ferry and sea services.
    Services(Vec<ServiceId>),
}

/// The groups of transfers by their word.
const TRANSFERS: [(&str, TransferKind); 3] =
    [("gauge changes", TransferKind::GaugeChange), ("ports", TransferKind::Port), ("terminals", TransferKind::Terminal)];

impl Target {
    /// The forms of [`Network::group`], for messages.
    pub const GROUPS: &'static str = "borders, borders KZ, borders CN-KZ, nodes KZ, ports KZ, ports AKTAU-PORT, terminals KZ, gauge changes KZ, services, services KZ, service:CODE, node:CODE, link:CODE";

    /// Whether it is nothing at all.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Links(ids) => ids.is_empty(),
            Self::Nodes(ids) => ids.is_empty(),
            Self::Transfers(ids) => ids.is_empty(),
            Self::Borders(ids) => ids.is_empty(),
            Self::Services(ids) => ids.is_empty(),
        }
    }

    /// Its links: themselves, those at the nodes, those across the borders, those of the services.
    pub fn links(&self, network: &Network) -> Vec<LinkId> {
        let links_where = |test: &dyn Fn(&Link) -> bool| network.links().filter(|(_, l)| test(l)).map(|(id, _)| id).collect();
        match self {
            Self::Links(ids) => ids.clone(),
            Self::Nodes(ids) => links_where(&|l| ids.contains(&l.from) || ids.contains(&l.to)),
            Self::Transfers(ids) => links_where(&|l| ids.iter().any(|(n, _)| *n == l.from || *n == l.to)),
            Self::Borders(ids) => ids.iter().map(|b| network.border(*b).link).collect(),
            Self::Services(ids) => links_where(&|l| l.service.is_some_and(|s| ids.contains(&s))),
        }
    }

    /// The edits that change a quantity of all of it; `None` when it has no such quantity.
    pub fn edits(&self, network: &Network, quantity: Quantity, change: Change) -> Option<Vec<Edit>> {
        let of_links = |edit: fn(LinkId, Change) -> Edit| Some(self.links(network).into_iter().map(|id| edit(id, change)).collect());
        match (quantity, self) {
            (Quantity::Length, _) => of_links(Edit::Length),
            (Quantity::Speed, _) => of_links(Edit::Speed),
            (Quantity::Tariff, _) => of_links(Edit::Tariff),
            (Quantity::Dwell, Self::Borders(ids)) => Some(ids.iter().map(|id| Edit::Dwell(*id, change)).collect()),
            (Quantity::Dwell, Self::Transfers(ids)) => Some(ids.iter().map(|(node, kind)| Edit::Transfer(*node, *kind, change)).collect()),
            (Quantity::Dwell, Self::Nodes(ids)) => {
                let kinds = ids.iter().flat_map(|node| TransferKind::ALL.iter().map(|kind| (*node, *kind)));
                Some(kinds.map(|(node, kind)| Edit::Transfer(node, kind, change)).collect())
            }
            (Quantity::Wait, Self::Services(ids)) => Some(ids.iter().map(|id| Edit::Wait(*id, change)).collect()),
            (Quantity::Queue, Self::Services(ids)) => Some(ids.iter().map(|id| Edit::Queue(*id, change)).collect()),
            (Quantity::Capacity, _) => {
                let known: Vec<Edit> = self.owners(network).into_iter().filter(|w| network.capacity(*w).is_some()).map(|w| Edit::Capacity(w, change)).collect();
                if known.is_empty() { None } else { Some(known) }
            }
            _ => None,
        }
    }

    /// The edits that give all of it a capacity.
    pub fn with_capacity(&self, network: &Network, capacity: Capacity) -> Vec<Edit> {
        self.owners(network).into_iter().map(|whose| Edit::NewCapacity(whose, capacity)).collect()
    }

    fn owners(&self, network: &Network) -> Vec<Whose> {
        match self {
            Self::Nodes(ids) => ids.iter().map(|id| Whose::Node(*id)).collect(),
            Self::Services(ids) => ids.iter().map(|id| Whose::Service(*id)).collect(),
            _ => self.links(network).into_iter().map(Whose::Link).collect(),
        }
    }
}

impl Network {
    /// The capacity of a link, node or service.
    pub fn capacity(&self, whose: Whose) -> Option<Capacity> {
        match whose {
            Whose::Link(id) => self.link(id).capacity,
            Whose::Node(id) => self.node(id).capacity,
            Whose::Service(id) => self.service(id).capacity,
        }
    }

    /// The group that a text names (see [`Target::GROUPS`]); `None` when it is of no such form. May be empty.
    pub fn group(&self, text: &str) -> Option<Target> {
        let words =
            |name: &str| text.strip_prefix(name).filter(|rest| rest.is_empty() || rest.starts_with(' ')).map(|rest| rest.trim().trim_start_matches("of "));
        // All nodes, those of a country, or the node of a code.
        let at =
            |node: NodeId, wanted: &str| wanted.is_empty() || [self.country_code(node), &self.node(node).code].iter().any(|c| c.eq_ignore_ascii_case(wanted));
        let by_code = |prefix: &str| text.strip_prefix(prefix);
        if let Some(rest) = words("borders") {
            let wanted: Vec<String> = rest.split('-').filter(|c| !c.is_empty()).map(str::to_uppercase).collect();
            let fits = |id: LinkId| {
                let ends = [self.link(id).from, self.link(id).to].map(|n| self.country_code(n));
                wanted.iter().all(|w| ends.contains(&w.as_str()))
            };
            return Some(Target::Borders(self.borders().filter(|(_, b)| fits(b.link)).map(|(id, _)| id).collect()));
        }
        if let Some(rest) = words("services") {
            let calls = |id: ServiceId| self.links().any(|(_, l)| l.service == Some(id) && (at(l.from, rest) || at(l.to, rest)));
            return Some(Target::Services(self.services().map(|(id, _)| id).filter(|id| calls(*id)).collect()));
        }
        if let Some(rest) = words("nodes") {
            return Some(Target::Nodes(self.nodes().map(|(id, _)| id).filter(|id| at(*id, rest)).collect()));
        }
        if let Some((rest, kind)) = TRANSFERS.iter().find_map(|(name, kind)| words(name).map(|rest| (rest, *kind))) {
            let has = |id: NodeId| match kind {
                TransferKind::GaugeChange => self.transfers().any(|(_, t)| t.node == Some(id) && t.kind == kind),
                TransferKind::Port => self.node(id).kind.is_port(),
                _ => self.node(id).loads,
            };
            return Some(Target::Transfers(self.nodes().map(|(id, _)| id).filter(|id| at(*id, rest) && has(*id)).map(|id| (id, kind)).collect()));
        }
        if let Some(code) = by_code("service:") {
            return self.services().find(|(_, s)| s.code.eq_ignore_ascii_case(code)).map(|(id, _)| Target::Services(vec![id]));
        }
        if let Some(code) = by_code("node:") {
            return self.nodes().find(|(_, n)| n.code.eq_ignore_ascii_case(code)).map(|(id, _)| Target::Nodes(vec![id]));
        }
        let code = by_code("link:")?;
        self.links().find(|(_, l)| l.code.eq_ignore_ascii_case(code)).map(|(id, _)| Target::Links(vec![id]))
    }
}
