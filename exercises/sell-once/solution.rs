//! Sells seats, each once: a customer reserves a seat, and gives it back if the payment fails.

use std::sync::Mutex;

/// Sells one of the free seats, if `pay` succeeds. Says whether the customer has a seat. No other customer waits while
/// this one pays.
pub fn sell(free: &Mutex<u32>, pay: impl FnOnce() -> bool) -> bool {
    if !reserve(free) {
        return false;
    }
    let paid = pay();
    if !paid {
        *free.lock().unwrap() += 1;
    }
    paid
}

/// Looks and takes in one step: the guard lives until the end.
fn reserve(free: &Mutex<u32>) -> bool {
    let mut free = free.lock().unwrap();
    let left = free.checked_sub(1);
    *free = left.unwrap_or(0);
    left.is_some()
}
