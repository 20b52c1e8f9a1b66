//! Run in the page: what a reader sees, and every rule broken on purpose.

use crate::common;

use common::{Book, Server};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, Weak};
use std::time::{Duration, Instant};

const STEPS: &str = r#"use std::{thread, time::Duration};
fn main() {
    println!("one");
    thread::sleep(Duration::from_millis(600));
    println!("two");
}
"#;
/// Starts a child that would outlive it, and says the number of the child's process.
const FORK: &str = r#"fn main() {
    let child = std::process::Command::new("sleep").arg("300").spawn().unwrap();
    println!("child {}", child.id());
    std::thread::sleep(std::time::Duration::from_secs(300));
}
"#;
/// Starts a child in a session of its own, whose output it is too, and ends.
const AWAY: &str = r#"use std::os::unix::process::CommandExt;
fn main() {
    let mut child = std::process::Command::new("setsid");
    let child = child.args(["sleep", "300"]).process_group(0).spawn().unwrap();
    println!("child {}", child.id());
}
"#;
/// Waits as `FORK` does, with a child in a session of its own.
const AWAY_AND_STAYS: &str = r#"use std::os::unix::process::CommandExt;
fn main() {
    let mut child = std::process::Command::new("setsid");
    let child = child.args(["sleep", "300"]).process_group(0).spawn().unwrap();
    println!("child {}", child.id());
    std::thread::sleep(std::time::Duration::from_secs(300));
}
"#;
const LINES: &str = "fn main() { loop { println!(\"x\"); } }\n";
const FLOOD: &str = "fn main() { loop { print!(\"0123456789abcdef\"); } }\n";

/// One server for all tests: its listings are built once.
static SERVER: Mutex<Weak<Server>> = Mutex::new(Weak::new());

/// The server of the tests that run now; it ends with the last of them.
fn server() -> Arc<Server> {
    let mut running = SERVER.lock().unwrap();
    if let Some(server) = running.upgrade() {
        return server;
    }
    let server = Arc::new(start());
    *running = Arc::downgrade(&server);
    server
}

fn start() -> Server {
    Server::start(book(), &["--no-watch", "--run-limit", "3"])
}

/// A book with the program `tries`.
fn book() -> Book {
    let book = Book::new();
    book.write("src/start.md", "# Start\n");
    std::fs::remove_dir_all(book.path("listings/tally")).unwrap();
    std::fs::remove_file(book.path("Cargo.lock")).unwrap();
    book.write(
        "Cargo.toml",
        "[workspace]\nresolver = \"3\"\nmembers = [\"listings/*\"]\n",
    );
    book.write(
        "listings/tries/Cargo.toml",
        "[package]\nname = \"tries\"\ndescription = \"Tries\"\nversion = \"0.1.0\"\nedition = \"2024\"\nautobins = false\n\
         [[bin]]\nname = \"tries-sync\"\npath = \"sync.rs\"\n",
    );
    book.write("listings/tries/sync.rs", STEPS);
    book.write("listings/tries/tests/claims/main.rs", "");
    book
}

/// The token of a page; asked for one, the server has its listings built.
fn token(server: &Server) -> String {
    let page = server.get_with_key("/start.html");
    let token = page.split("data-token=\"").nth(1);
    let token = token.expect("a served page has the token");
    token.split('"').next().unwrap().to_owned()
}

fn ask(server: &Server, body: &str, headers: &str) -> TcpStream {
    let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    let request = format!(
        "POST /.press/run HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n{headers}\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).unwrap();
    stream
}

fn run(server: &Server, body: &str) -> TcpStream {
    ask(
        server,
        body,
        &format!(
            "Origin: http://localhost\r\nx-press-token: {}\r\n{}",
            token(server),
            server.cookie()
        ),
    )
}

/// The same, tried again while all cores are taken by the runs of other tests.
fn run_in_turn(server: &Server, body: &str) -> BufReader<TcpStream> {
    loop {
        let mut answer = BufReader::new(run(server, body));
        let mut status = String::new();
        answer.read_line(&mut status).unwrap();
        if !status.contains(" 429 ") {
            assert!(status.contains(" 200 "), "{status}");
            return answer;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn whole(mut answer: impl Read) -> String {
    let mut text = Vec::new();
    answer.read_to_end(&mut text).unwrap();
    String::from_utf8(text).unwrap()
}

fn edited(source: &str) -> String {
    serde_json::json!({ "program": "tries", "model": "sync", "source": source }).to_string()
}

const LISTING: &str = r#"{"program":"tries","model":"sync"}"#;

fn time_of(answer: &str, text: &str) -> u64 {
    let line = answer
        .lines()
        .find(|line| line.contains(text))
        .unwrap_or_else(|| panic!("{text}: {answer}"));
    serde_json::from_str::<serde_json::Value>(line).unwrap()["at"]
        .as_u64()
        .unwrap()
}

#[test]
fn a_listing_prints_as_it_goes_each_line_with_its_time() {
    let server = server();
    let answer = whole(run_in_turn(&server, LISTING));
    let (one, two) = (time_of(&answer, "\"one\""), time_of(&answer, "\"two\""));
    // A wait never ends early; how late a line is read depends on what else the machine does.
    assert!(two >= 600 && one < two, "{answer}");
    assert!(answer.contains("\"end\":\"exit status: 0\""), "{answer}");
}

#[test]
fn an_edited_listing_is_compiled_and_run() {
    let server = server();
    let answer = whole(run_in_turn(&server, &edited(&STEPS.replace("one", "eins"))));
    assert!(
        answer.contains("\"eins\"") && answer.contains("\"two\""),
        "{answer}"
    );
}

#[test]
fn an_edit_that_does_not_compile_shows_what_rustc_says() {
    let server = server();
    let answer = whole(run_in_turn(
        &server,
        &edited("fn main() { let x: u8 = \"\"; }\n"),
    ));
    assert!(
        answer.contains("error[E0308]") && answer.contains("main.rs:1:"),
        "{answer}"
    );
    assert!(answer.contains("it does not compile"), "{answer}");
}

#[test]
fn only_a_page_of_this_server_can_run_programs() {
    let server = server();
    let only_token = format!("x-press-token: {}\r\n", token(&server));
    let token = format!("{only_token}{}", server.cookie());
    let origin = "Origin: http://localhost\r\n".to_owned();
    let wrong = [
        String::new(),
        token.clone(),
        origin.clone(),
        format!("{token}Origin: http://evil.example\r\n"),
        format!("{token}Origin: http://localhost:9\r\n"),
        format!("{token}Origin: null\r\n"),
        format!("{origin}{}x-press-token: 0\r\n", server.cookie()),
        format!("{origin}{}x-press-token: \r\n", server.cookie()),
        // Another user of this machine can find out nothing more.
        format!("{origin}{only_token}"),
        format!("{origin}{only_token}Cookie: press-{}=0\r\n", server.port),
    ];
    for headers in &wrong {
        let answer = whole(ask(&server, LISTING, headers));
        assert!(answer.starts_with("HTTP/1.1 403 "), "{headers}: {answer}");
    }
    let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    let foreign = format!(
        "POST /.press/run HTTP/1.1\r\nHost: evil.example\r\nOrigin: http://evil.example\r\nConnection: close\r\n\
         Content-Type: application/json\r\n{token}Content-Length: {}\r\n\r\n{LISTING}",
        LISTING.len()
    );
    stream.write_all(foreign.as_bytes()).unwrap();
    let answer = whole(stream);
    assert!(answer.starts_with("HTTP/1.1 403 "), "{answer}");
}

#[test]
fn names_that_are_paths_are_refused() {
    let server = server();
    for (program, model) in [
        ("../press", "sync"),
        ("tries/../tries", "sync"),
        ("tries", "../tries/sync"),
        ("tries", "/etc/passwd"),
        ("", ""),
        (".", "sync"),
        ("tries", "tokio"),
        ("none", "sync"),
        ("tries\\u0000", "sync"),
        ("tries", "sync\\n"),
    ] {
        let answer = whole(run(
            &server,
            &format!(r#"{{"program":"{program}","model":"{model}"}}"#),
        ));
        assert!(
            answer.starts_with("HTTP/1.1 404 "),
            "{program} {model}: {answer}"
        );
    }
    let answer = whole(run(
        &server,
        r#"{"program":"tries","model":"sync","path":"/"}"#,
    ));
    assert!(answer.starts_with("HTTP/1.1 422 "), "{answer}");
}

#[test]
fn an_endless_program_is_stopped_at_its_limit_and_one_that_floods_at_once() {
    let server = server();
    let answer = whole(run_in_turn(&server, &edited("fn main() { loop {} }\n")));
    assert!(answer.contains("stopped after 3 seconds"), "{answer}");
    let answer = whole(run_in_turn(&server, &edited(FLOOD)));
    assert!(
        answer.contains("printed more than 1048576 bytes"),
        "{}",
        &answer[..400]
    );
    assert!(answer.len() < 3 << 20);
    let answer = whole(run_in_turn(&server, &edited(LINES)));
    // A machine that is busy comes to the limit of time first.
    let ends = ["printed more than 20000 lines", "stopped after 3 seconds"];
    assert!(
        ends.iter().any(|end| answer.contains(end)) && answer.matches("\"x\"").count() <= 20_000,
        "{}",
        &answer[answer.len() - 400..]
    );
}

/// Whether the process is still there, and is no zombie.
fn lives(pid: &str) -> bool {
    let output = Command::new("ps")
        .args(["-o", "stat=", "-p", pid])
        .output()
        .unwrap();
    let state = String::from_utf8(output.stdout).unwrap();
    !state.trim().is_empty() && !state.trim().starts_with('Z')
}

fn child_of(answer: &mut BufReader<TcpStream>) -> String {
    loop {
        let mut line = String::new();
        assert_ne!(
            answer.read_line(&mut line).unwrap(),
            0,
            "it ended before it said its child"
        );
        if let Some((_, rest)) = line.split_once("child ") {
            return rest.split('"').next().unwrap().to_owned();
        }
    }
}

#[track_caller]
fn ends(pid: &str) {
    let start = Instant::now();
    while lives(pid) {
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "process {pid} is left"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn children_end_with_their_program_and_when_the_reader_leaves() {
    let server = server();
    let mut answer = run_in_turn(&server, &edited(FORK));
    let child = child_of(&mut answer);
    assert!(whole(answer).contains("stopped after 3 seconds"));
    ends(&child);

    let mut answer = run_in_turn(&server, &edited(FORK));
    let child = child_of(&mut answer);
    assert!(lives(&child));
    let left = Instant::now();
    drop(answer);
    ends(&child);
    println!("ended {:?} after the reader left", left.elapsed());

    let orphan = FORK.replace(
        "std::thread::sleep(std::time::Duration::from_secs(300));",
        "",
    );
    let mut answer = run_in_turn(&server, &edited(&orphan));
    let child = child_of(&mut answer);
    assert!(whole(answer).contains("exit status: 0"));
    ends(&child);
}

#[test]
fn of_many_runs_at_once_as_many_begin_as_there_are_cores() {
    let server = server();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let many = 50.max(4 * cores);
    let answers: Vec<TcpStream> = (0..many).map(|_| run(&server, LISTING)).collect();
    let answers: Vec<String> = answers.into_iter().map(whole).collect();
    let with = |status: &str| {
        let begins = answers.iter().filter(|answer| answer.starts_with(status));
        begins.count()
    };
    let (began, refused) = (with("HTTP/1.1 200 "), with("HTTP/1.1 429 "));
    // Some may begin when others have ended.
    assert!(
        refused > 0 && began + refused == many,
        "{began} began, {refused} refused"
    );
    assert!(server.get("/").starts_with("HTTP/1.1 200 "));
}

#[test]
#[cfg(target_os = "linux")]
fn children_that_leave_the_group_end_too_and_hold_up_nothing() {
    let server = server();
    let start = Instant::now();
    let mut answer = run_in_turn(&server, &edited(AWAY));
    let child = child_of(&mut answer);
    let rest = whole(answer);
    // It ended by itself, though its child still holds its output.
    assert!(rest.contains("exit status: 0"), "{rest}");
    println!("told after {:?}", start.elapsed());
    ends(&child);
    let mut answer = run_in_turn(&server, &edited(AWAY_AND_STAYS));
    let child = child_of(&mut answer);
    drop(answer);
    ends(&child);
}

#[test]
fn a_reader_who_takes_nothing_holds_no_core_beyond_the_limit() {
    let server = start();
    // More than what is between the two holds.
    let much = "fn main() { let line = \"x\".repeat(900); for _ in 0..1100 { println!(\"{line}\"); } loop {} }\n";
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let deaf: Vec<TcpStream> = (0..cores.min(4))
        .map(|_| run(&server, &edited(much)))
        .collect();
    let start = Instant::now();
    let answer = loop {
        let answer = whole(run(&server, LISTING));
        if answer.starts_with("HTTP/1.1 200 ") {
            break answer;
        }
        assert!(start.elapsed() < Duration::from_secs(120), "{answer}");
        std::thread::sleep(Duration::from_millis(200));
    };
    assert!(answer.contains("exit status: 0"), "{answer}");
    drop(deaf);
}

#[test]
fn a_program_that_is_too_long_is_refused_in_words() {
    let server = server();
    let long = edited(&format!("fn main() {{}} // {}\n", "x".repeat(2_200_000)));
    let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    let head = format!(
        "POST /.press/run HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Origin: http://localhost\r\nx-press-token: {}\r\n{}Content-Length: {}\r\n\r\n",
        token(&server),
        server.cookie(),
        long.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    // The server may stop reading before the end.
    let _ = stream.write_all(long.as_bytes());
    let answer = whole(stream);
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(answer.contains("too long to be run here"), "{answer}");
}

#[test]
fn an_edit_sees_its_own_package_and_not_the_commands() {
    let server = server();
    let source = r#"fn main() {
    println!("compiled in {:?}", option_env!("CARGO_PKG_NAME"));
    println!("runs in {:?}", std::env::var_os("CARGO_PKG_NAME"));
    println!("is {}", module_path!());
}
"#;
    let answer = whole(run_in_turn(&server, &edited(source)));
    assert!(
        answer.contains(r#"compiled in Some(\"tries-sync\")"#)
            && answer.contains("runs in None")
            && answer.contains("is tries_sync"),
        "{answer}"
    );
}

#[test]
fn an_edit_is_compiled_with_the_readers_settings() {
    let book = book();
    let host = Command::new("rustc")
        .args(["--print", "host-tuple"])
        .output()
        .unwrap();
    let host = String::from_utf8(host.stdout).unwrap();
    let settings = format!(
        "[build]\ntarget = \"{}\"\nrustflags = [\"--cfg\", \"of_reader\", \"-Cpanic=abort\"]\n",
        host.trim()
    );
    book.write(".cargo/config.toml", &settings);
    let server = Server::start(book, &["--no-watch", "--run-limit", "3"]);
    let source = "fn main() { println!(\"{} {}\", cfg!(of_reader), cfg!(panic = \"abort\")); }\n";
    let answer = whole(run_in_turn(&server, &edited(source)));
    assert!(answer.contains("\"true true\""), "{answer}");
}

/// The commands of the processes that runs of this server started and that have not ended, and the folders of its runs.
fn left(server: &Server) -> Vec<String> {
    let output = Command::new("ps").args(["-eo", "args"]).output().unwrap();
    let processes = String::from_utf8_lossy(&output.stdout).into_owned();
    let book = server.book.path("target").display().to_string();
    let mut left: Vec<String> = processes
        .lines()
        .filter(|command| command.contains(&book))
        .map(str::to_owned)
        .collect();
    let servers = entries(&server.book.path("target/press-run"));
    let runs = servers.iter().flat_map(|server| entries(server));
    left.extend(
        runs.filter(|path| path.is_dir())
            .map(|path| path.display().to_string()),
    );
    left
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = folder.read_dir().into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
}

#[track_caller]
fn nothing_is_left(server: &Server) {
    let start = Instant::now();
    loop {
        let left = left(server);
        if left.is_empty() {
            return;
        }
        assert!(start.elapsed() < Duration::from_secs(20), "left: {left:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn no_process_and_no_folder_is_left_by_a_run() {
    let server = start();
    for source in [
        STEPS,
        FLOOD,
        FORK,
        "fn main() { loop {} }\n",
        "fn main( {\n",
    ] {
        let answer = whole(run_in_turn(&server, &edited(source)));
        assert!(answer.contains("\"end\":"), "{answer}");
        nothing_is_left(&server);
    }
    // The reader leaves while it is compiled, or a moment later.
    for wait in [0, 20, 100, 300, 600] {
        let mut answer = run_in_turn(&server, &edited(FORK));
        std::thread::sleep(Duration::from_millis(wait));
        answer.get_mut().shutdown(std::net::Shutdown::Both).unwrap();
        drop(answer);
        nothing_is_left(&server);
    }
    assert!(server.get("/").starts_with("HTTP/1.1 200 "));
}

#[test]
fn a_program_that_nests_folders_deeply_ends_no_server() {
    let server = start();
    let deep = "fn main() { for _ in 0..19_000 { std::fs::create_dir(\"d\").unwrap(); std::env::set_current_dir(\"d\").unwrap(); } }\n";
    let answer = whole(run_in_turn(&server, &edited(deep)));
    assert!(answer.contains("\"end\":"), "{answer}");
    nothing_is_left(&server);
    assert!(server.get("/").starts_with("HTTP/1.1 200 "));
}

#[test]
fn ctrl_c_a_closed_terminal_and_kill_end_what_runs() {
    for signal in [libc::SIGINT, libc::SIGHUP, libc::SIGTERM] {
        let mut server = start();
        let mut answer = run_in_turn(&server, &edited(FORK));
        let child = child_of(&mut answer);
        assert!(lives(&child) && !left(&server).is_empty());
        server.end_by(signal);
        ends(&child);
        nothing_is_left(&server);
        assert_eq!(
            entries(&server.book.path("target/press-run")),
            Vec::<PathBuf>::new()
        );
    }
}

#[test]
#[cfg(target_os = "linux")]
fn what_a_killed_server_leaves_ends_at_the_next_start() {
    let mut server = start();
    let mut answer = run_in_turn(&server, &edited(AWAY_AND_STAYS));
    let child = child_of(&mut answer);
    server.end_by(libc::SIGKILL);
    // The system ended the program itself; its child and its folder are left.
    assert!(!entries(&server.book.path("target/press-run")).is_empty());
    let book = std::mem::replace(&mut server.book, Book::new());
    drop(server);
    let server = Server::start(book, &["--no-watch", "--run-limit", "3"]);
    ends(&child);
    nothing_is_left(&server);
    assert_eq!(entries(&server.book.path("target/press-run")).len(), 1);
}
