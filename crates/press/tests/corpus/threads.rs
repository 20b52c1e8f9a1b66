//! Scopes, spawns, builders, channels, locks, a detached thread.
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

fn work() -> u32 {
    thread::sleep(Duration::from_millis(20));
    7
}

fn main() {
    let mut seen = Vec::new();
    thread::scope(|s| {
        let a = s.spawn(work);
        let b = s.spawn(|| { seen.push(1); work() });
        println!("{}", a.join().unwrap() + b.join().unwrap());
    });
    let total = Arc::new(Mutex::new(0));
    let handles: Vec<_> = (0..4).map(|n| {
        let total = Arc::clone(&total);
        thread::spawn(move || { *total.lock().unwrap() += n; })
    }).collect();
    for handle in handles { handle.join().unwrap(); }
    println!("{} {seen:?}", total.lock().unwrap());
    let (send, receive) = mpsc::channel();
    let named = thread::Builder::new().name("sender".into()).spawn(move || {
        for n in 0..3 { send.send(n).unwrap(); }
    }).unwrap();
    for n in receive { println!("got {n}"); }
    named.join().unwrap();
    println!("{}", thread::spawn(|| -> u32 { panic!("in a thread") }).join().is_err());
    thread::spawn(|| loop { thread::sleep(Duration::from_millis(5)); });
    thread::sleep(Duration::from_millis(20));
}
