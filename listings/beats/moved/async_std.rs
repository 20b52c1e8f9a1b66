//! A heart beats beside a job that was moved to another thread, with async-std.

use async_std::task::{sleep, spawn_blocking};
use futures::future::select;
use std::cell::Cell;
use std::hint::black_box;
use std::io::{self, Read, Write};
use std::pin::pin;
use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

/// How often the heart beats while `job` runs.
async fn beats(job: fn()) -> u32 {
    let beats = Cell::new(0);
    let heart = async {
        loop {
            sleep(Duration::from_millis(10)).await;
            beats.set(beats.get() + 1);
        }
    };
    let work = async { spawn_blocking(job).await };
    select(pin!(heart), pin!(work)).await;
    beats.get()
}

#[async_std::main]
async fn main() {
    for (name, job) in JOBS {
        println!("{name}: {} beats", beats(job).await);
    }
}

// The stage: four jobs that block their thread for 250 ms each.

const TIME: Duration = Duration::from_millis(250);
const JOBS: [(&str, fn()); 4] = [
    ("sleep", rest),
    ("read", read),
    ("lock", lock),
    ("sum", sum),
];

fn rest() {
    thread::sleep(TIME);
}

/// Reads from a pipe, as from a file or a terminal: the text comes late.
fn read() {
    let (mut reader, mut writer) = io::pipe().unwrap();
    thread::spawn(move || {
        thread::sleep(TIME);
        writer.write_all(b"text").unwrap();
    });
    let mut text = String::new();
    reader.read_to_string(&mut text).unwrap();
}

/// Takes a lock that another thread holds.
fn lock() {
    static BOOK: Mutex<()> = Mutex::new(());
    let (say, is_held) = mpsc::channel();
    thread::spawn(move || {
        let _guard = BOOK.lock().unwrap();
        say.send(()).unwrap();
        thread::sleep(TIME);
    });
    is_held.recv().unwrap();
    drop(BOOK.lock().unwrap());
}

fn sum() {
    let (start, mut sum) = (Instant::now(), 0_u64);
    while start.elapsed() < TIME {
        sum = black_box(sum + 1);
    }
}
