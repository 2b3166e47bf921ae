//! What the tags of OpenStreetMap say of a railway, a ferry, a station, a border or a port.

use super::{Options, Stop};
use crate::geography::Position;
use crate::network::{Mode, NodeKind};

fn tag<'t>(tags: &[(&'t str, &'t str)], key: &str) -> Option<&'t str> {
    tags.iter().find(|(k, _)| *k == key).map(|(_, v)| *v)
}

/// The mode and cells of a way that freight may use.
pub(super) fn way_of(tags: &[(&str, &str)], options: &Options) -> Option<(Mode, Vec<(&'static str, String)>)> {
    let value = |key: &str| tag(tags, key);
    if [value("disused"), value("abandoned")].contains(&Some("yes")) {
        return None;
    }
    let mode = match (value("railway"), value("route")) {
        (Some("rail" | "narrow_gauge"), _) => Mode::Rail,
        (_, Some("ferry")) if value("motor_vehicle") != Some("no") => Mode::Ferry,
        _ => return None,
    };
    // Crossovers stay: they join the tracks of one line.
    let aside = matches!(value("service"), Some("yard" | "siding" | "spur"));
    let other = matches!(value("usage"), Some("industrial" | "military" | "tourism" | "test" | "scientific" | "leisure"));
    if mode == Mode::Rail && !options.sidings && (aside || other) {
        return None;
    }
    let name = value("name:en").or(value("name")).or(value("ref"));
    let pairs = [("gauge_mm", value("gauge")), ("electrified", value("electrified")), ("line", name)];
    Some((mode, pairs.into_iter().filter_map(|(c, v)| Some((c, v?.to_owned()))).collect()))
}

/// A station, border or port.
pub(super) fn stop(tags: &[(&str, &str)], position: Position) -> Option<Stop> {
    let value = |key: &str| tag(tags, key);
    let kind = match value("railway") {
        Some("station" | "halt") if !matches!(value("station"), Some("subway" | "light_rail" | "monorail" | "funicular" | "miniature")) => {
            NodeKind::RailStation
        }
        Some("border") => NodeKind::BorderStation,
        _ if value("amenity") == Some("ferry_terminal") => NodeKind::FerryPort,
        _ if value("harbour") == Some("yes") || value("seamark:type") == Some("harbour") || value("industrial") == Some("port") => NodeKind::Seaport,
        _ => return None,
    };
    let name = value("name:en").or(value("int_name")).or(value("name")).unwrap_or_default();
    if name.is_empty() && kind != NodeKind::BorderStation {
        return None;
    }
    let more = ["name", "name:ru", "old_name", "uic_ref"].into_iter().filter_map(value).filter(|n| *n != name);
    let mut aliases: Vec<String> = more.map(|n| n.replace('|', " ")).collect();
    aliases.dedup();
    Some(Stop { name: name.to_owned(), code: String::new(), aliases: aliases.join("|"), kind, country: String::new(), position })
}
