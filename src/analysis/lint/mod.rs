//! What is doubtful in a network: what keeps it from being read, and what reads well and is likely to be wrong.

mod events;
mod finding;
mod lines;
mod load;
mod shape;

use super::{dataset, value};
use crate::network::Network;
use crate::report::{Cell, Lead, Report, Table};
use crate::request::{LintCheck, LintRequest, Request, Severity};
use finding::Finding;

/// Looks through a network.
pub(super) fn answer(network: &Network, request: &LintRequest) -> Report {
    let mut findings = lines::check(network);
    findings.extend(events::check(network));
    findings.extend(shape::check(network, request));
    findings.extend(load::findings(network, request, &findings));
    findings.retain(|f| request.only.is_empty() || request.only.contains(&f.check));
    let errors = findings.iter().filter(|f| f.severity == Severity::Error).count();
    let counts = counts(&findings);
    findings.retain(|f| f.severity <= request.level);
    findings.sort_by_key(|f| (f.severity, f.check));

    let (nodes, links) = (network.nodes().len(), network.links().len());
    let title = format!("What is doubtful in a network of {nodes} nodes and {links} links");
    let asked = value(&Request::Lint(request.clone()));
    let mut report = Report::new(title, asked, dataset(network, network.manifest().as_of, request.geometry), Lead::Tables);
    report.holds = errors == 0;
    if request.geometry {
        report.features = findings.iter().map(Finding::feature).collect();
    }
    if findings.is_empty() {
        report.notes.push("Nothing was found.".to_owned());
    }
    let rows = findings.iter().map(Finding::row).collect();
    report.with(Table::new("findings", "Findings", &finding::COLUMNS, rows)).with(counts)
}

/// How many findings of each check and severity there are, shown or not.
fn counts(findings: &[Finding]) -> Table {
    let count = |check: LintCheck, severity| Cell::count(findings.iter().filter(|f| f.check == check && f.severity == severity).count());
    let found = LintCheck::ALL.iter().filter(|c| findings.iter().any(|f| f.check == **c));
    let row = |check: &LintCheck| {
        let mut cells = vec![Cell::text(check.name())];
        cells.extend(Severity::ALL.iter().map(|s| count(*check, *s)));
        cells
    };
    Table::new("counts", "How many of each", &["check", "errors", "warnings", "notes"], found.map(row).collect())
}
