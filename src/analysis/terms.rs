//! What an itinerary is made of: its terms, and its ledger by country.

use crate::impact::Impact;
use crate::itinerary::{EventKind, Itinerary, Part};
use crate::network::{CountryId, Mode, Network};
use crate::query::RouteQuery;
use crate::report::Cell;
use crate::state::Figures;

/// The terms in the order of a table; every part of an itinerary belongs to exactly one.
pub(super) const TERMS: [&str; 7] =
    ["rail line-haul", "sea and ferry line-haul", "road shuttles", "borders", "gauge changes", "lifts, loading and unloading", "waits for sailings"];

fn term(part: &Part) -> usize {
    match part {
        Part::Leg(leg) => match leg.mode {
            Mode::Rail => 0,
            Mode::Sea | Mode::Ferry => 1,
            Mode::Road => 2,
        },
        Part::Event(event) => match event.kind {
            EventKind::Border { .. } | EventKind::Landfall { .. } => 3,
            EventKind::GaugeChange(_) => 4,
            EventKind::Loading(_) | EventKind::Unloading(_) | EventKind::Transshipment(_) => 5,
            EventKind::Wait(_) => 6,
        },
    }
}

/// The impact of each term; they sum to the itinerary's total.
pub(super) fn terms(itinerary: &Itinerary) -> [Impact; TERMS.len()] {
    let mut out = [Impact::default(); TERMS.len()];
    for part in &itinerary.parts {
        out[term(part)] += part.impact();
    }
    out
}

/// One line of a ledger.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Entry {
    /// The country; `None` is the sea.
    pub country: Option<CountryId>,
    /// What the itinerary does there.
    pub impact: Impact,
    /// How often it enters.
    pub entries: usize,
}

/// The itinerary by country in order of entry, the sea among them; sums to the total. A link over a
/// border counts half in each country; the border itself in the country entered.
pub(super) fn ledger(network: &Network, query: &RouteQuery, itinerary: &Itinerary) -> Vec<Entry> {
    let figures = Figures::new(network, &query.cargo, query.as_of.year());
    let mut out: Vec<Entry> = Vec::new();
    let mut add = |country, impact| match out.iter_mut().find(|e| e.country == country) {
        Some(entry) => entry.impact += impact,
        None => out.push(Entry { country, impact, entries: 0 }),
    };
    for part in &itinerary.parts {
        match part {
            Part::Event(event) => add(network.node(event.node).country, event.impact),
            Part::Leg(leg) => {
                for &(link, forward) in &leg.links {
                    let mut parts = figures.haul_by_country(network.link(link), forward);
                    if !forward {
                        parts.reverse();
                    }
                    for (country, impact) in parts.into_iter().filter(|(_, i)| *i != Impact::default()) {
                        add(country, impact);
                    }
                }
            }
        }
    }
    let entered = itinerary.countries(network);
    for entry in &mut out {
        entry.entries = entered.iter().skip(1).filter(|c| entry.country == Some(**c)).count();
    }
    out
}

/// `b - a` in units of `10^-places`, with its sign.
pub(super) fn difference(a: u64, b: u64, places: u32) -> Cell {
    Cell::signed(b < a, crate::units::Decimal { value: a.abs_diff(b), places })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::routing::Routing;
    use crate::request::RouteRequest;

    #[test]
    fn terms_and_ledger_sum_to_the_total() {
        let (network, _) = crate::load(&crate::Source::default()).unwrap();
        for (from, to) in [("Khorgos", "Europe"), ("Xi'an", "Istanbul"), ("Moscow", "Mumbai"), ("Shanghai", "Rotterdam"), ("Khorgos ICBC", "Ambarli")] {
            let request = RouteRequest { from: from.into(), to: to.into(), k: 4, ..RouteRequest::default() };
            let Ok(routing) = Routing::new(&network, &request) else { continue };
            for path in routing.alternatives(&request).paths {
                let itinerary = routing.itinerary(&path).unwrap();
                assert_eq!(terms(&itinerary).into_iter().sum::<Impact>(), itinerary.total, "{from} to {to}");
                let entries = ledger(&network, &routing.query, &itinerary);
                assert_eq!(entries.iter().map(|e| e.impact).sum::<Impact>(), itinerary.total, "{from} to {to}");
                let entered: usize = entries.iter().map(|e| e.entries).sum();
                assert_eq!(entered, itinerary.countries(&network).len() - 1, "{from} to {to}: every entry is counted once");
            }
        }
    }
}
