//! What is asked, as text: the same struct for the command line, a batch row, JSON and a test.

mod compare;
mod critical;
mod cut;
mod element;
mod list;
mod matrix;
mod panel;
mod pareto;
mod risk;
mod route;
mod row;
mod sweep;
mod transit;
mod why;

use serde::{Deserialize, Serialize};

pub use compare::CompareRequest;
pub use critical::{CriticalRequest, Damage};
pub use cut::CutRequest;
pub use element::ElementKind;
pub use list::{ListRequest, Listing};
pub use matrix::MatrixRequest;
pub use panel::{Pair, PanelRequest};
pub use pareto::ParetoRequest;
pub use risk::RiskRequest;
pub use route::{AlternativesKind, RouteRequest};
pub use row::Column;
pub use sweep::SweepRequest;
pub use transit::TransitRequest;
pub use why::WhyRequest;

/// A question to a network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "lowercase")]
#[non_exhaustive]
pub enum Request {
    /// The best route and distinct alternatives.
    Route(RouteRequest),
    /// The corridors between two regions side by side.
    Transit(TransitRequest),
    /// The exact non-dominated set over several measures.
    Pareto(ParetoRequest),
    /// Why one route beats another, and what would flip it.
    Why(WhyRequest),
    /// Where the best route changes as a figure moves.
    Sweep(SweepRequest),
    /// How time and cost are spread.
    Risk(RiskRequest),
    /// What scenarios change over many pairs of ends.
    Compare(CompareRequest),
    /// What every single loss does over many pairs of ends.
    Critical(CriticalRequest),
    /// The smallest set whose loss separates two ends.
    Cut(CutRequest),
    /// Every origin to every destination.
    Matrix(MatrixRequest),
    /// What the network knows.
    List(ListRequest),
}

impl Request {
    /// Says whether lines will be drawn.
    #[cfg(feature = "cli")]
    pub(crate) fn draw(&mut self, geometry: bool) {
        *match self {
            Self::Route(route)
            | Self::Transit(TransitRequest { route, .. })
            | Self::Pareto(ParetoRequest { route, .. })
            | Self::Risk(RiskRequest { route, .. })
            | Self::Why(WhyRequest { route, .. })
            | Self::Sweep(SweepRequest { route, .. })
            | Self::Cut(CutRequest { route, .. }) => &mut route.geometry,
            Self::Compare(CompareRequest { panel, .. }) | Self::Critical(CriticalRequest { panel, .. }) => &mut panel.geometry,
            Self::Matrix(MatrixRequest { terms, .. }) => &mut terms.geometry,
            Self::List(list) => &mut list.geometry,
        } = geometry;
    }
}
