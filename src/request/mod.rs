//! What is asked, as text: the same struct for the command line, a batch row, JSON and a test.

mod claim;
mod compare;
mod critical;
mod cut;
mod element;
mod impact;
mod lint;
mod list;
mod matrix;
mod panel;
mod pareto;
mod reach;
mod risk;
mod route;
mod row;
mod sweep;
mod transit;
mod verify;
mod why;

use serde::{Deserialize, Serialize};

pub use claim::ClaimRequest;
pub use compare::CompareRequest;
pub use critical::{CriticalRequest, Damage};
pub use cut::{CutRequest, FlowUnit};
pub use element::ElementKind;
pub use impact::ImpactRequest;
pub use lint::{LintCheck, LintRequest, Severity};
pub use list::{ListRequest, Listing};
pub use matrix::MatrixRequest;
pub use panel::{Pair, PanelRequest};
pub use pareto::ParetoRequest;
pub use reach::ReachRequest;
pub use risk::RiskRequest;
pub use route::{AlternativesKind, RouteRequest};
pub use row::Column;
pub use sweep::SweepRequest;
pub use transit::TransitRequest;
pub use verify::{Check, VerifyRequest};
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
    /// What is within reach, or where one corridor stops beating another.
    Reach(ReachRequest),
    /// How time and cost are spread.
    Risk(RiskRequest),
    /// What scenarios change over many pairs of ends.
    Compare(CompareRequest),
    /// What every single loss does over many pairs of ends.
    Critical(CriticalRequest),
    /// The smallest set whose loss separates two ends.
    Cut(CutRequest),
    /// The model against published figures, and its invariants.
    Verify(VerifyRequest),
    /// What projects change over many pairs of ends.
    Impact(ImpactRequest),
    /// Whether claims about projects hold.
    Claim(ClaimRequest),
    /// Every origin to every destination.
    Matrix(MatrixRequest),
    /// What is doubtful in the network.
    Lint(LintRequest),
    /// What the network knows.
    List(ListRequest),
}

impl Request {
    /// The day whose network is asked for, as written; the data's own if absent.
    pub fn as_of(&self) -> Option<&str> {
        match self.terms() {
            Terms::Route(route) => route.as_of.as_deref(),
            Terms::Panel(panel) => panel.as_of.as_deref(),
            Terms::List(list) => list.as_of.as_deref(),
            Terms::None => None,
        }
    }

    /// Says whether lines will be drawn.
    #[cfg(feature = "cli")]
    pub(crate) fn draw(&mut self, geometry: bool) {
        if let Some(own) = self.geometry() {
            *own = geometry;
        }
    }

    fn terms(&self) -> Terms<'_> {
        match self {
            Self::Route(route)
            | Self::Transit(TransitRequest { route, .. })
            | Self::Pareto(ParetoRequest { route, .. })
            | Self::Reach(ReachRequest { route, .. })
            | Self::Risk(RiskRequest { route, .. })
            | Self::Why(WhyRequest { route, .. })
            | Self::Sweep(SweepRequest { route, .. })
            | Self::Cut(CutRequest { route, .. })
            | Self::Matrix(MatrixRequest { terms: route, .. }) => Terms::Route(route),
            Self::Compare(CompareRequest { panel, .. }) | Self::Critical(CriticalRequest { panel, .. }) | Self::Impact(ImpactRequest { panel, .. }) => {
                Terms::Panel(panel)
            }
            Self::Claim(_) | Self::Verify(_) | Self::Lint(_) => Terms::None,
            Self::List(list) => Terms::List(list),
        }
    }

    #[cfg(feature = "cli")]
    fn geometry(&mut self) -> Option<&mut bool> {
        Some(match self {
            Self::Route(route)
            | Self::Transit(TransitRequest { route, .. })
            | Self::Pareto(ParetoRequest { route, .. })
            | Self::Reach(ReachRequest { route, .. })
            | Self::Risk(RiskRequest { route, .. })
            | Self::Why(WhyRequest { route, .. })
            | Self::Sweep(SweepRequest { route, .. })
            | Self::Cut(CutRequest { route, .. }) => &mut route.geometry,
            Self::Verify(verify) => &mut verify.geometry,
            Self::Compare(CompareRequest { panel, .. }) | Self::Critical(CriticalRequest { panel, .. }) | Self::Impact(ImpactRequest { panel, .. }) => {
                &mut panel.geometry
            }
            Self::Claim(claim) => &mut claim.geometry,
            Self::Matrix(MatrixRequest { terms, .. }) => &mut terms.geometry,
            Self::Lint(lint) => &mut lint.geometry,
            Self::List(list) => &mut list.geometry,
        })
    }
}

/// On what terms a request is asked.
enum Terms<'a> {
    Route(&'a RouteRequest),
    Panel(&'a PanelRequest),
    List(&'a ListRequest),
    /// On none: it is of the data's own day.
    None,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_that_of_the_terms() {
        let as_of = Some("2013-06-01".to_owned());
        let route = RouteRequest { as_of: as_of.clone(), ..RouteRequest::default() };
        let panel = PanelRequest { as_of: as_of.clone(), ..PanelRequest::default() };
        let asked = [
            Request::Route(route.clone()),
            Request::Transit(TransitRequest { route: route.clone(), through: None }),
            Request::Matrix(MatrixRequest {
                origins: Vec::new(),
                destinations: Vec::new(),
                pairs: Vec::new(),
                criteria: Vec::new(),
                wide: false,
                terms: route,
            }),
            Request::Compare(CompareRequest { scenarios: Vec::new(), panel }),
        ];
        for request in asked {
            assert_eq!(request.as_of(), as_of.as_deref(), "{request:?}");
        }
        assert_eq!(Request::Route(RouteRequest::default()).as_of(), None);
        assert_eq!(Request::Claim(ClaimRequest { claim: String::new(), geometry: false }).as_of(), None);
    }
}
