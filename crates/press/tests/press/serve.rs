//! `cargo run`: the book served to this machine, and built again on a change.

use crate::common;

use common::{Book, Server};
use std::io::Write;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::time::Instant;

#[test]
fn a_page_is_served_with_what_a_built_one_lacks() {
    let server = Server::start(Book::new(), &["--no-watch"]);
    let page = server.get("/start.html");
    assert!(page.starts_with("HTTP/1.1 200 "), "{page}");
    assert!(
        page.contains("data-version=") && page.contains("no-store"),
        "{page}"
    );
    let built = std::fs::read_to_string(server.book.path("target/press-book/start.html")).unwrap();
    assert!(
        built.contains("tally-sync")
            && !built.contains("data-version=")
            && !built.contains(".press")
    );
    assert!(server.get("/").starts_with("HTTP/1.1 200 "));
    let missing = server.get("/nowhere.html");
    assert!(
        missing.starts_with("HTTP/1.1 404 ") && missing.contains("Document not found"),
        "{missing}"
    );
}

#[test]
fn another_host_name_is_refused() {
    let server = Server::start(Book::new(), &["--no-watch"]);
    for host in [
        "Host: evil.example\r\n",
        "Host: 127.0.0.1.evil.example:3000\r\n",
        "Host: localhost.evil.example\r\n",
        "Host: \r\n",
    ] {
        let answer = server.raw(&format!(
            "GET / HTTP/1.1\r\n{host}Connection: close\r\n\r\n"
        ));
        assert!(
            answer.starts_with("HTTP/1.1 403 ") && answer.contains("answers only to"),
            "{host}: {answer}"
        );
    }
    let none = server.raw("GET / HTTP/1.0\r\n\r\n");
    assert!(none.starts_with("HTTP/1.0 403 "), "{none}");
    let answer = server.raw("GET / HTTP/1.1\r\nHost: LocalHost:80\r\nConnection: close\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[test]
fn nothing_outside_the_book_is_served() {
    let server = Server::start(Book::new(), &["--no-watch"]);
    let paths = [
        "/../press-book.stamp",
        "/../../book.toml",
        "/..%2f..%2fbook.toml",
        "/%2e%2e/%2e%2e/book.toml",
        "/css/../../../book.toml",
        "/..%5c..%5cbook.toml",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/....//....//book.toml",
    ];
    for path in paths {
        let answer = server.get(path);
        let refused = ["HTTP/1.1 404 ", "HTTP/1.1 400 "]
            .iter()
            .any(|status| answer.starts_with(status));
        assert!(
            refused && !answer.contains("[preprocessor") && !answer.contains("root:"),
            "{path}: {answer}"
        );
    }
}

#[test]
fn a_port_in_use_is_said_in_words() {
    let used = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = used.local_addr().unwrap().port();
    let message = Book::new().refused(&["serve", "--port", &port.to_string()]);
    assert!(
        message.contains(&format!("port {port} can't be used")) && message.contains("--port N"),
        "{message}"
    );

    // Where 3000 is in use already, as this test makes sure, the next free one is taken.
    let _used = TcpListener::bind("127.0.0.1:3000");
    let server = Server::start(Book::new(), &["--no-watch"]);
    assert_ne!(server.port, 3000);
    assert!(
        server
            .said
            .contains(&format!("port 3000 is in use; serving on {}", server.port)),
        "{:?}",
        server.said
    );
}

#[test]
fn a_change_is_built_and_an_error_is_shown_over_the_last_good_book() {
    let server = Server::start(Book::new(), &[]);
    let mut events = server.events();
    let first = events.next().unwrap();
    assert!(first.contains("\"error\":null"), "{first}");

    server.book.write("src/start.md", "# Start\n\nApples.\n");
    let second = events.next().unwrap();
    assert!(
        second.contains("\"error\":null") && second != first,
        "{second}"
    );
    assert!(server.get("/start.html").contains("Apples."));

    server
        .book
        .write("src/start.md", "# Start\n\n{{#progam <tally>}}\n");
    let wrong = events.next().unwrap();
    assert!(
        wrong.contains("src/start.md:3: ") && wrong.contains("progam"),
        "{wrong}"
    );
    assert!(server.get("/start.html").contains("Apples."));

    server.book.write("src/start.md", "# Start\n\nPears.\n");
    assert!(events.next().unwrap().contains("\"error\":null"));
    assert!(server.get("/start.html").contains("Pears."));
    server
        .book
        .write("listings/tally/recorded/sync.txt", "one\n");
    assert!(events.next().unwrap().contains("\"error\":null"));
}

#[test]
fn without_a_book_the_browser_shows_what_is_wrong() {
    let book = Book::new();
    book.write("src/start.md", "# Start\n\n{{#program <b>no</b>}}\n");
    let server = Server::start(book, &[]);
    let mut events = server.events();
    events.next().unwrap();
    let page = server.get("/");
    assert!(
        page.contains("src/start.md:3: ") && page.contains("&lt;b&gt;") && !page.contains("<b>"),
        "{page}"
    );
    server.book.write("src/start.md", "# Start\n\nPears.\n");
    events.next().unwrap();
    assert!(server.get("/start.html").contains("Pears."));
}

#[test]
fn a_book_that_has_not_changed_is_not_built_again() {
    let mut server = Server::start(Book::new(), &["--no-watch"]);
    assert!(
        server.said.iter().any(|line| line.starts_with("built in")),
        "{:?}",
        server.said
    );
    let book = std::mem::replace(&mut server.book, Book::new());
    drop(server);
    let start = Instant::now();
    let server = Server::start(book, &["--no-watch"]);
    assert!(
        !server.said.iter().any(|line| line.starts_with("built in")),
        "{:?}",
        server.said
    );
    assert!(server.get("/").starts_with("HTTP/1.1 200 "));
    println!("first byte after {:?}", start.elapsed());
}

#[test]
fn a_reader_who_leaves_does_not_end_the_server() {
    let server = Server::start(Book::new(), &["--no-watch"]);
    for _ in 0..50 {
        let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
        stream
            .write_all(b"GET /start.html HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .unwrap();
        stream.shutdown(Shutdown::Both).unwrap();
    }
    assert!(server.get("/").starts_with("HTTP/1.1 200 "));
}

/// The value of a line of the answer's head.
fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let (head, _) = answer.split_once("\r\n\r\n")?;
    let mut lines = head.lines().filter_map(|line| line.split_once(": "));
    lines.find_map(|(key, value)| key.eq_ignore_ascii_case(name).then_some(value))
}

#[test]
fn only_a_browser_that_opened_the_printed_address_gets_the_token() {
    let server = Server::start(Book::new(), &["--no-watch"]);
    let page = server.get("/start.html");
    assert!(
        page.contains("/.press/run.js") && !page.contains("data-token="),
        "{page}"
    );
    assert!(!page.contains(&server.key));

    let answer = server.get(&format!("/start.html?model=tokio&key={}", server.key));
    assert!(answer.starts_with("HTTP/1.1 303 "), "{answer}");
    assert_eq!(header(&answer, "location"), Some("/start.html?model=tokio"));
    let cookie = header(&answer, "set-cookie").unwrap();
    let pair = format!("press-{}={}; ", server.port, server.key);
    assert!(
        cookie.starts_with(&pair) && cookie.contains("HttpOnly"),
        "{cookie}"
    );
    let page = server.get_with_key("/start.html");
    assert!(page.contains("data-token=\""), "{page}");

    let wrong = server.get("/?key=0");
    assert!(wrong.starts_with("HTTP/1.1 303 "), "{wrong}");
    assert_eq!(header(&wrong, "location"), Some("/"));
    assert_eq!(header(&wrong, "set-cookie"), None);
    let away = server.get(&format!("//evil.example/?key={}", server.key));
    assert_eq!(header(&away, "location"), Some("/evil.example/"));
}

#[test]
fn a_page_comes_whole_and_no_path_leads_to_another_host() {
    let server = Server::start(Book::new(), &["--no-watch"]);
    let part = server.raw(
        "GET /start.html HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-99\r\nConnection: close\r\n\r\n",
    );
    assert!(
        part.starts_with("HTTP/1.1 200 ") && part.contains("</html>"),
        "{part}"
    );
    assert_eq!(header(&part, "content-range"), None);
    let folder = server.get("//reference");
    assert!(folder.starts_with("HTTP/1.1 404 "), "{folder}");
    assert_eq!(header(&folder, "location"), None);
}

#[test]
fn other_machines_are_let_in_only_by_name() {
    let refused = Book::new().refused(&["serve", "--host", "0.0.0.0"]);
    assert!(
        refused.contains("run programs with your rights") && refused.contains("--allow-host NAME"),
        "{refused}"
    );
    let options = [
        "--no-watch",
        "--host",
        "0.0.0.0",
        "--allow-host",
        "box.local",
    ];
    let server = Server::start(Book::new(), &options);
    let to = |host: &str| {
        server.raw(&format!(
            "GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        ))
    };
    assert!(to("box.local:3000").starts_with("HTTP/1.1 200 "));
    assert!(to("localhost").starts_with("HTTP/1.1 200 "));
    assert!(to("192.168.1.7").starts_with("HTTP/1.1 403 "));
    let foreign = Book::new().refused(&["serve", "--host", "203.0.113.9"]);
    assert!(foreign.contains("--allow-host"), "{foreign}");
    let none = ["serve", "--host", "203.0.113.9", "--allow-host", "a"];
    let none = Book::new().refused(&none);
    assert!(none.contains("no address of this machine"), "{none}");
}

#[test]
fn changes_are_seen_where_the_system_does_not_tell_of_them() {
    let server = Server::start(Book::new(), &["--poll"]);
    let mut events = server.events();
    events.next().unwrap();
    server.book.write("src/start.md", "# Start\n\nApples.\n");
    assert!(events.next().unwrap().contains("\"error\":null"));
    assert!(server.get("/start.html").contains("Apples."));
    // What is made from all pages is made too, though files are looked at all the time.
    let search = server.get("/searchindex.js");
    assert!(
        search.starts_with("HTTP/1.1 200 ") && search.contains("Apples."),
        "{search}"
    );
}

#[test]
fn after_a_panic_the_next_save_builds() {
    let server = Server::start(Book::new(), &[]);
    let mut events = server.events();
    events.next().unwrap();
    for wrong in [
        "{{#program {{#program tally}}",
        "A paragraph.</p>\n\n</p>\n",
    ] {
        server
            .book
            .write("src/start.md", &format!("# Start\n\n{wrong}\n"));
        let told = events.next().unwrap();
        println!("{wrong}: {told}");
        server.book.write("src/start.md", "# Start\n\nPears.\n");
        let fixed = events.next().unwrap();
        assert!(fixed.contains("\"error\":null"), "{wrong}: {fixed}");
        assert!(server.get("/start.html").contains("Pears."));
    }
}

#[test]
fn a_target_folder_among_the_sources_is_refused() {
    let book = Book::new();
    let output = book
        .command(&["serve", "--no-watch"])
        .current_dir(book.path("src"))
        .env("CARGO_TARGET_DIR", "t")
        .output()
        .unwrap();
    let words = common::text(&output);
    assert_eq!(output.status.code(), Some(1), "{words}");
    assert!(
        words.contains("CARGO_TARGET_DIR") && words.contains("a part of the book"),
        "{words}"
    );
    assert!(!book.path("src/t").exists());
}

#[test]
fn a_read_only_book_is_served_and_nothing_is_written_beside_its_sources() {
    let book = Book::new();
    let src = book.path("src");
    let writable = src.metadata().unwrap().permissions();
    let mut read_only = writable.clone();
    read_only.set_readonly(true);
    std::fs::set_permissions(&src, read_only).unwrap();
    let target = tempfile::tempdir().unwrap();
    // A folder elsewhere, since the book's own can't be written.
    let server = Server::start_in(book, &[], target.path());
    assert!(server.get("/start.html").contains("One page."));
    let mut events = server.events();
    events.next().unwrap();
    std::fs::set_permissions(&src, writable).unwrap();
    assert!(!src.join("generated").exists());
    server.book.write("src/start.md", "# Start\n\nApples.\n");
    events.next().unwrap();
    assert!(server.get("/start.html").contains("Apples."));
    assert!(!src.join("generated").exists());
}
