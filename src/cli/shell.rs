//! What a shell wants of the program: completions, with the names of places, and the manual.
//!
//! The script that `corridor completions SHELL` prints asks the program itself at every TAB, so it knows the names
//! that this version ships.

use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::Path;

use clap::CommandFactory;
use clap_complete::CompleteEnv;
use clap_complete::engine::CompletionCandidate;
use clap_complete::env::Shells;

use super::args::Args;
use crate::data::Source;
use crate::error::Error;
use crate::network::{Named, Network, fold};

/// The shells that are served.
pub(super) const SHELLS: [&str; 5] = ["bash", "elvish", "fish", "powershell", "zsh"];

/// The variable by which a script asks for completions.
const ASKED: &str = "COMPLETE";

/// The program as `clap` sees it.
pub(super) fn program() -> clap::Command {
    <Args as CommandFactory>::command()
}

/// Answers a completion script, if it is one that called; `None` when a person did.
pub(super) fn complete(args: &[OsString]) -> Option<Result<(), clap::Error>> {
    let folder = std::env::current_dir().ok();
    let asked = CompleteEnv::with_factory(program).var(ASKED).try_complete(args.iter().cloned(), folder.as_deref());
    match asked {
        Ok(true) => Some(Ok(())),
        Ok(false) => None,
        Err(e) => Some(Err(e)),
    }
}

/// The script that a shell reads at its start.
pub(super) fn completions(shell: &str, out: &mut dyn Write) -> Result<(), Error> {
    let shells = Shells::builtins();
    let shell = shells.completer(shell).ok_or_else(|| Error::Usage(format!("unknown shell `{shell}`; one of {}", SHELLS.join(", "))))?;
    shell.write_registration(ASKED, "corridor", "corridor", "corridor", out)?;
    Ok(())
}

/// The manual page of the program or of one command.
pub(super) fn manual(command: Option<&str>, out: &mut dyn Write) -> Result<(), Error> {
    let mut program = program();
    program.build();
    let page = match command {
        None => program,
        Some(name) => {
            let found = program.find_subcommand(name).ok_or_else(|| Error::Usage(format!("no command `{name}`; `corridor --help` names all")))?;
            found.clone()
        }
    };
    clap_mangen::Man::new(page).render(out)?;
    Ok(())
}

/// All pages as files: `corridor.1`, `corridor-route.1`, ...
pub(super) fn manuals(folder: &Path) -> Result<(), Error> {
    let error = |source| Error::File { action: "write", path: folder.to_owned(), source };
    std::fs::create_dir_all(folder).map_err(error)?;
    clap_mangen::generate_to(program(), folder).map_err(error)
}

/// Ends of a route and places to pass: places, regions, countries and nodes. Without a letter typed, the places and regions.
pub(super) fn ends(typed: &OsStr) -> Vec<CompletionCandidate> {
    let wanted = |named| !matches!(named, Named::Corridor(_)) && (!typed.is_empty() || matches!(named, Named::Place(_) | Named::Region(_)));
    candidates(typed, wanted)
}

/// What can be avoided: any of them, and corridors.
pub(super) fn anything(typed: &OsStr) -> Vec<CompletionCandidate> {
    candidates(typed, |named| !typed.is_empty() || matches!(named, Named::Country(_) | Named::Region(_)))
}

/// Corridors.
pub(super) fn corridors(typed: &OsStr) -> Vec<CompletionCandidate> {
    candidates(typed, |named| matches!(named, Named::Corridor(_)))
}

/// Panels of OD pairs.
pub(super) fn panels(typed: &OsStr) -> Vec<CompletionCandidate> {
    let rows = network().map(|n| n.table("panels.csv")).unwrap_or_default();
    let codes = rows.into_iter().skip(1).filter_map(|row| row.into_iter().next());
    codes.filter_map(|code| continued(typed.to_str()?, &code.to_lowercase())).map(CompletionCandidate::new).collect()
}

/// Shipped scenarios.
pub(super) fn scenarios() -> Vec<CompletionCandidate> {
    crate::scenario::SHIPPED.iter().map(|(name, _)| CompletionCandidate::new(*name)).collect()
}

/// The shipped network: what else is laid on the command line counts only when it runs.
fn network() -> Option<Network> {
    crate::load(&Source::default()).ok().map(|loaded| loaded.0)
}

fn candidates(typed: &OsStr, wanted: impl Fn(Named) -> bool) -> Vec<CompletionCandidate> {
    let (Some(network), Some(typed)) = (network(), typed.to_str()) else { return Vec::new() };
    let found = names(&network, typed, wanted);
    found.into_iter().map(|(name, named)| CompletionCandidate::new(name).help(Some(kind(named).into()))).collect()
}

const fn kind(named: Named) -> &'static str {
    match named {
        Named::Place(_) => "place",
        Named::Node(_) => "node",
        Named::Region(_) => "region",
        Named::Country(_) => "country",
        Named::Corridor(_) => "corridor",
    }
}

/// Names that go on from what is typed, in any case and without regard to accents, hyphens and spaces, in a
/// spelling that no shell needs quotes for. A thing goes by its name and its code; by other names only where those do not fit.
fn names(network: &Network, typed: &str, wanted: impl Fn(Named) -> bool) -> Vec<(String, Named)> {
    let mut out: Vec<(String, Named)> = Vec::new();
    // Each thing is visited by its code, its name, then its other names.
    let (mut last, mut at) = (None, 0);
    network.each_name(|named, name| {
        at = if last == Some(named) { at + 1 } else { 0 };
        last = Some(named);
        if !wanted(named) || at > 1 && out.iter().any(|(_, other)| *other == named) {
            return;
        }
        let Some(name) = continued(typed, name) else { return };
        // A name reads better than a code that is the same in capitals.
        out.retain(|(other, thing)| at != 1 || *thing != named || fold(other) != fold(&name));
        if !out.iter().any(|(other, _)| fold(other) == fold(&name)) {
            out.push((name, named));
        }
    });
    out.sort();
    out
}

/// `khor` and `Khorgos` make `khorgos`: what is typed stays as it is, since most shells insist on it.
fn continued(typed: &str, name: &str) -> Option<String> {
    if !typed.is_ascii() {
        let rest = name.to_lowercase().strip_prefix(&typed.to_lowercase())?.to_owned();
        return name.chars().all(char::is_alphanumeric).then(|| format!("{typed}{rest}"));
    }
    // Names in other scripts are offered to who types them.
    if !name.chars().all(|c| c < '\u{250}') {
        return None;
    }
    let name = plain(name);
    let key = fold(typed);
    let fits = |i: &usize| fold(&name[..*i]) == key;
    let mut ends = (0..=name.len()).filter(fits);
    let at = if typed.ends_with(|c: char| !c.is_ascii_alphanumeric()) { ends.next_back() } else { ends.next() }?;
    let code = !name.contains(|c: char| c.is_ascii_lowercase());
    let rest = if code && typed.ends_with(|c: char| c.is_ascii_lowercase()) { name[at..].to_lowercase() } else { name[at..].to_owned() };
    Some(format!("{typed}{rest}"))
}

/// A name of letters, digits, hyphens and colons, that means the same.
fn plain(name: &str) -> String {
    let mut out = String::new();
    for c in deunicode::deunicode(name).chars() {
        match c {
            c if c.is_ascii_alphanumeric() || c == ':' => out.push(c),
            ' ' | '-' | '/' if !out.ends_with('-') => out.push('-'),
            _ => {}
        }
    }
    out.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_goes_on_to_a_name() {
        for (typed, name, expected) in [
            ("khor", "Khorgos", Some("khorgos")),
            ("XIA", "Xi'an", Some("XIAn")),
            ("central", "Central Asia", Some("central-Asia")),
            ("central-", "Central Asia", Some("central-Asia")),
            ("kos", "Köseköy", Some("kosekoy")),
            ("Kös", "Köseköy", Some("Köseköy")),
            ("Хор", "Хоргос", Some("Хоргос")),
            ("khor", "Хоргос", None),
            ("x", "Khorgos", None),
            ("Eur", "EUROPE:ENTRY", Some("Europe:entry")),
            ("", "Sarakhs (Iran)", Some("Sarakhs-Iran")),
        ] {
            let expected = expected.map(str::to_owned);
            assert_eq!(continued(typed, name), expected, "{typed} {name}");
        }
    }

    #[test]
    fn every_name_offered_means_the_thing_and_needs_no_quotes() {
        let network = network().unwrap();
        let mut seen = 0;
        for letter in 'a'..='z' {
            for (name, named) in names(&network, &letter.to_string(), |_| true) {
                assert!(network.named(&name).contains(&named), "{name}");
                assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == ':'), "{name}");
                seen += 1;
            }
        }
        assert!(seen > 800, "{seen}");
    }
}
