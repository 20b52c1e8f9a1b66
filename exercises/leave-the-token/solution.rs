//! A caller that will not wait so long gives up, and its token stays in the bucket.

use std::time::{Duration, Instant};

/// A token falls into it once in each period. When the bucket is full, the token is lost.
pub struct Bucket {
    burst: u32,
    period: Duration,
    full_at: Instant,
}

impl Bucket {
    /// A full bucket, with `burst` tokens.
    pub fn new(burst: u32, period: Duration, now: Instant) -> Bucket {
        Bucket {
            burst,
            period,
            full_at: now,
        }
    }

    /// Takes the next token, and returns how long it is until that token falls. If that is longer than `patience`,
    /// it takes nothing, and later callers find the bucket as if this caller had not asked.
    pub fn take(&mut self, now: Instant, patience: Duration) -> Option<Duration> {
        let full_at = self.full_at.max(now) + self.period;
        let wait = (full_at - now).saturating_sub(self.burst * self.period);
        if wait > patience {
            return None;
        }
        self.full_at = full_at;
        Some(wait)
    }
}
