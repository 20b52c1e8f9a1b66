//! A thousand threads that wait, and what they cost while they do.

use cpu_time::ProcessTime;
use memory_stats::memory_stats;
use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::Duration;

const THREADS: usize = 1_000;
const WAIT: Duration = Duration::from_millis(200);

/// Memory that this program occupies, in KiB; 0 where the system does not say.
fn memory() -> usize {
    memory_stats().map_or(0, |stats| stats.physical_mem / 1024)
}

fn main() {
    let before = memory();
    let gate = Mutex::new(());
    // Whoever asks for the gate now waits until it is dropped. Nothing panics while holding it.
    let closed = gate.lock().unwrap();
    let (arrived, arrivals) = mpsc::channel();
    thread::scope(|s| {
        for _ in 0..THREADS {
            s.spawn(|| {
                arrived.send(()).unwrap(); // main still listens
                drop(gate.lock().unwrap());
            });
        }
        for () in arrivals.iter().take(THREADS) {}

        let processor = ProcessTime::now();
        thread::sleep(WAIT);
        let used = processor.elapsed();
        println!("{THREADS} threads have waited for {} ms", WAIT.as_millis());
        println!("memory for each: {} KiB", (memory() - before) / THREADS);
        println!("processor time for all: {} ms", used.as_millis());
        drop(closed);
    });
}
