//! The figures that every comparison of routes has.

use super::terms::{TERMS, terms};
use crate::impact::{Impact, Measure};
use crate::itinerary::Itinerary;
use crate::report::{Chart, Climb, ItineraryReport, LegReport, PartRef, Plot, Span, Spot, Standing, Step, Stop, Strand};
use crate::units::{Decimal, grouped};

/// Stations that a schematic names between two events.
const STATIONS: usize = 4;

/// Time and cost against distance (UNESCAP, "Time/cost-distance methodology"), where the time and the money of each
/// route go, and the routes as straight lines. `ends` names them in the headings.
pub(super) fn of_routes(ends: &str, itineraries: &[Itinerary], reports: &[ItineraryReport]) -> Vec<Chart> {
    let climbs = |measure| Plot::Steps(reports.iter().map(|r| climb(r, measure)).collect());
    let bars = |measure| {
        let sums: Vec<_> = itineraries.iter().map(terms).collect();
        let part = |i: usize| (TERMS[i].to_owned(), sums.iter().map(|s| in_unit(measure, measure.of(&s[i])).0).collect());
        Plot::Bars { categories: reports.iter().map(name).collect(), parts: (0..TERMS.len()).map(part).collect() }
    };
    let chart = |name, what: &str, x: &str, y: &str, plot| Chart { name, title: format!("{ends}: {what}"), x_label: x.to_owned(), y_label: y.to_owned(), plot };
    vec![
        chart("time-distance", "time against distance", "km from the origin", "days since hand-over", climbs(Measure::Time)),
        chart("cost-distance", "cost against distance", "km from the origin", "USD", climbs(Measure::Cost)),
        chart("time-terms", "where the time goes", "days", "", bars(Measure::Time)),
        chart("cost-terms", "where the money goes", "USD", "", bars(Measure::Cost)),
        chart("schematic", "stations and events", "", "", Plot::Schematic(reports.iter().map(strand).collect())),
    ]
}

/// The routes that no other beats and those that one does, by two measures.
pub(super) fn pareto(ends: &str, [across, up]: [Measure; 2], kept: &[ItineraryReport], beaten: &[ItineraryReport]) -> Chart {
    let both = |r: &ItineraryReport| (across.of(&r.totals.0), up.of(&r.totals.0));
    let as_good = |a: (u64, u64), b: (u64, u64)| a != b && a.0 <= b.0 && a.1 <= b.1;
    let standing = |r: &ItineraryReport| if kept.iter().any(|other| as_good(both(other), both(r))) { Standing::Kept } else { Standing::Frontier };
    let spot = |name: String, r: &ItineraryReport, standing| {
        let (x, y) = both(r);
        Spot { name, at: (in_unit(across, x).0, in_unit(up, y).0), standing }
    };
    let mut spots: Vec<Spot> = kept.iter().map(|r| spot(format!("{} {}", r.rank, main_corridor(r)), r, standing(r))).collect();
    spots.extend(beaten.iter().map(|r| spot(main_corridor(r), r, Standing::Beaten)));
    Chart {
        name: "pareto",
        title: format!("{ends}: {} against {}", up.name().replace('_', " "), across.name().replace('_', " ")),
        x_label: in_unit(across, 0).1.to_owned(),
        y_label: in_unit(up, 0).1.to_owned(),
        plot: Plot::Scatter(spots),
    }
}

/// The corridor that a route follows most, else its countries.
fn main_corridor(report: &ItineraryReport) -> String {
    report.corridors.first().map_or_else(|| report.label(), |c| c.name.clone())
}

/// A measure's value in the unit that a chart shows, and the name of its axis.
pub(super) fn in_unit(measure: Measure, value: u64) -> (Decimal, &'static str) {
    match measure {
        Measure::Time => (Decimal { value: value * 10_000 / 1440, places: 4 }, "days"),
        Measure::Cost => (Decimal { value, places: 2 }, "USD"),
        Measure::Distance => (Decimal { value, places: 3 }, "km"),
        Measure::Co2e => (Decimal { value, places: 3 }, "kg CO2e"),
        Measure::Borders => (Decimal { value, places: 0 }, "borders"),
        Measure::GaugeChanges => (Decimal { value, places: 0 }, "gauge changes"),
        Measure::Transshipments => (Decimal { value, places: 0 }, "transshipments"),
    }
}

/// Its rank and what it is called.
pub(super) fn name(report: &ItineraryReport) -> String {
    format!("{} {}", report.rank, report.label())
}

/// A part of a measure in words, the unit tied to its number.
fn amount(measure: Measure, impact: &Impact) -> String {
    match measure {
        Measure::Time => format!("{}\u{a0}h", Decimal { value: (impact.duration().get() + 3) / 6, places: 1 }),
        _ => format!("{}\u{a0}USD", grouped(impact.cost.whole_usd())),
    }
}

/// One line of a time-distance or cost-distance diagram. Events at one place make one step.
fn climb(report: &ItineraryReport, measure: Measure) -> Climb {
    let mut sum = Impact::default();
    let place = |sum: &Impact| (sum.length.km(), in_unit(measure, measure.of(sum)).0);
    let mut points = vec![place(&sum)];
    let mut steps: Vec<(Step, Vec<&'static str>, Impact, u64)> = Vec::new();
    for part in report.parts() {
        match part {
            PartRef::Leg(leg) => {
                sum += leg.impact;
                points.push(place(&sum));
            }
            PartRef::Event(event) if measure.of(&event.impact) > 0 => {
                sum += event.impact;
                let greatest = measure.of(&event.impact);
                match steps.last_mut().filter(|(step, ..)| step.at + 1 == points.len()) {
                    Some((step, kinds, impact, most)) => {
                        if let Some(top) = points.last_mut() {
                            *top = place(&sum);
                        }
                        *impact += event.impact;
                        kinds.push(event.kind);
                        if greatest > *most {
                            (step.kind, *most) = (event.kind, greatest);
                        }
                    }
                    None => {
                        points.push(place(&sum));
                        let step = Step { at: points.len() - 1, kind: event.kind, place: event.node.name.clone(), words: String::new() };
                        steps.push((step, vec![event.kind], event.impact, greatest));
                    }
                }
            }
            PartRef::Event(_) => {}
        }
    }
    let said = |(step, mut kinds, impact, _): (Step, Vec<&'static str>, Impact, u64)| {
        kinds.dedup();
        let words: Vec<&str> = kinds.iter().map(|k| short(k)).collect();
        Step { words: format!("{}, {}", words.join(" + "), amount(measure, &impact)), ..step }
    };
    Climb { name: name(report), points, steps: steps.into_iter().map(said).collect() }
}

/// A kind of event in one word.
fn short(kind: &str) -> &str {
    match kind {
        "border_crossing" => "border",
        "gauge_change" => "gauge",
        "transshipment" => "lift",
        other => other,
    }
}

/// One line of a schematic.
fn strand(report: &ItineraryReport) -> Strand {
    let mut stops = vec![Stop { name: report.from.name.clone(), ..Stop::default() }];
    let mut spans = Vec::new();
    for part in report.parts() {
        match part {
            PartRef::Leg(leg) => {
                spans.push(span(leg));
                stops.push(Stop { name: leg.to.name.clone(), ..Stop::default() });
            }
            PartRef::Event(event) => {
                let detail = if event.detail.is_empty() { String::new() } else { format!(" {}", event.detail) };
                let time = if event.impact.dwell.get() > 0 { format!(", {}", amount(Measure::Time, &event.impact)) } else { String::new() };
                if let Some(stop) = stops.last_mut() {
                    stop.events.push((event.kind, format!("{}{detail}{time}", event.kind.replace('_', " "))));
                }
            }
        }
    }
    Strand { name: name(report), stops, spans }
}

fn span(leg: &LegReport) -> Span {
    let gauge = leg.gauge_mm.map_or_else(String::new, |g| format!(" {g}"));
    let country = if leg.country.is_empty() { String::new() } else { format!(" {}", leg.country) };
    let words = format!("{}{gauge}{country}, {}\u{a0}km, {}", leg.mode.name(), grouped(leg.impact.length.whole_km()), amount(Measure::Time, &leg.impact));
    Span { mode: leg.mode, words, through: leg.main_places(STATIONS).into_iter().map(str::to_owned).collect() }
}
