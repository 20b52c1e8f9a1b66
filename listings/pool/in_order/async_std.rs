//! Twelve pictures in order, where the slow one holds up the others, with async-std.

use async_std::task::sleep;
use futures::{FutureExt, StreamExt, stream};
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

type Answer = Result<usize, &'static str>;

static UNDER_WAY: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);
static ARRIVED: AtomicUsize = AtomicUsize::new(0);

/// How many pictures there are, and how many may be under way at a time: `12 4`.
fn asked() -> (usize, usize) {
    let arg = |n: usize| std::env::args().nth(n)?.parse().ok();
    (arg(1).unwrap_or(12), arg(2).unwrap_or(4).max(1))
}

/// Counts a fetch as under way, and says how long it takes.
fn begin(picture: usize) -> Duration {
    MOST.fetch_max(UNDER_WAY.fetch_add(1, Relaxed) + 1, Relaxed);
    Duration::from_millis(if picture == 0 { 350 } else { 100 })
}

fn end(picture: usize) -> Answer {
    UNDER_WAY.fetch_sub(1, Relaxed);
    match (picture, ARRIVED.fetch_add(1, Relaxed)) {
        (0, before) => println!("picture 0 arrives after {before} others"),
        (5, _) => return Err("not found"),
        (n, _) => assert!(n != 8, "picture 8 is broken"),
    }
    Ok(picture)
}

async fn fetch(picture: usize) -> Answer {
    sleep(begin(picture)).await;
    end(picture)
}

async fn pool(pictures: usize, limit: usize) -> Vec<Answer> {
    let whole = async |picture| {
        let answer = AssertUnwindSafe(fetch(picture)).catch_unwind().await;
        answer.unwrap_or(Err("panicked"))
    };
    let fetches = stream::iter(0..pictures).map(whole);
    fetches.buffered(limit).collect().await
}

fn report(answers: &[Answer], start: Instant) {
    let ms = start.elapsed().as_millis();
    let text = |answer: &Answer| answer.map_or_else(str::to_string, |n| n.to_string());
    let texts: Vec<_> = answers.iter().map(text).collect();
    println!("{}", texts.join(", "));
    println!("at most {MOST:?} at a time ({ms} ms)");
}

#[async_std::main]
async fn main() {
    let (pictures, limit) = asked();
    let start = Instant::now();
    report(&pool(pictures, limit).await, start);
}
