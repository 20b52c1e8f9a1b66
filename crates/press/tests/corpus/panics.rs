//! A panic that nobody catches, out of nested calls, with a destructor on the way.
struct Loud;

impl Drop for Loud {
    fn drop(&mut self) { println!("dropped"); }
}

fn inner(n: u32) -> u32 { assert!(n > 3, "{n} is too small"); n }

fn outer(n: u32) -> u32 { let _loud = Loud; inner(n) + 1 }

fn main() {
    println!("{}", outer(4));
    println!("{}", outer(3));
}
// exit 101
