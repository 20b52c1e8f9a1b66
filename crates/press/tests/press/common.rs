//! A small book in a folder of its own, and the command run on it.

use press::recording::Recording;
use std::fs;
use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A book of one page and the program `tally` of the fixture, gone when it is dropped.
pub struct Book {
    folder: TempDir,
}

impl Book {
    pub fn new() -> Book {
        let book = Book {
            folder: tempfile::tempdir().unwrap(),
        };
        book.write("book.toml", "[book]\ntitle = \"Small\"\n\n[preprocessor.press]\ncommand = \"false\"\nafter = [\"links\"]\n");
        book.write("src/SUMMARY.md", "# Summary\n\n- [Start](start.md)\n");
        book.write(
            "src/start.md",
            "# Start\n\nOne page.\n\n{{#program tally}}\n",
        );
        copy(&fixture().join("tally"), &book.path("listings/tally"));
        for file in ["Cargo.toml", "Cargo.lock"] {
            fs::copy(repository().join(file), book.path(file)).unwrap();
        }
        book
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Writes a file in one step: a server that watches the book never sees it empty or half there.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        // Beside the book's folders, on the same disk.
        let mut file = tempfile::NamedTempFile::new_in(self.folder.path()).unwrap();
        file.write_all(text.as_bytes()).unwrap();
        file.persist(path).unwrap();
    }

    /// The command, to be run in this book.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_press"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env("RUST_BACKTRACE", "1");
        command.env_remove("CARGO_TARGET_DIR");
        command
    }

    /// What the command prints of what is wrong, once it has failed as it should.
    #[track_caller]
    pub fn refused(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().unwrap();
        let words = text(&output);
        assert_eq!(output.status.code(), Some(1), "{words}");
        assert!(words.starts_with("error: "), "{words}");
        assert_eq!(words.matches("error: ").count(), 1, "one message: {words}");
        assert!(!words.contains("stack backtrace"), "{words}");
        words.replace('\\', "/")
    }

    /// The same of a command that lets cargo speak on stderr first.
    #[track_caller]
    pub fn refused_after_building(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().unwrap();
        let words = text(&output);
        assert_eq!(output.status.code(), Some(1), "{words}");
        assert!(
            words.contains("\nerror: ") || words.starts_with("error: "),
            "{words}"
        );
        assert!(!words.contains("stack backtrace"), "{words}");
        words.replace('\\', "/")
    }
}

/// What the small books are made of, and no change of the book changes.
pub fn fixture() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixture"))
}

/// The recording of the fixture's program in this model.
pub fn recording(model: &str) -> Recording {
    let path = fixture().join(format!("tally/recorded/{model}.json"));
    Recording::load(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The book's own folder.
pub fn repository() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// What was written to stderr.
pub fn text(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in from.read_dir().unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// All files below `folder` by their paths in it, with what they hold.
pub fn files(folder: &Path) -> std::collections::BTreeMap<PathBuf, Vec<u8>> {
    let mut found = std::collections::BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in next.read_dir().unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                let path = entry.path().strip_prefix(folder).unwrap().to_owned();
                found.insert(path, fs::read(entry.path()).unwrap());
            }
        }
    }
    found
}

/// Has the command end when its terminal is closed, although the tests may have been started by `nohup`, which has them and
/// what they start ignore that.
#[cfg(unix)]
fn hears_hangups(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    let hear = || {
        // SAFETY: it is called between fork and exec, where `signal` may be called.
        unsafe { libc::signal(libc::SIGHUP, libc::SIG_DFL) };
        Ok(())
    };
    // SAFETY: `hear` calls nothing else, and allocates nothing.
    unsafe { command.pre_exec(hear) };
}

/// A server of a small book; it ends when this is dropped.
pub struct Server {
    pub book: Book,
    process: Child,
    pub said: Vec<String>,
    pub port: u16,
    /// What the printed address ends in.
    pub key: String,
    /// Kept open, so that the server can continue to print.
    _lines: Lines<BufReader<ChildStdout>>,
}

impl Server {
    pub fn start(book: Book, options: &[&str]) -> Server {
        let target = book.path("target");
        Server::start_in(book, options, &target)
    }

    /// With a target folder that the environment names.
    pub fn start_in(book: Book, options: &[&str], target: &Path) -> Server {
        let mut command = book.command(options);
        command
            .env("CARGO_TARGET_DIR", target)
            .stdout(Stdio::piped());
        #[cfg(unix)]
        hears_hangups(&mut command);
        let mut process = command.spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut said = Vec::new();
        let (port, key) = loop {
            let line = lines.next().expect("the server says where it is").unwrap();
            said.push(line.clone());
            if let Some((_, rest)) = line.split_once("http://127.0.0.1:") {
                let (port, rest) = rest.split_once("/?key=").expect("a key");
                let key = rest.split(' ').next().unwrap();
                break (port.parse().unwrap(), key.to_owned());
            }
        };
        Server {
            book,
            process,
            said,
            port,
            key,
            _lines: lines,
        }
    }

    /// Sends the request as it stands and returns the whole answer.
    pub fn raw(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    pub fn get(&self, path: &str) -> String {
        let port = self.port;
        self.raw(&format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
        ))
    }

    /// The cookie of a browser that opened the printed address, as a line of a request.
    pub fn cookie(&self) -> String {
        format!("Cookie: press-{}={}\r\n", self.port, self.key)
    }

    /// As a browser with the key gets it.
    pub fn get_with_key(&self, path: &str) -> String {
        let cookie = self.cookie();
        self.raw(&format!(
            "GET {path} HTTP/1.1\r\nHost: localhost\r\n{cookie}Connection: close\r\n\r\n"
        ))
    }

    /// Sends the server a signal, and waits for its end.
    #[cfg(unix)]
    pub fn end_by(&mut self, signal: i32) {
        let id = i32::try_from(self.process.id()).unwrap();
        // SAFETY: it sends a signal, to a child that has not been waited for.
        assert_eq!(unsafe { libc::kill(id, signal) }, 0);
        let start = Instant::now();
        while self.process.try_wait().unwrap().is_none() {
            assert!(
                start.elapsed() < Duration::from_secs(60),
                "signal {signal} does not end the server"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// What an open page is told, as JSON: first what is now, then what is after each build.
    pub fn events(&self) -> impl Iterator<Item = String> {
        let mut before = String::new();
        std::iter::from_fn(move || {
            let start = Instant::now();
            loop {
                let answer = self.get("/.press/news");
                let (_, news) = answer.split_once("\r\n\r\n").unwrap();
                if news != before {
                    before = news.to_owned();
                    return Some(before.clone());
                }
                assert!(start.elapsed() < Duration::from_secs(60), "no news");
                std::thread::sleep(Duration::from_millis(20));
            }
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}
