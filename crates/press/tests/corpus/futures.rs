//! async fn, blocks, closures, join!, try_join!, select!, spawn, JoinSet, recursion, cancellation, `?`.
use std::pin::Pin;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

async fn wait(ms: u64) -> u64 { sleep(Duration::from_millis(ms)).await; ms }
async fn fails(ms: u64) -> Result<u64, String> {
    wait(ms).await;
    if ms > 5 { return Err(format!("{ms} is too long")); }
    Ok(ms)
}
async fn both() -> Result<u64, String> {
    let (a, b) = tokio::try_join!(fails(1), fails(2))?;
    Ok(a + b + fails(3).await?)
}
fn depth(n: u32) -> Pin<Box<dyn Future<Output = u32> + Send>> {
    Box::pin(async move { if n == 0 { 0 } else { depth(n - 1).await + 1 } })
}
async fn borrowed<'a>(words: &'a [String], at: usize) -> &'a str { &words[at] }
async fn apply<F: AsyncFn(u64) -> u64>(f: F) -> u64 { f(2).await + f(3).await }

struct Guard(&'static str);
impl Drop for Guard { fn drop(&mut self) { println!("guard {}", self.0); } }

async fn never() -> ! {
    let _guard = Guard("never");
    loop { sleep(Duration::from_secs(60)).await; }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("{:?} {}", both().await, depth(5).await);
    let words = vec!["a".to_string(), "b".to_string()];
    println!("{}", borrowed(&words, 1).await);
    let factor = 10;
    println!("{}", apply(async |n| { wait(n).await * factor }).await);
    let (a, b) = tokio::join!(wait(2), async { wait(1).await; "block" });
    println!("{a} {b}");
    tokio::select! {
        n = wait(1) => println!("first {n}"),
        _ = never() => { println!("never"); }
    }
    println!("{}", timeout(Duration::from_millis(5), never()).await.is_err());
    let mut set = JoinSet::new();
    for n in [3, 1, 2] { set.spawn(wait(n)); }
    set.spawn(async move { wait(4).await });
    let mut sum = 0;
    while let Some(n) = set.join_next().await { sum += n?; }
    println!("{sum} {}", tokio::spawn(async { panic!("in a task") }).await.map(|()| 1).is_err());
    println!("{}", tokio::task::spawn_blocking(|| 5).await?);
    for _ in 0..2_000 { tokio::task::yield_now().await; }
    fails(9).await?;
    Ok(())
}
// exit 1
