//! A room that counts its guests. When a visit is cut short, the count stays too high. Fix that with a guard.

use std::cell::Cell;

/// A room, and how many guests are in it.
#[derive(Default)]
pub struct Room {
    pub guests: Cell<u32>,
}

/// Enters `room`, stays as long as `stay` takes, and leaves.
pub async fn visit<T>(room: &Room, stay: impl Future<Output = T>) -> T {
    room.guests.set(room.guests.get() + 1);
    let result = stay.await;
    room.guests.set(room.guests.get() - 1);
    result
}
