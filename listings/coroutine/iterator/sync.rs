//! Two iterators: functions that hand out a line, and remember where they were.

/// Says its name three times.
struct Speaker {
    name: &'static str,
    said: u32,
}

impl Iterator for Speaker {
    type Item = String;

    /// Goes on from where the last call left off.
    fn next(&mut self) -> Option<String> {
        if self.said == 3 {
            return None;
        }
        self.said += 1;
        Some(format!("{} {}", self.name, self.said))
    }
}

fn main() {
    let mut ann = Speaker {
        name: "ann",
        said: 0,
    };
    let mut bob = Speaker {
        name: "bob",
        said: 0,
    };
    while let (Some(a), Some(b)) = (ann.next(), bob.next()) {
        println!("{a}");
        println!("{b}");
    }
}
