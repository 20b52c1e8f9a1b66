//! The source works ahead, exactly as far as it may, and stops when the sink has had enough.

use std::sync::mpsc;
use std::thread;

/// Passes the items of `source` to `sink`, in order, until there are no more or `sink` returns `false`. Meanwhile the
/// source works ahead: it may have made `ahead` items (one or more) that `sink` does not have yet, never more.
pub fn run<T: Send>(
    source: impl Iterator<Item = T> + Send,
    ahead: usize,
    mut sink: impl FnMut(T) -> bool,
) {
    // The source holds one more item, because it makes an item before it knows whether there is room.
    let (sender, receiver) = mpsc::sync_channel(ahead - 1);
    thread::scope(|s| {
        s.spawn(move || {
            for item in source {
                if sender.send(item).is_err() {
                    break;
                }
            }
        });
        // The loop drops the receiver, and that ends the source.
        for item in receiver {
            if !sink(item) {
                break;
            }
        }
    });
}
