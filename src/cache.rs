//! Files of what is dear to make and cheap to read again; nobody misses one that is gone.
//!
//! A file is known by what it is and a key, which is a digest of all it was made from, so none is ever out of date. It is
//! written beside its final name and renamed; one that is cut short, damaged or of another version counts as none.

use std::io::{BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// What each file begins with: a name, and the version of everything behind it.
const MAGIC: [u8; 8] = *b"corridr\x03";
/// The name, the program, the key, the length and the digest of what follows.
const HEADER: usize = 8 + 8 + 8 + 8 + 8;

/// A folder of such files, or none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cache<'d> {
    dir: Option<&'d Path>,
}

impl<'d> Cache<'d> {
    /// The files in a folder, which need not exist yet.
    pub fn new(dir: Option<&'d Path>) -> Self {
        Self { dir }
    }

    /// Whether there is a folder.
    pub fn is_there(self) -> bool {
        self.dir.is_some()
    }

    /// What was put under a key, if it is there and whole.
    pub fn get<T: DeserializeOwned>(self, kind: &str, key: u64) -> Option<T> {
        let bytes = std::fs::read(file(self.dir?, kind, key)).ok()?;
        let (head, body) = bytes.split_at_checked(HEADER)?;
        let body = (head == header(key, body.len() as u64, xxh3_64(body))).then_some(body)?;
        postcard::from_bytes(body).ok()
    }

    /// Puts something under a key. When that fails there is no file, and nothing else is wrong.
    pub fn put(self, kind: &str, key: u64, thing: &impl Serialize) {
        let Some(dir) = self.dir else { return };
        let write = || -> std::io::Result<()> {
            std::fs::create_dir_all(dir)?;
            // Two processes may write the same at once.
            let mut out = tempfile::NamedTempFile::new_in(dir)?;
            out.write_all(&[0; HEADER])?;
            let mut body = Digested { out: BufWriter::new(&mut out), length: 0, digest: Xxh3::new() };
            postcard::to_io(thing, &mut body).map_err(std::io::Error::other)?;
            body.flush()?;
            let header = header(key, body.length, body.digest.digest());
            drop(body);
            out.rewind()?;
            out.write_all(&header)?;
            out.persist(file(dir, kind, key))?;
            Ok(())
        };
        let _ = write();
    }
}

/// Counts and digests what passes.
struct Digested<W> {
    out: W,
    length: u64,
    digest: Xxh3,
}

impl<W: Write> Write for Digested<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.length += written as u64;
        self.digest.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}

fn file(dir: &Path, kind: &str, key: u64) -> PathBuf {
    dir.join(format!("{kind}-{key:016x}"))
}

fn header(key: u64, length: u64, digest: u64) -> [u8; HEADER] {
    let program = xxh3_64(concat!(env!("CARGO_PKG_VERSION"), env!("CORRIDOR_FROZEN")).as_bytes());
    let mut out = [0; HEADER];
    let words = [u64::from_le_bytes(MAGIC), program, key, length, digest];
    out.chunks_exact_mut(8).zip(words).for_each(|(to, word)| to.copy_from_slice(&word.to_le_bytes()));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thing(cache: Cache, key: u64) -> Option<String> {
        cache.get("thing", key)
    }

    #[test]
    fn what_is_put_is_found_again_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let deep = dir.path().join("a/b");
        let cache = Cache::new(Some(&deep));
        assert_eq!(thing(cache, 7), None);
        cache.put("thing", 7, &"seven");
        assert_eq!(thing(cache, 7).as_deref(), Some("seven"));
        assert_eq!((thing(cache, 8), cache.get::<String>("other", 7)), (None, None));
        cache.put("thing", 7, &"");
        assert_eq!(thing(cache, 7).as_deref(), Some(""));
        assert_eq!(std::fs::read_dir(&deep).unwrap().count(), 1, "nothing else is left in the folder");
    }

    #[test]
    fn a_damaged_file_is_none() {
        let dir = tempfile::tempdir().unwrap();
        let cache = Cache::new(Some(dir.path()));
        cache.put("thing", 7, &"seven");
        let path = file(dir.path(), "thing", 7);
        let whole = std::fs::read(&path).unwrap();
        for i in 0..whole.len() {
            let mut other = whole.clone();
            other[i] ^= 1;
            std::fs::write(&path, other).unwrap();
            assert_eq!(thing(cache, 7), None, "byte {i}: magic, version, program, key, length, digest or body");
            std::fs::write(&path, &whole[..i]).unwrap();
            assert_eq!(thing(cache, 7), None, "cut short at {i}");
        }
        std::fs::write(&path, [&whole[..], b"x"].concat()).unwrap();
        assert_eq!(thing(cache, 7), None, "too long");
        std::fs::rename(&path, file(dir.path(), "thing", 8)).unwrap();
        assert_eq!(thing(cache, 8), None, "under the name of another");
    }

    #[test]
    fn where_nothing_can_be_written_nothing_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let blocked = dir.path().join("file");
        std::fs::write(&blocked, "").unwrap();
        for cache in [Cache::new(Some(&blocked)), Cache::new(None)] {
            cache.put("thing", 7, &"seven");
            assert_eq!(thing(cache, 7), None);
        }
    }
}
