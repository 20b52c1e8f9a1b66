//! A thread waits for a lock that spins, and then for a mutex, 150 ms each.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::time::Duration;
use std::{env, hint, thread};

const HELD: Duration = Duration::from_millis(150);

#[derive(Default)]
struct SpinLock {
    locked: AtomicBool,
}

impl SpinLock {
    /// Looks again and again until it has the lock. Says how often it looked.
    fn lock(&self) -> u64 {
        let mut looks = 1;
        // Acquire: what the last holder wrote is seen from here on.
        while self.locked.swap(true, Ordering::Acquire) {
            looks += 1;
            hint::spin_loop();
        }
        looks
    }

    fn unlock(&self) {
        // Release: what was written under the lock is seen by the next holder.
        self.locked.store(false, Ordering::Release);
    }
}

fn wait_for_spin_lock() {
    let lock = SpinLock::default();
    let (locked, is_locked) = channel();
    thread::scope(|s| {
        s.spawn(|| {
            lock.lock();
            locked.send(()).expect("main waits");
            thread::sleep(HELD);
            lock.unlock();
        });
        is_locked.recv().expect("the thread sends");
        let looks = lock.lock();
        println!("main has the spin lock, after {looks} looks");
        lock.unlock();
    });
}

fn wait_for_mutex() {
    let mutex = Mutex::new(());
    let (locked, is_locked) = channel();
    thread::scope(|s| {
        s.spawn(|| {
            let guard = mutex.lock();
            locked.send(()).expect("main waits");
            thread::sleep(HELD);
            drop(guard);
        });
        is_locked.recv().expect("the thread sends");
        let _guard = mutex.lock();
        println!("main has the mutex, after one call");
    });
}

fn main() {
    match env::args().nth(1).as_deref() {
        Some("spin") => wait_for_spin_lock(),
        Some("mutex") => wait_for_mutex(),
        _ => {
            wait_for_spin_lock();
            wait_for_mutex();
        }
    }
}
