//! rayon: parallel iterators, `join` in recursion, a scope, `spawn`, a pool of its own.
use rayon::prelude::*;
use std::sync::mpsc;

fn square(n: u64) -> u64 { n * n }

fn sum(of: &[u64]) -> u64 {
    if of.len() <= 8 { return of.iter().sum(); }
    let (left, right) = of.split_at(of.len() / 2);
    let (left, right) = rayon::join(|| sum(left), || sum(right));
    left + right
}

fn main() {
    let squares: Vec<u64> = (0..2_000).into_par_iter().map(square).filter(|n| n % 2 == 0).collect();
    println!("{} {}", squares.len(), sum(&squares));
    let mut halves = [0, 0];
    rayon::scope(|s| {
        for (i, half) in halves.iter_mut().enumerate() { s.spawn(move |_| *half = square(i as u64 + 2)); }
    });
    println!("{halves:?}");
    let (send, receive) = mpsc::channel();
    rayon::spawn(move || send.send(square(5)).unwrap());
    println!("{}", receive.recv().unwrap());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    println!("{:?}", pool.install(|| squares.par_chunks(100).map(|c| c.len()).max()));
}
