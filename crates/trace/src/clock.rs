//! What time it is, and what a thread did so far.

/// A thread's clocks, in ns.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reading {
    /// The system's monotonic clock.
    pub time: u64,
    /// Time the thread was on a core so far.
    pub cpu: u64,
    /// Time the thread waited for a core so far; 0 where that is unknown.
    pub queued: u64,
}

#[cfg(unix)]
fn clock(id: libc::clockid_t) -> u64 {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: `time` is a place for the answer.
    unsafe { libc::clock_gettime(id, &mut time) };
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

/// The system's monotonic clock, in ns; the same in all processes.
#[cfg(unix)]
pub fn now() -> u64 {
    clock(libc::CLOCK_MONOTONIC)
}

/// ns since this process first asked.
#[cfg(not(unix))]
pub fn now() -> u64 {
    use std::sync::LazyLock;
    use std::time::Instant;
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed().as_nanos() as u64
}

#[cfg(unix)]
fn cpu() -> u64 {
    clock(libc::CLOCK_THREAD_CPUTIME_ID)
}

/// Unknown: all of a stretch then counts as blocked.
#[cfg(not(unix))]
fn cpu() -> u64 {
    0
}

/// Where Linux says how long a thread waited for a core.
#[cfg(target_os = "linux")]
pub struct Schedstat(Option<std::fs::File>);

#[cfg(target_os = "linux")]
const SCHEDSTAT: &str = "/proc/thread-self/schedstat";

#[cfg(target_os = "linux")]
impl Schedstat {
    /// Opens the file of this thread, and keeps it open if `keep`: for the first threads only, since a program
    /// of ten thousand threads needs its open files for itself.
    pub fn new(keep: bool) -> Schedstat {
        let file = if keep {
            std::fs::File::open(SCHEDSTAT).ok()
        } else {
            None
        };
        Schedstat(file)
    }

    /// The time this thread waited for a core so far, in ns.
    pub fn queued(&self) -> Option<u64> {
        use std::os::unix::fs::FileExt;
        let mut bytes = [0; 64];
        let n = match &self.0 {
            Some(file) => file.read_at(&mut bytes, 0).ok()?,
            None => std::fs::File::open(SCHEDSTAT)
                .ok()?
                .read_at(&mut bytes, 0)
                .ok()?,
        };
        let text = std::str::from_utf8(&bytes[..n]).ok()?;
        text.split_whitespace().nth(1)?.parse().ok()
    }
}

#[cfg(not(target_os = "linux"))]
pub struct Schedstat;

#[cfg(not(target_os = "linux"))]
impl Schedstat {
    pub fn new(_keep: bool) -> Schedstat {
        Schedstat
    }

    pub fn queued(&self) -> Option<u64> {
        None
    }
}

/// In a reading that took longer than this, in ns, the thread has lost its core.
const TOO_LONG: u64 = 200_000;

impl Reading {
    /// This thread's clocks now. If the thread loses its core meanwhile, they are read again, because the clocks would
    /// disagree about when it waited.
    pub fn now(schedstat: &Schedstat) -> Reading {
        let mut reading = Reading::once(schedstat);
        for _ in 0..2 {
            if now() - reading.time < TOO_LONG {
                break;
            }
            reading = Reading::once(schedstat);
        }
        reading
    }

    fn once(schedstat: &Schedstat) -> Reading {
        Reading {
            time: now(),
            cpu: cpu(),
            queued: schedstat.queued().unwrap_or(0),
        }
    }
}

/// The system's number of this thread; 0 where there is none.
pub fn thread_number() -> u64 {
    #[cfg(target_os = "linux")]
    // SAFETY: it takes nothing and always succeeds.
    return unsafe { libc::gettid() } as u64;
    #[cfg(not(target_os = "linux"))]
    return 0;
}
