//! The command: `cargo run` serves the book; `cargo run -- --help` lists the rest.

use anyhow::Result;
use clap::{Parser, Subcommand};
use press::site::{build, epub, preprocess};
use press::{measure, new, record, schedules, serve};
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;

/// Builds, serves and records the book.
///
/// Without a command: serve. Stop it with Ctrl-C.
#[derive(Parser)]
#[command(
    name = "press",
    bin_name = "cargo run --",
    version,
    args_conflicts_with_subcommands = true
)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: serve::Options,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the book on this machine, and build it again on every change
    Serve(serve::Options),
    /// Write the book as static files
    Build {
        /// The folder to write it to, if not the one that book.toml names
        #[arg(long, value_name = "DIR")]
        dest: Option<PathBuf>,
        /// In mdBook's own theme, for figures beside this book's
        #[arg(long, hide = true)]
        stock: bool,
    },
    /// Write the book as an EPUB
    Epub {
        /// The file to write, if not book.epub
        #[arg(long, value_name = "FILE")]
        dest: Option<PathBuf>,
    },
    /// Start a program: listings/<PROGRAM>, or listings/<PROGRAM>/<VARIANT>, with four listings that run, and a claim
    New {
        program: String,
        /// The name of a variant of the program
        variant: Option<String>,
    },
    /// Run listings, and keep what they did for the book to show
    Record(record::Options),
    /// Find every order in which the threads of listings can run, and keep them for the book to show
    Schedules(schedules::Options),
    /// Run release builds of listings, and keep what they needed for the book to show
    Measure(measure::Options),
    /// Be a preprocessor of mdBook, which starts this by itself (see book.toml)
    Preprocess {
        #[command(subcommand)]
        question: Option<Question>,
    },
}

#[derive(Subcommand)]
enum Question {
    /// Whether pages are made for this output of mdBook: exit code 0 if so
    Supports { renderer: String },
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", press::in_words(&error));
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<()> {
    tracing_subscriber::fmt()
        .without_time()
        .with_target(false)
        .with_ansi(io::stderr().is_terminal())
        .with_max_level(tracing_subscriber::filter::LevelFilter::WARN)
        .with_writer(io::stderr)
        .init();
    let here = std::env::current_dir()?;
    match arguments.command.unwrap_or(Command::Serve(arguments.serve)) {
        Command::Serve(options) => serve::serve(&build::find_root(&here)?, &options),
        Command::Build { dest, stock } => {
            let book = build::build(&build::find_root(&here)?, dest.as_deref(), stock)?;
            println!("The book is in {}", book.display());
            Ok(())
        }
        Command::Epub { dest } => {
            let file = epub::write(&build::find_root(&here)?, dest.as_deref())?;
            println!("The book is in {}", file.display());
            Ok(())
        }
        Command::New { program, variant } => {
            new::new(&build::find_root(&here)?, &program, variant.as_deref())
        }
        Command::Record(options) => record::run(&build::find_root(&here)?, &options),
        Command::Schedules(options) => schedules::run(&build::find_root(&here)?, &options),
        Command::Measure(options) => measure::run(&build::find_root(&here)?, &options),
        Command::Preprocess { question: None } => {
            preprocess::over_stdio(io::stdin().lock(), io::stdout().lock())
        }
        // Every output of mdBook gets expanded pages; HTML gets dressed ones.
        Command::Preprocess {
            question: Some(Question::Supports { .. }),
        } => Ok(()),
    }
}
