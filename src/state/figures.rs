//! What hauls and events add to a shipment: the formulas of `docs/method.md` on the rows of the data.

use std::collections::HashMap;

use super::{dwell, halves};
use crate::impact::Impact;
use crate::network::{BorderId, Cargo, CountryId, Electrified, Link, Mode, Network, NodeId, Parameter, ServiceId, TransferId};
use crate::units::{Duration, Emissions, Length, Money, Rate, Speed};

/// The figures of one country (or of none).
#[derive(Clone, Copy, Debug)]
struct CountryFigures {
    pace: Pace,
    tariff: Rate,
    /// The same of hauls that lead east.
    tariff_eastward: Rate,
    electric: Rate,
    handling: Money,
    /// What the market asks beyond the tariffs of a box that leaves by rail.
    rail_export: Money,
}

/// The inverse of a speed, as a PERT mean over low, likely and high speed: minutes per 1000 km x 1000.
#[derive(Clone, Copy, Debug)]
struct Pace(u64);

impl Pace {
    fn new(speed: &Parameter) -> Self {
        // Speeds are held in 10^-5 km/h, so 6 * 10^12 / speed is 1000 x minutes per 1000 km.
        let pace = |speed: u64| 6_000_000_000_000 / speed.max(1);
        Self((pace(speed.high) + 4 * pace(speed.likely) + pace(speed.low)) / 6)
    }

    fn over(self, length: Length) -> Duration {
        Duration::new(length.get()).scaled(self.0, 1_000_000_000)
    }
}

/// A part of a link that lies in one country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The country, `None` when unknown.
    pub country: Option<CountryId>,
    /// How much of the link lies in it.
    pub length: Length,
}

/// The figures of a network for one cargo in one year.
#[derive(Debug)]
pub struct Figures<'n> {
    network: &'n Network,
    cargo: Cargo,
    /// What a 20-ft container pays of the price of a 40-ft one, in `10^-5`.
    twenty_foot: u64,
    year: i16,
    /// Of no country, then of each.
    countries: Vec<CountryFigures>,
    diesel: Rate,
    other: HashMap<(Mode, What), u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum What {
    Speed,
    Tariff,
    Emission,
}

const WATER_AND_ROAD: [Mode; 3] = [Mode::Ferry, Mode::Sea, Mode::Road];

impl<'n> Figures<'n> {
    /// Reads the parameters of a year once for all countries.
    pub fn new(network: &'n Network, cargo: &Cargo, year: i16) -> Self {
        let likely = |name: &str, country| network.parameter(name, country, year).map_or(0, |p| p.likely);
        let energy = likely("rail_electric_energy", None);
        let uplift = likely("grid_uplift", None);
        let figures = |country| CountryFigures {
            pace: network.parameter("rail_speed", country, year).map_or(Pace(0), Pace::new),
            tariff: Rate::new(likely("rail_tariff", country)),
            tariff_eastward: Rate::new(likely("rail_tariff", country)).scaled(network.eastward_price(country, year), 100_000),
            // g/kWh x kWh/tkm x ratio, each in 10^-5.
            electric: Rate::new(likely("grid_intensity", country)).scaled(energy * uplift, 100_000 * 100_000),
            handling: Money::new(likely("terminal_handling", country) / 1000),
            rail_export: Money::new(likely("rail_export", country) / 1000),
        };
        let countries = std::iter::once(None).chain(network.countries().map(|(id, _)| Some(id))).map(figures).collect();
        let mut other = HashMap::new();
        for mode in WATER_AND_ROAD {
            let name = mode.name();
            for (what, key) in [(What::Speed, format!("{name}_speed")), (What::Tariff, format!("{name}_tariff")), (What::Emission, name.to_owned())] {
                other.insert((mode, what), likely(&key, None));
            }
        }
        Self {
            network,
            cargo: cargo.clone(),
            twenty_foot: network.twenty_foot_price(year),
            year,
            countries,
            diesel: Rate::new(likely("rail_diesel", None)),
            other,
        }
    }

    fn country(&self, country: Option<CountryId>) -> &CountryFigures {
        &self.countries[country.map_or(0, |c| c.index() + 1)]
    }

    /// A charge per FEU for this cargo.
    fn per_feu(&self, money: Money) -> Money {
        self.cargo.charged(money, self.twenty_foot)
    }

    /// The parts of a link by country: all of it, or half each where it crosses a border.
    pub fn shares(&self, link: &Link) -> [Share; 2] {
        let (a, b) = (self.network.node(link.from).country, self.network.node(link.to).country);
        let (half, rest) = halves(link.length);
        if a == b {
            [Share { country: a, length: link.length }, Share { country: b, length: Length::ZERO }]
        } else {
            [Share { country: a, length: half }, Share { country: b, length: rest }]
        }
    }

    /// What moving along a link adds, in the direction of its row or against it; its border apart. Only prices tell the two apart.
    pub fn haul(&self, link: &Link, forward: bool) -> Impact {
        self.haul_by_country(link, forward).into_iter().map(|(_, impact)| impact).sum()
    }

    /// The same in its two parts by country, that of the link's `from` first: at sea there is none.
    pub fn haul_by_country(&self, link: &Link, forward: bool) -> [(Option<CountryId>, Impact); 2] {
        let paced = |time: Duration| if link.speed_percent == 100 { time } else { time.scaled(100, link.speed_percent) };
        let priced = |cost: Money| if link.tariff_percent == 100 { cost } else { cost.scaled(link.tariff_percent, 100) };
        // A scaled timetable is a timetable; a scaled speed changes what any other figure gives.
        let own_time = link.duration.or(link.speed.map(|s| paced(link.length.at(s))));
        if link.mode != Mode::Rail {
            let country = self.network.node(link.from).country.filter(|_| link.mode == Mode::Road);
            let (haul, cost, emissions) = self.other(link, forward);
            let cost = priced(link.cost.map_or(cost, |c| self.per_feu(c)));
            let impact = Impact { length: link.length, haul: own_time.unwrap_or_else(|| paced(haul)), cost, emissions, ..Impact::default() };
            return [(country, impact), (country, Impact::default())];
        }
        let shares = self.shares(link);
        let eastward = self.network.leads_east(link, forward);
        let time = own_time.map(|t| (t.scaled(shares[0].length.get(), link.length.get()), t));
        let cost = link.cost.map(|c| priced(self.per_feu(c))).map(|c| (c.scaled(shares[0].length.get(), link.length.get()), c));
        [0, 1].map(|i| {
            let Share { country, length } = shares[i];
            let figures = self.country(country);
            let rate = match link.electrified {
                Electrified::Yes => figures.electric,
                Electrified::No => self.diesel,
                Electrified::Part => Rate::new((figures.electric.get() + self.diesel.get()) / 2),
            };
            let haul = time.map_or_else(|| paced(figures.pace.over(length)), |(first, all)| if i == 0 { first } else { all - first });
            let price = if eastward { figures.tariff_eastward } else { figures.tariff };
            let tariff = cost.map_or_else(|| priced(self.per_feu(length.priced(price))), |(first, all)| if i == 0 { first } else { all - first });
            (country, Impact { length, haul, cost: tariff, emissions: self.per_tonne(length, rate), ..Impact::default() })
        })
    }

    fn per_tonne(&self, length: Length, rate: Rate) -> Emissions {
        length.emitting(rate).scaled(self.cargo.net_kg, 1000)
    }

    fn other(&self, link: &Link, forward: bool) -> (Duration, Money, Emissions) {
        let mode = link.mode;
        let default = |what| self.other.get(&(mode, what)).copied().unwrap_or(0);
        let service = link.service.map(|id| self.network.service(id).in_year(self.year));
        let speed = service.and_then(|s| s.speed).or_else(|| Speed::new(default(What::Speed) / 100));
        let tariff = service.and_then(|s| s.tariff).unwrap_or(Rate::new(default(What::Tariff)));
        let per_teu = |rate| link.length.emitting(rate).times(self.cargo.teu);
        let emissions = match service.map(|s| (s.per_teu, s.per_tonne)) {
            Some((Some(rate), _)) => per_teu(rate),
            Some((None, Some(rate))) => self.per_tonne(link.length, rate),
            _ if mode == Mode::Sea => per_teu(Rate::new(default(What::Emission))),
            _ => self.per_tonne(link.length, Rate::new(default(What::Emission))),
        };
        let haul = speed.map_or(Duration::ZERO, |s| link.length.at(s));
        let price = link.length.priced(tariff) + service.map_or(Money::ZERO, |s| s.fixed);
        let price = service.filter(|_| !forward).map_or(price, |s| price.scaled(s.back_percent, 100));
        (haul, self.per_feu(price), emissions)
    }

    /// What crossing a border in one direction adds: its row, and by rail what the market of the country behind it asks.
    pub fn crossing(&self, border: BorderId, forward: bool) -> Impact {
        let border = self.network.border(border);
        let Some(row) = border.dwell(forward, self.year) else { return Impact::default() };
        let link = self.network.link(border.link);
        let left = self.country(self.network.node(link.ends(forward).0).country);
        let market = if link.mode == Mode::Rail { left.rail_export } else { Money::ZERO };
        Impact { cost: self.per_feu(row.cost + market), borders: 1, ..dwell(row.dwell.mean()) }
    }

    /// What a transfer row adds: its mean dwell and charge.
    pub fn event(&self, id: Option<TransferId>) -> Impact {
        let Some(id) = id else { return Impact::default() };
        let transfer = self.network.transfer(id);
        Impact { cost: self.per_feu(transfer.cost), ..dwell(transfer.dwell.mean()) }
    }

    /// One terminal move at a node.
    pub fn handling(&self, node: NodeId) -> Impact {
        Impact { cost: self.per_feu(self.country(self.network.node(node).country).handling), ..Impact::default() }
    }

    /// The mean wait for a sailing.
    pub fn wait(&self, service: Option<ServiceId>) -> Impact {
        service.map_or(Impact::default(), |id| dwell(self.network.service(id).in_year(self.year).wait()))
    }
}
