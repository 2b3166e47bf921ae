//! What passes between two ends in a year, what limits it, and what would limit it next.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::graph::EdgeIndex;

use super::Problem;
use crate::analysis::elements::Element;
use crate::analysis::{dataset, value};
use crate::error::Error;
use crate::network::{CapacityUnit, Network, ServiceId};
use crate::report::{Cell, Lead, Report, Table};
use crate::request::{CutRequest, FlowUnit, Request};
use crate::solve::{self, Flow, Path, Throughput};
use crate::state::{State, StateGraph, Step};
use crate::units::{Decimal, grouped};

/// Bottlenecks that are widened one after the other.
const STEPS: usize = 5;

/// Everything of known capacity, by dense index, and the arcs on which it is used.
struct Limits {
    list: Vec<Element>,
    teu: Vec<u64>,
    of_arc: Vec<Vec<u32>>,
}

impl Limits {
    /// A link is used by every haul along it, a service by every shipment that boards, a node by whatever is loaded, unloaded,
    /// lifted or changes gauge there, and by wagons that roll aboard or ashore unless its capacity is that of a container terminal. A
    /// train that passes does not use it.
    fn new(network: &Network, states: &StateGraph) -> Self {
        let mut arcs: BTreeMap<Element, Vec<EdgeIndex>> = BTreeMap::new();
        for edge in states.graph().edge_indices() {
            for element in used(network, states, edge) {
                arcs.entry(element).or_default().push(edge);
            }
        }
        let mut limits = Self { list: Vec::new(), teu: Vec::new(), of_arc: vec![Vec::new(); states.graph().edge_count()] };
        for (element, edges) in arcs {
            let Some(teu) = capacity(network, element) else { continue };
            edges.iter().for_each(|e| limits.of_arc[e.index()].push(limits.list.len() as u32));
            limits.list.push(element);
            limits.teu.push(teu);
        }
        limits
    }
}

/// The capacity of an element in TEU a year, where it is known.
fn capacity(network: &Network, element: Element) -> Option<u64> {
    let known = match element {
        Element::Link(id) => network.link(id).capacity,
        Element::Node(id) => network.node(id).capacity,
        Element::Service(id) => network.service(id).capacity,
        Element::Border(..) | Element::Country(_) => None,
    };
    known.map(|c| network.teu_year(c))
}

/// What a shipment uses on an arc.
fn used(network: &Network, states: &StateGraph, edge: EdgeIndex) -> Vec<Element> {
    let Some((from, to)) = states.graph().edge_endpoints(edge) else { return Vec::new() };
    let (from, to) = (states.graph()[from], states.graph()[to]);
    let node = Element::Node(to.node());
    let rolls = network.node(to.node()).capacity.is_none_or(|c| c.unit != CapacityUnit::Teu);
    let wagons = rolls.then_some(node);
    let aboard = |service: Option<ServiceId>| service.map(Element::Service).into_iter();
    match states.arc(edge).step {
        Step::Haul { link, .. } => vec![Element::Link(link)],
        Step::Wait(service) if matches!(from, State::Train(..)) => aboard(service).chain(wagons).collect(),
        Step::Wait(service) => aboard(service).collect(),
        Step::Pass if matches!((from, to), (State::Vessel(..), State::Train(..))) => wagons.into_iter().collect(),
        Step::Pass => Vec::new(),
        Step::Load(_) | Step::Unload(_) | Step::GaugeChange(_) | Step::Transship(_) => vec![node],
    }
}

pub(super) fn answer(network: &Network, request: &CutRequest, unit: FlowUnit) -> Result<Report, Error> {
    let problem = Problem::new(network, &request.route)?;
    let states = &problem.routing.states;
    let query = &problem.routing.query;
    let limits = Limits::new(network, states);
    let title = format!("What passes from {} to {} in a year", query.from.name, query.to.name);
    let mut report = Report::new(title, value(&Request::Cut(request.clone())), dataset(network, query.as_of, request.route.geometry), Lead::Tables);
    let mut widened: BTreeSet<u32> = BTreeSet::new();
    let mut rows = Vec::new();
    let mut first: Option<Flow> = None;
    for step in 1..=STEPS {
        let capacity = |g: u32| if widened.contains(&g) { None } else { Some(limits.teu[g as usize]) };
        let found = solve::max_flow(states.graph(), &problem.open, &problem.routing.roots, &problem.routing.targets, |e| &limits.of_arc[e.index()], capacity);
        match found {
            Throughput::None => {
                report.notes.push(format!("nothing passes: {}", problem.why_none()));
                report.answered = false;
                return Ok(report);
            }
            Throughput::OutOfRange => {
                report.notes.push("The next bottleneck was not found: the programme grew too large.".to_owned());
                break;
            }
            Throughput::Unlimited(path) => {
                rows.push(row(step, Cell::Empty, "no known capacity", "", ""));
                if step == 1 {
                    report.title = format!("No known capacity limits what passes from {} to {}", query.from.name, query.to.name);
                    problem.add_routes(&mut report, "A route without a known capacity".to_owned(), &request.route, &[path], |_| Vec::new())?;
                }
                break;
            }
            Throughput::Flow(flow) => {
                let amount = in_unit(network, unit, flow.amount, flow.denominator);
                let limiting: Vec<u32> = flow.prices.iter().map(|p| p.0).collect();
                let words = |word: &dyn Fn(u32) -> String| limiting.iter().map(|g| word(*g)).collect::<Vec<_>>();
                let names = words(&|g| limits.list[g as usize].name(network));
                let capacities = words(&|g| in_unit(network, unit, u128::from(limits.teu[g as usize]), 1).to_string());
                let codes = words(&|g| limits.list[g as usize].code(network));
                if step == 1 {
                    let on = request.route.corridor.as_ref().map_or(String::new(), |c| format!(" on {c}"));
                    report.title = format!(
                        "{} {} a year pass from {} to {}{on}, limited by {}",
                        shown(amount),
                        if unit == FlowUnit::Teu { "TEU" } else { "Mt" },
                        query.from.name,
                        query.to.name,
                        names.join(" and ")
                    );
                }
                rows.push(row(step, Cell::Number(amount), &names.join("|"), &capacities.join("|"), &codes.join("|")));
                widened.extend(limiting);
                first.get_or_insert(flow);
            }
        }
    }
    report.tables.insert(0, steps(unit, rows));
    if let Some(flow) = &first {
        add_flow(&problem, &limits, flow, unit, request, &mut report)?;
    }
    report.notes.extend(notes(&problem, first.as_ref()));
    Ok(report)
}

/// A flow in the unit asked for: whole TEU, or megatonnes by the mean load of a TEU.
fn in_unit(network: &Network, unit: FlowUnit, amount: u128, denominator: u64) -> Decimal {
    let teu = amount / u128::from(denominator.max(1));
    match unit {
        FlowUnit::Teu => Decimal { value: u64::try_from(teu).unwrap_or(u64::MAX), places: 0 },
        FlowUnit::Mt => {
            // Parameters are held in 10^-5; two decimals of a million tonnes are 10,000 tonnes.
            let tonnes = u128::from(network.parameter("tonnes_per_teu", None, network.manifest().as_of.year()).map_or(0, |p| p.likely));
            Decimal { value: u64::try_from(teu * tonnes / 1_000_000_000).unwrap_or(u64::MAX), places: 2 }
        }
    }
}

/// A number for a sentence.
fn shown(amount: Decimal) -> String {
    if amount.places == 0 { grouped(amount.value) } else { amount.to_string() }
}

fn text(words: &str) -> Cell {
    if words.is_empty() { Cell::Empty } else { Cell::Text(words.to_owned()) }
}

fn row(step: usize, amount: Cell, names: &str, capacities: &str, codes: &str) -> Vec<Cell> {
    vec![Cell::count(step), amount, text(names), text(capacities), text(codes)]
}

fn steps(unit: FlowUnit, rows: Vec<Vec<Cell>>) -> Table {
    let flow = format!("flow_{}_year", unit.name());
    let capacity = format!("capacity_{}_year", unit.name());
    Table {
        name: "flow".to_owned(),
        title: "What passes in a year, with the bottlenecks widened one after the other".to_owned(),
        columns: vec!["step".to_owned(), flow, "limited_by".to_owned(), capacity, "code".to_owned()],
        rows,
    }
}

/// The routes of a flow, each with its share and what limits it, and the bottleneck on the map.
fn add_flow(problem: &Problem, limits: &Limits, flow: &Flow, unit: FlowUnit, request: &CutRequest, report: &mut Report) -> Result<(), Error> {
    let network = problem.routing.network;
    let limiting = |path: &Path| {
        let groups = path.edges.iter().flat_map(|e| &limits.of_arc[e.index()]);
        let mut elements: Vec<Element> = groups.filter(|g| flow.prices.iter().any(|p| p.0 == **g)).map(|g| limits.list[*g as usize]).collect();
        elements.dedup();
        elements
    };
    let paths: Vec<Path> = flow.paths.iter().map(|p| p.0.clone()).collect();
    let column = format!("flow_{}_year", unit.name());
    let marks = |path: &Path| {
        let amount = flow.paths.iter().find(|p| p.0 == *path).map_or(0, |p| p.1);
        let names = limiting(path).iter().map(|e| e.name(network)).collect::<Vec<_>>().join("|");
        vec![(column.clone(), Cell::Number(in_unit(network, unit, amount, flow.denominator))), ("limited_by".to_owned(), text(&names))]
    };
    problem.add_routes(report, "Routes of the largest flow".to_owned(), &request.route, &paths, marks)?;
    for (group, _) in &flow.prices {
        let element = limits.list[*group as usize];
        let capacity = Cell::Number(in_unit(network, unit, u128::from(limits.teu[*group as usize]), 1));
        let properties = [("name", Cell::Text(element.name(network))), ("code", Cell::Text(element.code(network))), ("emphasis", Cell::whole(4))];
        let properties = properties.into_iter().map(|(k, v)| (k.to_owned(), v)).chain([(format!("capacity_{}_year", unit.name()), capacity)]);
        report.features.push(element.feature(network, properties.collect()));
    }
    Ok(())
}

/// What the figures assume.
fn notes(problem: &Problem, flow: Option<&Flow>) -> Vec<String> {
    let network = problem.routing.network;
    let mut notes = Vec::new();
    if let Some(flow) = flow {
        let mut used: Vec<Element> = flow.paths.iter().flat_map(|(path, _)| &path.edges).flat_map(|e| used(network, &problem.routing.states, *e)).collect();
        used.sort_unstable();
        used.dedup();
        let of = |test: fn(&Element) -> bool| {
            let all: Vec<&Element> = used.iter().filter(|e| test(e)).collect();
            (all.iter().filter(|e| capacity(network, ***e).is_some()).count(), all.len())
        };
        let [links, nodes, services] = [of(|e| matches!(e, Element::Link(_))), of(|e| matches!(e, Element::Node(_))), of(|e| matches!(e, Element::Service(_)))];
        notes.push(format!(
            "On these routes {} of {} links, {} of {} places of handling and {} of {} services have a known capacity. An unknown one does not limit, so the true flow may be less.",
            links.0, links.1, nodes.0, nodes.1, services.0, services.1
        ));
    }
    notes.push("Capacities are of all freight in both directions together, in TEU a year: tonnes and trains by the mean load of a TEU and of a train. A link is used along the way, a service on boarding, a node by what is loaded, lifted or changes gauge there, and where it is a port, by wagons that roll aboard; a container terminal limits containers only.".to_owned());
    notes
}
