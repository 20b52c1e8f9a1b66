//! All the money arrives, and a thread that waits for an account holds none that another thread may need first.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// Long enough for any machine to see that nothing more will happen.
const LONG: Duration = Duration::from_secs(3);

type Accounts = Arc<[Mutex<u64>; 4]>;

fn accounts() -> Accounts {
    Arc::new([5, 6, 7, 8].map(Mutex::new))
}

fn balances(accounts: &Accounts) -> [u64; 4] {
    accounts.each_ref().map(|account| *account.lock().unwrap())
}

/// Pays on a thread of its own, and says when it begins and when it is done.
fn pay(accounts: &Accounts, from: &'static [usize], to: usize) -> Receiver<()> {
    let accounts = Arc::clone(accounts);
    let (say, hear) = mpsc::channel();
    thread::spawn(move || {
        let _ = say.send(());
        it::pay_together(&*accounts, from, to);
        let _ = say.send(());
    });
    hear.recv_timeout(LONG).expect("the thread starts");
    hear
}

#[test]
fn all_that_the_accounts_hold_arrives() {
    let accounts = accounts();
    let done = pay(&accounts, &[3, 0], 1);
    done.recv_timeout(LONG).expect("it does not end");
    assert_eq!(balances(&accounts), [0, 19, 7, 0]);
}

#[test]
fn an_account_that_is_named_twice_pays_once_and_the_payee_keeps_its_own() {
    let accounts = accounts();
    let done = pay(&accounts, &[2, 1, 2, 3], 1);
    let done = done.recv_timeout(LONG);
    done.expect("it waits for an account that it has locked itself");
    assert_eq!(balances(&accounts), [5, 21, 0, 0]);
}

#[test]
fn whoever_waits_for_an_account_holds_none_with_a_higher_number() {
    let accounts = accounts();
    let held = accounts[1].lock().unwrap();
    let done = pay(&accounts, &[2, 1], 3);
    let start = Instant::now();
    while start.elapsed() < LONG / 3 {
        for higher in &accounts[2..] {
            assert!(higher.try_lock().is_ok(), "it holds what another may need");
        }
        thread::yield_now();
    }
    drop(held);
    done.recv_timeout(LONG).expect("it does not end");
    assert_eq!(balances(&accounts), [5, 0, 0, 21]);
}
