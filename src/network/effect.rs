//! What projects do: each effect switches some things of the network between two states, before and after.

use std::borrow::Cow;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Closure, Edit, Evidence, LinkId, Network, NodeId};

/// One thing that a project does: a row of `effects.csv`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Effect {
    /// The project.
    pub project: String,
    /// What it does, in words.
    pub what: String,
    /// Which things switch.
    pub switch: Switch,
    /// First day of the later state. Without one it comes with the links that open on their own dates, or, for
    /// anything else, on no day by itself: a claim, which holds only where it is asked for.
    pub from: Option<Date>,
    /// Whether the later state holds in this network.
    pub holds: bool,
    /// Whether a scenario has said so, whatever the day.
    pub pinned: bool,
    /// Where the row comes from.
    pub evidence: Evidence,
}

/// What an effect switches.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Switch {
    /// Links that are open or closed, on the dates of their own rows.
    Links(Vec<LinkId>),
    /// Figures: the edits that lead from the later state to the earlier, and back.
    Figures {
        /// From the later state to the earlier.
        back: Vec<Edit>,
        /// From the earlier state to the later.
        on: Vec<Edit>,
    },
    /// Another project, which is part of this one.
    Project(String),
}

impl Effect {
    /// The nodes that it lets load freight.
    pub fn loads(&self) -> Vec<NodeId> {
        let node = |e: &Edit| if let Edit::Loading(id, true) = e { Some(*id) } else { None };
        if let Switch::Figures { on, .. } = &self.switch { on.iter().filter_map(node).collect() } else { Vec::new() }
    }

    /// Whether it is but another project that is part of this one.
    pub fn is_part(&self) -> bool {
        matches!(self.switch, Switch::Project(_))
    }

    /// Whether it holds on no day by itself.
    pub fn is_claim(&self) -> bool {
        matches!(self.switch, Switch::Figures { .. }) && self.from.is_none()
    }

    /// Whether it changes the speed on a link.
    pub fn is_of_speed(&self, link: LinkId) -> bool {
        matches!(&self.switch, Switch::Figures { on, .. } if on.iter().any(|e| matches!(e, Edit::Speed(id, _) if *id == link)))
    }
}

impl Network {
    /// All effects of all projects.
    pub fn effects(&self) -> &[Effect] {
        &self.effects
    }

    /// The effects of a project and of those that are part of it, as indexes; none for an unknown one. A
    /// project that is part of itself counts once.
    pub fn effects_of(&self, project: &str) -> Vec<usize> {
        let (mut projects, mut found) = (vec![project], Vec::new());
        let mut next = 0;
        while let Some(&code) = projects.get(next) {
            next += 1;
            for (i, effect) in self.effects.iter().enumerate().filter(|(_, e)| e.project.eq_ignore_ascii_case(code)) {
                match &effect.switch {
                    Switch::Project(part) if !projects.iter().any(|p| p.eq_ignore_ascii_case(part)) => projects.push(part),
                    Switch::Project(_) => {}
                    _ => found.push(i),
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The network in the state of a day: its dated figures as they were or will be. Links carry their own dates.
    /// Borrowed when nothing differs from the state the data describes.
    pub fn on(&self, date: Date) -> Cow<'_, Self> {
        let dated = |e: &Effect| !e.pinned && e.from.is_some_and(|from| (from <= date) != e.holds);
        let differ: Vec<usize> = (0..self.effects.len()).filter(|i| dated(&self.effects[*i])).collect();
        if differ.is_empty() {
            return Cow::Borrowed(self);
        }
        let mut network = self.clone();
        for index in differ {
            let holds = !network.effects[index].holds;
            network.switch(index, holds);
        }
        Cow::Owned(network)
    }

    /// Brings an effect about, or takes it back. Links are opened or closed whatever their dates.
    pub(crate) fn switch(&mut self, index: usize, holds: bool) {
        let effect = &mut self.effects[index];
        let edits = match &effect.switch {
            Switch::Links(ids) if holds => ids.iter().map(|id| Edit::Open(*id, None, None)).collect(),
            Switch::Links(ids) => ids.iter().map(|id| Edit::Close(*id, Closure::ALWAYS)).collect(),
            Switch::Figures { .. } if effect.holds == holds => Vec::new(),
            Switch::Figures { on, .. } if holds => on.clone(),
            Switch::Figures { back, .. } => back.clone(),
            Switch::Project(_) => Vec::new(),
        };
        effect.holds = holds;
        self.edit(&edits);
    }
}
