//! Transfers between accounts, by one clerk after the other.

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
fn transfer(accounts: &mut [u64], from: usize, to: usize, amount: u64) -> Moved {
    if from == to {
        return Err(Refused::SameAccount);
    }
    if accounts[from] < amount {
        return Err(Refused::NotEnough);
    }
    accounts[from] -= amount;
    accounts[to] += amount;
    Ok(())
}

/// What all accounts hold together.
fn total(accounts: &[u64]) -> u64 {
    accounts.iter().sum()
}

/// Works for so many days, and returns how many transfers were refused.
fn clerk(accounts: &mut [u64], seed: u64, days: u64) -> u64 {
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut refused = 0;
    for _ in 0..days {
        for _ in 0..DAY {
            let (from, to, amount) = draw(&mut rng);
            refused += u64::from(transfer(accounts, from, to, amount).is_err());
        }
        assert_eq!(total(accounts), ALL);
    }
    refused
}

fn main() -> Result<(), std::num::ParseIntError> {
    let days = std::env::args().nth(1).map_or(Ok(50), |arg| arg.parse())?;
    let mut accounts = vec![OPENING; ACCOUNTS];
    let clerks = (0..CLERKS).map(|seed| clerk(&mut accounts, seed, days));
    let refused: u64 = clerks.sum();
    let (audits, end) = (days * CLERKS, total(&accounts));
    println!("{} transfers, {refused} refused", audits * DAY);
    println!("{audits} audits right, {end} in the end");
    Ok(())
}
