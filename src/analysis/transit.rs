//! The corridors between two regions side by side, and the ledger of each per transit country.

use super::describe::itinerary_report;
use super::route::{basis, fewer, spread_over_gateways};
use super::routing::Routing;
use super::terms::{TERMS, ledger, terms};
use super::{charts, dataset, value};
use crate::error::Error;
use crate::itinerary::Itinerary;
use crate::network::{LinkId, Network, NodeId};
use crate::report::{Cell, Figures, ItineraryReport, Lead, Report, Table};
use crate::request::{Request, RouteRequest, TransitRequest};
use crate::units::{Decimal, Duration, Length};

pub(super) fn answer(network: &Network, request: &TransitRequest) -> Result<Report, Error> {
    let mut terms_of_route = request.route.clone();
    terms_of_route.via.extend(request.through.clone());
    let routing = Routing::new(network, &terms_of_route)?;
    let query = &routing.query;
    let found = routing.alternatives(&terms_of_route);
    let through = request.through.as_ref().map_or_else(String::new, |t| format!(" through {t}"));
    let title = format!("Corridors from {} to {}{through} by {}", query.from.name, query.to.name, query.by.name());
    let mut report = Report::new(title, value(&Request::Transit(request.clone())), dataset(network, query.as_of, request.route.geometry), Lead::Tables);
    if found.paths.is_empty() {
        report.notes.push(routing.why_none());
        report.answered = false;
        return Ok(report);
    }
    let itineraries: Vec<Itinerary> = found.paths.iter().map(|p| routing.itinerary(p)).collect::<Result<_, _>>()?;
    report.itineraries = itineraries.iter().enumerate().map(|(i, it)| itinerary_report(network, query, &terms_of_route, i + 1, it)).collect();
    report.charts = charts::of_routes(&query.ends(), &itineraries, &report.itineraries);
    let corridors = corridors(network, &itineraries, &report.itineraries);
    report.tables.push(corridors);
    report.tables.push(ledgers(&routing, &itineraries));
    report.tables.extend((itineraries.len() > 1).then(|| shared(network, &itineraries)));
    report.tables.extend(spread_over_gateways(&routing));
    report.notes.push(basis(network, query));
    if itineraries.len() < terms_of_route.k {
        report.notes.push(fewer(&terms_of_route, itineraries.len(), found.cut_short));
    }
    report.notes.extend(other_way(network, &terms_of_route, &itineraries[0]));
    Ok(report)
}

/// Speed over a time in km/h, to a tenth.
fn speed(length: Length, time: Duration) -> Cell {
    if time == Duration::ZERO { Cell::Empty } else { Cell::Number(Decimal { value: length.get() * 6 / time.get() / 10, places: 1 }) }
}

fn corridors(network: &Network, itineraries: &[Itinerary], reports: &[ItineraryReport]) -> Table {
    let columns = [
        "rank",
        "corridor",
        "to",
        "length_km",
        "total_days",
        "cost_usd",
        "co2e_kg",
        "borders",
        "gauge_changes",
        "sea_crossings",
        "from",
        "haul_days",
        "dwell_days",
        "swod_kmh",
        "swd_kmh",
        "leaves_best_at",
        "joins_best_at",
        "countries",
    ];
    let count = |n: u32| Cell::whole(u64::from(n));
    let row = |i: usize| {
        let (it, report) = (&itineraries[i], &reports[i]);
        let total = &it.total;
        let (leaves, joins) = if i == 0 { (String::new(), String::new()) } else { apart(network, &itineraries[0], it) };
        let text = |t: &str| if t.is_empty() { Cell::Empty } else { Cell::Text(t.to_owned()) };
        vec![
            Cell::count(report.rank),
            Cell::Text(report.label()),
            Cell::Text(report.to.name.clone()),
            Cell::Number(total.length.km()),
            Cell::Number(total.duration().days()),
            Cell::Number(total.cost.usd()),
            Cell::Number(total.emissions.kg()),
            count(total.borders),
            count(total.gauge_changes),
            count(total.sea_crossings),
            Cell::Text(report.from.name.clone()),
            Cell::Number(total.haul.days()),
            Cell::Number(total.dwell.days()),
            speed(total.length, total.haul),
            speed(total.length, total.duration()),
            text(&leaves),
            text(&joins),
            Cell::Text(report.countries.join("|")),
        ]
    };
    Table {
        name: "corridors".to_owned(),
        title: "Corridors, best first (swod and swd: speed without and with delay)".to_owned(),
        columns: columns.map(str::to_owned).to_vec(),
        rows: (0..itineraries.len()).map(row).collect(),
    }
}

/// Where a route leaves the best one, and where it joins it for good; empty when it never shares an end.
fn apart(network: &Network, best: &Itinerary, other: &Itinerary) -> (String, String) {
    let (a, b) = (best.nodes(network), other.nodes(network));
    let name = |node: Option<&NodeId>| node.map_or_else(String::new, |n| network.node(*n).name.clone());
    let same = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let same_end = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    (name(same.checked_sub(1).map(|i| &a[i])), name(same_end.checked_sub(1).map(|i| &a[a.len() - 1 - i])))
}

fn ledgers(routing: &Routing, itineraries: &[Itinerary]) -> Table {
    let network = routing.network;
    let mut rows = Vec::new();
    for (i, itinerary) in itineraries.iter().enumerate() {
        let ends = [itinerary.from, itinerary.to].map(|n| network.node(n).country);
        for entry in ledger(network, &routing.query, itinerary) {
            if entry.country.is_some() && ends.contains(&entry.country) {
                continue;
            }
            let i_of = &entry.impact;
            rows.push(vec![
                Cell::count(i + 1),
                Cell::Text(entry.country.map_or_else(|| "at sea".to_owned(), |c| network.country(c).name.clone())),
                Cell::Number(i_of.length.km()),
                Cell::Number(Figures::hours(i_of.haul)),
                Cell::Number(Figures::hours(i_of.dwell)),
                Cell::Number(i_of.cost.usd()),
                Cell::count(entry.entries),
            ]);
        }
    }
    Table {
        name: "ledger".to_owned(),
        title: "Ledger per transit country (without the countries of the two ends)".to_owned(),
        columns: ["rank", "country", "length_km", "haul_h", "dwell_h", "cost_usd", "entries"].map(str::to_owned).to_vec(),
        rows,
    }
}

/// The km two routes share, in percent of the shorter.
fn shared(network: &Network, itineraries: &[Itinerary]) -> Table {
    let sorted = |it: &Itinerary| {
        let mut links: Vec<LinkId> = it.links().collect();
        links.sort_unstable();
        links
    };
    let percent = |a: &Itinerary, b: &Itinerary| {
        let least = a.total.length.get().min(b.total.length.get()).max(1);
        (a.length_on(network, &sorted(b)).get() * 100 + least / 2) / least
    };
    let row = |i: usize| {
        let mut row = vec![Cell::count(i + 1)];
        row.extend(itineraries.iter().map(|other| Cell::whole(percent(&itineraries[i], other))));
        row
    };
    let mut columns = vec!["rank".to_owned()];
    columns.extend((1..=itineraries.len()).map(|i| format!("with_{i}_percent")));
    Table { name: "shared".to_owned(), title: "Shared km, in percent of the shorter".to_owned(), columns, rows: (0..itineraries.len()).map(row).collect() }
}

/// What the best route of the other direction does differently, and the two terms that make most of it.
fn other_way(network: &Network, request: &RouteRequest, best: &Itinerary) -> Option<String> {
    let mut back = RouteRequest { from: request.to.clone(), to: request.from.clone(), ..request.clone() };
    back.via.reverse();
    let routing = Routing::new(network, &back).ok()?;
    let itinerary = routing.itinerary(&routing.best()?).ok()?;
    let (here, there) = (best.total.duration(), itinerary.total.duration());
    let mut parts: Vec<(i64, &str)> =
        terms(best).iter().zip(terms(&itinerary)).zip(TERMS).map(|((a, b), name)| (b.duration().get() as i64 - a.duration().get() as i64, name)).collect();
    parts.sort_by_key(|(d, name)| (-d.abs(), *name));
    let words: Vec<String> = parts
        .iter()
        .take(2)
        .filter(|p| p.0 != 0)
        .map(|(d, name)| format!("{name} {}{} h", if *d < 0 { "-" } else { "+" }, Duration::new(d.unsigned_abs()).hours()))
        .collect();
    let same_way = {
        let mut reversed: Vec<LinkId> = itinerary.links().collect();
        reversed.reverse();
        reversed == best.links().collect::<Vec<_>>()
    };
    let way = if same_way { "the same way back" } else { "another way" };
    let mut text = format!(
        "The other direction, {} to {}, takes {way}: {} days and {} USD against {} days and {} USD",
        routing.query.from.name,
        routing.query.to.name,
        there.days(),
        itinerary.total.cost.whole_usd(),
        here.days(),
        best.total.cost.whole_usd()
    );
    if !words.is_empty() {
        text.push_str(&format!(" ({})", words.join(", ")));
    }
    if !same_way {
        let names = |it: &Itinerary| it.countries(network).into_iter().map(|c| network.country(c).code.clone()).collect::<Vec<_>>().join("-");
        text.push_str(&format!(", by {} from {} to {}", names(&itinerary), network.node(itinerary.from).name, network.node(itinerary.to).name));
    }
    Some(text + ".")
}
