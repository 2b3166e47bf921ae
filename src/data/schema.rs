//! The files of a network folder and their columns, each listed once; `data/README.md` describes them.

/// One file of a network folder.
pub(crate) struct File {
    /// File name.
    pub name: &'static str,
    /// Columns that must be there.
    pub required: &'static [&'static str],
    /// Columns that may be there.
    pub optional: &'static [&'static str],
    /// Columns that together name a row, or several: in an overlay the same key replaces all of them, a
    /// new key adds.
    pub key: &'static [&'static str],
}

macro_rules! files {
    ($($name:literal: $required:literal + $optional:literal, key $key:literal;)+) => {
        /// All tables.
        pub(crate) const FILES: &[File] = &[$(File {
            name: concat!($name, ".csv"),
            required: &split!($required),
            optional: &split!($optional),
            key: &split!($key),
        }),+];
    };
}

/// Splits at spaces, at compile time.
macro_rules! split {
    ($text:literal) => {{
        const COUNT: usize = count($text);
        const WORDS: [&str; COUNT] = words::<COUNT>($text);
        WORDS
    }};
}

const fn count(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut i, mut n) = (0, if bytes.is_empty() { 0 } else { 1 });
    while i < bytes.len() {
        if bytes[i] == b' ' {
            n += 1;
        }
        i += 1;
    }
    n
}

const fn words<const N: usize>(text: &'static str) -> [&'static str; N] {
    let mut out = [""; N];
    let (mut rest, mut n) = (text, 0);
    while n < N {
        let mut i = 0;
        while i < rest.len() && rest.as_bytes()[i] != b' ' {
            i += 1;
        }
        let (word, tail) = rest.split_at(i);
        out[n] = word;
        rest = if tail.is_empty() { tail } else { tail.split_at(1).1 };
        n += 1;
    }
    out
}

files! {
    "nodes": "code name country lon lat" + "kind place loads gateway_of unlocode aliases source confidence note", key "code";
    "links": "from to mode length_km" + "code direction km_kind gauge_mm tracks electrified status open_from closed_from closed_to line via service speed_kmh duration_h cost_usd source confidence note", key "code";
    "waypoints": "link seq lon lat" + "name source confidence", key "link";
    "borders": "link likely_h" + "direction year low_h high_h mean_h cost_usd regime source confidence note", key "link";
    "transfers": "node kind likely_h" + "from_gauge_mm to_gauge_mm method year low_h high_h cost_usd source confidence note", key "node kind";
    "services": "code name mode carries headway_h" + "queue_low_h queue_likely_h queue_high_h speed_kmh part_of usd_per_feu usd_per_feu_km back_percent co2e_g_per_teu_km co2e_g_per_tkm closed_share_pct capacity_teu_year year source confidence note", key "code";
    "countries": "code name" + "aliases customs_union schengen source confidence", key "code";
    "places": "code name members" + "aliases loading source confidence note", key "code";
    "regions": "code name gateways" + "aliases countries default_gateway source confidence note", key "code";
    "corridors": "code name chain" + "aliases family variant status source confidence note", key "code";
    "speeds": "parameter scope likely unit" + "low high year source confidence note", key "parameter scope";
    "tariffs": "parameter scope likely unit" + "low high year source confidence note", key "parameter scope";
    "emissions": "parameter scope likely unit" + "low high year source confidence note", key "parameter scope";
    "trains": "parameter scope likely unit" + "low high year source confidence note", key "parameter scope";
    "capacities": "of capacity unit" + "year source confidence note", key "of";
    "panels": "code name origins destinations" + "source confidence note", key "code";
    "projects": "code name" + "founding_article status open_from length_km cost purpose capacity links nodes source confidence note", key "code";
    "effects": "project target quantity" + "before after unit from source confidence note", key "project target quantity";
    "claims": "code text measure from to by low" + "projects before_from as_of modes high source confidence note", key "code";
    "published": "code kind from to value unit" + "via mode year use against query_from query_via query_to query_modes query_avoid query_as_of from_event to_event service class reason source confidence note", key "code";
    "sources": "id citation" + "url year licence", key "id";
}

/// The file of that name.
///
/// # Panics
/// Never for the names in `FILES`; a wrong name is a bug that the first test run shows.
pub(crate) fn file(name: &str) -> &'static File {
    FILES.iter().find(|f| f.name == name).unwrap_or_else(|| unreachable!("no file {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dictionary_describes_every_column_and_no_other() {
        let text = include_str!("../../data/README.md");
        for file in FILES {
            let section = text.split("\n## ").find(|s| s.starts_with(&format!("{}\n", file.name)));
            let section = section.unwrap_or_else(|| panic!("data/README.md has no section on {}", file.name));
            let described: Vec<&str> = section.lines().filter_map(|l| l.strip_prefix("| `")?.split('`').next()).collect();
            let columns: Vec<&str> = file.required.iter().chain(file.optional).copied().collect();
            for column in &columns {
                assert!(described.contains(column), "{}: column {column} is not described", file.name);
            }
            for column in &described {
                assert!(columns.contains(column), "{}: described column {column} does not exist", file.name);
            }
        }
    }
}
