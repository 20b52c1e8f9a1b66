//! A guest that does not read, one that does, and one that leaves.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use it::Room;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// Long enough for any machine to see that nothing more will happen.
const LONG: Duration = Duration::from_secs(3);

/// Says the lines one after the other, unless that takes too long.
fn say(room: &Arc<Room>, lines: &'static [&'static str]) {
    let room = Arc::clone(room);
    let (done, ended) = channel();
    thread::spawn(move || {
        lines.iter().for_each(|line| room.say(line));
        done.send(())
    });
    let ended = ended.recv_timeout(LONG);
    ended.expect("who speaks waits for somebody who does not read");
}

/// All that a guest gets, to the end.
fn all(guest: &Receiver<String>) -> Vec<String> {
    let mut lines = Vec::new();
    while let Ok(line) = guest.recv_timeout(LONG) {
        lines.push(line);
    }
    let end = guest.try_recv();
    assert_eq!(end, Err(std::sync::mpsc::TryRecvError::Disconnected));
    lines
}

#[test]
fn nobody_waits_for_a_slow_guest() {
    let room = Arc::new(Room::default());
    let (slow, quick) = (room.join(2), room.join(10));
    say(&room, &["one", "two", "three", "four"]);
    let heard: Vec<String> = quick.try_iter().collect();
    assert_eq!(heard, ["one", "two", "three", "four"]);
    assert_eq!(room.guests(), 1);
    drop(slow);
}

#[test]
fn the_slow_guest_is_told() {
    let room = Arc::new(Room::default());
    let slow = room.join(2);
    say(&room, &["one", "two", "three", "four"]);
    assert_eq!(all(&slow), ["one", "two", "you are too slow"]);
}

#[test]
fn a_guest_that_left_is_out_of_the_room() {
    let room = Arc::new(Room::default());
    let (left, here) = (room.join(2), room.join(2));
    drop(left);
    say(&room, &["one", "two"]);
    assert_eq!(room.guests(), 1);
    assert_eq!(here.try_iter().count(), 2);
}
