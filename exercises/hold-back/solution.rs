//! The source works ahead, exactly as far as it may, and stops when the sink has had enough.

use std::sync::mpsc;
use std::thread;

/// Hands the items of `source` to `sink`, in their order, until there are no more or `sink` says `false`. Meanwhile
/// the source works ahead: it may have made `ahead` items (one or more) that `sink` was not given yet, never more.
pub fn run<T: Send>(
    source: impl Iterator<Item = T> + Send,
    ahead: usize,
    mut sink: impl FnMut(T) -> bool,
) {
    // One more is in the hand of the source, which makes it before it knows whether there is room.
    let (sender, receiver) = mpsc::sync_channel(ahead - 1);
    thread::scope(|s| {
        s.spawn(move || {
            for item in source {
                if sender.send(item).is_err() {
                    break;
                }
            }
        });
        // The receiver is dropped with the loop: that ends the source.
        for item in receiver {
            if !sink(item) {
                break;
            }
        }
    });
}
