//! No guest is left in the room, however a visit ends.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use it::{Room, visit};
use std::future::{pending, ready};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;

#[tokio::test]
async fn a_guest_is_counted_until_the_visit_is_over() {
    let room = Room::default();
    let stay = async {
        assert_eq!(room.guests.get(), 1);
    };
    visit(&room, stay).await;
    assert_eq!(room.guests.get(), 0);
}

#[tokio::test]
async fn an_error_passes_through_and_the_guest_has_left() {
    let room = Room::default();
    assert_eq!(
        visit(&room, ready(Err::<(), _>("fire alarm"))).await,
        Err("fire alarm")
    );
    assert_eq!(room.guests.get(), 0);
}

#[tokio::test]
async fn a_visit_that_is_cancelled_leaves_nobody_behind() {
    let room = Room::default();
    {
        let mut visit = pin!(visit(&room, pending::<()>()));
        assert!(futures::poll!(&mut visit).is_pending());
        assert_eq!(room.guests.get(), 1);
    }
    assert_eq!(room.guests.get(), 0);
}

#[test]
fn a_visit_that_panics_leaves_nobody_behind() {
    let room = Room::default();
    let stay = async { panic!("the ceiling falls") };
    let visit = AssertUnwindSafe(|| futures::executor::block_on(visit::<()>(&room, stay)));
    assert!(catch_unwind(visit).is_err());
    assert_eq!(room.guests.get(), 0);
}
