//! What the system says of a running process. Linux only; elsewhere nothing is known.

use crate::ThreadTimes;
use std::path::Path;
use std::time::Duration;

/// How often a running process is looked at.
pub(crate) const EVERY: Duration = Duration::from_millis(4);

/// The most that was seen at any look.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sample {
    /// Bytes resident at the peak.
    pub peak_memory: Option<u64>,
    /// The highest number of threads at one time.
    pub threads: Option<usize>,
    /// What the first thread had done so far.
    pub first_thread: Option<ThreadTimes>,
}

impl Sample {
    /// Looks at process `pid` once more. Returns true once the process may have ended. Call `try_wait` only then, so that the
    /// last sample is as late as possible. Source of the fields: proc(5), `/proc/pid/status`.
    #[cfg(target_os = "linux")]
    pub fn look(&mut self, pid: u32) -> bool {
        let Ok(status) = std::fs::read_to_string(format!("/proc/{pid}/status")) else {
            return true;
        };
        let task = format!("/proc/{pid}/task/{pid}");
        self.first_thread = times_of(task.as_ref()).or(self.first_thread);
        let field = |name: &str| -> Option<u64> {
            let line = status.lines().find(|l| l.starts_with(name))?;
            line[name.len()..].split_whitespace().next()?.parse().ok()
        };
        // A zombie has no memory left to tell of, and "Threads: 1" whatever it had.
        if let Some(kib) = field("VmHWM:") {
            self.peak_memory = self.peak_memory.max(Some(kib * 1024));
            self.threads = self.threads.max(field("Threads:").map(|n| n as usize));
        }
        let state = status.lines().find_map(|l| l.strip_prefix("State:"));
        state.is_none_or(|state| state.trim_start().starts_with('Z'))
    }

    #[cfg(not(target_os = "linux"))]
    pub fn look(&mut self, _pid: u32) -> bool {
        true
    }
}

/// What each thread of a process did so far; empty where the system does not tell.
pub fn thread_times(pid: u32) -> Vec<ThreadTimes> {
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task"));
    tasks
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|task| times_of(&task.path()))
        .collect()
}

/// What the thread whose folder in `/proc` is `task` did so far.
fn times_of(task: &Path) -> Option<ThreadTimes> {
    let number = task.file_name()?.to_str()?.parse().ok()?;
    let text = std::fs::read_to_string(task.join("schedstat")).ok()?;
    let mut fields = text.split_whitespace().map(|field| field.parse().ok());
    Some(ThreadTimes {
        number,
        cpu: fields.next()??,
        queued: fields.next()??,
    })
}
