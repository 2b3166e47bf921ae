//! The manifest: version, date and cargos of a dataset.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::parse_date;
use super::texts::Texts;
use crate::error::Problem;
use crate::network::{Cargo, Manifest};

#[derive(Deserialize)]
struct ManifestToml {
    schema: u32,
    version: String,
    as_of: String,
    price_year: i64,
    default_cargo: String,
    cargo: BTreeMap<String, CargoToml>,
}

#[derive(Deserialize)]
struct CargoToml {
    name: String,
    teu: u64,
    tonnes: u64,
}

const SCHEMA: u32 = 1;

/// Reads the manifest; `None` when it cannot be understood.
pub(super) fn manifest(texts: &Texts, problems: &mut Vec<Problem>) -> Option<Manifest> {
    let layer = &texts.manifest;
    let mut fail = |line, what: String, fix: &str| {
        problems.push(Problem { file: layer.label.clone(), line, column: String::new(), value: String::new(), what, fix: fix.to_owned() });
    };
    let toml: ManifestToml = match toml::from_str(&layer.text) {
        Ok(toml) => toml,
        Err(e) => {
            let line = e.span().map_or(0, |s| 1 + layer.text[..s.start].matches('\n').count() as u64);
            fail(line, e.message().to_owned(), "mend the manifest (see data/README.md)");
            return None;
        }
    };
    if toml.schema > SCHEMA {
        fail(0, format!("schema {} is newer than this program, which knows {SCHEMA}", toml.schema), "use a newer corridor");
        return None;
    }
    let Some(as_of) = parse_date(&toml.as_of) else {
        fail(0, format!("as_of `{}` is no date", toml.as_of), "write YYYY-MM-DD");
        return None;
    };
    let mut cargos: Vec<Cargo> = toml.cargo.into_iter().map(|(code, c)| Cargo { code, name: c.name, teu: c.teu, net_kg: c.tonnes * 1000 }).collect();
    cargos.sort_by_key(|c| (c.code != toml.default_cargo, c.code.clone()));
    if cargos.first().is_none_or(|c| c.code != toml.default_cargo) {
        fail(0, format!("default_cargo `{}` is not among the cargos", toml.default_cargo), "add it as [cargo.NAME]");
        return None;
    }
    Some(Manifest { version: toml.version, as_of, price_year: toml.price_year, cargos })
}
