//! Claims about projects, computed: by how much, and for which pairs they hold.

use super::compare::differences;
use super::gains::{MEASURES, Measure};
use super::panel::Panel;
use super::variants::{Answers, Variants};
use super::{Record, dataset, records};
use crate::error::{Error, Problem};
use crate::impact::Criterion;
use crate::network::{Closure, Edit, Link, LinkId, Mode, Network, fold};
use crate::query::RouteQuery;
use crate::report::{Cell, Feature, Lead, Report, Table};
use crate::request::{ClaimRequest, Pair, PanelRequest, Request};
use crate::units::parse_fixed;

/// What becomes of a claim for one pair.
const VERDICTS: [&str; 4] = ["holds", "less", "more", "no route"];

/// A claim read.
struct Claim<'r> {
    row: &'r Record,
    measure: &'static Measure,
    /// What is claimed to be saved, in the measure's own units; without an upper end, at least the lower.
    low: i64,
    high: Option<i64>,
    by: Criterion,
}

/// The saving of a pair, in the measure's own units.
struct Saving {
    from: String,
    to: String,
    before: Cell,
    after: Cell,
    saved: Option<i64>,
}

pub(super) fn answer(network: &Network, request: &ClaimRequest) -> Result<Report, Error> {
    let rows = records(network, "claims.csv");
    let asked = asked(&rows, &request.claim)?;
    let title = if let [one] = asked.as_slice() { format!("Claim: {}", one.text("text")) } else { format!("{} claims", asked.len()) };
    let dataset = dataset(network, network.manifest().as_of, false);
    let report = Report::new(title, super::value(&Request::Claim(request.clone())), dataset, Lead::Tables);
    let (mut summary, mut pairs, mut features) = (Vec::new(), Vec::new(), Vec::new());
    let draws = request.geometry && asked.len() == 1;
    for row in asked {
        let claim = Claim::read(row)?;
        let (savings, drawn) = claim.savings(network, draws)?;
        features.extend(drawn);
        summary.push(claim.summary(&savings));
        pairs.extend(savings.into_iter().map(|s| claim.pair(s)));
    }
    let table = |name: &str, title: &str, columns: &str, rows| Table {
        name: name.to_owned(),
        title: title.to_owned(),
        columns: columns.split(' ').map(str::to_owned).collect(),
        rows,
    };
    let columns = "claim verdict unit claimed computed_least computed_most pairs holds less more no_route source confidence";
    let mut report = report.with(table("claims", "What is claimed to be saved, and what is computed", columns, summary));
    report.tables.push(table("pairs", "By pair", "from to claim unit before after saved verdict", pairs));
    report.features = features;
    report.notes.push(
        "A claim holds for a pair whose computed saving lies in the claimed range; `less` and `more` lie below and above it. Each is computed on the network of its own day, with and without its projects."
            .to_owned(),
    );
    Ok(report)
}

/// The claims of a code, or with some words; all without any.
fn asked<'r>(rows: &'r [Record], text: &str) -> Result<Vec<&'r Record>, Error> {
    let exact: Vec<&Record> = rows.iter().filter(|r| r.text("code").eq_ignore_ascii_case(text)).collect();
    if !exact.is_empty() {
        return Ok(exact);
    }
    let key = fold(text);
    let like: Vec<&Record> = rows.iter().filter(|r| fold(r.text("text")).contains(&key) || fold(r.text("code")).contains(&key)).collect();
    if like.is_empty() || key.is_empty() && !text.is_empty() {
        let nearest = rows.iter().map(|r| r.text("code").to_owned()).collect();
        return Err(Error::Unknown { what: "claim", name: text.to_owned(), nearest });
    }
    Ok(like)
}

fn unread(row: &Record, column: &str, fix: String) -> Error {
    let (file, value) = (format!("claims.csv ({})", row.text("code")), row.text(column).to_owned());
    Error::Data(vec![Problem { file, line: 0, column: column.to_owned(), value, what: "cannot be read".to_owned(), fix }])
}

impl<'r> Claim<'r> {
    fn read(row: &'r Record) -> Result<Self, Error> {
        let problem = |column: &str, fix: String| unread(row, column, fix);
        let words = || MEASURES.iter().map(|m| m.unit).collect::<Vec<_>>().join(", ");
        let measure = MEASURES.iter().find(|m| m.unit == row.text("measure")).ok_or_else(|| problem("measure", format!("write one of {}", words())))?;
        let by = Criterion::ALL.into_iter().find(|c| c.name() == row.text("by"));
        let by = by.ok_or_else(|| problem("by", format!("write one of {}", Criterion::ALL.map(Criterion::name).join(", "))))?;
        let number = |column: &str| {
            let value = parse_fixed(row.text(column), measure.places).and_then(|v| i64::try_from(v).ok());
            value.ok_or_else(|| problem(column, "write a number".to_owned()))
        };
        let high = if row.text("high").is_empty() { None } else { Some(number("high")?) };
        Ok(Self { row, measure, low: number("low")?, high, by })
    }

    /// Every origin with every destination.
    fn panel(&self, network: &Network, origins: &str) -> Result<Panel, Error> {
        let ends = |column: &str| column.split('|').map(str::to_owned).collect::<Vec<_>>();
        let destinations = ends(self.row.text("to"));
        let pairs =
            ends(origins).into_iter().flat_map(|from| destinations.iter().map(move |to| Pair { from: from.clone(), to: to.clone(), weight: 1, line: 0 }));
        let as_of = Some(self.row.text("as_of").to_owned()).filter(|d| !d.is_empty());
        Panel::new(network, &PanelRequest { pairs: pairs.collect(), by: self.by, as_of, ..PanelRequest::default() })
    }

    /// Closes every link of a mode that the claim is not about.
    fn closed(&self, network: &Network) -> Result<Vec<Edit>, Error> {
        let modes = self.row.text("modes");
        let word = |word| Mode::parse(word).ok_or_else(|| unread(self.row, "modes", format!("write some of {}, with | between", Mode::accepted())));
        let modes: Vec<Mode> = modes.split('|').filter(|w| !w.is_empty()).map(word).collect::<Result<_, _>>()?;
        let other =
            |(id, link): (LinkId, &Link)| (!modes.is_empty() && !modes.contains(&link.mode)).then_some(Edit::Close(id, Closure { from: None, to: None }));
        Ok(network.links().filter_map(other).collect())
    }

    /// What each pair saves, and the links that the pairs gain and lose if they are drawn.
    fn savings(&self, network: &Network, draws: bool) -> Result<(Vec<Saving>, Vec<Feature>), Error> {
        let as_of = Some(self.row.text("as_of")).filter(|d| !d.is_empty());
        let network = &network.on(RouteQuery::as_of(network, as_of)?).edited(&self.closed(network)?);
        let mut effects = Vec::new();
        for project in self.row.text("projects").split('|').filter(|p| !p.is_empty()) {
            effects.extend(network.effects_of(project));
        }
        let panel = self.panel(network, self.row.text("from"))?;
        let variants = Variants::new(network, &panel, vec![effects.clone()]);
        let after = variants.with_all();
        let others = self.row.text("before_from");
        // Another way to the same end instead of the network without the project.
        let other = if others.is_empty() { None } else { Some(self.panel(network, others)?) };
        let old = other.as_ref().map(|panel| Variants::new(network, panel, vec![effects]));
        let (before, ends): (Answers, Vec<_>) = match other.as_ref().zip(old.as_ref()) {
            None => (variants.with(&[false]), panel.pairs.iter().map(|p| p.from).collect()),
            Some((other, old)) => {
                let to = |pair: &super::panel::Od| other.pairs.iter().zip(old.with_all()).find(|(p, _)| p.to == pair.to).map(|(p, f)| (f.clone(), p.from));
                panel.pairs.iter().map(|pair| to(pair).unwrap_or((None, pair.from))).unzip()
            }
        };
        let links = |of: &Variants, found: &Option<_>| found.as_deref().map_or_else(Vec::new, |f| of.links(f));
        let ways = before.iter().zip(after).map(|(a, b)| (links(old.as_ref().unwrap_or(&variants), a), links(&variants, b)));
        let drawn = if draws { differences(network, self.row.text("code"), ways) } else { Vec::new() };
        let name = |node| network.node(node).name.clone();
        let saving = |((pair, end), (before, after)): ((&super::panel::Od, &crate::network::NodeId), (&Option<_>, &Option<_>))| {
            let (before, after): (Option<&super::variants::Found>, Option<&super::variants::Found>) = (before.as_deref(), after.as_deref());
            let cell = |found: Option<&super::variants::Found>| found.map_or(Cell::Empty, |f| self.measure.cell(&f.impact));
            let from = if *end == pair.from { name(pair.from) } else { format!("{} (before: {})", name(pair.from), name(*end)) };
            let saved = before.zip(after).map(|(a, b)| -self.measure.difference(&a.impact, &b.impact));
            Saving { from, to: name(pair.to), before: cell(before), after: cell(after), saved }
        };
        Ok((panel.pairs.iter().zip(&ends).zip(before.iter().zip(after)).map(saving).collect(), drawn))
    }

    fn verdict(&self, saved: Option<i64>) -> &'static str {
        match saved {
            None => VERDICTS[3],
            Some(s) if s < self.low => VERDICTS[1],
            Some(s) if self.high.is_some_and(|high| s > high) => VERDICTS[2],
            Some(_) => VERDICTS[0],
        }
    }

    fn summary(&self, savings: &[Saving]) -> Vec<Cell> {
        let text = |column: &str| Cell::Text(self.row.text(column).to_owned());
        let computed: Vec<i64> = savings.iter().filter_map(|s| s.saved).collect();
        let cell = |value: Option<&i64>| value.map_or(Cell::Empty, |v| self.measure.signed(*v));
        let claimed = match self.row.text("high") {
            "" => format!("{} or more", self.row.text("low")),
            high => format!("{}-{high}", self.row.text("low")),
        };
        let n = VERDICTS.map(|v| savings.iter().filter(|s| self.verdict(s.saved) == v).count());
        let verdict = match n[0] {
            0 => "does not hold",
            all if all == savings.len() => "holds",
            _ => "holds for some",
        };
        let mut row = vec![
            text("code"),
            Cell::Text(verdict.to_owned()),
            text("measure"),
            Cell::Text(claimed),
            cell(computed.iter().min()),
            cell(computed.iter().max()),
            Cell::count(savings.len()),
        ];
        row.extend(n.map(Cell::count));
        row.extend([text("source"), text("confidence")]);
        row
    }

    fn pair(&self, saving: Saving) -> Vec<Cell> {
        let saved = saving.saved.map_or(Cell::Empty, |s| self.measure.signed(s));
        let verdict = Cell::Text(self.verdict(saving.saved).to_owned());
        let text = |column: &str| Cell::Text(self.row.text(column).to_owned());
        vec![Cell::Text(saving.from), Cell::Text(saving.to), text("code"), text("measure"), saving.before, saving.after, saved, verdict]
    }
}
