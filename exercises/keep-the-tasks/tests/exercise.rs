//! Every sensor's reading arrives.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use smol::channel::bounded;

#[test]
fn every_reading_arrives() {
    let (sender, receiver) = bounded(8);
    it::start(3, sender);
    let mut readings = smol::block_on(async {
        let mut readings = Vec::new();
        while let Ok(reading) = receiver.recv().await {
            readings.push(reading);
        }
        readings
    });
    readings.sort();
    assert_eq!(readings, [21, 22, 23]);
}
