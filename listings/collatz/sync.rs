//! The longest chain of numbers below a limit, one number after the other.

/// How many steps lead from `n` to 1: an even number is halved, an odd number becomes 3n + 1.
fn steps(mut n: u64) -> u32 {
    let mut steps = 0;
    while n > 1 {
        n = if n.is_multiple_of(2) {
            n / 2
        } else {
            3 * n + 1
        };
        steps += 1;
    }
    steps
}

/// The most steps of a number below `limit`, and that number.
fn longest(limit: u64) -> Option<(u32, u64)> {
    (1..limit).map(|n| (steps(n), n)).max()
}

fn main() -> Result<(), std::num::ParseIntError> {
    let limit = std::env::args()
        .nth(1)
        .map_or(Ok(100_000), |arg| arg.parse())?;
    match longest(limit) {
        Some((steps, n)) => println!("below {limit}, {n} takes the most steps: {steps}"),
        None => println!("no number is below {limit}"),
    }
    Ok(())
}
