//! The source makes one item too many, and does not stop when the sink has had enough. Hold it back.

use std::sync::mpsc;
use std::thread;

/// Passes the items of `source` to `sink`, in order, until there are no more or `sink` returns `false`. Meanwhile the
/// source works ahead: it may have made `ahead` items (one or more) that `sink` does not have yet, never more.
pub fn run<T: Send>(
    source: impl Iterator<Item = T> + Send,
    ahead: usize,
    mut sink: impl FnMut(T) -> bool,
) {
    let (sender, receiver) = mpsc::sync_channel(ahead);
    thread::scope(|s| {
        s.spawn(move || {
            for item in source {
                // An error says that the sink has had enough.
                let _ = sender.send(item);
            }
        });
        for item in receiver {
            if !sink(item) {
                break;
            }
        }
    });
}
