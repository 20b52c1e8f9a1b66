//! Numbers that stand for what a thread has seen and for what an object holds. States with equal numbers have equal futures.

use std::hash::{DefaultHasher, Hash, Hasher};

/// A number for these things in this order.
pub(crate) fn mix(what: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}

/// A number for a value, if its type is one whose bytes are all that it is.
pub(crate) fn value<T>(value: &T) -> Option<u64> {
    /// The bytes of `value`, which is a `Plain`.
    fn bytes<T, Plain: Copy + Hash>(value: &T) -> u64 {
        // SAFETY: the name of `T` is that of `Plain`, which no type of a program has: it would be named with its crate.
        mix(unsafe { *std::ptr::from_ref(value).cast::<Plain>() })
    }
    let number = match std::any::type_name::<T>() {
        "()" => 0,
        "bool" => bytes::<T, bool>(value),
        "char" => bytes::<T, char>(value),
        "i8" => bytes::<T, i8>(value),
        "i16" => bytes::<T, i16>(value),
        "i32" => bytes::<T, i32>(value),
        "i64" => bytes::<T, i64>(value),
        "isize" => bytes::<T, isize>(value),
        "u8" => bytes::<T, u8>(value),
        "u16" => bytes::<T, u16>(value),
        "u32" => bytes::<T, u32>(value),
        "u64" => bytes::<T, u64>(value),
        "usize" => bytes::<T, usize>(value),
        "core::option::Option<i32>" => bytes::<T, Option<i32>>(value),
        "core::option::Option<u32>" => bytes::<T, Option<u32>>(value),
        _ => return None,
    };
    Some(number)
}
