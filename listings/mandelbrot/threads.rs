//! A picture of the Mandelbrot set, its rows taken by a thread for each core.

use std::error::Error;
use std::fs::File;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// After so many steps a point counts as inside.
const STEPS: u8 = 250;

/// How long the point takes to leave the circle of radius 2, as a shade of grey.
fn shade(re: f64, im: f64) -> u8 {
    let (mut x, mut y) = (0.0, 0.0);
    for step in 0..STEPS {
        if x * x + y * y > 4.0 {
            return 255 - 16 * step.isqrt();
        }
        (x, y) = (x * x - y * y + re, 2.0 * x * y + im);
    }
    0
}

/// Row `y` of a picture that is `width` wide and two thirds as high.
fn row(y: usize, width: usize) -> Vec<u8> {
    let at = |n: usize| 3.0 * n as f64 / width as f64;
    let row = (0..width).map(|x| shade(at(x) - 2.2, at(y) - 1.0));
    row.collect()
}

/// Computes the next row that is still free, until there is none.
fn take_rows(next: &AtomicUsize, width: usize) -> Vec<(usize, Vec<u8>)> {
    let free = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
    let own = free.take_while(|y| *y < width * 2 / 3);
    own.map(|y| (y, row(y, width))).collect()
}

/// All points of the picture, row after row.
fn picture(width: usize) -> Vec<u8> {
    let next = AtomicUsize::new(0);
    let cores = thread::available_parallelism().map_or(1, |n| n.get());
    let mut rows = thread::scope(|s| {
        let workers: Vec<_> = (0..cores)
            .map(|_| s.spawn(|| take_rows(&next, width)))
            .collect();
        // `join` fails only if the worker panicked; then this thread panics too.
        let rows = workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap());
        rows.collect::<Vec<_>>()
    });
    rows.sort();
    rows.into_iter().flat_map(|(_, row)| row).collect()
}

fn main() -> Result<(), Box<dyn Error>> {
    let width = std::env::args().nth(1).map_or(Ok(720), |arg| arg.parse())?;
    keep(width, &picture(width))
}

// The stage, the same in all models.

/// Says what came out, and writes it to a file that is asked for: `720 picture.png`.
fn keep(width: usize, points: &[u8]) -> Result<(), Box<dyn Error>> {
    let height = points.len() / width;
    let inside = points.iter().filter(|shade| **shade == 0).count();
    println!("{width} × {height} points, {inside} of them inside");
    if let Some(path) = std::env::args().nth(2) {
        let file = File::create(path)?;
        let mut encoder = png::Encoder::new(file, width as u32, height as u32);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.write_header()?.write_image_data(points)?;
    }
    Ok(())
}
