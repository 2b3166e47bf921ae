//! From what was asked (text) to what it means (ids), with did-you-mean.

use geo::Coord;
use jiff::civil::Date;

use crate::data::parse_date;
use crate::error::Error;
use crate::geography::Position;
use crate::impact::Criterion;
use crate::network::{Cargo, Corridor, Link, LinkId, Mode, Named, Network, NodeId, fold};
use crate::request::RouteRequest;
use crate::units::{Length, Money};

/// Beyond this a value of time would no longer fit beside the charges in the solver's cost.
const MOST_USD_PER_DAY: u32 = 10_000;

/// An end of a route: every node that serves it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct End {
    /// Display name of what was asked for.
    pub name: String,
    /// Nodes that serve it, in the data's order.
    pub nodes: Vec<NodeId>,
    /// Whether the solver chooses among gateways of a region, and the spread is worth showing.
    pub is_region: bool,
}

/// What an answer must keep to, one thing at a time, so that "no route" can name the culprits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Constraint {
    /// Nothing of the answer touches this.
    Avoid {
        /// As asked.
        text: String,
        /// What it means.
        what: Avoided,
    },
    /// Only these modes.
    Modes(Vec<Mode>),
    /// Passes these nodes, in order of the request.
    Via(End),
    /// On the network of this day instead of the data's own.
    AsOf(Date),
}

/// What an avoided name stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Avoided {
    /// Nodes not to touch, sorted.
    pub nodes: Vec<NodeId>,
    /// Links not to use, sorted.
    pub links: Vec<LinkId>,
}

impl Avoided {
    /// Whether it covers a node.
    pub fn covers_node(&self, node: NodeId) -> bool {
        self.nodes.binary_search(&node).is_ok()
    }

    /// Whether it covers a link, or one of its ends.
    pub fn covers_link(&self, id: LinkId, link: &Link) -> bool {
        self.links.binary_search(&id).is_ok() || self.covers_node(link.from) || self.covers_node(link.to)
    }
}

impl std::fmt::Display for Constraint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Avoid { text, .. } => write!(f, "--avoid {text}"),
            Self::Modes(modes) => write!(f, "--modes {}", modes.iter().map(|m| m.name()).collect::<Vec<_>>().join(",")),
            Self::Via(end) => write!(f, "--via {}", end.name),
            Self::AsOf(date) => write!(f, "--as-of {date}"),
        }
    }
}

impl Constraint {
    /// Whether a link may not be used under it.
    pub fn forbids_link(&self, id: LinkId, link: &Link) -> bool {
        match self {
            Self::Avoid { what, .. } => what.covers_link(id, link),
            Self::Modes(modes) => !modes.contains(&link.mode),
            Self::Via(_) | Self::AsOf(_) => false,
        }
    }

    /// Whether nothing may happen at a node under it.
    pub fn forbids_node(&self, node: NodeId) -> bool {
        matches!(self, Self::Avoid { what, .. } if what.covers_node(node))
    }
}

/// A route request that has been understood.
#[derive(Clone, Debug)]
pub struct RouteQuery {
    /// Where freight is handed over.
    pub from: End,
    /// Where it is delivered.
    pub to: End,
    /// What the answer must keep to.
    pub constraints: Vec<Constraint>,
    /// The links of the corridor to follow, sorted.
    pub corridor: Option<Vec<LinkId>>,
    /// What "best" means.
    pub by: Criterion,
    /// Cents per day for this cargo.
    pub value_of_time: Money,
    /// What is shipped.
    pub cargo: Cargo,
    /// The day of the network.
    pub as_of: Date,
}

impl RouteQuery {
    /// Its two ends in words.
    pub fn ends(&self) -> String {
        format!("{} to {}", self.from.name, self.to.name)
    }

    /// Understands a request.
    ///
    /// # Errors
    /// Names that are nothing or several things, coordinates far from the network, and values out of range.
    pub fn new(network: &Network, request: &RouteRequest) -> Result<Self, Error> {
        if request.k == 0 {
            return Err(Error::Usage("-k 0 asks for no route; write 1 or more".to_owned()));
        }
        if request.max_overlap > 100 || request.max_stretch < 100 {
            let hint = "--max-overlap lies in 0..100 and --max-stretch is at least 100 (percent)";
            return Err(Error::Usage(hint.to_owned()));
        }
        let from = end(network, &request.from, request.snap_km)?;
        let to = end(network, &request.to, request.snap_km)?;
        if from.nodes.iter().any(|n| to.nodes.contains(n)) {
            let shared = from.nodes.iter().find(|n| to.nodes.contains(n)).map_or("", |n| &network.node(*n).name);
            let hint = format!("`{}` and `{}` share {shared}; ends must be apart", request.from, request.to);
            return Err(Error::Usage(hint));
        }
        Self::between(network, request, from, to)
    }

    /// Understands a request with one end, `from`; the other is every other node that loads freight, as
    /// destinations, or as origins when `inbound`.
    ///
    /// # Errors
    /// As [`RouteQuery::new`].
    pub fn open(network: &Network, request: &RouteRequest, inbound: bool) -> Result<Self, Error> {
        let place = end(network, &request.from, request.snap_km)?;
        let nodes = network.nodes().filter(|(id, node)| node.loads && !place.nodes.contains(id)).map(|(id, _)| id).collect();
        let elsewhere = End { name: "everywhere".to_owned(), nodes, is_region: true };
        let (from, to) = if inbound { (elsewhere, place) } else { (place, elsewhere) };
        Self::between(network, request, from, to)
    }

    /// The terms of a request between two ends, which may be empty.
    pub(crate) fn between(network: &Network, request: &RouteRequest, from: End, to: End) -> Result<Self, Error> {
        let as_of = Self::as_of(network, request.as_of.as_deref())?;
        let mut constraints = Vec::new();
        for text in &request.avoid {
            constraints.push(Constraint::Avoid { text: text.clone(), what: avoided(network, text)? });
        }
        if !request.modes.is_empty() {
            constraints.push(Constraint::Modes(request.modes.clone()));
        }
        for text in &request.via {
            constraints.push(Constraint::Via(passed(network, text, request.snap_km)?));
        }
        if as_of != network.manifest().as_of {
            constraints.push(Constraint::AsOf(as_of));
        }
        let cargo = cargo(network, request.cargo.as_deref())?;
        let value_of_time = Self::value_of_time(network, request.value_of_time, &cargo)?;
        let corridor = request.corridor.as_deref().map(|name| corridor_links(network, name)).transpose()?;
        Ok(Self { from, to, constraints, corridor, by: request.by, value_of_time, cargo, as_of })
    }

    /// Cents per day for a cargo: USD per day and FEU as asked, or the data's own.
    ///
    /// # Errors
    /// When it is out of range.
    pub fn value_of_time(network: &Network, asked: Option<u32>, cargo: &Cargo) -> Result<Money, Error> {
        let per_feu = match asked {
            Some(usd) if usd > MOST_USD_PER_DAY => {
                return Err(Error::Usage(format!("--value-of-time {usd} is out of range; write 0 to {MOST_USD_PER_DAY} USD a day")));
            }
            Some(usd) => Money::new(u64::from(usd) * 100),
            None => network.parameter("value_of_time", None, network.manifest().as_of.year()).map_or(Money::ZERO, |p| Money::new(p.likely / 1000)),
        };
        Ok(per_feu.scaled(cargo.teu, 2))
    }

    /// The day whose network is asked for: as written, or the data's own.
    ///
    /// # Errors
    /// When it is no date.
    pub fn as_of(network: &Network, asked: Option<&str>) -> Result<Date, Error> {
        let read = |text| parse_date(text).ok_or_else(|| Error::Usage(format!("--as-of `{text}` is no date; write YYYY-MM-DD, YYYY-MM or YYYY")));
        asked.map_or(Ok(network.manifest().as_of), read)
    }
}

/// The corridors of a name: one, or all variants of a family.
pub(crate) fn corridors<'n>(network: &'n Network, name: &str) -> Result<Vec<&'n Corridor>, Error> {
    let named = network.named(name);
    let wanted = network.corridors().filter(|(id, c)| named.contains(&Named::Corridor(*id)) || c.family.eq_ignore_ascii_case(name));
    let found: Vec<&Corridor> = wanted.map(|(_, c)| c).collect();
    if found.iter().all(|c| c.links.is_empty()) {
        let nearest = network
            .nearest_names(name, 20)
            .into_iter()
            .filter_map(|n| if let Named::Corridor(id) = n { Some(network.corridor(id).code.clone()) } else { None });
        return Err(Error::Unknown { what: "corridor", name: name.to_owned(), nearest: nearest.take(5).collect() });
    }
    Ok(found)
}

/// The links of a corridor, or of all variants of a family, sorted.
pub(crate) fn corridor_links(network: &Network, name: &str) -> Result<Vec<LinkId>, Error> {
    let mut links: Vec<LinkId> = corridors(network, name)?.into_iter().flat_map(|c| c.links.iter().copied()).collect();
    links.sort_unstable();
    links.dedup();
    Ok(links)
}

/// The cargo of a code, or the default.
///
/// # Errors
/// [`Error::Unknown`] with the known codes.
pub fn cargo(network: &Network, code: Option<&str>) -> Result<Cargo, Error> {
    let cargos = &network.manifest().cargos;
    let found = match code {
        None => cargos.first(),
        Some(code) => cargos.iter().find(|c| c.code == code),
    };
    found.cloned().ok_or_else(|| Error::Unknown {
        what: "cargo",
        name: code.unwrap_or_default().to_owned(),
        nearest: cargos.iter().map(|c| c.code.clone()).collect(),
    })
}

fn lon_lat(text: &str) -> Option<Position> {
    let (x, y) = text.split_once(',')?;
    let (x, y) = (x.trim().parse().ok()?, y.trim().parse().ok()?);
    Some(Coord { x, y })
}

/// The end of a route that a text stands for.
pub(crate) fn end(network: &Network, text: &str, snap_km: u64) -> Result<End, Error> {
    if let Some(at) = lon_lat(text) {
        return snap(network, text, at, snap_km);
    }
    let found = find(network, text)?;
    let mut end = nodes_of(network, found);
    let loading: Vec<NodeId> = end.nodes.iter().copied().filter(|n| network.node(*n).loads).collect();
    // A node that is asked for by name is taken at its word; a cluster offers its loading members.
    if !loading.is_empty() {
        end.nodes = loading;
    }
    if end.nodes.is_empty() {
        return Err(Error::Usage(format!("`{text}` has no gateway in this network; name a node")));
    }
    if let [only] = end.nodes[..]
        && !network.node(only).loads
    {
        let node = network.node(only);
        return Err(Error::Usage(format!("no freight is loaded at {} ({}); name a terminal near it", node.name, node.kind.name())));
    }
    Ok(end)
}

/// The nodes that a `--via` may pass: every member, loading or not.
fn passed(network: &Network, text: &str, snap_km: u64) -> Result<End, Error> {
    match lon_lat(text) {
        Some(at) => snap(network, text, at, snap_km),
        None => Ok(match find(network, text)? {
            Named::Country(id) => all_in(network, id),
            Named::Region(id) if !network.region(id).countries.is_empty() => {
                let region = network.region(id);
                let inside = |n: &NodeId| network.node(*n).country.is_some_and(|c| region.countries.contains(&c));
                let nodes = network.nodes().map(|(n, _)| n).filter(inside).collect();
                End { name: region.name.clone(), nodes, is_region: true }
            }
            found => nodes_of(network, found),
        }),
    }
}

fn all_in(network: &Network, country: crate::network::CountryId) -> End {
    let nodes = network.nodes().filter(|(_, n)| n.country == Some(country)).map(|(id, _)| id).collect();
    End { name: network.country(country).name.clone(), nodes, is_region: true }
}

fn snap(network: &Network, text: &str, at: Position, snap_km: u64) -> Result<End, Error> {
    if !(at.x.abs() <= 180.0 && at.y.abs() <= 90.0) {
        return Err(Error::Usage(format!("`{text}` is no position; write lon,lat in degrees, longitude first")));
    }
    let Some((distance, id)) = network.nearest_loading(at) else { return Err(Error::Usage("the network has no node that loads freight".to_owned())) };
    let limit = Length::new(snap_km.saturating_mul(1000));
    if distance > limit {
        let swapped = Coord { x: at.y, y: at.x };
        let near = if swapped.y.abs() <= 90.0 { network.nearest_loading(swapped).filter(|near| near.0 <= limit) } else { None };
        if let Some(node) = near.map(|near| network.node(near.1)) {
            return Err(Error::Usage(format!(
                "no node within {snap_km} km of {text}, but {} lies at {},{}: write the longitude first",
                node.name, swapped.x, swapped.y
            )));
        }
        return Err(Error::TooFar { at: text.to_owned(), nearest: network.node(id).name.clone(), distance_km: distance.whole_km(), limit_km: snap_km });
    }
    Ok(End { name: network.node(id).name.clone(), nodes: vec![id], is_region: false })
}

/// What a name means as an end: the widest thing of that name that is a place, and a region before a country.
fn find(network: &Network, text: &str) -> Result<Named, Error> {
    let found = network.named(text);
    let found: Vec<Named> = found.into_iter().filter(|n| !matches!(n, Named::Corridor(_))).collect();
    one(network, text, "place", &found)
}

fn one(network: &Network, text: &str, what: &'static str, found: &[Named]) -> Result<Named, Error> {
    // An exact code is beyond doubt.
    if let Some(exact) = found.iter().find(|n| code(network, **n) == text) {
        return Ok(*exact);
    }
    // A place stands for its members, a region for its country.
    let covered = |n: &Named| match *n {
        Named::Node(id) => found.iter().any(|p| matches!(p, Named::Place(p) if network.place(*p).members.contains(&id))),
        Named::Country(id) => {
            let region = found.iter().any(|r| matches!(r, Named::Region(r) if network.region(*r).countries.contains(&id)));
            // A city state and its one node are the same.
            region || all_in(network, id).nodes.iter().all(|n| found.contains(&Named::Node(*n)))
        }
        _ => false,
    };
    match found.iter().copied().filter(|n| !covered(n)).collect::<Vec<_>>()[..] {
        [one] => Ok(one),
        [] if text.contains(',') && text.split(',').all(|part| !network.named(part.trim()).is_empty()) => {
            Err(Error::Usage(format!("`{text}` is several names; give one at a time (an option such as --avoid may be repeated)")))
        }
        [] => {
            let mut nearest: Vec<String> = Vec::new();
            for named in network.nearest_names(text, 5).into_iter().filter(|n| !matches!(n, Named::Corridor(_))) {
                let near = name(network, named);
                if !nearest.contains(&near) {
                    nearest.push(near);
                }
            }
            Err(Error::Unknown { what, name: text.to_owned(), nearest })
        }
        ref several => {
            let candidates = several.iter().map(|n| format!("{} ({})", code(network, *n), name(network, *n))).collect();
            Err(Error::Ambiguous { name: text.to_owned(), candidates })
        }
    }
}

fn code(network: &Network, named: Named) -> &str {
    match named {
        Named::Place(id) => &network.place(id).code,
        Named::Node(id) => &network.node(id).code,
        Named::Region(id) => &network.region(id).code,
        Named::Country(id) => &network.country(id).code,
        Named::Corridor(id) => &network.corridor(id).code,
    }
}

fn name(network: &Network, named: Named) -> String {
    match named {
        Named::Place(id) => network.place(id).name.clone(),
        Named::Node(id) => network.node(id).name.clone(),
        Named::Region(id) => network.region(id).name.clone(),
        Named::Country(id) => network.country(id).name.clone(),
        Named::Corridor(id) => network.corridor(id).name.clone(),
    }
}

fn nodes_of(network: &Network, named: Named) -> End {
    let (nodes, is_region) = match named {
        Named::Place(id) => (network.place(id).loading.clone(), false),
        Named::Node(id) => (vec![id], false),
        Named::Region(id) => (network.region(id).gateways.clone(), true),
        Named::Country(id) => return all_in(network, id),
        Named::Corridor(id) => (network.corridor(id).chain.clone(), false),
    };
    End { name: name(network, named), nodes, is_region }
}

/// The words before a colon that say what kind of thing is avoided.
pub const AVOID_KINDS: [&str; 8] = ["node", "place", "country", "region", "corridor", "link", "line", "service"];

/// What an avoided name stands for. Unlike for an end, a place means all its members, and a region
/// all of its countries.
pub(crate) fn avoided(network: &Network, text: &str) -> Result<Avoided, Error> {
    let (kind, rest) = match text.split_once(':') {
        Some((kind, rest)) if AVOID_KINDS.contains(&kind) || kind == "mode" => (kind, rest),
        _ => ("", text),
    };
    let is = |k: &str| kind.is_empty() || kind == k;
    let links_where = |test: &dyn Fn(&Link) -> bool| network.links().filter(|(_, l)| test(l)).map(|(id, _)| id).collect::<Vec<_>>();
    let links = |links: Vec<LinkId>| Avoided { nodes: Vec::new(), links };

    if is("link")
        && let Some((id, _)) = network.links().find(|(_, l)| l.code.eq_ignore_ascii_case(rest))
    {
        return Ok(links(vec![id]));
    }
    if is("mode")
        && let Some(mode) = Mode::parse(&rest.to_lowercase())
    {
        return Ok(links(links_where(&|l| l.mode == mode)));
    }
    if is("service")
        && let Some((id, _)) = network.services().find(|(_, s)| s.code.eq_ignore_ascii_case(rest))
    {
        return Ok(links(links_where(&|l| l.service == Some(id))));
    }
    let wanted = |n: &Named| match n {
        Named::Place(_) => is("place"),
        Named::Node(_) => is("node"),
        Named::Region(_) => is("region"),
        Named::Country(_) => is("country"),
        Named::Corridor(_) => is("corridor"),
    };
    let mut found: Vec<Named> = network.named(rest).into_iter().filter(wanted).collect();
    // A country is meant before the region that is named after it.
    if found.iter().any(|n| matches!(n, Named::Country(_))) {
        found.retain(|n| !matches!(n, Named::Region(_)));
    }
    if found.is_empty() && is("line") {
        let key = fold(rest);
        let hit = links_where(&|l| !key.is_empty() && fold(&l.line).contains(&key));
        if !hit.is_empty() {
            return Ok(links(hit));
        }
    }
    let mut out = match one(network, rest, "place, country, corridor, line or link", &found)? {
        Named::Place(id) => Avoided { nodes: network.place(id).members.clone(), links: Vec::new() },
        Named::Country(id) => Avoided { nodes: all_in(network, id).nodes, links: Vec::new() },
        Named::Corridor(id) => links(network.corridor(id).links.clone()),
        Named::Node(id) => Avoided { nodes: vec![id], links: Vec::new() },
        Named::Region(id) => {
            let region = network.region(id);
            let inside = |n: &NodeId| region.gateways.contains(n) || network.node(*n).country.is_some_and(|c| region.countries.contains(&c));
            Avoided { nodes: network.nodes().map(|(n, _)| n).filter(inside).collect(), links: Vec::new() }
        }
    };
    out.nodes.sort_unstable();
    out.links.sort_unstable();
    Ok(out)
}
