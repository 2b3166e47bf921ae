//! What must happen between links: borders and changes of gauge.

use std::collections::BTreeSet;

use super::finding::Finding;
use crate::network::{Evidence, LinkId, Mode, Network, NodeId};
use crate::request::{LintCheck, Severity};
use crate::units::Gauge;

/// What stands as source where the data says nothing and a default was taken.
const DEFAULT: &str = "mode-default";

pub(super) fn check(network: &Network) -> Vec<Finding> {
    let mut found = borders(network);
    found.extend(gauges(network));
    found
}

fn is_default(evidence: &Evidence) -> bool {
    evidence.sources == DEFAULT
}

fn borders(network: &Network) -> Vec<Finding> {
    let mut found = Vec::new();
    for (id, link) in network.links().filter(|(_, l)| matches!(l.mode, Mode::Rail | Mode::Road)) {
        let [Some(a), Some(b)] = [link.from, link.to].map(|n| network.node(n).country) else { continue };
        if a == b {
            continue;
        }
        let said = format!("changes country ({} to {})", network.country(a).code, network.country(b).code);
        let (severity, what, fix) = match link.border.map(|b| network.border(b)) {
            None => (Severity::Error, "has no row in borders.csv", "add a row with the time at this border"),
            Some(border) if border.dwells.iter().all(|d| is_default(&d.evidence)) => {
                (Severity::Note, "takes the default time at the border", "add borders.csv to say what it takes")
            }
            Some(_) => continue,
        };
        found.push(Finding::link(network, severity, LintCheck::Border, id, format!("{said} and {what}"), fix));
    }
    found
}

/// Nodes where tracks of one gauge meet tracks of another and no train, wagon or box can go on.
fn gauges(network: &Network) -> Vec<Finding> {
    let mut at: Vec<Vec<LinkId>> = vec![Vec::new(); network.nodes().len()];
    for (id, link) in network.links().filter(|(_, l)| !l.gauges.is_empty() && l.mode == Mode::Rail) {
        at[link.from.index()].push(id);
        at[link.to.index()].push(id);
    }
    let mut facilities: Vec<(NodeId, Gauge, Gauge, bool)> = Vec::new();
    for (_, t) in network.transfers() {
        facilities.extend(t.node.zip(t.gauges).map(|(node, (a, b))| (node, a, b, is_default(&t.evidence))));
    }
    facilities.sort_unstable();
    let mut found = Vec::new();
    for (index, links) in at.iter().enumerate() {
        let node = NodeId::new(index);
        let gauges: BTreeSet<Gauge> = links.iter().flat_map(|l| network.link(*l).gauges.iter().copied()).collect();
        if gauges.len() < 2 {
            continue;
        }
        let first = facilities.partition_point(|f| f.0 < node);
        let here: Vec<_> = facilities[first..].iter().take_while(|f| f.0 == node).collect();
        let named = gauges.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ");
        let changes = |a: &[Gauge], b: &[Gauge]| here.iter().any(|f| a.contains(&f.1) && b.contains(&f.2) || a.contains(&f.2) && b.contains(&f.1));
        let stuck = links.iter().enumerate().find_map(|(i, a)| {
            let a = network.link(*a);
            let cut = |b: &&LinkId| !network.link(**b).gauges.iter().any(|g| a.gauges.contains(g)) && !changes(&a.gauges, &network.link(**b).gauges);
            Some((a, network.link(*links[..i].iter().find(cut)?)))
        });
        let (severity, said, fix) = match stuck {
            Some((a, b)) => {
                let said = format!("gauges {named} meet and nothing joins {} and {}", a.code, b.code);
                (Severity::Error, said, "correct a gauge, or add a gauge_change row to transfers.csv")
            }
            None if here.iter().any(|f| f.3) => {
                let said = format!("gauges {named} meet and change in the default time");
                (Severity::Note, said, "add transfers.csv to say where gauges can change")
            }
            None => continue,
        };
        found.push(Finding::nodes(network, severity, LintCheck::Gauge, &[node], said, fix));
    }
    found
}
