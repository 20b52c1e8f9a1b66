//! Two threads each store, and look at the other's store. loom finds every result.

use loom::sync::Arc;
use loom::sync::atomic::{AtomicU32, Ordering, fence};
use loom::thread;
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::AtomicUsize;

fn main() {
    println!("Relaxed:");
    explore(|| meet(false));
    println!("Relaxed, with SeqCst fences:");
    explore(|| meet(true));
}

/// Each thread raises its own flag, and then looks at the flag of the other thread.
fn meet(with_fences: bool) -> String {
    let (left, right) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
    let other = thread::spawn({
        let (left, right) = (left.clone(), right.clone());
        move || raise_and_look(&right, &left, with_fences)
    });
    let seen_by_left = raise_and_look(&left, &right, with_fences);
    let seen_by_right = other.join().expect("the thread does not panic");
    format!("left sees {seen_by_left}, right sees {seen_by_right}")
}

fn raise_and_look(own: &AtomicU32, other: &AtomicU32, with_fence: bool) -> u32 {
    own.store(1, Ordering::Relaxed);
    if with_fence {
        fence(Ordering::SeqCst);
    }
    other.load(Ordering::Relaxed)
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
