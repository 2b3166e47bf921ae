//! Freight corridors between China, Central Asia, the Caucasus, Iran, Türkiye, Russia and Europe: which
//! routes exist, how long, how dear, how dirty and how sure each is.
//!
//! ```
//! use corridor::{Request, RouteRequest, Source};
//!
//! let (network, _warnings) = corridor::load(&Source::default())?;
//! let request = RouteRequest { from: "Khorgos".into(), to: "Europe".into(), ..RouteRequest::default() };
//! let report = corridor::answer(&network, &Request::Route(request))?;
//! let best = &report.itineraries[0];
//! println!("{}: {} km, {} days", best.route(), best.totals.0.length.whole_km(), best.totals.0.duration().days());
//! # Ok::<(), corridor::Error>(())
//! ```
//!
//! # The house
//!
//! Imports point one way, from the bottom of this list to the top (`tests/architecture.rs` holds it):
//!
//! | module | what it is |
//! |---|---|
//! | [`units`], [`error`], `cache` | integer quantities; what can go wrong; files that need not be made again |
//! | [`geography`], [`impact`], [`land`] | distances; what a shipment costs in every currency; where land is |
//! | [`nearby`] | what lies near a position |
//! | [`network`] | what exists: nodes, links, borders, services, corridors |
//! | [`request`], [`query`], `data` | what is asked; what it means; text to network |
//! | [`state`], `prepared` | node x mode x gauge, as a petgraph; a large one prepared for many questions |
//! | [`itinerary`], [`scenario`], [`report`] | legs and events of a path; edits that make a new network; what every format renders |
//! | `analysis` | one file per question, behind [`answer`] |
//! | [`export`] | one file per format |
//! | `import` | files of others to the folder of a network |
//! | `cli` | arguments and terminal; the only place that prints |
//!
//! [`solve`] is the engine: graphs and integers, nothing of freight. [`chance`] is another: sums of random terms; [`area`]
//! a third: what lies within reach on a map.
//!
//! # Words
//!
//! | word | meaning |
//! |---|---|
//! | node | a place in the network with a code and a position |
//! | place | a cluster of nodes under one name |
//! | link | one mode between two nodes; parallel links are never merged |
//! | state, arc | of the expanded graph: where a shipment is, and what takes it on |
//! | path | what the solver returns: arcs |
//! | leg | the longest run of hauls on one mode and gauge, in one country |
//! | event | border crossing, gauge change, transshipment, wait, loading, unloading |
//! | itinerary | legs and events in order, with exact totals |
//! | dwell | time standing; line-haul is time moving |
//! | headway | time between two sailings |
//! | corridor | a named chain of nodes; a route follows several for parts of its way |
//! | gateway | the node that stands for a region in one answer |
//! | OD pair | an origin and a destination |
//! | generalised cost | money plus value of time times duration |
//! | impact | length, time, money, emissions and counts of an itinerary |
//! | with/without | two networks that differ by a project |

mod analysis;
pub mod area;
mod cache;
pub mod chance;
#[cfg(feature = "cli")]
pub mod cli;
mod data;
pub mod error;
pub mod export;
mod frozen;
pub mod geography;
pub mod impact;
#[cfg(feature = "import")]
pub mod import;
pub mod itinerary;
pub mod land;
pub mod nearby;
pub mod network;
mod prepared;
pub mod query;
pub mod report;
pub mod request;
pub mod scenario;
pub mod solve;
pub mod state;
pub mod units;

pub use analysis::{Asker, Batch, Outcome, Route, Tally, Watch, answer, answer_watched, framed};
pub use data::{Inspected, Source, inspect, parse_date};
pub use error::{Error, Problem, Warning};
pub use frozen::load;
pub use network::Network;
pub use report::Report;
pub use request::{
    Check, ClaimRequest, CompareRequest, CriticalRequest, CutRequest, ElementKind, ImpactRequest, LintCheck, LintRequest, ListRequest, Listing, MatrixRequest,
    Pair, PanelRequest, ParetoRequest, ReachRequest, Request, RiskRequest, RouteRequest, Severity, SweepRequest, TransitRequest, VerifyRequest, WhyRequest,
};
