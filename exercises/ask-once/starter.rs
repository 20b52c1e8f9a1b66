//! A crawl that asks for some pages twice. Let it ask for each of them once.

use std::collections::{BTreeSet, VecDeque};
use std::sync::mpsc;
use std::thread;

/// All pages that can be reached from `first`. `get` asks for a page, and returns the links on it. At most
/// `at_once` pages are asked for at a time.
pub fn crawl(
    first: &str,
    at_once: usize,
    get: impl Fn(&str) -> Vec<String> + Sync,
) -> BTreeSet<String> {
    let mut waiting = VecDeque::from([first.to_owned()]);
    let mut pages = BTreeSet::new();
    let (answers, answered) = mpsc::channel();
    let mut under_way = 0;
    thread::scope(|s| {
        loop {
            let room = waiting.len().min(at_once - under_way);
            for path in waiting.drain(..room) {
                let (get, answers) = (&get, answers.clone());
                s.spawn(move || answers.send((get(&path), path)));
                under_way += 1;
            }
            if under_way == 0 {
                return pages;
            }
            let (links, path) = answered.recv().expect("one sender is kept");
            under_way -= 1;
            pages.insert(path);
            for link in links {
                if !pages.contains(&link) {
                    waiting.push_back(link);
                }
            }
        }
    })
}
