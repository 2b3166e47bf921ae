//! From text to network: reads the files, checks every row, and reports all problems at once.

mod build;
mod checks;
mod effects;
mod gaps;
mod items;
mod manifest;
mod published;
mod rows;
mod schema;
mod table;
mod texts;

pub(crate) use checks::{BELOW_GEODESIC_PERCENT, DETOUR_TENTHS, DETOUR_WORD, YARD};
#[cfg(any(feature = "cli", feature = "import"))]
pub(crate) use rows::line_of;
pub use texts::Source;
pub(crate) use texts::Texts;
#[cfg(feature = "cli")]
pub(crate) use texts::bytes;

use std::collections::HashMap;

use geo::Coord;
use jiff::civil::Date;

use crate::error::{Error, Problem, Warning};
use crate::network::{LinkId, Network, NodeId, Published, Waypoints};
use table::Table;

/// Checks texts and builds the network of them.
///
/// # Errors
/// [`Error::Data`] with every problem found in any file, those among them that reading the texts has found.
pub(crate) fn build(texts: Texts, problems: Vec<Problem>) -> Result<(Network, Vec<Warning>), Error> {
    let Inspected { network, problems, warnings } = checked(texts, problems);
    match network {
        Some(network) if problems.is_empty() => Ok((network, warnings)),
        _ => Err(Error::Data(problems)),
    }
}

/// A network as far as it can be read, and everything that is wrong with it.
#[derive(Debug)]
pub struct Inspected {
    /// The network, for analyses that stand wrong rows ([`crate::LintRequest`]); `None` when its manifest cannot be read.
    pub network: Option<Network>,
    /// What is wrong, in the order of files and lines.
    pub problems: Vec<Problem>,
    /// What is worth knowing.
    pub warnings: Vec<Warning>,
}

/// Reads a network with all its faults.
///
/// # Errors
/// [`Error::File`] when a folder or one of the two files a network needs cannot be read.
pub fn inspect(source: &Source) -> Result<Inspected, Error> {
    let mut problems = Vec::new();
    let texts = Texts::read(source, &mut problems)?;
    Ok(checked(texts, problems))
}

fn checked(texts: Texts, mut problems: Vec<Problem>) -> Inspected {
    let (network, warnings) = build::network(texts, &mut problems);
    problems.sort();
    problems.dedup();
    Inspected { network, problems, warnings }
}

/// Reads a date: `2014-08-22`, `2014-08` or `2014` (the first day of it).
pub fn parse_date(text: &str) -> Option<Date> {
    let digits = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
    let mut parts = text.split('-');
    let year = parts.next().filter(|y| digits(y, 4))?.parse().ok()?;
    let mut next = || match parts.next() {
        None => Some(1),
        Some(p) if digits(p, 2) => p.parse().ok(),
        Some(_) => None,
    };
    let (month, day) = (next()?, next()?);
    if parts.next().is_some() { None } else { Date::new(year, month, day).ok() }
}

/// The waypoints of every link, in order; read when a line is first drawn.
pub(crate) fn waypoints(network: &Network) -> Waypoints {
    let mut problems = Vec::new();
    let table = Table::read(&network.texts, "waypoints.csv", &mut problems);
    let mut out = vec![Vec::new(); network.links.len()];
    let index: HashMap<&str, usize> = network.links.iter().enumerate().map(|(i, l)| (l.code.as_str(), i)).collect();
    for row in table.rows() {
        let degrees = |column| row.text(column).parse::<f64>().unwrap_or_default();
        if let Some(&i) = index.get(row.text("link")) {
            out[i].push(Coord { x: degrees("lon"), y: degrees("lat") });
        }
    }
    out
}

/// A node or link that a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// A node.
    Node(NodeId),
    /// A link.
    Link(LinkId),
}

/// What each problem is about, where its row names a node or link of the network.
pub(crate) fn subjects(network: &Network, problems: &[Problem]) -> Vec<Option<Subject>> {
    let mut places: HashMap<(&str, u64), usize> = HashMap::new();
    for problem in problems {
        let next = places.len();
        places.entry((&problem.file, problem.line)).or_insert(next);
    }
    let mut found: Vec<Option<Subject>> = vec![None; places.len()];
    let nodes: HashMap<&str, Subject> = network.nodes().map(|(id, n)| (n.code.as_str(), Subject::Node(id))).collect();
    let links: HashMap<&str, Subject> = network.links().map(|(id, l)| (l.code.as_str(), Subject::Link(id))).collect();
    for file in ["nodes.csv", "links.csv", "waypoints.csv", "borders.csv", "transfers.csv"] {
        let table = Table::read(&network.texts, file, &mut Vec::new());
        for row in table.rows() {
            let Some(&at) = places.get(&(row.label(), row.line())) else { continue };
            let subject = match file {
                "nodes.csv" => nodes.get(row.text("code")),
                "transfers.csv" => nodes.get(row.text("node")),
                "links.csv" => links.get(row.link_code().as_str()),
                _ => links.get(row.text("link")),
            };
            found[at] = subject.copied();
        }
    }
    problems.iter().map(|p| found[places[&(p.file.as_str(), p.line)]]).collect()
}

/// The code of a link whose row gives none: `FROM--TO`, with `:MODE` when it is no rail link.
pub(crate) fn made_up_code(from: &str, to: &str, mode: &str) -> String {
    match mode {
        "rail" => format!("{from}--{to}"),
        mode => format!("{from}--{to}:{}", mode.to_uppercase()),
    }
}

/// The columns of `links.csv`, for an import.
#[cfg(feature = "import")]
pub(crate) fn link_columns() -> impl Iterator<Item = &'static str> {
    let file = schema::file("links.csv");
    file.required.iter().chain(file.optional).copied()
}

/// The files whose rows cite sources.
pub(crate) fn sourced_files() -> impl Iterator<Item = &'static str> {
    schema::FILES.iter().filter(|f| f.optional.contains(&"source")).map(|f| f.name)
}

/// The published figures that can be read, in the order of the data; read when they are asked for.
pub(crate) fn published(network: &Network) -> Vec<Published> {
    published::read(network, &mut Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_may_be_years_months_or_days() {
        assert_eq!(parse_date("2014"), Some(date(2014, 1, 1)));
        assert_eq!(parse_date("2014-08"), Some(date(2014, 8, 1)));
        assert_eq!(parse_date("2014-08-22"), Some(date(2014, 8, 22)));
        for bad in ["", "14", "2014-13", "2014-02-30", "2014-8-2", "2014-08-22-1", "22.08.2014"] {
            assert_eq!(parse_date(bad), None, "{bad}");
        }
    }
}
