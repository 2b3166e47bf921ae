//! Looking things up by name in any spelling or script.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::{CorridorId, CountryId, Network, NodeId, PlaceId, RegionId};

/// The letters and digits of a name as they count in comparisons: no case, diacritics, hyphens, spaces
/// or punctuation; other scripts are transliterated, Chinese by pinyin.
fn letters(name: &str) -> impl Iterator<Item = char> + '_ {
    let ascii = |c: char| if c.is_ascii_alphanumeric() { Some(c.to_ascii_lowercase()) } else { None };
    name.chars().flat_map(move |c| {
        let (one, several) = if c.is_ascii() { (ascii(c), "") } else { (None, deunicode::deunicode_char(c).unwrap_or_default()) };
        one.into_iter().chain(several.chars().filter_map(ascii))
    })
}

/// Folds a name for comparison: `Хоргос`, `KHORGOS` and `khorgos` fold alike.
pub fn fold(name: &str) -> String {
    letters(name).collect()
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

/// Everything by its folded names, once somebody has asked for it. A clone starts without: it may be edited.
#[derive(Debug, Default)]
pub(crate) struct NameIndex(OnceLock<HashMap<String, Vec<Named>>>);

impl Clone for NameIndex {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Network {
    /// Makes [`Network::named`] look names up instead of scanning them all; worth it before hundreds of look-ups.
    pub fn index_names(&self) {
        self.name_index.0.get_or_init(|| {
            let mut index: HashMap<String, Vec<Named>> = HashMap::new();
            self.each_name(|named, name| {
                let things = index.entry(fold(name)).or_default();
                if !things.contains(&named) {
                    things.push(named);
                }
            });
            index
        });
    }

    /// Calls `visit` with every name and code of everything, unfolded.
    pub(crate) fn each_name<'n>(&'n self, mut visit: impl FnMut(Named, &'n str)) {
        let mut visit_all = |named, texts: &[&'n str]| {
            for name in texts.iter().flat_map(|t| t.split('|')).filter(|n| !n.is_empty()) {
                visit(named, name);
            }
        };
        for (id, p) in self.places() {
            visit_all(Named::Place(id), &[&p.code, &p.name, &p.aliases]);
        }
        for (id, n) in self.nodes() {
            visit_all(Named::Node(id), &[&n.code, &n.name, &n.aliases, &n.unlocode]);
        }
        for (id, r) in self.regions() {
            visit_all(Named::Region(id), &[&r.code, &r.name, &r.aliases]);
        }
        for (id, c) in self.countries() {
            visit_all(Named::Country(id), &[&c.code, &c.name, &c.aliases]);
        }
        for (id, c) in self.corridors() {
            visit_all(Named::Corridor(id), &[&c.code, &c.name, &c.aliases]);
        }
    }

    /// Everything that goes by a name, in any spelling, in a stable order.
    ///
    /// A scan over all names, most of which differ in the first letter; a look-up after [`Network::index_names`].
    pub fn named(&self, name: &str) -> Vec<Named> {
        let key = fold(name);
        let mut out = Vec::new();
        if key.is_empty() {
            return out;
        }
        if let Some(index) = self.name_index.0.get() {
            return index.get(&key).cloned().unwrap_or_default();
        }
        self.each_name(|named, name| {
            if letters(name).eq(key.chars()) && !out.contains(&named) {
                out.push(named);
            }
        });
        out
    }

    /// Up to `limit` things whose names come nearest to a misspelt one (Jaro-Winkler), best first.
    pub fn nearest_names(&self, name: &str, limit: usize) -> Vec<Named> {
        const LEAST: i64 = 800;
        let key = fold(name);
        let mut scored = Vec::new();
        self.each_name(|named, name| {
            let score = (strsim::jaro_winkler(&fold(name), &key) * 1000.0) as i64;
            if score >= LEAST {
                scored.push((-score, named));
            }
        });
        scored.sort_unstable();
        let mut out: Vec<Named> = Vec::new();
        for (_, named) in scored {
            if out.len() < limit && !out.contains(&named) {
                out.push(named);
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
        assert_eq!(fold("Xi'an"), fold("xian"));
    }
}
