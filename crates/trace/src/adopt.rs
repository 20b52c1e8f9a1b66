//! A function or a future that a `spawn` gets by name (`spawn(count)`, `spawn(count())`) remembers the frame that started
//! it. It first runs on some worker, where the frame that is running has nothing to do with it.

use crate::lane::Lane;
use crate::{Frame, token};
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

/// The argument of a `spawn`. A future, or a function without arguments, is made to remember its parent.
#[macro_export]
macro_rules! adopt {
    ($started:expr) => {
        match $started {
            started => {
                #[allow(unused_imports)]
                use $crate::{AsCall as _, AsFuture as _, AsIs as _};
                let tag = $crate::Tag::of(&started);
                (&&&tag).adopter().adopt(started)
            }
        }
    };
}

/// The type of the argument. The trait whose method the compiler finds first tells what kind it is.
pub struct Tag<T>(PhantomData<fn() -> T>);

impl<T> Tag<T> {
    pub fn of(_: &T) -> Tag<T> {
        Tag(PhantomData)
    }
}

pub trait AsFuture {
    fn adopter(&self) -> FutureAdopter {
        FutureAdopter
    }
}

impl<F: Future> AsFuture for &&Tag<F> {}

pub trait AsCall {
    fn adopter(&self) -> CallAdopter {
        CallAdopter
    }
}

impl<F: FnOnce() -> R, R> AsCall for &Tag<F> {}

pub trait AsIs {
    fn adopter(&self) -> NoAdopter {
        NoAdopter
    }
}

impl<T> AsIs for Tag<T> {}

pub struct FutureAdopter;

impl FutureAdopter {
    pub fn adopt<F: Future>(self, inner: F) -> Adopted<F> {
        Adopted {
            parent: token(),
            inner,
        }
    }
}

pub struct CallAdopter;

impl CallAdopter {
    pub fn adopt<F: FnOnce() -> R, R>(self, call: F) -> impl FnOnce() -> R {
        let parent = token();
        move || {
            let _standing_in = StandingIn::new(parent);
            call()
        }
    }
}

pub struct NoAdopter;

impl NoAdopter {
    pub fn adopt<T>(self, other: T) -> T {
        other
    }
}

/// A future whose parent represents the running frame while it is polled.
pub struct Adopted<F> {
    parent: &'static Frame,
    inner: F,
}

impl<F: Future> Future for Adopted<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let _standing_in = StandingIn::new(self.parent);
        // SAFETY: `inner` is pinned with `self` and never moved.
        unsafe { self.map_unchecked_mut(|this| &mut this.inner) }.poll(cx)
    }
}

struct StandingIn;

impl StandingIn {
    fn new(parent: &'static Frame) -> StandingIn {
        Lane::with(|lane| lane.adopt(parent));
        StandingIn
    }
}

impl Drop for StandingIn {
    fn drop(&mut self) {
        Lane::with(|lane| lane.orphan());
    }
}
