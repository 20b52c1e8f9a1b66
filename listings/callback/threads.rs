//! A library calls back from its own thread; `main` takes the values, with threads.

use std::sync::mpsc::channel;
use std::time::Duration;

fn main() {
    let (sender, values) = channel();
    start_sensor(move |value| {
        // An error says that no receiver is left.
        let _ = sender.send(value);
    });
    for value in values {
        println!("main: {value} degrees");
    }
    println!("main: the sensor has ended");
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
