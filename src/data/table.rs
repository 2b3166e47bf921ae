//! A CSV table read with its layers, every cell with its place for messages.

use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState;
use rayon::prelude::*;

use super::made_up_code;
use super::rows::{Body, Header, Place, blocks, of_file};
use super::schema::{self, File};
use super::texts::{Layer, Texts};
use crate::error::{Problem, SHOWN};
use crate::network::{Confidence, Evidence};
use crate::units::{Duration, Spread};

/// Rows that one core reads at a time.
const BLOCK: usize = 1 << 10;
/// Blocks that are read at a time.
const BLOCKS: usize = 16;

/// One CSV table: the rows of all layers, overlays applied.
pub(super) struct Table<'t> {
    file: &'static File,
    layers: Vec<(&'t Layer, Vec<Option<usize>>)>,
    body: Body,
}

impl<'t> Table<'t> {
    /// Reads a file with all its layers; what cannot be read is a problem, the rest goes on.
    pub fn read(texts: &'t Texts, name: &str, problems: &mut Vec<Problem>) -> Self {
        let file = schema::file(name);
        let mut table = Table { file, layers: Vec::new(), body: Body::default() };
        for layer in texts.layers(name) {
            table.add(layer, problems);
        }
        table
    }

    fn add(&mut self, layer: &'t Layer, problems: &mut Vec<Problem>) {
        // Rows and cells are numbered in 32 bits, and there are no more of them than bytes.
        if u32::try_from(self.body.cells.len() + layer.text.len()).is_err() {
            return problems.push(of_file(layer, 1, "has more than 4 GB", "leave out what is no part of it"));
        }
        let Some(header) = Header::read(self.file, layer, problems) else { return };
        let first = self.body.rows.len();
        let at = self.layers.len() as u16;
        self.body.cells.reserve(layer.text.len() - header.end);
        let mut lines = header.lines;
        // Some blocks at a time: what stands twice, in its block and here, is never much.
        for some in blocks(&layer.text[header.end..]).chunks(BLOCKS) {
            let read = |text: &&str| Body::read(text, at, header.width, 0);
            for body in some.par_iter().map(read).collect::<Vec<_>>() {
                problems.extend(body.wrong.iter().map(|wrong| wrong.problem(layer, lines)));
                lines = self.body.append(body, lines);
            }
        }
        self.layers.push((layer, header.positions));
        if at > 0 {
            self.overlay(first);
        }
    }

    /// What blocks of a file's rows become, in order. Of a single layer no table is held, only its text.
    pub fn blocks<T: Send>(texts: &'t Texts, name: &str, problems: &mut Vec<Problem>, read: impl Fn(&[Row], &mut Vec<Problem>) -> T + Sync) -> Vec<T> {
        let file = schema::file(name);
        let [layer] = texts.layers(name) else {
            let table = Self::read(texts, name, problems);
            return vec![read(&table.rows().collect::<Vec<_>>(), problems)];
        };
        let Some(header) = Header::read(file, layer, problems) else { return Vec::new() };
        let block = |text: &str, before: u64, problems: &mut Vec<Problem>| {
            let body = Body::read(text, 0, header.width, before);
            problems.extend(body.wrong.iter().map(|wrong| wrong.problem(layer, 0)));
            let rows: Vec<Row> = body.rows.iter().map(|place| Row::new(&body, file, layer, &header.positions, *place)).collect();
            (read(&rows, problems), body.lines)
        };
        let mut out = Vec::new();
        let mut lines = header.lines;
        for some in blocks(&layer.text[header.end..]).chunks(BLOCKS) {
            let alone = some.par_iter().map(|text| unshown(|problems| block(text, 0, problems)));
            for (text, ((item, own_lines), own)) in some.iter().zip(alone.collect::<Vec<_>>()) {
                out.push(item);
                if problems.len() < SHOWN && !own.is_empty() {
                    block(text, lines, problems);
                } else {
                    problems.extend(own.into_iter().map(|problem| Problem { line: problem.line + lines, ..problem }));
                }
                lines += own_lines;
            }
        }
        out
    }

    /// Whether a column stands in any layer of a file.
    pub fn has(texts: &Texts, name: &str, column: &str) -> bool {
        let heads =
            |layer: &Layer| layer.text.lines().next().unwrap_or_default().split(',').any(|c| c.trim_matches(|c: char| c == '"' || c.is_whitespace()) == column);
        texts.layers(name).iter().any(heads)
    }

    /// Lets the rows from `first` on replace earlier ones of the same key.
    fn overlay(&mut self, first: usize) {
        let keys: Vec<Vec<String>> = self.rows().map(|row| row.key()).collect();
        let new: HashSet<&Vec<String>> = keys[first..].iter().collect();
        let mut keep = keys.iter().enumerate().map(|(i, key)| i >= first || !new.contains(key));
        self.body.rows.retain(|_| keep.next().unwrap_or(true));
    }

    /// A row by its place, from 0.
    pub fn row(&self, index: usize) -> Row<'_> {
        let place = self.body.rows[index];
        let (layer, positions) = &self.layers[place.layer as usize];
        Row::new(&self.body, self.file, layer, positions, place)
    }

    /// All rows.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        (0..self.body.rows.len()).map(|i| self.row(i))
    }

    /// What each row becomes, in order; large tables are read on all cores.
    pub fn map<T: Send>(&self, problems: &mut Vec<Problem>, read: impl Fn(Row, &mut Vec<Problem>) -> T + Sync) -> Vec<T> {
        let block = |first: usize, problems: &mut Vec<Problem>| -> Vec<T> {
            (first..self.body.rows.len().min(first + BLOCK)).map(|i| read(self.row(i), problems)).collect()
        };
        let mut out = Vec::with_capacity(self.body.rows.len());
        // Some blocks at a time: what is read twice over, in its block and in the list, is never much.
        for first in (0..self.body.rows.len()).step_by(BLOCK * BLOCKS) {
            let starts = (first..self.body.rows.len().min(first + BLOCK * BLOCKS)).into_par_iter().step_by(BLOCK);
            let blocks = starts.map(|first| (first, unshown(|problems| block(first, problems))));
            for (first, (items, own)) in blocks.collect::<Vec<_>>() {
                out.extend(items);
                if problems.len() < SHOWN && !own.is_empty() {
                    block(first, problems);
                } else {
                    problems.extend(own);
                }
            }
        }
        out
    }

    /// Header (the columns that are there) and records as text.
    pub fn plain(&self) -> Vec<Vec<String>> {
        let all: Vec<&str> = self.file.required.iter().chain(self.file.optional).copied().collect();
        let has = |c: &&&str| all.iter().position(|x| x == *c).is_some_and(|i| self.layers.iter().any(|(_, p)| p[i].is_some()));
        let mut columns: Vec<&str> = all.iter().filter(has).copied().collect();
        columns.sort_by_key(|c| *c != "code");
        let mut out = vec![columns.iter().map(|c| (*c).to_owned()).collect()];
        out.extend(self.rows().map(|row| columns.iter().map(|c| row.text(c).to_owned()).collect()));
        out
    }
}

/// What is read, and its problems as they are beyond those that are shown: without suggestions, which take a look at every code.
/// A block that has some which will be shown is read once more, in its turn.
fn unshown<T>(read: impl FnOnce(&mut Vec<Problem>) -> T) -> (T, Vec<Problem>) {
    let mut problems = vec![Problem::default(); SHOWN];
    let out = read(&mut problems);
    (out, problems.split_off(SHOWN))
}

/// One row, with its place for messages.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    file: &'static File,
    layer: &'a Layer,
    positions: &'a [Option<usize>],
    line: u64,
    cells: &'a str,
    ends: &'a [u32],
}

impl<'a> Row<'a> {
    fn new(body: &'a Body, file: &'static File, layer: &'a Layer, positions: &'a [Option<usize>], place: Place) -> Self {
        let first = place.first as usize;
        Self { file, layer, positions, line: place.line.into(), cells: &body.cells, ends: &body.ends[first..=first + place.cells as usize] }
    }

    fn position(&self, column: &str) -> Option<usize> {
        // The last letter tells most columns apart before their names are compared.
        let last = column.as_bytes().last();
        let index = self.file.required.iter().chain(self.file.optional).position(|c| c.as_bytes().last() == last && *c == column)?;
        self.positions[index]
    }

    /// What names the row in an overlay: the cells of the key columns, a link's code as it is made up
    /// when the cell is empty.
    fn key(&self) -> Vec<String> {
        let cell = |column: &&str| match (self.file.name, *column) {
            ("links.csv", "code") => self.link_code(),
            (_, column) => self.text(column).to_owned(),
        };
        self.file.key.iter().map(cell).collect()
    }

    /// The code of a link: as given, or made up.
    pub fn link_code(&self) -> String {
        match self.text("code") {
            "" => made_up_code(self.text("from"), self.text("to"), self.text("mode")),
            code => code.to_owned(),
        }
    }

    /// The file it stands in, as messages name it.
    pub fn label(&self) -> &'a str {
        &self.layer.label
    }

    /// Its line, from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// Whether the row is part of the program.
    pub fn is_shipped(&self) -> bool {
        self.layer.shipped
    }

    /// The cell, trimmed; empty when the column is not there.
    pub fn text(&self, column: &str) -> &'a str {
        self.position(column).and_then(|i| self.cells.get(*self.ends.get(i)? as usize..*self.ends.get(i + 1)? as usize)).unwrap_or_default()
    }

    /// A problem with a cell of this row.
    pub fn problem(&self, column: &str, what: impl Into<String>, fix: impl Into<String>) -> Problem {
        Problem {
            file: self.layer.label.clone(),
            line: self.line,
            column: column.to_owned(),
            value: self.text(column).to_owned(),
            what: what.into(),
            fix: fix.into(),
        }
    }

    /// The cell, which must not be empty.
    pub fn required(&self, column: &str, problems: &mut Vec<Problem>) -> &'a str {
        let text = self.text(column);
        if text.is_empty() {
            problems.push(self.problem(column, "is empty", "fill it in"));
        }
        text
    }

    /// The cell read by `parse`; `None` when empty, a problem when it cannot be read.
    pub fn optional<T>(&self, column: &str, parse: impl Fn(&str) -> Option<T>, expected: &str, problems: &mut Vec<Problem>) -> Option<T> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        let value = parse(text);
        if value.is_none() {
            problems.push(self.problem(column, format!("is not {expected}"), format!("write {expected}")));
        }
        value
    }

    /// The cell read by `parse`; empty or unreadable is a problem.
    pub fn value<T>(&self, column: &str, parse: impl Fn(&str) -> Option<T>, expected: &str, problems: &mut Vec<Problem>) -> Option<T> {
        if self.text(column).is_empty() {
            problems.push(self.problem(column, "is empty", format!("write {expected}")));
            return None;
        }
        self.optional(column, parse, expected, problems)
    }

    /// Hours in the columns `{prefix}low_h`, `{prefix}likely_h`, `{prefix}high_h` and, if any, `mean_h`.
    pub fn spread(&self, prefix: &str, problems: &mut Vec<Problem>) -> Spread {
        let column = |name: &str| format!("{prefix}{name}");
        let mut hours = |name: &str| self.optional(&column(name), Duration::parse_hours, "a number of hours such as 12.5", problems);
        let read = hours("likely_h");
        let likely = read.unwrap_or_default();
        let (low, high) = (hours("low_h").unwrap_or(likely), hours("high_h").unwrap_or(likely));
        let observed_mean = if prefix.is_empty() && self.position("mean_h").is_some() { hours("mean_h") } else { None };
        let readable = read.is_some() || self.text(&column("likely_h")).is_empty();
        if readable && !(low <= likely && likely <= high) {
            problems.push(self.problem(&column("likely_h"), "low, likely and high are not in order", "order the three"));
        }
        Spread { low, likely, high, observed_mean }
    }

    /// The columns `source` and `confidence`. A user's file may have no such columns; an empty cell
    /// in one that has them is a problem.
    pub fn evidence(&self, problems: &mut Vec<Problem>) -> Evidence {
        let sources = if self.position("source").is_some() { self.required("source", problems).to_owned() } else { "own-network".to_owned() };
        let expected = format!("one of {}", Confidence::accepted());
        let confidence = self.optional("confidence", Confidence::parse, &expected, problems).unwrap_or(Confidence::Medium);
        Evidence { sources, confidence }
    }
}

/// Finds items by code and reports references that lead nowhere.
pub(super) struct Codes<'a> {
    what: &'static str,
    by_code: HashMap<&'a str, usize, FixedState>,
}

impl<'a> Codes<'a> {
    /// Indexes codes; a code that stands twice is a problem of its row.
    pub fn new(what: &'static str, column: &str, rows: impl Iterator<Item = (&'a str, Row<'a>)>, problems: &mut Vec<Problem>) -> Self {
        let mut by_code = HashMap::with_capacity_and_hasher(rows.size_hint().0, FixedState::default());
        for (index, (code, row)) in rows.enumerate() {
            if by_code.insert(code, index).is_some() && !code.is_empty() {
                problems.push(row.problem(column, format!("{what} `{code}` stands twice"), "give each its own code"));
            }
        }
        Self { what, by_code }
    }

    /// Indexes the codes in a column of a table.
    pub fn of(what: &'static str, column: &str, table: &'a Table<'_>, problems: &mut Vec<Problem>) -> Self {
        Self::new(what, column, table.rows().map(|row| (row.text(column), row)), problems)
    }

    /// Indexes codes that have been checked.
    pub fn known(what: &'static str, codes: impl Iterator<Item = &'a str>) -> Self {
        Self { what, by_code: codes.enumerate().map(|(index, code)| (code, index)).collect() }
    }

    /// The index of a code.
    pub fn find(&self, code: &str) -> Option<usize> {
        self.by_code.get(code).copied()
    }

    /// The index of one code in a cell; a dangling one is a problem.
    pub fn get(&self, row: &Row, column: &str, code: &str, problems: &mut Vec<Problem>) -> Option<usize> {
        let found = self.find(code);
        if found.is_none() && !code.is_empty() {
            // Beyond what is shown nobody reads the suggestion, which takes a look at every code.
            let keys = self.by_code.keys().filter(|_| problems.len() < SHOWN);
            let near = keys.max_by_key(|k| ((strsim::jaro_winkler(k, code) * 1000.0) as u32, std::cmp::Reverse(**k)));
            let fix = near.map_or_else(|| "add it".to_owned(), |n| format!("add it or write an existing code (nearest: {n})"));
            problems.push(row.problem(column, format!("there is no {} `{code}`", self.what), fix));
        }
        found
    }

    /// The indexes of the codes in a cell, separated by `separator`.
    pub fn list(&self, row: &Row, column: &str, separator: char, problems: &mut Vec<Problem>) -> Vec<usize> {
        self.list_in(row, column, row.text(column), separator, problems)
    }

    /// The indexes of the codes in a part of a cell.
    pub fn list_in(&self, row: &Row, column: &str, part: &str, separator: char, problems: &mut Vec<Problem>) -> Vec<usize> {
        let codes = part.split(separator).map(str::trim).filter(|c| !c.is_empty());
        codes.filter_map(|code| self.get(row, column, code, problems)).collect()
    }
}
