//! The rules of the house: imports point one way, only the command line prints, nothing reads a clock.
//!
//! The checks read the source as text. They see `use crate::a::b`, `crate::a::b` in the middle of a line, groups
//! such as `crate::{a, b::c}`, and `super::` paths that lead out of a module. Tests inside a module
//! and comments are left out.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;

/// The floors from the ground up: a module imports from floors below its own, and from nothing beside it. The top
/// one sees all of the house, the re-exports of `lib.rs` too.
const FLOORS: &[&[&str]] = &[
    &["units", "error", "cache"],
    &["geography", "impact", "land"],
    &["nearby"],
    &["network"],
    &["request", "data"],
    &["query", "frozen"],
    &["solve", "chance", "area"],
    &["state"],
    &["itinerary", "scenario", "prepared"],
    &["report"],
    &["analysis", "import"],
    &["export"],
    &["cli"],
];

/// Modules that import nothing of ours.
const ALONE: &[&str] = &["solve", "chance", "area", "land", "units", "error", "cache"];

/// Imports against the rule, each with its reason. Keep it short.
const EXCEPTIONS: &[(&str, &str, &str)] =
    &[("network", "data", "a network keeps the texts it was read from: for its digest, for listings, and to read waypoints when a line is first drawn")];

/// What may stand in some modules only, and why.
const RESERVED: &[(&[&str], &[&str], &str)] = &[
    (&["println!", "print!", "eprintln!", "eprint!", "dbg!", "stdout()", "stderr()", "stdin()"], &["cli", "main"], "only the command line prints and listens"),
    (&["std::fs", "File::open", "File::create"], &["data", "cache", "cli"], "files are read by `data`, written by `cli`, and kept by `cache`"),
    (&["std::env", "std::process"], &["cli", "main"], "only the command line knows its surroundings"),
    (&["Instant", "SystemTime", "UNIX_EPOCH", "Zoned", "Timestamp", "std::time"], &[], "no clock: the same question to the same data gives the same bytes"),
    (&["rand::", "thread_rng", "fastrand", "getrandom"], &[], "no randomness but from a seed"),
    (&["static mut", "thread_local!", "lazy_static!"], &[], "no global state"),
];

/// The engine rooms, which do not know the words of the trade.
const ENGINES: &[&str] = &["solve", "chance", "area"];

/// The words of the trade.
const FREIGHT: &[&str] = &["gauge", "freight", "border", "ferry", "country", "countries", "train", "ship", "cargo", "network", "station", "haul"];

/// One source file: its module path and its code without comments and tests.
struct Source {
    file: String,
    modules: Vec<String>,
    code: Vec<String>,
}

impl Source {
    fn new(file: &str, text: &str) -> Self {
        let mut modules: Vec<String> = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
        if modules.last().is_some_and(|m| m == "mod") {
            modules.pop();
        }
        let mut code = Vec::new();
        let mut lines = text.lines().peekable();
        while let Some(line) = lines.next() {
            let inline_tests = lines.peek().is_some_and(|next| next.contains("mod ") && next.trim_end().ends_with('{'));
            if line.trim() == "#[cfg(test)]" && inline_tests {
                break;
            }
            code.push(line.split("//").next().unwrap_or_default().to_owned());
        }
        Self { file: file.to_owned(), modules, code }
    }

    /// The module of the ground plan it belongs to.
    fn module(&self) -> &str {
        &self.modules[0]
    }

    /// The modules of ours that it names, with the line.
    fn imports(&self) -> Vec<(usize, String)> {
        let code = self.code.join("\n");
        let mut found = Vec::new();
        for (at, _) in code.match_indices("crate::") {
            found.extend(first_names(&code[at + "crate::".len()..]).into_iter().map(|name| (at, name)));
        }
        let mut at = 0;
        while let Some(next) = code[at..].find("super::") {
            let start = at + next;
            let mut rest = start;
            let mut up = 0;
            while code[rest..].starts_with("super::") {
                (rest, up) = (rest + "super::".len(), up + 1);
            }
            if up >= self.modules.len() {
                found.extend(first_names(&code[rest..]).into_iter().map(|name| (start, name)));
            }
            at = rest;
        }
        let line = |at: usize| code[..at].matches('\n').count() + 1;
        found.into_iter().map(|(at, name)| (line(at), name)).collect()
    }

    fn problems(&self) -> Vec<String> {
        let mut problems = self.import_problems();
        for (words, allowed, why) in RESERVED {
            for (i, line) in self.code.iter().enumerate() {
                if let Some(word) = words.iter().find(|w| has_word(line, w))
                    && !allowed.contains(&self.module())
                {
                    problems.push(format!("src/{}:{}: `{word}`: {why}", self.file, i + 1));
                }
            }
        }
        problems.extend(self.code.iter().enumerate().filter(|_| ENGINES.contains(&self.module())).flat_map(|(i, line)| {
            let lower = line.to_lowercase();
            let known = FREIGHT.iter().find(|w| lower.contains(**w))?;
            Some(format!("src/{}:{}: an engine knows the word `{known}`", self.file, i + 1))
        }));
        if self.module() == "units" {
            problems.extend(self.float_fields());
        }
        problems
    }

    fn import_problems(&self) -> Vec<String> {
        let floor = |module: &str| FLOORS.iter().position(|f| f.contains(&module));
        let own = self.module();
        if matches!(own, "lib" | "main") {
            return Vec::new();
        }
        let Some(own_floor) = floor(own) else {
            return vec![format!("src/{}: the module `{own}` has no floor; give it one in FLOORS", self.file)];
        };
        let mut problems = Vec::new();
        for (line, module) in self.imports() {
            let allowed = module == own
                || !ALONE.contains(&own) && floor(&module).is_some_and(|f| f < own_floor)
                || own_floor + 1 == FLOORS.len()
                || EXCEPTIONS.iter().any(|e| (e.0, e.1) == (own, module.as_str()));
            if !allowed {
                problems.push(format!("src/{}:{line}: `{own}` must not import `{module}`", self.file));
            }
        }
        problems
    }

    /// Quantities are integers: no float in any struct.
    fn float_fields(&self) -> Vec<String> {
        let mut problems = Vec::new();
        let mut inside = false;
        for (i, line) in self.code.iter().enumerate() {
            inside |= line.contains("struct ");
            if inside && ["f32", "f64"].iter().any(|f| has_word(line, f)) {
                problems.push(format!("src/{}:{}: a quantity with a float", self.file, i + 1));
            }
            inside &= !(line.contains(';') || line.contains('}'));
        }
        problems
    }
}

/// Whether a line has a word that is not the tail of a longer one (`print!` in `eprint!`).
fn has_word(line: &str, word: &str) -> bool {
    let tail = |at: usize| line[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_');
    let head = |at: usize| {
        let more = |c: char| c.is_alphanumeric() || c == '_';
        word.ends_with(more) && line[at + word.len()..].starts_with(more)
    };
    line.match_indices(word).any(|(at, _)| !tail(at) && !head(at))
}

/// The first names of a path, or of each path of a group in braces.
fn first_names(path: &str) -> Vec<String> {
    let name = |text: &str| text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let Some(group) = path.strip_prefix('{') else { return vec![name(path)] };
    let mut names = vec![name(group)];
    let mut depth = 1;
    for (i, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => break,
            '}' => depth -= 1,
            ',' if depth == 1 => names.push(name(&group[i + 1..])),
            _ => {}
        }
    }
    names.retain(|n| !n.is_empty());
    names
}

fn sources() -> Vec<Source> {
    fn walk(root: &Path, folder: &Path, out: &mut Vec<Source>) {
        let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                walk(root, &path, out);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let file = path.strip_prefix(root).unwrap().components().map(|c| c.as_os_str().to_str().unwrap()).collect::<Vec<_>>().join("/");
                out.push(Source::new(&file, &std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut out = Vec::new();
    walk(&root, &root, &mut out);
    out
}

#[test]
fn the_house_keeps_its_rules() {
    let sources = sources();
    assert!(sources.len() > 30 && sources.iter().any(|s| s.file == "solve/mod.rs"), "the source is found");
    let problems: Vec<String> = sources.iter().flat_map(Source::problems).collect();
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

#[test]
fn the_floor_plan_names_modules_that_are_there_and_exceptions_that_are_needed() {
    let sources = sources();
    for module in FLOORS.concat() {
        assert!(sources.iter().any(|s| s.module() == module), "there is no module `{module}`");
    }
    for (from, to, _) in EXCEPTIONS {
        let used = sources.iter().filter(|s| s.module() == *from).any(|s| s.imports().iter().any(|(_, m)| m == to));
        assert!(used, "`{from}` no longer imports `{to}`: delete the exception");
    }
}

#[test]
fn the_checker_sees_a_wrong_import() {
    let says = |file: &str, text: &str| Source::new(file, text).problems();
    let up = |file: &str, own: &str, module: &str, line: usize| vec![format!("src/{file}:{line}: `{own}` must not import `{module}`")];
    assert_eq!(says("network/mod.rs", "\nuse crate::state::StateGraph;\n"), up("network/mod.rs", "network", "state", 2));
    assert_eq!(says("export/csv.rs", "use crate::cli::Args;"), up("export/csv.rs", "export", "cli", 1));
    assert_eq!(says("query.rs", "fn f() { crate::analysis::answer(n, r) }"), up("query.rs", "query", "analysis", 1));
    assert_eq!(says("state/mod.rs", "use crate::{units::Length, report::{Report, Cell}};"), up("state/mod.rs", "state", "report", 1));
    assert_eq!(says("state/figures.rs", "use super::super::report::Report;"), up("state/figures.rs", "state", "report", 1));
    assert_eq!(says("impact.rs", "use super::network::Network;"), up("impact.rs", "impact", "network", 1));
    assert_eq!(says("impact.rs", "use crate::geography::Position;"), up("impact.rs", "impact", "geography", 1), "nothing beside it");
    assert_eq!(says("solve/shortest.rs", "use crate::units::Length;"), up("solve/shortest.rs", "solve", "units", 1), "solve stands alone");
    assert_eq!(says("query.rs", "use crate::Report;"), up("query.rs", "query", "Report", 1), "not by way of the re-exports");
    assert_eq!(says("novelty.rs", ""), ["src/novelty.rs: the module `novelty` has no floor; give it one in FLOORS"]);

    assert_eq!(says("state/figures.rs", "use crate::network::Network;\nuse super::halves;\nuse super::super::units::Money;"), Vec::<String>::new());
    assert_eq!(says("solve/alternatives.rs", "use super::{Path, Search};\n// use crate::network::Network;"), Vec::<String>::new());
    assert_eq!(says("units.rs", "#[cfg(test)]\nmod tests {\n    use crate::network::Network;\n}"), Vec::<String>::new());
}

#[test]
fn the_checker_sees_reserved_words() {
    let says = |file: &str, text: &str| Source::new(file, text).problems().join("\n");
    for text in ["    println!(\"x\");", "eprint!(\"x\");", "dbg!(x);", "std::io::stdout().lock();"] {
        assert!(says("analysis/route.rs", text).contains("only the command line prints"), "{text}");
        assert_eq!(says("cli/mod.rs", text), "");
    }
    assert!(says("analysis/route.rs", "let text = std::fs::read(path);").contains("files are read by"));
    assert!(says("state/mod.rs", "let now = std::time::Instant::now();").contains("no clock"));
    assert!(says("cli/mod.rs", "let now = SystemTime::now();").contains("no clock"));
    assert!(says("analysis/risk.rs", "let x = rand::random();").contains("from a seed"));
    assert!(says("solve/mod.rs", "fn cheapest_gauge() {}").contains("an engine knows the word `gauge`"));
    assert!(says("units.rs", "pub struct Length(f64);").contains("a quantity with a float"));
    assert!(says("units.rs", "pub struct Spread {\n    low: Duration,\n    mean: f64,\n}").contains("units.rs:3"));
    assert_eq!(says("units.rs", "pub struct Length(u64);\nfn from(metres: f64) -> Length {}"), "", "floats may be converted");
    assert_eq!(says("report.rs", "sprintln!();\nlet Instantly = 1;"), "", "whole words only");
}
