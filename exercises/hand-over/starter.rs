//! A mailbox for one letter. A reader may find it full and empty at the same time, and two readers may take one letter.

use loom::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};

pub struct Mailbox {
    letter: AtomicU32,
    full: AtomicBool,
}

impl Mailbox {
    pub fn new() -> Mailbox {
        Mailbox {
            letter: AtomicU32::new(0),
            full: AtomicBool::new(false),
        }
    }

    /// Puts a letter into the empty mailbox.
    pub fn put(&self, letter: u32) {
        self.letter.store(letter, Relaxed);
        self.full.store(true, Relaxed);
    }

    /// Takes the letter, if there is one. Of several readers, one has it.
    pub fn take(&self) -> Option<u32> {
        if !self.full.load(Relaxed) {
            return None;
        }
        self.full.store(false, Relaxed);
        Some(self.letter.load(Relaxed))
    }
}
