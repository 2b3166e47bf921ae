//! Links by themselves: too short, too long, twice.

use std::collections::{BTreeMap, HashSet};

use super::finding::Finding;
use crate::data::{BELOW_GEODESIC_PERCENT, DETOUR_TENTHS, DETOUR_WORD, YARD};
use crate::geography::geodesic;
use crate::network::{Link, LinkId, Mode, Network};
use crate::request::{LintCheck, Severity};

pub(super) fn check(network: &Network) -> Vec<Finding> {
    let mut found = lengths(network);
    found.extend(between_the_same(network));
    found
}

/// Lengths against the geodesic between the ends.
fn lengths(network: &Network) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut reasons = None;
    for (id, link) in network.links() {
        let ends = [link.from, link.to].map(|n| network.node(n).position);
        if !ends.iter().all(|p| p.x.is_finite() && p.y.is_finite()) || link.from == link.to {
            continue;
        }
        let straight = geodesic(ends[0], ends[1]);
        let said = format!("{} km on a geodesic of {} km", link.length.km(), straight.km());
        if link.length < straight.scaled(100 - BELOW_GEODESIC_PERCENT, 100) {
            let (severity, fix) = if link.length + YARD < straight.scaled(100 - BELOW_GEODESIC_PERCENT, 100) {
                (Severity::Error, "correct the length, or the position of one of the ends (swapped lon and lat?)")
            } else {
                (Severity::Note, "nothing, if the ends are yards of this size; else correct the length or a position")
            };
            found.push(Finding::link(network, severity, LintCheck::BelowGeodesic, id, said, fix));
        } else if matches!(link.mode, Mode::Rail | Mode::Road) && link.length > straight.scaled(DETOUR_TENTHS, 10) + YARD.times(5) {
            let reasons: &HashSet<String> = reasons.get_or_insert_with(|| with_reason(network));
            let (severity, fix) = if reasons.contains(&link.code) {
                (Severity::Note, "nothing, if the reason in `note` holds")
            } else {
                (Severity::Error, "correct the length, add the junction in between, or give the reason in `note` with the word `detour`")
            };
            let times = link.length.get() * 10 / straight.get().max(1);
            let said = format!("{said}, {}.{} times as long", times / 10, times % 10);
            found.push(Finding::link(network, severity, LintCheck::Detour, id, said, fix));
        }
    }
    found
}

/// Codes of the links whose row gives the reason for a long way round.
fn with_reason(network: &Network) -> HashSet<String> {
    let rows = super::super::records(network, "links.csv");
    let explained = rows.iter().filter(|row| row.text("note").contains(DETOUR_WORD));
    explained.flat_map(|row| [row.text("code").to_owned(), format!("{}--{}", row.text("from"), row.text("to"))]).collect()
}

/// Links of one mode between the same nodes: kept by the network, listed here; the same figures twice are a mistake.
fn between_the_same(network: &Network) -> Vec<Finding> {
    let mut groups: BTreeMap<_, Vec<(LinkId, &Link)>> = BTreeMap::new();
    for (id, link) in network.links() {
        groups.entry((link.from.min(link.to), link.from.max(link.to), link.mode)).or_default().push((id, link));
    }
    let same = |a: &Link, b: &Link| {
        let figures = |l: &Link| (l.length, l.both_ways, l.status, l.open_from, l.service, l.tracks);
        figures(a) == figures(b) && a.gauges == b.gauges && a.line == b.line && (a.both_ways || a.from == b.from)
    };
    let mut found = Vec::new();
    for links in groups.into_values().filter(|l| l.len() > 1) {
        for (i, (id, link)) in links.iter().enumerate().skip(1) {
            let twin = links[..i].iter().find(|(_, other)| same(link, other));
            let (severity, check, other, fix) = match twin {
                Some((_, twin)) => (Severity::Warning, LintCheck::Duplicate, twin, "delete one of the two"),
                None => (Severity::Note, LintCheck::Parallel, &links[0].1, "nothing: both are kept"),
            };
            let said = format!("{} {} beside {} ({} km beside {} km)", link.mode.name(), check.name(), other.code, link.length.km(), other.length.km());
            found.push(Finding::link(network, severity, check, *id, said, fix));
        }
    }
    found
}
