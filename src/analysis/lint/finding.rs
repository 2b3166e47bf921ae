//! One thing that was found, and its forms in a report.

use crate::network::{LinkId, Network, NodeId};
use crate::report::{Cell, Feature, Shape};
use crate::request::{LintCheck, Severity};

/// The columns of a finding.
pub(super) const COLUMNS: [&str; 8] = ["severity", "check", "name", "message", "fix", "row", "lon", "lat"];

/// One thing that was found.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    pub severity: Severity,
    pub check: LintCheck,
    /// The codes it is about.
    pub about: String,
    pub message: String,
    pub fix: String,
    /// File and line, where a row is to blame.
    pub row: String,
    pub shape: Shape,
}

impl Finding {
    /// About a link.
    pub fn link(network: &Network, severity: Severity, check: LintCheck, link: LinkId, message: String, fix: &str) -> Self {
        let line: Vec<_> = network.line(link).into_iter().filter(|p| p.x.is_finite() && p.y.is_finite()).collect();
        let shape = if line.len() < 2 { Shape::Nowhere } else { Shape::Lines(vec![line]) };
        Self { severity, check, about: network.link(link).code.clone(), message, fix: fix.to_owned(), row: String::new(), shape }
    }

    /// About nodes.
    pub fn nodes(network: &Network, severity: Severity, check: LintCheck, nodes: &[NodeId], message: String, fix: &str) -> Self {
        let points: Vec<_> = nodes.iter().map(|n| network.node(*n).position).filter(|p| p.x.is_finite() && p.y.is_finite()).collect();
        let shape = if points.is_empty() { Shape::Nowhere } else { Shape::Points(points) };
        let about: Vec<&str> = nodes.iter().take(5).map(|n| network.node(*n).code.as_str()).collect();
        let more = if nodes.len() > about.len() { format!(" and {} more", nodes.len() - about.len()) } else { String::new() };
        Self { severity, check, about: about.join(", ") + &more, message, fix: fix.to_owned(), row: String::new(), shape }
    }

    pub fn row(&self) -> Vec<Cell> {
        let at = match &self.shape {
            Shape::Points(points) => points.first(),
            Shape::Lines(lines) => lines.first().and_then(|line| line.get(line.len() / 2)),
            _ => None,
        };
        let degrees = |d: f64| Cell::Written(format!("{d:.5}"));
        let text = |text: &str| if text.is_empty() { Cell::Empty } else { Cell::text(text) };
        vec![
            Cell::text(self.severity.name()),
            Cell::text(self.check.name()),
            text(&self.about),
            Cell::text(&self.message),
            Cell::text(&self.fix),
            text(&self.row),
            at.map_or(Cell::Empty, |p| degrees(p.x)),
            at.map_or(Cell::Empty, |p| degrees(p.y)),
        ]
    }

    pub fn feature(&self) -> Feature {
        let emphasis = match self.severity {
            Severity::Error => 4,
            Severity::Warning => 2,
            Severity::Note => 1,
        };
        let mut properties: Vec<(String, Cell)> = COLUMNS.iter().zip(self.row()).take(6).map(|(c, v)| ((*c).to_owned(), v)).collect();
        properties.push(("emphasis".to_owned(), Cell::whole(emphasis)));
        Feature { shape: self.shape.clone(), kind: "finding", mode: None, properties }
    }
}
