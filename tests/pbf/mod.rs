//! OpenStreetMap extracts by hand: just enough of `fileformat.proto` and `osmformat.proto` to write a file.

#![allow(dead_code)]

fn varint(mut n: u64) -> Vec<u8> {
    let mut out = Vec::new();
    while n > 127 {
        out.push(n as u8 | 128);
        n >>= 7;
    }
    out.push(n as u8);
    out
}
fn bytes(field: u64, data: &[u8]) -> Vec<u8> {
    [varint(field << 3 | 2), varint(data.len() as u64), data.to_vec()].concat()
}
fn number(field: u64, n: u64) -> Vec<u8> {
    [varint(field << 3), varint(n)].concat()
}
fn zigzag(n: i64) -> u64 {
    ((n << 1) ^ (n >> 63)) as u64
}
fn packed(field: u64, all: impl Iterator<Item = u64>) -> Vec<u8> {
    bytes(field, &all.flat_map(varint).collect::<Vec<u8>>())
}
fn blob(kind: &str, data: &[u8]) -> Vec<u8> {
    let blob = bytes(1, data);
    let header = [bytes(1, kind.as_bytes()), number(3, blob.len() as u64)].concat();
    [(header.len() as u32).to_be_bytes().to_vec(), header, blob].concat()
}
pub type Tags<'t> = &'t [(&'t str, &'t str)];

/// A file of nodes and ways.
pub fn file(nodes: &[(i64, f64, f64, Tags)], ways: &[(i64, &[i64], Tags)]) -> Vec<u8> {
    let mut strings: Vec<String> = vec![String::new()];
    let mut place = |text: &str| {
        strings.iter().position(|s| s == text).unwrap_or_else(|| {
            strings.push(text.to_owned());
            strings.len() - 1
        }) as u64
    };
    let mut group = Vec::new();
    for (id, lon, lat, tags) in nodes {
        let degrees = |d: &f64| zigzag((d * 1e7).round() as i64);
        let (keys, values): (Vec<u64>, Vec<u64>) = tags.iter().map(|(k, v)| (place(k), place(v))).unzip();
        let node = [number(1, zigzag(*id)), packed(2, keys.into_iter()), packed(3, values.into_iter()), number(8, degrees(lat)), number(9, degrees(lon))];
        group.extend(bytes(1, &node.concat()));
    }
    for (id, refs, tags) in ways {
        let (keys, values): (Vec<u64>, Vec<u64>) = tags.iter().map(|(k, v)| (place(k), place(v))).unzip();
        let mut last = 0;
        let steps = refs.iter().map(|r| zigzag(r - std::mem::replace(&mut last, *r))).collect::<Vec<_>>();
        let way = [number(1, *id as u64), packed(2, keys.into_iter()), packed(3, values.into_iter()), packed(8, steps.into_iter())];
        group.extend(bytes(3, &way.concat()));
    }
    let table: Vec<u8> = strings.iter().flat_map(|s| bytes(1, s.as_bytes())).collect();
    let block = [bytes(1, &table), bytes(2, &group)].concat();
    [blob("OSMHeader", &bytes(4, b"OsmSchema-V0.6")), blob("OSMData", &block)].concat()
}

/// A made-up extract: a main line in three ways, a branch, a siding, a tram, a ferry, stops.
pub fn extract() -> Vec<u8> {
    let rail: &[(&str, &str)] = &[("railway", "rail"), ("gauge", "1520;1435"), ("electrified", "contact_line"), ("usage", "main"), ("name", "Main")];
    file(
        &[
            (1, 70.0, 43.0, &[]),
            (2, 70.5, 43.1, &[]),
            (3, 71.0, 43.0, &[("railway", "station"), ("name", "Орта"), ("name:en", "Orta")]),
            (4, 72.0, 43.0, &[]),
            (5, 71.0, 43.3, &[]),
            (6, 71.01, 43.02, &[]),
            (7, 72.003, 43.001, &[("amenity", "ferry_terminal"), ("name", "Port")]),
            (8, 73.0, 43.0, &[]),
            (9, 60.0, 20.0, &[("railway", "station"), ("name", "Far away")]),
        ],
        &[
            (10, &[1, 2], rail),
            (11, &[2, 3], rail),
            (12, &[3, 4], rail),
            (13, &[3, 5], &[("railway", "narrow_gauge"), ("gauge", "750")]),
            (14, &[3, 6], &[("railway", "rail"), ("service", "siding")]),
            (15, &[3, 6], &[("railway", "tram")]),
            (16, &[7, 8], &[("route", "ferry")]),
            (17, &[4, 99], &[("railway", "rail"), ("gauge", "broad")]),
        ],
    )
}
