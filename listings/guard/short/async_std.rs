//! The lock is taken after the `.await`, and for one line, with async-std.

use async_std::task::sleep;
use futures::join;
use std::sync::Mutex;
use std::time::Duration;

async fn pay_in(name: &str, account: &Mutex<u32>) {
    println!("{name}: I ask the bank");
    // The bank takes its time.
    sleep(Duration::from_millis(200)).await;
    *account.lock().unwrap() += 10;
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
