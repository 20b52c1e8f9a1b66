//! `?` leaves the thread early, and the room is given back on the way.

use std::num::ParseIntError;
use std::thread;
use std::time::Duration;

struct Lease(u32);

impl Lease {
    fn of(room: u32) -> Lease {
        thread::sleep(Duration::from_millis(100));
        println!("room {room} is leased");
        Lease(room)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        println!("room {} is given back", self.0);
    }
}

fn meet(minutes: &str) -> Result<u32, ParseIntError> {
    let lease = Lease::of(7);
    println!("we meet in room {}", lease.0);
    thread::sleep(Duration::from_millis(100));
    let minutes = minutes.parse()?;
    println!("we have met");
    Ok(minutes)
}

fn main() {
    let meeting = thread::spawn(|| meet("an hour"));
    let result = meeting.join().expect("the meeting does not panic");
    println!("main goes on with {result:?}");
}
