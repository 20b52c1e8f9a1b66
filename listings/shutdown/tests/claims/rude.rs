//! A listing's server that runs while a test is its clients, good and rude ones. Plain blocking code.

pub use observe::server::reset;
use observe::{Program, Run};
use std::fs;
use std::io::{self, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{self, Command};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

/// A binary and its name: that of a listing which prints `listening on` and its address.
pub type Listing = (&'static str, &'static str);

/// A server that runs. Killed when dropped, where it has not ended by then.
pub struct Server {
    pub name: &'static str,
    pub address: SocketAddr,
    said: PathBuf,
    pid: String,
}

/// Long enough for any machine to see that nothing more will happen.
const LONG: Duration = Duration::from_secs(15);

/// Runs a listing with `args` and `files` open files at most, while `clients` are its clients. It must end by
/// itself after them. Returns how it ended, and what it said on both streams.
pub fn serve(
    (name, binary): Listing,
    files: u32,
    args: &[&str],
    clients: impl FnOnce(&Server),
) -> (Run, String) {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let number = NUMBER.fetch_add(1, Relaxed);
    let file = format!("{name}-{}-{number}", process::id());
    let said = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(file);
    let pid = said.with_extension("pid");
    let script = r#"echo $$ >"$PID"; ulimit -n "$FILES"; exec "$0" "$@" >"$SAID" 2>&1"#;
    let mut program = Program::new(name, "/bin/sh").limit(Duration::from_secs(60));
    for arg in ["-c", script, binary].iter().chain(args) {
        program = program.arg(*arg);
    }
    let program = program
        .env("PID", pid.display().to_string())
        .env("SAID", said.display().to_string())
        .env("FILES", files.to_string());
    let run = thread::scope(|s| {
        let run = s.spawn(move || program.run());
        let address = loop {
            let text = fs::read_to_string(&said).unwrap_or_default();
            let line = text.lines().find_map(|l| l.strip_prefix("listening on "));
            if let Some(address) = line.filter(|_| text.ends_with('\n')) {
                break address.parse().expect(address);
            }
            assert!(!run.is_finished(), "{name}: it never listened: {text}");
            thread::sleep(Duration::from_millis(5));
        };
        let server = Server {
            name,
            address,
            pid: fs::read_to_string(&pid).unwrap().trim().to_owned(),
            said: said.clone(),
        };
        clients(&server);
        run.join().unwrap()
    });
    let text = fs::read_to_string(&said).unwrap();
    let _ = fs::remove_file(said);
    let _ = fs::remove_file(pid);
    (run, text)
}

impl Server {
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address);
        let stream = stream.unwrap_or_else(|e| panic!("{}: {e}: {}", self.name, self.said()));
        stream.set_read_timeout(Some(LONG)).unwrap();
        stream
    }

    /// A client that does all as it should, with a job so long, and what it hears.
    pub fn polite(&self, tens_of_ms: u8) -> String {
        let mut stream = self.connect();
        stream.write_all(&[tens_of_ms]).unwrap();
        hear(&stream)
    }

    pub fn said(&self) -> String {
        fs::read_to_string(&self.said).unwrap()
    }

    /// Waits until it has said this, so many times.
    pub fn until_said(&self, words: &str, times: usize) {
        let start = Instant::now();
        while self.said().matches(words).count() < times {
            assert!(start.elapsed() < LONG, "{}: {}", self.name, self.said());
            thread::sleep(Duration::from_millis(5));
        }
    }

    pub fn ctrl_c(&self) {
        let kill = Command::new("kill").args(["-INT", &self.pid]).status();
        assert!(kill.unwrap().success(), "{}: {}", self.name, self.said());
    }

    /// In KiB.
    #[cfg(target_os = "linux")]
    pub fn resident(&self) -> u64 {
        let text = fs::read_to_string(format!("/proc/{}/status", self.pid)).unwrap();
        let (_, kib) = text.split_once("VmRSS:").unwrap();
        kib.split_whitespace().next().unwrap().parse().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if thread::panicking() {
            let _ = Command::new("kill").args(["-KILL", &self.pid]).status();
        }
    }
}

/// All that a server says until it hangs up.
pub fn hear(stream: &TcpStream) -> String {
    io::read_to_string(stream).unwrap_or_else(|e| panic!("{e}"))
}

/// Waits for the first word.
pub fn until_heard(stream: &TcpStream) {
    assert_eq!(stream.peek(&mut [0]).unwrap(), 1);
}
