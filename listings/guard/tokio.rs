//! A guard is kept across an `.await`, and `lock` blocks the thread, with tokio.

use std::sync::Mutex;
use std::time::Duration;
use tokio::time::sleep;

#[expect(clippy::await_holding_lock, reason = "it is the fault")]
async fn pay_in(name: &str, account: &Mutex<u32>) {
    println!("{name}: I lock the account");
    let mut balance = account.lock().unwrap();
    // The bank takes its time.
    sleep(Duration::from_millis(200)).await;
    *balance += 10;
    println!("{name}: I have paid in");
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let account = Mutex::new(0);
    tokio::join!(pay_in("Ann", &account), async {
        sleep(Duration::from_millis(100)).await;
        pay_in("Bob", &account).await;
    });
    println!("balance: {}", account.lock().unwrap());
}
