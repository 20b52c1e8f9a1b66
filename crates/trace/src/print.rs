//! std's print macros, in a form that also notes what is printed.

use crate::lane::Lane;
use std::fmt::Arguments;
use std::io::{Write, stderr, stdout};

/// Prints to stdout (1) or stderr (2) as std's macros do. The text is noted while the stream is locked, so that the notes
/// have the order of the output.
pub fn print(stream: u8, text: Arguments<'_>, newline: bool) {
    let mut text = text.to_string();
    if newline {
        text.push('\n');
    }
    let note = || Lane::with(|lane| lane.output(stream, text.as_bytes()));
    let (name, written) = if stream == 1 {
        let mut lock = stdout().lock();
        note();
        ("stdout", lock.write_all(text.as_bytes()))
    } else {
        let mut lock = stderr().lock();
        note();
        ("stderr", lock.write_all(text.as_bytes()))
    };
    if let Err(error) = written {
        panic!("failed printing to {name}: {error}");
    }
}

#[macro_export]
macro_rules! print {
    ($($arg:tt)*) => { $crate::print(1, ::std::format_args!($($arg)*), false) };
}

#[macro_export]
macro_rules! println {
    () => { $crate::print(1, ::std::format_args!(""), true) };
    ($($arg:tt)*) => { $crate::print(1, ::std::format_args!($($arg)*), true) };
}

#[macro_export]
macro_rules! eprint {
    ($($arg:tt)*) => { $crate::print(2, ::std::format_args!($($arg)*), false) };
}

#[macro_export]
macro_rules! eprintln {
    () => { $crate::print(2, ::std::format_args!(""), true) };
    ($($arg:tt)*) => { $crate::print(2, ::std::format_args!($($arg)*), true) };
}

#[macro_export]
macro_rules! dbg {
    () => { $crate::eprintln!("[{}:{}:{}]", ::std::file!(), ::std::line!(), ::std::column!()) };
    ($value:expr $(,)?) => {
        match $value {
            value => {
                $crate::eprintln!(
                    "[{}:{}:{}] {} = {:#?}",
                    ::std::file!(), ::std::line!(), ::std::column!(),
                    ::std::stringify!($value), &value
                );
                value
            }
        }
    };
    ($($value:expr),+ $(,)?) => { ($($crate::dbg!($value)),+,) };
}
