//! What stops us, and what is wrong with a row.

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// One thing that is wrong with the data, said so that it can be mended.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem {
    /// File name (with its folder when it is not the shipped data).
    pub file: String,
    /// Line in the file, from 1; 0 when the file as a whole is meant.
    pub line: u64,
    /// Column name, empty when the whole row is meant.
    pub column: String,
    /// The offending value as written.
    pub value: String,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub fix: String,
}

impl Problem {
    /// What it has in common with the same problem of another line; that one's fix may say less.
    pub(crate) fn but_its_line(&self) -> [&str; 4] {
        [&self.file, &self.column, &self.value, &self.what].map(String::as_str)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if !self.column.is_empty() {
            write!(f, " {}", self.column)?;
        }
        if !self.value.is_empty() {
            write!(f, " `{}`", self.value)?;
        }
        write!(f, ": {}; {}", self.what, self.fix)
    }
}

/// Something worth knowing that does not stop us; same shape as a [`Problem`].
pub type Warning = Problem;

/// What stops us. "No route" is an answer, not an error.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The data has problems; all of them are listed.
    #[error("{} problem{}:\n{}", .0.len(), if .0.len() == 1 { "" } else { "s" }, list(.0))]
    Data(Vec<Problem>),
    /// A file could not be read or written.
    #[error("cannot {action} {}: {source}; {}", path.display(), advice(source))]
    File {
        /// `read`, `write`, ...
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Writing the answer failed.
    #[error("cannot write the answer: {0}")]
    Output(#[from] std::io::Error),
    /// A name that is nothing in the network.
    #[error("unknown {what} `{name}`{}", suggestions(.nearest))]
    Unknown {
        /// `place`, `corridor`, `line`, ...
        what: &'static str,
        /// As asked.
        name: String,
        /// Names that come near, best first.
        nearest: Vec<String>,
    },
    /// A name that is several things at once.
    #[error("`{name}` is ambiguous; say which: {}", .candidates.join(", "))]
    Ambiguous {
        /// As asked.
        name: String,
        /// The codes that would be understood.
        candidates: Vec<String>,
    },
    /// A coordinate with no loading node near it.
    #[error("no node within {limit_km} km of {at}: the nearest is {nearest} at {distance_km} km; choose a nearer place or raise --snap-km")]
    TooFar {
        /// As asked.
        at: String,
        /// The nearest loading node.
        nearest: String,
        /// How far it is.
        distance_km: u64,
        /// The limit in force.
        limit_km: u64,
    },
    /// A question that makes no sense as put.
    #[error("{0}")]
    Usage(String),
}

/// What to do about a file that cannot be used.
fn advice(error: &std::io::Error) -> &'static str {
    use std::io::ErrorKind::{FileTooLarge, IsADirectory, QuotaExceeded, StorageFull};
    match error.kind() {
        StorageFull | QuotaExceeded | FileTooLarge => "make room for it, or name a place that has some, and run it again",
        IsADirectory => "name a file, not a folder",
        _ => "check that the path exists and may be used",
    }
}

/// The text of a file, which must be UTF-8; a byte order mark is left out.
///
/// # Errors
/// [`Error::Data`] with the first byte that is not, by its line, and what the file seems to be instead.
pub(crate) fn utf8<'b>(bytes: &'b [u8], name: &str) -> Result<&'b str, Error> {
    let text = std::str::from_utf8(bytes).map_err(|e| {
        let good = e.valid_up_to();
        let packed = [b"PK".as_slice(), b"\x1f\x8b", b"BZh"].iter().any(|magic| bytes.starts_with(magic));
        let wide = is_utf16(bytes);
        let (what, fix) = match (packed, wide) {
            (true, _) => ("is a packed file", "unpack it first"),
            (_, true) => ("is UTF-16", SAVE_AS_UTF8),
            _ => ("is not UTF-8", SAVE_AS_UTF8),
        };
        let line = 1 + bytes[..good].iter().filter(|b| **b == b'\n').count() as u64;
        let value = bytes.get(good).map_or_else(String::new, |b| format!("byte 0x{b:02x}"));
        Error::Data(vec![Problem { file: name.to_owned(), line, value, what: what.to_owned(), fix: fix.to_owned(), ..Problem::default() }])
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Whether bytes begin as UTF-16 does.
pub(crate) fn is_utf16(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff])
}

const SAVE_AS_UTF8: &str = "save the file as UTF-8 (in a spreadsheet: \"CSV UTF-8\")";

/// The error underneath one of writing CSV: a closed pipe or a full disk must stay one.
pub(crate) fn kept(error: csv::Error) -> std::io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => std::io::Error::other(format!("{other:?}")),
    }
}

/// How many problems are shown one by one.
pub(crate) const SHOWN: usize = 100;

/// The first problems, one line each. Of many, those that differ only by line are one, with their number.
fn list(problems: &[Problem]) -> String {
    let mut alike: Vec<(&Problem, usize)> = Vec::new();
    let mut places: HashMap<[&str; 4], usize> = HashMap::new();
    for problem in problems {
        let next = alike.len();
        let at = if problems.len() > SHOWN { *places.entry(problem.but_its_line()).or_insert(next) } else { next };
        match alike.get_mut(at) {
            Some(seen) => seen.1 += 1,
            None => alike.push((problem, 1)),
        }
    }
    let line = |(problem, rows): &(&Problem, usize)| match rows {
        1 => format!("  {problem}"),
        _ => format!("  {problem} (and so in {} more rows)", rows - 1),
    };
    let mut lines: Vec<String> = alike.iter().take(SHOWN).map(line).collect();
    if alike.len() > SHOWN {
        lines.push(format!("  ... and {} more", alike[SHOWN..].iter().map(|a| a.1).sum::<usize>()));
    }
    lines.join("\n")
}

fn suggestions(nearest: &[String]) -> String {
    match nearest {
        [] => "; see `corridor list nodes`, `places`, `regions`, `corridors`".to_owned(),
        names => format!("; did you mean {}?", names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
    }
}
