//! `?` after a call hands an error on.

use std::num::ParseIntError;
use std::thread;
use std::time::Duration;

fn f(text: &str) -> Result<u32, ParseIntError> {
    thread::sleep(Duration::from_millis(100));
    text.parse()
}

fn g(text: &str) -> Result<u32, ParseIntError> {
    let value = f(text)?;
    println!("g: f gave {value}");
    Ok(value + 1)
}

fn main() {
    for text in ["20", "twenty"] {
        match g(text) {
            Ok(answer) => println!("main: g gave {answer}"),
            Err(error) => println!("main: g failed: {error}"),
        }
    }
}
