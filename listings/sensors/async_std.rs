//! Three sensors are read at the same time; one is late. With async-std.

use async_std::channel::{Sender, bounded};
use async_std::future::timeout;
use async_std::task::{sleep, spawn, spawn_blocking};
use std::time::Duration;

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

#[async_std::main]
async fn main() {
    let (sender, receiver) = bounded(8);
    for sensor in [1, 2, 9] {
        spawn(report(sensor, sender.clone()));
    }
    drop(sender);
    let mut readings = Vec::new();
    while let Ok(reading) = receiver.recv().await {
        readings.push(reading);
    }
    let average = spawn_blocking(move || average(&readings)).await;
    println!("average: {average}");
}
