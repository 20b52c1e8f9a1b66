//! Orders arrive whole, wherever the time is up.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use std::time::Duration;
use tokio::io::{AsyncWriteExt, duplex};
use tokio::time::timeout;

/// Writes these pieces. After each but the last, the clerk asks for the next order, and the time is up.
async fn interrupted(pieces: &[&[u8]]) -> Vec<u8> {
    let (mut outside, desk) = duplex(1024);
    let mut orders = it::Orders::new(desk);
    let (last, first) = pieces.split_last().expect("there are pieces");
    for piece in first {
        outside.write_all(piece).await.unwrap();
        let order = timeout(Duration::ZERO, orders.next()).await;
        assert!(order.is_err(), "no order is whole yet");
    }
    outside.write_all(last).await.unwrap();
    drop(outside);
    match timeout(Duration::from_secs(5), orders.next()).await {
        Ok(order) => order.expect("the order is whole"),
        Err(_) => panic!("the clerk waits for bytes that will not come"),
    }
}

#[tokio::test]
async fn an_order_that_arrives_in_one_piece_is_whole() {
    assert_eq!(interrupted(&[b"\x05bread"]).await, b"bread");
}

#[tokio::test]
async fn the_length_survives_a_time_out() {
    assert_eq!(interrupted(&[b"\x05", b"bread"]).await, b"bread");
}

#[tokio::test]
async fn a_part_of_the_order_survives_a_time_out() {
    assert_eq!(interrupted(&[b"\x05br", b"e", b"ad"]).await, b"bread");
}

#[tokio::test]
async fn an_empty_order_is_an_order() {
    assert_eq!(interrupted(&[b"\x00"]).await, b"");
}
