//! Looking things up by name in any spelling or script.

use std::sync::OnceLock;

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

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

/// Everything by digests of its folded names, sorted, once somebody has asked for it. A clone starts without: it may be edited.
#[derive(Debug, Default)]
pub(crate) struct NameIndex {
    digests: OnceLock<Vec<(u64, Named)>>,
    /// All names folded, once one of many questions has misspelt one.
    folded: OnceLock<Vec<(String, Named)>>,
}

impl Clone for NameIndex {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Network {
    /// Makes [`Network::named`] look names up instead of scanning them all; worth it before hundreds of look-ups.
    pub fn index_names(&self) {
        self.name_index.digests.get_or_init(|| {
            let (mut index, mut folded) = (Vec::new(), String::new());
            self.each_name(|named, name| {
                folded.clear();
                folded.extend(letters(name));
                index.push((xxh3_64(folded.as_bytes()), named));
            });
            index.par_sort_unstable();
            index.dedup();
            index
        });
    }

    /// Whether [`Network::index_names`] was called: many questions are to come.
    pub(crate) fn has_name_index(&self) -> bool {
        self.name_index.digests.get().is_some()
    }

    /// Calls `visit` with every name and code of everything, unfolded.
    pub(crate) fn each_name<'n>(&'n self, mut visit: impl FnMut(Named, &'n str)) {
        let places = self.places().map(|(id, _)| Named::Place(id));
        let nodes = self.nodes().map(|(id, _)| Named::Node(id));
        let regions = self.regions().map(|(id, _)| Named::Region(id));
        let countries = self.countries().map(|(id, _)| Named::Country(id));
        let corridors = self.corridors().map(|(id, _)| Named::Corridor(id));
        for named in places.chain(nodes).chain(regions).chain(countries).chain(corridors) {
            self.names(named).for_each(|name| visit(named, name));
        }
    }

    /// The names and codes of a thing, unfolded.
    fn names(&self, named: Named) -> impl Iterator<Item = &str> {
        let texts: [&str; 4] = match named {
            Named::Place(id) => self.place(id).names(),
            Named::Node(id) => self.node(id).names(),
            Named::Region(id) => self.region(id).names(),
            Named::Country(id) => self.country(id).names(),
            Named::Corridor(id) => self.corridor(id).names(),
        };
        texts.into_iter().flat_map(|text| text.split('|')).filter(|name| !name.is_empty())
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
        if let Some(index) = self.name_index.digests.get() {
            let digest = xxh3_64(key.as_bytes());
            let found = index[index.partition_point(|entry| entry.0 < digest)..].iter().take_while(|entry| entry.0 == digest);
            return found.map(|entry| entry.1).filter(|named| self.names(*named).any(|name| letters(name).eq(key.chars()))).collect();
        }
        self.each_name(|named, name| {
            if letters(name).eq(key.chars()) && !out.contains(&named) {
                out.push(named);
            }
        });
        out
    }

    fn folded_names(&self) -> &[(String, Named)] {
        self.name_index.folded.get_or_init(|| {
            let mut all = Vec::new();
            self.each_name(|named, name| all.push((fold(name), named)));
            all
        })
    }

    /// Up to `limit` things whose names come nearest to a misspelt one (Jaro-Winkler), best first.
    pub fn nearest_names(&self, name: &str, limit: usize) -> Vec<Named> {
        const LEAST: i64 = 800;
        let key = fold(name);
        let mut scored = Vec::new();
        let mut look = |named, folded: &str| {
            // Most names are told apart by how many letters they share, which is cheap to count.
            if jaro_winkler_at_most(folded, &key) * 1000.0 < LEAST as f64 {
                return;
            }
            let score = (strsim::jaro_winkler(folded, &key) * 1000.0) as i64;
            if score >= LEAST {
                scored.push((-score, named));
            }
        };
        if self.has_name_index() {
            self.folded_names().iter().for_each(|(folded, named)| look(*named, folded));
        } else {
            self.each_name(|named, name| look(named, &fold(name)));
        }
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

/// What the similarity of two folded names cannot exceed: as if all letters that they share stood in order (Winkler 1990, "String comparator
/// metrics and enhanced decision rules in the Fellegi-Sunter model of record linkage").
fn jaro_winkler_at_most(a: &str, b: &str) -> f64 {
    if a == b {
        return 1.0;
    }
    let mut counts = [0i32; 128];
    b.bytes().for_each(|c| counts[usize::from(c & 127)] += 1);
    let mut shared = 0.0;
    for c in a.bytes() {
        let count = &mut counts[usize::from(c & 127)];
        shared += if *count > 0 { 1.0 } else { 0.0 };
        *count -= 1;
    }
    let jaro = (shared / a.len().max(1) as f64 + shared / b.len().max(1) as f64 + 1.0) / 3.0;
    let prefix = a.bytes().zip(b.bytes()).take(4).take_while(|(a, b)| a == b).count() as f64;
    jaro + 0.1 * prefix * (1.0 - jaro) + 1e-9
}

macro_rules! names {
    ($($item:ident: $($field:ident)+;)+) => {
        $(impl super::$item {
            fn names(&self) -> [&str; 4] {
                let mut out = [""; 4];
                for (to, text) in out.iter_mut().zip([$(self.$field.as_str()),+]) {
                    *to = text;
                }
                out
            }
        })+
    };
}

names! {
    Place: code name aliases;
    Node: code name aliases unlocode;
    Region: code name aliases;
    Country: code name aliases;
    Corridor: code name aliases;
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn names_are_left_out_only_when_they_cannot_be_near(a in "[a-d]{0,12}", b in "[a-d0]{0,12}") {
            prop_assert!(jaro_winkler_at_most(&a, &b) >= strsim::jaro_winkler(&a, &b));
        }
    }

    #[test]
    fn names_fold_across_case_diacritics_hyphens_and_scripts() {
        assert_eq!(fold("Małaszewicze"), "malaszewicze");
        assert_eq!(fold("Хоргос"), "khorgos");
        assert_eq!(fold("Beyneu-2"), fold("BEYNEU 2"));
        assert_eq!(fold("霍尔果斯"), "huoerguosi");
        assert_eq!(fold("Xi'an"), fold("xian"));
    }

    #[test]
    fn an_index_finds_what_a_scan_finds() {
        let (plain, _) = crate::load(&crate::Source::default()).unwrap();
        let indexed = plain.clone();
        indexed.index_names();
        let mut names = vec!["nowhere", "", "x"];
        plain.each_name(|_, name| names.push(name));
        for name in names {
            assert_eq!(indexed.named(name), plain.named(name), "{name}");
        }
        for misspelt in ["Khorgas", "Almati", "Rotterdamm", "", "x"] {
            assert_eq!(indexed.nearest_names(misspelt, 5), plain.nearest_names(misspelt, 5), "{misspelt}");
        }
    }
}
