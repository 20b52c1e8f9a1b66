//! What a page is put together from: highlighted fences, timelines, archives. A page that is made again, because a
//! part of it has changed, takes its other parts from the last time.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A hash of all that something is made from. It holds for this process only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key(u64);

impl Key {
    /// Of all that something is made from.
    pub fn of(from: impl Hash) -> Key {
        let mut hasher = DefaultHasher::new();
        from.hash(&mut hasher);
        Key(hasher.finish())
    }
}

/// The parts of one page, by what they are made from.
#[derive(Debug, Default)]
pub struct Parts {
    /// Those of the page as it was made the last time.
    before: HashMap<Key, String>,
    now: HashMap<Key, String>,
    made: usize,
}

impl Parts {
    /// For a page that is made again: it may take parts from `before`.
    pub fn again(before: Parts) -> Parts {
        Parts {
            // Also those from before an attempt that an error ended.
            before: before.before.into_iter().chain(before.now).collect(),
            ..Parts::default()
        }
    }

    /// The part that is made from `from`, which also says what kind of part it is. It is made unless the page had it
    /// the last time, or has it already.
    ///
    /// # Errors
    /// Those of `make`.
    pub fn part<E>(
        &mut self,
        from: impl Hash,
        make: impl FnOnce() -> Result<String, E>,
    ) -> Result<String, E> {
        let key = Key::of(from);
        if let Some(part) = self.now.get(&key) {
            return Ok(part.clone());
        }
        let part = match self.before.remove(&key) {
            Some(part) => part,
            None => {
                self.made += 1;
                make()?
            }
        };
        self.now.insert(key, part.clone());
        Ok(part)
    }

    /// Forgets what the page does not need any more. Returns how many parts were made this time.
    pub fn finish(&mut self) -> usize {
        self.before = HashMap::new();
        self.made
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_made_again_only_when_what_it_is_made_from_has_changed() {
        let made = |parts: &mut Parts, texts: &[&str]| {
            for text in texts {
                let part = parts.part(("upper", text), || Ok::<_, ()>(text.to_uppercase()));
                assert_eq!(part, Ok(text.to_uppercase()));
            }
            parts.finish()
        };
        let mut first = Parts::default();
        assert_eq!(made(&mut first, &["a", "b", "a"]), 2);
        let mut second = Parts::again(first);
        assert_eq!(made(&mut second, &["a", "c"]), 1);
        let mut third = Parts::again(second);
        assert_eq!(made(&mut third, &["b", "c"]), 1);
    }

    #[test]
    fn an_error_loses_no_part() {
        let mut first = Parts::default();
        let _ = first.part("a", || Ok::<_, ()>("A".to_owned()));
        first.finish();
        let mut wrong = Parts::again(first);
        assert_eq!(wrong.part("b", || Err(())), Err(()));
        let mut third = Parts::again(wrong);
        let _ = third.part("a", || Ok::<_, ()>("A".to_owned()));
        assert_eq!(third.finish(), 0);
    }
}
