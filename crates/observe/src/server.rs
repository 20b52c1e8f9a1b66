//! A server of a listing as a claim meets it, and clients that mean it harm, as plain std code.

use crate::Program;
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::fd::AsRawFd;
use std::path::PathBuf;
use std::process;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Long enough for any machine: an answer that has not come by then will not come.
pub const LONG: Duration = Duration::from_secs(10);

/// A listing's binary: its name and its path.
pub type Binary = (&'static str, &'static str);

/// A running server. It is killed when this is dropped.
pub struct Server {
    pub name: &'static str,
    pub address: SocketAddr,
    folder: PathBuf,
    watched: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts `binary` with the arguments `open` and `ms`, in a shell that does `limit` first.
    #[track_caller]
    pub fn start((name, path): Binary, ms: u64, limit: &str) -> Server {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir();
        let folder = folder.join(format!("{name}-{}-{number}", process::id()));
        fs::create_dir_all(&folder).expect("a folder for what the server prints");
        // The shell waits for the file `done`; when it ends, `observe` kills all that it started.
        let script = format!(
            "{limit}\n\"$0\" open {ms} >out 2>err & echo $! >pid; until [ -e done ]; do sleep 0.05; done"
        );
        let shell = Program::new(name, "/bin/sh").folder(folder.display().to_string());
        let shell = shell.limit(Duration::from_secs(300));
        let shell = shell.arg("-c").arg(script).arg(path);
        let watched = thread::spawn(move || drop(shell.try_run()));
        let mut server = Server {
            name,
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            folder,
            watched: Some(watched),
        };
        let start = Instant::now();
        server.address = loop {
            let out = server.file("out");
            let address = out.strip_prefix("open: ").filter(|_| out.ends_with('\n'));
            if let Some(address) = address.and_then(|text| text.trim().parse().ok()) {
                break address;
            }
            let over = server.watched.as_ref().is_none_or(JoinHandle::is_finished);
            assert!(!over, "{name}: ended before it was open");
            assert!(start.elapsed() < LONG, "{name}: is not open");
            thread::sleep(Duration::from_millis(5));
        };
        server
    }

    /// Connects a client that waits [`LONG`] at most.
    ///
    /// # Panics
    /// If the server does not accept it.
    #[track_caller]
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address);
        let stream = stream.unwrap_or_else(|e| panic!("{}: is gone: {e}", self.name));
        stream.set_read_timeout(Some(LONG)).unwrap();
        stream.set_write_timeout(Some(LONG)).unwrap();
        stream
    }

    /// What the server has written to `out` or `err`.
    pub fn file(&self, name: &str) -> String {
        fs::read_to_string(self.folder.join(name)).unwrap_or_default()
    }

    /// Bytes that the server's process keeps in memory now.
    #[cfg(target_os = "linux")]
    pub fn memory(&self) -> u64 {
        let pid = self.file("pid");
        let status = fs::read_to_string(format!("/proc/{}/status", pid.trim()));
        let status = status.unwrap_or_else(|e| panic!("{}: is gone: {e}", self.name));
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        kib.unwrap_or_else(|| panic!("{}: has ended", self.name)) * 1024
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = fs::write(self.folder.join("done"), "");
        if let Some(watched) = self.watched.take() {
            let _ = watched.join();
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Starts a server of each of these binaries, then does the same with all servers, side by side, and returns
/// what each gave. If one does not start, nothing is done with the others.
#[track_caller]
pub fn each<T: Send>(
    binaries: &[Binary],
    ms: u64,
    limit: &str,
    test: impl Fn(&Server) -> T + Sync,
) -> Vec<T> {
    let servers = side_by_side(binaries, |binary| Server::start(*binary, ms, limit));
    side_by_side(&servers, test)
}

/// Does the same with all of them, each on a thread of its own; what came of each, in their order.
fn side_by_side<A: Sync, T: Send>(all: &[A], what: impl Fn(&A) -> T + Sync) -> Vec<T> {
    thread::scope(|s| {
        let what = &what;
        let runs: Vec<_> = all.iter().map(|one| s.spawn(move || what(one))).collect();
        let ends: Vec<_> = runs.into_iter().map(|run| run.join()).collect();
        let ends = ends.into_iter().map(|end| match end {
            Ok(end) => end,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        ends.collect()
    })
}

/// Closes in such a way that the server's next call on the connection fails.
pub fn reset(stream: TcpStream) {
    let linger = libc::linger {
        l_onoff: 1,
        l_linger: 0,
    };
    let size = size_of::<libc::linger>() as libc::socklen_t;
    // SAFETY: the pointer and the size are those of `linger`, which lives until the call returns.
    let set = unsafe {
        let value = std::ptr::from_ref(&linger).cast();
        libc::setsockopt(
            stream.as_raw_fd(),
            libc::SOL_SOCKET,
            libc::SO_LINGER,
            value,
            size,
        )
    };
    assert_eq!(set, 0, "a socket can be told to reset");
}

/// Sends `piece` again and again, with a pause after each and without reading, until the server has hung up.
/// Returns how long that took.
#[track_caller]
pub fn send_until_the_end(server: &Server, piece: &[u8], pause: Duration) -> Duration {
    let start = Instant::now();
    let mut stream = server.connect();
    while stream.write_all(piece).is_ok() {
        assert!(start.elapsed() < LONG, "{}: may stay", server.name);
        thread::sleep(pause);
    }
    start.elapsed()
}

/// Says nothing, and reads until the server has hung up. Returns how long that took.
#[track_caller]
pub fn stay_silent(server: &Server) -> Duration {
    let start = Instant::now();
    // The end may come as a reset.
    let _ = server.connect().read_to_end(&mut Vec::new());
    assert!(start.elapsed() < LONG, "{}: may stay", server.name);
    start.elapsed()
}
