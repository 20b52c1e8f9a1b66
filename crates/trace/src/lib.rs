//! What is linked into a recorded copy of a listing. The recorder writes calls of these functions into the copy;
//! nothing else uses them. `FORMAT.md` describes what becomes of it.
//!
//! What is noted goes to the file named by the environment variable [`FILE`]; without it nothing is noted.
//! The variable is removed when the first event is noted, so that child processes of the listing don't record.

mod adopt;
mod clock;
mod lane;
mod print;
pub mod raw;

pub use adopt::{AsCall, AsFuture, AsIs, Tag};
pub use clock::now;
pub use print::print;

use lane::{Ended, Lane};
use raw::{Map, NONE};
use std::marker::PhantomData;
use std::path::Path;
use std::pin::Pin;
use std::sync::OnceLock;
use std::sync::atomic::AtomicU32;
use std::task::{Context, Poll};

/// The environment variable that names the file to write.
pub const FILE: &str = "PRESS_TRACE";

/// The file that is written, where one is.
fn map() -> Option<&'static Map> {
    static MAP: OnceLock<Option<Map>> = OnceLock::new();
    let map = MAP.get_or_init(|| {
        let path = std::env::var_os(FILE)?;
        // SAFETY: std's own accesses to the environment are locked, and this happens at the first line of `main`.
        unsafe { std::env::remove_var(FILE) };
        Map::open(Path::new(&path)).ok()
    });
    map.as_ref()
}

/// A frame, as what it starts refers to it. It lives as long as the program, so that closures and futures that
/// must be `'static` can hold it.
pub struct Frame {
    id: u32,
    site: u32,
    polls: AtomicU32,
}

/// Stands for no frame.
static NO_FRAME: Frame = Frame {
    id: NONE,
    site: NONE,
    polls: AtomicU32::new(0),
};

/// The frame that runs on this thread.
pub fn token() -> &'static Frame {
    Lane::with(|lane| lane.top()).unwrap_or(&NO_FRAME)
}

/// Notes that the running frame is at this line.
pub fn at(line: u32) {
    Lane::with(|lane| lane.line(line, false));
}

/// Notes that the running frame is at this line, which leaves the loop that it is in.
pub fn leaving(line: u32) {
    Lane::with(|lane| lane.line(line, true));
}

/// Held by the body of a `for` loop: when a round ends, the frame is at the loop's head again.
pub struct Head(u32);

/// The body of the loop whose head is at this line begins.
pub fn head(line: u32) -> Head {
    Head(line)
}

impl Drop for Head {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            Lane::with(|lane| lane.head(self.0));
        }
    }
}

/// Held by the body of a function or closure.
pub struct Call {
    frame: &'static Frame,
    panicking: bool,
}

/// A function begins; the frame that runs on this thread called it.
pub fn call(site: u32) -> Call {
    begin_call(site, None)
}

/// A closure begins, which is written in the frame `parent`.
pub fn call_in(site: u32, parent: &'static Frame) -> Call {
    begin_call(site, Some(parent))
}

fn begin_call(site: u32, parent: Option<&'static Frame>) -> Call {
    let frame = Lane::with(|lane| {
        let frame = lane.begin(site, parent);
        lane.resume(frame.unwrap_or_else(|| lane.top()), site, frame.is_some());
        lane.top()
    });
    Call {
        frame: frame.unwrap_or(&NO_FRAME),
        panicking: std::thread::panicking(),
    }
}

impl Call {
    /// The frame of this call.
    pub fn token(&self) -> &'static Frame {
        self.frame
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        let unwinding = std::thread::panicking() && !self.panicking;
        let how = if unwinding {
            Ended::Unwound
        } else {
            Ended::Returned
        };
        Lane::with(|lane| lane.end(how));
    }
}

/// The body of an `async fn`, block or closure, with its polls noted.
pub struct Recorded<F> {
    site: u32,
    parent: Option<&'static Frame>,
    state: State,
    /// Nothing once it was dropped.
    inner: Option<F>,
}

#[derive(Clone, Copy)]
enum State {
    New,
    /// Nothing where the frame is only counted.
    Begun(Option<&'static Frame>),
    Over,
}

/// The body of an `async fn`; the frame that polls it first started it.
pub fn future<F: Future>(site: u32, inner: F) -> Recorded<F> {
    Recorded {
        site,
        parent: None,
        state: State::New,
        inner: Some(inner),
    }
}

/// The body of an async block or closure, which is written in the frame `parent`.
pub fn future_in<F: Future>(site: u32, parent: &'static Frame, inner: F) -> Recorded<F> {
    let mut recorded = future(site, inner);
    recorded.parent = Some(parent);
    recorded
}

/// Ends the stretch of a poll also when it panics.
struct Polling<'a> {
    state: &'a mut State,
    how: Ended,
}

impl Drop for Polling<'_> {
    fn drop(&mut self) {
        if !matches!(self.how, Ended::Pending) {
            *self.state = State::Over;
        }
        Lane::with(|lane| lane.end(self.how));
    }
}

impl<F: Future> Future for Recorded<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        // SAFETY: `inner` is never moved once it is pinned; the other fields are never pinned.
        let this = unsafe { self.get_unchecked_mut() };
        if let State::New = this.state {
            let frame = Lane::with(|lane| lane.begin(this.site, this.parent));
            this.state = State::Begun(frame.flatten());
        }
        let frame = match this.state {
            State::Begun(frame) => frame,
            _ => None,
        };
        Lane::with(|lane| lane.poll(frame, this.parent, this.site));
        let mut polling = Polling {
            state: &mut this.state,
            how: Ended::Unwound,
        };
        let inner = this
            .inner
            .as_mut()
            .expect("a future is not polled after its drop");
        // SAFETY: `inner` is pinned with `self`.
        let poll = unsafe { Pin::new_unchecked(inner) }.poll(cx);
        polling.how = match poll {
            Poll::Ready(_) => Ended::Returned,
            Poll::Pending => Ended::Pending,
        };
        poll
    }
}

impl<F> Drop for Recorded<F> {
    fn drop(&mut self) {
        if let State::Begun(Some(frame)) = self.state {
            Lane::with(|lane| {
                lane.dropped(frame);
                lane.adopt(frame);
            });
            // What it held is dropped here, and what that does belongs to this frame.
            self.inner = None;
            Lane::with(|lane| lane.orphan());
        }
    }
}

/// Links the type that an async body returns with that of the block put into it, without naming it.
pub struct Witness<T>(PhantomData<fn() -> T>);

impl<T> Clone for Witness<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Witness<T> {}

impl<T> Witness<T> {
    #[allow(clippy::new_without_default)]
    pub fn new() -> Witness<T> {
        Witness(PhantomData)
    }

    /// Stands where a value of the type is returned; never called.
    pub fn value(self) -> T {
        unreachable!("a witness is only for the compiler")
    }
}
