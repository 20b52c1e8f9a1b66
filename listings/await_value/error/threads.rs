//! An error is a value that `join` brings back; a panic is another matter, for `expect`.

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
        match thread::spawn(|| g(text)).join().expect("g does not panic") {
            Ok(answer) => println!("main: g gave {answer}"),
            Err(error) => println!("main: g failed: {error}"),
        }
    }
}
