//! `std::sync::Barrier`.

use super::Identity;
use crate::hash::mix;
use crate::run;
use std::cell::Cell;

/// See `std::sync::Barrier`.
pub struct Barrier {
    identity: Identity,
    size: usize,
    arrived: Cell<usize>,
    round: Cell<u64>,
}

// SAFETY: all threads of a program are stacks on one thread of the system.
unsafe impl Sync for Barrier {}

/// See `std::sync::BarrierWaitResult`.
#[derive(Debug)]
pub struct BarrierWaitResult(bool);

impl BarrierWaitResult {
    /// Whether this thread arrived last.
    pub fn is_leader(&self) -> bool {
        self.0
    }
}

impl Barrier {
    /// A barrier for as many threads.
    pub const fn new(size: usize) -> Barrier {
        Barrier {
            identity: Identity::new(),
            size,
            arrived: Cell::new(0),
            round: Cell::new(0),
        }
    }

    #[doc(hidden)]
    pub fn __named(self, name: &str) -> Barrier {
        self.identity.named(name);
        self
    }

    #[doc(hidden)]
    pub const fn __static(mut self, name: &'static str) -> Barrier {
        std::mem::forget(std::mem::replace(
            &mut self.identity,
            Identity::of_static(name),
        ));
        self
    }

    fn known(&self) -> (u64, String) {
        self.identity.get(|| {
            self.arrived.set(0);
            self.round.set(0);
        })
    }

    /// Waits until as many threads wait as the barrier is for.
    #[track_caller]
    pub fn wait(&self) -> BarrierWaitResult {
        let line = run::caller();
        let (id, name) = self.known();
        run::step(&format!("arrive at {name}"), line, &|| None);
        let round = self.round.get();
        self.arrived.set(self.arrived.get() + 1);
        let last = self.arrived.get() >= self.size;
        if last {
            self.arrived.set(0);
            self.round.set(round + 1);
        }
        run::see(mix((self.arrived.get(), last)));
        run::holds(id, mix((self.arrived.get(), self.round.get())));
        if !last {
            run::unnoticed(&format!("pass {name}"), line, &|| {
                (self.round.get() == round).then(|| format!("waits at {name}"))
            });
        }
        BarrierWaitResult(last)
    }
}
