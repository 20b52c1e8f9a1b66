//! A neighbour on the same thread gets its turns while the sum is added up.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use std::cell::Cell;
use tokio::task::yield_now;

#[tokio::test]
async fn a_neighbour_gets_a_turn_after_every_piece() {
    let pieces = vec![vec![1; 100]; 50];
    let done = Cell::new(false);
    let turns = Cell::new(0);
    let adding = async {
        let sum = it::add_up(&pieces).await;
        done.set(true);
        sum
    };
    let neighbour = async {
        while !done.get() {
            turns.set(turns.get() + 1);
            yield_now().await;
        }
    };
    let (sum, ()) = tokio::join!(biased; adding, neighbour);
    assert_eq!(sum, 5_000);
    assert!(turns.get() >= 50, "the neighbour had {} turns", turns.get());
}
