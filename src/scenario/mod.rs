//! Edits on a network: each makes a new network, none changes one.

mod file;

pub use file::{SHIPPED, Scenario};

use crate::network::{BorderId, CountryId, Network, NodeId, ServiceId, TransferKind};
use crate::units::{Duration, Spread};

/// One change to the figures of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// The mean wait for a service, queue and half a headway together.
    Wait(ServiceId, Duration),
    /// The time at a border, both ways, all years, gauge change apart.
    Dwell(BorderId, Duration),
    /// The time of one kind of transfer at a node: a gauge change, a lift at a port.
    Transfer(NodeId, TransferKind, Duration),
    /// A figure of `speeds.csv` or `tariffs.csv` for one country, in `10^-5` of its unit.
    Parameter(&'static str, CountryId, u64),
}

impl Network {
    /// The network with some figures changed.
    pub fn edited(&self, edits: &[Edit]) -> Self {
        let mut network = self.clone();
        for edit in edits {
            network.apply(*edit);
        }
        network
    }

    fn apply(&mut self, edit: Edit) {
        match edit {
            Edit::Wait(id, wait) => {
                let service = &mut self.services[id.index()];
                (service.queue, service.headway) = (Spread::exactly(wait), Duration::ZERO);
            }
            Edit::Dwell(id, dwell) => {
                for row in &mut self.borders[id.index()].dwells {
                    row.dwell = Spread::exactly(dwell);
                }
            }
            Edit::Transfer(node, kind, dwell) => {
                for transfer in self.transfers.iter_mut().filter(|t| t.node == Some(node) && t.kind == kind) {
                    transfer.dwell = Spread::exactly(dwell);
                }
            }
            Edit::Parameter(name, country, value) => {
                let scope = self.country(country).code.clone();
                let key = |n: &str, s: &str| (n.to_owned(), s.to_owned());
                let at = self.parameters.binary_search_by_key(&key(name, &scope), |p| key(&p.name, &p.scope));
                let at = at.unwrap_or_else(|at| {
                    if let Some(default) = self.parameter(name, None).cloned() {
                        self.parameters.insert(at, crate::network::Parameter { scope, ..default });
                    }
                    at
                });
                if let Some(row) = self.parameters.get_mut(at) {
                    (row.low, row.likely, row.high) = (value, value, value);
                }
            }
        }
    }
}
