//! Twelve pictures, at most four at once: four threads, each of which takes the next picture when it is free.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};
use std::{panic, thread};

type Answer = Result<usize, &'static str>;

static UNDER_WAY: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);
static ARRIVED: AtomicUsize = AtomicUsize::new(0);

/// How many pictures there are, and how many may be under way at once: `12 4`.
fn asked() -> (usize, usize) {
    let arg = |n: usize| std::env::args().nth(n)?.parse().ok();
    (arg(1).unwrap_or(12), arg(2).unwrap_or(4).max(1))
}

/// Counts the picture as under way, and says how long it will be. The first one is slow.
fn begin(picture: usize) -> Duration {
    MOST.fetch_max(UNDER_WAY.fetch_add(1, Relaxed) + 1, Relaxed);
    Duration::from_millis(if picture == 0 { 350 } else { 100 })
}

fn end(picture: usize) -> Answer {
    UNDER_WAY.fetch_sub(1, Relaxed);
    match (picture, ARRIVED.fetch_add(1, Relaxed)) {
        (0, before) => println!("picture 0 arrives after {before} others"),
        (5, _) => return Err("not found"),
        (8, _) => panic!("picture 8 is broken"),
        _ => {}
    }
    Ok(picture)
}

fn fetch(picture: usize) -> Answer {
    thread::sleep(begin(picture));
    end(picture)
}

fn pool(pictures: usize, limit: usize) -> Vec<Answer> {
    let mut places = vec![Err("waits"); pictures];
    let waiting = Mutex::new(places.iter_mut().enumerate());
    // Returns with the lock free. In the head of the `while let` it would be held for the whole fetch.
    let next = || waiting.lock().expect("nobody panics in `next`").next();
    let work = || {
        while let Some((picture, place)) = next() {
            *place = panic::catch_unwind(|| fetch(picture)).unwrap_or(Err("panicked"));
        }
    };
    thread::scope(|s| {
        for _ in 0..limit {
            s.spawn(work);
        }
    });
    places
}

fn report(answers: &[Answer], start: Instant) {
    let (ms, most) = (start.elapsed().as_millis(), MOST.load(Relaxed));
    println!("{answers:?}");
    println!("at most {most} at once ({ms} ms)");
}

fn main() {
    let (pictures, limit) = asked();
    let start = Instant::now();
    report(&pool(pictures, limit), start);
}
