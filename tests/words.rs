//! Reports in words: every command says its question, its answer with figures of its own, and its method.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::sync::LazyLock;

use corridor::export::{Exporter, Template};
use corridor::impact::{Criterion, Measure};
use corridor::request::FlowUnit;
use corridor::scenario::Scenario;
use corridor::{
    Batch, Check, ClaimRequest, CompareRequest, CriticalRequest, CutRequest, ElementKind, ImpactRequest, LintRequest, ListRequest, Listing, MatrixRequest,
    Network, Pair, PanelRequest, ParetoRequest, ReachRequest, Report, Request, RiskRequest, RouteRequest, Source, SweepRequest, Tally, TransitRequest,
    VerifyRequest, WhyRequest, export,
};
use serde_json::Value;

/// Commands that answer no question about the network.
const WITHOUT_WORDS: [&str; 6] = ["help", "completions", "man", "batch", "import", "drape"];

fn route(from: &str, to: &str) -> RouteRequest {
    RouteRequest { from: from.to_owned(), to: to.to_owned(), ..RouteRequest::default() }
}

fn panel() -> PanelRequest {
    let pair = |from: &str, to: &str| Pair { from: from.to_owned(), to: to.to_owned(), weight: 1, line: 0 };
    PanelRequest { pairs: vec![pair("Almaty", "Poti"), pair("Xi'an", "Tehran"), pair("Tashkent", "Istanbul")], ..PanelRequest::default() }
}

fn requests() -> Vec<Request> {
    let scenario = |name: &str| (name.to_owned(), Scenario::shipped_text(name).unwrap().to_owned());
    let reach = ReachRequest { route: route("Khorgos", ""), ..ReachRequest::default() };
    let list = |what| Request::List(ListRequest { what, filter: Vec::new(), as_of: None, geometry: false });
    vec![
        Request::Route(route("Khorgos", "Europe")),
        Request::Route(RouteRequest { avoid: vec!["KZ".to_owned()], ..route("Almaty", "Astana") }),
        Request::Transit(TransitRequest { route: route("China", "Europe"), through: None }),
        Request::Pareto(ParetoRequest { route: route("Xi'an", "Tehran"), criteria: vec![Measure::Time, Measure::Cost], epsilon: 0 }),
        Request::Pareto(ParetoRequest { route: route("Khorgos", "Almaty"), criteria: vec![Measure::Time, Measure::GaugeChanges], epsilon: 0 }),
        Request::Why(WhyRequest { route: route("Xi'an", "Istanbul"), against: "TITR".to_owned() }),
        Request::Sweep(SweepRequest { route: route("Xi'an", "Tehran"), param: "value_of_time".to_owned(), range: "0..300".to_owned() }),
        Request::Risk(RiskRequest { route: route("Khorgos", "Europe"), draws: 500, ..RiskRequest::default() }),
        Request::Reach(ReachRequest { within: vec!["5d".to_owned(), "10d".to_owned()], ..reach.clone() }),
        Request::Reach(ReachRequest {
            break_even: vec!["NELB".to_owned(), "TITR".to_owned()],
            over: Some("Europe".to_owned()),
            route: route("Xi'an", ""),
            ..reach
        }),
        Request::Cut(CutRequest { route: route("China", "Europe"), of: ElementKind::Link, capacity: None }),
        Request::Cut(CutRequest { route: route("Aktau", "Baku"), of: ElementKind::Link, capacity: Some(FlowUnit::Teu) }),
        Request::Critical(CriticalRequest { panel: panel(), ..CriticalRequest::default() }),
        Request::Compare(CompareRequest { scenarios: vec![scenario("without-russia-belarus")], panel: panel() }),
        Request::Impact(ImpactRequest { projects: vec!["BTK".to_owned(), "CKU".to_owned()], portfolio: false, panel: panel() }),
        Request::Impact(ImpactRequest { projects: Vec::new(), portfolio: true, panel: panel() }),
        Request::Claim(ClaimRequest { claim: "KURYK-4H".to_owned(), geometry: true }),
        Request::Claim(ClaimRequest { claim: String::new(), geometry: true }),
        Request::Matrix(MatrixRequest {
            origins: Vec::new(),
            destinations: Vec::new(),
            pairs: vec![
                Pair { from: "Khorgos".into(), to: "Aktau".into(), weight: 1, line: 0 },
                Pair { from: "Almaty".into(), to: "Poti".into(), weight: 1, line: 0 },
            ],
            criteria: vec![Criterion::Cost],
            wide: false,
            terms: RouteRequest::default(),
        }),
        Request::Matrix(MatrixRequest {
            pairs: Vec::new(),
            origins: vec!["China".to_owned()],
            destinations: vec!["Tehran".to_owned()],
            criteria: vec![Criterion::Time],
            wide: false,
            terms: route("", ""),
        }),
        Request::Verify(VerifyRequest { only: vec![Check::Costs], geometry: false }),
        Request::Lint(LintRequest::default()),
        list(Listing::Links),
        list(Listing::Projects),
    ]
}

/// An answer of each kind.
static REPORTS: LazyLock<Vec<Report>> = LazyLock::new(|| reports(&corridor::load(&Source::default()).unwrap().0));

fn reports(network: &Network) -> Vec<Report> {
    let mut reports: Vec<Report> = requests().iter().map(|request| corridor::answer(network, request).unwrap()).collect();
    let (batch, mut tally) = (Batch::new(network), Tally::default());
    for (i, (from, to)) in [("Khorgos", "Duisburg"), ("Atlantis", "Duisburg"), ("Almaty", "Aktau")].into_iter().enumerate() {
        tally.add(i as u64, &batch.answer(&route(from, to)));
    }
    reports.push(tally.report(network, &RouteRequest::default()).unwrap());
    reports
}

fn filled(report: &Report, source: &str) -> String {
    let mut out = Vec::new();
    Template { name: "words".to_owned(), source: source.to_owned() }.render(report, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn every_command_has_question_answer_and_method() {
    let mut said = BTreeSet::new();
    for report in &*REPORTS {
        let command = report.request["command"].as_str().unwrap().to_owned();
        let [question, answer] = ["{{ question }}", "{{ answer }}"].map(|source| filled(report, source));
        assert!(question.contains('?') && !question.contains("  ") && !question.contains("for ?"), "{command}: {question}");
        assert!(!answer.contains("  ") && answer.ends_with('.'), "{command}: {answer}");
        // Two sentences, except the reason for no answer.
        assert!(answer.matches(". ").count() >= 1 || !report.answered, "{command}: {answer}");
        assert!(filled(report, "{{ method|length }}").parse::<usize>().unwrap() >= if command == "lint" { 1 } else { 2 }, "{command}");
        for format in ["md", "html"] {
            let mut page = Vec::new();
            export::by_name(format).unwrap().render(report, &mut page).unwrap();
            let page = String::from_utf8(page).unwrap();
            assert!(page.contains("docs/method.md"), "{command} as {format} has no method");
        }
        said.insert(command);
    }
    let help = std::process::Command::new(env!("CARGO_BIN_EXE_corridor")).arg("--help").output().unwrap().stdout;
    let help = String::from_utf8(help).unwrap();
    let commands = help.lines().skip_while(|l| !l.starts_with("Commands:")).skip(1).take_while(|l| !l.is_empty());
    let commands = commands.filter(|l| !l.starts_with("   ")).filter_map(|l| l.split_whitespace().next());
    let silent: Vec<&str> = commands.filter(|c| !WITHOUT_WORDS.contains(c) && !said.contains(*c)).collect();
    assert!(silent.is_empty() && said.contains("batch"), "no words are tried for {silent:?}");
}

/// Every number of an answer, how many things it lists, and how many of them are alike.
fn numbers(value: &Value, out: &mut Vec<f64>) {
    match value {
        Value::Number(n) => out.extend(n.as_f64()),
        Value::String(text) => out.extend(text.split(|c: char| !c.is_ascii_digit() && c != '.').filter_map(|n| n.parse::<f64>().ok())),
        Value::Array(all) => {
            out.push(all.len() as f64);
            let mut alike = std::collections::BTreeMap::<(&String, String), usize>::new();
            all.iter().filter_map(Value::as_object).flatten().for_each(|(k, v)| *alike.entry((k, v.to_string())).or_default() += 1);
            out.extend(alike.into_values().map(|n| n as f64));
            all.iter().for_each(|v| numbers(v, out));
        }
        Value::Object(fields) => fields.values().for_each(|v| numbers(v, out)),
        _ => {}
    }
}

#[test]
fn the_figures_of_an_answer_are_those_of_its_report() {
    for report in &*REPORTS {
        let mut json = Vec::new();
        export::by_name("json").unwrap().render(report, &mut json).unwrap();
        let mut known = Vec::new();
        numbers(&serde_json::from_slice(&json).unwrap(), &mut known);
        // Hours are said as days, shares of standing are shown by the tables; sums stand in no row.
        known.extend(known.clone().into_iter().map(|n| n / 24.0));
        known.extend(report.itineraries.iter().map(|i| i.dwell_percent() as f64));
        for table in report.tables.iter().filter(|t| ["claims", "counts"].contains(&t.name.as_str())) {
            let column = |i: usize| table.rows.iter().filter_map(|row| row[i].to_string().parse::<f64>().ok()).sum::<f64>();
            known.extend((0..table.columns.len()).map(column));
        }
        let answer = filled(report, "{{ answer }}");
        let mut checked = 0;
        for word in answer.split(|c: char| c.is_whitespace() || "()".contains(c)) {
            let word = word.trim_end_matches(|c: char| ".,;:".contains(c)).replace(',', "");
            let Ok(number) = word.parse::<f64>() else { continue };
            let half = 0.5 / 10f64.powi(word.split_once('.').map_or(0, |(_, d)| d.len()) as i32) + 1e-9;
            assert!(known.iter().any(|k| (k.abs() - number.abs()).abs() <= half), "{word} of: {answer}");
            checked += 1;
        }
        assert!(checked > 0 || !report.answered || report.request["command"] == "cut", "no figure in: {answer}");
    }
}

/// The cells of a line of a table; escaped pipes are no ends.
fn cells(line: &str) -> Vec<String> {
    let line = line.replace("\\|", "¦");
    line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
}

/// The tables of a page of Markdown: heading, rules and rows.
fn tables(page: &str) -> Vec<Vec<Vec<String>>> {
    let lines: Vec<&str> = page.lines().collect();
    let blocks = lines.chunk_by(|a, b| a.starts_with('|') == b.starts_with('|'));
    blocks.filter(|block| block[0].starts_with('|')).map(|block| block.iter().map(|line| cells(line)).collect()).collect()
}

#[test]
fn tables_in_markdown_are_for_people() {
    let number = |cell: &str| cell.replace(',', "").parse::<f64>().is_ok();
    let decimals = |cell: &str| cell.split_once('.').map_or(0, |(_, d)| d.len());
    let mut upright = 0;
    // A list tells the data as it is written.
    for report in REPORTS.iter().filter(|r| r.request["command"] != "list") {
        let mut page = Vec::new();
        export::by_name("md").unwrap().render(report, &mut page).unwrap();
        let page = String::from_utf8(page).unwrap();
        for table in tables(&page) {
            let [heading, rules, rows @ ..] = table.as_slice() else { panic!("{table:?}") };
            assert!(rows.iter().all(|row| row.len() == heading.len()) && rules.len() == heading.len(), "{table:?}");
            upright += usize::from(*heading == ["figure", "value"]);
            for (i, name) in heading.iter().enumerate() {
                let column: Vec<&str> = rows.iter().map(|row| row[i].as_str()).collect();
                assert!(!name.contains('_'), "{} has the heading {name}", report.title);
                assert!(
                    column.iter().any(|cell| !cell.is_empty()) || ["detail", "corridors", "confidence", "km"].contains(&name.as_str()),
                    "{}: {name} is empty",
                    report.title
                );
                let unit = name.rsplit(", ").next().unwrap();
                if ["km", "h", "days", "USD", "kg CO2e", "%", "km/h", "km²"].contains(&unit) && column.iter().all(|cell| cell.is_empty() || number(cell)) {
                    let most = if ["h", "days", "%", "km/h"].contains(&unit) { 1 } else { 0 };
                    assert!(column.iter().all(|cell| decimals(cell) <= most), "{}: {name} is {column:?}", report.title);
                    assert!(rules[i].ends_with("-:"), "{}: {name} stands to the left", report.title);
                }
            }
        }
    }
    assert!(upright >= 2, "a wide table of one row stands upright");
}

#[test]
fn only_what_shows_the_network_around_an_answer_pays_for_it() {
    let (network, _) = corridor::load(&Source::default()).unwrap();
    let report = corridor::answer(&network, &Request::Route(RouteRequest { geometry: false, ..route("Khorgos", "Europe") })).unwrap();
    assert!(report.dataset.digest.is_empty() && report.backdrop.is_none() && report.sources.is_empty(), "an answer by itself");
    for exporter in export::ALL {
        let framed = corridor::framed(&network, report.clone(), exporter.frame());
        assert_eq!(framed.backdrop.is_some(), exporter.name() == "html", "{}", exporter.name());
        assert_eq!(!framed.dataset.digest.is_empty(), ["html", "json"].contains(&exporter.name()), "{}", exporter.name());
        assert_eq!(!framed.sources.is_empty(), ["html", "md"].contains(&exporter.name()), "{}", exporter.name());
    }
    let map = export::Svg { chart: Some("map") };
    assert!(corridor::framed(&network, report, map.frame()).backdrop.is_some());
    // What has no place needs no map.
    let sources = corridor::answer(&network, &Request::List(ListRequest { what: Listing::Sources, filter: Vec::new(), geometry: true, as_of: None })).unwrap();
    assert!(corridor::framed(&network, sources, corridor::report::Frame::WHOLE).backdrop.is_none());
}
