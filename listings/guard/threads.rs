//! A guard is kept during a wait: the second thread is late, and both finish.

use std::sync::Mutex;
use std::thread::{self, sleep};
use std::time::Duration;

fn pay_in(name: &str, account: &Mutex<u32>) {
    println!("{name}: I lock the account");
    let mut balance = account.lock().unwrap();
    // The bank takes its time.
    sleep(Duration::from_millis(200));
    *balance += 10;
    println!("{name}: I have paid in");
}

fn main() {
    let account = Mutex::new(0);
    thread::scope(|s| {
        s.spawn(|| pay_in("Ann", &account));
        sleep(Duration::from_millis(100));
        s.spawn(|| pay_in("Bob", &account));
    });
    println!("balance: {}", account.lock().unwrap());
}
