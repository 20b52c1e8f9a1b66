//! `?` after `.await` hands an error on, with async-std.

use async_std::task::sleep;
use std::num::ParseIntError;
use std::time::Duration;

async fn f(text: &str) -> Result<u32, ParseIntError> {
    sleep(Duration::from_millis(100)).await;
    text.parse()
}

async fn g(text: &str) -> Result<u32, ParseIntError> {
    let value = f(text).await?;
    println!("g: f gave {value}");
    Ok(value + 1)
}

#[async_std::main]
async fn main() {
    for text in ["20", "twenty"] {
        match g(text).await {
            Ok(answer) => println!("main: g gave {answer}"),
            Err(error) => println!("main: g failed: {error}"),
        }
    }
}
