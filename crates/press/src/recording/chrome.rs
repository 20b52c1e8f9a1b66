//! A recording as Chrome trace JSON, which other tools read.

use super::{EventKind, Recording};
use serde_json::{Value, json};

impl Recording {
    /// The recording as Chrome trace JSON, which Perfetto and `chrome://tracing` open: a track for each
    /// thread, a slice for each stretch, and a mark for each text that was printed.
    pub fn to_chrome(&self) -> String {
        let mut events = vec![json!({
            "ph": "M", "pid": 1, "name": "process_name",
            "args": { "name": format!("{} {}", self.program, self.model) },
        })];
        for tid in 0..self.threads.len() {
            events.push(json!({
                "ph": "M", "pid": 1, "tid": tid, "name": "thread_name",
                "args": { "name": self.lane(tid) },
            }));
        }
        for stretch in self.stretches() {
            let frame = &self.frames[stretch.frame];
            let mut args =
                json!({ "frame": stretch.frame, "kind": frame.kind.as_str(), "line": frame.line });
            if let Some(spent) = stretch.spent {
                args["cpu_us"] = json!(spent.cpu);
                args["queued_us"] = json!(spent.queued);
                args["blocked_us"] = json!(spent.blocked());
            }
            events.push(json!({
                "ph": "X", "pid": 1, "tid": stretch.thread, "ts": stretch.start,
                "dur": stretch.end - stretch.start, "name": frame.name, "args": args,
            }));
        }
        for event in &self.events {
            if let EventKind::Output { text, .. } = event.what {
                events.push(json!({
                    "ph": "i", "s": "t", "pid": 1, "tid": event.thread, "ts": event.at,
                    "name": self.output[text].trim_end(),
                }));
            }
        }
        let rows: Vec<String> = events.iter().map(Value::to_string).collect();
        format!("{{\"traceEvents\":[\n{}\n]}}\n", rows.join(",\n"))
    }
}
