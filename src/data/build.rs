//! From rows to a [`Network`]: one fallible conversion; everything behind it trusts its input.

use std::collections::HashMap;
use std::sync::OnceLock;

use foldhash::fast::FixedState;

use super::checks::{Tables, check_gauges, check_links, check_services, check_sources, check_waypoints, check_years};
use super::gaps::{fill_gaps, note};
use super::items::{border_dwell, corridor, ends, gateways_of, link, node, parameter, parts, services, transfer};
use super::manifest::manifest;
use super::table::{Codes, Row, Table};
use super::texts::Texts;
use crate::error::{Problem, Warning};
use crate::network::{Border, BorderId, Corridor, Country, CountryId, Link, LinkId, Network, Node, NodeId, Place, Region, Transfer};

/// Builds the network; `None` when the manifest cannot be read. Without problems the network is good.
pub(super) fn network(texts: Texts, problems: &mut Vec<Problem>) -> (Option<Network>, Vec<Warning>) {
    let mut warnings = Vec::new();
    let Some(manifest) = manifest(&texts, problems) else { return (None, warnings) };

    // The two that can be large are read at once.
    let apart = |name: &str| {
        let mut own = Vec::new();
        (Table::read(&texts, name, &mut own), own)
    };
    let ((node_rows, of_nodes), (link_rows, of_links)) = rayon::join(|| apart("nodes.csv"), || apart("links.csv"));
    problems.extend(of_nodes.into_iter().chain(of_links));
    let mut read = |name: &str| Table::read(&texts, name, problems);
    let (country_rows, service_rows) = (read("countries.csv"), read("services.csv"));
    let (border_rows, transfer_table) = (read("borders.csv"), read("transfers.csv"));
    let (place_rows, region_rows, corridor_rows) = (read("places.csv"), read("regions.csv"), read("corridors.csv"));
    let parameter_rows = ["speeds.csv", "tariffs.csv", "emissions.csv", "trains.csv"].map(|name| (name, read(name)));

    let countries: Vec<Country> = country_rows
        .rows()
        .map(|row| Country {
            code: row.required("code", problems).to_owned(),
            name: row.required("name", problems).to_owned(),
            aliases: row.text("aliases").to_owned(),
        })
        .collect();
    let country_codes = Codes::of("country", "code", &country_rows, problems);

    let nodes: Vec<Node> = node_rows.map(problems, |row, problems| node(&row, &country_codes, problems));
    let node_codes = Codes::of("node", "code", &node_rows, problems);

    let mut services = services(&service_rows, problems);
    let service_names: Vec<String> = services.iter().map(|s| s.code.clone()).collect();
    let service_codes = Codes::known("service", service_names.iter().map(String::as_str));
    parts(&service_rows, &service_codes, &mut services, problems);

    let link_names = numbered(link_rows.map(problems, |row, _| row.link_code()), &link_rows);
    let link_codes = Codes::new("link", "code", link_names.iter().map(String::as_str).zip(link_rows.rows()), problems);
    let mut links: Vec<Link> = Vec::with_capacity(link_names.len());
    let mut link_index = Vec::with_capacity(link_names.len());
    for (link, code) in link_rows.map(problems, |row, problems| link(&row, &node_codes, &service_codes, problems)).into_iter().zip(&link_names) {
        link_index.push(link.as_ref().map(|_| LinkId::new(links.len())));
        links.extend(link.map(|link| if link.code == *code { link } else { Link { code: code.clone(), ..link } }));
    }

    let mut borders: Vec<Border> = Vec::new();
    for row in border_rows.rows() {
        let found = link_codes.get(&row, "link", row.required("link", problems), problems).and_then(|i| link_index[i]);
        let dwell = border_dwell(&row, problems);
        let Some(link) = found else { continue };
        let next = BorderId::new(borders.len());
        let id = *links[link.index()].border.get_or_insert(next);
        if id == next {
            borders.push(Border { link, dwells: Vec::new() });
        }
        let twice = borders[id.index()].dwells.iter().any(|d| d.year == dwell.year && (d.forward && dwell.forward || d.backward && dwell.backward));
        if twice {
            problems.push(row.problem("year", "this direction and year stand twice", "keep one of the two rows"));
        }
        borders[id.index()].dwells.push(dwell);
    }

    let (transfer_rows, transfers): (Vec<Row>, Vec<Transfer>) =
        transfer_table.rows().filter_map(|row| Some((row, transfer(&row, &node_codes, problems)?))).unzip();

    check_years(&transfer_table, &["node", "kind", "from_gauge_mm", "to_gauge_mm"], problems);

    let ids = |indexes: Vec<usize>| indexes.into_iter().map(NodeId::new).collect::<Vec<_>>();
    let places: Vec<Place> = place_rows
        .rows()
        .map(|row| {
            let members = ids(node_codes.list(&row, "members", '|', problems));
            let loading = ids(node_codes.list(&row, "loading", '|', problems));
            let evidence = row.evidence(problems);
            let loading = if loading.is_empty() { members.iter().copied().filter(|m| nodes[m.index()].loads).collect() } else { loading };
            Place {
                code: row.required("code", problems).to_owned(),
                name: row.required("name", problems).to_owned(),
                aliases: row.text("aliases").to_owned(),
                members,
                loading,
                evidence,
            }
        })
        .collect();
    Codes::of("place", "code", &place_rows, problems);

    let mut regions: Vec<Region> = region_rows
        .rows()
        .map(|row| Region {
            code: row.required("code", problems).to_owned(),
            name: row.required("name", problems).to_owned(),
            aliases: row.text("aliases").to_owned(),
            countries: country_codes.list(&row, "countries", '|', problems).into_iter().map(CountryId::new).collect(),
            gateways: ids(node_codes.list(&row, "gateways", '|', problems)),
            evidence: row.evidence(problems),
        })
        .collect();
    Codes::of("region", "code", &region_rows, problems);
    gateways_of(&node_rows, &mut regions);

    let mut between: HashMap<(NodeId, NodeId), Vec<LinkId>> = HashMap::new();
    for (i, link) in links.iter().enumerate().filter(|_| corridor_rows.rows().len() > 0) {
        between.entry(ends(link)).or_default().push(LinkId::new(i));
    }
    let corridors: Vec<Corridor> = corridor_rows.rows().map(|row| corridor(&row, &node_codes, &between, problems)).collect();
    Codes::of("corridor", "code", &corridor_rows, problems);

    let mut parameters = Vec::new();
    for (file, table) in &parameter_rows {
        parameters.extend(table.rows().filter_map(|row| parameter(file, &row, problems)));
    }

    parameters.sort_by(|a, b| (&a.name, &a.scope, a.year).cmp(&(&b.name, &b.scope, b.year)));
    for (_, table) in &parameter_rows {
        check_years(table, &["parameter", "scope"], problems);
    }

    let mut network = Network {
        manifest,
        nodes,
        links,
        countries,
        borders,
        services,
        transfers,
        places,
        regions,
        corridors,
        parameters,
        effects: Vec::new(),
        scenarios: Vec::new(),
        scenario_days: Vec::new(),
        texts: texts.clone(),
        cache: None,
        waypoints: OnceLock::new(),
        name_index: Default::default(),
        near_index: Default::default(),
    };
    let link_rows: Vec<Row> = link_rows.rows().zip(&link_index).filter(|(_, id)| id.is_some()).map(|(row, _)| row).collect();
    let tables = Tables { links: &link_rows, borders: &border_rows, transfers: &transfer_rows };
    fill_gaps(&texts, &mut network, &mut warnings);
    check_links(&network, &tables, problems);
    check_gauges(&network, &tables, problems);
    check_waypoints(&texts, &link_codes, problems);
    check_sources(&texts, problems);
    super::published::read(&network, problems);
    check_services(&network, &tables, problems);
    super::effects::capacities(&texts, &mut network, problems);
    super::effects::effects(&texts, &mut network, problems);
    if texts.own_folder && network.links.iter().any(|l| l.evidence.sources == "own-network") {
        warnings.push(note("links.csv", "has no column `source`", "add one, so that figures can be traced"));
    }
    (Some(network), warnings)
}

/// The codes of links. One that a user's file leaves to be made up gets a number where it lies beside another: `A--B`, `A--B--2`.
fn numbered(mut codes: Vec<String>, rows: &Table) -> Vec<String> {
    let mut times: HashMap<&str, usize, FixedState> = HashMap::default();
    let mut again: Vec<(usize, usize)> = Vec::new();
    let made_up = |row: &Row| !row.is_shipped() && row.text("code").is_empty();
    for (i, _) in rows.rows().enumerate().filter(|(_, row)| made_up(row)) {
        let times = times.entry(&codes[i]).or_default();
        *times += 1;
        again.extend(Some((i, *times)).filter(|_| *times > 1));
    }
    for (i, times) in again {
        codes[i] += &format!("--{times}");
    }
    codes
}
