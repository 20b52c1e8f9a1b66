//! Several accounts are paid into one, but the locks are taken in the order of the call. Take them so that no two
//! threads can wait for each other.

use std::mem;
use std::sync::Mutex;

/// Pays all that the accounts `from` hold into the account `to`, and lets nobody see money on its way. `from` may
/// name an account twice, and may name `to`, which keeps what it holds.
pub fn pay_together(accounts: &[Mutex<u64>], from: &[usize], to: usize) {
    let mut payee = accounts[to].lock().unwrap();
    for &number in from {
        let mut payer = accounts[number].lock().unwrap();
        *payee += mem::take(&mut *payer);
    }
}
