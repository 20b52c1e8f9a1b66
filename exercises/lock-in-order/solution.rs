//! Several accounts are paid into one. Whoever locks more than one takes the lower number first, and each once.

use std::mem;
use std::sync::Mutex;

/// Pays all that the accounts `from` hold into the account `to`, and lets nobody see money on its way. `from` may
/// name an account twice, and may name `to`, which keeps what it holds.
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
