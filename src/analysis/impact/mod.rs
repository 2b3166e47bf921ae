//! What projects change over a panel of pairs: with and without, alone, last added, left out.

mod portfolio;
mod tables;

use super::compare::differences;
use super::gains::Gains;
use super::panel::Panel;
use super::variants::{Answers, Variants};
use super::{Watch, dataset, records};
use crate::error::Error;
use crate::network::{Network, fold};
use crate::report::{Lead, Report};
use crate::request::{ImpactRequest, Request};

/// A project that is asked about.
pub(super) struct Project {
    pub code: String,
    pub name: String,
    pub status: String,
    pub effects: Vec<usize>,
}

/// The panel without any of the projects, with all, and with and without each.
struct Cases {
    none: Answers,
    all: Answers,
    each: Vec<Case>,
}

struct Case {
    /// With this project only.
    alone: Answers,
    /// With all but this one.
    left_out: Answers,
}

impl Cases {
    fn solve(variants: &Variants, count: usize, watch: Watch) -> Self {
        let all = variants.with_all().clone();
        watch(1, count + 2);
        let none = variants.with(&vec![false; count]);
        let only = |i: usize, held: bool| (0..count).map(|k| (k == i) == held).collect::<Vec<bool>>();
        let case = |i| match count {
            1 => Case { alone: all.clone(), left_out: none.clone() },
            _ => {
                watch(i + 2, count + 2);
                Case { alone: variants.with(&only(i, true)), left_out: variants.with(&only(i, false)) }
            }
        };
        let each = (0..count).map(case).collect();
        Self { none, all, each }
    }
}

pub(super) fn answer(network: &Network, request: &ImpactRequest, watch: Watch) -> Result<Report, Error> {
    let projects = asked(network, request)?;
    let panel = Panel::new(network, &request.panel)?;
    let variants = Variants::new(network, &panel, projects.iter().map(|p| p.effects.clone()).collect());
    let cases = Cases::solve(&variants, projects.len(), watch);
    let codes: Vec<&str> = projects.iter().map(|p| p.code.as_str()).collect();
    let what = if request.portfolio { format!("{} projects", projects.len()) } else { codes.join(", ") };
    let title = format!("With and without {what}: {} pairs, by {}", panel.pairs.len(), panel.terms.by.name());
    let dataset = dataset(network, panel.terms.as_of, request.panel.geometry);
    let mut report = Report::new(title, super::value(&Request::Impact(request.clone())), dataset, Lead::Tables);
    if request.portfolio {
        report.tables.push(portfolio::table(network, &panel, &cases));
    }
    report.tables.push(tables::projects(&panel, &projects, &cases));
    if projects.len() > 1 {
        report.tables.push(tables::system(&panel, &cases));
    }
    report.tables.push(tables::countries(network, &panel, &projects, &cases));
    if !request.portfolio {
        report.tables.push(tables::pairs(network, &panel, &projects, &cases, &variants));
    }
    report.tables.push(tables::effects(network, &projects));
    report.notes = notes(network, &panel, &projects, &cases);
    if request.panel.geometry {
        let links = |found: &Option<_>| found.as_deref().map(|f| variants.links(f)).unwrap_or_default();
        let changed = cases.none.iter().zip(&cases.all).map(|(a, b)| (links(a), links(b))).filter(|(a, b)| a != b);
        report.features = differences(network, &what, changed);
    }
    Ok(report)
}

/// The projects of a request; all that are no sum of others, for a portfolio without any.
fn asked(network: &Network, request: &ImpactRequest) -> Result<Vec<Project>, Error> {
    let rows = records(network, "projects.csv");
    let project = |row: &super::Record| Project {
        code: row.text("code").to_owned(),
        name: row.text("name").to_owned(),
        status: row.text("status").to_owned(),
        effects: network.effects_of(row.text("code")),
    };
    if request.projects.is_empty() {
        let own = |p: &Project| !p.effects.is_empty() && network.effects().iter().any(|e| e.project == p.code && !e.is_part());
        return Ok(rows.iter().map(project).filter(own).collect());
    }
    let find = |text: &String| {
        let codes = || rows.iter().map(|r| r.text("code").to_owned());
        let exact = rows.iter().find(|r| r.text("code").eq_ignore_ascii_case(text));
        let key = fold(text);
        let like: Vec<&super::Record> =
            rows.iter().filter(|r| !key.is_empty() && [r.text("code"), r.text("name")].iter().any(|t| fold(t).contains(&key))).collect();
        match (exact, like.as_slice()) {
            (Some(row), _) => Ok(project(row)),
            (None, [row]) => Ok(project(row)),
            (None, []) => Err(Error::Unknown { what: "project", name: text.clone(), nearest: codes().collect() }),
            (None, several) => Err(Error::Ambiguous { name: text.clone(), candidates: several.iter().map(|r| r.text("code").to_owned()).collect() }),
        }
    };
    let mut found: Vec<Project> = request.projects.iter().map(find).collect::<Result<_, _>>()?;
    let mut seen = Vec::new();
    found.retain(|p| {
        !seen.contains(&p.code) && {
            seen.push(p.code.clone());
            true
        }
    });
    match found.iter().find(|p| p.effects.is_empty()) {
        Some(idle) => Err(Error::Usage(format!("{} does nothing in the network: effects.csv has no row for it", idle.code))),
        None => Ok(found),
    }
}

fn notes(network: &Network, panel: &Panel, projects: &[Project], cases: &Cases) -> Vec<String> {
    let mut notes = vec![format!(
        "Without a project the network of {} lacks what it added; with it that is there, whatever its status. Before is without, after is with; more is after less before, so a saving is negative. Means are weighted over the pairs with a route in both.",
        panel.terms.as_of
    )];
    if projects.len() > 1 {
        notes.push("Alone: the only one of these projects. Last: added to all others. Left out: what the others bring without it. Interaction: last less alone; of the system: together less the sum of all alone.".to_owned());
    }
    for (project, case) in projects.iter().zip(&cases.each) {
        let gains = Gains::of(panel, &case.left_out, &cases.all, |_| true);
        if !gains.any() && gains.worse == 0 {
            notes.push(format!("{} changes no pair of this panel; others are in `corridor list panels`.", project.code));
        }
        if project.effects.iter().any(|i| network.effects()[*i].is_claim()) {
            notes.push(format!("{} rests on a claim or assumption, which no network holds by itself (see its effects).", project.code));
        }
    }
    notes
}
