//! Answers about the network and its claims in two sentences.

use super::amount::{amount, joined, rows};
use crate::report::{Report, Table};

/// Values of a column that a sentence counts at most.
const COUNTED: usize = 6;

pub(super) fn claim(report: &Report) -> Option<String> {
    let claims: Vec<_> = rows(report, "claims").collect();
    let sum = |column: &str| amount(claims.iter().filter_map(|c| c.number(column)).sum(), "");
    let pairs = format!(
        "for {} of {} pairs; {} save less, {} more than claimed, {} have no route.",
        sum("holds"),
        sum("pairs"),
        sum("less"),
        sum("more"),
        sum("no_route")
    );
    Some(match claims.as_slice() {
        [] => return None,
        [one] => {
            let unit = one.text("unit").replace("haul_h", "h of line-haul").replace("dwell_h", "h of dwell");
            let computed = match [one.text("computed_least"), one.text("computed_most")] {
                [least, most] if least == most => least,
                [least, most] => format!("{least} to {most}"),
            };
            let claimed = one.text("claimed").replace('-', " to ");
            format!("The claim {}: a saving of {claimed} {unit} is claimed, {computed} is computed. It holds {pairs}", one.text("verdict"))
        }
        several => {
            let of = |verdict: &str| several.iter().filter(|c| c.text("verdict") == verdict).count();
            let [all, some, none] = ["holds", "holds for some", "does not hold"].map(of);
            format!("Of {} claims {all} are borne out, {some} for some pairs only and {none} are not. They hold {pairs}", several.len())
        }
    })
}

pub(super) fn verify(report: &Report) -> Option<String> {
    let targets: Vec<_> = rows(report, "targets").collect();
    let asked = targets.iter().filter(|t| !t.text("met").is_empty()).count();
    let met = targets.iter().filter(|t| t.text("met") == "yes").count();
    let mut medians: Vec<String> = targets.iter().map(|t| format!("{} for {}", t.amount("median_error_percent"), t.text("class").replace('_', " "))).collect();
    medians.dedup();
    let (rules, broken) = (rows(report, "invariants").count(), rows(report, "invariants").filter(|r| r.text("holds") == "no").count());
    let rules = match (rules, broken) {
        (0, _) => String::new(),
        (n, 0) => format!(", and all {n} rules hold"),
        (n, broken) => format!(", and {broken} of {n} rules are broken"),
    };
    let first = if targets.is_empty() { report.notes.first()?.clone() } else { format!("{met} of {asked} targets are met{rules}.") };
    Some(if medians.is_empty() { first } else { format!("{first} The median error is {}.", joined(&medians)) })
}

pub(super) fn lint(report: &Report) -> String {
    let of = |severity: &str| amount(rows(report, "counts").filter_map(|check| check.number(severity)).sum(), "");
    let first = rows(report, "findings").next();
    let first = first.map_or_else(String::new, |f| format!(" The first is {}: {}.", f.text("name"), f.text("message").trim_end_matches('.')));
    format!("The network has {} errors, {} warnings and {} notes.{first}", of("errors"), of("warnings"), of("notes"))
}

pub(super) fn list(report: &Report) -> Option<String> {
    let table = report.tables.first()?;
    let what = report.request["what"].as_str()?;
    let (day, count) = (&report.dataset.as_of, amount(table.rows.len() as f64, ""));
    let by = ["mode", "kind", "status", "family"].iter().find_map(|column| counted(table, column));
    let by = by.map_or_else(String::new, |by| format!(": {by}"));
    let sure = counted(table, "confidence").map_or_else(String::new, |by| format!(" By how sure they are: {by}."));
    Some(format!("The list has {count} {what} as of {day}{by}.{sure}"))
}

/// How many rows have each value of a column, the most frequent first.
fn counted(table: &Table, column: &str) -> Option<String> {
    let at = table.columns.iter().position(|c| c == column)?;
    let mut counts: Vec<(String, usize)> = Vec::new();
    for value in table.rows.iter().map(|row| row[at].to_string()).filter(|v| !v.is_empty()) {
        match counts.iter_mut().find(|c| c.0 == value) {
            Some((_, count)) => *count += 1,
            None => counts.push((value, 1)),
        }
    }
    counts.sort_by_key(|c| std::cmp::Reverse(c.1));
    let others: usize = counts.iter().skip(COUNTED).map(|c| c.1).sum();
    let mut words: Vec<String> = counts.iter().take(COUNTED).map(|(value, n)| format!("{} {}", amount(*n as f64, ""), value.replace('_', " "))).collect();
    if others > 0 {
        words.push(format!("{} others", amount(others as f64, "")));
    }
    (!words.is_empty()).then(|| joined(&words))
}
