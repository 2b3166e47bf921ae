//! What a network of one's own leaves out, filled from defaults and said.

use super::texts::Texts;
use crate::error::Warning;
use crate::network::{Border, BorderDwell, BorderId, Confidence, Evidence, Link, LinkId, Mode, Network, NodeId, Regime, Transfer, TransferKind};
use crate::units::{Gauge, Money, Spread};

pub(super) fn note(file: &str, what: &str, fix: &str) -> Warning {
    Warning { file: file.to_owned(), line: 0, column: String::new(), value: String::new(), what: what.to_owned(), fix: fix.to_owned() }
}

/// Shipped defaults for what a two-file network does not say: border times and gauge changes.
pub(super) fn fill_gaps(texts: &Texts, network: &mut Network, warnings: &mut Vec<Warning>) {
    let own_evidence = || Evidence { sources: "mode-default".to_owned(), confidence: Confidence::Low };
    let year = network.manifest.as_of.year();
    let default = |network: &Network, name: &str| network.parameter(name, None, year).map_or(Spread::default(), crate::network::Parameter::hours);
    if texts.layers("borders.csv").is_empty() {
        let dwell = default(network, "border_dwell");
        let crossing: Vec<usize> = (0..network.links.len()).filter(|&i| changes_country(network, &network.links[i])).collect();
        for &i in &crossing {
            network.links[i].border = Some(BorderId::new(network.borders.len()));
            let row = BorderDwell { forward: true, backward: true, year: 1800, dwell, cost: Money::ZERO, regime: Regime::Customs, evidence: own_evidence() };
            network.borders.push(Border { link: LinkId::new(i), dwells: vec![row] });
        }
        if !crossing.is_empty() {
            warnings.push(note(
                "borders.csv",
                &format!("is not there: {} border crossings take the default time", crossing.len()),
                "add the file to say what each takes",
            ));
        }
    }
    if texts.layers("transfers.csv").is_empty() {
        let dwell = default(network, "gauge_change_dwell");
        let mut made = 0;
        let links_at = if has_no_gauge(network) { Vec::new() } else { links_by_node(network) };
        for (index, links) in links_at.iter().enumerate() {
            let node = NodeId::new(index);
            let gauges = gauges_of(network, links);
            for &a in &gauges {
                for &b in gauges.iter().filter(|b| **b != a) {
                    made += 1;
                    network.transfers.push(Transfer {
                        node: Some(node),
                        kind: TransferKind::GaugeChange,
                        gauges: Some((a, b)),
                        method: "default".to_owned(),
                        year: 1800,
                        dwell,
                        cost: Money::ZERO,
                        evidence: own_evidence(),
                    });
                }
            }
        }
        for (kind, name) in [
            (TransferKind::Port, "port_dwell"),
            (TransferKind::Terminal, "terminal_dwell"),
            (TransferKind::Hub, "hub_dwell"),
            (TransferKind::Drayage, "drayage_dwell"),
        ] {
            let dwell = default(network, name);
            network.transfers.push(Transfer {
                node: None,
                kind,
                gauges: None,
                method: "default".to_owned(),
                year: 1800,
                dwell,
                cost: Money::ZERO,
                evidence: own_evidence(),
            });
        }
        if made > 0 {
            warnings.push(note(
                "transfers.csv",
                &format!("is not there: {} gauge changes take the default time", made / 2),
                "add the file to say where gauges can change",
            ));
        }
    }
}

pub(super) fn changes_country(network: &Network, link: &Link) -> bool {
    let (a, b) = (network.nodes[link.from.index()].country, network.nodes[link.to.index()].country);
    matches!(link.mode, Mode::Rail | Mode::Road) && matches!((a, b), (Some(a), Some(b)) if a != b)
}

pub(super) fn has_no_gauge(network: &Network) -> bool {
    network.links.iter().all(|link| link.gauges.is_empty())
}

/// The links at each node, by id.
pub(super) fn links_by_node(network: &Network) -> Vec<Vec<LinkId>> {
    let mut out = vec![Vec::new(); network.nodes.len()];
    for (id, link) in network.links() {
        out[link.from.index()].push(id);
        if link.to != link.from {
            out[link.to.index()].push(id);
        }
    }
    out
}

/// The gauges that meet at a node with these links.
pub(super) fn gauges_of(network: &Network, links: &[LinkId]) -> Vec<Gauge> {
    let mut gauges: Vec<Gauge> = links.iter().flat_map(|id| network.link(*id).gauges.iter().copied()).collect();
    gauges.sort_unstable();
    gauges.dedup();
    gauges
}
