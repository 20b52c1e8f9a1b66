//! A guest that does not read, one that does, and one that leaves.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use it::{Lines, Room};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

/// Long enough for any machine to see that nothing more will happen.
const LONG: Duration = Duration::from_secs(3);

/// Does something that may take too long.
#[track_caller]
fn in_time<T: Send + 'static>(what: impl FnOnce() -> T + Send + 'static, too_late: &str) -> T {
    let (done, ended) = channel();
    thread::spawn(move || done.send(what()));
    ended.recv_timeout(LONG).expect(too_late)
}

#[track_caller]
fn say(room: &Arc<Room>, lines: &'static [&'static str]) {
    let room = Arc::clone(room);
    let say = move || lines.iter().for_each(|line| room.say(line));
    in_time(say, "the speaker waits for a guest that does not read");
}

/// The first lines that a guest reads, so many or to the end.
#[track_caller]
fn first(number: usize, guest: Lines) -> Vec<String> {
    let read = move || guest.take(number).collect();
    in_time(read, "the guest waits for a line, and is not told the end")
}

#[test]
fn no_guest_waits_for_a_slow_one() {
    let room = Arc::new(Room::default());
    let (slow, quick) = (room.join(2), room.join(10));
    say(&room, &["one", "two", "three", "four"]);
    assert_eq!(room.guests(), 1);
    assert_eq!(first(4, quick), ["one", "two", "three", "four"]);
    drop(slow);
}

#[test]
fn the_slow_guest_is_told() {
    let room = Arc::new(Room::default());
    let slow = room.join(2);
    say(&room, &["one", "two", "three", "four"]);
    assert_eq!(first(10, slow), ["one", "two", "you are too slow"]);
}

#[test]
fn a_guest_that_left_is_out_of_the_room() {
    let room = Arc::new(Room::default());
    let (left, here) = (room.join(2), room.join(2));
    drop(left);
    say(&room, &["one", "two"]);
    assert_eq!(room.guests(), 1);
    assert_eq!(first(2, here), ["one", "two"]);
}
