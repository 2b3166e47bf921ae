//! What an import did, as an answer that every format renders.

use super::Draft;
use crate::report::{Cell, Dataset, Lead, Report, Table};
use crate::units::Length;

/// How many parts are listed.
const PARTS: usize = 20;

impl Draft {
    /// What was read, joined, made and left out.
    pub fn report(&self) -> Report {
        let (nodes, links) = (self.nodes.len(), self.links.len());
        let title = format!("{}: {nodes} nodes and {links} links", self.options.name);
        let asked = serde_json::json!({
            "command": "import",
            "file": self.options.name,
            "snap_m": self.options.snap,
            "reach_m": self.options.reach,
            "simplify_m": self.options.simplify,
            "map": self.options.map.pairs().map(|(ours, theirs)| format!("{ours}={theirs}")).collect::<Vec<_>>(),
        });
        let (version, as_of) = self.beside.clone();
        let dataset = Dataset { version, as_of, scenarios: Vec::new(), digest: String::new() };
        let mut report = Report::new(title, asked, dataset, Lead::Tables);
        report.tables = vec![self.counted(), self.connected()];
        report.tables.extend(self.skipped.tables());
        report.notes.clone_from(&self.notes);
        report.holds = links > 0;
        report
    }

    fn counted(&self) -> Table {
        let km: Length = self.links.iter().map(|l| l.length).sum();
        let last = [("nodes", self.nodes.len() as u64), ("links", self.links.len() as u64), ("km of links", km.whole_km())];
        let vertices: usize = self.links.iter().map(|l| l.inner.len()).sum();
        let last = last.into_iter().chain([("points that draw them", vertices as u64)]);
        let rows = self.counts.iter().copied().chain(last).map(|(what, n)| vec![Cell::text(what), Cell::whole(n)]).collect();
        Table::new("counts", "What was done", &["what", "count"], rows)
    }

    /// The parts that hang together.
    fn connected(&self) -> Table {
        let parts = self.parts();
        let mut part_of = vec![0; self.nodes.len()];
        for (i, nodes) in parts.iter().enumerate() {
            nodes.iter().for_each(|n| part_of[*n] = i);
        }
        let mut sums = vec![(0usize, Length::ZERO); parts.len()];
        for link in &self.links {
            let sum = &mut sums[part_of[link.from]];
            *sum = (sum.0 + 1, sum.1 + link.length);
        }
        let row = |(i, nodes): (usize, &Vec<usize>)| {
            let one = &self.nodes[nodes[0]];
            vec![Cell::count(i + 1), Cell::count(nodes.len()), Cell::count(sums[i].0), Cell::whole(sums[i].1.whole_km()), Cell::text(&one.code)]
        };
        let rows = parts.iter().enumerate().take(PARTS).map(row).collect();
        let title = if parts.len() > PARTS { format!("The largest of {} parts", parts.len()) } else { format!("Parts: {}", parts.len()) };
        Table::new("parts", title, &["part", "nodes", "links", "km", "one_node"], rows)
    }
}
