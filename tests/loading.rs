//! Reading a network: every kind of problem by itself and all at once, the smallest network that works,
//! overlays, and the shipped data.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use corridor::network::{Mode, Named, Network, NodeId};
use corridor::solve;
use corridor::state::StateGraph;
use corridor::units::{Duration, Length};
use corridor::{Error, Problem, Request, RouteRequest, Source, Warning};
use petgraph::Direction;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

fn folder(path: impl AsRef<Path>) -> Source {
    Source { folder: Some(path.as_ref().to_owned()), ..Source::default() }
}

fn loaded(source: &Source) -> (Network, Vec<Warning>) {
    corridor::load(source).unwrap_or_else(|e| panic!("{e}"))
}

fn problems(source: &Source) -> Vec<Problem> {
    match corridor::load(source) {
        Ok(_) => Vec::new(),
        Err(Error::Data(problems)) => problems,
        Err(other) => panic!("not a problem of the data: {other}"),
    }
}

/// A copy of the fixture `complete` that a test may break.
struct Copied(tempfile::TempDir);

impl Copied {
    fn new() -> Self {
        let copy = tempfile::tempdir().unwrap();
        for entry in std::fs::read_dir(fixture("complete")).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
        }
        Self(copy)
    }

    fn path(&self, file: &str) -> PathBuf {
        self.0.path().join(file)
    }

    fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.path(file)).unwrap()
    }

    fn write(&self, file: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.path(file), bytes).unwrap();
    }

    /// Replaces a line, counted from 1; a line behind the last is added.
    fn line(self, file: &str, number: usize, text: &str) -> Self {
        let old = self.read(file);
        let mut lines: Vec<&str> = old.lines().collect();
        if number <= lines.len() {
            lines[number - 1] = text;
        } else {
            assert_eq!(number, lines.len() + 1, "{file} has {} lines", lines.len());
            lines.push(text);
        }
        self.write(file, lines.join("\n") + "\n");
        self
    }

    fn problems(&self) -> Vec<Problem> {
        problems(&folder(self.0.path()))
    }

    /// Exactly one problem is found: file, line, column, value and what is wrong. Gives how to mend it.
    fn says(&self, file: &str, line: u64, column: &str, value: &str, what: &str) -> String {
        let found = self.problems();
        let seen: Vec<_> = found.iter().map(|p| (self.relative(p), p.line, p.column.as_str(), p.value.as_str(), p.what.as_str())).collect();
        assert_eq!(seen, [(file.to_owned(), line, column, value, what)]);
        assert!(!found[0].fix.is_empty(), "each problem says how to mend it");
        found[0].fix.clone()
    }

    fn relative(&self, problem: &Problem) -> String {
        Path::new(&problem.file).strip_prefix(self.0.path()).map_or(problem.file.clone(), |p| p.display().to_string())
    }
}

fn broken(file: &str, line: usize, text: &str) -> Copied {
    Copied::new().line(file, line, text)
}

#[test]
fn the_unbroken_fixture_is_good() {
    let (network, warnings) = loaded(&folder(fixture("complete")));
    assert_eq!(warnings, []);
    assert_eq!((network.nodes().len(), network.links().len(), network.borders().len()), (5, 4, 1));
}

#[test]
fn more_columns_than_any_table_has() {
    let header = format!("id,citation{}", ",more".repeat(70_000));
    let found = broken("sources.csv", 1, &header).problems();
    assert!(found.iter().any(|p| p.line == 1 && p.what == "has more than 65,535 columns"), "{found:?}");
}

#[test]
fn an_unknown_column() {
    let header = "link,direction,likely_hours,source";
    let found = broken("borders.csv", 1, header).problems();
    let seen: Vec<_> = found.iter().map(|p| (p.line, p.column.as_str(), p.what.as_str(), p.fix.as_str())).collect();
    assert!(seen.contains(&(1, "likely_hours", "unknown column", "delete it or rename it (nearest known: likely_h)")), "{seen:?}");
    let fix =
        broken("sources.csv", 1, "id,citation,colour").line("sources.csv", 2, "survey,Own survey,red").says("sources.csv", 1, "colour", "", "unknown column");
    assert!(fix.starts_with("delete it or rename it"), "{fix}");
}

#[test]
fn a_missing_column() {
    let copy = broken("sources.csv", 1, "id").line("sources.csv", 2, "survey");
    assert_eq!(copy.says("sources.csv", 1, "citation", "", "missing column"), "add the column `citation`");
}

#[test]
fn a_column_that_stands_twice() {
    let copy = broken("sources.csv", 1, "id,citation,id").line("sources.csv", 2, "survey,Own survey,survey");
    copy.says("sources.csv", 1, "id", "", "column stands twice");
}

#[test]
fn a_duplicate_code() {
    broken("nodes.csv", 7, "BERK,Other Berk,KZ,city,77.1,43,survey,high").says("nodes.csv", 7, "code", "BERK", "node `BERK` stands twice");
    broken("sources.csv", 3, "survey,Another").says("sources.csv", 3, "id", "survey", "source `survey` stands twice");
}

#[test]
fn an_empty_code() {
    broken("nodes.csv", 7, ",Nameless,KZ,city,77.1,43,survey,high").says("nodes.csv", 7, "code", "", "is empty");
}

#[test]
fn a_dangling_reference_with_the_nearest_code() {
    let node = broken("links.csv", 6, "ALMA,BREK,rail,91,1520,open,,,,,survey,");
    let fix = node.says("links.csv", 6, "to", "BREK", "there is no node `BREK`");
    assert_eq!(fix, "add it or write an existing code (nearest: BERK)");
    let country = broken("nodes.csv", 2, "ALMA,Alma,KX,city,76,43,survey,high");
    country.says("nodes.csv", 2, "country", "KX", "there is no country `KX`");
    let service = broken("links.csv", 5, "DALI,EAST,sea,95,,open,1990,,,LINE,survey,");
    let fix = service.says("links.csv", 5, "service", "LINE", "there is no service `LINE`");
    assert!(fix.contains("nearest: LINER"), "{fix}");
    let border = broken("borders.csv", 3, "BERK--CHAN,both,12,survey");
    let fix = border.says("borders.csv", 3, "link", "BERK--CHAN", "there is no link `BERK--CHAN`");
    assert!(fix.contains("nearest: BERK--CHEN"), "{fix}");
    let member = broken("places.csv", 2, "PASS,The Pass,BERK|CHIN,survey");
    member.says("places.csv", 2, "members", "BERK|CHIN", "there is no node `CHIN`");
    let source = broken("services.csv", 2, "LINER,Liner,sea,containers,48,survei");
    let fix = source.says("services.csv", 2, "source", "survei", "there is no source `survei`");
    assert!(fix.contains("nearest: survey"), "{fix}");
}

#[test]
fn a_waypoint_of_an_unknown_link() {
    let fix = broken("waypoints.csv", 5, "BERK--CHEM,1,77.5,43,survey").says("waypoints.csv", 5, "link", "BERK--CHEM", "there is no link `BERK--CHEM`");
    assert!(fix.contains("nearest: BERK--CHEN"), "{fix}");
}

#[test]
fn waypoints_out_of_order() {
    broken("waypoints.csv", 3, "ALMA--BERK,1,76.6,43.1,survey").says("waypoints.csv", 3, "seq", "1", "does not rise along the link");
    broken("waypoints.csv", 5, "ALMA--BERK,3,76.7,43,survey").says("waypoints.csv", 5, "link", "ALMA--BERK", "its waypoints do not stand together");
    let what = "is not a number of degrees within -90..90";
    broken("waypoints.csv", 4, "BERK--CHEN,1,43.1,97.5,survey").says("waypoints.csv", 4, "lat", "97.5", what);
}

#[test]
fn longitude_and_latitude_out_of_range() {
    let swapped = broken("nodes.csv", 6, "EAST,East,KR,seaport,43,97,survey,high");
    let fix = swapped.says("nodes.csv", 6, "lat", "97", "lies outside -90..90");
    assert_eq!(fix, "check for a swapped lon and lat");
    broken("nodes.csv", 7, "FARM,Farm,KZ,city,180.5,43,survey,high").says("nodes.csv", 7, "lon", "180.5", "lies outside -180..180");
}

#[test]
fn a_length_below_the_geodesic() {
    // One degree of longitude at 43 N is 81.5 km: 1 % and 2 km of slack leave 78.8.
    let fix = broken("links.csv", 2, "ALMA,BERK,rail,78,1520,open,1990,,,,survey,").says("links.csv", 2, "length_km", "78", "is below the geodesic of 82 km");
    assert!(fix.contains("swapped lon and lat"), "{fix}");
    assert_eq!(broken("links.csv", 2, "ALMA,BERK,rail,79,1520,open,1990,,,,survey,").problems(), []);
    broken("links.csv", 5, "DALI,EAST,sea,60,,open,1990,,,LINER,survey,").says("links.csv", 5, "length_km", "60", "is below the geodesic of 82 km");
}

#[test]
fn a_length_far_above_the_geodesic_wants_a_reason() {
    // 2.2 times 81.5 km and 10 km of slack are 189.3 km.
    let far = |note: &str| broken("links.csv", 2, &format!("ALMA,BERK,rail,190,1520,open,1990,,,,survey,{note}"));
    let fix = far("").says("links.csv", 2, "length_km", "190", "is more than 2.2 times the geodesic of 82 km");
    assert!(fix.contains("`detour`"), "{fix}");
    far("round the lake").says("links.csv", 2, "length_km", "190", "is more than 2.2 times the geodesic of 82 km");
    assert_eq!(far("detour round the lake").problems(), []);
    assert_eq!(broken("links.csv", 2, "ALMA,BERK,rail,189,1520,open,1990,,,,survey,").problems(), []);
    assert_eq!(broken("links.csv", 5, "DALI,EAST,sea,900,,open,1990,,,LINER,survey,").problems(), [], "ships go round");
}

#[test]
fn a_number_that_is_no_number() {
    for value in ["ninety", "NaN", "-90", "9e1", "90 km", "inf", "+90"] {
        let row = format!("ALMA,BERK,rail,{value},1520,open,1990,,,,survey,");
        let copy = broken("links.csv", 2, &row).line("corridors.csv", 2, "SILK,Silk,BERK>CHEN>DALI,survey");
        copy.says("links.csv", 2, "length_km", value, "is not a length in km such as 293 or 13.9");
    }
    for value in ["NaN", "inf", "east", "76°"] {
        let row = format!("FARM,Farm,KZ,city,{value},43,survey,high");
        broken("nodes.csv", 7, &row).says("nodes.csv", 7, "lon", value, "is not a number of degrees such as 80.25");
    }
    broken("services.csv", 2, "LINER,Liner,sea,containers,daily,survey").says("services.csv", 2, "headway_h", "daily", "is not a number of hours");
    let hours = broken("borders.csv", 1, "link,low_h,likely_h,source").line("borders.csv", 2, "BERK--CHEN,3,half a day,survey");
    hours.says("borders.csv", 2, "likely_h", "half a day", "is not a number of hours such as 12.5");
    let gauge = broken("links.csv", 2, "ALMA,BERK,rail,90,1520|broad,open,1990,,,,survey,");
    gauge.says("links.csv", 2, "gauge_mm", "1520|broad", "is no gauge in mm");
    let date = broken("links.csv", 2, "ALMA,BERK,rail,90,1520,open,22.08.2014,,,,survey,");
    date.says("links.csv", 2, "open_from", "22.08.2014", "is not a date (YYYY, YYYY-MM or YYYY-MM-DD)");
}

#[test]
fn an_empty_required_cell() {
    broken("nodes.csv", 7, "FARM,Farm,KZ,city,,43,survey,high").says("nodes.csv", 7, "lon", "", "is empty");
    broken("services.csv", 2, "LINER,,sea,containers,48,survey").says("services.csv", 2, "name", "", "is empty");
}

#[test]
fn a_word_that_is_none() {
    let kind = broken("nodes.csv", 2, "ALMA,Alma,KZ,village,76,43,survey,high");
    let fix = kind.says("nodes.csv", 2, "kind", "village", "is not a known word");
    assert!(fix.contains("rail_station"), "{fix}");
    let direction = broken("borders.csv", 2, "BERK--CHEN,sideways,12,survey");
    direction.says("borders.csv", 2, "direction", "sideways", "is not a known word");
    let mode = broken("links.csv", 6, "ALMA,BERK,tram,91,1520,open,,,,,survey,");
    mode.says("links.csv", 6, "mode", "tram", "is not one of rail, ferry, sea, road");
}

#[test]
fn a_link_from_a_node_to_itself() {
    broken("links.csv", 6, "ALMA,ALMA,rail,5,1520,open,,,,,survey,").says("links.csv", 6, "to", "ALMA", "is the same node as `from`");
}

#[test]
fn a_ship_that_ends_at_no_port() {
    let copy = broken("links.csv", 6, "ALMA,EAST,ferry,330,,open,,,,,survey,");
    copy.says("links.csv", 6, "from", "ALMA", "a ferry link ends at `ALMA`, which is a city");
}

#[test]
fn a_country_change_without_a_border_object() {
    let copy = broken("borders.csv", 2, "ALMA--BERK,both,12,survey").problems();
    let at_links: Vec<_> = copy.iter().filter(|p| p.line == 3).map(|p| (p.column.as_str(), p.value.as_str(), p.what.as_str())).collect();
    assert_eq!(at_links, [("to", "CHEN", "the link changes country (KZ to CN) and has no border object")]);
    let copy = Copied::new();
    copy.write("borders.csv", "link,direction,likely_h,source\n");
    let fix = copy.says("links.csv", 3, "to", "CHEN", "the link changes country (KZ to CN) and has no border object");
    assert_eq!(fix, "add a row for it to borders.csv");
}

#[test]
fn a_border_object_where_no_country_changes() {
    let copy = broken("borders.csv", 3, "ALMA--BERK,both,12,survey");
    copy.says("links.csv", 2, "to", "BERK", "the link has a border object and does not change country");
}

#[test]
fn a_border_with_one_direction_only() {
    broken("borders.csv", 2, "BERK--CHEN,forward,12,survey").says("borders.csv", 2, "direction", "forward", "only one direction has a row");
    broken("borders.csv", 3, "BERK--CHEN,forward,12,survey").says("borders.csv", 3, "year", "", "this direction and year stand twice");
}

#[test]
fn a_gauge_change_without_a_facility() {
    let copy = Copied::new();
    copy.write("transfers.csv", "node,kind,from_gauge_mm,to_gauge_mm,likely_h,source\n*,port,,,36,survey\n");
    let what = "gauge 1435 meets gauge 1520 of BERK--CHEN at CHEN and there is no gauge-change facility";
    copy.says("links.csv", 4, "gauge_mm", "1435", what);
}

#[test]
fn a_facility_without_tracks_of_both_gauges() {
    let copy = broken("transfers.csv", 6, "BERK,gauge_change,1435,1520,8,survey");
    copy.says("transfers.csv", 6, "node", "BERK", "has a facility for 1435/1520, but no tracks of both gauges");
    let what = "a gauge change needs two different gauges";
    broken("transfers.csv", 3, "CHEN,gauge_change,1435,,8,survey").says("transfers.csv", 3, "from_gauge_mm", "1435", what);
    broken("transfers.csv", 6, "*,gauge_change,1520,1435,8,survey").says("transfers.csv", 6, "node", "*", "gauges do not change everywhere");
}

/// A row that cannot be read takes no other row's place in the checks behind it.
#[test]
fn a_bad_facility_row_shifts_no_blame() {
    let copy = broken("transfers.csv", 2, "CHEM,gauge_change,1520,1435,8,survey");
    copy.says("transfers.csv", 2, "node", "CHEM", "there is no node `CHEM`");
    let copy = broken("transfers.csv", 4, "*,quay,,,36,survey").line("transfers.csv", 6, "BERK,gauge_change,1435,1520,8,survey");
    let lines: Vec<_> = copy.problems().iter().map(|p| (p.line, p.column.clone())).collect();
    assert_eq!(lines, [(4, "kind".to_owned()), (6, "node".to_owned())]);
}

#[test]
fn a_row_without_a_source_where_the_column_is_there() {
    broken("links.csv", 2, "ALMA,BERK,rail,90,1520,open,1990,,,,,").says("links.csv", 2, "source", "", "is empty");
    broken("nodes.csv", 2, "ALMA,Alma,KZ,city,76,43,,high").says("nodes.csv", 2, "source", "", "is empty");
}

#[test]
fn a_closure_that_ends_before_it_begins() {
    let row = |from: &str, to: &str| broken("links.csv", 2, &format!("ALMA,BERK,rail,90,1520,open,1990,{from},{to},,survey,"));
    row("2020-06", "2020-05").says("links.csv", 2, "closed_to", "2020-05", "is not after closed_from");
    row("2020-06", "2020-06-01").says("links.csv", 2, "closed_to", "2020-06-01", "is not after closed_from");
    row("", "2020-06").says("links.csv", 2, "closed_to", "2020-06", "has no closed_from beside it");
    assert_eq!(row("2020-06", "2020-07").problems(), []);
}

#[test]
fn low_likely_and_high_in_the_wrong_order() {
    let copy = broken("borders.csv", 1, "link,low_h,likely_h,source").line("borders.csv", 2, "BERK--CHEN,13,12,survey");
    copy.says("borders.csv", 2, "likely_h", "12", "low, likely and high are not in order");
}

#[test]
fn a_year_that_stands_twice() {
    let twice = Copied::new();
    let rows =
        "parameter,scope,likely,unit,year,source\nrail_speed,KZ,40,km/h,2018,survey\nrail_speed,KZ,31,km/h,2024,survey\nrail_speed,KZ,30,km/h,2024,survey\n";
    twice.write("speeds.csv", rows);
    twice.says("speeds.csv", 4, "year", "2024", "this year stands twice");
}

#[test]
fn a_service_of_another_mode() {
    let copy = broken("services.csv", 2, "LINER,Liner,ferry,containers,48,survey");
    copy.says("links.csv", 5, "service", "LINER", "is a ferry service on a sea link");
}

#[test]
fn a_service_that_is_part_of_none() {
    let part = |text: &str| broken("services.csv", 1, "code,name,mode,carries,headway_h,part_of,source").line("services.csv", 2, text);
    part("LINER,Liner,sea,containers,48,LINES,survey").says("services.csv", 2, "part_of", "LINES", "there is no service `LINES`");
    part("LINER,Liner,sea,containers,48,LINER,survey").says("services.csv", 2, "part_of", "LINER", "cannot sail it");
    let chain = part("LINER,Liner,sea,containers,48,B,survey").line("services.csv", 3, "B,B,sea,containers,48,C,survey");
    chain.line("services.csv", 4, "C,C,sea,containers,48,,survey").says("services.csv", 2, "part_of", "B", "is itself part of another");
}

#[test]
fn a_corridor_with_a_gap() {
    broken("corridors.csv", 2, "SILK,Silk,ALMA>CHEN>DALI,survey").says("corridors.csv", 2, "chain", "ALMA>CHEN>DALI", "no link joins ALMA and CHEN");
}

#[test]
fn a_row_with_too_few_cells() {
    broken("nodes.csv", 7, "FARM,Farm,KZ").says("nodes.csv", 7, "", "", "row has 3 cells, the header 8");
    broken("nodes.csv", 7, "FARM,Farm, the big one,KZ,city,77,43,survey,high").says("nodes.csv", 7, "", "", "row has 9 cells, the header 8");
}

#[test]
fn a_wrong_encoding() {
    let copy = Copied::new();
    let latin = [copy.read("nodes.csv").as_bytes(), b"MALA,Ma\xb3a,KZ,city,76,44,survey,high\n"].concat();
    copy.write("nodes.csv", latin);
    let fix = copy.says("nodes.csv", 7, "", "byte 0xb3", "is not UTF-8");
    assert!(fix.contains("UTF-8"), "{fix}");
    for big in [false, true] {
        let copy = Copied::new();
        let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        let text: Vec<u8> = format!("\u{feff}{}", copy.read("sources.csv")).encode_utf16().flat_map(bytes).collect();
        copy.write("sources.csv", text);
        copy.says("sources.csv", 1, "", if big { "byte 0xfe" } else { "byte 0xff" }, "is UTF-16");
    }
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_fine() {
    let copy = Copied::new();
    for file in ["nodes.csv", "links.csv", "borders.csv"] {
        let text = copy.read(file);
        copy.write(file, format!("\u{feff}{}", text.replace('\n', "\r\n")));
    }
    assert_eq!(copy.problems(), []);
    let (network, warnings) = loaded(&folder(copy.0.path()));
    assert_eq!(warnings, []);
    assert_eq!(network.nodes().map(|(_, n)| n.code.as_str()).collect::<Vec<_>>(), ["ALMA", "BERK", "CHEN", "DALI", "EAST"]);
    let bad = copy.line("nodes.csv", 7, "FARM,Farm,KZ,city,181,43,survey,high\r");
    bad.says("nodes.csv", 7, "lon", "181", "lies outside -180..180");
}

#[test]
fn a_stray_csv_file() {
    let copy = Copied::new();
    copy.write("stations.csv", "code\nX\n");
    let fix = copy.says("stations.csv", 0, "", "", "is no file of a network folder");
    assert!(fix.contains("nodes.csv"), "{fix}");
    copy.write("notes.txt", "anything");
    assert_eq!(copy.problems().len(), 1, "only CSV files count");
}

#[test]
fn a_missing_file_or_folder() {
    let copy = Copied::new();
    std::fs::remove_file(copy.path("links.csv")).unwrap();
    match corridor::load(&folder(copy.0.path())) {
        Err(Error::File { action: "read", path, source }) => {
            assert_eq!((path, source.kind()), (copy.path("links.csv"), std::io::ErrorKind::NotFound));
        }
        other => panic!("{other:?}"),
    }
    let error = corridor::load(&folder(copy.path("elsewhere"))).unwrap_err();
    assert!(matches!(error, Error::File { .. }), "{error}");
}

#[test]
fn a_manifest_of_a_newer_schema() {
    let shipped = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/manifest.toml")).unwrap();
    let copy = Copied::new();
    copy.write("manifest.toml", &shipped);
    assert_eq!(copy.problems(), []);
    copy.write("manifest.toml", shipped.replace("schema = 1", "schema = 2"));
    let fix = copy.says("manifest.toml", 0, "", "", "schema 2 is newer than this program, which knows 1");
    assert_eq!(fix, "use a newer corridor");
    copy.write("manifest.toml", shipped.replace("price_year = 2024", "price_year = soon"));
    assert_eq!(copy.problems()[0].line, 1 + shipped.lines().position(|l| l.starts_with("price_year")).unwrap() as u64);
}

#[test]
fn all_problems_of_a_folder_in_one_run() {
    let found = problems(&folder(fixture("bad_rows")));
    let start = format!("{}{}", fixture("bad_rows").display(), std::path::MAIN_SEPARATOR);
    let seen: Vec<String> = found.iter().map(|p| p.to_string().replace(&start, "")).collect();
    let expected = include_str!("fixtures/bad_rows/expected.txt");
    assert_eq!(seen.join("\n"), expected.trim_end());
}

/// Two files with the four and five columns that are needed, and nothing else.
#[test]
fn two_files_are_enough() {
    let (network, warnings) = loaded(&folder(fixture("two_files")));
    let said: Vec<(&str, u64, &str)> = warnings.iter().map(|w| (w.file.as_str(), w.line, w.what.as_str())).collect();
    assert_eq!(said, [("borders.csv", 0, "is not there: 1 border crossings take the default time"), ("links.csv", 0, "has no column `source`")]);
    let (_, link) = network.links().next().unwrap();
    assert_eq!((link.code.as_str(), link.mode, link.both_ways, link.length), ("ALMA--BERK", Mode::Rail, true, Length::new(90_000)));
    assert_eq!((link.gauges.len(), link.evidence.sources.as_str()), (0, "own-network"));
    let request = RouteRequest { from: "Alma".into(), to: "CHEN".into(), ..RouteRequest::default() };
    let report = corridor::answer(&network, &Request::Route(request)).unwrap();
    let total = report.itineraries[0].totals.0;
    assert_eq!((total.length, total.borders, total.gauge_changes), (Length::new(175_000), 1, 0));
    let of = |name: &str| {
        let p = network.parameter(name, None, 2026).unwrap();
        Duration::new((p.low + 4 * p.likely + p.high) * 60 / 6 / 100_000)
    };
    assert_eq!(total.dwell, of("border_dwell") + of("terminal_dwell").times(2), "the shipped defaults");
}

#[test]
fn own_networks_may_have_sources_that_do_not_know_the_shipped_ones() {
    let copy = Copied::new();
    assert_eq!(copy.problems(), []);
    copy.write("tariffs.csv", "parameter,scope,likely,unit,source\nrail_tariff,KZ,1,USD/FEU-km,survey\n");
    assert_eq!(copy.problems(), []);
}

#[test]
fn an_overlay_replaces_the_same_code_and_adds_a_new_one() {
    let source = Source { folder: Some(fixture("complete")), overlays: vec![fixture("complete_overlay")], ..Source::default() };
    let (network, warnings) = loaded(&source);
    assert_eq!(warnings, []);
    let names: BTreeMap<&str, &str> = network.nodes().map(|(_, n)| (n.code.as_str(), n.name.as_str())).collect();
    let expected = [("ALMA", "Alma New Station"), ("BERK", "Berk"), ("CHEN", "Chen"), ("DALI", "Dali"), ("EAST", "East"), ("FARM", "Farm")];
    assert_eq!(names, BTreeMap::from(expected));
    let links: BTreeMap<&str, u64> = network.links().map(|(_, l)| (l.code.as_str(), l.length.whole_km())).collect();
    let expected = [("ALMA--BERK", 92), ("BERK--CHEN", 85), ("CHEN--DALI", 88), ("DALI--EAST:SEA", 95), ("FARM--ALMA", 95)];
    assert_eq!(links, BTreeMap::from(expected));
    let (replaced, row) = network.links().find(|(_, l)| l.code == "ALMA--BERK").unwrap();
    assert_eq!(row.open_from, None, "the whole row is replaced: an empty cell is empty, not inherited");
    let points: Vec<(f64, f64)> = network.line(replaced).iter().map(|p| (p.x, p.y)).collect();
    assert_eq!(points, [(76.01, 43.0), (76.4, 42.9), (77.0, 43.0)], "the two old waypoints are gone");
    let (kept, _) = network.links().find(|(_, l)| l.code == "BERK--CHEN").unwrap();
    assert_eq!(network.line(kept).len(), 3, "waypoints of other links stay");
    let (_, border) = network.borders().next().unwrap();
    assert_eq!((network.borders().len(), border.dwells.len()), (1, 2), "both directions of the overlay, nothing of the old row");
    assert_eq!(border.dwell(true, 2026).unwrap().dwell.likely, Duration::new(20 * 60));
    assert_eq!(border.dwell(false, 2026).unwrap().dwell.likely, Duration::new(30 * 60));
}

#[test]
fn a_later_overlay_wins_and_problems_name_their_file() {
    let top = tempfile::tempdir().unwrap();
    std::fs::write(top.path().join("nodes.csv"), "code,name,country,lon,lat\nALMA,Alma Three,KZ,76,43\nGONE,Gone,KZ,200,43\n").unwrap();
    let source = Source { folder: Some(fixture("complete")), overlays: vec![fixture("complete_overlay"), top.path().to_owned()], ..Source::default() };
    let found = problems(&source);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!((found[0].file.as_str(), found[0].line), (top.path().join("nodes.csv").to_str().unwrap(), 3));
    std::fs::write(top.path().join("nodes.csv"), "code,name,country,lon,lat\nALMA,Alma Three,KZ,76,43\n").unwrap();
    let (network, _) = loaded(&source);
    assert_eq!(network.nodes().find(|(_, n)| n.code == "ALMA").unwrap().1.name, "Alma Three");
}

#[test]
fn an_overlay_lies_over_the_shipped_network_too() {
    let over = tempfile::tempdir().unwrap();
    std::fs::write(over.path().join("nodes.csv"), "code,name,country,lon,lat\nMY-YARD,My yard,KZ,76.96,43.36\n").unwrap();
    std::fs::write(over.path().join("links.csv"), "from,to,mode,length_km,gauge_mm\nALMATY,MY-YARD,rail,3,1520\n").unwrap();
    let (plain, _) = loaded(&Source::default());
    let (network, _) = loaded(&Source { overlays: vec![over.path().to_owned()], ..Source::default() });
    assert_eq!((network.nodes().len(), network.links().len()), (plain.nodes().len() + 1, plain.links().len() + 1));
    assert_ne!(network.digest(), plain.digest());
}

// The shipped data.

fn shipped() -> (Network, Vec<Warning>) {
    loaded(&folder(Path::new(env!("CARGO_MANIFEST_DIR")).join("data")))
}

#[test]
fn the_shipped_data_has_no_problems_and_no_warnings() {
    let (read, warnings) = shipped();
    assert_eq!(warnings, []);
    let (frozen, warnings) = loaded(&Source::default());
    assert_eq!(warnings, []);
    let codes = |n: &Network| n.links().map(|(_, l)| l.code.clone()).collect::<Vec<_>>();
    assert_eq!(codes(&read), codes(&frozen));
    assert!(read.nodes().len() >= 350, "{} nodes", read.nodes().len());
    assert!(read.links().len() >= 540, "{} links", read.links().len());
}

/// Loading nodes that no freight reaches from or to the rest of the network today, and why.
const APART: &[(&str, &str)] = &[];

#[test]
fn the_shipped_network_is_connected() {
    let (network, _) = shipped();
    let manifest = network.manifest();
    let states = StateGraph::new(&network, manifest.as_of, &manifest.cargos[0]);
    let weights = vec![1; states.graph().edge_count()];
    let code = |code: &str| network.nodes().find(|(_, n)| n.code == code).unwrap().0;
    let open: HashSet<NodeId> = network.links().filter(|(_, l)| l.is_open(manifest.as_of)).flat_map(|(_, l)| [l.from, l.to]).collect();
    let mut apart = BTreeSet::new();
    for hub in ["MALASZEWICZE", "TEHRAN", "LIANYUNGANG"] {
        let from = solve::tree(states.graph(), &weights, &[states.start(code(hub))], Direction::Outgoing);
        let to = solve::tree(states.graph(), &weights, &[states.end(code(hub))], Direction::Incoming);
        for (id, node) in network.nodes().filter(|(id, n)| n.loads && open.contains(id) && n.code != hub) {
            if from.cost(states.end(id)).is_none() || to.cost(states.start(id)).is_none() {
                apart.insert(node.code.as_str());
            }
        }
    }
    assert_eq!(apart, APART.iter().map(|a| a.0).collect(), "{APART:?}");
}

#[test]
fn every_shipped_row_is_sourced_and_every_source_is_used() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let read = |file: &Path| {
        let mut reader = csv::Reader::from_path(file).unwrap();
        let header = reader.headers().unwrap().clone();
        (header, reader.records().map(Result::unwrap).collect::<Vec<_>>())
    };
    let (_, rows) = read(&data.join("sources.csv"));
    let known: BTreeSet<String> = rows.iter().map(|r| r[0].to_owned()).collect();
    let mut used = BTreeSet::new();
    let mut tables = 0;
    let map = data.join("map");
    for entry in std::fs::read_dir(&data).unwrap().chain(std::fs::read_dir(map).unwrap()) {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "csv") || path.ends_with("sources.csv") {
            continue;
        }
        tables += 1;
        let (header, rows) = read(&path);
        let column = header.iter().position(|h| h == "source").unwrap_or_else(|| panic!("{} has no column source", path.display()));
        for (i, row) in rows.iter().enumerate() {
            let ids: Vec<&str> = row[column].split('|').filter(|id| !id.trim().is_empty()).collect();
            assert!(!ids.is_empty(), "{} row {}: no source", path.display(), i + 2);
            used.extend(ids.into_iter().map(str::to_owned));
        }
    }
    assert!(tables >= 20, "{tables} tables");
    assert_eq!(used.difference(&known).collect::<Vec<_>>(), Vec::<&String>::new(), "cited, not in sources.csv");
    assert_eq!(known.difference(&used).collect::<Vec<_>>(), Vec::<&String>::new(), "in sources.csv, cited nowhere");
}

/// The places the dataset began with, in Latin, Cyrillic and Chinese letters; three small stations have no
/// settled Chinese name.
#[test]
fn the_founding_places_resolve_in_three_scripts() {
    let (network, _) = shipped();
    let code = |named: &Named| match *named {
        Named::Place(id) => network.place(id).code.clone(),
        Named::Node(id) => network.node(id).code.clone(),
        Named::Region(id) => network.region(id).code.clone(),
        Named::Country(id) => network.country(id).code.clone(),
        Named::Corridor(id) => network.corridor(id).code.clone(),
    };
    let names = [
        ("KHORGOS", ["Khorgos", "Хоргос", "霍尔果斯"]),
        ("ALTYNKOL", ["Altynkol", "Алтынколь", "阿腾科里"]),
        ("KHORGOS-GATEWAY", ["Khorgos Gateway", "Сухой порт Хоргос", "霍尔果斯无水港"]),
        ("KHORGOS-CN", ["Horgos (China)", "Хоргос (Китай)", "霍尔果斯站"]),
        ("KHORGOS-ICBC", ["Khorgos ICBC", "МЦПС Хоргос", "霍尔果斯国际边境合作中心"]),
        ("KURYK", ["Kuryk", "Курык", "库雷克"]),
        ("YERSAI", ["Yersai", "Ерсай", "库雷克港"]),
        ("BORZHAKTY", ["Borzhakty", "Боржакты", ""]),
        ("AKTAU", ["Aktau", "Актау", "阿克套"]),
        ("ALMATY", ["Almaty", "Алматы", "阿拉木图"]),
        ("ZHETYGEN", ["Zhetygen", "Жетыген", "热特肯"]),
        ("KAZYBEK-BEK", ["Kazybek Bek", "Казыбек бек", ""]),
        ("SHU", ["Shu", "Шу", "楚"]),
        ("ZHEZKAZGAN", ["Zhezkazgan", "Жезказган", "杰兹卡兹甘"]),
        ("SAKSAULSKAYA", ["Saksaulskaya", "Саксаульская", ""]),
        ("SHALKAR", ["Shalkar", "Шалкар", "沙尔卡尔"]),
        ("BEYNEU", ["Beyneu", "Бейнеу", "别伊涅乌"]),
        ("LIANYUNGANG", ["Lianyungang", "Ляньюньган", "连云港"]),
        ("DOSTYK", ["Dostyk", "Достык", "多斯特克"]),
        ("ALASHANKOU", ["Alashankou", "Алашанькоу", "阿拉山口"]),
        ("DOSTYK-ALASHANKOU", ["Alataw Pass", "Достык-Алашанькоу", "多斯特克-阿拉山口"]),
    ];
    let mut missing = Vec::new();
    for (expected, spellings) in names {
        for spelling in spellings.into_iter().filter(|s| !s.is_empty()) {
            if !network.named(spelling).iter().any(|n| code(n) == expected) {
                missing.push((expected, spelling));
            }
        }
    }
    assert_eq!(missing, []);
    let khorgos = network.places().find(|(_, p)| p.code == "KHORGOS").unwrap().1;
    let members: BTreeSet<&str> = khorgos.members.iter().map(|id| network.node(*id).code.as_str()).collect();
    assert_eq!(members, BTreeSet::from(["ALTYNKOL", "KHORGOS-CN", "KHORGOS-GATEWAY", "KHORGOS-ICBC"]));
    let bypass = network.links().find(|(_, l)| l.code == "ZHETYGEN--KAZYBEK-BEK").unwrap().1;
    assert!(bypass.is_open(network.manifest().as_of), "the Almaty bypass");
    for link in ["BORZHAKTY--YERSAI", "ZHEZKAZGAN--SAKSAULSKAYA", "SHALKAR--BEYNEU"] {
        assert!(network.links().any(|(_, l)| l.code == link), "{link}");
    }
}

#[test]
fn a_length_beyond_the_earth_is_a_problem() {
    let row = Copied::new().read("links.csv");
    let mut cells: Vec<&str> = row.lines().nth(1).unwrap().split(',').collect();
    let at = row.lines().next().unwrap().split(',').position(|c| c == "length_km").unwrap();
    cells[at] = "9999999";
    let copy = Copied::new().line("links.csv", 2, &cells.join(","));
    let found = copy.problems();
    assert!(found.iter().any(|p| p.what == "is longer than any way round the earth" && p.line == 2), "{found:?}");
}

#[test]
fn a_great_many_bad_rows_are_counted_and_the_first_kinds_shown() {
    let rows = 200_000;
    let links = format!("from,to,mode,length_km\nA,B,rail,100\n{}A,B,rail,x\n", "A,Q,rail,100\n".repeat(rows));
    let nodes: String = (0..500).map(|i| format!("N{i},Town {i},,70,43\n")).collect();
    let copy = tempfile::tempdir().unwrap();
    std::fs::write(copy.path().join("nodes.csv"), format!("code,name,country,lon,lat\nA,A,,70,43\nB,B,,71,43\n{nodes}")).unwrap();
    std::fs::write(copy.path().join("links.csv"), links).unwrap();
    let error = corridor::load(&folder(copy.path())).unwrap_err().to_string();
    assert!(error.lines().count() < 120, "{} lines", error.lines().count());
    assert!(error.contains("more rows)") && error.contains("there is no node `Q`"), "{}", &error[..2000.min(error.len())]);
    assert!(error.contains("length_km `x`"), "the one other fault is not lost among them");
}

#[test]
fn lines_are_counted_as_an_editor_counts_them() {
    // Ends of lines as Windows writes them, and empty lines, which are no rows.
    let copy = Copied::new();
    let nodes = copy.read("nodes.csv").replace('\n', "\r\n");
    let rows = nodes.lines().count() as u64;
    copy.write("nodes.csv", format!("{nodes}\r\n\r\nNEW,New,KZ,rail_station,70\r\n"));
    let links = copy.read("links.csv");
    let linked = links.lines().count() as u64;
    copy.write("links.csv", format!("{links}\n\nNOWHERE\n"));
    let found: Vec<(String, u64)> = copy.problems().iter().filter(|p| p.what.contains("cells")).map(|p| (copy.relative(p), p.line)).collect();
    assert_eq!(found, [("links.csv".to_owned(), linked + 3), ("nodes.csv".to_owned(), rows + 3)]);
}

#[test]
fn a_long_file_is_read_in_blocks_with_the_same_lines_and_problems() {
    let nodes = "code,name,country,lon,lat\nA,A,KZ,70,45\nB,B,KZ,71,45\n";
    let links = "code,from,to,mode,length_km\nL,A,B,rail,100\nM,A,B,rail,100\n";
    let count = 120_000;
    let mut waypoints: Vec<String> =
        (0..count).map(|i| format!("{},{},{:.6},45.000000", if i < 60_000 { "L" } else { "M" }, i + 1, 70.0 + f64::from(i) / 1e6)).collect();
    let check = |rows: &[String]| {
        let copy = tempfile::tempdir().unwrap();
        let text = format!("link,seq,lon,lat\n{}\n", rows.join("\n"));
        assert!(text.len() > 2 << 20, "long enough for several blocks");
        for (file, text) in [("nodes.csv", nodes), ("links.csv", links), ("waypoints.csv", text.as_str())] {
            std::fs::write(copy.path().join(file), text).unwrap();
        }
        let found: Vec<(u64, String, String)> = problems(&folder(copy.path())).into_iter().map(|p| (p.line, p.column, p.value)).collect();
        let Ok((network, _)) = corridor::load(&folder(copy.path())) else { return (found, 0) };
        (found, network.links().map(|(id, _)| network.line(id).len()).sum())
    };
    assert_eq!(check(&waypoints), (Vec::new(), count as usize + 4));
    // A row of another width, one that does not rise, a link in two places, and a place that is none, far down.
    waypoints[99_999] = "M,1".to_owned();
    waypoints[70_000] = "M,70000,70.07,45".to_owned();
    waypoints[110_000] = "L,110001,70.11,45".to_owned();
    waypoints[119_000] = "M,119001,70.11,95".to_owned();
    let (found, _) = check(&waypoints);
    let said: Vec<(u64, &str, &str)> = found.iter().map(|(line, column, value)| (*line, column.as_str(), value.as_str())).collect();
    assert_eq!(said, [(70_002, "seq", "70000"), (100_001, "", ""), (110_002, "link", "L"), (110_003, "link", "M"), (119_002, "lat", "95")]);
}

#[test]
fn parallel_links_need_no_codes_of_their_own() {
    let folder_of = |links: &str| {
        let copy = tempfile::tempdir().unwrap();
        std::fs::write(copy.path().join("nodes.csv"), "code,name,country,lon,lat\nA,A,KZ,70,45\nB,B,KZ,71,45\n").unwrap();
        std::fs::write(copy.path().join("links.csv"), links).unwrap();
        copy
    };
    let copy = folder_of("from,to,mode,length_km\nA,B,rail,90\nA,B,rail,100\nA,B,road,100\nA,B,rail,90\n");
    std::fs::write(copy.path().join("waypoints.csv"), "link,seq,lon,lat\nA--B--2,1,70.5,45.1\n").unwrap();
    let (network, _) = loaded(&folder(copy.path()));
    let codes: Vec<&str> = network.links().map(|(_, l)| l.code.as_str()).collect();
    assert_eq!(codes, ["A--B", "A--B--2", "A--B:ROAD", "A--B--3"]);
    let drawn: Vec<usize> = network.links().map(|(id, _)| network.line(id).len()).collect();
    assert_eq!(drawn, [2, 3, 2, 2]);
    // An overlay that names the ends replaces all that lie between them; a code that is given twice is still wrong.
    let overlay = folder_of("from,to,mode,length_km\nA,B,rail,95\n");
    std::fs::remove_file(copy.path().join("waypoints.csv")).unwrap();
    let (network, _) = loaded(&Source { overlays: vec![overlay.path().to_owned()], ..folder(copy.path()) });
    assert_eq!(network.links().map(|(_, l)| l.code.as_str()).collect::<Vec<_>>(), ["A--B:ROAD", "A--B"]);
    let given = folder_of("code,from,to,mode,length_km\nL,A,B,rail,90\nL,A,B,rail,100\n");
    assert!(problems(&folder(given.path())).iter().any(|p| p.line == 3 && p.what == "link `L` stands twice"));
}
