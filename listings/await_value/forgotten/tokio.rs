//! A future that nobody awaits never runs, with tokio.

async fn greet() {
    println!("hello");
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    println!("before");
    #[expect(
        unused_must_use,
        reason = "the missing .await is what this program shows"
    )]
    greet();
    println!("after");
}
