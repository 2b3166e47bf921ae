//! Whose column is which: from the names and words of others to ours.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::Hash;

use foldhash::fast::FixedState;

use crate::data::{link_columns, parse_date};
use crate::error::Error;
use crate::network::{Confidence, Electrified, Mode, Status};
use crate::units::{Duration, Gauge, Length, Money, Speed};

/// Which of the file's columns or properties are which of ours: `gauge=gauge_mm` reads our gauge from their `gauge_mm`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping(Vec<(String, String)>);

/// Short names of our columns.
const SHORT: [(&str, &str); 6] =
    [("gauge", "gauge_mm"), ("length", "length_km"), ("speed", "speed_kmh"), ("duration", "duration_h"), ("cost", "cost_usd"), ("electric", "electrified")];

/// Our columns beyond those of `links.csv`.
const MORE: [&str; 12] = ["from", "to", "mode", "length_km", "length_m", "name", "country", "kind", "lon", "lat", "from_lon", "from_lat"];
const ENDS: [&str; 2] = ["to_lon", "to_lat"];

impl Mapping {
    /// Reads `OURS=THEIRS` pairs.
    ///
    /// # Errors
    /// [`Error::Usage`] for what is no pair, an unknown column of ours, and one that is given twice.
    pub fn parse<'t>(pairs: impl IntoIterator<Item = &'t str>) -> Result<Self, Error> {
        let mut out: Vec<(String, String)> = Vec::new();
        for pair in pairs {
            let Some((ours, theirs)) = pair.split_once('=').filter(|(a, b)| !a.is_empty() && !b.is_empty()) else {
                return Err(Error::Usage(format!("`{pair}` maps nothing; write --map OURS=THEIRS, such as --map gauge=gauge_mm")));
            };
            let ours = SHORT.iter().find(|(short, _)| *short == ours).map_or(ours, |(_, long)| *long);
            let known: Vec<&str> = link_columns().chain(MORE).chain(ENDS).collect();
            if !known.contains(&ours) {
                let near = known.iter().max_by_key(|c| (strsim::jaro_winkler(c, ours) * 1000.0) as u32).copied().unwrap_or_default();
                return Err(Error::Usage(format!("`{ours}` is no column of a network; did you mean {near}? Write --map OURS=THEIRS")));
            }
            if out.iter().any(|(o, _)| o == ours) {
                return Err(Error::Usage(format!("`{ours}` is mapped twice; map it once")));
            }
            out.push((ours.to_owned(), theirs.to_owned()));
        }
        Ok(Self(out))
    }

    /// Their name of one of our columns: as mapped, else the same name.
    pub fn theirs<'s>(&'s self, ours: &'s str) -> &'s str {
        self.asked(ours).unwrap_or(ours)
    }

    /// Their name, when it was given.
    pub fn asked(&self, ours: &str) -> Option<&str> {
        self.0.iter().find(|(o, _)| o == ours).map(|(_, t)| t.as_str())
    }

    /// Their names that were given, each with ours.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(o, t)| (o.as_str(), t.as_str()))
    }
}

/// What a line is like: its mode, and cells of `links.csv` in the order of the columns.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Traits {
    pub mode: Mode,
    pub cells: Vec<(&'static str, String)>,
}

impl Traits {
    /// Reads what a line is like from its cells by our column names. What cannot be read is left out and told; a line of another
    /// mode (a tram, a track that is being built) is none of ours, and its word is the error.
    pub fn read<'t>(mode: Mode, cell: impl Fn(&str) -> Option<Cow<'t, str>>, mut bad: impl FnMut(&str, &str, &str)) -> Result<Self, String> {
        let mut read = |column: &'static str| {
            let text = cell(column)?;
            let text = text.trim();
            let value = normal(column, text);
            if value.is_none() && !text.is_empty() {
                bad(column, text, expected(column));
            }
            value.filter(|v| !v.is_empty())
        };
        let said = cell("mode").unwrap_or_default();
        let own = normal("mode", &said).ok_or_else(|| said.into_owned())?;
        let mut cells: Vec<(&str, String)> = link_columns().filter(|c| !LEFT_OUT.contains(c)).filter_map(|c| Some((c, read(c)?))).collect();
        let day = |column: &str| cells.iter().find(|(c, _)| *c == column).and_then(|(_, v)| parse_date(v));
        if day("closed_to").is_some_and(|to| day("closed_from").is_none_or(|from| to <= from)) {
            let at = cells.iter().position(|(c, _)| *c == "closed_to");
            at.map(|at| cells.remove(at)).iter().for_each(|(column, text)| bad(column, text, "a day after closed_from"));
        }
        Ok(Self { mode: Mode::parse(&own).unwrap_or(mode), cells })
    }

    /// Whether it may be run both ways.
    pub fn both_ways(&self) -> bool {
        !self.cells.iter().any(|(c, v)| *c == "direction" && v == "forward")
    }
}

/// Columns that an import makes itself, or that name things it does not bring.
const LEFT_OUT: [&str; 9] = ["from", "to", "mode", "length_km", "code", "km_kind", "source", "via", "service"];

/// A cell in our words; `None` when it cannot be read.
pub(super) fn normal(column: &str, text: &str) -> Option<String> {
    let text = text.trim();
    if text.is_empty() || matches!(text, "null" | "unknown" | "NULL") {
        return Some(String::new());
    }
    let lower = text.to_lowercase();
    let kept = |good: bool| good.then(|| text.to_owned());
    match column {
        "mode" => match lower.as_str() {
            "railway" | "train" | "narrow_gauge" | "broad_gauge" | "railroad" => Some(Mode::Rail),
            "ship" | "vessel" | "shipping" | "maritime" => Some(Mode::Sea),
            "truck" | "highway" => Some(Mode::Road),
            word => Mode::parse(word),
        }
        .map(|m| m.name().to_owned()),
        "gauge_mm" => {
            let gauges: Option<Vec<Gauge>> = text.split(['|', ';', ',', '/']).map(|g| gauge(g.trim())).collect();
            let mut gauges = gauges?;
            gauges.sort_unstable();
            gauges.dedup();
            Some(gauges.iter().map(ToString::to_string).collect::<Vec<_>>().join("|"))
        }
        "electrified" => match lower.as_str() {
            "contact_line" | "rail" | "4th_rail" | "contact_line;rail" | "rail;contact_line" | "1" | "true" | "y" => Some(Electrified::Yes),
            "0" | "false" | "n" => Some(Electrified::No),
            word => Electrified::parse(word),
        }
        .map(|e| e.name().to_owned()),
        "status" => match lower.as_str() {
            "construction" => Some(Status::UnderConstruction),
            "proposed" => Some(Status::Planned),
            "disused" | "closed" => Some(Status::Suspended),
            word => Status::parse(word),
        }
        .map(|s| s.name().to_owned()),
        "direction" => match lower.as_str() {
            "both" | "no" | "0" => Some("both".to_owned()),
            "forward" | "yes" | "1" | "oneway" => Some("forward".to_owned()),
            _ => None,
        },
        "tracks" => whole(text).filter(|n| *n <= 9).map(|n| n.to_string()),
        "speed_kmh" => kept(Speed::parse_kmh(text).is_some()),
        "duration_h" => kept(Duration::parse_hours(text).is_some()),
        "cost_usd" => kept(Money::parse_usd(text).is_some()),
        "length_km" => Length::parse_km(text).map(|l| l.km().to_string()),
        "length_m" => text.parse::<f64>().ok().filter(|m| m.is_finite() && *m >= 0.0).map(|m| Length::from_metres(m).km().to_string()),
        "open_from" | "closed_from" | "closed_to" => kept(parse_date(text).is_some()),
        "confidence" => kept(Confidence::parse(text).is_some()),
        _ => Some(text.split_whitespace().collect::<Vec<_>>().join(" ")),
    }
}

/// A gauge in mm, as `1520`, `1520.0` or `1.52 m` would be a guess and is none.
fn gauge(text: &str) -> Option<Gauge> {
    Gauge::parse(text.strip_suffix(".0").unwrap_or(text).trim_end_matches("mm").trim())
}

/// A whole number, as `2` or `2.0`.
fn whole(text: &str) -> Option<u64> {
    text.strip_suffix(".0").unwrap_or(text).parse().ok()
}

/// What a cell should hold, for messages.
fn expected(column: &str) -> &'static str {
    match column {
        "gauge_mm" => "a gauge in mm such as 1520, or several as 1435;1520",
        "electrified" => "yes, part or no",
        "status" => "open, planned, under_construction or suspended",
        "direction" => "both or forward",
        "tracks" => "a number of tracks",
        "open_from" | "closed_from" | "closed_to" => "a date",
        "confidence" => "high, medium or low",
        _ => "a number",
    }
}

/// A list in which nothing stands twice.
#[derive(Debug)]
pub(super) struct Interned<T> {
    pub list: Vec<T>,
    index: HashMap<T, u32, FixedState>,
}

impl<T> Default for Interned<T> {
    fn default() -> Self {
        Self { list: Vec::new(), index: HashMap::default() }
    }
}

impl<T: Clone + Eq + Hash> Interned<T> {
    /// The place of a value in the list.
    pub fn place(&mut self, value: T) -> u32 {
        let next = self.list.len() as u32;
        *self.index.entry(value).or_insert_with_key(|value| {
            self.list.push(value.clone());
            next
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_others_become_ours() {
        let said = |column, text| normal(column, text);
        assert_eq!(said("gauge_mm", "1520;1435").as_deref(), Some("1435|1520"));
        assert_eq!(said("gauge_mm", "1520.0").as_deref(), Some("1520"));
        assert_eq!(said("gauge_mm", "broad"), None);
        assert_eq!(said("mode", "Railway").as_deref(), Some("rail"));
        assert_eq!(said("electrified", "contact_line").as_deref(), Some("yes"));
        assert_eq!(said("length_m", "1234.6").as_deref(), Some("1.235"));
        assert_eq!(said("length_m", "NaN"), None);
        assert_eq!(said("length_km", "-3"), None);
        assert_eq!(said("line", " Turk  Sib ").as_deref(), Some("Turk Sib"));
    }

    #[test]
    fn a_mapping_is_of_our_columns() {
        let map = Mapping::parse(["gauge=GAUGE", "from=origin"]).unwrap();
        assert_eq!((map.theirs("gauge_mm"), map.theirs("from"), map.theirs("to")), ("GAUGE", "origin", "to"));
        for bad in ["gauge", "=x", "gage=x"] {
            assert!(matches!(Mapping::parse([bad]), Err(Error::Usage(_))), "{bad}");
        }
        assert!(Mapping::parse(["gauge=a", "gauge_mm=b"]).unwrap_err().to_string().contains("twice"));
    }
}
