//! A future that nobody awaits never runs, with async-std.

async fn greet() {
    println!("hello");
}

#[async_std::main]
async fn main() {
    println!("before");
    #[expect(
        unused_must_use,
        reason = "the missing .await is what this program shows"
    )]
    greet();
    println!("after");
}
