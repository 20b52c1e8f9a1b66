//! Coffee and toast are under way at the same time, and come back in their places.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use futures::channel::oneshot;
use std::time::Duration;
use tokio::time::timeout;

#[tokio::test]
async fn the_toast_is_begun_before_the_coffee_is_done() {
    let (toast_is_in, the_toast) = oneshot::channel();
    // This coffee is done only when the toast is begun.
    let coffee = async {
        the_toast.await.expect("the toast is begun");
        "coffee".to_string()
    };
    let toast = async {
        toast_is_in.send(()).expect("the coffee still waits");
        "toast".to_string()
    };
    let made = timeout(Duration::from_secs(2), it::breakfast(coffee, toast)).await;
    assert_eq!(
        made.expect("the toast is not begun while the coffee waits"),
        ("coffee".to_string(), "toast".to_string())
    );
}

#[tokio::test]
async fn the_coffee_is_begun_before_the_toast_is_done() {
    let (coffee_is_in, the_coffee) = oneshot::channel();
    let coffee = async {
        coffee_is_in.send(()).expect("the toast still waits");
        "coffee".to_string()
    };
    let toast = async {
        the_coffee.await.expect("the coffee is begun");
        "toast".to_string()
    };
    let made = timeout(Duration::from_secs(2), it::breakfast(coffee, toast)).await;
    assert_eq!(
        made.expect("the coffee is not begun while the toast waits"),
        ("coffee".to_string(), "toast".to_string())
    );
}
