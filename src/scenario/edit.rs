//! One edit as written, and the edits of the network that it means.

use jiff::civil::Date;
use serde::Deserialize;

use super::add::Addition;
use super::{Fault, fault};
use crate::data::parse_date;
use crate::network::{Capacity, CapacityUnit, Change, Closure, Edit, Network, Quantity, Target};
use crate::query::avoided;
use crate::units::{Duration, Length, Rate, Speed, parse_fixed};

/// One edit as written: exactly one of `close`, `open`, `scale`, `set`, `add`, `build` and `remove`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    close: Option<String>,
    open: Option<String>,
    scale: Option<Quantity>,
    set: Option<Quantity>,
    add: Option<Addition>,
    build: Option<String>,
    remove: Option<String>,
    of: Option<String>,
    percent: Option<u64>,
    value: Option<f64>,
    unit: Option<CapacityUnit>,
    from: Option<String>,
    to: Option<String>,
}

impl Written {
    /// The edits that it means on a network.
    pub fn edits(&self, network: &Network) -> Result<Vec<Edit>, Fault> {
        let texts = [&self.close, &self.open, &self.build, &self.remove].into_iter().filter(|t| t.is_some()).count();
        if texts + [self.scale.is_some(), self.set.is_some(), self.add.is_some()].into_iter().filter(|s| *s).count() != 1 {
            return Err(fault("is not one edit", "give exactly one of close, open, scale, set, add, build, remove"));
        }
        if self.close.is_none() && self.open.is_none() && (self.from.is_some() || self.to.is_some()) {
            return Err(fault("has dates", "from and to go with close and open"));
        }
        if self.value.is_some() && self.set.is_none() || self.percent.is_some() && self.scale.is_none() {
            return Err(fault("has a value without use", "scale goes with percent, set with value"));
        }
        if let Some(addition) = &self.add {
            return addition.edit(network).map(|edit| vec![edit]);
        }
        if let Some(what) = &self.close {
            let (from, to) = self.dates()?;
            let closure = Closure { from, to };
            return Ok(target(network, what)?.links(network).into_iter().map(|id| Edit::Close(id, closure)).collect());
        }
        if let Some(what) = &self.open {
            let (from, to) = self.dates()?;
            return Ok(target(network, what)?.links(network).into_iter().map(|id| Edit::Open(id, from, to)).collect());
        }
        if let Some((project, holds)) = self.build.as_ref().map(|p| (p, true)).or(self.remove.as_ref().map(|p| (p, false))) {
            let effects = network.effects_of(project);
            if effects.is_empty() {
                return Err(fault(format!("there is no project `{project}` with an effect"), "see `corridor list effects`"));
            }
            return Ok(effects.into_iter().map(|index| Edit::Switch(index, holds)).collect());
        }
        let missing = || fault("does not say what it is of", "add of = \"borders KZ\", \"service:...\", \"line:...\", ...");
        let target = target(network, self.of.as_deref().ok_or_else(missing)?)?;
        let (quantity, change) = match (self.scale, self.percent, self.set, self.value) {
            (Some(quantity), Some(percent), None, None) => (quantity, Change::Scale(percent, 100)),
            (None, None, Some(quantity), Some(value)) => (quantity, Change::Set(read(quantity, value)?)),
            _ => return Err(fault("is incomplete", "scale goes with percent, set with value")),
        };
        if let (Quantity::Capacity, Change::Set(value)) = (quantity, change) {
            return Ok(target.with_capacity(network, Capacity { value, unit: self.unit.unwrap_or(CapacityUnit::Teu) }));
        }
        if self.unit.is_some() {
            return Err(fault("has a unit without use", "unit goes with set = \"capacity\""));
        }
        if quantity == Quantity::Speed && change == Change::Scale(0, 100) {
            return Err(fault("stands still", "close it instead, or give a percent above zero"));
        }
        let fix = "dwell is of borders and nodes, wait and queue of services, length, speed and tariff of links, capacity of what has one";
        let edits = target.edits(network, quantity, change).filter(|e| !e.is_empty());
        edits.ok_or_else(|| fault(format!("{} is nothing that the target has", quantity.name()), fix))
    }

    /// The days on which it changes anything: those of a closure with dates, otherwise all.
    pub fn days(&self) -> Closure {
        let dates = if self.close.is_some() { self.dates().ok() } else { None };
        dates.map_or(Closure::ALWAYS, |(from, to)| Closure { from, to })
    }

    fn dates(&self) -> Result<(Option<Date>, Option<Date>), Fault> {
        let date = |text: &Option<String>| match text {
            None => Ok(None),
            Some(t) => parse_date(t).map(Some).ok_or_else(|| fault(format!("`{t}` is no date"), "write YYYY-MM-DD")),
        };
        let (from, to) = (date(&self.from)?, date(&self.to)?);
        if from.zip(to).is_some_and(|(a, b)| b <= a) || to.is_some() && from.is_none() {
            return Err(fault("the dates contradict each other", "give from, and to after it"));
        }
        Ok((from, to))
    }
}

/// A value in the smallest unit of its quantity.
fn read(quantity: Quantity, value: f64) -> Result<u64, Fault> {
    let text = value.to_string();
    let read = match quantity {
        Quantity::Length => Length::parse_km(&text).map(Length::get).filter(|m| *m > 0),
        Quantity::Speed => Speed::parse_kmh(&text).map(Speed::get),
        Quantity::Dwell | Quantity::Wait | Quantity::Queue => Duration::parse_hours(&text).map(Duration::get),
        Quantity::Tariff => Rate::parse(&text).map(Rate::get),
        Quantity::Capacity => parse_fixed(&text, 3),
    };
    read.ok_or_else(|| fault(format!("value {text} is no number that fits"), "write km, km/h, hours, USD/FEU-km, or a capacity"))
}

/// What a target names: a group, or anything that `--avoid` understands.
fn target(network: &Network, text: &str) -> Result<Target, Fault> {
    let found = match network.group(text) {
        Some(group) => group,
        None => {
            let what = avoided(network, text).map_err(|e| fault(e.to_string(), "name something of the network"))?;
            if what.nodes.is_empty() { Target::Links(what.links) } else { Target::Nodes(what.nodes) }
        }
    };
    if found.is_empty() {
        let fix = format!("name {}, line:NAME, country:CC, a place or a corridor", Target::GROUPS);
        return Err(fault(format!("`{text}` matches nothing"), &fix));
    }
    Ok(found)
}
