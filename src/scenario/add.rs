//! New nodes and links of a scenario, checked as rows of the data are.

use geo::Coord;
use serde::Deserialize;

use super::{Fault, fault};
use crate::data::parse_date;
use crate::geography::geodesic;
use crate::network::{BorderDwell, Edit, Electrified, KmKind, Link, Mode, Network, Node, NodeId, NodeKind, Regime, Status, added};
use crate::units::{Duration, Gauge, Length, Money, Speed, Spread};

/// Something new.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Addition {
    Node(NewNode),
    Link(Box<NewLink>),
}

/// A node by the columns of `nodes.csv`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewNode {
    code: String,
    name: String,
    #[serde(default)]
    country: String,
    lon: f64,
    lat: f64,
    kind: Option<NodeKind>,
    loads: Option<bool>,
}

/// A link by the columns of `links.csv`, and the hours at the border that it crosses.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewLink {
    code: Option<String>,
    from: String,
    to: String,
    mode: Mode,
    length_km: f64,
    #[serde(default)]
    one_way: bool,
    gauge_mm: Option<u16>,
    tracks: Option<u8>,
    electrified: Option<Electrified>,
    open_from: Option<String>,
    line: Option<String>,
    service: Option<String>,
    speed_kmh: Option<f64>,
    duration_h: Option<f64>,
    cost_usd: Option<f64>,
    border_h: Option<f64>,
}

impl Addition {
    /// The edit that adds it to a network.
    pub fn edit(&self, network: &Network) -> Result<Edit, Fault> {
        match self {
            Self::Node(new) => new.node(network).map(|node| Edit::AddNode(Box::new(node))),
            Self::Link(new) => {
                let link = new.link(network)?;
                let border = new.border(network, &link)?;
                Ok(Edit::AddLink(Box::new(link), border.map(Box::new)))
            }
        }
    }
}

impl NewNode {
    fn node(&self, network: &Network) -> Result<Node, Fault> {
        if network.nodes().any(|(_, n)| n.code == self.code) {
            return Err(fault(format!("there is a node `{}` already", self.code), "give it a code of its own"));
        }
        if !(self.lon.abs() <= 180.0 && self.lat.abs() <= 90.0) {
            return Err(fault("lies outside the world", "lon is within 180, lat within 90 degrees"));
        }
        let country = network.countries().find(|(_, c)| c.code.eq_ignore_ascii_case(&self.country)).map(|(id, _)| id);
        if country.is_none() && !self.country.is_empty() {
            return Err(fault(format!("there is no country `{}`", self.country), "write its two letters, or leave it out"));
        }
        let kind = self.kind.unwrap_or(NodeKind::RailStation);
        Ok(Node {
            code: self.code.clone(),
            name: self.name.clone(),
            aliases: String::new(),
            unlocode: String::new(),
            country,
            kind,
            position: Coord { x: self.lon, y: self.lat },
            loads: self.loads.unwrap_or(kind != NodeKind::FreeZone),
            capacity: None,
            evidence: added(),
        })
    }
}

/// A number as text, for the readers of the data.
fn figure<T>(value: Option<f64>, name: &str, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Fault> {
    let Some(value) = value else { return Ok(None) };
    read(&value.to_string()).map(Some).ok_or_else(|| fault(format!("{name} = {value} does not fit"), "write a number above zero"))
}

impl NewLink {
    fn link(&self, network: &Network) -> Result<Link, Fault> {
        let code = self.code.clone().unwrap_or_else(|| match self.mode {
            Mode::Rail => format!("{}--{}", self.from, self.to),
            mode => format!("{}--{}:{}", self.from, self.to, mode.name().to_uppercase()),
        });
        if network.links().any(|(_, l)| l.code == code) {
            return Err(fault(format!("there is a link `{code}` already"), "give it a code of its own"));
        }
        let (from, to) = (end(network, &self.from)?, end(network, &self.to)?);
        let length = figure(Some(self.length_km), "length_km", |t| Length::parse_km(t).filter(|l| *l > Length::ZERO))?.unwrap_or_default();
        let straight = geodesic(network.node(from).position, network.node(to).position);
        if from == to || length < straight.scaled(99, 100) {
            return Err(fault(format!("is shorter than the {} km between its ends", straight.whole_km()), "correct length_km, from or to"));
        }
        if matches!(self.mode, Mode::Sea | Mode::Ferry) && ![from, to].iter().all(|n| network.node(*n).kind.is_port()) {
            return Err(fault("does not end at ports", "a sea or ferry link joins two nodes of kind seaport or ferry_port"));
        }
        let service = match &self.service {
            None => None,
            Some(code) => {
                let found = network.services().find(|(_, s)| s.code.eq_ignore_ascii_case(code) && s.mode == self.mode);
                Some(found.ok_or_else(|| fault(format!("there is no {} service `{code}`", self.mode.name()), "see `corridor list services`"))?.0)
            }
        };
        let gauge = match self.gauge_mm {
            None => None,
            Some(mm) => Some(Gauge::parse(&mm.to_string()).ok_or_else(|| fault(format!("{mm} is no gauge"), "write 1435, 1520, ..."))?),
        };
        let open_from = match &self.open_from {
            None => None,
            Some(text) => Some(parse_date(text).ok_or_else(|| fault(format!("`{text}` is no date"), "write YYYY-MM-DD"))?),
        };
        Ok(Link {
            code,
            from,
            to,
            mode: self.mode,
            both_ways: !self.one_way,
            length,
            km_kind: KmKind::Operating,
            gauges: gauge.into_iter().collect(),
            tracks: self.tracks.unwrap_or(0),
            electrified: self.electrified.unwrap_or(Electrified::No),
            status: Status::Open,
            open_from,
            closures: Vec::new(),
            line: self.line.clone().unwrap_or_default(),
            service,
            speed: figure(self.speed_kmh, "speed_kmh", Speed::parse_kmh)?,
            duration: figure(self.duration_h, "duration_h", Duration::parse_hours)?,
            cost: figure(self.cost_usd, "cost_usd", Money::parse_usd)?,
            speed_percent: 100,
            tariff_percent: 100,
            capacity: None,
            border: None,
            evidence: added(),
        })
    }

    /// What its border takes: as given, or the default; nothing when it crosses none.
    fn border(&self, network: &Network, link: &Link) -> Result<Option<BorderDwell>, Fault> {
        let countries = [link.from, link.to].map(|n| network.node(n).country);
        let crosses = matches!(link.mode, Mode::Rail | Mode::Road) && matches!(countries, [Some(a), Some(b)] if a != b);
        if !crosses {
            return if self.border_h.is_some() { Err(fault("crosses no border", "leave border_h out")) } else { Ok(None) };
        }
        let default = network.parameter("border_dwell", None, network.manifest().as_of.year()).map_or(Spread::default(), |p| p.hours());
        let dwell = figure(self.border_h, "border_h", Duration::parse_hours)?.map_or(default, Spread::exactly);
        Ok(Some(BorderDwell { forward: true, backward: true, year: 1800, dwell, cost: Money::ZERO, regime: Regime::Customs, evidence: added() }))
    }
}

fn end(network: &Network, code: &str) -> Result<NodeId, Fault> {
    let found = network.nodes().find(|(_, n)| n.code.eq_ignore_ascii_case(code));
    found.map(|(id, _)| id).ok_or_else(|| fault(format!("there is no node `{code}`"), "write the code of a node, or add the node before its links"))
}
