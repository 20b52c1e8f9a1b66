//! A breakfast that makes coffee and toast together.

/// Makes coffee and toast, and returns both, the coffee first.
pub async fn breakfast(
    coffee: impl Future<Output = String>,
    toast: impl Future<Output = String>,
) -> (String, String) {
    tokio::join!(coffee, toast)
}
