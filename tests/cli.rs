//! The program as a user meets it: arguments, streams, exit codes, files, and the contracts of its JSON and
//! GeoJSON.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use corridor::export::{self, Exporter};
use corridor::impact::Criterion;
use corridor::network::Mode;
use corridor::request::Listing;
use serde_json::Value;
use tempfile::TempDir;
use unicode_width::UnicodeWidthStr;

/// The program, away from the terminal and settings of whoever runs the tests.
fn program(args: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("corridor"));
    command.args(args).env_remove("COLUMNS").env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").stdin(Stdio::null());
    command
}

struct Ran {
    code: i32,
    out: String,
    err: String,
}

fn finished(output: Output) -> Ran {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

fn run(args: &[&str]) -> Ran {
    finished(program(args).output().unwrap())
}

/// Runs what must be answered, with nothing on stderr.
fn answered(args: &[&str]) -> String {
    let ran = run(args);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{args:?}");
    ran.out
}

/// Runs what must be refused, with nothing on stdout; gives what stderr says.
fn refused(args: &[&str]) -> String {
    let ran = run(args);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}: {}", ran.err);
    assert!(ran.err.starts_with("error: ") && !ran.err.contains("panicked"), "{args:?}: {}", ran.err);
    ran.err
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// The formats that can render any answer to stdout; not every answer has a chart.
fn formats() -> impl Iterator<Item = &'static dyn Exporter> {
    export::ALL.iter().copied().filter(|e| !matches!(e.name(), "svg" | "html") && !e.is_binary())
}

/// A folder with a network of the given files.
fn network(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// Two ports on either side of the antimeridian, and two towns of one name.
fn pacific() -> TempDir {
    network(&[
        (
            "nodes.csv",
            "code,name,country,lon,lat,kind\nWEST,Westport,,170,10,seaport\nEAST,Eastport,,-170,20,seaport\nA-FIELD,Field,,171,10,city\nB-FIELD,Field,,172,10,city\n",
        ),
        ("links.csv", "from,to,mode,length_km\nWEST,EAST,sea,2500\nWEST,A-FIELD,rail,120\nA-FIELD,B-FIELD,rail,120\n"),
    ])
}

fn as_str(path: &Path) -> &str {
    path.to_str().unwrap()
}

// --- help, streams, exit codes ---

#[test]
fn help_and_version_are_answers() {
    for args in [&["--help"][..], &["-h"], &["help"], &["route", "--help"], &["list", "--help"], &["help", "route"], &["help", "list"]] {
        let help = answered(args);
        assert!(help.contains("Usage: corridor"), "{args:?}: {help}");
        assert!(help.lines().all(|l| l.width() <= 100), "{args:?}");
    }
    assert_eq!(answered(&["--version"]), format!("corridor {}\n", env!("CARGO_PKG_VERSION")));
    let route = answered(&["route", "--help"]);
    let words = export::ALL.iter().map(|e| e.name()).chain(Criterion::ALL.map(Criterion::name)).chain(Mode::ALL.iter().map(|m| m.name()));
    for word in words {
        assert!(route.contains(word), "route --help does not name {word}");
    }
    let list = answered(&["list", "--help"]);
    for what in Listing::ALL {
        assert!(list.contains(what.name()), "list --help does not name {}", what.name());
    }
}

#[test]
fn nothing_asked_is_a_usage_error() {
    let ran = run(&[]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("Usage: corridor"));
}

#[test]
fn the_examples_in_the_help_are_answered() {
    let folder = tempfile::tempdir().unwrap();
    for command in ["route", "list"] {
        let help = answered(&[command, "--help"]);
        let examples: Vec<&str> = help.split("Examples:\n").nth(1).unwrap().lines().filter_map(|l| l.trim().strip_prefix("corridor ")).collect();
        assert!(examples.len() >= 3, "{help}");
        for example in examples {
            let args: Vec<&str> = example.split_whitespace().collect();
            let ran = finished(program(&args).current_dir(&folder).output().unwrap());
            assert_eq!(ran.code, 0, "corridor {example}: {}", ran.err);
        }
    }
}

#[test]
fn every_shell_has_completions_and_every_command_a_page() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = answered(&["completions", shell]);
        assert!(script.contains("corridor") && script.contains("COMPLETE"), "{script}");
    }
    let page = answered(&["man"]);
    assert!(page.contains(".TH corridor 1") && page.contains("corridor\\-route(1)"), "{page}");
    assert!(answered(&["man", "route"]).contains("corridor route Khorgos Europe"));
    assert!(refused(&["man", "rout"]).contains("no command `rout`"));
    let folder = tempfile::tempdir().unwrap();
    answered(&["man", "--dir", as_str(folder.path())]);
    for page in ["corridor.1", "corridor-route.1", "corridor-list.1"] {
        assert!(text(&folder.path().join(page)).contains(".TH"), "{page}");
    }
}

/// Bash itself asks for completions, by the script that the program prints; skipped where there is no bash.
#[test]
fn bash_completes_commands_places_and_words() {
    let program = assert_cmd::cargo::cargo_bin!("corridor");
    let script = r#"
        source <(corridor completions bash)
        compopt() { :; }
        COMP_WORDS=(corridor "$@"); COMP_CWORD=$#; COMP_TYPE=9; COMPREPLY=()
        _clap_complete_corridor corridor "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
        printf '%s\n' "${COMPREPLY[@]}"
    "#;
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
    for (words, expected) in [
        (&["swe"][..], "sweep"),
        (&["route", "khorgos-g"], "khorgos-gateway"),
        (&["route", "Khorgos", "centr"], "central-Asia"),
        (&["route", "Khorgos", "霍"], "霍尔果斯"),
        (&["route", "Khorgos", "Europe", "--avoid", "Russ"], "Russia"),
        (&["route", "Khorgos", "Europe", "--chart", "sch"], "schematic"),
        (&["compare", "red"], "red-sea-cape"),
        (&["compare", "red-sea-cape", "--panel", "casp"], "caspian"),
    ] {
        let Ok(output) = Command::new("bash").args(["-c", script, "bash"]).args(words).env("PATH", &path).output() else { return };
        let ran = finished(output);
        assert!(ran.out.lines().any(|line| line == expected), "{words:?}: {}{}", ran.out, ran.err);
    }
}

#[test]
fn a_template_of_ones_own_is_filled_in_or_refused_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let template = folder.path().join("memo.md");
    // The template that the documentation shows.
    let shown = include_str!("../docs/templates.md").split("```jinja\n").nth(1).unwrap().split("```").next().unwrap();
    std::fs::write(&template, shown).unwrap();
    let ask = |more: &[&str]| {
        [&["route", "Khorgos", "Almaty", "--template", as_str(&template)][..], more].concat().into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let words = |args: &[String]| answered(&args.iter().map(String::as_str).collect::<Vec<_>>());
    let memo = words(&ask(&[]));
    assert!(memo.starts_with("# Khorgos to Almaty by time\n\nThe best route runs from ") && memo.contains("dataset 2026"), "{memo}");
    assert!(memo.contains("](http"), "sources are cited: {memo}");
    let file = folder.path().join("out.md");
    words(&ask(&["-o", as_str(&file)]));
    assert_eq!(text(&file), memo);

    for (wrong, said) in [("line one\n{{ nothing.at_all }}", "memo.md:2"), ("{% if %}", "memo.md:1"), ("a\nb\n{{ title|shout }}", "memo.md:3")] {
        std::fs::write(&template, wrong).unwrap();
        let words = ask(&[]);
        let refusal = refused(&words.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(refusal.contains(said) && refusal.contains("docs/templates.md"), "{refusal}");
    }
    assert!(refused(&["route", "Khorgos", "Almaty", "--template", "no-such.md"]).contains("no-such.md"));
}

#[test]
fn a_markdown_report_brings_its_charts_and_names_its_sources() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("my report.md");
    answered(&["transit", "China", "Iran", "-k", "3", "-o", as_str(&file)]);
    let report = text(&file);
    assert!(
        report.contains("*Which corridors join China and Iran") && report.contains("## Method and sources") && report.contains("| source | citation |"),
        "{report}"
    );
    let charts: Vec<&str> = report.split("](<").skip(1).filter_map(|rest| rest.split(">)").next()).filter(|f| f.ends_with(".svg")).collect();
    assert!(charts.len() >= 5, "{charts:?}");
    for chart in charts {
        assert!(text(&folder.path().join(chart)).starts_with("<svg"), "{chart}");
    }
    assert!(answered(&["transit", "China", "Iran", "-k", "3", "--format", "md"]).contains("where the time goes, in days"), "tables instead of pictures");
}

#[test]
fn what_is_said_beside_the_answer_can_be_more_or_less() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("way.geojson");
    let ran = run(&["-v", "--scenario", "red-sea-cape", "route", "Khorgos", "Almaty", "-o", as_str(&file)]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    for said in ["dataset ", " nodes, ", "scenario ", "wrote ", "way.qml"] {
        assert!(ran.err.contains(said), "`{said}` is missing: {}", ran.err);
    }
    let nowhere = ["route", "Khorgos", "Europe", "--modes", "ferry"];
    let ran = run(&[&nowhere[..], &["-q"]].concat());
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (1, "", ""));
    refused(&["-v", "-q", "list", "nodes"]);
}

#[test]
fn an_answer_goes_to_stdout_alone_and_no_route_is_one() {
    assert!(answered(&["route", "Khorgos", "Europe"]).starts_with("Khorgos to Europe by time"));

    let nowhere = ["route", "Khorgos", "Europe", "--modes", "ferry", "--avoid", "Iran"];
    let ran = run(&nowhere);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("--modes ferry alone forbids it") && !ran.err.contains("Iran"), "{}", ran.err);

    let ran = run(&["route", "Khorgos", "Europe", "--modes", "rail", "--avoid", "Iran", "--avoid", "Russia"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("--avoid Russia") && !ran.err.contains("--modes sea"), "{}", ran.err);

    for exporter in formats().filter(|e| e.name() != "table") {
        let ran = run(&[&nowhere[..], &["--format", exporter.name()]].concat());
        assert_eq!(ran.code, 1, "{}", exporter.name());
        assert!(ran.err.contains("--modes ferry alone forbids it"), "{}", exporter.name());
        assert!(!ran.out.is_empty(), "{}: a program gets an empty answer", exporter.name());
        match exporter.name() {
            "json" => assert_eq!(json(&ran.out)["itineraries"], Value::Array(vec![])),
            "geojson" => assert_eq!(json(&ran.out)["features"], Value::Array(vec![])),
            "csv" => assert!(ran.out.lines().nth(1).unwrap().contains("no_route"), "{}", ran.out),
            _ => {}
        }
    }
}

#[test]
fn a_chart_is_drawn_by_its_word_and_refused_where_there_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("chart.svg");
    let drawn = answered(&["route", "Khorgos", "Almaty", "--chart", "cost-terms"]);
    assert!(drawn.starts_with("<svg") && drawn.contains("where the money goes"), "{drawn}");
    answered(&["route", "Khorgos", "Almaty", "-o", as_str(&file)]);
    assert!(text(&file).contains("time against distance"), "the first one without a word");
    let said = refused(&["route", "Khorgos", "Almaty", "--chart", "pareto"]);
    assert!(said.contains("no chart `pareto`") && said.contains("time-distance"), "{said}");
    let said = refused(&["list", "nodes", "--format", "svg"]);
    assert!(said.contains("no chart"), "{said}");
    let said = refused(&["route", "Khorgos", "Almaty", "--chart", "schematic", "--format", "json"]);
    assert!(said.contains("--chart draws an SVG"), "{said}");
    let said = refused(&["route", "Khorgos", "Almaty", "--format", "gpkg"]);
    assert!(said.contains("-o FILE.gpkg"), "{said}");
    let help = answered(&["route", "--help"]);
    for (name, _) in corridor::report::CHARTS {
        assert!(help.contains(name), "{name}");
    }
}

#[test]
fn names_that_are_nothing_or_several_things_are_refused_with_a_way_out() {
    let said = refused(&["route", "Khorgoss", "Europe"]);
    assert!(said.contains("unknown place `Khorgoss`; did you mean `Khorgos`"), "{said}");
    let said = refused(&["route", "Qqqqxx", "Europe"]);
    assert!(said.contains("corridor list nodes"), "{said}");
    let said = refused(&["route", "Xian", "Europe", "--avoid", "KZ,RU"]);
    assert!(said.contains("`KZ,RU` is several names") && said.contains("may be repeated"), "{said}");
    let said = refused(&["cut", "China", "Europe", "--avoid", "Kazachstan"]);
    let names: Vec<&str> = said.split("did you mean ").nth(1).unwrap_or_else(|| panic!("{said}")).trim_end_matches(['?', '\n']).split("`, `").collect();
    assert!(names[0] == "`Kazakhstan" && names.iter().enumerate().all(|(i, n)| !names[..i].contains(n)), "{said}");
    let said = refused(&["impact", "NOMAD", "--od", "caspian"]);
    assert!(said.contains("--panel caspian"), "{said}");
    refused(&["route", "", "Europe"]);
    refused(&["route", "Khorgos", "Khorgos"]);
    let said = refused(&["route", "Khorgos", "Europe", "--avoid", "Rusia"]);
    assert!(said.contains("Russia"), "{said}");
    let said = refused(&["route", "Khorgos", "Europe", "--cargo", "barrel"]);
    assert!(said.contains("feu"), "{said}");

    let own = pacific();
    let ran = run(&["--network", as_str(own.path()), "route", "Westport", "Field"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("ambiguous") && ran.err.contains("A-FIELD") && ran.err.contains("B-FIELD"), "{}", ran.err);
}

#[test]
fn names_fold_across_case_diacritics_and_scripts() {
    let plain = answered(&["route", "Khorgos", "Malaszewicze"]);
    for spelling in ["KHORGOS", "khorgos", "Хоргос", "霍尔果斯", "Horgos", "Korgas"] {
        assert_eq!(answered(&["route", spelling, "Małaszewicze"]), plain, "{spelling}");
    }
}

#[test]
fn coordinates_snap_to_the_nearest_terminal_within_reason() {
    let said = answered(&["route", "76.9,43.3", "Tashkent", "-k", "1"]);
    assert!(said.starts_with("Almaty to Tashkent"), "{said}");
    let said = refused(&["route", "70,50", "Tashkent", "--snap-km", "3"]);
    assert!(said.contains("--snap-km") && said.contains("within 3 km"), "{said}");
    answered(&["route", "70,50", "Tashkent", "--snap-km", "500"]);
    // Latitude first lands in the Arctic.
    refused(&["route", "43.3,76.9", "Tashkent"]);
    for absurd in ["200,10", "10,95", "NaN,5", "inf,0", "1e400,3"] {
        let said = refused(&["route", absurd, "Tashkent"]);
        assert!(said.contains("lon,lat"), "{absurd}: {said}");
    }
}

#[test]
fn values_out_of_range_are_refused() {
    let base = ["route", "Khorgos", "Europe"];
    for (more, word) in [
        (["--as-of", "2020-13"], "YYYY-MM-DD"),
        (["--as-of", "yesterday"], "YYYY-MM-DD"),
        (["-k", "0"], "1 or more"),
        (["-k", "-1"], "-1"),
        (["-k", "many"], "many"),
        (["--format", "xml"], "geojson"),
        (["--by", "beauty"], "time"),
        (["--modes", "rail,zeppelin"], "ferry"),
        (["--alternatives", "some"], "distinct"),
        (["--max-overlap", "101"], "--max-overlap"),
        (["--max-stretch", "99"], "--max-stretch"),
        (["--value-of-time", "99999999"], "--value-of-time"),
        (["-o", "answer.xyz"], ".geojson"),
        (["-o", "answer"], ".geojson"),
        (["--network", "no/such/folder"], "no/such/folder"),
        (["--overlay", "no/such/folder"], "no/such/folder"),
    ] {
        let said = refused(&[&base[..], &more].concat());
        assert!(said.contains(word), "{more:?}: {said}");
    }
    refused(&["route", "Khorgos", "Europe", "--split"]);
    refused(&["route", "Khorgos"]);
    refused(&["list", "unicorns"]);
    refused(&["fly"]);
}

#[test]
fn a_closed_pipe_is_success() {
    for format in formats().map(|e| e.name()) {
        for asked in [["list", "links"], ["list", "nodes"]] {
            let mut child = program(&[&asked[..], &["--format", format]].concat()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
            let mut first = String::new();
            let mut lines = BufReader::new(child.stdout.take().unwrap());
            lines.read_line(&mut first).unwrap();
            drop(lines);
            let mut said = String::new();
            child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
            assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""), "{asked:?} {format}");
            assert!(!first.is_empty());
        }
    }
}

#[test]
fn pipes_and_files_have_no_escape_codes_and_the_same_question_gives_the_same_bytes() {
    for format in formats().map(|e| e.name()) {
        for asked in [&["route", "Khorgos", "Europe"][..], &["list", "corridors"]] {
            let args = [asked, &["--format", format]].concat();
            let once = answered(&args);
            assert!(!once.contains('\u{1b}'), "{args:?}");
            assert_eq!(once, answered(&args), "{args:?}");
            let plain = finished(program(&args).env("NO_COLOR", "1").output().unwrap());
            assert_eq!(once, plain.out, "{args:?}");
        }
    }
    let ran = finished(program(&["route", "Khorgoss", "Europe"]).env("NO_COLOR", "1").output().unwrap());
    assert!(!ran.err.contains('\u{1b}'));
}

#[test]
fn no_line_of_a_table_is_wider_than_the_terminal() {
    let mut asked: Vec<Vec<&str>> = Listing::ALL.iter().map(|l| vec!["list", l.name()]).collect();
    asked.push(vec!["list", "nodes", "no such thing at all"]);
    for od in [["Khorgos", "Europe"], ["Lianyungang", "Rotterdam"], ["Yiwu", "Tehran"], ["Xi'an", "Istanbul"]] {
        asked.push(vec!["route", od[0], od[1]]);
        asked.push(vec!["route", od[0], od[1], "--explain", "--by", "generalised"]);
    }
    for columns in ["60", "80", "140"] {
        for args in &asked {
            let ran = finished(program(args).env("COLUMNS", columns).output().unwrap());
            let width = columns.parse().unwrap();
            for line in ran.out.lines() {
                // A single word cannot be broken.
                assert!(line.width() <= width || !line.trim().contains(' '), "{args:?} at {columns}: {} columns in `{line}`", line.width());
            }
        }
    }
}

// --- files ---

#[test]
fn a_narrow_terminal_has_the_columns_that_matter() {
    for (what, wanted) in [
        ("links", &["code", "from", "to", "mode", "length_km"][..]),
        ("projects", &["code", "name", "open_from"]),
        ("nodes", &["code", "name", "country", "lat"]),
    ] {
        let list = finished(program(&["list", what]).env("COLUMNS", "80").output().unwrap()).out;
        let heading: Vec<&str> = list.lines().next().unwrap().split_whitespace().collect();
        assert!(wanted.iter().all(|column| heading.contains(column)), "{what}: {heading:?}");
    }
}

#[test]
fn the_extension_names_the_format_and_no_part_is_left() {
    let folder = tempfile::tempdir().unwrap();
    for exporter in formats() {
        for asked in [&["route", "Khorgos", "Europe", "-k", "1"][..], &["list", "projects"]] {
            let file = folder.path().join(format!("{}.{}", asked[0], exporter.extension()));
            assert_eq!(answered(&[asked, &["-o", as_str(&file)]].concat()), "");
            // A report on routes has its charts beside the file, where it has one.
            if (asked[0], exporter.name()) != ("route", "md") {
                assert_eq!(text(&file), answered(&[asked, &["--format", exporter.name()]].concat()), "{}", exporter.name());
            }
        }
    }
    let odd = folder.path().join("answer.data");
    assert_eq!(answered(&["list", "nodes", "--format", "csv", "-o", as_str(&odd)]), "");
    assert_eq!(text(&odd), answered(&["list", "nodes", "--format", "csv"]));
    assert!(folder.path().join("route.qml").exists() && folder.path().join("list.qml").exists(), "QGIS style beside the GeoJSON");
    let names: Vec<String> = std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    assert!(names.iter().all(|n| !n.ends_with(".part")), "{names:?}");
    assert_eq!(names.iter().filter(|n| !n.ends_with(".svg")).count(), 2 * formats().count() + 3, "{names:?}");
}

#[test]
fn split_writes_lines_and_points_each_with_a_style() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("way.geojson");
    assert_eq!(answered(&["route", "Almaty", "Istanbul", "--split", "-o", as_str(&file)]), "");
    let mut names: Vec<String> = std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["way_events.geojson", "way_events.qml", "way_legs.geojson", "way_legs.qml"]);
    let types = |name: &str| -> Vec<String> {
        let value = json(&text(&folder.path().join(name)));
        value["features"].as_array().unwrap().iter().map(|f| f["geometry"]["type"].as_str().unwrap().to_owned()).collect()
    };
    assert!(types("way_legs.geojson").iter().all(|t| t.ends_with("LineString")));
    assert!(types("way_events.geojson").iter().all(|t| t == "Point"));
    for qml in ["way_legs.qml", "way_events.qml"] {
        assert!(text(&folder.path().join(qml)).contains("<qgis"), "{qml}");
    }
}

#[test]
fn a_file_that_cannot_be_written_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let plain = folder.path().join("plain.txt");
    std::fs::write(&plain, "in the way").unwrap();
    for path in [folder.path().join("no/such/answer.json"), plain.join("answer.json"), folder.path().join("way_in_no_folder/a.geojson")] {
        let said = refused(&["list", "places", "-o", as_str(&path)]);
        assert!(said.contains("cannot write") && said.contains(as_str(&path)), "{said}");
    }
    let taken = folder.path().join("folder.json");
    std::fs::create_dir(&taken).unwrap();
    refused(&["list", "places", "-o", as_str(&taken)]);
    let names: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    assert!(names.iter().all(|n| !n.ends_with(".part")), "{names:?}");
    assert_eq!(text(&plain), "in the way");
}

// --- networks of one's own ---

#[test]
fn a_network_of_two_files_is_enough_and_warnings_go_to_stderr() {
    let own = network(&[
        ("nodes.csv", "code,name,country,lon,lat\nA,Alpha,KZ,70,50\nB,Beta,RU,71,50\nC,Gamma,,72,50\n"),
        ("links.csv", "from,to,mode,length_km,gauge_mm,duration_h,cost_usd\nA,B,rail,90,1520,2,100\nB,C,rail,80,1435,3,50.5\n"),
    ]);
    let ran = run(&["--network", as_str(own.path()), "route", "Alpha", "Gamma", "--format", "json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.lines().count() >= 2 && ran.err.lines().all(|l| l.starts_with("warning: ")), "{}", ran.err);
    let best = &json(&ran.out)["itineraries"][0];
    assert_eq!((&best["length_km"], &best["haul_h"]), (&170.into(), &5.into()));
    assert_eq!((&best["borders"], &best["gauge_changes"]), (&1.into(), &1.into()), "an unknown country makes no border");
    assert_eq!(best["legs"][0]["cost_usd"], 100);
    assert_eq!(best["legs"][1]["cost_usd"], 50.5);
    // Nothing of the shipped network is in it.
    assert_eq!(run(&["--network", as_str(own.path()), "route", "Alpha", "Khorgos"]).code, 2);
    let listed = run(&["list", "nodes", "--format", "json", "--network", as_str(own.path())]);
    assert_eq!(json(&listed.out)["nodes"].as_array().unwrap().len(), 3);
}

#[test]
fn an_overlay_adds_and_replaces() {
    let new = network(&[
        ("nodes.csv", "code,name,country,lon,lat\nNEWTOWN,Newtown,KZ,77.2,43.6\n"),
        ("links.csv", "code,from,to,mode,length_km,gauge_mm\nNEW-LINK,NEWTOWN,ALMATY,rail,50,1520\n"),
    ]);
    let plain = answered(&["route", "Almaty", "Tashkent", "--format", "json"]);
    let with = |more: &[&str]| run(&[&["--overlay", as_str(new.path())][..], more].concat());
    let ran = with(&["route", "Newtown", "Tashkent", "--format", "json", "-k", "1"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let (best, before) = (&json(&ran.out)["itineraries"][0], &json(&plain)["itineraries"][0]);
    assert_eq!(best["length_km"].as_f64().unwrap(), before["length_km"].as_f64().unwrap() + 50.0);
    assert_ne!(json(&ran.out)["dataset"]["digest"], json(&plain)["dataset"]["digest"]);

    let closed = network(&[
        ("nodes.csv", "code,name,country,lon,lat\n"),
        ("links.csv", "code,from,to,mode,length_km,gauge_mm,status\nNEW-LINK,NEWTOWN,ALMATY,rail,50,1520,suspended\n"),
    ]);
    let ran = run(&["--overlay", as_str(new.path()), "--overlay", as_str(closed.path()), "route", "Newtown", "Tashkent"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{}", ran.err);
    assert!(ran.err.contains("does not join them"), "{}", ran.err);
}

#[test]
fn every_problem_of_a_bad_network_is_named_with_its_line() {
    let bad = network(&[
        ("nodes.csv", "code,name,country,lon,lat\nA,Alpha,KZ,700,50\nB,Beta,XX,71,50\n"),
        ("links.csv", "from,to,mode,length_km\nA,B,rail,far\nA,Z,rail,3\n"),
    ]);
    let ran = run(&["--network", as_str(bad.path()), "list", "nodes"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    for part in ["nodes.csv:2 lon `700`", "nodes.csv:3 country", "links.csv:2 length_km `far`", "links.csv:3 to"] {
        assert!(ran.err.contains(part), "no `{part}` in {}", ran.err);
    }
}

// --- list ---

fn listed(args: &[&str]) -> Vec<Value> {
    let value = json(&answered(&[&["list"][..], args, &["--format", "json"]].concat()));
    value[args[0]].as_array().unwrap().clone()
}

#[test]
fn lists_are_filtered_by_column_and_by_word() {
    let all = listed(&["nodes"]);
    let kz = listed(&["nodes", "country=KZ"]);
    assert!(kz.len() > 10 && kz.len() < all.len());
    assert!(kz.iter().all(|n| n["country"] == "KZ"));
    let borders = listed(&["nodes", "country=KZ", "kind=border_station"]);
    assert!(!borders.is_empty() && borders.len() < kz.len());
    let word = listed(&["links", "Turksib"]);
    assert!(!word.is_empty() && word.iter().all(|l| l.to_string().to_lowercase().contains("turksib")));
    assert_eq!(listed(&["nodes", "malaszewicze"]), listed(&["nodes", "Małaszewicze"]));

    let none = answered(&["list", "nodes", "country=ZZ"]);
    assert!(none.contains("no nodes match"), "{none}");
    assert_eq!(listed(&["nodes", "country=ZZ"]), [] as [Value; 0]);
    assert_eq!(answered(&["list", "nodes", "country=ZZ", "--format", "csv"]).lines().count(), 1, "the header alone");
}

#[test]
fn every_listing_comes_in_every_format() {
    for what in Listing::ALL.iter().map(|l| l.name()) {
        let rows = listed(&[what]);
        assert!(!rows.is_empty(), "{what}");
        let csv = answered(&["list", what, "--format", "csv"]);
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        assert_eq!(reader.headers().unwrap().len(), rows[0].as_object().unwrap().len(), "{what}");
        assert_eq!(reader.records().map(Result::unwrap).count(), rows.len(), "{what}");
        let features = json(&answered(&["list", what, "--format", "geojson"]));
        assert_eq!(features["type"], "FeatureCollection");
        assert_eq!(features["features"].as_array().unwrap().len(), rows.len(), "{what}");
        check_positions(&features);
        let markdown = answered(&["list", what, "--format", "md"]);
        let (answer, sources) = markdown.split_once("## Method and sources").unwrap();
        assert!(answer.starts_with("# ") && answer.matches("\n| ").count() == rows.len() + 1, "{what}");
        assert!(what != "links" || sources.contains("| source | citation |"), "the sources of links are cited");
        let table = answered(&["list", what, "--format", "table"]);
        assert!(table.contains(&format!("{} {what}", rows.len())), "{what}");
    }
}

#[test]
fn numbers_in_lists_are_numbers() {
    let nodes = listed(&["nodes"]);
    assert!(nodes.iter().all(|n| n["lon"].is_number() && n["lat"].is_number() && n["code"].is_string()));
    let links = listed(&["links"]);
    assert!(links.iter().all(|l| l["length_km"].is_number() && (l["speed_kmh"].is_number() || l["speed_kmh"].is_null())));
    assert!(listed(&["speeds"]).iter().all(|s| s["likely"].is_number() && s["unit"].is_string()));
}

// --- the JSON contract ---

const TOTALS: [&str; 10] =
    ["length_km", "duration_h", "haul_h", "dwell_h", "cost_usd", "co2e_kg", "borders", "gauge_changes", "transshipments", "sea_crossings"];

fn check_node(node: &Value) {
    assert!(node["code"].is_string() && node["name"].is_string(), "{node}");
}

#[test]
fn json_keeps_its_contract() {
    for args in [&["Khorgos", "Europe"][..], &["Lianyungang", "Rotterdam", "--explain"], &["Yiwu", "Tehran", "--via", "Aktau", "--as-of", "2024"]] {
        let value = json(&answered(&[&["route"][..], args, &["--format", "json"]].concat()));
        assert_eq!(value.as_object().unwrap().keys().take(3).collect::<Vec<_>>(), ["request", "dataset", "itineraries"]);
        assert_eq!((&value["request"]["command"], &value["request"]["from"]), (&"route".into(), &args[0].into()));
        for key in ["version", "as_of", "digest"] {
            assert!(value["dataset"][key].is_string(), "{key}");
        }
        assert!(value["notes"].as_array().unwrap().iter().all(Value::is_string));
        let itineraries = value["itineraries"].as_array().unwrap();
        assert!(!itineraries.is_empty());
        for (i, it) in itineraries.iter().enumerate() {
            assert_eq!(it["rank"], i + 1);
            check_node(&it["from"]);
            check_node(&it["to"]);
            assert!(it["gateway"].is_null() || it["gateway"]["code"].is_string());
            for total in TOTALS {
                assert!(it[total].is_number(), "{total}");
            }
            for count in &TOTALS[6..] {
                assert!(it[count].is_u64(), "{count}");
            }
            assert!(it["countries"].as_array().unwrap().iter().all(|c| c.as_str().is_some_and(|c| c.len() == 2)));
            assert!(it["corridors"].as_array().unwrap().iter().all(|c| c["code"].is_string() && c["name"].is_string() && c["length_km"].is_number()));
            for leg in it["legs"].as_array().unwrap() {
                check_node(&leg["from"]);
                check_node(&leg["to"]);
                for key in ["length_km", "haul_h", "cost_usd", "co2e_kg"] {
                    assert!(leg[key].is_number(), "{key}");
                }
                for key in ["mode", "line", "country", "confidence"] {
                    assert!(leg[key].is_string(), "{key}");
                }
                assert!(leg["gauge_mm"].is_u64() || leg["gauge_mm"].is_null());
                for key in ["links", "sources"] {
                    let list = leg[key].as_array().unwrap();
                    assert!(!list.is_empty() && list.iter().all(Value::is_string), "{key} of {leg}");
                }
            }
            for event in it["events"].as_array().unwrap() {
                check_node(&event["node"]);
                assert!(event["kind"].is_string() && event["dwell_h"].is_number() && event["cost_usd"].is_number());
            }
            let sum = |key: &str, of: &[&str]| -> f64 { of.iter().flat_map(|p| it[*p].as_array().unwrap()).filter_map(|p| p[key].as_f64()).sum() };
            for (total, parts) in
                [("length_km", &["legs"][..]), ("haul_h", &["legs"]), ("dwell_h", &["events"]), ("co2e_kg", &["legs"]), ("cost_usd", &["legs", "events"])]
            {
                let (whole, sum) = (it[total].as_f64().unwrap(), sum(total, parts));
                assert!((whole - sum).abs() < 1e-3 * it["legs"].as_array().unwrap().len() as f64, "{total} {whole} is not the sum {sum}");
            }
            let (haul, dwell, duration) = (it["haul_h"].as_f64().unwrap(), it["dwell_h"].as_f64().unwrap(), it["duration_h"].as_f64().unwrap());
            assert!((haul + dwell - duration).abs() < 1e-3);
        }
    }
}

// --- the GeoJSON contract ---

fn positions<'a>(value: &'a Value, out: &mut Vec<&'a [Value]>) {
    if let Some(list) = value.as_array() {
        if list.first().is_some_and(Value::is_number) {
            out.push(list);
        } else {
            list.iter().for_each(|v| positions(v, out));
        }
    }
}

/// Every position lies on earth, has at most six decimals, and lies in the box; nothing steps over the antimeridian.
fn check_positions(collection: &Value) {
    let mut all = Vec::new();
    for feature in collection["features"].as_array().unwrap() {
        positions(&feature["geometry"]["coordinates"], &mut all);
        let lines: Vec<&Value> = match feature["geometry"]["type"].as_str() {
            Some("LineString") => vec![&feature["geometry"]["coordinates"]],
            Some("MultiLineString") => feature["geometry"]["coordinates"].as_array().unwrap().iter().collect(),
            _ => Vec::new(),
        };
        for line in lines {
            let longitudes: Vec<f64> = line.as_array().unwrap().iter().map(|p| p[0].as_f64().unwrap()).collect();
            assert!(longitudes.len() >= 2, "a line has two points: {feature}");
            assert!(longitudes.windows(2).all(|w| (w[0] - w[1]).abs() <= 180.0), "cut at the antimeridian: {}", feature["properties"]["title"]);
        }
    }
    if all.is_empty() {
        return;
    }
    let bbox: Vec<f64> = collection["bbox"].as_array().expect("bbox").iter().map(|b| b.as_f64().unwrap()).collect();
    for position in all {
        assert_eq!(position.len(), 2);
        let (lon, lat) = (position[0].as_f64().unwrap(), position[1].as_f64().unwrap());
        assert!(lon.abs() <= 180.0 && lat.abs() <= 90.0, "{lon} {lat}");
        assert!(bbox[0] <= lon && lon <= bbox[2] && bbox[1] <= lat && lat <= bbox[3]);
        for degrees in position {
            let decimals = degrees.to_string().split_once('.').map_or(0, |(_, d)| d.len());
            assert!(decimals <= 6, "{degrees} has {decimals} decimals");
        }
    }
}

fn ends_of(feature: &Value) -> [Value; 2] {
    let mut all = Vec::new();
    positions(&feature["geometry"]["coordinates"], &mut all);
    [all[0], all[all.len() - 1]].map(|p| Value::Array(p.to_vec()))
}

/// Property and whether a JSON value is of its type.
type Typed = (&'static str, fn(&Value) -> bool);

const LEG: [Typed; 23] = [
    ("feature", Value::is_string),
    ("itinerary", Value::is_u64),
    ("seq", Value::is_u64),
    ("mode", Value::is_string),
    ("from", Value::is_string),
    ("to", Value::is_string),
    ("country", Value::is_string),
    ("gauge_mm", |v| v.is_u64() || v.is_null()),
    ("length_km", Value::is_number),
    ("haul_h", Value::is_number),
    ("dwell_h", Value::is_number),
    ("cost_usd", Value::is_number),
    ("co2e_kg", Value::is_number),
    ("line", Value::is_string),
    ("sources", Value::is_string),
    ("confidence", Value::is_string),
    ("title", Value::is_string),
    ("stroke", is_colour),
    ("stroke-width", Value::is_number),
    ("stroke-opacity", |v| v.as_f64().is_some_and(|o| (0.0..=1.0).contains(&o))),
    ("from_name", Value::is_string),
    ("to_name", Value::is_string),
    ("links", |v| v.as_str().is_some_and(|l| !l.is_empty())),
];

const EVENT: [Typed; 12] = [
    ("feature", Value::is_string),
    ("itinerary", Value::is_u64),
    ("seq", Value::is_u64),
    ("kind", Value::is_string),
    ("node", Value::is_string),
    ("dwell_h", Value::is_number),
    ("cost_usd", Value::is_number),
    ("sources", Value::is_string),
    ("confidence", Value::is_string),
    ("title", Value::is_string),
    ("marker-color", is_colour),
    ("marker-symbol", Value::is_string),
];

const END: [Typed; 6] = [
    ("feature", Value::is_string),
    ("itinerary", Value::is_u64),
    ("seq", Value::is_u64),
    ("node", Value::is_string),
    ("title", Value::is_string),
    ("marker-color", is_colour),
];

fn is_colour(value: &Value) -> bool {
    value.as_str().is_some_and(|c| c.len() == 7 && c.starts_with('#') && c[1..].bytes().all(|b| b.is_ascii_hexdigit()))
}

#[test]
fn geojson_keeps_its_contract() {
    let places: BTreeMap<String, Value> =
        listed(&["nodes"]).iter().map(|n| (n["code"].as_str().unwrap().to_owned(), serde_json::json!([n["lon"].as_f64(), n["lat"].as_f64()]))).collect();
    let near = |a: &Value, b: &Value| (0..2).all(|i| (a[i].as_f64().unwrap() - b[i].as_f64().unwrap()).abs() < 1e-6);
    for args in
        [&["Khorgos", "Europe"][..], &["Lianyungang", "Rotterdam"], &["Almaty", "Istanbul", "--via", "Aktau"], &["Shanghai", "Rotterdam", "--modes", "sea"]]
    {
        let raw = answered(&[&["route"][..], args, &["--format", "geojson"]].concat());
        let parsed: geojson::FeatureCollection = raw.parse().expect("GeoJSON");
        assert!(parsed.bbox.as_ref().is_some_and(|b| b.len() == 4));
        let value = json(&raw);
        assert_eq!(value["type"], "FeatureCollection");
        assert!(value.get("crs").is_none(), "RFC 7946 has no crs");
        check_positions(&value);
        let about = &value["corridor"];
        assert_eq!(about["request"]["from"], args[0]);
        assert!(["version", "as_of", "digest"].iter().all(|k| about["dataset"][k].is_string()));
        let features = value["features"].as_array().unwrap();
        for totals in about["itineraries"].as_array().unwrap() {
            assert!(TOTALS.iter().all(|t| totals[t].is_number()), "{totals}");
            let of = |kind: &str| -> Vec<&Value> {
                features.iter().filter(|f| f["properties"]["itinerary"] == totals["rank"] && f["properties"]["feature"] == kind).collect()
            };
            let (legs, events, ends) = (of("leg"), of("event"), of("end"));
            assert!(!legs.is_empty() && events.len() >= 2, "loading and unloading at least");
            assert_eq!(ends.len(), 2);
            for (group, types) in [(&legs, &LEG[..]), (&events, &EVENT), (&ends, &END)] {
                for feature in group {
                    assert_eq!(feature["type"], "Feature");
                    for (name, is) in types {
                        let value = &feature["properties"][name];
                        assert!(feature["properties"].get(name).is_some() && is(value), "{name} is {value} in {}", feature["properties"]);
                    }
                }
            }
            for leg in &legs {
                let p = &leg["properties"];
                let [first, last] = ends_of(leg);
                assert!(near(&first, &places[p["from"].as_str().unwrap()]), "{} starts at its first node", p["title"]);
                assert!(near(&last, &places[p["to"].as_str().unwrap()]), "{} ends at its last node", p["title"]);
                assert_eq!(leg["geometry"]["type"], "LineString", "no leg here crosses the antimeridian");
            }
            for point in events.iter().chain(&ends) {
                assert_eq!(point["geometry"]["type"], "Point");
                assert!(near(&point["geometry"]["coordinates"], &places[point["properties"]["node"].as_str().unwrap()]));
            }
            let mut seqs: Vec<u64> = [&legs, &events, &ends].iter().flat_map(|g| g.iter()).map(|f| f["properties"]["seq"].as_u64().unwrap()).collect();
            seqs.sort_unstable();
            assert_eq!(seqs, (0..seqs.len() as u64).collect::<Vec<_>>(), "seq counts from the origin to the destination");
            let km: f64 = legs.iter().map(|l| l["properties"]["length_km"].as_f64().unwrap()).sum();
            assert!((km - totals["length_km"].as_f64().unwrap()).abs() < 1e-6, "{km}");
        }
        let ranks = about["itineraries"].as_array().unwrap().len() as u64;
        assert!(features.iter().all(|f| (1..=ranks).contains(&f["properties"]["itinerary"].as_u64().unwrap())));
    }
}

#[test]
fn a_line_over_the_antimeridian_is_cut() {
    let own = pacific();
    for asked in [&["route", "Westport", "Eastport"][..], &["route", "Eastport", "Westport"], &["list", "links"]] {
        let ran = run(&[asked, &["--format", "geojson", "--network", as_str(own.path())]].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        let value = json(&ran.out);
        check_positions(&value);
        let cut = value["features"].as_array().unwrap().iter().find(|f| f["properties"]["mode"] == "sea").unwrap();
        assert_eq!(cut["geometry"]["type"], "MultiLineString");
        let pieces = cut["geometry"]["coordinates"].as_array().unwrap();
        assert_eq!(pieces.len(), 2);
        let edge = |p: &Value| p[0].as_f64().unwrap().abs();
        let (last, first) = (pieces[0].as_array().unwrap().last().unwrap(), &pieces[1][0]);
        assert_eq!((edge(last), edge(first)), (180.0, 180.0));
        assert_eq!(last[1], first[1]);
    }
}

/// A device is written into, never replaced by a file; a disk that is full is an error, whatever is written.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_and_a_device_stays_one() {
    for format in ["json", "csv", "geojson", "md", "html"] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = program(&["list", "links", "--format", format]).stdout(full).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && said.contains("No space left"), "{format}: {said}");
    }
    assert!(refused(&["list", "corridors", "--format", "csv", "-o", "/dev/full"]).contains("No space left"));
    assert!(!std::fs::metadata("/dev/full").unwrap().is_file() && !Path::new("/dev/full.part").exists());
    assert_eq!(answered(&["list", "corridors", "--format", "csv", "-o", "/dev/stdout"]), answered(&["list", "corridors", "--format", "csv"]));
}

/// A folder to be written stands whole or not at all.
#[cfg(feature = "import")]
mod importing {
    use super::{program, refused, run, text};

    const EDGES: &str = "from,to,from_lon,from_lat,to_lon,to_lat\nA,B,70,43,71,43\nB,C,71,43,72,43\n";

    #[test]
    fn an_import_can_be_asked_and_replaces_only_when_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).display().to_string();
        let (edges, out) = (path("edges.csv"), path("net"));
        std::fs::write(&edges, EDGES).unwrap();
        let ran = run(&["import", "csv", &edges, "-o", &out, "--format", "json"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(report["parts"][0]["nodes"].as_u64(), Some(3), "{report}");
        assert_eq!(run(&["route", "A", "C", "--network", &out, "-q"]).code, 0);
        assert_eq!(run(&["lint", &out, "--level", "warning"]).code, 0);

        assert!(refused(&["import", "csv", &edges, "-o", &out]).contains("--force"));
        std::fs::write(folder.path().join("net/borders.csv"), "link,likely_h\n").unwrap();
        std::fs::write(&edges, EDGES.replace("C,71", "Z,71")).unwrap();
        assert_eq!(run(&["import", "csv", &edges, "-o", &out, "--force"]).code, 0);
        assert!(text(&folder.path().join("net/nodes.csv")).contains("Z,Z"));
        assert!(folder.path().join("net/borders.csv").exists(), "what else lies there stays");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "nothing half done is left");
    }

    #[test]
    fn what_cannot_be_read_or_written_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).display().to_string();
        std::fs::write(path("edges.csv"), EDGES).unwrap();
        std::fs::write(path("file"), "").unwrap();
        assert!(refused(&["import", "csv", &path("none.csv"), "-o", &path("net")]).contains("none.csv"));
        assert!(refused(&["import", "osm", &path("none.pbf"), "-o", &path("net")]).contains("none.pbf"));
        assert!(refused(&["import", "csv", &path("edges.csv"), "-o", &path("file/net")]).contains("cannot create"));
        assert!(refused(&["import", "geojson", &path("edges.csv"), "-o", &path("net")]).contains("holds no line"));
        assert!(refused(&["import", "csv", &path("edges.csv"), "-o", &path("net"), "--map", "gauge=spur"]).contains("no such column"));
        assert!(!folder.path().join("net").exists());
    }

    /// A disk that is full at the first byte: what is printed is an error, and the folder was whole before.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).display().to_string();
        std::fs::write(path("edges.csv"), EDGES).unwrap();
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = program(&["import", "csv", &path("edges.csv"), "-o", &path("net")]).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains("No space left"), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(run(&["route", "A", "C", "--network", &path("net"), "-q"]).code, 0);
    }
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_told_of_the_file_with_what_helps() {
    if !Path::new("/dev/full").exists() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("route.html");
    std::os::unix::fs::symlink("/dev/full", &path).unwrap();
    let said = refused(&["route", "Khorgos", "Europe", "-o", path.to_str().unwrap()]);
    assert!(said.contains("cannot write") && said.contains("route.html") && said.contains("make room"), "{said}");
}

#[test]
fn lists_that_are_no_utf8_packed_or_cut_by_semicolons_are_told_by_line() {
    let folder = tempfile::tempdir().unwrap();
    let refusal = |bytes: &[u8]| {
        let path = folder.path().join("od.csv");
        std::fs::write(&path, bytes).unwrap();
        refused(&["critical", "--od", path.to_str().unwrap()])
    };
    let latin = refusal(b"from,to\nAlmaty,Khorgos\nM\xfcnchen,Khorgos\n");
    assert!(latin.contains("od.csv:3 `byte 0xfc`: is not UTF-8; save the file as UTF-8"), "{latin}");
    assert!(refusal(b"\xff\xfef\0r\0").contains("is UTF-16; save the file as UTF-8"));
    assert!(refusal(b"\x1f\x8b\x08\xff").contains("is a packed file; unpack it first"));
    let semicolons = refusal(b"from;to\nAlmaty;Khorgos\n");
    assert!(semicolons.contains("od.csv:1 from `from;to`: is missing from the header") && semicolons.contains("separated by commas"), "{semicolons}");
    let windows = refusal(b"from,to\r\n\r\nAlmaty,Khorgos\r\nAlmaty,\r\n");
    assert!(windows.contains("od.csv:4 to: is empty"), "{windows}");
    let scenario = folder.path().join("s.toml");
    std::fs::write(&scenario, b"schema = 1\nname = \"\xfc\"\n").unwrap();
    assert!(refused(&["route", "Khorgos", "Europe", "--scenario", scenario.to_str().unwrap()]).contains("s.toml:2 `byte 0xfc`: is not UTF-8"));
}
