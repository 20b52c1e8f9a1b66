//! Functions, methods, closures, generics, traits, recursion, early returns, caught panics.
use std::fmt::Display;
use std::sync::LazyLock;

static GREETING: LazyLock<String> = LazyLock::new(|| "hello".to_string());
const fn three() -> usize { 3 }

trait Shape {
    fn area(&self) -> f64;
    fn double(&self) -> f64 { self.area() * 2.0 }
}

struct Square(f64);

impl Shape for Square {
    fn area(&self) -> f64 { self.0 * self.0 }
}

impl Drop for Square {
    fn drop(&mut self) {
        println!("dropping {}", self.0);
    }
}

fn show<T: Display + ?Sized>(value: &T) -> String { format!("<{value}>") }
fn adder(n: i32) -> impl Fn(i32) -> i32 { move |x| x + n }
fn boxed(n: i32) -> Box<dyn FnMut() -> i32> {
    let mut total = 0;
    Box::new(move || { total += n; total })
}
fn parse(text: &str) -> Result<i32, std::num::ParseIntError> {
    let number: i32 = text.parse()?;
    if number > 10 { return Ok(10); }
    Ok(number)
}
fn fib(n: u32) -> u32 { if n < 2 { n } else { fib(n - 1) + fib(n - 2) } }
fn longest<'a>(a: &'a str, b: &'a str) -> &'a str { if a.len() > b.len() { a } else { b } }
fn apply(f: fn(i32) -> i32, x: i32) -> i32 { f(x) }

macro_rules! say {
    ($($t:tt)*) => { println!("said: {}", format!($($t)*)) };
}

fn main() {
    println!("{} {}", *GREETING, [0; three()].len());
    println!("{} {}", show("x"), adder(2)(3));
    let mut count = boxed(4);
    count();
    println!("{}", count());
    println!("{:?} {:?} {}", parse("7"), parse("70"), parse("seven").is_err());
    println!("{} {}", fib(20), longest("ab", "c"));
    println!("{}", apply(|x| x + 1, 1));
    let square = Square(2.0);
    println!("{} {}", square.area(), square.double());
    let mut i = 0;
    'outer: loop {
        for j in 0..3 {
            if j == 2 && i > 1 { break 'outer; }
            if j == 1 { continue; }
            i += 1;
        }
    }
    while i > 0 || i < -5 { i -= 1; }
    let mut stack = vec![1, 2, 3];
    while let Some(top) = stack.pop() && top > 1 { print!("{top} "); }
    println!();
    let word = match i { 0 => "zero", n if n < 0 => return, _ => { "many" } };
    say!("{word}");
    let Some(x) = Some(5) else { panic!("no") };
    let caught = std::panic::catch_unwind(|| { if x == 5 { panic!("caught {x}") } });
    assert!(caught.is_err(), "it was caught");
    let sum: i64 = (0..100_000).map(|n| n * 2).filter(|n| n % 3 == 0).sum();
    eprintln!("{sum}");
    std::process::exit(3);
}
// exit 3
