//! As with smol, but the tasks end with their handles: no reading arrives.

use smol::channel::{Sender, bounded};
use smol::future::or;
use smol::{Timer, spawn, unblock};
use std::time::Duration;

const LIMIT: Duration = Duration::from_millis(250);

async fn read(sensor: u32) -> u32 {
    Timer::after(sensor * Duration::from_millis(100)).await;
    20 + sensor
}

async fn report(sensor: u32, readings: Sender<u32>) {
    let late = async {
        Timer::after(LIMIT).await;
        None
    };
    match or(async { Some(read(sensor).await) }, late).await {
        Some(reading) => drop(readings.send(reading).await),
        None => println!("sensor {sensor} is late"),
    }
}

fn average(readings: &[u32]) -> f64 {
    f64::from(readings.iter().sum::<u32>()) / readings.len() as f64
}

async fn measure() {
    let (sender, receiver) = bounded(8);
    for sensor in [1, 2, 9] {
        let _task = spawn(report(sensor, sender.clone()));
    }
    drop(sender);
    let mut readings = Vec::new();
    while let Ok(reading) = receiver.recv().await {
        readings.push(reading);
    }
    let average = unblock(move || average(&readings)).await;
    println!("average: {average}");
}

fn main() {
    smol::block_on(measure());
}
