//! From text to network: reads the files, checks every row, and reports all problems at once.

mod build;
mod effects;
mod published;
mod schema;
mod table;
mod texts;

pub use texts::Source;
pub(crate) use texts::Texts;

use geo::Coord;
use jiff::civil::Date;

use crate::error::{Error, Warning};
use crate::network::{Network, Published, Waypoints};
use table::Table;

/// Reads and checks a network from its texts.
///
/// # Errors
/// [`Error::Data`] with every problem found in any file; [`Error::File`] when a folder or one of the
/// two files a network needs cannot be read.
pub(crate) fn read(source: &Source) -> Result<(Network, Vec<Warning>), Error> {
    let mut problems = Vec::new();
    let texts = Texts::read(source, &mut problems)?;
    let (network, warnings) = build::network(texts, &mut problems);
    match network {
        Some(network) if problems.is_empty() => Ok((network, warnings)),
        _ => {
            problems.sort();
            problems.dedup();
            Err(Error::Data(problems))
        }
    }
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
    let index: std::collections::HashMap<&str, usize> = network.links.iter().enumerate().map(|(i, l)| (l.code.as_str(), i)).collect();
    for row in table.rows() {
        let degrees = |column| row.text(column).parse::<f64>().unwrap_or_default();
        if let Some(&i) = index.get(row.text("link")) {
            out[i].push(Coord { x: degrees("lon"), y: degrees("lat") });
        }
    }
    out
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
