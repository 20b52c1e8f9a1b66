//! A guard is kept across an `.await`: `lock` blocks the thread, with async-std.

use async_std::task::sleep;
use futures::join;
use std::sync::Mutex;
use std::time::Duration;

#[expect(clippy::await_holding_lock, reason = "it is the fault")]
async fn pay_in(name: &str, account: &Mutex<u32>) {
    println!("{name}: I lock the account");
    let mut balance = account.lock().unwrap();
    // The bank takes its time.
    sleep(Duration::from_millis(200)).await;
    *balance += 10;
    println!("{name}: I have paid in");
}

#[async_std::main]
async fn main() {
    let account = Mutex::new(0);
    join!(pay_in("Ann", &account), async {
        sleep(Duration::from_millis(100)).await;
        pay_in("Bob", &account).await;
    });
    println!("balance: {}", account.lock().unwrap());
}
