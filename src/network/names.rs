//! Looking things up by name in any spelling or script.

use std::borrow::Cow;

use super::{CorridorId, CountryId, Network, NodeId, PlaceId, RegionId};

/// Folds a name for comparison: no case, diacritics, hyphens, spaces or punctuation; other scripts
/// are transliterated (`Хоргос` and `Khorgos` fold alike), Chinese by pinyin.
pub fn fold(name: &str) -> String {
    let latin: Cow<'_, str> = if name.is_ascii() { Cow::Borrowed(name) } else { Cow::Owned(deunicode::deunicode(name)) };
    latin.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// What a name can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Named {
    /// A cluster of nodes.
    Place(PlaceId),
    /// One node.
    Node(NodeId),
    /// A region.
    Region(RegionId),
    /// A country.
    Country(CountryId),
    /// A corridor.
    Corridor(CorridorId),
}

/// All names and codes of a network, folded and sorted.
#[derive(Debug)]
pub struct NameIndex {
    entries: Vec<(String, Named)>,
}

impl NameIndex {
    /// Collects the names of all nodes, places, regions, countries and corridors.
    pub fn new(network: &Network) -> Self {
        let mut entries = Vec::with_capacity(network.nodes.len() * 6);
        let mut add = |named: Named, texts: &[&str]| {
            for name in texts.iter().flat_map(|t| t.split('|')).filter(|n| !n.is_empty()) {
                entries.push((fold(name), named));
            }
        };
        for (id, n) in network.nodes() {
            add(Named::Node(id), &[&n.code, &n.name, &n.aliases, &n.unlocode]);
        }
        for (id, p) in network.places() {
            add(Named::Place(id), &[&p.code, &p.name, &p.aliases]);
        }
        for (id, r) in network.regions() {
            add(Named::Region(id), &[&r.code, &r.name, &r.aliases]);
        }
        for (id, c) in network.countries() {
            add(Named::Country(id), &[&c.code, &c.name, &c.aliases]);
        }
        for (id, c) in network.corridors() {
            add(Named::Corridor(id), &[&c.code, &c.name, &c.aliases]);
        }
        entries.retain(|(name, _)| !name.is_empty());
        entries.sort_unstable();
        entries.dedup();
        Self { entries }
    }

    /// Everything that goes by this name, in any spelling.
    pub fn get(&self, name: &str) -> Vec<Named> {
        let key = fold(name);
        let start = self.entries.partition_point(|(n, _)| *n < key);
        self.entries[start..].iter().take_while(|(n, _)| *n == key).map(|&(_, named)| named).collect()
    }

    /// Up to `limit` folded names nearest to a misspelt one (Jaro-Winkler), best first, with what
    /// they name.
    pub fn nearest(&self, name: &str, limit: usize) -> Vec<Named> {
        let key = fold(name);
        let score = |n: &str| (strsim::jaro_winkler(n, &key) * 1000.0) as i64;
        let mut scored: Vec<_> = self.entries.iter().map(|(n, named)| (-score(n), *named)).filter(|&(s, _)| s < -800).collect();
        scored.sort_unstable();
        let mut out: Vec<Named> = Vec::new();
        for (_, named) in scored {
            if !out.contains(&named) {
                out.push(named);
            }
            if out.len() == limit {
                break;
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fold_across_case_diacritics_hyphens_and_scripts() {
        assert_eq!(fold("Małaszewicze"), "malaszewicze");
        assert_eq!(fold("Хоргос"), "khorgos");
        assert_eq!(fold("Beyneu-2"), fold("BEYNEU 2"));
        assert_eq!(fold("霍尔果斯"), "huoerguosi");
    }
}
