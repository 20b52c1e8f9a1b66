//! The command: build, serve, preprocess, record, new.

fn main() {}
