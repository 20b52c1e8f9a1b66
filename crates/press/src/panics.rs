//! A panic of press or mdBook, as an error like any other: a served book continues to be served, and a build says what to do.

use anyhow::Result;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What a panic was.
#[derive(Debug)]
pub struct Panicked(String);

impl std::fmt::Display for Panicked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "press panicked: {}\n  this is a fault of press or mdBook, which a page brings out; the next save builds everything again",
            self.0
        )
    }
}

impl std::error::Error for Panicked {}

/// What `work` returns; a panic becomes an error.
pub fn caught<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<&str>().map(ToString::to_string);
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
        Err(Panicked(text.unwrap_or_else(|| "it did not say why".into())).into())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::in_words;

    #[test]
    fn a_panic_becomes_an_error_with_its_words() {
        let error = caught::<()>(|| panic!("at {}", 7)).unwrap_err();
        assert!(error.is::<Panicked>());
        let words = in_words(&error);
        assert!(
            words.contains("press panicked: at 7") && words.contains("the next save"),
            "{words}"
        );
        assert_eq!(caught(|| Ok(1)).unwrap(), 1);
    }
}
