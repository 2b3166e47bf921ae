//! The shipped network as the program carries it: read, checked and frozen when the program was built.
//!
//! Reading and checking the shipped CSV takes about 11 ms, three times a whole `corridor route`; thawing
//! the same network takes half a millisecond (`docs/benchmarks/`). A wrong row in `data/` fails the build
//! with its file, line, column, value and fix.

use crate::cache::Cache;
use crate::data::{self, Source, Texts};
use crate::error::{Error, Problem, Warning};
use crate::network::Network;

/// What `build.rs` wrote.
const FROZEN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/network.postcard"));

/// Own files of more bytes than this are worth keeping as a network: some 20,000 links.
const LARGE: usize = 1 << 20;

/// Loads a network: the shipped one, a folder, or either with overlays on top. With [`Source::cache`] a large one is
/// kept there once it is read and checked, and found again as long as its files are the same.
///
/// # Errors
/// [`Error::Data`] with every problem found in any file; [`Error::File`] when a folder or one of the
/// two files a network needs cannot be read.
///
/// ```
/// let (network, warnings) = corridor::load(&corridor::Source::default())?;
/// assert!(network.nodes().len() >= 350 && network.links().len() >= 540 && warnings.is_empty());
/// # Ok::<(), corridor::Error>(())
/// ```
pub fn load(source: &Source) -> Result<(Network, Vec<Warning>), Error> {
    if !source.is_shipped() {
        return own(source);
    }
    let network = postcard::from_bytes(FROZEN).map_err(|e| {
        let (what, fix) = (e.to_string(), "build the program anew".to_owned());
        Error::Data(vec![Problem { file: "the frozen network".to_owned(), line: 0, column: String::new(), value: String::new(), what, fix }])
    })?;
    Ok((network, Vec::new()))
}

/// A network with files of a user's own.
fn own(source: &Source) -> Result<(Network, Vec<Warning>), Error> {
    let mut problems = Vec::new();
    let texts = Texts::read(source, &mut problems)?;
    let cache = Cache::new(source.cache.as_deref().filter(|_| problems.is_empty() && texts.own_bytes() > LARGE));
    let key = if cache.is_there() { texts.key() } else { 0 };
    let (mut network, warnings) = match cache.get::<(Network, Vec<Warning>)>("network", key) {
        Some((network, warnings)) => (Network { texts, ..network }, warnings),
        None => {
            let built = data::build(texts, problems)?;
            cache.put("network", key, &built);
            built
        }
    };
    network.cache.clone_from(&source.cache);
    Ok((network, warnings))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frozen_network_is_the_one_in_the_files() {
        let (read, warnings) = data::build(Texts::default(), Vec::new()).unwrap();
        assert_eq!(warnings, []);
        assert!(postcard::to_stdvec(&read).unwrap() == FROZEN, "the build script must run when data/ changes");
    }
}
