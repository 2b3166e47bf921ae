//! `published.csv`: figures that somebody published, each mapped to a question to the network.

use std::collections::HashSet;

use jiff::civil::Date;

use super::parse_date;
use super::table::{Codes, Row, Table};
use crate::error::Problem;
use crate::network::{CountryId, FigureClass, FigureDay, FigureKind, FigureQuery, FigureTrain, FigureUse, Mode, Network, NodeId, Published};
use crate::units::parse_fixed;

/// Places behind the point that a published value may have.
const PLACES: u32 = 3;

/// Reads the published figures; what is wrong with a row is a problem, and the row is left out.
pub(super) fn read(network: &Network, problems: &mut Vec<Problem>) -> Vec<Published> {
    let table = Table::read(&network.texts, "published.csv", problems);
    if table.rows().len() == 0 {
        return Vec::new();
    }
    let nodes = Codes::known("node", network.nodes().map(|(_, n)| n.code.as_str()));
    let countries = Codes::known("country", network.countries.iter().map(|c| c.code.as_str()));
    let figures = Codes::new("figure", "code", table.rows().map(|row| (row.text("code"), row)), problems);
    let sources = network.texts.table("sources.csv");
    let sources: HashSet<&str> = sources.iter().skip(1).map(|row| row[0].as_str()).collect();
    let known = Known { network, nodes, countries, figures, sources };
    table.rows().filter_map(|row| published(&row, &known, problems)).collect()
}

/// What a row may name.
struct Known<'a> {
    network: &'a Network,
    nodes: Codes<'a>,
    countries: Codes<'a>,
    figures: Codes<'a>,
    sources: HashSet<&'a str>,
}

fn published(row: &Row, known: &Known, problems: &mut Vec<Problem>) -> Option<Published> {
    let kind_expected = format!("one of {}", FigureKind::accepted());
    let kind = row.value("kind", FigureKind::parse, &kind_expected, problems);
    let good_for = match row.text("use") {
        "" if row.text("query_from").is_empty() => Some(FigureUse::NotComparable),
        "" => Some(FigureUse::Compare),
        _ => row.optional("use", FigureUse::parse, &format!("one of {}", FigureUse::accepted()), problems),
    };
    let year = row.optional("year", |t| t.parse().ok(), "a year", problems);
    let (kind, good_for) = (kind?, good_for?);
    if good_for == FigureUse::NotComparable && row.is_shipped() && row.text("reason").is_empty() {
        problems.push(row.problem("reason", "does not say why the figure is not compared", "give the reason in words"));
    }
    if (good_for == FigureUse::Contradicted) == row.text("against").is_empty() {
        let fix = "name the figure or the source that was chosen, or mend `use`";
        problems.push(row.problem("against", "names what was chosen if and only if this figure is contradicted", fix));
    }
    if !known.sources.contains(row.text("against")) {
        known.figures.get(row, "against", row.text("against"), problems);
    }
    let query = if good_for == FigureUse::NotComparable { None } else { Some(query(row, kind, year, known, problems)?) };
    Some(Published {
        code: row.required("code", problems).to_owned(),
        kind,
        from: row.text("from").to_owned(),
        to: row.text("to").to_owned(),
        value: row.text("value").to_owned(),
        unit: row.text("unit").to_owned(),
        year,
        good_for,
        against: row.text("against").to_owned(),
        query,
        reason: row.text("reason").to_owned(),
        sources: row.evidence(problems).source_ids().map(str::to_owned).collect(),
    })
}

fn query(row: &Row, kind: FigureKind, year: Option<i16>, known: &Known, problems: &mut Vec<Problem>) -> Option<FigureQuery> {
    let (network, nodes) = (known.network, &known.nodes);
    let (unit, cargo) = unit(row, kind, problems)?;
    let (range, rounding) = row.value("value", |text| value(text, unit), "a figure, or a range such as 18-23", problems)?;
    let mut ends = |column: &str| {
        row.required(column, problems);
        lists(row, column, '/', nodes, problems)
    };
    let (from, to) = (ends("query_from"), ends("query_to"));
    let via = lists(row, "query_via", '>', nodes, problems);
    if from.is_empty() || to.is_empty() {
        return None;
    }
    let modes = modes(row, via.len() + 1, problems);
    let avoid = known.countries.list(row, "query_avoid", '|', problems).into_iter().map(CountryId::new).collect();
    let mut event = |column: &str, default: &str, other: &str| {
        let parse = |t: &str| [(default, false), (other, true)].into_iter().find(|(word, _)| *word == t).map(|(_, other)| other);
        row.optional(column, parse, &format!("{default} or {other}"), problems).unwrap_or(false)
    };
    let (from_handover, to_delivery) = (event("from_event", "departure", "handover"), event("to_event", "arrival", "delivery"));
    let trains = [("usual", FigureTrain::Usual), ("express", FigureTrain::Express), ("fast", FigureTrain::Fast)];
    let train = |word: &str| trains.iter().find(|t| t.0 == word).map(|t| t.1);
    let train = row.optional("service", train, "usual, express or fast", problems).unwrap_or_default();
    let class = row.optional("class", FigureClass::parse, &format!("one of {}", FigureClass::accepted()), problems).unwrap_or(class_of(kind));
    let day = match row.text("query_as_of") {
        "any" => FigureDay::AnyStatus,
        "" => FigureDay::On(year.and_then(|y| Date::new(y, 12, 31).ok()).unwrap_or(network.manifest().as_of)),
        _ => FigureDay::On(row.optional("query_as_of", parse_date, "a date, or any", problems)?),
    };
    Some(FigureQuery { class, range, rounding, unit, cargo, from, via, to, modes, avoid, day, train, from_handover, to_delivery })
}

/// The modes of each part of the way between two vias: one list for all of them, or as many lists as parts.
fn modes(row: &Row, parts: usize, problems: &mut Vec<Problem>) -> Vec<Vec<Mode>> {
    let list = |cell: &str| cell.split('|').map(str::trim).filter(|m| !m.is_empty()).map(Mode::parse).collect();
    let lists: Vec<Option<Vec<Mode>>> = row.text("query_modes").split('>').map(list).collect();
    if lists.contains(&None) || ![1, parts].contains(&lists.len()) {
        let fix = format!("write some of {}, separated by |; or such a list for each part of the way, separated by >", Mode::accepted());
        problems.push(row.problem("query_modes", "is no list of modes", fix));
    }
    let lists: Vec<Vec<Mode>> = lists.into_iter().map(Option::unwrap_or_default).collect();
    (0..parts).map(|part| lists.get(part).unwrap_or(&lists[0]).clone()).collect()
}

/// The parts of a cell, each a list of nodes of which any serves.
fn lists(row: &Row, column: &str, separator: char, nodes: &Codes, problems: &mut Vec<Problem>) -> Vec<Vec<NodeId>> {
    let parts = row.text(column).split(separator).filter(|part| !part.trim().is_empty());
    parts.map(|part| nodes.list_in(row, column, part, '|', problems).into_iter().map(NodeId::new).collect()).collect()
}

/// The class of a kind when the row names none.
fn class_of(kind: FigureKind) -> FigureClass {
    match kind {
        FigureKind::RailSection => FigureClass::Section,
        FigureKind::RouteLength => FigureClass::Route,
        FigureKind::SeaDistance => FigureClass::Ocean,
        FigureKind::TransitTime | FigureKind::Portfolio => FigureClass::Time,
        FigureKind::BorderTime => FigureClass::Border,
        FigureKind::Cost => FigureClass::Cost,
    }
}

/// How many metres, minutes or cents the unit of a figure is, and the cargo that a price is for.
fn unit(row: &Row, kind: FigureKind, problems: &mut Vec<Problem>) -> Option<(u64, String)> {
    let unit = row.text("unit");
    let found = match (kind, unit) {
        (FigureKind::RailSection | FigureKind::RouteLength | FigureKind::SeaDistance, "km") => Some(1000),
        (FigureKind::SeaDistance, "nm") => Some(1852),
        (FigureKind::TransitTime | FigureKind::BorderTime, "days") => Some(24 * 60),
        (FigureKind::TransitTime | FigureKind::BorderTime, "hours") => Some(60),
        (FigureKind::TransitTime | FigureKind::BorderTime, "minutes") => Some(1),
        (FigureKind::Cost, _) if unit.starts_with("USD/") => Some(100),
        _ => None,
    };
    if found.is_none() {
        problems.push(row.problem("unit", "is no unit that this kind of figure is compared in", "write km, nm, days, hours, minutes, USD/FEU or USD/TEU"));
    }
    Some((found?, unit.strip_prefix("USD/").unwrap_or_default().to_lowercase()))
}

/// Reads `293` or `18-23` in units of so many metres, minutes or cents: the range, and half of its last digit.
fn value(text: &str, unit: u64) -> Option<((u64, u64), u64)> {
    let thousandth = |text: &str| parse_fixed(text, PLACES);
    let (low, high) = text.split_once('-').unwrap_or((text, text));
    let (low_value, high_value) = (thousandth(low)?, thousandth(high)?);
    let in_unit = |value: u64| value.checked_mul(unit).map(|v| (v + 500) / 1000);
    let digit = [low_value, high_value].into_iter().map(last_digit).min()?;
    (low_value <= high_value).then_some(((in_unit(low_value)?, in_unit(high_value)?), in_unit(digit)? / 2))
}

/// The place value of the last digit that is not zero.
fn last_digit(value: u64) -> u64 {
    let mut place = 1;
    while value > 0 && (value / place).is_multiple_of(10) {
        place *= 10;
    }
    place
}

#[cfg(test)]
mod tests {
    use super::value;

    #[test]
    fn values_are_figures_or_ranges() {
        assert_eq!(value("13.9", 1000), Some(((13_900, 13_900), 50)));
        assert_eq!(value("18-23", 1440), Some(((25_920, 33_120), 720)));
        assert_eq!(value("11000", 1852), Some(((20_372_000, 20_372_000), 926_000)));
        for bad in ["", "-", "23-18", "about 5", "5-", "1-2-3"] {
            assert_eq!(value(bad, 60), None, "{bad}");
        }
    }
}
