//! A room that counts its guests; each guest is a guard.

use std::cell::Cell;

/// A room, and how many guests are in it.
#[derive(Default)]
pub struct Room {
    pub guests: Cell<u32>,
}

/// A guest in a room, who leaves the room when dropped.
struct Guest<'a>(&'a Room);

impl Guest<'_> {
    fn enter(room: &Room) -> Guest<'_> {
        room.guests.set(room.guests.get() + 1);
        Guest(room)
    }
}

impl Drop for Guest<'_> {
    fn drop(&mut self) {
        self.0.guests.set(self.0.guests.get() - 1);
    }
}

/// Enters `room`, stays as long as `stay` takes, and leaves.
pub async fn visit<T>(room: &Room, stay: impl Future<Output = T>) -> T {
    let _guest = Guest::enter(room);
    stay.await
}
