//! What reading a network found: the same problem of many rows is one finding.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::finding::Finding;
use crate::data::{Subject, subjects};
use crate::error::Problem;
use crate::network::Network;
use crate::report::Shape;
use crate::request::{LintCheck, LintRequest, Severity};

/// Problems and warnings as findings. What another check says of the same link better is left to it.
pub(super) fn findings(network: &Network, request: &LintRequest, others: &[Finding]) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    let said: HashSet<(LintCheck, &str)> = others.iter().filter(|f| f.severity == Severity::Error).map(|f| (f.check, f.about.as_str())).collect();
    let mut alike: HashMap<[&str; 4], (usize, usize)> = HashMap::new();
    for (problem, subject) in request.problems.iter().zip(subjects(network, &request.problems)) {
        if let Some(Subject::Link(link)) = subject
            && let Some(check) = twin(problem)
            && said.contains(&(check, network.link(link).code.as_str()))
        {
            continue;
        }
        let key = problem.but_its_line();
        if let Some((_, rows)) = alike.get_mut(&key) {
            *rows += 1;
            continue;
        }
        alike.insert(key, (found.len(), 1));
        found.push(finding(network, Severity::Error, problem, subject));
    }
    for (at, rows) in alike.into_values().filter(|(_, rows)| *rows > 1) {
        found[at].message += &format!(" (in {rows} rows)");
    }
    found.extend(request.warnings.iter().map(|w| finding(network, Severity::Note, w, None)));
    found
}

/// The check that finds a problem of loading by itself.
fn twin(problem: &Problem) -> Option<LintCheck> {
    match problem.column.as_str() {
        "length_km" if problem.what.starts_with("is below the geodesic") => Some(LintCheck::BelowGeodesic),
        "length_km" if problem.what.starts_with("is more than") => Some(LintCheck::Detour),
        "to" if problem.what.ends_with("has no border object") => Some(LintCheck::Border),
        _ => None,
    }
}

fn finding(network: &Network, severity: Severity, problem: &Problem, subject: Option<Subject>) -> Finding {
    let cell = [problem.column.clone(), if problem.value.is_empty() { String::new() } else { format!("`{}`", problem.value) }];
    let cell: Vec<&str> = cell.iter().map(String::as_str).filter(|t| !t.is_empty()).collect();
    let message = if cell.is_empty() { problem.what.clone() } else { format!("{}: {}", cell.join(" "), problem.what) };
    let row = if problem.line == 0 { problem.file.clone() } else { format!("{}:{}", problem.file, problem.line) };
    let base = match subject {
        Some(Subject::Link(link)) => Finding::link(network, severity, LintCheck::Load, link, message, &problem.fix),
        Some(Subject::Node(node)) => Finding::nodes(network, severity, LintCheck::Load, &[node], message, &problem.fix),
        None => {
            let file = Path::new(&problem.file).file_name().unwrap_or_default().to_string_lossy().into_owned();
            Finding { severity, check: LintCheck::Load, about: file, message, fix: problem.fix.clone(), row: String::new(), shape: Shape::Nowhere }
        }
    };
    Finding { row, ..base }
}
