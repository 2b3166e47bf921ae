//! `corridor batch` and `corridor matrix`: rows in, rows out, nothing lost.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use corridor::report::RouteRow;
use corridor::{Batch, Outcome, Request, RouteRequest, Source};
use serde_json::Value;
use tempfile::TempDir;

const HEADER: &str = "id,from,to,rank,status,gateway,length_km,duration_h,haul_h,dwell_h,cost_usd,co2e_kg,borders,gauge_changes,transshipments,sea_crossings,corridors,countries,route,message";

fn corridor() -> Command {
    Command::new(env!("CARGO_BIN_EXE_corridor"))
}

/// Runs `batch -` with these bytes on stdin.
fn batch(input: impl AsRef<[u8]>, arguments: &[&str]) -> Output {
    let mut child = corridor().args(["batch", "-"]).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let bytes = input.as_ref().to_vec();
    let feeder = std::thread::spawn(move || stdin.write_all(&bytes));
    let output = child.wait_with_output().unwrap();
    let _ = feeder.join().unwrap();
    output
}

fn rows(output: &Output) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_reader(&output.stdout[..]);
    assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>().join(","), HEADER);
    reader.records().map(Result::unwrap).collect()
}

fn cell<'r>(row: &'r csv::StringRecord, column: &str) -> &'r str {
    &row[HEADER.split(',').position(|c| c == column).unwrap()]
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn a_batch_gives_what_route_gives() {
    let (network, _) = corridor::load(&Source::default()).unwrap();
    let batch = Batch::new(&network);
    let codes: Vec<String> = network.nodes().filter(|(_, n)| n.loads).map(|(_, n)| n.code.clone()).chain(["Europe".into(), "CN".into()]).collect();
    let mut routed = 0;
    for i in 0..400 {
        let (from, to) = (&codes[i * 37 % codes.len()], &codes[(i * 101 + 7) % codes.len()]);
        let as_of = ["2013-06-01", "2016-06-01"].get(i % 10).map(|day| (*day).to_owned());
        let request = RouteRequest { from: from.clone(), to: to.clone(), k: 1 + i % 40 / 39, as_of, geometry: false, ..RouteRequest::default() };
        let asked = corridor::answer(&network, &Request::Route(request.clone()));
        match (batch.answer(&request), asked) {
            (Outcome::Routes(routes), Ok(report)) => {
                let expected: Vec<RouteRow> = report.itineraries.iter().map(RouteRow::from).collect();
                assert_eq!(routes.into_iter().map(|r| r.row).collect::<Vec<_>>(), expected, "{from} to {to}");
                routed += 1;
            }
            (Outcome::NoRoute(message), Ok(report)) => assert_eq!((report.answered, &report.notes[0]), (false, &message)),
            (Outcome::BadRequest(message), Err(e)) => assert_eq!(message, e.to_string()),
            (outcome, asked) => panic!("{from} to {to}: {outcome:?}, {asked:?}"),
        }
    }
    assert!(routed > 300, "{routed}");
}

#[test]
fn rows_come_in_the_order_of_the_input_and_bad_ones_stop_nothing() {
    let mut input = b"from,to,id\nKhorgos,Duisburg,a\nNowhereville,Duisburg,\nKhorgos,,c\nKhorgos\nMeghri,Almaty,e\n".to_vec();
    input.extend(b"Khor\xffgos,Duisburg,f\nXi'an,\"Europe\",\"g,\"\"h\"\"\"\n");
    let output = batch(&input, &[]);
    assert_eq!(output.status.code(), Some(0));
    let rows = rows(&output);
    let seen: Vec<[&str; 3]> = rows.iter().map(|r| [cell(r, "id"), cell(r, "from"), cell(r, "status")]).collect();
    let expected = [
        ["a", "Khorgos", "ok"],
        ["2", "Nowhereville", "bad_request"],
        ["c", "Khorgos", "bad_request"],
        ["4", "Khorgos", "bad_request"],
        ["e", "Meghri", "no_route"],
        ["f", "Khor\u{fffd}gos", "bad_request"],
        ["g,\"h\"", "Xi'an", "ok"],
    ];
    assert_eq!(seen, expected);
    let message = |i: usize| cell(&rows[i], "message");
    assert!(message(1).contains("unknown place `Nowhereville`"), "{}", message(1));
    assert!(message(2).contains("to is empty"), "{}", message(2));
    assert!(message(3).contains("1 cells, the header 3"), "{}", message(3));
    assert!(message(4).contains("no route from Meghri"), "{}", message(4));
    assert!(message(5).contains("not UTF-8"), "{}", message(5));
    let told = text(&output.stderr);
    assert!(told.contains("7 rows: 2 ok, 1 without a route, 4 bad") && told.contains("row 2: unknown place"), "{told}");
    assert_eq!(text(&batch(&input, &["--quiet"]).stderr), "");
}

#[test]
fn a_row_says_on_what_terms() {
    let head = "from,to,via,avoid,modes,by,as_of,cargo,k\n";
    let input = format!(
        "{head}Khorgos,Duisburg,,,,,,,\nKhorgos,Duisburg,,Russia|Belarus,,,,,\nShanghai,Rotterdam,,,sea,cost,,,\nKhorgos,Duisburg,Aktau,,,,,,\n\
         Almaty,Aktau,,,,distance,2013-06-01,,\nKhorgos,Duisburg,,,,,,teu,\nKhorgos,Duisburg,,,,,,,3\nKhorgos,Duisburg,,,,speed,,,\nKhorgos,Duisburg,,,,,,,none\n"
    );
    let output = batch(&input, &["--quiet"]);
    let rows = rows(&output);
    let of = |id: &str| rows.iter().filter(|r| cell(r, "id") == id).collect::<Vec<_>>();
    assert!(cell(of("1")[0], "countries").contains("RU"));
    assert!(!cell(of("2")[0], "countries").contains("RU") && cell(of("2")[0], "status") == "ok");
    assert_eq!((cell(of("3")[0], "sea_crossings"), cell(of("3")[0], "transshipments")), ("1", "0"));
    assert!(cell(of("4")[0], "status") == "ok" && cell(of("4")[0], "length_km") != cell(of("1")[0], "length_km"));
    let today = batch("from,to,by\nAlmaty,Aktau,distance\n", &["--quiet"]);
    assert_ne!(cell(of("5")[0], "length_km"), cell(&self::rows(&today)[0], "length_km"), "2013 has no Zhezkazgan-Beyneu");
    assert_ne!(cell(of("6")[0], "cost_usd"), cell(of("1")[0], "cost_usd"));
    assert_eq!(of("7").iter().map(|r| cell(r, "rank")).collect::<Vec<_>>(), ["1", "2", "3"]);
    assert!(cell(of("8")[0], "message").contains("by `speed` is none of: time, cost"));
    assert!(cell(of("9")[0], "message").contains("k `none` is none of"));
    // Flags hold for rows that do not say.
    let flagged = batch("from,to,avoid\nKhorgos,Istanbul,\nKhorgos,Istanbul,Kazakhstan\n", &["--quiet", "--avoid", "Russia", "-k", "2"]);
    assert!(self::rows(&flagged).iter().filter(|r| cell(r, "id") == "1").count() == 2);
    assert!(!cell(&self::rows(&flagged)[0], "countries").contains("RU"));
}

#[test]
fn a_header_that_is_none_is_told_and_a_column_too_many_is_a_warning() {
    let output = batch("origin,to\nKhorgos,Duisburg\n", &[]);
    assert_eq!(output.status.code(), Some(2));
    let told = text(&output.stderr);
    assert!(told.contains("stdin:1 from `origin,to`: is missing from the header"), "{told}");
    let semicolons = text(&batch("from;to\nKhorgos;Almaty\n", &[]).stderr);
    assert!(semicolons.contains("from `from;to`: is missing from the header") && semicolons.contains("separated by commas"), "{semicolons}");
    let wide = text(&batch(b"\xff\xfef\0r\0o\0m\0,\0t\0o\0\n\0", &[]).stderr);
    assert!(wide.contains("stdin:1 `byte 0xff`: is UTF-16; save the file as UTF-8"), "{wide}");
    let output = batch("from,to,from\n", &[]);
    assert!(text(&output.stderr).contains("stands twice"), "{}", text(&output.stderr));
    let output = batch("from,to,colour\nKhorgos,Almaty,red\n", &[]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stderr).contains("warning: stdin:1 colour: is no column of a batch"), "{}", text(&output.stderr));
    let output = corridor().args(["batch", "nowhere.csv"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("cannot read nowhere.csv"));
}

#[test]
fn equal_bad_rows_are_counted_once_and_an_open_quote_does_not_eat_the_memory() {
    let input = format!("from,to\n{}", "Atlantis,Duisburg\n".repeat(30_000));
    let output = batch(&input, &[]);
    assert_eq!(rows(&output).len(), 30_000);
    let told = text(&output.stderr);
    assert!(told.contains("30000 bad") && told.contains("row 1 and 29999 more: unknown place `Atlantis`"), "{told}");
    assert_eq!(told.lines().count(), 2);
    let different: String = (0..300).map(|i| format!("Atlantis{i},Duisburg\n")).collect();
    let told = text(&batch(format!("from,to\n{different}"), &[]).stderr);
    assert!(told.contains("... and 200 rows with other messages"), "{told}");

    let output = batch(format!("from,to\nKhorgos,Duisburg\n\"Khorgos,{}", "x".repeat(3 << 20)), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("a quote is not closed"), "{}", text(&output.stderr));
}

#[test]
fn a_full_disk_is_an_error_and_a_closed_pipe_is_none() {
    let pairs = format!("from,to\n{}", "Khorgos,Duisburg\n".repeat(2000));
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("pairs.csv");
    std::fs::write(&file, pairs).unwrap();
    if Path::new("/dev/full").exists() {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = corridor().arg("batch").arg(&file).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains("cannot write the answer"), "{}", text(&output.stderr));
    }
    let mut child = corridor().arg("batch").arg(&file).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

/// The files of a finished run.
const FILES: [&str; 7] = ["errors.csv", "manifest.json", "report.html", "report.md", "routes.csv", "routes.geojson", "routes.qml"];

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    let mut all: Vec<_> = entries.map(|p| (p.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&p).unwrap())).collect();
    all.sort();
    all
}

fn three_chunks() -> String {
    let ends = ["Khorgos,Duisburg", "Atlantis,Duisburg", "Lianyungang,Almaty", "Meghri,Almaty", "Almaty,Aktau"];
    let rows: String = (0..20_000).map(|i| format!("r{i},{}\n", ends[i % ends.len()])).collect();
    format!("id,from,to\n{rows}")
}

#[test]
fn a_folder_has_all_files_and_a_manifest_that_is_right() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("report");
    let output = batch("id,from,to\na,Khorgos,Duisburg\nb,Atlantis,Duisburg\nc,Shanghai,Rotterdam\n", &["--out", out.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let files = files(&out);
    for name in FILES {
        assert!(files.iter().any(|(n, _)| n == name), "{name} is missing");
    }
    assert!(files.iter().all(|(n, _)| !n.ends_with(".part") && n != "resume.json"));
    let bytes = |name: &str| &files.iter().find(|(n, _)| n == name).unwrap().1;
    assert_eq!(bytes("routes.csv"), &output.stdout);
    assert_eq!(text(bytes("errors.csv")).lines().nth(1).unwrap().split(',').take(5).collect::<Vec<_>>(), ["2", "b", "Atlantis", "Duisburg", "bad_request"]);
    let manifest: Value = serde_json::from_slice(bytes("manifest.json")).unwrap();
    assert_eq!(manifest["counts"], serde_json::json!({ "rows": 3, "itineraries": 2, "drawn": 2, "ok": 2, "no_route": 0, "bad_request": 1 }));
    for entry in manifest["outputs"].as_array().unwrap() {
        let bytes = bytes(entry["name"].as_str().unwrap());
        assert_eq!(entry["bytes"], bytes.len());
        assert_eq!(entry["xxh3"], format!("{:016x}", xxhash_rust::xxh3::xxh3_64(bytes)), "{entry}");
    }
    let drawn: Value = serde_json::from_slice(bytes("routes.geojson")).unwrap();
    let ids: std::collections::BTreeSet<&str> = drawn["features"].as_array().unwrap().iter().map(|f| f["properties"]["id"].as_str().unwrap()).collect();
    assert_eq!(ids.into_iter().collect::<Vec<_>>(), ["a", "c"]);
    assert_eq!(drawn["bbox"].as_array().unwrap().len(), 4);
    assert!(text(bytes("report.md")).contains("3 requests, 2 with a route"));
}

#[test]
fn few_are_drawn_when_few_are_asked_for_and_it_is_said() {
    let folder = TempDir::new().unwrap();
    let output = batch("from,to\nKhorgos,Duisburg\nKhorgos,Almaty\n", &["--drawn", "1", "--out", folder.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0));
    let drawn = text(&std::fs::read(folder.path().join("routes.geojson")).unwrap());
    assert!(drawn.contains("\"id\":\"1\"") && !drawn.contains("\"id\":\"2\"") && drawn.contains("draws 1 of 2 routes"));
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_goes_on_to_the_same_bytes() {
    let folder = TempDir::new().unwrap();
    let (whole, broken) = (folder.path().join("whole"), folder.path().join("broken"));
    let input = three_chunks();
    let at_once = batch(&input, &["--drawn", "5", "--out", whole.to_str().unwrap()]);
    assert_eq!(at_once.status.code(), Some(0));

    let arguments = ["batch", "-", "--drawn", "5", "--out", broken.to_str().unwrap()];
    let mut child = corridor().args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let reader = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut stdout, &mut bytes).unwrap();
        bytes
    });
    // All but the last rows, and the pipe stays open: the run waits for more, one chunk done.
    stdin.write_all(&input.as_bytes()[..input.len() * 9 / 10]).unwrap();
    while !broken.join("resume.json").exists() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    std::thread::sleep(std::time::Duration::from_millis(200));
    drop(stdin);
    let interrupted = child.wait_with_output().unwrap();
    assert_eq!(interrupted.status.code(), Some(130));
    let told = text(&interrupted.stderr);
    assert!(told.contains("interrupted after") && told.contains("--resume goes on"), "{told}");
    let finished = reader.join().unwrap();
    assert!(finished.len() > 1000 && at_once.stdout.starts_with(&finished), "what was finished is kept");
    assert!(!broken.join("routes.csv").exists() && broken.join("routes.csv.part").exists());

    // What a killed run wrote behind its last note is written anew.
    let part = broken.join("routes.csv.part");
    std::fs::OpenOptions::new().append(true).open(&part).unwrap().write_all(b"half a ro").unwrap();
    let out = ["--resume", "--drawn", "5", "--out", broken.to_str().unwrap()];
    let other = batch(&input, &["--resume", "--drawn", "5", "--by", "cost", "--out", broken.to_str().unwrap()]);
    assert_eq!(other.status.code(), Some(2));
    assert!(text(&other.stderr).contains("other settings"), "{}", text(&other.stderr));
    let other = batch(input.replacen("r7,", "r8,", 1), &out);
    assert!(text(&other.stderr).contains("another input"), "{}", text(&other.stderr));
    let resumed = batch(&input, &out);
    assert_eq!(resumed.status.code(), Some(0), "{}", text(&resumed.stderr));
    assert!(resumed.stdout == at_once.stdout);
    assert!(files(&whole) == files(&broken), "the files differ");
}

#[test]
fn a_matrix_holds_the_best_of_every_pair() {
    let run = |arguments: &[&str]| {
        let output = corridor().arg("matrix").args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let folder = TempDir::new().unwrap();
    let list = folder.path().join("to.csv");
    std::fs::write(&list, "country,name\nDE,Duisburg\nIR,Tehran\nAM,Meghri\n").unwrap();
    let list = list.to_str().unwrap();
    let (network, _) = corridor::load(&Source::default()).unwrap();
    let best = |to: &str, by| {
        let request = RouteRequest { from: "Khorgos".into(), to: to.into(), by, k: 1, geometry: false, ..RouteRequest::default() };
        corridor::answer(&network, &Request::Route(request)).unwrap().itineraries[0].totals.pairs()
    };
    let [time, cost] = ["Duisburg", "Tehran"].map(|to| best(to, corridor::impact::Criterion::Time)[1].1.to_string());
    assert_eq!(run(&["Khorgos", list]), format!("from,to,value\nKhorgos,Duisburg,{time}\nKhorgos,Tehran,{cost}\nKhorgos,Meghri,\n"));
    let several = run(&["Khorgos", "Duisburg", "--by", "cost,distance"]);
    let (cost, length) = (best("Duisburg", corridor::impact::Criterion::Cost)[4].1, best("Duisburg", corridor::impact::Criterion::Distance)[0].1);
    assert_eq!(several, format!("from,to,cost_usd,distance_km\nKhorgos,Duisburg,{cost},{length}\n"));
    assert_eq!(
        run(&["Khorgos", list, "--wide"]),
        format!("from,Duisburg,Tehran,Meghri\nKhorgos,{time},{},\n", best("Tehran", corridor::impact::Criterion::Time)[1].1)
    );
    // A region alone is each of its gateways; an end to itself is nothing.
    let europe = run(&["Europe", "Europe"]);
    assert!(europe.contains("DUISBURG,DUISBURG,0\n") && europe.contains("DUISBURG,HAMBURG,"));
    let bad = folder.path().join("bad.csv");
    std::fs::write(&bad, "name\nAtlantis\nDuisburg\nLemuria\n").unwrap();
    let output = corridor().args(["matrix", bad.to_str().unwrap(), "Almaty"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let told = text(&output.stderr);
    assert!(told.contains("origins:1 `Atlantis`") && told.contains("origins:3 `Lemuria`"), "{told}");
}

#[test]
fn a_template_of_ones_own_stands_among_the_reports() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("own.md.j2"), "own: {{ answer }}{% for t in tables %} {{ t.name }}{% endfor %}").unwrap();
    std::fs::write(at("bad.txt"), "{{ title }}\n{{ nothing.of_the_kind }}").unwrap();
    let ask = |template: &str, out: &str| batch("from,to\nAlmaty,Poti\n", &["--out", at(out).to_str().unwrap(), "--template", at(template).to_str().unwrap()]);
    assert!(ask("own.md.j2", "a").status.success());
    let report = std::fs::read_to_string(at("a/report.md")).unwrap();
    assert!(report.starts_with("own: Of 1 requests 1 have a route") && report.contains(" busiest"), "{report}");
    assert!(std::fs::read_to_string(at("a/report.html")).unwrap().starts_with("<!doctype html>"));
    let manifest: Value = serde_json::from_str(&std::fs::read_to_string(at("a/manifest.json")).unwrap()).unwrap();
    assert!(manifest["outputs"].as_array().unwrap().iter().any(|o| o["name"] == "report.md"), "{manifest}");
    // A bad one is told of at once, and no row is answered.
    let bad = ask("bad.txt", "b");
    assert!(bad.status.code() == Some(2) && bad.stdout.is_empty() && !at("b").exists(), "{}", text(&bad.stdout));
    assert!(text(&bad.stderr).contains("bad.txt:2"), "{}", text(&bad.stderr));
}

#[test]
fn a_matrix_of_pairs_holds_the_best_of_each_in_their_order() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("pairs.csv");
    let pairs = [
        ["Khorgos", "Duisburg"],
        ["Almaty", "Europe"],
        ["Khorgos", "Tehran"],
        ["AM", "Almaty"],
        ["Duisburg", "Khorgos"],
        ["Khorgos", "Duisburg"],
        ["Meghri", "Almaty"],
    ];
    std::fs::write(&file, format!("from,to\n{}", pairs.map(|[from, to]| format!("{from},{to}\n")).concat())).unwrap();
    let output = corridor().args(["matrix", "--by", "distance,time", "--od"]).arg(&file).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let (network, _) = corridor::load(&Source::default()).unwrap();
    let best = |[from, to]: [&str; 2]| {
        let of = |by, column: usize| {
            let request = RouteRequest { from: from.into(), to: to.into(), by, k: 1, geometry: false, ..RouteRequest::default() };
            let found = corridor::answer(&network, &Request::Route(request)).ok()?.itineraries.into_iter().next()?;
            Some(found.totals.pairs()[column].1.to_string())
        };
        let [length, time] = [of(corridor::impact::Criterion::Distance, 0), of(corridor::impact::Criterion::Time, 1)].map(Option::unwrap_or_default);
        format!("{from},{to},{length},{time}\n")
    };
    assert_eq!(text(&output.stdout), format!("from,to,distance_km,time_h\n{}", pairs.map(best).concat()));
    assert!(text(&output.stdout).contains("Meghri,Almaty,,\n"), "a pair without a route is empty");
    std::fs::write(&file, "from,to\nKhorgos,Atlantis\nAlmaty,Poti\nAtlantis,Almaty\n").unwrap();
    let refused = corridor().args(["matrix", "--od"]).arg(&file).output().unwrap();
    let said = text(&refused.stderr);
    assert!(refused.status.code() == Some(2) && said.contains("pairs:2 to `Atlantis`") && said.contains("pairs:4 from `Atlantis`"), "{said}");
}
