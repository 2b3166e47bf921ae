//! Edits on a network as values: each is one change to one thing.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Border, BorderDwell, BorderId, Capacity, Closure, CountryId, Evidence, Link, LinkId, Network, Node, NodeId, Parameter, ServiceId, Status, Transfer,
    TransferKind,
};
use crate::units::{Duration, Length, Rate, Speed, Spread};

/// How a figure changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// Times the first number, divided by the second.
    Scale(u64, u64),
    /// To a value in the smallest unit of the figure.
    Set(u64),
}

impl Change {
    /// The value that a figure changes to, rounded half up.
    pub fn of(self, now: u64) -> u64 {
        match self {
            Self::Scale(by, per) => Length::new(now).scaled(by, per).get(),
            Self::Set(value) => value,
        }
    }

    fn duration(self, now: Duration) -> Duration {
        Duration::new(self.of(now.get()))
    }

    fn spread(self, now: &Spread) -> Spread {
        let of = |d| self.duration(d);
        match self {
            Self::Scale(..) => Spread { low: of(now.low), likely: of(now.likely), high: of(now.high), observed_mean: now.observed_mean.map(of) },
            Self::Set(value) => Spread::exactly(Duration::new(value)),
        }
    }
}

/// What has a capacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Whose {
    /// A link.
    Link(LinkId),
    /// A node.
    Node(NodeId),
    /// A service.
    Service(ServiceId),
}

/// One change to one thing of a network.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Edit {
    /// The link is open from a day (or always) to a day (or for good).
    Open(LinkId, Option<Date>, Option<Date>),
    /// The link is closed from a day (or always) to a day (or for good).
    Close(LinkId, Closure),
    /// Whether freight is loaded at the node.
    Loading(NodeId, bool),
    /// The number of tracks of the link.
    Tracks(LinkId, u8),
    /// The length of the link in metres; when scaled, its own time and charge go with it.
    Length(LinkId, Change),
    /// The speed on the link in metres per hour.
    Speed(LinkId, Change),
    /// The tariff of the link in 10^-5 USD per FEU-km.
    Tariff(LinkId, Change),
    /// The capacity, in 10^-3 of its unit.
    Capacity(Whose, Change),
    /// The capacity with its unit.
    NewCapacity(Whose, Capacity),
    /// The mean wait for the service in minutes, queue and half a headway together.
    Wait(ServiceId, Change),
    /// The queue for the service in minutes, the headway apart.
    Queue(ServiceId, Change),
    /// The time at the border in minutes, both ways, all years, gauge change apart.
    Dwell(BorderId, Change),
    /// The time of one kind of transfer at the node in minutes: a gauge change, a lift at a port. A node without
    /// a row of its own gets one from the row for all.
    Transfer(NodeId, TransferKind, Change),
    /// A figure of `speeds.csv` or `tariffs.csv` for one country, in `10^-5` of its unit.
    Parameter(String, CountryId, u64),
    /// An effect of a project, by index, is brought about or taken back.
    Switch(usize, bool),
    /// A new node.
    AddNode(Box<Node>),
    /// A new link, and what its border takes if it crosses one.
    AddLink(Box<Link>, Option<Box<BorderDwell>>),
}

impl Network {
    /// The network with some things changed. O(size of the network).
    pub fn edited(&self, edits: &[Edit]) -> Self {
        let mut network = self.clone();
        network.edit(edits);
        network
    }

    /// Changes some things.
    pub(crate) fn edit(&mut self, edits: &[Edit]) {
        for edit in edits {
            self.apply(edit);
        }
    }

    fn apply(&mut self, edit: &Edit) {
        match *edit {
            Edit::Open(id, from, to) => {
                let link = &mut self.links[id.index()];
                (link.status, link.open_from) = (Status::Open, from);
                link.closures = to.map(|to| Closure { from: Some(to), to: None }).into_iter().collect();
            }
            Edit::Close(id, closure) => self.links[id.index()].closures.push(closure),
            Edit::Loading(id, loads) => self.nodes[id.index()].loads = loads,
            Edit::Tracks(id, tracks) => self.links[id.index()].tracks = tracks,
            Edit::Length(id, change) => self.links[id.index()].lengthen(change),
            Edit::Speed(id, change) => self.links[id.index()].speed_up(change),
            Edit::Tariff(id, change) => self.links[id.index()].price(change),
            Edit::Capacity(whose, change) => {
                if let Some(capacity) = self.capacity_mut(whose) {
                    capacity.value = change.of(capacity.value);
                }
            }
            Edit::NewCapacity(whose, capacity) => *self.capacity_mut(whose) = Some(capacity),
            Edit::Wait(id, change) => {
                for figures in &mut self.services[id.index()].years {
                    (figures.queue, figures.headway) = (Spread::exactly(change.duration(figures.wait())), Duration::ZERO);
                }
            }
            Edit::Queue(id, change) => {
                for figures in &mut self.services[id.index()].years {
                    figures.queue = change.spread(&figures.queue);
                }
            }
            Edit::Dwell(id, change) => {
                for row in &mut self.borders[id.index()].dwells {
                    row.dwell = change.spread(&row.dwell);
                }
            }
            Edit::Transfer(node, kind, change) => self.change_transfer(node, kind, change),
            Edit::Parameter(ref name, country, value) => self.set_parameter(name, country, value),
            Edit::Switch(index, holds) => {
                self.switch(index, holds);
                self.effects[index].pinned = true;
            }
            Edit::AddNode(ref node) => self.nodes.push((**node).clone()),
            Edit::AddLink(ref link, ref border) => self.add_link(link, border.as_deref()),
        }
    }

    fn capacity_mut(&mut self, whose: Whose) -> &mut Option<Capacity> {
        match whose {
            Whose::Link(id) => &mut self.links[id.index()].capacity,
            Whose::Node(id) => &mut self.nodes[id.index()].capacity,
            Whose::Service(id) => &mut self.services[id.index()].capacity,
        }
    }

    fn change_transfer(&mut self, node: NodeId, kind: TransferKind, change: Change) {
        let mut changed = false;
        for transfer in self.transfers.iter_mut().filter(|t| t.node == Some(node) && t.kind == kind) {
            transfer.dwell = change.spread(&transfer.dwell);
            changed = true;
        }
        let default = self.transfers.iter().find(|t| t.node.is_none() && t.kind == kind);
        if let Some(default) = default.filter(|_| !changed) {
            let own = Transfer { node: Some(node), dwell: change.spread(&default.dwell), ..default.clone() };
            self.transfers.push(own);
        }
    }

    fn set_parameter(&mut self, name: &str, country: CountryId, value: u64) {
        let scope = self.country(country).code.clone();
        let rows = self.parameter_rows(name, &scope);
        let known = self.parameters.get(rows.start).filter(|_| !rows.is_empty());
        let Some(row) = known.or_else(|| self.parameter(name, None, i16::MIN)).cloned() else { return };
        self.parameters.splice(rows, [Parameter { scope, low: value, likely: value, high: value, ..row }]);
    }

    fn add_link(&mut self, link: &Link, border: Option<&BorderDwell>) {
        let id = LinkId::new(self.links.len());
        let mut link = link.clone();
        if let Some(dwell) = border {
            link.border = Some(BorderId::new(self.borders.len()));
            self.borders.push(Border { link: id, dwells: vec![dwell.clone()] });
        }
        self.links.push(link);
    }
}

impl Link {
    fn lengthen(&mut self, change: Change) {
        self.length = Length::new(change.of(self.length.get()));
        if let Change::Scale(by, per) = change {
            self.duration = self.duration.map(|d| d.scaled(by, per));
            self.cost = self.cost.map(|c| c.scaled(by, per));
        }
    }

    fn speed_up(&mut self, change: Change) {
        match (change, self.duration) {
            (Change::Scale(by, per), Some(duration)) => self.duration = Some(duration.scaled(per, by.max(1))),
            (Change::Scale(..), None) => self.speed_percent = change.of(self.speed_percent).max(1),
            (Change::Set(value), _) => (self.speed, self.duration, self.speed_percent) = (Speed::new(value), None, 100),
        }
    }

    fn price(&mut self, change: Change) {
        match change {
            Change::Scale(..) => self.tariff_percent = change.of(self.tariff_percent),
            Change::Set(value) => (self.cost, self.tariff_percent) = (Some(self.length.priced(Rate::new(value))), 100),
        }
    }
}

/// The evidence of what an edit adds.
pub(crate) fn added() -> Evidence {
    Evidence { sources: "scenario".to_owned(), confidence: super::Confidence::Low }
}
