//! A single figure that can be turned: what `sweep` moves and `why` looks for the break-even of.

use crate::error::Error;
use crate::network::{BorderId, Change, CountryId, Edit, Named, Network, NodeId, ServiceId, TransferKind};
use crate::query::RouteQuery;
use crate::request::RouteRequest;
use crate::units::{Decimal, Duration, parse_fixed};

/// A figure by what it is of. Its values are integers in [`Knob::step`]-sized units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Knob {
    /// USD per day.
    ValueOfTime,
    /// Minutes of mean wait for a service.
    Wait(ServiceId),
    /// Minutes at a border.
    Dwell(BorderId),
    /// Minutes of a gauge change at a node.
    Gauge(NodeId),
    /// Minutes of a lift at a port.
    Port(NodeId),
    /// Rail tariff of a country in thousandths of USD per FEU-km.
    Tariff(CountryId),
    /// Rail speed of a country in tenths of km/h.
    Speed(CountryId),
}

/// What can be turned, for messages.
pub(super) const ACCEPTED: &str = "value_of_time, wait:SERVICE, dwell:LINK, gauge:NODE, port:NODE, tariff:COUNTRY or speed:COUNTRY";

impl Knob {
    /// Reads `value_of_time`, `wait:KURYK-ALAT`, `dwell:ALASHANKOU--DOSTYK`, `tariff:KZ`, ...
    pub fn parse(network: &Network, text: &str) -> Result<Self, Error> {
        let unknown = |what, name: &str, nearest| Error::Unknown { what, name: name.to_owned(), nearest };
        let (kind, name) = text.split_once(':').unwrap_or((text, ""));
        let country = || {
            let found = network.named(name).into_iter().find_map(|n| if let Named::Country(id) = n { Some(id) } else { None });
            found.ok_or_else(|| unknown("country", name, Vec::new()))
        };
        let node = |wanted: TransferKind| {
            let has = |id: &NodeId| network.transfers().any(|(_, t)| t.node == Some(*id) && t.kind == wanted);
            let known =
                || network.transfers().filter(|(_, t)| t.kind == wanted).filter_map(|(_, t)| t.node).map(|n| network.node(n).code.clone()).take(5).collect();
            let found = network.named(name).into_iter().flat_map(|n| match n {
                Named::Node(id) => vec![id],
                Named::Place(id) => network.place(id).members.clone(),
                _ => Vec::new(),
            });
            found.into_iter().find(has).ok_or_else(|| unknown("node with such a facility", name, known()))
        };
        match kind {
            "value_of_time" => Ok(Self::ValueOfTime),
            "wait" => {
                let found = network.services().find(|(_, s)| s.code.eq_ignore_ascii_case(name)).map(|(id, _)| Self::Wait(id));
                found.ok_or_else(|| unknown("service", name, network.services().map(|(_, s)| s.code.clone()).take(5).collect()))
            }
            "dwell" => {
                let found = network.borders().find(|(_, b)| network.link(b.link).code.eq_ignore_ascii_case(name)).map(|(id, _)| Self::Dwell(id));
                found.ok_or_else(|| unknown("border (by its link)", name, network.borders().map(|(_, b)| network.link(b.link).code.clone()).take(5).collect()))
            }
            "gauge" => node(TransferKind::GaugeChange).map(Self::Gauge),
            "port" => node(TransferKind::Port).map(Self::Port),
            "tariff" => country().map(Self::Tariff),
            "speed" => country().map(Self::Speed),
            _ => Err(Error::Usage(format!("unknown parameter `{text}`; write {ACCEPTED}"))),
        }
    }

    /// Its name as [`Knob::parse`] reads it.
    pub fn name(self, network: &Network) -> String {
        match self {
            Self::ValueOfTime => "value_of_time".to_owned(),
            Self::Wait(id) => format!("wait:{}", network.service(id).code),
            Self::Dwell(id) => format!("dwell:{}", network.link(network.border(id).link).code),
            Self::Gauge(id) => format!("gauge:{}", network.node(id).code),
            Self::Port(id) => format!("port:{}", network.node(id).code),
            Self::Tariff(id) => format!("tariff:{}", network.country(id).code),
            Self::Speed(id) => format!("speed:{}", network.country(id).code),
        }
    }

    /// The unit its values are shown in.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::ValueOfTime => "USD/day",
            Self::Wait(_) | Self::Dwell(_) | Self::Gauge(_) | Self::Port(_) => "h",
            Self::Tariff(_) => "USD/FEU-km",
            Self::Speed(_) => "km/h",
        }
    }

    /// The greatest value that is looked at, and the least.
    pub const fn range(self) -> (u64, u64) {
        match self {
            Self::ValueOfTime => (0, 10_000),
            Self::Wait(_) | Self::Dwell(_) | Self::Gauge(_) | Self::Port(_) => (0, 60 * 24 * 60),
            Self::Tariff(_) => (0, 5_000),
            Self::Speed(_) => (50, 1_200),
        }
    }

    /// A value as shown.
    pub fn shown(self, value: u64) -> Decimal {
        match self {
            Self::ValueOfTime => Decimal { value, places: 0 },
            Self::Wait(_) | Self::Dwell(_) | Self::Gauge(_) | Self::Port(_) => Duration::new(value).hours(),
            Self::Tariff(_) => Decimal { value, places: 3 },
            Self::Speed(_) => Decimal { value, places: 1 },
        }
    }

    /// Reads a value in the shown unit.
    pub fn read(self, text: &str) -> Option<u64> {
        match self {
            Self::ValueOfTime => text.parse().ok(),
            Self::Wait(_) | Self::Dwell(_) | Self::Gauge(_) | Self::Port(_) => Duration::parse_hours(text).map(Duration::get),
            Self::Tariff(_) => parse_fixed(text, 3),
            Self::Speed(_) => parse_fixed(text, 1),
        }
    }

    /// Its value in the data.
    pub fn current(self, network: &Network, query: &RouteQuery) -> u64 {
        let year = query.as_of.year();
        let dwell = |node, kind| network.transfers_in(year).find(|(_, t)| t.node == Some(node) && t.kind == kind).map_or(0, |(_, t)| t.dwell.mean().get());
        match self {
            Self::ValueOfTime => query.value_of_time.scaled(2, query.cargo.teu.max(1)).get() / 100,
            Self::Wait(id) => network.service(id).in_year(year).wait().get(),
            Self::Dwell(id) => network.border(id).dwell(true, year).map_or(0, |d| d.dwell.mean().get()),
            Self::Gauge(node) => dwell(node, TransferKind::GaugeChange),
            Self::Port(node) => dwell(node, TransferKind::Port),
            Self::Tariff(country) => network.parameter("rail_tariff", Some(country), year).map_or(0, |p| p.likely / 100),
            Self::Speed(country) => network.parameter("rail_speed", Some(country), year).map_or(0, |p| p.likely / 10_000),
        }
    }

    /// The network and request with the knob at a value.
    pub fn turned(self, network: &Network, request: &RouteRequest, value: u64) -> (Network, RouteRequest) {
        let to = Change::Set(value);
        let edit = match self {
            Self::ValueOfTime => {
                let request = RouteRequest { value_of_time: u32::try_from(value).ok(), ..request.clone() };
                return (network.clone(), request);
            }
            Self::Wait(id) => Edit::Wait(id, to),
            Self::Dwell(id) => Edit::Dwell(id, to),
            Self::Gauge(node) => Edit::Transfer(node, TransferKind::GaugeChange, to),
            Self::Port(node) => Edit::Transfer(node, TransferKind::Port, to),
            Self::Tariff(country) => Edit::Parameter("rail_tariff".to_owned(), country, value * 100),
            Self::Speed(country) => Edit::Parameter("rail_speed".to_owned(), country, value * 10_000),
        };
        (network.edited(&[edit]), request.clone())
    }
}
