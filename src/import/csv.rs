//! Edge lists: a row for each link, its ends by name, with a file of nodes or with positions in the row.

use std::borrow::Cow;
use std::collections::HashMap;

use super::Options;
use super::countries::Countries;
use super::draft::{Draft, DraftLink, DraftNode};
use super::geojson::NO_MODE;
use super::mapping::{Interned, Traits, normal};
use super::skipped::Skipped;
use crate::data::{BELOW_GEODESIC_PERCENT, YARD, line_of};
use crate::error::{Error, Problem, utf8};
use crate::geography::{Position, geodesic};
use crate::network::{NodeKind, fold};
use crate::units::Length;

/// Reads an edge list, and the nodes if they have a file of their own (its name and text).
///
/// # Errors
/// [`Error::Data`] when a text is not UTF-8, lacks a column it needs, or holds no row that can be used.
pub fn csv(links: &[u8], nodes: Option<(&str, &[u8])>, options: &Options) -> Result<Draft, Error> {
    let countries = Countries::new()?;
    let mut draft = Draft::new(format!("{}, edge list", options.name), "as the file", options);
    let mut known = Known::default();
    if let Some((name, text)) = nodes {
        let table = Table::new(name, utf8(text, name)?, options)?;
        table.needs(&["lon", "lat"])?;
        table.each(&mut draft.skipped, |row, place, skipped| known.add_row(row, place, options, &countries, skipped))?;
    }
    let table = Table::new(&options.name, utf8(links, &options.name)?, options)?;
    table.needs(&["from", "to"])?;
    if nodes.is_none() {
        table.needs(&["from_lon", "from_lat", "to_lon", "to_lat"])?;
    }
    for (ours, theirs) in options.map.pairs().filter(|(ours, _)| nodes.is_none() || !["lon", "lat", "name", "country", "kind", "code"].contains(ours)) {
        if table.place(ours).is_none() {
            return Err(Error::Data(vec![table.problem(1, theirs, "there is no such column", format!("it has {}", table.headers.join(", ")))]));
        }
    }
    let mut traits = Interned::default();
    let (mut rows, mut measured) = (0, 0);
    let mut skipped = std::mem::take(&mut draft.skipped);
    table.each(&mut skipped, |row, place, skipped| {
        rows += 1;
        let mut end = |columns: [&str; 3]| match nodes {
            Some(_) => known.named(row, place, columns[0], skipped),
            None => known.placed(row, place, columns, &countries, skipped),
        };
        let (from, to) = (end(["from", "from_lon", "from_lat"]), end(["to", "to_lon", "to_lat"]));
        let (Some(from), Some(to)) = (from, to) else { return };
        if from == to {
            return skipped.add(place, "a link from a node to itself", row.text("from").as_ref());
        }
        let straight = geodesic(known.nodes[from].position, known.nodes[to].position);
        let stated = ["length_km", "length_m"].into_iter().find(|c| !row.text(c).is_empty());
        let length = match stated {
            None => {
                measured += 1;
                straight
            }
            Some(column) => match normal(column, &row.number(column)).and_then(|km| Length::parse_km(&km)) {
                Some(length) if length.whole_km() <= 40_000 && length + YARD < straight.scaled(100 - BELOW_GEODESIC_PERCENT, 100) => {
                    return skipped.add(place, "a length below the geodesic", &format!("{} km for {} km", row.text(column), straight.km()));
                }
                Some(length) if length.whole_km() <= 40_000 => length,
                _ => return skipped.add(place, "a length that is no number of km on this earth", row.text(column).as_ref()),
            },
        };
        let mut bad = Vec::new();
        let cell = |ours: &str| row.cell(ours).map(|_| row.number(ours));
        let read = Traits::read(options.mode, cell, |column, value, wants| bad.push(format!("{column} `{value}` is not {wants}")));
        let read = match read {
            Ok(read) => read,
            Err(mode) => return skipped.add(place, NO_MODE, &mode),
        };
        for what in bad {
            skipped.add(place, "a cell that cannot be read; the link is kept without it", &what);
        }
        let traits = traits.place(read);
        draft.links.push(DraftLink { from, to, length: length.max(Length::new(1)), given: stated.is_some(), traits, inner: Vec::new() });
    })?;
    draft.skipped = skipped;
    draft.nodes = known.nodes;
    draft.traits = traits.list;
    draft.counts = vec![("rows", rows), ("links without a length, which took the geodesic", measured)];
    if countries.look_swapped(draft.nodes.iter().map(|n| n.position)) {
        draft.notes.push("Most nodes lie at sea as they are written and on land with lon and lat exchanged: they look swapped; try --swap.".to_owned());
    }
    if draft.links.is_empty() {
        let fix = "mend the rows";
        let row = |place: &str, what: &str| Problem { file: place.to_owned(), what: what.to_owned(), fix: fix.to_owned(), ..Problem::default() };
        let problems = draft.skipped.problems(&options.name, "holds no row that can be used", fix, row);
        return Err(Error::Data(problems));
    }
    draft.finish()?;
    Ok(draft)
}

/// The nodes so far, by code and by name.
#[derive(Default)]
struct Known {
    nodes: Vec<DraftNode>,
    by_name: HashMap<String, usize>,
}

impl Known {
    fn add_row(&mut self, row: &Row, place: &str, options: &Options, countries: &Countries, skipped: &mut Skipped) {
        let (code, name) = (row.text("code"), row.text("name"));
        let called = if name.is_empty() { code.as_ref() } else { name.as_ref() };
        if called.is_empty() {
            return skipped.add(place, "a node without a name or code", "");
        }
        let Some(position) = row.position("lon", "lat", options.swap, place, skipped) else { return };
        let own = countries.at(position).unwrap_or_default().to_owned();
        let country = Some(row.text("country").trim().to_uppercase()).filter(|c| c.len() == 2).unwrap_or(own);
        let kind = NodeKind::parse(&row.text("kind")).unwrap_or(NodeKind::RailStation);
        let index = self.nodes.len();
        let twice = [code.as_ref(), called].iter().any(|n| !n.is_empty() && self.by_name.contains_key(&fold(n)));
        if twice && !code.is_empty() && self.by_name.contains_key(&fold(&code)) {
            return skipped.add(place, "a node that stands twice", called);
        }
        for name in [code.as_ref(), called].into_iter().filter(|n| !n.is_empty()) {
            self.by_name.entry(fold(name)).or_insert(index);
        }
        let (name, code) = (called.to_owned(), code.into_owned());
        self.nodes.push(DraftNode { code, name, country, kind, position, ..DraftNode::default() });
    }

    /// The node that an end of a row names.
    fn named(&self, row: &Row, place: &str, column: &str, skipped: &mut Skipped) -> Option<usize> {
        let called = row.text(column);
        let known = self.by_name.get(&fold(&called)).copied();
        match known {
            _ if called.is_empty() => skipped.add(place, "an end without a name", column),
            None => skipped.add(place, "an end that is no node", called.as_ref()),
            Some(_) => {}
        }
        known.filter(|_| !called.is_empty())
    }

    /// The node at an end of a row that says where it is: known, or made.
    fn placed(&mut self, row: &Row, place: &str, [name, lon, lat]: [&str; 3], countries: &Countries, skipped: &mut Skipped) -> Option<usize> {
        let (called, options) = (row.text(name), row.table.options);
        if called.is_empty() {
            skipped.add(place, "an end without a name", name);
            return None;
        }
        let position = row.position(lon, lat, options.swap, place, skipped)?;
        if let Some(index) = self.by_name.get(&fold(&called)).copied() {
            let gap = geodesic(self.nodes[index].position, position);
            if gap <= options.reach {
                return Some(index);
            }
            skipped.add(place, "a name that stands at two places", &format!("{called}, {} km apart", gap.km()));
            return None;
        }
        let country = countries.at(position).unwrap_or_default().to_owned();
        self.by_name.insert(fold(&called), self.nodes.len());
        self.nodes.push(DraftNode { name: called.into_owned(), country, position, ..DraftNode::default() });
        Some(self.nodes.len() - 1)
    }
}

/// A text of rows under a header.
struct Table<'t> {
    name: &'t str,
    text: &'t str,
    separator: u8,
    headers: Vec<String>,
    options: &'t Options,
}

/// One row of it.
struct Row<'r> {
    table: &'r Table<'r>,
    record: &'r csv::StringRecord,
}

impl<'t> Table<'t> {
    fn new(name: &'t str, text: &'t str, options: &'t Options) -> Result<Self, Error> {
        let first = text.lines().next().unwrap_or_default();
        // A comma wins a tie: it is what the format is called after.
        let separator = [b'\t', b';', b','].into_iter().max_by_key(|s| first.bytes().filter(|b| b == s).count()).unwrap_or(b',');
        let mut table = Self { name, text, separator, headers: Vec::new(), options };
        let headers = table.reader().headers().map(|h| h.iter().map(str::to_owned).collect());
        table.headers = headers.map_err(|e| Error::Data(vec![table.problem(1, "", &e.to_string(), "mend the header".to_owned())]))?;
        Ok(table)
    }

    fn reader(&self) -> csv::Reader<&'t [u8]> {
        csv::ReaderBuilder::new().delimiter(self.separator).flexible(true).trim(csv::Trim::All).from_reader(self.text.as_bytes())
    }

    fn place(&self, ours: &str) -> Option<usize> {
        let theirs = self.options.map.theirs(ours);
        let exact = self.headers.iter().position(|h| h == theirs);
        exact.or_else(|| self.headers.iter().position(|h| h.eq_ignore_ascii_case(theirs)))
    }

    fn problem(&self, line: u64, column: &str, what: &str, fix: String) -> Problem {
        Problem { file: self.name.to_owned(), line, column: column.to_owned(), value: String::new(), what: what.to_owned(), fix }
    }

    /// Refuses a table without some columns.
    fn needs(&self, columns: &[&str]) -> Result<(), Error> {
        let missing: Vec<&str> = columns.iter().copied().filter(|c| self.place(c).is_none()).collect();
        let problem = |c: &&str| {
            let more = if c.contains('_') { ", or give the file of the nodes with --nodes" } else { "" };
            let fix = format!("name the column with --map {c}=THEIRS{more}; it has {}", self.headers.join(", "));
            self.problem(1, self.options.map.theirs(c), "missing column", fix)
        };
        if missing.is_empty() { Ok(()) } else { Err(Error::Data(missing.iter().map(problem).collect())) }
    }

    fn each(&self, skipped: &mut Skipped, mut read: impl FnMut(&Row, &str, &mut Skipped)) -> Result<(), Error> {
        let mut record = csv::StringRecord::new();
        let mut reader = self.reader();
        loop {
            let place = |record: &csv::StringRecord| format!("{}:{}", self.name, line_of(self.text, record.position()));
            match reader.read_record(&mut record) {
                Ok(false) => return Ok(()),
                Ok(true) if record.len() != self.headers.len() => {
                    let what = format!("{} cells under a header of {}", record.len(), self.headers.len());
                    skipped.add(place(&record), "a row with too many or too few cells", &what);
                }
                Ok(true) => read(&Row { table: self, record: &record }, &place(&record), skipped),
                Err(e) => {
                    return Err(Error::Data(vec![self.problem(line_of(self.text, e.position()), "", &e.to_string(), "mend the row".to_owned())]));
                }
            }
        }
    }
}

impl Row<'_> {
    fn cell(&self, ours: &str) -> Option<&str> {
        self.record.get(self.table.place(ours)?)
    }

    fn text(&self, ours: &str) -> Cow<'_, str> {
        Cow::Borrowed(self.cell(ours).unwrap_or_default())
    }

    /// A cell with a decimal point where the file writes a decimal comma.
    fn number(&self, ours: &str) -> Cow<'_, str> {
        let text = self.cell(ours).unwrap_or_default();
        let comma = self.table.separator != b',' && text.matches(',').count() == 1 && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b',' | b'-'));
        if comma { Cow::Owned(text.replace(',', ".")) } else { Cow::Borrowed(text) }
    }

    fn position(&self, lon: &str, lat: &str, swap: bool, place: &str, skipped: &mut Skipped) -> Option<Position> {
        let (lon, lat) = if swap { (lat, lon) } else { (lon, lat) };
        let degrees = |column: &str| self.number(column).parse::<f64>().ok().filter(|d| d.is_finite());
        let (Some(x), Some(y)) = (degrees(lon), degrees(lat)) else {
            skipped.add(place, "a position that is no number", &format!("{}, {}", self.text(lon), self.text(lat)));
            return None;
        };
        if x.abs() > 180.0 || y.abs() > 90.0 {
            let swapped = y.abs() > 90.0 && y.abs() <= 180.0 && x.abs() <= 90.0;
            let reason = if swapped { "a latitude beyond 90: lon and lat look swapped (--swap)" } else { "a position outside the earth" };
            skipped.add(place, reason, &format!("{x}, {y}"));
            return None;
        }
        Some(Position { x, y })
    }
}
