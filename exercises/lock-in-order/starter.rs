//! Several accounts pay into one, but this code takes the locks in the order of the call. Take them so that no two
//! threads can wait for each other.

use std::mem;
use std::sync::Mutex;

/// Pays all that the accounts `from` hold into the account `to`. No other thread may see money on its way. `from` may
/// name an account twice. It may also name `to`, which keeps what it holds.
pub fn pay_together(accounts: &[Mutex<u64>], from: &[usize], to: usize) {
    let mut payee = accounts[to].lock().unwrap();
    for &number in from {
        let mut payer = accounts[number].lock().unwrap();
        *payee += mem::take(&mut *payer);
    }
}
