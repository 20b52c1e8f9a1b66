//! How long a reader waits for the book, and what a page weighs.

use crate::{root, row, weight};
use observe::cargo;
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

/// The page whose weight is told.
const PAGE: &str = "idea/one-program-four-ways.html";
/// Each time is the median of as many.
const TIMES: usize = 5;
/// The generated book.
const PAGES: usize = 60;
const PROGRAMS: usize = 30;
const WORDS: usize = 900;

/// Prints how long it takes to start again with nothing changed.
pub fn print_again() {
    let start = || Server::start(&["run", "--quiet", "--", "serve"], root());
    drop(start());
    let times = (0..TIMES).map(|_| start().first_byte).collect();
    row(
        "cargo run again, nothing changed, to the first byte",
        median(times),
        Duration::from_secs(1),
    );
}

/// Prints how long after an edit a page can be loaded anew, in a book of the size of a whole one.
pub fn print_edited() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write_book(folder.path());
    let server = Server::start_program(&press(), &["serve"], folder.path());
    let mut events = server.events();
    let first = events.next().expect("an open page is told of the book");
    assert!(first.contains("\"error\":null"), "{first}");
    let page = folder.path().join("src/page7.md");
    let text = fs::read_to_string(&page).expect("it was written");
    let times = (0..TIMES).map(|n| {
        let start = Instant::now();
        let edit = format!("Edited in round {n}.");
        fs::write(&page, format!("{text}\n{edit}\n")).expect("it was written before");
        let said = events.next().expect("an open page is told of the edit");
        assert!(said.contains("\"error\":null"), "{said}");
        assert!(
            server.get("/page7.html").contains(&edit),
            "the page is the edited one"
        );
        start.elapsed()
    });
    row(
        &format!("a page edited, to its reload ({PAGES} pages, {PROGRAMS} programs)"),
        median(times.collect()),
        Duration::from_secs(1),
    );
}

/// Prints the weight of the page of four counters, and how many requests it takes.
pub fn print_weight() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let built = Command::new(press())
        .args(["build", "--dest"])
        .arg(folder.path())
        .current_dir(root())
        .output()
        .expect("press starts");
    assert!(
        built.status.success(),
        "{}",
        String::from_utf8_lossy(&built.stderr)
    );
    let fetched = weight::fetched(folder.path(), PAGE);
    let bytes: usize = fetched.iter().sum();
    println!(
        "{PAGE:<60} {:7.1} KiB at most 35.0 KiB gzipped\n{:<60} {:7}     at most 10",
        bytes as f64 / 1024.0,
        "  its requests",
        fetched.len()
    );
}

/// Prints how long it takes from a fresh clone to a page.
pub fn print_clone() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let start = Instant::now();
    let cloned = Command::new("git")
        .args(["clone", "--quiet", "--no-local"])
        .arg(root())
        .arg(folder.path().join("book"))
        .status();
    assert!(
        cloned.is_ok_and(|status| status.success()),
        "git clones the book"
    );
    let cloning = start.elapsed();
    let server = Server::start(&["run", "--", "serve"], &folder.path().join("book"));
    row(
        "a fresh clone, to the first byte",
        cloning + server.first_byte,
        Duration::from_secs(90),
    );
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// The command's binary, built as `cargo run` builds it.
fn press() -> PathBuf {
    let built = cargo::command(root())
        .args([
            "build",
            "--quiet",
            "--bin",
            "press",
            "--message-format=json",
        ])
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo starts");
    assert!(built.status.success(), "press compiles");
    let messages = cargo::Messages::read(&built.stdout);
    let binary = messages.executable("press");
    binary.map(Path::to_owned).expect("cargo names the binary")
}

/// A server of a book; it ends, with all that it started, when this is dropped.
struct Server {
    process: Child,
    port: u16,
    /// From its start to the first byte of its first page.
    first_byte: Duration,
}

impl Server {
    /// Starts `cargo` with `arguments`, which end with `serve`, in `folder`.
    fn start(arguments: &[&str], folder: &Path) -> Server {
        Server::start_program(Path::new(env!("CARGO")), arguments, folder)
    }

    fn start_program(program: &Path, arguments: &[&str], folder: &Path) -> Server {
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .expect("a free port")
            .port();
        let mut command = Command::new(program);
        command
            .args(arguments)
            .args(["--port", &port.to_string()])
            .current_dir(folder)
            .env_remove("CARGO_TARGET_DIR")
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        // A group of its own, so that one kill reaches the cargo that builds the listings, too.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let start = Instant::now();
        let mut server = Server {
            process: command.spawn().expect("the server starts"),
            port,
            first_byte: Duration::ZERO,
        };
        while server.try_first_byte().is_err() {
            let ended = server.process.try_wait().expect("it can be asked");
            assert!(ended.is_none(), "the server ended: {ended:?}");
            thread::sleep(Duration::from_millis(5));
        }
        server.first_byte = start.elapsed();
        server
    }

    fn try_first_byte(&self) -> std::io::Result<()> {
        self.ask("/", "Connection: close\r\n")?.read_exact(&mut [0])
    }

    /// Sends a request, with more lines of its head.
    fn ask(&self, path: &str, head: &str) -> std::io::Result<TcpStream> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{head}\r\n");
        stream.write_all(request.as_bytes())?;
        Ok(stream)
    }

    fn get(&self, path: &str) -> String {
        let mut answer = String::new();
        self.ask(path, "Connection: close\r\n")
            .and_then(|mut stream| stream.read_to_string(&mut answer))
            .expect("the server answers");
        answer
    }

    /// What an open page is told: first what is now, then what is after each build.
    fn events(&self) -> impl Iterator<Item = String> {
        let mut before = String::new();
        std::iter::from_fn(move || {
            loop {
                let answer = self.get("/.press/news");
                let news = answer.split("\r\n\r\n").nth(1).expect("an answer");
                if news != before {
                    before = news.to_owned();
                    return Some(before.clone());
                }
                thread::sleep(Duration::from_millis(5));
            }
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if cfg!(unix) {
            let group = format!("-{}", self.process.id());
            let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Writes a book of the size of a whole one into `folder`: copies of `count`, each with other words around it.
fn write_book(folder: &Path) {
    let copy = |file: &str| {
        fs::copy(root().join(file), folder.join(file)).unwrap_or_else(|e| panic!("{file}: {e}"));
    };
    copy("book.toml");
    copy_folder(&root().join("theme"), &folder.join("theme"), &str::to_owned);
    for program in 0..PROGRAMS {
        let name = format!("count{program}");
        let rename = |text: &str| {
            text.replace("\"count", &format!("\"{name}"))
                .replace("count-", &format!("{name}-"))
        };
        let to = folder.join("listings").join(&name);
        copy_folder(&root().join("listings/count"), &to, &rename);
    }
    let words = words();
    let mut words = words.iter().cycle();
    let mut summary = String::from("# Summary\n\n");
    for page in 0..PAGES {
        let _ = writeln!(summary, "- [Page {page}](page{page}.md)");
        let mut text = format!(
            "# Page {page}\n\n{{{{#program count{}}}}}\n",
            page % PROGRAMS
        );
        for n in 0..WORDS {
            text.push_str(if n % 60 == 0 { "\n\n" } else { " " });
            text.push_str(words.next().expect("the book has words"));
        }
        text.push('\n');
        write(&folder.join(format!("src/page{page}.md")), &text);
    }
    write(&folder.join("src/SUMMARY.md"), &summary);
}

/// The words of this book's pages in their order, without what is not a word.
fn words() -> Vec<String> {
    let book = expand::Book::load(root()).unwrap_or_else(|errors| panic!("{errors}"));
    let words = book.pages.values().flat_map(|text| text.split_whitespace());
    words
        .filter(|word| word.chars().all(char::is_alphabetic))
        .map(str::to_owned)
        .collect()
}

fn copy_folder(from: &Path, to: &Path, change: &dyn Fn(&str) -> String) {
    for entry in from
        .read_dir()
        .expect("a folder")
        .map(|entry| entry.expect("an entry"))
    {
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_folder(&path, &to, change);
        } else {
            let text = fs::read_to_string(&path).expect("text");
            write(&to, &change(&text));
        }
    }
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a file is in a folder"))
        .and_then(|()| fs::write(path, text))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}
