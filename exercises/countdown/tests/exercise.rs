//! A countdown gives out all its numbers, one per resume, and several can be under way at the same time.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use it::{Countdown, Step};

#[test]
fn it_gives_out_every_number_and_then_returns() {
    let mut three = Countdown::new(3);
    assert_eq!(three.resume(), Step::Yielded(3));
    assert_eq!(three.resume(), Step::Yielded(2));
    assert_eq!(three.resume(), Step::Yielded(1));
    assert_eq!(three.resume(), Step::Returned);
    assert_eq!(three.resume(), Step::Returned);
}

#[test]
fn two_of_them_do_not_disturb_each_other() {
    let (mut two, mut nine) = (Countdown::new(2), Countdown::new(9));
    assert_eq!(two.resume(), Step::Yielded(2));
    assert_eq!(nine.resume(), Step::Yielded(9));
    assert_eq!(two.resume(), Step::Yielded(1));
    assert_eq!(nine.resume(), Step::Yielded(8));
    assert_eq!(two.resume(), Step::Returned);
    assert_eq!(nine.resume(), Step::Yielded(7));
}
