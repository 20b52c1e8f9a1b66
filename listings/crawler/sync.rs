//! A crawl of a site, one page after the other.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};
use std::{env, thread};
use tiny_http::{Request, Response, Server};
use ureq::Agent;

const AT_A_TIME: usize = 3;
/// For each page, from the first byte to the last.
const TIME_OUT: Duration = Duration::from_millis(600);
/// A page of more bytes is an error, and a site of more pages is cut off.
const MOST_BYTES: usize = 1 << 20;
const MOST_PAGES: usize = 200;

type Failure = Box<dyn std::error::Error + Send + Sync>;
/// A status and the links, or why there are none.
type Page = Result<(u16, Vec<String>), Failure>;

fn main() -> io::Result<()> {
    let args: Vec<String> = env::args().skip(1).collect();
    if args == ["serve"] {
        return serve();
    }
    let at_a_time = args.first().and_then(|n| n.parse().ok());
    let at_a_time = at_a_time.unwrap_or(AT_A_TIME);
    if let Some(site) = args.get(1) {
        return report(site, at_a_time);
    }
    let (mut server, mut said, site) = start_server()?;
    report(&site, at_a_time)?;
    // The end of its input tells the server that no client will come any more.
    drop(server.stdin.take());
    said.try_for_each(|line| line.map(|line| println!("{line}")))?;
    server.wait().map(drop)
}

fn report(site: &str, at_a_time: usize) -> io::Result<()> {
    let start = Instant::now();
    let pages = crawl(site, at_a_time);
    for (path, page) in pages {
        match page {
            Ok((code, links)) => println!("{path}: {code}, {} links", links.len()),
            Err(error) => println!("{path}: {error}"),
        }
    }
    println!("after {} ms", start.elapsed().as_millis());
    Ok(())
}

/// One page after the other, however many may be asked for at a time.
fn crawl(site: &str, _at_a_time: usize) -> BTreeMap<String, Page> {
    // For the whole of a page, from the name of its host to its last byte.
    let config = Agent::config_builder().timeout_global(Some(TIME_OUT));
    let config = config.http_status_as_error(false).proxy(None);
    // A redirect could lead to another host.
    let config = config.max_redirects(0);
    // An idle connection would keep one of the server's threads.
    let agent = Agent::from(config.max_idle_connections(0).build());
    let mut found = HashSet::from(["/".to_owned()]);
    let mut waiting = VecDeque::from(["/".to_owned()]);
    let mut pages = BTreeMap::new();
    while let Some(path) = waiting.pop_front() {
        let page = get(&agent, site, &path);
        waiting.extend(new_links(&page, &mut found));
        pages.insert(path, page);
    }
    pages
}

fn get(agent: &Agent, site: &str, path: &str) -> Page {
    let mut answer = agent.get(format!("http://{site}{path}")).call()?;
    let body = answer.body_mut().with_config().limit(MOST_BYTES as u64);
    let text = body.read_to_string()?;
    Ok((answer.status().as_u16(), links(&text)))
}

/// The links that stay on this site: they begin with `/`. Others could change
/// the host after which they are written.
fn links(text: &str) -> Vec<String> {
    let words = text.split_whitespace();
    let paths = words.filter(|word| word.starts_with('/'));
    paths.map(str::to_owned).collect()
}

/// The links that were on no page before.
fn new_links(page: &Page, found: &mut HashSet<String>) -> Vec<String> {
    let links = page.iter().flat_map(|(_, links)| links).cloned();
    let new = links.filter(|l| found.len() < MOST_PAGES && found.insert(l.clone()));
    new.collect()
}

// The stage: a site, in a process of its own.

/// The pages, and their links. The last page takes 2.5 s to send, others 100 ms.
const SITE: [(&str, &str); 5] = [
    ("/", "/books /books/all /gone /books /books/1 /books/2"),
    ("/books", "/ /books/1 /books/2 /books/all"),
    ("/books/1", "/books /books/2"),
    ("/books/2", "/books /books/1 /gone"),
    ("/books/all", ""),
];

static MOST_PIECES: AtomicUsize = AtomicUsize::new(0);

type Lines = io::Lines<BufReader<ChildStdout>>;

fn start_server() -> io::Result<(Child, Lines, String)> {
    let mut command = Command::new(env::current_exe()?);
    command.arg("serve").stdin(Stdio::piped());
    let mut server = command.stdout(Stdio::piped()).spawn()?;
    let said = server.stdout.take().expect("it was piped");
    let mut said = BufReader::new(said).lines();
    // It says first where it is.
    let site = said.next().expect("its first line")?;
    Ok((server, said, site))
}

/// The site, until the input ends and nothing is under way.
fn serve() -> io::Result<()> {
    let server = Server::http("127.0.0.1:0").map_err(io::Error::other)?;
    println!("{}", server.server_addr());
    let (mut asked, mut most) = (Vec::new(), 0);
    // Each answer holds one of these while it is under way.
    let under_way = Arc::new(());
    thread::scope(|s| {
        s.spawn(|| io::read_to_string(io::stdin()).map(|_| server.unblock()));
        for request in server.incoming_requests() {
            most = most.max(Arc::strong_count(&under_way));
            asked.push(request.url().to_owned());
            let under_way = Arc::clone(&under_way);
            s.spawn(|| answer(request, under_way));
        }
    });
    let (requests, pages) = (asked.len(), HashSet::<_>::from_iter(asked).len());
    println!("{requests} requests for {pages} pages, at most {most} at a time");
    let piece = MOST_PIECES.load(Relaxed);
    println!("the longest page: at piece {piece} of 100");
    Ok(())
}

fn answer(request: Request, under_way: Arc<()>) -> io::Result<()> {
    let page = SITE.iter().find(|(path, _)| *path == request.url());
    let (status, links) = page.map_or((404, ""), |(_, links)| (200, *links));
    let pieces = if page == SITE.last() { 100 } else { 4 };
    let (text, mut page) = io::pipe()?;
    thread::spawn(move || {
        for piece in 1..=pieces {
            thread::sleep(Duration::from_millis(25));
            // Fails when the client is gone.
            page.write_all(&[b' '; 8192])?;
            MOST_PIECES.fetch_max(piece, Relaxed);
        }
        // Before the end is written: a client that has it may ask for another page.
        drop(under_way);
        page.write_all(links.as_bytes())
    });
    request.respond(Response::new(status.into(), Vec::new(), text, None, None))
}
