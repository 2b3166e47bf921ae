//! How far the model is from what others published, and whether it keeps its own rules.

mod ask;
mod gaps;
mod invariants;
mod judge;
mod tables;

use super::{dataset, value};
use crate::error::Error;
use crate::network::{FigureKind, FigureUse, Network, Published};
use crate::report::{Lead, Report};
use crate::request::{Check, Request, VerifyRequest};
use ask::Asker;
use judge::{Verdict, scores};

/// The parts that compare published figures, and what they compare.
const COMPARED: [(Check, &str, &[FigureKind]); 5] = [
    (Check::Lengths, "Lengths", &[FigureKind::RailSection, FigureKind::RouteLength]),
    (Check::Sea, "Distances at sea", &[FigureKind::SeaDistance]),
    (Check::Times, "Transit times", &[FigureKind::TransitTime]),
    (Check::Borders, "Times at borders", &[FigureKind::BorderTime]),
    (Check::Costs, "Prices", &[FigureKind::Cost, FigureKind::Portfolio]),
];

pub(super) fn answer(network: &Network, request: &VerifyRequest) -> Result<Report, Error> {
    let wanted = |check: Check| request.only.is_empty() || request.only.contains(&check);
    let asked = value(&Request::Verify(request.clone()));
    let dataset = dataset(network, network.manifest().as_of, request.geometry);
    let mut report = Report::new("The model against published figures and its own rules".to_owned(), asked, dataset, Lead::Tables);

    let mut asker = Asker::new(network);
    let published = crate::data::published(network);
    let (mut verdicts, mut left_out, mut lists) = (Vec::new(), Vec::new(), Vec::new());
    for (check, title, kinds) in COMPARED.into_iter().filter(|(check, ..)| wanted(*check)) {
        let mut these = Vec::new();
        for figure in published.iter().filter(|f| kinds.contains(&f.kind)) {
            match &figure.query {
                Some(query) => these.push((figure.clone(), query.clone(), asker.ask(figure, query)?)),
                None => left_out.push(figure),
            }
        }
        let these = judge::with_ranges(these);
        lists.push(tables::figures(check, title, &these));
        verdicts.extend(these);
    }
    if !verdicts.is_empty() {
        let scores = scores(&verdicts);
        report.holds &= scores.iter().all(judge::Score::is_met);
        report.tables.push(tables::targets(&scores));
        report.tables.extend(tables::worst(&verdicts));
        report.notes.extend(notes(&published, &verdicts, &left_out));
    }
    if wanted(Check::Invariants) {
        let invariants = invariants::check(network)?;
        report.holds &= invariants.iter().all(|i| i.broken == 0);
        report.tables.push(invariants::table_of(&invariants));
    }
    if request.only.contains(&Check::Gaps) {
        report.tables.extend(gaps::tables(network)?);
    }
    report.tables.extend(lists);
    if !left_out.is_empty() {
        report.tables.push(tables::left_out(&left_out));
    }
    Ok(report)
}

/// What was compared and what was not, in sentences.
fn notes(published: &[Published], verdicts: &[Verdict], left_out: &[&Published]) -> Vec<String> {
    let count = |good_for| verdicts.iter().filter(|v| v.figure.good_for == good_for).count();
    let misses = verdicts.iter().filter(|v| v.counts() && !v.is_met()).count();
    vec![
        format!(
            "{} of {} published figures are compared: {} counted, {} rounded and {} contradicted ones beside them; {} are not comparable, each with its reason.",
            verdicts.len(),
            published.len(),
            count(FigureUse::Compare),
            count(FigureUse::Rounded),
            count(FigureUse::Contradicted),
            left_out.len()
        ),
        format!("{misses} counted figures lie outside the strictest tolerance of their class."),
        "Held out: no row that the computed figure rests on cites the source of the published one. The rest agree in part because they were put in.".to_owned(),
        "Held out is no clean test: the errors were seen when mappings were mended, figures called contradicted and sources searched for.".to_owned(),
    ]
}
