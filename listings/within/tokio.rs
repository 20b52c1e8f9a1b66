//! Two futures take two locks under a deadline, so that a deadlock does not hang.

use std::time::Duration;
use tokio::sync::{Barrier, Mutex};
use tokio::time::timeout;

/// More than any machine needs.
const LIMIT: Duration = Duration::from_secs(10);
/// Less, so that the reader of this program does not wait.
const SHORT: Duration = Duration::from_millis(250);

async fn same_order() {
    let (left, right) = (Mutex::new(()), Mutex::new(()));
    let lock_both = async || {
        let _left = left.lock().await;
        let _right = right.lock().await;
    };
    tokio::join!(lock_both(), lock_both());
}

async fn crossed() {
    let (left, right) = (Mutex::new(()), Mutex::new(()));
    // Each future has its first lock before either asks for its second.
    let both_have_one = Barrier::new(2);
    let lock_both = async |first: &Mutex<()>, second: &Mutex<()>| {
        let _first = first.lock().await;
        both_have_one.wait().await;
        let _second = second.lock().await;
    };
    tokio::join!(lock_both(&left, &right), lock_both(&right, &left));
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    println!("same order: {:?}", timeout(LIMIT, same_order()).await);
    println!("crossed: {:?}", timeout(SHORT, crossed()).await);
}
