//! The command-line program; see the library for everything else.

use std::process::ExitCode;

fn main() -> ExitCode {
    corridor::cli::main(std::env::args_os())
}
