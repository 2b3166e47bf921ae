//! The command-line program; see the library for everything else.

use std::process::ExitCode;

/// Many threads that make and drop many small things, as `batch` does, wait for each other in that of the system.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    corridor::cli::main(std::env::args_os())
}
