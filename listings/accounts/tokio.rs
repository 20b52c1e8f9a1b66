//! Accounts with a lock each, and a task per clerk on all cores, with tokio.

use std::sync::{Arc, Mutex};
use tokio::task::{JoinSet, yield_now};

const ACCOUNTS: usize = 100;
const OPENING: u64 = 1_000;
const ALL: u64 = OPENING * ACCOUNTS as u64;
const CLERKS: u64 = 4;
const DAY: u64 = 1_000; // transfers of a clerk between two audits

/// Who pays whom, and how much. The same clerk draws the same in every model.
fn draw(rng: &mut fastrand::Rng) -> (usize, usize, u64) {
    let (from, to) = (rng.usize(..ACCOUNTS), rng.usize(..ACCOUNTS));
    (from, to, rng.u64(1..=OPENING))
}

/// Why no money was moved.
#[derive(Debug)]
enum Refused {
    SameAccount,
    NotEnough,
}

type Moved = Result<(), Refused>;

/// Moves the amount, all of it or nothing.
/// Locks both accounts, the lower number first, so that no two clerks deadlock.
fn transfer(accounts: &[Mutex<u64>], from: usize, to: usize, amount: u64) -> Moved {
    if from == to {
        // The same lock twice would wait for itself.
        return Err(Refused::SameAccount);
    }
    // `unwrap` panics if another clerk has panicked with the account locked.
    let low = accounts[from.min(to)].lock().unwrap();
    let high = accounts[from.max(to)].lock().unwrap();
    let (mut payer, mut payee) = if from < to { (low, high) } else { (high, low) };
    if *payer < amount {
        return Err(Refused::NotEnough);
    }
    *payer -= amount;
    *payee += amount;
    Ok(())
}

/// What all accounts hold together. All are locked, so no clerk can change any.
fn total(accounts: &[Mutex<u64>]) -> u64 {
    let locked = accounts.iter().map(|account| account.lock().unwrap());
    let locked: Vec<_> = locked.collect();
    locked.into_iter().map(|balance| *balance).sum()
}

/// Works for so many days, and returns how many transfers were refused.
async fn clerk(accounts: Arc<[Mutex<u64>]>, seed: u64, days: u64) -> u64 {
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut refused = 0;
    for _ in 0..days {
        for _ in 0..DAY {
            let (from, to, amount) = draw(&mut rng);
            refused += u64::from(transfer(&accounts, from, to, amount).is_err());
        }
        assert_eq!(total(&accounts), ALL);
        yield_now().await;
    }
    refused
}

#[tokio::main]
async fn main() -> Result<(), std::num::ParseIntError> {
    let days = std::env::args().nth(1).map_or(Ok(50), |arg| arg.parse())?;
    let accounts: Arc<[_]> = Arc::new([const { Mutex::new(OPENING) }; ACCOUNTS]);
    let start = |seed| clerk(Arc::clone(&accounts), seed, days);
    let clerks: JoinSet<_> = (0..CLERKS).map(start).collect();
    let refused: u64 = clerks.join_all().await.into_iter().sum();
    let (audits, end) = (days * CLERKS, total(&accounts));
    println!("{} transfers, {refused} refused", audits * DAY);
    println!("{audits} audits right, {end} in the end");
    Ok(())
}
