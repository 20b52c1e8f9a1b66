//! A number is passed with a flag. loom finds every result that a reader may see.

use loom::sync::Arc;
use loom::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use loom::thread;
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::AtomicUsize;

fn main() {
    println!("Relaxed:");
    explore(|| pass(Ordering::Relaxed, Ordering::Relaxed));
    println!("Release and Acquire:");
    explore(|| pass(Ordering::Release, Ordering::Acquire));
}

/// One thread stores the number and then the flag. The other loads them, flag first.
fn pass(store: Ordering, load: Ordering) -> String {
    let number = Arc::new(AtomicU32::new(0));
    let ready = Arc::new(AtomicBool::new(false));
    let writer = thread::spawn({
        let (number, ready) = (number.clone(), ready.clone());
        move || {
            number.store(42, Ordering::Relaxed);
            ready.store(true, store);
        }
    });
    let is_ready = ready.load(load);
    let seen = number.load(Ordering::Relaxed);
    writer.join().expect("the writer does not panic");
    format!("ready is {is_ready}, the number is {seen}")
}

// The stage: runs `one_run` in every way that loom knows.

/// Prints each result once. A search that does not finish panics, and prints none.
fn explore(one_run: impl Fn() -> String + Send + Sync + 'static) {
    let results = std::sync::Arc::new(Mutex::new(BTreeSet::new()));
    let runs = std::sync::Arc::new(AtomicUsize::new(0));
    let mut search = loom::model::Builder::new();
    // These limits would end the search early, and say nothing.
    search.max_permutations = None;
    search.max_duration = None;
    search.preemption_bound = None;
    let (found, ran) = (results.clone(), runs.clone());
    search.check(move || {
        let result = one_run();
        found.lock().expect("no panic").insert(result);
        // `Relaxed` is enough: one thread counts, and reads the count.
        ran.fetch_add(1, Ordering::Relaxed);
    });
    for result in results.lock().expect("no panic").iter() {
        println!("  {result}");
    }
    println!("  (loom ran it {} times)", runs.load(Ordering::Relaxed));
}
