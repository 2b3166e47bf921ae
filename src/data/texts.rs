//! The texts a network is made of: the shipped ones are part of the program, others are folders.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use xxhash_rust::xxh3::Xxh3;

use super::schema::FILES;
use crate::error::{Error, Problem, is_utf16, utf8};

/// Bytes of a file that one core reads at a time.
const BLOCK: usize = 1 << 23;

/// Where a network comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// A folder used alone instead of the shipped data.
    pub folder: Option<PathBuf>,
    /// Folders laid over it, in order: the same key replaces, a new key adds.
    pub overlays: Vec<PathBuf>,
    /// Where what is made of a large network may be kept and found again; nowhere by default.
    pub cache: Option<PathBuf>,
}

impl Source {
    /// Whether it is the shipped data alone.
    pub(crate) fn is_shipped(&self) -> bool {
        self.folder.is_none() && self.overlays.is_empty()
    }
}

/// One version of one file.
#[derive(Clone, Debug)]
pub(crate) struct Layer {
    /// File name for messages: bare for shipped data, with its folder otherwise.
    pub label: String,
    /// What it says.
    pub text: Cow<'static, str>,
    /// Whether it is part of the program (and checked by its tests).
    pub shipped: bool,
}

/// All files with all their layers.
#[derive(Clone, Debug)]
pub(crate) struct Texts {
    files: Arc<Vec<Vec<Layer>>>,
    /// The manifest.
    pub manifest: Layer,
    /// Whether the base is a user's folder.
    pub own_folder: bool,
}

macro_rules! shipped {
    ($($name:literal)+) => {
        /// The shipped texts, in the order of the schema.
        const SHIPPED: &[(&str, &str)] = &[$((concat!($name, ".csv"), include_str!(concat!("../../data/", $name, ".csv")))),+];
    };
}

shipped! {
    "nodes" "links" "waypoints" "borders" "transfers" "services" "countries" "places" "regions"
    "corridors" "speeds" "tariffs" "emissions" "trains" "capacities" "panels" "projects" "effects" "claims" "published" "sources"
}

const MANIFEST: &str = include_str!("../../data/manifest.toml");

/// Tables whose shipped rows serve a user's network too, under its own rows.
const FALL_BACK: [&str; 5] = ["countries.csv", "speeds.csv", "tariffs.csv", "emissions.csv", "trains.csv"];

impl Default for Texts {
    /// The shipped texts.
    fn default() -> Self {
        let layer = |name: &str, text: &'static str| Layer { label: name.to_owned(), text: Cow::Borrowed(text), shipped: true };
        let files = SHIPPED.iter().map(|(name, text)| vec![layer(name, text)]).collect();
        Self { files: Arc::new(files), manifest: layer("manifest.toml", MANIFEST), own_folder: false }
    }
}

impl Texts {
    /// Reads a source; problems of encoding are collected, a missing folder or required file stops.
    pub fn read(source: &Source, problems: &mut Vec<Problem>) -> Result<Self, Error> {
        let shipped = |name: &str| {
            let text = SHIPPED.iter().find(|(n, _)| *n == name).map_or("", |(_, t)| t);
            Layer { label: name.to_owned(), text: Cow::Borrowed(text), shipped: true }
        };
        let mut manifest = Layer { label: "manifest.toml".to_owned(), text: Cow::Borrowed(MANIFEST), shipped: true };
        let mut files = Vec::with_capacity(FILES.len());
        for file in FILES {
            let mut layers = Vec::with_capacity(1);
            match &source.folder {
                None => layers.push(shipped(file.name)),
                Some(folder) => {
                    if FALL_BACK.contains(&file.name) {
                        layers.push(shipped(file.name));
                    }
                    match read(folder, file.name, problems)? {
                        Some(layer) => layers.push(layer),
                        None if matches!(file.name, "nodes.csv" | "links.csv") => {
                            let missing = std::io::Error::from(std::io::ErrorKind::NotFound);
                            return Err(Error::File { action: "read", path: folder.join(file.name), source: missing });
                        }
                        None => {}
                    }
                }
            }
            for folder in &source.overlays {
                layers.extend(read(folder, file.name, problems)?);
            }
            files.push(layers);
        }
        for folder in source.folder.iter().chain(&source.overlays) {
            reject_strangers(folder, problems)?;
            if let Some(layer) = read(folder, "manifest.toml", problems)? {
                manifest = layer;
            }
        }
        Ok(Self { files: Arc::new(files), manifest, own_folder: source.folder.is_some() })
    }

    /// The layers of a file, base first.
    pub fn layers(&self, name: &str) -> &[Layer] {
        FILES.iter().position(|f| f.name == name).map_or(&[], |i| &self.files[i])
    }

    /// XXH3-64 over names and bytes of all files, as sixteen hex digits.
    pub fn digest(&self) -> String {
        let mut hash = Xxh3::new();
        for (file, layers) in FILES.iter().zip(self.files.iter()) {
            for layer in layers {
                hash.update(file.name.as_bytes());
                hash.update(layer.text.as_bytes());
            }
        }
        hash.update(self.manifest.text.as_bytes());
        format!("{:016x}", hash.digest())
    }

    /// Changes with any byte, and with what is shipped and what is a user's own.
    pub fn key(&self) -> u64 {
        let mut hash = Xxh3::new();
        hash.update(self.digest().as_bytes());
        for layer in self.files.iter().flatten() {
            hash.update(&[u8::from(layer.shipped), u8::from(self.own_folder)]);
            hash.update(&layer.text.len().to_le_bytes());
        }
        hash.digest()
    }

    /// Bytes of what is not shipped.
    pub fn own_bytes(&self) -> usize {
        self.files.iter().flatten().filter(|layer| !layer.shipped).map(|layer| layer.text.len()).sum()
    }

    /// Header and records of a file as they stand, overlays applied.
    pub fn table(&self, name: &str) -> Vec<Vec<String>> {
        let mut ignored = Vec::new();
        let table = super::table::Table::read(self, name, &mut ignored);
        table.plain()
    }
}

/// The bytes of a file. A long one is read on all cores, since most of the time goes into memory that nobody has touched yet.
pub(crate) fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let about = std::fs::metadata(path)?;
    let size = usize::try_from(about.len()).unwrap_or(usize::MAX);
    if !about.is_file() || size <= BLOCK {
        return std::fs::read(path);
    }
    let mut bytes = vec![0; size];
    bytes.par_chunks_mut(BLOCK).enumerate().try_for_each(|(i, block)| {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start((i * BLOCK) as u64))?;
        file.read_exact(block)
    })?;
    Ok(bytes)
}

/// Reads one file of a folder, `None` when the folder has none; a wrong encoding is a problem and
/// the readable part goes on.
fn read(folder: &Path, name: &str, problems: &mut Vec<Problem>) -> Result<Option<Layer>, Error> {
    let path = folder.join(name);
    let bytes = match bytes(&path) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(Error::File { action: "read", path, source }),
    };
    let label = path.display().to_string();
    let text = String::from_utf8(bytes).unwrap_or_else(|e| {
        let bytes = e.as_bytes();
        if let Err(Error::Data(found)) = utf8(bytes, &label) {
            problems.extend(found);
        }
        if is_utf16(bytes) {
            let unit = if bytes[0] == 0xff { u16::from_le_bytes } else { u16::from_be_bytes };
            let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
            String::from_utf16_lossy(&units)
        } else {
            String::from_utf8_lossy(bytes).into_owned()
        }
    });
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    Ok(Some(Layer { label, text: Cow::Owned(text), shipped: false }))
}

/// A CSV file of another name in a network folder would be ignored in silence; say so instead.
fn reject_strangers(folder: &Path, problems: &mut Vec<Problem>) -> Result<(), Error> {
    let error = |source| Error::File { action: "read", path: folder.to_owned(), source };
    let mut strangers = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(error)? {
        let name = entry.map_err(error)?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".csv") && !FILES.iter().any(|f| f.name == name) {
            strangers.push(name);
        }
    }
    strangers.sort();
    problems.extend(strangers.into_iter().map(|name| Problem {
        file: folder.join(&name).display().to_string(),
        line: 0,
        column: String::new(),
        value: String::new(),
        what: "is no file of a network folder".to_owned(),
        fix: format!("move it away or name it one of {}", FILES.iter().map(|f| f.name).collect::<Vec<_>>().join(", ")),
    }));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_schema_is_shipped() {
        let names: Vec<_> = SHIPPED.iter().map(|(n, _)| *n).collect();
        assert_eq!(names, FILES.iter().map(|f| f.name).collect::<Vec<_>>());
        assert!(SHIPPED.iter().all(|(_, text)| !text.is_empty()));
    }

    #[test]
    fn a_file_read_on_all_cores_is_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        for size in [0, 1, BLOCK, BLOCK + 1, 2 * BLOCK + 17] {
            let whole: Vec<u8> = (0..size).map(|i| (i / 7 % 251) as u8).collect();
            std::fs::write(&path, &whole).unwrap();
            assert!(bytes(&path).unwrap() == whole, "{size} bytes");
        }
        assert_eq!(bytes(&dir.path().join("none")).unwrap_err().kind(), io::ErrorKind::NotFound);
        assert!(bytes(dir.path()).is_err(), "a folder has no bytes");
    }
}
