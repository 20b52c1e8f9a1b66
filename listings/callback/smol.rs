//! A library calls back from its own thread; `main` takes the values, with smol.

use smol::channel::bounded;
use std::time::Duration;

fn main() {
    let (sender, values) = bounded(8);
    start_sensor(move |value| {
        // A full channel, or one without a receiver, loses the value.
        let _ = sender.try_send(value);
    });
    smol::block_on(async {
        while let Ok(value) = values.recv().await {
            println!("main: {value} degrees");
        }
        println!("main: the sensor has ended");
    });
}

// The stage: a library that knows no runtime, and calls back from its own thread.

/// Starts a sensor that measures three times, and then forgets `call_back`.
fn start_sensor(call_back: impl Fn(u32) + Send + 'static) {
    std::thread::spawn(move || {
        for value in [20, 21, 22] {
            std::thread::sleep(Duration::from_millis(100));
            call_back(value);
        }
    });
}
