//! A file that has its final name only once it is whole.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use xxhash_rust::xxh3::Xxh3;

use crate::error::Error;

/// A file under way, at its name with `.part` behind; its bytes are counted and digested.
pub(super) struct Partial {
    path: PathBuf,
    out: BufWriter<File>,
    bytes: u64,
    digest: Xxh3,
}

impl Partial {
    /// Starts a file.
    pub fn create(path: &Path) -> Result<Self, Error> {
        if path.metadata().is_ok_and(|m| !m.is_file()) {
            return Err(Error::Usage(format!("{} is no file; leave -o out and send stdout there", path.display())));
        }
        let out = File::create(part(path)).map_err(|source| failed("write", path, source))?;
        Ok(Self { path: path.to_owned(), out: BufWriter::with_capacity(1 << 16, out), bytes: 0, digest: Xxh3::new() })
    }

    /// Goes on with a file behind its first `bytes`; what stands behind them was not finished and goes.
    pub fn reopen(path: &Path, bytes: u64) -> Result<Self, Error> {
        let error = |source| failed("go on with", path, source);
        let mut file = OpenOptions::new().read(true).write(true).open(part(path)).map_err(error)?;
        if file.metadata().map_err(error)?.len() < bytes {
            return Err(Error::Usage(format!("{} is shorter than when it was interrupted; start over without --resume", part(path).display())));
        }
        file.set_len(bytes).map_err(error)?;
        let mut digest = Xxh3::new();
        let mut buffer = vec![0; 1 << 16];
        loop {
            match file.read(&mut buffer).map_err(error)? {
                0 => break,
                read => digest.update(&buffer[..read]),
            }
        }
        file.seek(SeekFrom::Start(bytes)).map_err(error)?;
        Ok(Self { path: path.to_owned(), out: BufWriter::with_capacity(1 << 16, file), bytes, digest })
    }

    /// Bytes written so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Where it is until it is finished.
    pub fn part(&self) -> PathBuf {
        part(&self.path)
    }

    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.out.write_all(bytes).map_err(|source| failed("write", &self.path, source))?;
        self.bytes += bytes.len() as u64;
        self.digest.update(bytes);
        Ok(())
    }

    /// Hands everything so far to the system.
    pub fn flush(&mut self) -> Result<(), Error> {
        self.out.flush().map_err(|source| failed("write", &self.path, source))
    }

    /// Gives it its final name; returns its entry in a manifest.
    pub fn finish(mut self) -> Result<Value, Error> {
        self.flush()?;
        std::fs::rename(part(&self.path), &self.path).map_err(|source| failed("write", &self.path, source))?;
        let name = self.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(json!({ "name": name, "bytes": self.bytes, "xxh3": format!("{:016x}", self.digest.digest()) }))
    }
}

fn part(path: &Path) -> PathBuf {
    let mut part = path.to_owned();
    part.as_mut_os_string().push(".part");
    part
}

fn failed(action: &'static str, path: &Path, source: std::io::Error) -> Error {
    Error::File { action, path: path.to_owned(), source }
}
