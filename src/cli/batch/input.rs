//! Rows of requests, read as a stream.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use csv::ByteRecord;
use xxhash_rust::xxh3::Xxh3;

use crate::error::{Error, Problem, Warning, utf8};
use crate::request::{Column, RouteRequest};

/// A row longer than this is taken for an unclosed quote.
const LONGEST_ROW: u64 = 1 << 20;

/// A file or stdin, row by row; its bytes are counted and digested as they pass.
pub(super) struct Input {
    rows: csv::Reader<Tap>,
    pub name: String,
    /// What each cell of a row is.
    pub columns: Arc<Columns>,
    prefix: Xxh3,
    count: u64,
}

/// Rows that follow each other.
pub(super) struct Chunk {
    pub rows: Vec<Row>,
    /// Changes with every row up to the last of these: a resumed run knows its input again by it.
    pub prefix: u64,
}

/// One row as written.
pub(super) struct Row {
    /// Its number, from 1, header apart.
    pub number: u64,
    pub cells: ByteRecord,
}

/// What each cell of a row is.
pub(super) struct Columns {
    wanted: Vec<Option<Column>>,
    /// What the header has that is of no use.
    pub warnings: Vec<Warning>,
}

/// A row as a request, or as much of one as it gives, and what is wrong with it.
pub(super) struct Asked {
    pub id: String,
    pub request: RouteRequest,
    pub fault: Option<Error>,
}

struct Tap {
    inner: Box<dyn Read + Send>,
    digest: Xxh3,
    bytes: u64,
    in_row: AtomicU64,
}

impl Read for Tap {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.digest.update(&buffer[..read]);
        self.bytes += read as u64;
        if self.in_row.fetch_add(read as u64, Ordering::Relaxed) > LONGEST_ROW {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a row of over a megabyte: a quote is not closed"));
        }
        Ok(read)
    }
}

impl Input {
    /// Opens a file, or stdin for `-`, and reads the header.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let error = |source| Error::File { action: "read", path: path.to_owned(), source };
        let stdin = path == Path::new("-");
        let inner: Box<dyn Read + Send> = if stdin { Box::new(io::stdin()) } else { Box::new(File::open(path).map_err(error)?) };
        let tap = Tap { inner, digest: Xxh3::new(), bytes: 0, in_row: AtomicU64::new(0) };
        let mut rows = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).buffer_capacity(1 << 16).from_reader(tap);
        let name = if stdin { "stdin".to_owned() } else { path.display().to_string() };
        let header = rows.byte_headers().cloned().map_err(|e| unreadable(&name, &e))?;
        let columns = Arc::new(Columns::new(&name, &header)?);
        Ok(Self { rows, name, columns, prefix: Xxh3::new(), count: 0 })
    }

    /// Up to `most` further rows; none at the end.
    pub fn chunk(&mut self, most: usize) -> Result<Chunk, Error> {
        let mut rows = Vec::with_capacity(most);
        while rows.len() < most {
            let mut cells = ByteRecord::new();
            if !self.rows.read_byte_record(&mut cells).map_err(|e| unreadable(&self.name, &e))? {
                break;
            }
            self.rows.get_ref().in_row.store(0, Ordering::Relaxed);
            self.prefix.update(cells.as_slice());
            self.count += 1;
            rows.push(Row { number: self.count, cells });
        }
        Ok(Chunk { rows, prefix: self.prefix.digest() })
    }

    /// Reads past the first `rows` rows; the prefix there, `None` when there are fewer.
    pub fn skip(&mut self, rows: u64) -> Result<Option<u64>, Error> {
        while self.count < rows {
            let most = usize::try_from(rows - self.count).unwrap_or(usize::MAX).min(1 << 13);
            if self.chunk(most)?.rows.is_empty() {
                return Ok(None);
            }
        }
        Ok(Some(self.prefix.digest()))
    }

    /// Bytes so far.
    pub fn bytes(&self) -> u64 {
        self.rows.get_ref().bytes
    }

    /// The digest of the bytes so far.
    pub fn digest(&self) -> String {
        format!("{:016x}", self.rows.get_ref().digest.digest())
    }
}

fn unreadable(file: &str, error: &csv::Error) -> Error {
    let line = error.position().map_or(0, csv::Position::line);
    let fix = "give a CSV file with a header; what was finished before it is kept".to_owned();
    Error::Data(vec![Problem { file: file.to_owned(), line, column: String::new(), value: String::new(), what: error.to_string(), fix }])
}

impl Columns {
    fn new(file: &str, header: &ByteRecord) -> Result<Self, Error> {
        let problem = |column: &str, what: &str, fix: &str| Problem {
            file: file.to_owned(),
            line: 1,
            column: column.to_owned(),
            value: String::new(),
            what: what.to_owned(),
            fix: fix.to_owned(),
        };
        let (mut wanted, mut warnings, mut problems) = (Vec::new(), Vec::new(), Vec::new());
        for name in header {
            let name = String::from_utf8_lossy(name);
            let column = Column::ALL.into_iter().find(|c| c.name() == name);
            if column.is_none() {
                let known = Column::ALL.map(Column::name).join(", ");
                warnings.push(problem(&name, "is no column of a batch and is not read", &format!("the columns are {known}")));
            } else if wanted.contains(&column) {
                problems.push(problem(&name, "stands twice in the header", "keep one of them"));
            }
            wanted.push(column);
        }
        for needed in [Column::From, Column::To] {
            if !wanted.contains(&Some(needed)) {
                // A file of another kind is told by its kind.
                utf8(header.as_slice(), file)?;
                let value = header.iter().map(String::from_utf8_lossy).collect::<Vec<_>>().join(",");
                let fix = "give the file a first line with from and to, separated by commas";
                problems.push(Problem { value, ..problem(needed.name(), "is missing from the header", fix) });
            }
        }
        if problems.is_empty() { Ok(Self { wanted, warnings }) } else { Err(Error::Data(problems)) }
    }

    /// A row as a request that adds to the settings for all rows.
    pub fn read(&self, row: &Row, settings: &RouteRequest) -> Asked {
        let mut request = settings.clone();
        let (mut id, mut fault) = (row.number.to_string(), None);
        if row.cells.len() != self.wanted.len() {
            fault = Some(Error::Usage(format!("the row has {} cells, the header {}; give each row as many", row.cells.len(), self.wanted.len())));
        }
        for (column, bytes) in self.wanted.iter().zip(&row.cells) {
            let Some(column) = *column else { continue };
            let cell = String::from_utf8_lossy(bytes);
            if column == Column::Id && !cell.is_empty() {
                id = cell.clone().into_owned();
            }
            let set = request.set(column, &cell);
            let utf8 = std::str::from_utf8(bytes).map_err(|_| Error::Usage(format!("{} `{cell}` is not UTF-8; save the file as UTF-8", column.name())));
            fault = fault.or(utf8.err()).or(set.err());
        }
        for (column, end) in [(Column::From, &request.from), (Column::To, &request.to)] {
            if end.is_empty() {
                fault = fault.or(Some(Error::Usage(format!("{} is empty; name a place", column.name()))));
            }
        }
        Asked { id, request, fault }
    }
}
