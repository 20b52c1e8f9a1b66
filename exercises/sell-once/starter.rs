//! Sells seats, and sells one twice when two customers overlap. Make the look and the act one step.

use std::sync::Mutex;

/// Sells one of the free seats, if `pay` succeeds. Says whether the customer has a seat. No other customer waits while
/// this one pays.
pub fn sell(free: &Mutex<u32>, pay: impl FnOnce() -> bool) -> bool {
    let seats = *free.lock().unwrap();
    if seats == 0 || !pay() {
        return false;
    }
    *free.lock().unwrap() = seats - 1;
    true
}
