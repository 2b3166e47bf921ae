//! The rows of one text: cut into cells, long texts in blocks, each row with its line.

use super::schema::File;
use super::texts::Layer;
use crate::error::Problem;

/// Bytes of a text that one core reads at a time.
const BLOCK_BYTES: usize = 1 << 20;

/// What the header line of a layer says.
pub(super) struct Header {
    /// Where each column of the file stands, if it does.
    pub positions: Vec<Option<usize>>,
    pub width: u16,
    /// How many bytes and lines it takes.
    pub end: usize,
    pub lines: u64,
}

impl Header {
    /// Reads the header; strange and missing columns are problems.
    pub fn read(file: &File, layer: &Layer, problems: &mut Vec<Problem>) -> Option<Self> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(layer.text.as_bytes());
        let headers = match reader.headers() {
            Ok(headers) => headers.clone(),
            Err(e) => {
                problems.push(of_file(layer, 1, e.to_string(), "mend the header line"));
                return None;
            }
        };
        let Ok(width) = u16::try_from(headers.len()) else {
            problems.push(of_file(layer, 1, "has more than 65,535 columns", "leave out what is no part of it"));
            return None;
        };
        let mut problem = |column: &str, what: &str, fix: String| problems.push(Problem { column: column.to_owned(), ..of_file(layer, 1, what, fix) });
        let columns = || file.required.iter().chain(file.optional);
        for (i, header) in headers.iter().enumerate() {
            if !columns().any(|c| *c == header) {
                let near = columns().max_by_key(|c| (strsim::jaro_winkler(c, header) * 1000.0) as u32);
                problem(header, "unknown column", format!("delete it or rename it (nearest known: {})", near.copied().unwrap_or_default()));
            } else if headers.iter().take(i).any(|h| h == header) {
                problem(header, "column stands twice", "delete one of the two".to_owned());
            }
        }
        for column in file.required.iter().filter(|column| !headers.iter().any(|h| h == **column)) {
            problem(column, "missing column", format!("add the column `{column}`"));
        }
        let positions = columns().map(|c| headers.iter().position(|h| h == *c)).collect();
        let end = reader.position().byte() as usize;
        let lines = layer.text.as_bytes()[..end].iter().filter(|b| **b == b'\n').count() as u64;
        Some(Self { positions, width, end, lines })
    }
}

/// A problem with a layer as a whole.
pub(super) fn of_file(layer: &Layer, line: u64, what: impl Into<String>, fix: impl Into<String>) -> Problem {
    Problem { file: layer.label.clone(), line, column: String::new(), value: String::new(), what: what.into(), fix: fix.into() }
}

/// Rows one after the other.
pub(super) struct Body {
    pub rows: Vec<Place>,
    /// All cells of all rows one after the other, and where each ends.
    pub cells: String,
    pub ends: Vec<u32>,
    /// What is wrong with rows as a whole.
    pub wrong: Vec<Wrong>,
    /// How many lines were read.
    pub lines: u64,
}

/// What is wrong with a row as a whole.
pub(super) struct Wrong {
    line: u64,
    what: String,
    fix: &'static str,
}

impl Wrong {
    pub fn problem(&self, layer: &Layer, before: u64) -> Problem {
        of_file(layer, before + self.line, self.what.as_str(), self.fix)
    }
}

impl Default for Body {
    fn default() -> Self {
        Self { rows: Vec::new(), cells: String::new(), ends: vec![0], wrong: Vec::new(), lines: 0 }
    }
}

impl Body {
    /// Reads the rows of a text, before which there are so many lines.
    pub fn read(text: &str, layer: u16, width: u16, before: u64) -> Self {
        let mut out = Self { cells: String::with_capacity(text.len()), ..Self::default() };
        let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_bytes());
        let mut record = csv::StringRecord::new();
        loop {
            let more = reader.read_record(&mut record);
            let line = before + line_of(text, record.position());
            match more {
                Ok(false) => break,
                Ok(true) if record.len() == width as usize => {
                    out.rows.push(Place { layer, cells: width, line: line as u32, first: out.ends.len() as u32 - 1 });
                    for cell in &record {
                        out.cells.push_str(cell.trim_ascii());
                        out.ends.push(out.cells.len() as u32);
                    }
                }
                Ok(true) => {
                    let what = format!("row has {} cells, the header {width}", record.len());
                    out.wrong.push(Wrong { line, what, fix: "check for missing or unquoted commas" });
                }
                Err(e) => {
                    out.wrong.push(Wrong { line, what: e.to_string(), fix: "mend the row" });
                    break;
                }
            }
        }
        out.lines = text.bytes().filter(|b| *b == b'\n').count() as u64;
        out
    }

    /// Adds the rows of another, before which there are so many lines; gives how many there are after it.
    pub fn append(&mut self, other: Self, lines: u64) -> u64 {
        let (cells, ends) = (self.cells.len() as u32, self.ends.len() as u32 - 1);
        self.cells.push_str(&other.cells);
        self.ends.extend(other.ends[1..].iter().map(|end| end + cells));
        self.rows.extend(other.rows.into_iter().map(|row| Place { line: row.line + lines as u32, first: row.first + ends, ..row }));
        lines + other.lines
    }
}

/// The line of a text that a record begins in, from 1; 0 when that is not known. A reader stands before the rest of the last line's
/// end and before empty lines.
pub(crate) fn line_of(text: &str, at: Option<&csv::Position>) -> u64 {
    let Some(at) = at else { return 0 };
    let ends = text.bytes().skip(at.byte() as usize).take_while(|b| matches!(b, b'\r' | b'\n'));
    at.line() + ends.filter(|b| *b == b'\n').count() as u64
}

/// Cuts a long text between lines; where lines may run on in quotes it stays whole.
pub(super) fn blocks(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = text;
    if text.len() >= 2 * BLOCK_BYTES && !text.contains('"') {
        while let Some(end) = rest.as_bytes().get(BLOCK_BYTES..).and_then(|tail| tail.iter().position(|b| *b == b'\n')) {
            let (block, tail) = rest.split_at(BLOCK_BYTES + end + 1);
            out.push(block);
            rest = tail;
        }
    }
    out.push(rest);
    out
}

/// Where a row comes from and where its cells stand.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub layer: u16,
    pub cells: u16,
    pub line: u32,
    pub first: u32,
}
