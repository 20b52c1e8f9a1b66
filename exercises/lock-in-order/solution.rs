//! Several accounts pay into one. The code locks the lower number first, and each account once.

use std::mem;
use std::sync::Mutex;

/// Pays all that the accounts `from` hold into the account `to`. No other thread may see money on its way. `from` may
/// name an account twice. It may also name `to`, which keeps what it holds.
pub fn pay_together(accounts: &[Mutex<u64>], from: &[usize], to: usize) {
    let mut numbers = [from, &[to]].concat();
    numbers.sort();
    // A second lock of the same account would wait for the first.
    numbers.dedup();
    let lock = |number: &usize| accounts[*number].lock().unwrap();
    let mut locked: Vec<_> = numbers.iter().map(lock).collect();
    let all = locked.iter_mut().map(|balance| mem::take(&mut **balance));
    let all: u64 = all.sum();
    for (number, balance) in numbers.iter().zip(&mut locked) {
        if *number == to {
            **balance = all;
        }
    }
}
