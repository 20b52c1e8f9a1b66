//! A room in which nobody waits for a slow guest: a thread of its own waits until it can be told.

use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;

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
        queues.retain(|queue| match queue.try_send(line.to_owned()) {
            Ok(()) => true,
            Err(TrySendError::Full(_)) => {
                let queue = queue.clone();
                // It ends when the guest has read enough, or has left.
                thread::spawn(move || queue.send("you are too slow".to_owned()));
                false
            }
            Err(TrySendError::Disconnected(_)) => false,
        });
    }
}
