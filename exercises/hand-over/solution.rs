//! A mailbox for one letter. A reader that finds it full sees the letter, and one reader takes it.

use loom::sync::atomic::{
    AtomicBool, AtomicU32,
    Ordering::{Acquire, Relaxed, Release},
};

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
        // The letter happens before all that follows the `Acquire` which sees this.
        self.full.store(true, Release);
    }

    /// Takes the letter, if there is one. Of several readers, one has it.
    pub fn take(&self) -> Option<u32> {
        // The look and the change are one step, so that no other reader comes between them.
        let was_full = self.full.swap(false, Acquire);
        was_full.then(|| self.letter.load(Relaxed))
    }
}
