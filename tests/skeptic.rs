//! Skeptic compiles and runs every whole program of every page and of `README.md`, as a reader sees it.
//!
//! `build.rs` writes these tests. Each gives its fence to a **worker**, a process of this same test binary in which skeptic
//! does one fence after the other, so that
//! - a program that does not end is killed with its worker and all that it started, when its listing's limit passes;
//! - "Text file busy" can't happen. It comes when one thread holds an executable open for writing (skeptic copies each
//!   into its cache) while another starts a process: the new process holds the file open too, until it becomes
//!   its program, and a process that runs the executable at this moment is refused. In a worker one thread alone copies and
//!   starts; this process starts workers but writes no executable, and rustc's linker has ended when skeptic copies;
//! - finding the crates to link (`cargo metadata` and more, a quarter of a second) is paid for by worker, not by fence.
//!
//! There are as many workers as tests at a time, so that programs that sleep do it side by side.

use std::io::{BufRead, BufReader, Write};
use std::panic::{self, AssertUnwindSafe};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Mutex, mpsc};
use std::time::Duration;
use std::{env, process, thread};

include!(concat!(env!("OUT_DIR"), "/fences.rs"));

/// One fence that skeptic checks; `build.rs` writes the table of them.
pub struct Fence {
    /// The page, or the quiz, relative to the root; and the line of the fence or of the directive that made it.
    file: &'static str,
    line: usize,
    /// The program and model, where it is a listing.
    what: &'static str,
    /// The file and line of the first line of its code, if a file has it.
    code: Option<(&'static str, usize)>,
    /// How many lines rustc is given before the code.
    before: usize,
    /// Run, and not only compiled.
    run: bool,
    /// How long the program may take, in milliseconds.
    limit_ms: u64,
    /// What skeptic gives to rustc.
    program: &'static str,
}

/// What a cold compilation may take on top of a program's own limit, while other fences compile on the same cores.
const COMPILE_ALLOWANCE: Duration = Duration::from_secs(120);

/// The test through which a worker is entered.
const ENTRY: &str = "a_program_that_never_ends_is_killed_with_all_that_it_started";

/// Set for a worker.
const WORKER: &str = "ONE_PROGRAM_SKEPTIC_WORKER";

/// How a worker's lines on the protocol begin; no program prints this control character.
const MARK: char = '\u{1e}';

/// Workers that wait for a fence.
static IDLE: Mutex<Vec<Worker>> = Mutex::new(Vec::new());

/// What a worker is asked: to compile `program`, and to run it or not. The rest is what skeptic's own tests pass.
fn request(run: bool, program: &str) -> String {
    serde_json::json!({
        "run": run,
        "root": env!("CARGO_MANIFEST_DIR"),
        "out": env!("OUT_DIR"),
        "triple": env!("SKEPTIC_TARGET"),
        "program": program,
    })
    .to_string()
}

/// Has a worker compile, and perhaps run, the program of `FENCES[index]`; each test that `build.rs` writes calls this.
/// Ends the test without a backtrace, and with a few lines that say where and what.
fn check(index: usize) {
    let fence = &FENCES[index];
    let request = request(fence.run, fence.program);
    let idle = IDLE
        .lock()
        .expect("no thread panics while it holds it")
        .pop();
    let mut worker = idle.unwrap_or_else(Worker::start);
    let limit = Duration::from_millis(fence.limit_ms);
    let failure = match worker.ask(&request, limit + COMPILE_ALLOWANCE) {
        Answer::Passed => {
            IDLE.lock()
                .expect("no thread panics while it holds it")
                .push(worker);
            return;
        }
        Answer::Failed(output, failure) => {
            IDLE.lock()
                .expect("no thread panics while it holds it")
                .push(worker);
            explain(fence, &output, &failure)
        }
        Answer::Late(output) => {
            worker.end();
            format!("did not end within {limit:?}, and was killed\n{output}")
        }
    };
    let what = match fence.what {
        "" => String::new(),
        what => format!(" {what}:"),
    };
    eprintln!(
        "{}:{}:{what} {}",
        fence.file,
        fence.line,
        failure.trim_end()
    );
    // Unlike `panic!`, this adds no line of this file and no backtrace.
    panic::resume_unwind(Box::new("the fence failed"));
}

/// A process of this test binary that checks one fence after the other.
struct Worker {
    process: Child,
    /// Closed, it has the worker kill itself and all that it started: so does the end of this process, however it ends.
    requests: ChildStdin,
    /// What skeptic prints, line by line.
    lines: mpsc::Receiver<String>,
}

enum Answer {
    Passed,
    /// What was printed, and skeptic's word on it.
    Failed(String, String),
    /// What was printed until then, if anything.
    Late(String),
}

impl Worker {
    fn start() -> Worker {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        let mut command = Command::new(env::current_exe().expect("a test binary has a path"));
        command
            .args(["--exact", ENTRY, "--nocapture"])
            .env(WORKER, "1")
            .env("SKEPTIC_JOBS", "1")
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::piped())
            .stdout(writer.try_clone().expect("a second handle of a pipe"))
            .stderr(writer);
        if env::var_os("SKEPTIC_BINARY_CACHE_MB").is_none() {
            // All listings and the fences that pages hold, 4 to 8 MB each.
            command.env("SKEPTIC_BINARY_CACHE_MB", "8192");
        }
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut process = command.spawn().expect("this test binary starts again");
        // With it goes the last handle of the pipe's other end, so that the reader sees the worker's end.
        drop(command);
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            let mut reader = BufReader::new(reader);
            let mut line = Vec::new();
            while reader.read_until(b'\n', &mut line).is_ok_and(|n| n > 0) {
                if sender
                    .send(String::from_utf8_lossy(&line).into_owned())
                    .is_err()
                {
                    return;
                }
                line.clear();
            }
        });
        let requests = process.stdin.take().expect("it was piped");
        Worker {
            process,
            requests,
            lines,
        }
    }

    fn ask(&mut self, request: &str, limit: Duration) -> Answer {
        let until = std::time::Instant::now() + limit;
        if writeln!(self.requests, "{request}").is_err() {
            return Answer::Failed(self.lines.iter().collect(), "the worker ended".to_owned());
        }
        let mut output = String::new();
        loop {
            match self
                .lines
                .recv_timeout(until.saturating_duration_since(std::time::Instant::now()))
            {
                Ok(line) => match line.split_once(MARK) {
                    None => output.push_str(&line),
                    Some((_, "begin\n")) => output.clear(),
                    Some((_, "passed\n")) => return Answer::Passed,
                    Some((before, failure)) => {
                        return Answer::Failed(output + before, failure.to_owned());
                    }
                },
                Err(mpsc::RecvTimeoutError::Timeout) => return Answer::Late(output),
                Err(mpsc::RecvTimeoutError::Disconnected) => {
                    return Answer::Failed(output, "the worker ended".to_owned());
                }
            }
        }
    }

    /// Kills it and all that it started.
    fn end(self) {
        let Worker {
            mut process,
            requests,
            lines: _,
        } = self;
        drop(requests);
        let _ = process.wait();
    }
}

/// What a worker does: each line that it reads is a fence, each answer begins with [`MARK`].
fn work() -> ! {
    let (sender, requests) = mpsc::channel();
    thread::spawn(move || {
        for request in std::io::stdin().lines().map_while(Result::ok) {
            sender.send(request).expect("the other end reads for ever");
        }
        kill_this_group()
    });
    // Skeptic's panic is its way to say that a fence failed; the words are passed on below.
    panic::set_hook(Box::new(|_| {}));
    for request in requests {
        println!("{MARK}begin");
        let request: serde_json::Value =
            serde_json::from_str(&request).expect("it was written by `request`");
        let text = |key: &str| {
            request[key]
                .as_str()
                .expect("`request` writes a string")
                .to_owned()
        };
        let check = if request["run"] == true {
            skeptic::rt::run_test
        } else {
            skeptic::rt::compile_test
        };
        let passed = panic::catch_unwind(AssertUnwindSafe(|| {
            check(
                &text("root"),
                &text("out"),
                &text("triple"),
                &text("program"),
            )
        }));
        match passed {
            Ok(()) => println!("{MARK}passed"),
            Err(words) => {
                let words = words.downcast_ref::<String>().map_or("", String::as_str);
                println!("\n{MARK}{}", summary(words));
            }
        }
    }
    process::exit(0)
}

/// Kills this process and all that it started.
fn kill_this_group() -> ! {
    let mut kill = if cfg!(windows) {
        let mut kill = Command::new("taskkill");
        kill.args(["/F", "/T", "/PID", &process::id().to_string()]);
        kill
    } else {
        let mut kill = Command::new("kill");
        kill.args(["-KILL", "0"]);
        kill
    };
    let _ = kill.stdout(Stdio::null()).stderr(Stdio::null()).status();
    process::exit(1)
}

/// Skeptic's word on a failure, one line, without the 25 kB of command line.
fn summary(words: &str) -> &str {
    match words.strip_prefix("Command failed:\n") {
        Some(command) if command.contains("--crate-type=bin") => "does not compile",
        Some(_) => "ended with an error",
        None => words.lines().next().unwrap_or("failed"),
    }
}

/// The failure and what was printed, with the lines of skeptic's file turned into those that a writer knows.
fn explain(fence: &Fence, output: &str, failure: &str) -> String {
    let mut text = format!("{}\n", failure.trim_end());
    let output = match failure.trim_end() {
        // Warnings come before errors, and only the errors matter now.
        "does not compile" => output.find("error").map_or(output, |at| &output[at..]),
        _ => output,
    };
    let place = regex::Regex::new(r"\S*rust-skeptic\S*test\.rs:(\d+)").expect("a right pattern");
    let gutter = regex::Regex::new(r"^( *)(\d+)( +\|)").expect("a right pattern");
    let (file, first) = fence.code.unwrap_or((fence.file, 0));
    let line = |digits: &str| {
        digits
            .parse()
            .unwrap_or(0usize)
            .saturating_sub(fence.before + 1)
            + first
    };
    for printed in output
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(40)
    {
        let printed = place.replace(printed, |c: &regex::Captures| match fence.code {
            Some(_) => format!("{file}:{}", line(&c[1])),
            None => format!("{file}:{}", fence.line),
        });
        let printed = gutter.replace(&printed, |c: &regex::Captures| {
            let width = c[1].len() + c[2].len();
            format!("{:>width$}{}", line(&c[2]), &c[3])
        });
        text.push_str("  ");
        text.push_str(&printed);
        text.push('\n');
    }
    text
}

#[test]
fn a_program_that_never_ends_is_killed_with_all_that_it_started() {
    if env::var_os(WORKER).is_some() {
        work();
    }
    // The program and a child of it each hold a connection for ever. That they end shows in the connections' ends.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port_file = concat!(env!("CARGO_TARGET_TMPDIR"), "/skeptic-port");
    let port = listener.local_addr().expect("it is bound").port();
    std::fs::write(port_file, port.to_string()).expect("a writable target folder");
    let program = format!(
        r##"
use std::{{env, fs, io::Read, net::TcpStream, process::Command}};
fn main() {{
    if env::args().len() == 1 {{
        Command::new(env::current_exe().unwrap()).arg("child").spawn().unwrap();
    }}
    let port: u16 = fs::read_to_string(r#"{port_file}"#).unwrap().parse().unwrap();
    let _ = TcpStream::connect(("127.0.0.1", port)).unwrap().read(&mut [0]);
}}
"##
    );
    let mut worker = Worker::start();
    writeln!(worker.requests, "{}", request(true, &program)).expect("the worker reads");
    let mut connections = [(); 2].map(|()| listener.accept().expect("the program connects").0);
    worker.end();
    for connection in &mut connections {
        // The end of a killed process is an end or a reset.
        assert!(matches!(
            std::io::Read::read(connection, &mut [0]),
            Ok(0) | Err(_)
        ));
    }
}

#[test]
fn a_fence_that_passes_its_limit_is_reported_late() {
    let mut worker = Worker::start();
    let request = request(true, "fn main() { loop { std::thread::park(); } }");
    let answer = worker.ask(&request, Duration::from_millis(500));
    assert!(matches!(answer, Answer::Late(_)));
    worker.end();
}

#[test]
fn a_failure_names_the_writers_file_and_line_and_not_skeptics() {
    let fence = Fence {
        file: "src/start.md",
        line: 3,
        what: "",
        code: Some(("src/start.md", 4)),
        before: 2,
        run: true,
        limit_ms: 1000,
        program: "",
    };
    let output = "warning: unused\nerror[E0308]: mismatched types\n --> /tmp/rust-skepticAbC123/test.rs:10:17\n   |\n10 | let b: String = a;\n";
    assert_eq!(
        explain(
            &fence,
            output,
            summary("Command failed:\n\"rustc\" \"--crate-type=bin\" \"25 kB\"")
        ),
        "does not compile\n  error[E0308]: mismatched types\n   --> src/start.md:11:17\n     |\n  11 | let b: String = a;\n"
    );
}
