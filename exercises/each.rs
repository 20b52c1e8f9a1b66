//! The tests of every exercise, with its starter and with its solution; `all.rs` runs them one exercise at a time.
#![deny(warnings)]

include!(concat!(env!("OUT_DIR"), "/modules.rs"));
