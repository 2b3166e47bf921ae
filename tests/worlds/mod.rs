//! Random small networks for tests against brute force.
//!
//! A network has 3 to 6 ports with parallel links of all modes, two gauges (side by side on some links,
//! unknown on others), countries (unknown for some), wagon and container ferries, one-way and dated
//! links. It is written as the CSV folder a user would write, and loaded from there.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::fmt::Write as _;

use corridor::network::Network;
use corridor::{RouteRequest, Source};
use proptest::prelude::*;

#[derive(Clone, Debug)]
pub struct World {
    pub countries: Vec<&'static str>,
    pub links: Vec<Road>,
    /// Whether the gauge changes from 1435 to 1520, and back; where the data demands one there is one.
    pub facilities: Vec<(bool, bool)>,
    /// Hours of a terminal, port, hub and drayage move.
    pub hours: [u64; 4],
    /// Whether each node lies east of the one before, which prices by rail know; else north of it.
    pub eastward: bool,
}

#[derive(Clone, Debug)]
pub struct Road {
    pub from: usize,
    pub to: usize,
    pub kind: Kind,
    pub metres: u64,
    pub both: bool,
    pub duration: Option<u64>,
    pub cost: Option<u64>,
    /// Hours at the border in each direction.
    pub border: (u64, u64),
    /// `status,open_from,closed_from,closed_to`.
    pub dates: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Rail(&'static str),
    WagonFerry(&'static str),
    Ferry,
    Sea,
    Truck,
}

pub const ALWAYS: &str = "open,,,";
pub const NEVER: &str = "suspended,,,";

impl Kind {
    pub fn mode(self) -> &'static str {
        match self {
            Self::Rail(_) => "rail",
            Self::WagonFerry(_) | Self::Ferry => "ferry",
            Self::Sea => "sea",
            Self::Truck => "road",
        }
    }
    pub fn gauges(self) -> &'static str {
        if let Self::Rail(g) | Self::WagonFerry(g) = self { g } else { "" }
    }
    pub fn service(self) -> &'static str {
        match self {
            Self::WagonFerry(_) => "WAGONS",
            Self::Ferry => "BOXES",
            Self::Sea => "LINER",
            Self::Rail(_) | Self::Truck => "",
        }
    }
}

impl World {
    pub fn code(link: usize) -> String {
        format!("L{link}")
    }

    pub fn last(&self) -> String {
        format!("N{}", self.countries.len() - 1)
    }

    /// Whether a link changes country on land.
    pub fn crosses(&self, link: &Road) -> bool {
        let (a, b) = (self.countries[link.from], self.countries[link.to]);
        matches!(link.kind, Kind::Rail(_) | Kind::Truck) && !a.is_empty() && !b.is_empty() && a != b
    }

    /// Gauge changes at a node: whether 1435 to 1520, and whether back.
    pub fn facility(&self, node: usize) -> (bool, bool) {
        let gauges: Vec<&str> = self.links.iter().filter(|l| l.from == node || l.to == node).map(|l| l.kind.gauges()).filter(|g| !g.is_empty()).collect();
        let both = gauges.iter().any(|g| g.contains("1435")) && gauges.iter().any(|g| g.contains("1520"));
        let must = gauges.contains(&"1435") && gauges.contains(&"1520");
        let (there, back) = self.facilities[node];
        (both && (there || must && !back), both && back)
    }

    /// The same world in which every link, border and facility works alike both ways.
    pub fn symmetric(mut self) -> Self {
        for link in &mut self.links {
            link.both = true;
            link.border.1 = link.border.0;
        }
        self.facilities.iter_mut().for_each(|f| *f = (true, true));
        self.eastward = false;
        self
    }

    pub fn with_dates(&self, link: usize, dates: &'static str) -> Self {
        let mut world = self.clone();
        world.links[link].dates = dates;
        world
    }

    /// Writes the folder and loads it.
    pub fn load(&self) -> Network {
        let mut nodes = "code,name,country,lon,lat,kind\n".to_owned();
        for (i, country) in self.countries.iter().enumerate() {
            let (east, north) = if self.eastward { (i, 1) } else { (1, i) };
            writeln!(nodes, "N{i},Port {i},{country},60.{east},40.{north},seaport").unwrap();
        }
        let mut links = "code,from,to,mode,length_km,direction,gauge_mm,service,duration_h,cost_usd,status,open_from,closed_from,closed_to,note\n".to_owned();
        let mut borders = "link,direction,likely_h,cost_usd\n".to_owned();
        for (i, l) in self.links.iter().enumerate() {
            let km = format!("{}.{:03}", l.metres / 1000, l.metres % 1000);
            let direction = if l.both { "both" } else { "forward" };
            let number = |n: Option<u64>| n.map_or_else(String::new, |n| n.to_string());
            let (code, gauges, service) = (Self::code(i), l.kind.gauges(), l.kind.service());
            let (duration, cost) = (number(l.duration), number(l.cost));
            writeln!(links, "{code},N{},N{},{},{km},{direction},{gauges},{service},{duration},{cost},{},detour", l.from, l.to, l.kind.mode(), l.dates).unwrap();
            if self.crosses(l) {
                writeln!(borders, "{code},forward,{},{}\n{code},backward,{},{}", l.border.0, 10 * l.border.0, l.border.1, 10 * l.border.1).unwrap();
            }
        }
        let [terminal, port, hub, drayage] = self.hours;
        let mut transfers = "node,kind,likely_h,cost_usd,from_gauge_mm,to_gauge_mm\n".to_owned();
        writeln!(transfers, "*,terminal,{terminal},30,,\n*,port,{port},40,,\n*,hub,{hub},20,,\n*,drayage,{drayage},10,,").unwrap();
        for node in 0..self.countries.len() {
            let (there, back) = self.facility(node);
            if there {
                writeln!(transfers, "N{node},gauge_change,{},50,1435,1520", 3 + node).unwrap();
            }
            if back {
                writeln!(transfers, "N{node},gauge_change,{},50,1520,1435", 3 + node).unwrap();
            }
        }
        let services = "code,name,mode,carries,headway_h,queue_likely_h\nWAGONS,Wagons,ferry,wagons,24,6\nBOXES,Boxes,ferry,containers,48,\nLINER,Liner,sea,containers,72,5\n";
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("nodes", &*nodes), ("links", &links), ("borders", &borders), ("transfers", &transfers), ("services", services)] {
            std::fs::write(folder.path().join(format!("{name}.csv")), text).unwrap();
        }
        match corridor::load(&Source { folder: Some(folder.path().to_owned()), ..Source::default() }) {
            Ok((network, _)) => network,
            Err(e) => panic!("{e}\n{nodes}\n{links}\n{borders}\n{transfers}"),
        }
    }

    pub fn request(&self) -> RouteRequest {
        RouteRequest { from: "N0".to_owned(), to: self.last(), k: 1, geometry: false, ..RouteRequest::default() }
    }
}

pub fn world() -> impl Strategy<Value = World> {
    (3..=6usize).prop_flat_map(|n| {
        let country = prop_oneof![3 => Just("KZ"), 3 => Just("RU"), 2 => Just("CN"), 1 => Just("")];
        (
            prop::collection::vec(country, n),
            prop::collection::vec(road(n), n - 1..=n + 3),
            prop::collection::vec(any::<(bool, bool)>(), n),
            prop::array::uniform4(0..12u64),
        )
            .prop_map(|(countries, links, facilities, hours)| World { countries, links, facilities, hours, eastward: true })
    })
}

pub fn road(n: usize) -> impl Strategy<Value = Road> {
    let rail = prop_oneof![4 => Just("1435"), 4 => Just("1520"), 2 => Just("1435|1520"), 1 => Just("")];
    let kind = prop_oneof![
        8 => rail.prop_map(Kind::Rail),
        1 => prop_oneof![Just("1435"), Just("1520")].prop_map(Kind::WagonFerry),
        1 => Just(Kind::Ferry),
        2 => Just(Kind::Sea),
        1 => Just(Kind::Truck),
    ];
    let dates = prop_oneof![
        8 => Just(ALWAYS),
        1 => Just(NEVER),
        1 => Just("open,2015,,"),
        1 => Just("planned,2030-06,,"),
        1 => Just("open,,2014-05-01,2022"),
    ];
    let some = |range: std::ops::Range<u64>| prop::option::weighted(0.3, range);
    let steps = (0..n, 1..n, kind, 100_000..2_000_000u64, prop::bool::weighted(0.8));
    (steps, some(1..60), some(50..2000), (0..30u64, 0..30u64), dates).prop_map(move |((from, step, kind, metres, both), duration, cost, border, dates)| Road {
        from,
        to: (from + step) % n,
        kind,
        metres,
        both,
        duration,
        cost,
        border,
        dates,
    })
}
