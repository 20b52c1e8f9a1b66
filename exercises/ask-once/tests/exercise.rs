//! Sites on which pages are linked more than once, and how often each page was asked for.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Barrier, Mutex};
use std::thread;
use std::time::Duration;

fn paths(paths: &[&str]) -> Vec<String> {
    paths.iter().map(|path| path.to_string()).collect()
}

/// Crawls from `/` with a `get` of this kind. Returns the pages that were found, and those that were asked for, in order.
fn crawl(get: impl Fn(&str) -> Vec<String> + Sync) -> (BTreeSet<String>, Vec<String>) {
    let asked = Mutex::new(Vec::new());
    let found = it::crawl("/", 3, |path| {
        asked.lock().unwrap().push(path.to_owned());
        get(path)
    });
    let mut asked = asked.into_inner().unwrap();
    asked.sort();
    (found, asked)
}

#[test]
fn a_page_that_is_linked_twice_is_asked_for_once() {
    let (found, asked) = crawl(|path| match path {
        "/" => paths(&["/a", "/a", "/"]),
        _ => paths(&["/"]),
    });
    assert_eq!(asked, ["/", "/a"]);
    assert!(found.iter().eq(&asked), "{found:?}");
}

#[test]
fn a_page_to_which_two_pages_link_at_the_same_time_is_asked_for_once() {
    let both = Barrier::new(2);
    let (found, asked) = crawl(|path| match path {
        "/" => paths(&["/a", "/b"]),
        "/a" | "/b" => {
            // Each of them is under way until the other is, too.
            both.wait();
            paths(&["/c"])
        }
        _ => {
            // Long enough for the other link to this page to arrive while it is under way.
            thread::sleep(Duration::from_millis(100));
            Vec::new()
        }
    });
    assert_eq!(asked, ["/", "/a", "/b", "/c"]);
    assert!(found.iter().eq(&asked), "{found:?}");
}

#[test]
fn no_more_are_asked_for_at_once_than_may_be() {
    let (under_way, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let (found, asked) = crawl(|path| {
        most.fetch_max(under_way.fetch_add(1, Relaxed) + 1, Relaxed);
        thread::sleep(Duration::from_millis(20));
        under_way.fetch_sub(1, Relaxed);
        match path {
            "/" => (0..10).map(|number| format!("/{number}")).collect(),
            _ => Vec::new(),
        }
    });
    assert_eq!(most.into_inner(), 3);
    assert_eq!((found.len(), asked.len()), (11, 11));
}
