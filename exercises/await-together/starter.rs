//! A breakfast that makes the toast only when the coffee is done. Make both together.

/// Makes coffee and toast, and returns both, the coffee first.
pub async fn breakfast(
    coffee: impl Future<Output = String>,
    toast: impl Future<Output = String>,
) -> (String, String) {
    let coffee = coffee.await;
    let toast = toast.await;
    (coffee, toast)
}
