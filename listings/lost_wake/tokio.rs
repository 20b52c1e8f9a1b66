//! A future looks at its bell before it stores its waker, and misses the ring, with tokio.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;
use tokio::spawn;
use tokio::time::sleep;

/// A future that is ready when the bell has rung.
#[derive(Clone, Default)]
struct Bell(Arc<State>);

#[derive(Default)]
struct State {
    rung: AtomicBool,
    waker: Mutex<Option<Waker>>,
}

impl Bell {
    fn ring(&self) {
        self.0.rung.store(true, SeqCst);
        if let Some(waker) = self.0.waker.lock().unwrap().take() {
            waker.wake();
        }
    }
}

impl Future for Bell {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.0.rung.load(SeqCst) {
            return Poll::Ready(());
        }
        lose_the_core();
        *self.0.waker.lock().unwrap() = Some(context.waker().clone());
        Poll::Pending
    }
}

/// A moment in which the thread has no core, made long enough to see.
fn lose_the_core() {
    thread::sleep(Duration::from_millis(200));
}

fn ring_after_100_ms(bell: Bell) {
    thread::spawn(move || {
        thread::sleep(Duration::from_millis(100));
        println!("the bell rings");
        bell.ring();
    });
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let bell = Bell::default();
    ring_after_100_ms(bell.clone());
    let hears = bell.clone();
    spawn(async {
        hears.await;
        println!("the task heard the bell");
    });
    sleep(Duration::from_millis(500)).await;
    println!("after half a second, rung: {}", bell.0.rung.load(SeqCst));
}
