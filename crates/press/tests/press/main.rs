//! What the command does, and what a book must look like to it. One test binary: each links all of press.

mod bad_input;
mod book;
mod command;
mod common;
mod measure;
mod new;
mod pictures;
mod project;
mod readme;
mod record;
mod record_bad_input;
mod recordings;
mod redo;
mod replay;
#[cfg(unix)]
mod run;
mod schedules;
mod serve;
mod timeline;
