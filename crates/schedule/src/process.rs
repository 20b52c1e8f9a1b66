//! `std::process`, of which a program may use `exit`.

use crate::run::{End, caller, finish, step};

/// Ends the program, with all its threads.
#[track_caller]
pub fn exit(code: i32) -> ! {
    step("end the program", caller(), &|| None);
    let end = match code {
        0 => End::Done,
        code => End::Exit(code),
    };
    finish(end, "")
}
