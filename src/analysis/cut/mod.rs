//! The smallest set of links, nodes, borders, countries or services whose loss separates two ends, and the routes that share none of them.

mod capacity;

use petgraph::graph::{EdgeIndex, NodeIndex};

use super::describe::itinerary_report;
use super::elements::{Element, Elements};
use super::routing::Routing;
use super::{dataset, value};
use crate::error::Error;
use crate::network::{Network, NodeId};
use crate::query::Constraint;
use crate::report::{Cell, Lead, Report, Table};
use crate::request::{CutRequest, ElementKind, Request, RouteRequest};
use crate::solve::{self, Cut, FORBIDDEN, Path, Separation};
use crate::state::Step;

/// Packings that the search for the smallest set may take.
const STEPS: usize = 500;
/// Elements of a set that a heading names at most.
const NAMED: usize = 3;

pub(super) fn answer(network: &Network, request: &CutRequest) -> Result<Report, Error> {
    match request.capacity {
        Some(unit) => capacity::answer(network, request, unit),
        None => smallest(network, request),
    }
}

fn smallest(network: &Network, request: &CutRequest) -> Result<Report, Error> {
    let problem = Problem::new(network, &request.route)?;
    let query = &problem.routing.query;
    let (from, to) = (&query.from.name, &query.to.name);
    let elements = Elements::new(network, &problem.routing.states, &[request.of]);
    let title = format!("What separates {from} from {to}: the fewest {}", request.of.plural());
    let mut report = Report::new(title, value(&Request::Cut(request.clone())), dataset(network, query.as_of, request.route.geometry), Lead::Tables);
    let home = |node: &NodeId, group: u32| elements.get(group as usize).is_home_of(network, *node);
    let may_lose = |group: u32| !query.from.nodes.iter().chain(&query.to.nodes).any(|n| home(n, group));
    let (graph, roots, targets) = (problem.routing.states.graph(), &problem.routing.roots, &problem.routing.targets);
    match solve::cut(graph, &problem.open, roots, targets, |e| elements.of_arc(e), may_lose, STEPS) {
        Separation::Apart => {
            report.notes.push(format!("already separated: {}", problem.why_none()));
            report.answered = false;
        }
        Separation::Never(path) => {
            let but = if ends_count(request.of).is_empty() { "" } else { " but those of the ends" };
            report.notes.push(format!("No set of {} separates {from} from {to}: a route passes none{but}.", request.of.plural()));
            let title = format!("A route that passes none{but}");
            problem.add_routes(&mut report, title, &request.route, &[path], |_| Vec::new())?;
        }
        Separation::Cut(cut) => {
            report.title = title_of(&problem, &elements, request.of, &cut);
            report.tables.push(members(network, &elements, &cut));
            let passed = |path: &Path| {
                let of = |edge: &EdgeIndex| elements.of_arc(*edge).iter().filter(|g| cut.groups.binary_search(g).is_ok());
                let passed: Vec<Element> = path.edges.iter().flat_map(of).map(|g| elements.get(*g as usize)).collect();
                let words = |word: &dyn Fn(&Element) -> String| Cell::Text(passed.iter().map(word).collect::<Vec<_>>().join("|"));
                vec![("passes".to_owned(), words(&|e| e.name(network))), ("passes_code".to_owned(), words(&|e| e.code(network)))]
            };
            let title = format!("Routes that share no {}, and what each passes of the set", request.of.name());
            problem.add_routes(&mut report, title, &request.route, &cut.disjoint, passed)?;
            report.tables.extend(alone(&problem, &elements, &cut, may_lose));
            report.features.extend(cut.groups.iter().map(|g| {
                let element = elements.get(*g as usize);
                let properties = [("name", element.name(network)), ("code", element.code(network))].map(|(k, v)| (k.to_owned(), Cell::Text(v)));
                let emphasis = ("emphasis".to_owned(), Cell::whole(4));
                element.feature(network, properties.into_iter().chain([emphasis]).collect())
            }));
            report.notes.push(proof(request.of, &cut));
        }
    }
    report.notes.push(kept(&problem, request.of));
    Ok(report)
}

/// Two ends and what may be used between them.
pub(super) struct Problem<'n> {
    pub routing: Routing<'n>,
    /// The solver's weight of each arc that may be used.
    pub open: Vec<u64>,
    off_corridor: bool,
}

impl<'n> Problem<'n> {
    pub fn new(network: &'n Network, request: &RouteRequest) -> Result<Self, Error> {
        let routing = Routing::new(network, request)?;
        let query = &routing.query;
        for end in [&query.from, &query.to] {
            let avoids = |node: &NodeId| query.constraints.iter().any(|c| matches!(c, Constraint::Avoid { .. }) && c.forbids_node(*node));
            if end.nodes.iter().all(avoids) {
                return Err(Error::Usage(format!("--avoid leaves nothing of {}; avoid less, or name another end", end.name)));
            }
        }
        let leaves = |edge: usize| match (&query.corridor, routing.states.arc(EdgeIndex::new(edge)).step) {
            (Some(links), Step::Haul { link, .. }) => links.binary_search(&link).is_err(),
            _ => false,
        };
        let open: Vec<u64> = routing.weights.iter().enumerate().map(|(i, &w)| if leaves(i) { FORBIDDEN } else { w }).collect();
        let off_corridor = open != routing.weights;
        Ok(Self { routing, open, off_corridor })
    }

    pub fn why_none(&self) -> String {
        let query = &self.routing.query;
        let joined = self.off_corridor && self.routing.best().is_some();
        if joined { format!("the corridor alone does not join {} and {}", query.from.name, query.to.name) } else { self.routing.why_none() }
    }

    /// Adds routes to a report, cheapest first, with a table of them; `marks` gives what else is said of each, under the same names.
    fn add_routes(
        &self,
        report: &mut Report,
        title: String,
        request: &RouteRequest,
        paths: &[Path],
        marks: impl Fn(&Path) -> Vec<(String, Cell)>,
    ) -> Result<(), Error> {
        let Routing { network, query, .. } = &self.routing;
        let cost = |path: &Path| path.edges.iter().map(|e| self.routing.weights[e.index()]).fold(0, u64::saturating_add);
        let mut sorted: Vec<&Path> = paths.iter().collect();
        sorted.sort_by_key(|p| cost(p));
        let mut columns = vec!["rank".to_owned()];
        columns.extend(sorted.first().into_iter().flat_map(|p| marks(p)).map(|m| m.0));
        columns.extend(["from", "to", "length_km", "total_days", "cost_usd", "countries"].map(str::to_owned));
        let mut rows = Vec::new();
        for (i, path) in sorted.into_iter().enumerate() {
            let itinerary = self.routing.itinerary(path)?;
            let route = itinerary_report(network, query, request, i + 1, &itinerary);
            let mut row = vec![Cell::count(i + 1)];
            row.extend(marks(path).into_iter().map(|m| m.1));
            row.extend([
                Cell::Text(route.from.name.clone()),
                Cell::Text(route.to.name.clone()),
                Cell::Number(itinerary.total.length.km()),
                Cell::Number(itinerary.total.duration().days()),
                Cell::Number(itinerary.total.cost.usd()),
                Cell::Text(route.countries.join("|")),
            ]);
            rows.push(row);
            report.itineraries.push(route);
        }
        report.tables.push(Table { name: "routes".to_owned(), title, columns, rows });
        Ok(())
    }

    fn separates(&self, lost: &[EdgeIndex]) -> bool {
        let mut open = self.open.clone();
        lost.iter().for_each(|e| open[e.index()] = FORBIDDEN);
        let (roots, targets): (&[NodeIndex], &[NodeIndex]) = (&self.routing.roots, &self.routing.targets);
        solve::shortest_path(self.routing.states.graph(), &open, roots, targets).is_none()
    }
}

fn names(network: &Network, elements: &Elements, groups: impl Iterator<Item = u32>) -> String {
    groups.map(|g| elements.get(g as usize).name(network)).collect::<Vec<_>>().join("; ")
}

fn title_of(problem: &Problem, elements: &Elements, of: ElementKind, cut: &Cut) -> String {
    let query = &problem.routing.query;
    let (size, verb) = (cut.groups.len(), if cut.groups.len() == 1 { "separates" } else { "separate" });
    // A table names a longer set.
    let named = if size > NAMED { String::new() } else { format!(": {}", names(problem.routing.network, elements, cut.groups.iter().copied())) };
    format!("{size} {} {verb} {} from {}{named}", if size == 1 { of.name() } else { of.plural() }, query.from.name, query.to.name)
}

fn members(network: &Network, elements: &Elements, cut: &Cut) -> Table {
    let row = |group: &u32| {
        let element = elements.get(*group as usize);
        [element.name(network), element.code(network), element.kind().name().to_owned()].map(Cell::Text).to_vec()
    };
    Table {
        name: "cut".to_owned(),
        title: "The smallest set whose loss separates them".to_owned(),
        columns: ["name", "code", "kind"].map(str::to_owned).to_vec(),
        rows: cut.groups.iter().map(row).collect(),
    }
}

/// Where one is enough: every one that is.
fn alone(problem: &Problem, elements: &Elements, cut: &Cut, may_lose: impl Fn(u32) -> bool) -> Option<Table> {
    let [path] = &cut.disjoint[..] else { return None };
    if cut.groups.len() != 1 {
        return None;
    }
    let network = problem.routing.network;
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for group in path.edges.iter().flat_map(|e| elements.of_arc(*e)).filter(|g| may_lose(**g)) {
        let element = elements.get(*group as usize);
        let row = [element.name(network), element.code(network)].map(Cell::Text).to_vec();
        if problem.separates(elements.arcs(*group as usize)) && !rows.contains(&row) {
            rows.push(row);
        }
    }
    let title = "Each of these alone separates them, in the order of the way".to_owned();
    Some(Table { name: "alone".to_owned(), title, columns: ["name", "code"].map(str::to_owned).to_vec(), rows })
}

/// What is known of the size.
fn proof(of: ElementKind, cut: &Cut) -> String {
    let (size, routes) = (cut.groups.len(), cut.disjoint.len());
    let smallest = match cut.at_least {
        least if least == size => format!("No set of fewer {} does.", of.plural()),
        least => format!("Whether fewer do was not settled: at least {least} are needed."),
    };
    let share = format!(
        "{routes} {} found that share{} none of the {} that may be lost",
        if routes == 1 { "route was" } else { "routes were" },
        if routes == 1 { "s" } else { "" },
        of.plural()
    );
    let menger = if routes == size { "there are no more of them (Menger)".to_owned() } else { format!("there are at most {size}") };
    format!("{smallest} {share}; {menger}, as each passes one of the set.")
}

/// What was held fixed.
fn kept(problem: &Problem, of: ElementKind) -> String {
    let ends = ends_count(of);
    let corridor = if problem.routing.query.corridor.is_some() { " Nothing leaves the corridor." } else { "" };
    format!("A loss closes the whole {}, in both directions.{ends}{corridor}", of.name())
}

/// Which elements at the ends are not looked at.
fn ends_count(of: ElementKind) -> &'static str {
    match of {
        ElementKind::Node => " The nodes of the two ends themselves do not count.",
        ElementKind::Country => " The countries of the two ends themselves do not count.",
        _ => "",
    }
}
