//! Three sensors are read at the same time; one is late. With tokio.

use std::time::Duration;
use tokio::spawn;
use tokio::sync::mpsc::{Sender, channel};
use tokio::task::spawn_blocking;
use tokio::time::{sleep, timeout};

const LIMIT: Duration = Duration::from_millis(250);

async fn read(sensor: u32) -> u32 {
    sleep(sensor * Duration::from_millis(100)).await;
    20 + sensor
}

async fn report(sensor: u32, readings: Sender<u32>) {
    match timeout(LIMIT, read(sensor)).await {
        Ok(reading) => drop(readings.send(reading).await),
        Err(_) => println!("sensor {sensor} is late"),
    }
}

fn average(readings: &[u32]) -> f64 {
    f64::from(readings.iter().sum::<u32>()) / readings.len() as f64
}

#[tokio::main]
async fn main() {
    let (sender, mut receiver) = channel(8);
    for sensor in [1, 2, 9] {
        spawn(report(sensor, sender.clone()));
    }
    drop(sender);
    let mut readings = Vec::new();
    while let Some(reading) = receiver.recv().await {
        readings.push(reading);
    }
    let average = spawn_blocking(move || average(&readings)).await;
    println!("average: {}", average.expect("it does not panic"));
}
