//! One file per question: a request in, a report out; no reading, no printing, no clock.

mod backdrop;
mod batch;
mod charts;
mod claim;
mod compare;
mod corridors;
mod critical;
mod cut;
mod describe;
mod elements;
mod evidence;
mod gains;
mod impact;
mod knob;
mod lint;
mod list;
mod matrix;
mod panel;
mod pareto;
mod reach;
mod risk;
mod route;
mod routing;
mod sweep;
mod tally;
mod terms;
mod transit;
mod variants;
mod verify;
mod why;

pub use batch::{Asker, Batch, Outcome, Route};
pub use tally::Tally;

use crate::error::Error;
use crate::network::{Network, NodeId};
use crate::query::RouteQuery;
use crate::report::{Dataset, Frame, NodeRef, Place, Report};
use crate::request::Request;

/// Answers a question.
///
/// # Errors
/// When the question cannot be understood: unknown or ambiguous names, values out of range.
/// "No route" is an answer, with [`Report::answered`] false and the reason in the notes.
///
/// ```
/// use corridor::{Request, RouteRequest};
///
/// let (network, _) = corridor::load(&corridor::Source::default())?;
/// let request = RouteRequest { from: "Khorgos".into(), to: "Europe".into(), ..RouteRequest::default() };
/// let report = corridor::answer(&network, &Request::Route(request))?;
/// let best = &report.itineraries[0];
/// assert_eq!(best.gateway.as_ref().unwrap().code, "MALASZEWICZE");
/// assert_eq!(best.countries, ["KZ", "RU", "BY", "PL"]);
/// # Ok::<(), corridor::Error>(())
/// ```
pub fn answer(network: &Network, request: &Request) -> Result<Report, Error> {
    answer_watched(network, request, &|_, _| {})
}

/// Who is told how many steps of a long answer are done, of how many.
pub type Watch<'w> = &'w (dyn Fn(usize, usize) + Sync);

/// Answers a question and says how far it is; a short answer says nothing.
///
/// # Errors
/// As [`answer`].
pub fn answer_watched(network: &Network, request: &Request, watch: Watch) -> Result<Report, Error> {
    let day = RouteQuery::as_of(network, request.as_of())?;
    let network = &*network.on(day);
    let mut report = of_day(network, request, watch)?;
    report.notes.extend(idle(network, day));
    Ok(report)
}

/// A report with what a format shows beside the answer, as its [`Exporter`](crate::export::Exporter) says: the network of the day around it,
/// the sources it cites, the rows its routes pass.
pub fn framed(network: &Network, mut report: Report, frame: Frame) -> Report {
    if frame.map && report.has_place() {
        report.backdrop = Some(backdrop::of(network, &report.dataset.as_of));
    }
    if frame.digest && report.dataset.digest.is_empty() {
        report.dataset.digest = network.digest();
    }
    if frame.rows && report.features.is_empty() {
        report.features = list::passed(network, &report);
    }
    if frame.sources {
        report.sources = evidence::cited(network, &report);
    }
    report
}

/// The scenarios that change nothing on a day, in sentences.
fn idle(network: &Network, day: jiff::civil::Date) -> impl Iterator<Item = String> {
    network.idle_scenarios(day).map(move |(name, days)| {
        let until = days.to.map_or_else(String::new, |to| format!(" until {to}"));
        let from = days.from.map_or_else(|| day.to_string(), |from| from.to_string());
        format!("Scenario {name} holds from {from}{until}, so it changes nothing on {day}; ask with --as-of {from}.")
    })
}

fn of_day(network: &Network, request: &Request, watch: Watch) -> Result<Report, Error> {
    match request {
        Request::Route(request) => route::answer(network, request),
        Request::Transit(request) => transit::answer(network, request),
        Request::Why(request) => why::answer(network, request),
        Request::Sweep(request) => sweep::answer(network, request),
        Request::Pareto(request) => pareto::answer(network, request),
        Request::Reach(request) => reach::answer(network, request),
        Request::Risk(request) => risk::answer(network, request),
        Request::Compare(request) => compare::answer(network, request),
        Request::Critical(request) => critical::answer(network, request),
        Request::Cut(request) => cut::answer(network, request),
        Request::Verify(request) => verify::answer(network, request),
        Request::Impact(request) => impact::answer(network, request, watch),
        Request::Claim(request) => claim::answer(network, request),
        Request::Matrix(request) => matrix::answer(network, request),
        Request::Lint(request) => Ok(lint::answer(network, request)),
        Request::List(request) => list::answer(network, request),
    }
}

/// A request as JSON, for the answer to say what was asked.
fn value(request: &Request) -> serde_json::Value {
    serde_json::to_value(request).unwrap_or_default()
}

fn dataset(network: &Network, as_of: jiff::civil::Date, with_digest: bool) -> Dataset {
    let digest = if with_digest { network.digest() } else { String::new() };
    Dataset { version: network.manifest().version.clone(), as_of: as_of.to_string(), scenarios: network.scenarios().to_vec(), digest }
}

/// A row of a table of the data, by column.
struct Record(std::collections::BTreeMap<String, String>);

impl Record {
    /// The cell, empty when there is none.
    fn text(&self, column: &str) -> &str {
        self.0.get(column).map_or("", String::as_str)
    }
}

/// The rows of a table of the data.
fn records(network: &Network, file: &str) -> Vec<Record> {
    let mut rows = network.table(file).into_iter();
    let header = rows.next().unwrap_or_default();
    rows.map(|row| Record(header.iter().cloned().zip(row).collect())).collect()
}

fn node_ref(network: &Network, id: NodeId) -> NodeRef {
    let node = network.node(id);
    NodeRef { code: node.code.clone(), name: node.name.clone(), position: Place(node.position) }
}
