//! A room in which no guest waits for a slow one: the reading end of its queue tells it, when the queue ends.

use std::sync::Mutex;
use std::sync::mpsc::{SyncSender, sync_channel};

/// What a guest reads.
pub type Lines = Box<dyn Iterator<Item = String> + Send>;

#[derive(Default)]
pub struct Room {
    queues: Mutex<Vec<SyncSender<String>>>,
}

impl Room {
    /// A guest comes in. It can read here what is said from now on; `places` lines may wait for it. If the room
    /// drops the guest, it still reads the lines that wait, then `you are too slow`, and then the end.
    pub fn join(&self, places: usize) -> Lines {
        let (queue, lines) = sync_channel(places);
        self.queues.lock().unwrap().push(queue);
        Box::new(lines.into_iter().chain(["you are too slow".to_owned()]))
    }

    /// How many guests are in the room.
    pub fn guests(&self) -> usize {
        self.queues.lock().unwrap().len()
    }

    /// Tells all guests, and waits for none. A guest that has no place left for the line is dropped from the
    /// room. So is a guest that has left.
    pub fn say(&self, line: &str) {
        let mut queues = self.queues.lock().unwrap();
        queues.retain(|queue| queue.try_send(line.to_owned()).is_ok());
    }
}
