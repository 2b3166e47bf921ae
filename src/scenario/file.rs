//! Scenario files: a versioned list of edits in TOML, each checked against the network it is laid on.

use serde::Deserialize;
use toml::Spanned;

use crate::data::parse_date;
use crate::error::{Error, Problem};
use crate::network::{BorderId, Cargo, LinkId, Network, ServiceId, Status};
use crate::query::avoided;
use crate::state::Figures;
use crate::units::{Duration, Length, Rate, Speed, Spread};

/// The newest format this program knows.
const SCHEMA: u32 = 1;

macro_rules! shipped {
    ($($name:literal)+) => {
        /// The shipped scenarios: name and text.
        pub const SHIPPED: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../data/scenarios/", $name, ".toml")))),+];
    };
}

shipped! { "caspian-storm" "half-borders" "nomad" "poland-belarus-2025" "red-sea-cape" "without-russia-belarus" }

/// A scenario that has been read.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    schema: u32,
    /// What it is about.
    pub name: String,
    /// When it was, or was declared.
    pub date: String,
    /// Where it comes from, or that it is an assumption.
    pub source: String,
    /// What to know before using it.
    #[serde(default)]
    pub note: String,
    edit: Vec<Spanned<Edit>>,
    #[serde(skip)]
    label: String,
    #[serde(skip)]
    text: String,
}

/// One edit as written: exactly one of `close`, `open`, `scale` and `set`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    close: Option<String>,
    open: Option<String>,
    scale: Option<Quantity>,
    set: Option<Quantity>,
    of: Option<String>,
    percent: Option<u64>,
    value: Option<toml::Value>,
    from: Option<String>,
    to: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Quantity {
    Length,
    Speed,
    Dwell,
    Wait,
    Tariff,
}

/// What an edit is about.
enum Target {
    Links(Vec<LinkId>),
    Borders(Vec<BorderId>),
    Services(Vec<ServiceId>),
}

impl Scenario {
    /// Reads a scenario; `label` names it in messages.
    ///
    /// # Errors
    /// [`Error::Data`] with line and fix for what is no TOML, an unknown key, a wrong type or a newer schema.
    pub fn parse(label: &str, text: &str) -> Result<Self, Error> {
        let problem = |line, what: String, fix: &str| {
            Error::Data(vec![Problem { file: label.to_owned(), line, column: String::new(), value: String::new(), what, fix: fix.to_owned() }])
        };
        let scenario: Self = toml::from_str(text).map_err(|e| {
            let line = e.span().map_or(0, |s| line_of(text, s.start));
            problem(line, e.message().to_owned(), "see docs/scenarios.md for the keys and their types")
        })?;
        if scenario.schema > SCHEMA {
            return Err(problem(1, format!("schema {} is newer than this program, which knows {SCHEMA}", scenario.schema), "use a newer corridor"));
        }
        Ok(Self { label: label.to_owned(), text: text.to_owned(), ..scenario })
    }

    /// The text of the shipped scenario of a name.
    ///
    /// # Errors
    /// [`Error::Unknown`] with the names there are.
    pub fn shipped_text(name: &str) -> Result<&'static str, Error> {
        let found = SHIPPED.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
        let nearest = || SHIPPED.iter().map(|(n, _)| (*n).to_owned()).collect();
        found.map(|(_, text)| *text).ok_or_else(|| Error::Unknown { what: "scenario", name: name.to_owned(), nearest: nearest() })
    }

    /// The shipped scenario of a name.
    ///
    /// # Errors
    /// As [`Scenario::shipped_text`].
    pub fn shipped(name: &str) -> Result<Self, Error> {
        Self::parse(&format!("scenario {name}"), Self::shipped_text(name)?)
    }

    /// Lays the edits on a network, in order, and makes a new one.
    ///
    /// # Errors
    /// [`Error::Data`] with every edit that says nothing sensible or matches nothing.
    pub fn apply(&self, network: &Network) -> Result<Network, Error> {
        let mut out = network.clone();
        let mut problems = Vec::new();
        for edit in &self.edit {
            if let Err((what, fix)) = edit.get_ref().apply(&mut out) {
                let line = line_of(&self.text, edit.span().start);
                problems.push(Problem { file: self.label.clone(), line, column: "edit".to_owned(), value: String::new(), what, fix });
            }
        }
        if !problems.is_empty() {
            return Err(Error::Data(problems));
        }
        out.scenarios.push(self.name.clone());
        Ok(out)
    }
}

fn line_of(text: &str, at: usize) -> u64 {
    1 + text.bytes().take(at).filter(|b| *b == b'\n').count() as u64
}

type Fault = (String, String);

impl Edit {
    fn apply(&self, network: &mut Network) -> Result<(), Fault> {
        let fault = |what: &str, fix: &str| (what.to_owned(), fix.to_owned());
        let said = [self.close.is_some(), self.open.is_some(), self.scale.is_some(), self.set.is_some()];
        if said.iter().filter(|s| **s).count() != 1 {
            return Err(fault("is not one edit", "give exactly one of close, open, scale, set"));
        }
        if self.close.is_none() && (self.from.is_some() || self.to.is_some()) {
            return Err(fault("has dates", "from and to go with close"));
        }
        if let Some(what) = self.close.as_ref().or(self.open.as_ref()) {
            return self.close_or_open(network, what);
        }
        let of = self.of.as_deref().ok_or_else(|| fault("does not say what it is of", "add of = \"borders KZ\", \"service:...\", \"line:...\", ..."))?;
        let target = target(network, of)?;
        match (self.scale, self.percent, self.set, &self.value) {
            (Some(quantity), Some(percent), None, None) => change(network, quantity, target, &|now| Some(now.saturating_mul(percent) / 100)),
            (None, None, Some(quantity), Some(value)) => {
                let text = match value {
                    toml::Value::Integer(n) => n.to_string(),
                    toml::Value::Float(n) => n.to_string(),
                    other => other.as_str().unwrap_or_default().to_owned(),
                };
                let read = match quantity {
                    Quantity::Length => Length::parse_km(&text).map(Length::get),
                    Quantity::Speed => Speed::parse_kmh(&text).map(Speed::get),
                    Quantity::Dwell | Quantity::Wait => Duration::parse_hours(&text).map(Duration::get),
                    Quantity::Tariff => Rate::parse(&text).map(Rate::get),
                };
                let value = read.ok_or_else(|| fault(&format!("value {text} is no number that fits"), "write km, km/h, hours or USD/FEU-km"))?;
                change(network, quantity, target, &|_| Some(value))
            }
            _ => Err(fault("is incomplete", "scale goes with percent, set with value")),
        }
    }

    fn close_or_open(&self, network: &mut Network, what: &str) -> Result<(), Fault> {
        let date = |text: &Option<String>| match text {
            None => Ok(None),
            Some(t) => parse_date(t).map(Some).ok_or_else(|| (format!("`{t}` is no date"), "write YYYY-MM-DD".to_owned())),
        };
        let (from, to) = (date(&self.from)?, date(&self.to)?);
        if from.zip(to).is_some_and(|(a, b)| b <= a) || to.is_some() && from.is_none() {
            return Err(("the dates contradict each other".to_owned(), "give from, and to after it".to_owned()));
        }
        for id in links_of(network, target(network, what)?) {
            let link = &mut network.links[id.index()];
            if self.open.is_some() {
                (link.status, link.open_from, link.closed_from, link.closed_to) = (Status::Open, None, None, None);
            } else if from.is_some() {
                let closed_for_good = link.status == Status::Suspended || link.closed_from.is_some() && link.closed_to.is_none();
                if !closed_for_good {
                    (link.closed_from, link.closed_to) = (from, to);
                }
            } else {
                (link.status, link.closed_from, link.closed_to) = (Status::Suspended, None, None);
            }
        }
        Ok(())
    }
}

/// What a target names: `borders`, `borders KZ`, `borders CN-KZ`, `services`, or anything `--avoid` understands.
fn target(network: &Network, text: &str) -> Result<Target, Fault> {
    let nothing = || {
        (
            format!("`{text}` matches nothing"),
            "name borders, borders KZ, borders CN-KZ, services, service:CODE, line:NAME, country:CC, a node or a corridor".to_owned(),
        )
    };
    let found = if let Some(rest) = text.strip_prefix("borders") {
        let wanted: Vec<&str> = rest.trim().trim_start_matches("of ").split('-').filter(|c| !c.is_empty()).collect();
        let fits = |link: LinkId| {
            let link = network.link(link);
            let codes = [network.country_code(link.from), network.country_code(link.to)];
            wanted.iter().all(|w| codes.contains(w))
        };
        Target::Borders(network.borders().filter(|(_, b)| fits(b.link)).map(|(id, _)| id).collect())
    } else if text == "services" {
        Target::Services(network.services().map(|(id, _)| id).collect())
    } else if let Some((id, _)) = text.strip_prefix("service:").and_then(|code| network.services().find(|(_, s)| s.code.eq_ignore_ascii_case(code))) {
        Target::Services(vec![id])
    } else {
        let what = avoided(network, text).map_err(|e| (e.to_string(), "name something of the network".to_owned()))?;
        Target::Links(network.links().filter(|(id, link)| what.covers_link(*id, link)).map(|(id, _)| id).collect())
    };
    let is_empty = match &found {
        Target::Links(ids) => ids.is_empty(),
        Target::Borders(ids) => ids.is_empty(),
        Target::Services(ids) => ids.is_empty(),
    };
    if is_empty { Err(nothing()) } else { Ok(found) }
}

fn links_of(network: &Network, target: Target) -> Vec<LinkId> {
    match target {
        Target::Links(ids) => ids,
        Target::Borders(ids) => ids.into_iter().map(|b| network.border(b).link).collect(),
        Target::Services(ids) => network.links().filter(|(_, l)| l.service.is_some_and(|s| ids.contains(&s))).map(|(id, _)| id).collect(),
    }
}

/// Changes a quantity of all that a target names; a quantity that the target has not is a fault.
fn change(network: &mut Network, quantity: Quantity, target: Target, to: &dyn Fn(u64) -> Option<u64>) -> Result<(), Fault> {
    let value = |now: u64| to(now).unwrap_or(now);
    let minutes = |d: Duration| Duration::new(value(d.get()));
    let spread = |s: &Spread| Spread { low: minutes(s.low), likely: minutes(s.likely), high: minutes(s.high), observed_mean: s.observed_mean.map(minutes) };
    match (quantity, target) {
        (Quantity::Dwell, Target::Borders(ids)) => {
            for id in ids {
                for row in &mut network.borders[id.index()].dwells {
                    row.dwell = spread(&row.dwell);
                }
            }
        }
        (Quantity::Wait, Target::Services(ids)) => {
            for id in ids {
                for figures in &mut network.services[id.index()].years {
                    (figures.queue, figures.headway) = (Spread::exactly(minutes(figures.wait())), Duration::ZERO);
                }
            }
        }
        (Quantity::Length | Quantity::Speed | Quantity::Tariff, target) => {
            // Charges are held per FEU.
            let feu = Cargo { code: String::new(), name: String::new(), teu: 2, net_kg: 0 };
            for id in links_of(network, target) {
                let now = Figures::new(network, &feu, network.manifest().as_of.year()).haul(network.link(id));
                let link = &mut network.links[id.index()];
                match quantity {
                    Quantity::Length => link.length = Length::new(value(link.length.get())),
                    Quantity::Speed => {
                        let speed = link.length.get() * 60 / now.haul.get().max(1);
                        (link.speed, link.duration) = (Speed::new(value(speed)), None);
                    }
                    _ => {
                        let rate = Rate::new(value(now.cost.get() * 1_000_000 / link.length.get().max(1)));
                        link.cost = Some(link.length.priced(rate));
                    }
                }
            }
        }
        (quantity, _) => {
            let fix = "dwell is of borders, wait of services, length, speed and tariff of links";
            return Err((format!("{quantity:?} is nothing that the target has").to_lowercase(), fix.to_owned()));
        }
    }
    Ok(())
}
