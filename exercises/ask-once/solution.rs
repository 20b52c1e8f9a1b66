//! A crawl that asks for each page once: it notes a page when it finds it.

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
    let mut found = BTreeSet::from([first.to_owned()]);
    let (answers, answered) = mpsc::channel();
    let mut under_way = 0;
    thread::scope(|s| {
        loop {
            let room = waiting.len().min(at_once - under_way);
            for path in waiting.drain(..room) {
                let (get, answers) = (&get, answers.clone());
                s.spawn(move || answers.send(get(&path)));
                under_way += 1;
            }
            if under_way == 0 {
                return found;
            }
            let links = answered.recv().expect("one sender is kept");
            under_way -= 1;
            for link in links {
                // Before it is asked for: until its answer is there, others may link to it too.
                if found.insert(link.clone()) {
                    waiting.push_back(link);
                }
            }
        }
    })
}
