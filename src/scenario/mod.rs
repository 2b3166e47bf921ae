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
                for figures in &mut self.services[id.index()].years {
                    (figures.queue, figures.headway) = (Spread::exactly(wait), Duration::ZERO);
                }
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
                let rows = self.parameter_rows(name, &scope);
                let known = self.parameters.get(rows.start).filter(|_| !rows.is_empty());
                let Some(row) = known.or_else(|| self.parameter(name, None, i16::MIN)).cloned() else { return };
                self.parameters.splice(rows, [crate::network::Parameter { scope, low: value, likely: value, high: value, ..row }]);
            }
        }
    }
}
