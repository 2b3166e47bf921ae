//! How an answer was found and what it assumes: one list of passages, each with the section of `docs/method.md` that has the whole.

use serde::Serialize;

use crate::report::Report;

/// What was done or assumed, in short.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(in crate::export) struct Passage {
    /// In words.
    pub text: &'static str,
    /// Heading of the section in `docs/method.md`.
    pub section: &'static str,
}

const fn passage(section: &'static str, text: &'static str) -> Passage {
    Passage { text, section }
}

const BEST: Passage = passage(
    "The state graph",
    "Routes are exact shortest paths over states of place, mode and gauge, so that loading, lifts, waits and changes of gauge and mode are weighed like any stretch of line.",
);
const DISTINCT: Passage = passage(
    "Finding routes",
    "Alternatives differ from every better route by a border crossed, a place of gauge change or a sea service, share a bounded part of its kilometres, and cost a bounded part more.",
);
const TIME: Passage = passage(
    "Time",
    "Trains run at the commercial speed of container trains in each country, ships and trucks at that of their service or mode; each time is the mean of its range.",
);
const EVENTS: Passage = passage(
    "What happens on the way: events",
    "Borders, gauge changes, ports, terminals and waits for sailings are charged where they happen, by direction and year, and are never spread over the line.",
);
const MONEY: Passage = passage(
    "Money",
    "Charges are rates by km and country, service or mode, with terminal moves, for a 40-ft container; freight rates of the market may be above or below.",
);
const EMISSIONS: Passage =
    passage("Emissions", "CO2e is well-to-wheel, from the energy of trains on each country's grid, of ships and of trucks; standing emits nothing.");
const DAY: Passage = passage(
    "As of",
    "The network is that of one day: lines, services and figures of later or earlier days are left out, except where the data has one year only.",
);
const SURE: Passage = passage("Corridors and confidence", "A figure is as sure as the least sure row behind it, and every row names its source.");
const LEFT_OUT: Passage = passage(
    "What is left out",
    "No timetable, no queue of a given day, no capacity, no politics but closures in the data, no trucking before the first and after the last node.",
);
/// What stands behind the figures of every route.
const FIGURES: [Passage; 7] = [TIME, EVENTS, MONEY, EMISSIONS, DAY, SURE, LEFT_OUT];

const TRANSIT: Passage = passage(
    "Corridors side by side: `transit`",
    "Distinct routes stand side by side; a haul over a border is split between its countries, and a border belongs to the country entered.",
);
const PARETO: Passage = passage(
    "Several measures at once: `pareto`",
    "The set is found by labels that no other beats at the same state, which leaves out nothing; it needs no weights between the measures.",
);
const WHY: Passage = passage(
    "Why, and what would flip it: `why`",
    "The two routes are summed term by term; the value of each figure at which the other is as good is found by bisection and tried on the whole network.",
);
const SWEEP: Passage = passage(
    "Where the answer changes: `sweep`",
    "The cost of a route is linear in each figure, so a route best at both ends of an interval is best within: every change is found exactly by bisection.",
);
const RISK: Passage = passage(
    "How sure: `risk`",
    "Every speed, dwell, wait and charge is drawn from its low, likely and high value around its mean, one factor for each cause, and all routes meet the same draws.",
);
const REACH: Passage = passage(
    "How far: `reach`",
    "One tree of best ways gives every node; what is left of the limit is spent on trucks around it, on land that joins it. Speed and detour of trucks are estimates.",
);
const CUT: Passage = passage(
    "What separates two ends: `cut`",
    "The smallest set is found and proved by routes that share nothing and by prices of what they share; a link is lost with all its gauges and directions.",
);
const CRITICAL: Passage = passage(
    "Where the network breaks first: `critical`",
    "Each element is lost once, for good and alone, and every pair takes its best route without it; the traffic that moves makes nothing else slower.",
);
const IMPACT: Passage = passage(
    "With and without projects: `impact`",
    "Every pair is solved with and without each project, all else as on the day; a project that changes figures changes them once.",
);
const COMPARE: Passage = passage(
    "With and without projects: `impact`",
    "Every pair is solved on the network as it is and under each scenario; means are over the pairs with a route in both.",
);
const VERIFY: Passage = passage(
    "Published figures: `verify`",
    "Each published figure is a question to the network of its year, from and to the events it names; those the data was made from are told apart from those held out.",
);
const LINT: Passage =
    passage("What is doubtful: `lint`", "Lengths, borders, gauges, ends and near misses are checked against positions and against each other.");
const MANY: Passage = passage("Many at once: `batch` and `matrix`", "Every row is answered as a single question would be; means are over the best routes.");

/// How an answer was found, the most particular first.
pub(in crate::export) fn method(report: &Report) -> Vec<Passage> {
    let (own, solved): (&[Passage], bool) = match report.request["command"].as_str().unwrap_or_default() {
        "route" => (&[BEST, DISTINCT], true),
        "transit" => (&[TRANSIT, DISTINCT, BEST], true),
        "pareto" => (&[PARETO, BEST], true),
        "why" => (&[WHY, BEST], true),
        "sweep" => (&[SWEEP, BEST], true),
        "risk" => (&[RISK, BEST], true),
        "reach" => (&[REACH, BEST], true),
        "cut" => (&[CUT, BEST], true),
        "critical" => (&[CRITICAL, BEST], true),
        "impact" | "claim" => (&[IMPACT, BEST], true),
        "compare" => (&[COMPARE, BEST], true),
        "batch" | "matrix" => (&[MANY, BEST], true),
        "verify" => (&[VERIFY, BEST], true),
        "lint" => (&[LINT], false),
        "list" => (&[DAY, SURE], false),
        _ => (&[], false),
    };
    own.iter().chain(solved.then_some(&FIGURES).into_iter().flatten()).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_passage_points_at_a_heading() {
        let headings: Vec<&str> =
            include_str!("../../../docs/method.md").lines().filter_map(|l| l.strip_prefix("##")).map(|l| l.trim_start_matches('#').trim()).collect();
        let own = [BEST, DISTINCT, TRANSIT, PARETO, WHY, SWEEP, RISK, REACH, CUT, CRITICAL, IMPACT, COMPARE, VERIFY, LINT, MANY];
        for passage in own.iter().chain(&FIGURES) {
            assert!(headings.contains(&passage.section), "docs/method.md has no section {}", passage.section);
        }
    }
}
