//! Answers about many places or pairs in two sentences.

use super::amount::{Row, amount, joined, rows};
use super::question::plural;
use crate::report::Report;

/// Names of a set that a sentence holds.
const NAMED: usize = 8;

pub(super) fn reach(report: &Report) -> Option<String> {
    let furthest = rows(report, "nodes").next_back()?;
    let bands: Vec<String> =
        rows(report, "bands").map(|b| format!("within {} {} places and {}", b.text("within"), b.count("nodes"), b.amount("area_km2"))).collect();
    if bands.is_empty() {
        // The line between two corridors.
        let lead = rows(report, "nodes").max_by(|a, b| lead_of(*a).total_cmp(&lead_of(*b)))?;
        return Some(format!("{} The widest gap is at {}, in favour of {}.", report.notes.first()?, lead.text("name"), lead.text("better")));
    }
    let to = if report.request["inbound"] == true { "Within reach of" } else { "In reach from" };
    let from = report.request["from"].as_str()?;
    let measure = match report.request["by"].as_str()? {
        "cost" => "cost_usd",
        "distance" => "length_km",
        "co2e" => "co2e_kg",
        _ => "duration_h",
    };
    Some(format!("{to} {from} are {}. The last of them is {}, at {}.", joined(&bands), furthest.text("name"), furthest.amount(measure)))
}

/// By how much one corridor is better than the other.
fn lead_of(row: Row<'_>) -> f64 {
    ["b_less_a_h", "b_less_a_usd", "b_less_a_km", "b_less_a_kg"].iter().find_map(|c| row.number(c)).unwrap_or(0.0).abs()
}

pub(super) fn cut(report: &Report) -> Option<String> {
    if report.request["capacity"].is_string() {
        return passes(report);
    }
    let set: Vec<String> = rows(report, "cut").map(|r| r.text("name")).collect();
    let routes: Vec<_> = rows(report, "routes").collect();
    let first = routes.first()?;
    let second = format!("the best of them takes {} and {}", first.amount("total_days"), first.amount("cost_usd"));
    let (ends, kind) = ([report.request["from"].as_str()?, report.request["to"].as_str()?].join(" from "), report.request["of"].as_str()?);
    if set.is_empty() {
        return Some(format!("{} It takes {} and {}.", report.notes.first()?, first.amount("total_days"), first.amount("cost_usd")));
    }
    let named = if set.len() <= NAMED { joined(&set) } else { format!("{} and {} more", set[..NAMED].join(", "), set.len() - NAMED) };
    let (lost, less) = if set.len() == 1 { (kind.to_owned(), "one") } else { (plural(kind), "ones") };
    let shares = if routes.len() == 1 { "One route passes".to_owned() } else { format!("{} routes pass different {less}", routes.len()) };
    Some(format!("The loss of {} {lost} separates {ends}: {named}. {shares}; {second}.", set.len()))
}

/// What limits a flow, as in a sentence.
fn limits(step: Row<'_>) -> String {
    joined(&step.text("limited_by").split('|').map(str::to_owned).collect::<Vec<_>>())
}

/// What passes in a year.
fn passes(report: &Report) -> Option<String> {
    let steps: Vec<_> = rows(report, "flow").collect();
    let unit = report.request["capacity"].as_str()?;
    let column = format!("flow_{unit}_year");
    let said = |value: f64| if unit == "teu" { format!("{} TEU", amount(value, "")) } else { format!("{value} Mt") };
    let ends = format!("from {} to {}", report.request["from"].as_str()?, report.request["to"].as_str()?);
    let [first, rest @ ..] = steps.as_slice() else { return None };
    let Some(flow) = first.number(&column) else {
        let route = rows(report, "routes").next()?;
        return Some(format!(
            "No known capacity limits what passes {ends}. A route without one takes {} and {}.",
            route.amount("total_days"),
            route.amount("cost_usd")
        ));
    };
    let next = match rest.first().map(|r| (r.number(&column), limits(*r))) {
        Some((Some(more), by)) => format!("With that widened {} would pass, limited by {by}.", said(more)),
        Some((None, _)) => "With that widened no known capacity limits it.".to_owned(),
        None => "What limits it next was not asked.".to_owned(),
    };
    Some(format!("At most {} a year pass {ends}, limited by {}. {next}", said(flow), limits(*first)))
}

pub(super) fn critical(report: &Report) -> Option<String> {
    const KINDS: [&str; 5] = ["link", "node", "border", "country", "service"];
    let worst: Vec<_> = KINDS.iter().filter_map(|kind| Some((*kind, rows(report, kind).next()?))).collect();
    let [(kind, first), rest @ ..] = worst.as_slice() else { return None };
    let cut_off = if first.number("cut_off_pairs") > Some(0.0) { format!(", cuts off {} pairs", first.count("cut_off_pairs")) } else { String::new() };
    let added =
        if first.number("rerouted_h").is_some() { format!(" and adds {} to what takes another route", first.amount("rerouted_h")) } else { String::new() };
    let others: Vec<String> = rest.iter().map(|(kind, row)| format!("of {} {} ({})", plural(kind), row.text("name"), row.amount("loss_percent"))).collect();
    let others = if others.is_empty() { String::new() } else { format!(" Worst {}.", joined(&others)) };
    Some(format!(
        "Of single losses of a {kind} that of {} is the worst: it takes {} of the efficiency{cut_off}{added}.{others}",
        first.text("name"),
        first.amount("loss_percent")
    ))
}

pub(super) fn impact(report: &Report) -> Option<String> {
    let all = rows(report, "system").next().or_else(|| rows(report, "projects").next())?;
    let mut projects = rows(report, "projects");
    let count = projects.clone().count();
    let means = format!("{}, {} and {}", all.more("mean_more_h"), all.more("mean_more_usd"), all.more("mean_more_km"));
    let second = format!("Over all pairs the mean change is {means}.");
    let what = match count {
        1 => projects.next()?.text("name"),
        n => format!("the {n} projects together"),
    };
    if report.request["portfolio"] == true {
        let of = |figure: &str| rows(report, "portfolio").find(|r| r.text("figure") == figure && !r.text("of").is_empty()).map(|r| r.text("of"));
        let (alone, system) = (of("projects_that_gain_alone")?, of("projects_that_gain_in_system")?);
        return Some(format!("{alone} projects make some pair of ends better alone, {system} when added last to all others. {second}"));
    }
    Some(match all.number("better") {
        Some(0.0) if all.number("routes_changed") == Some(0.0) => format!("With {what} none of {} pairs changes. {second}", all.count("pairs")),
        _ => format!("With {what} {} of {} pairs gain; {} see no change. {second}", all.count("better"), all.count("pairs"), all.amount("zero_percent")),
    })
}

pub(super) fn compare(report: &Report) -> Option<String> {
    let said = rows(report, "summary").map(|row| {
        let cut_off = if row.number("cut_off") > Some(0.0) { format!(" and {} have none", row.count("cut_off")) } else { String::new() };
        format!(
            "Under {} {} of {} pairs take another route{cut_off}. The mean change is {}, {} and {}.",
            row.text("scenario"),
            row.count("changed"),
            row.count("pairs"),
            row.more("mean_more_h"),
            row.more("mean_more_usd"),
            row.more("mean_more_km")
        )
    });
    let said: Vec<String> = said.collect();
    (!said.is_empty()).then(|| said.join(" "))
}

/// The first criterion of a matrix.
pub(super) fn matrix(report: &Report) -> Option<String> {
    let table = report.tables.first()?;
    let wide = table.name != "matrix";
    let by = report.request["criteria"].as_array()?.first()?.as_str()?;
    let unit = match by {
        "time" => "h",
        "distance" => "km",
        "co2e" => "kg",
        _ => "usd",
    };
    // Columns of values: all behind the origin, or the first behind both ends.
    let columns = if wide { 1..table.columns.len() } else { 2..3 };
    let number = |cell: &crate::report::Cell| cell.to_string().parse::<f64>().ok();
    let values: Vec<Option<f64>> = table.rows.iter().flat_map(|row| row[columns.clone()].iter().map(number)).collect();
    let known = || values.iter().flatten().copied().filter(|v| *v > 0.0);
    let (least, most) = (known().reduce(f64::min)?, known().reduce(f64::max)?);
    let (pairs, empty) = (values.len(), values.iter().filter(|v| v.is_none()).count());
    Some(format!(
        "Of {} pairs {} have a route. The best {by} lies between {} and {}.",
        amount(pairs as f64, ""),
        amount((pairs - empty) as f64, ""),
        amount(least, unit),
        amount(most, unit)
    ))
}

pub(super) fn batch(report: &Report) -> Option<String> {
    let all = rows(report, "summary").next()?;
    let entry = rows(report, "gateways").next().filter(|g| g.number("routes") > Some(1.0));
    let entry = entry.map_or_else(String::new, |g| format!("; most often they end or enter at {} ({})", g.text("name"), g.count("routes")));
    Some(format!(
        "Of {} requests {} have a route, {} have none and {} were not understood. The best routes take {}, {} and {} over {} on average{entry}.",
        all.count("requests"),
        all.count("ok"),
        all.count("no_route"),
        all.count("bad_request"),
        amount(all.number("mean_duration_h")? / 24.0, "days"),
        all.amount("mean_cost_usd"),
        all.amount("mean_co2e_kg"),
        all.amount("mean_length_km")
    ))
}
