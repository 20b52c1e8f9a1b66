//! Redoes what a save changed, and shows what is wrong instead where something is.

use super::book::{Rest, ServedBook};
use super::changes::{Watch, Watcher};
use super::sources::Sources;
use super::{Server, version};
use crate::in_words;
use crate::panics::{Panicked, caught};
use crate::site::mirror::Mirror;
use anyhow::{Result, anyhow};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// This long after a save, what is made from all pages is made: not while the writer saves again and again.
const REST_AFTER: Duration = Duration::from_secs(1);

/// Builds the book when its files have changed.
pub struct Builder {
    root: PathBuf,
    /// What the book is made from, if `root` can't be written.
    mirror: Option<Mirror>,
    server: Arc<Server>,
    book: ServedBook,
    stamp: Arc<Stamp>,
    /// Whether the book is that of the sources: they can be built.
    is_built: bool,
    /// Whether what is made from all pages is of an older book.
    rest_is_due: bool,
    /// What makes the rest, while it does.
    rest: Option<JoinHandle<Result<()>>>,
    /// Whether the rest failed the last time. A file may have changed while it was read: once does not count.
    rest_failed: bool,
}

impl Builder {
    /// For the book of `root`, which `server` serves and whose folders are in `target`.
    pub fn new(root: &Path, target: &Path, server: Arc<Server>) -> Builder {
        let mirror = Mirror::if_needed(root, &target.join("press-source"));
        let from = mirror.as_ref().map_or(root, Mirror::folder);
        Builder {
            root: root.to_owned(),
            book: ServedBook::new(from, &server.book, &target.join("press-work")),
            mirror,
            server,
            stamp: Arc::new(Stamp {
                file: target.join("press-book.stamp"),
                lock: Mutex::new(()),
            }),
            is_built: true,
            rest_is_due: false,
            rest: None,
            rest_failed: false,
        }
    }

    /// Builds once unless nothing has changed since the last run, says so, and then builds on every change.
    pub fn run(mut self, first_done: oneshot::Sender<()>, watch: Watch) {
        let (changed, changes) = mpsc::channel();
        // The watch begins before the first build, so that no change falls between the two.
        let mut watcher = Watcher::start(&self.root, watch, changed);
        let mut sources = self.sources();
        let kept = self.stamp.read(&sources);
        let kept = kept.filter(|_| self.server.book.join("index.html").is_file());
        if kept.is_none() {
            self.build(&sources);
        }
        let _ = first_done.send(());
        self.rest_is_due = kept != Some(Kept::Whole);
        if kept.is_some() && (watch != Watch::Not || self.rest_is_due) {
            let book = &mut self.book;
            if let Err(error) = caught(|| book.adopt(&sources)) {
                self.tell(&error);
            }
        }
        let mut changed_at = Instant::now();
        loop {
            match self.next_of(&changes) {
                Ok(()) => {
                    while changes.try_recv().is_ok() {}
                    if let Err(error) = watcher.follow() {
                        println!("not all changes are seen: {error:#}\n  start again with --poll");
                    }
                    let now = self.sources();
                    if now != sources {
                        self.build(&now);
                        self.listings_may_have_changed(&sources, &now);
                        sources = now;
                        changed_at = Instant::now();
                    } else if changed_at.elapsed() > REST_AFTER {
                        // Where all files are looked at, there is always something to look at.
                        self.see_to_rest(&sources);
                    }
                }
                Err(RecvTimeoutError::Timeout) => self.see_to_rest(&sources),
                Err(RecvTimeoutError::Disconnected) => {
                    self.start_rest(&sources);
                    return;
                }
            }
        }
    }

    /// Waits for the next change, but not long if there is something to do without one.
    fn next_of(&self, changes: &mpsc::Receiver<()>) -> Result<(), RecvTimeoutError> {
        if self.rest.is_some() || self.rest_is_due && self.is_built {
            return changes.recv_timeout(REST_AFTER);
        }
        changes.recv().map_err(RecvTimeoutError::from)
    }

    /// The sources as they are now.
    fn sources(&mut self) -> Sources {
        let updated = self.mirror.as_ref().map_or(Ok(()), Mirror::update);
        if let Err(error) = updated {
            self.tell(&error);
        }
        Sources::of(self.mirror.as_ref().map_or(&self.root, Mirror::folder))
    }

    fn see_to_rest(&mut self, sources: &Sources) {
        self.rest_has_ended();
        self.start_rest(sources);
    }

    /// Builds the book of these sources, or tells what is wrong.
    fn build(&mut self, sources: &Sources) {
        let start = Instant::now();
        match caught(|| self.try_build(sources)) {
            Ok(rendered) => {
                let pages = match rendered.as_slice() {
                    [] => String::new(),
                    [page] => format!(": {page}"),
                    pages => format!(": {} pages", pages.len()),
                };
                println!("built in {:.2} s{pages}", start.elapsed().as_secs_f64());
                self.is_built = true;
                self.rest_is_due |= !rendered.is_empty();
            }
            Err(error) => self.tell(&error),
        }
        let news = &self.server.news;
        news.send_modify(|news| news.builds += 1);
    }

    /// Shows the error to the terminal and to open pages.
    fn tell(&mut self, error: &anyhow::Error) {
        self.is_built = false;
        if error.is::<Panicked>() {
            // What it left half done is not known.
            self.book.forget();
        }
        let words = in_words(error);
        eprintln!("error: {words}");
        let news = &self.server.news;
        news.send_modify(|news| news.error = Some(words));
    }

    fn try_build(&mut self, sources: &Sources) -> Result<Vec<String>> {
        let change = self.book.change(sources)?;
        let rendered = change.rendered.clone();
        let seen = !change.is_empty();
        let swapping = self.server.swap.blocking_write();
        self.stamp.remove();
        self.book.publish(change)?;
        self.stamp.write(sources)?;
        self.server.news.send_modify(|news| {
            news.error = None;
            if seen {
                news.version = version();
            }
        });
        drop(swapping);
        Ok(rendered)
    }

    fn listings_may_have_changed(&self, before: &Sources, now: &Sources) {
        let changed = !before.below("listings/").eq(now.below("listings/"));
        if changed && self.server.page_was_read.load(Ordering::Relaxed) {
            self.server.runner.listings_changed();
        }
    }

    /// Starts to make what is made from all pages, if it is due and the last of it is made.
    fn start_rest(&mut self, sources: &Sources) {
        if !self.rest_is_due || self.rest.is_some() {
            return;
        }
        let book = &mut self.book;
        match caught(|| book.rest(sources)) {
            Ok(rest) => {
                let (server, stamp) = (self.server.clone(), self.stamp.clone());
                let sources = sources.clone();
                self.rest_is_due = false;
                self.rest = Some(std::thread::spawn(move || {
                    be_unhurried();
                    caught(|| make_rest(&rest, &server, &stamp, &sources))
                }));
            }
            Err(error) => self.tell(&error),
        }
    }

    /// Sees whether the rest was made. If that has failed, it is made again, and the second failure is told.
    fn rest_has_ended(&mut self) {
        let Some(rest) = self.rest.take_if(|rest| rest.is_finished()) else {
            return;
        };
        let made = rest.join();
        let made = made.unwrap_or_else(|_| Err(anyhow!("the search index could not be made")));
        let failed_before = std::mem::replace(&mut self.rest_failed, made.is_err());
        match made {
            Err(error) if failed_before => self.tell(&error),
            made => self.rest_is_due |= made.is_err(),
        }
    }
}

/// Makes what is made from all pages, and serves it.
fn make_rest(rest: &Rest, server: &Server, stamp: &Stamp, sources: &Sources) -> Result<()> {
    rest.make()?;
    let swapping = server.swap.blocking_write();
    rest.publish()?;
    stamp.write_whole(sources)?;
    drop(swapping);
    server.whole.send_replace(true);
    Ok(())
}

/// Leaves the cores to whatever else wants them, such as the next save.
fn be_unhurried() {
    #[cfg(target_os = "linux")]
    // SAFETY: it changes the priority of this thread alone, which Linux takes for a process of its own.
    unsafe {
        libc::setpriority(libc::PRIO_PROCESS, 0, 10);
    }
}

/// Where the fingerprint of the served book is kept from run to run.
struct Stamp {
    file: PathBuf,
    /// Held while the file is read and written.
    lock: Mutex<()>,
}

/// What an earlier run left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    /// All but what is made from all pages.
    Pages,
    Whole,
}

const WHOLE: &str = "whole";

impl Stamp {
    /// What is kept of these sources.
    fn read(&self, sources: &Sources) -> Option<Kept> {
        let text = fs::read_to_string(&self.file).ok()?;
        let (fingerprint, rest) = text.split_once('\n')?;
        (fingerprint == sources.fingerprint()).then_some(match rest {
            WHOLE => Kept::Whole,
            _ => Kept::Pages,
        })
    }

    fn remove(&self) {
        let _locked = self.lock.lock();
        let _ = fs::remove_file(&self.file);
    }

    fn write(&self, sources: &Sources) -> Result<()> {
        let _locked = self.lock.lock();
        Ok(fs::write(&self.file, sources.fingerprint() + "\n")?)
    }

    /// Says that the book is whole, if it is still the book of these sources.
    fn write_whole(&self, sources: &Sources) -> Result<()> {
        let _locked = self.lock.lock();
        if self.read(sources).is_some() {
            fs::write(&self.file, sources.fingerprint() + "\n" + WHOLE)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_of_the_sources_of_which_it_was_made() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("book");
        fs::create_dir_all(root.join("src")).unwrap();
        let stamp = Stamp {
            file: folder.path().join("stamp"),
            lock: Mutex::new(()),
        };
        let one = Sources::of(&root);
        assert_eq!(stamp.read(&one), None);
        stamp.write(&one).unwrap();
        assert_eq!(stamp.read(&one), Some(Kept::Pages));
        fs::write(root.join("src/a.md"), "a").unwrap();
        let two = Sources::of(&root);
        assert_eq!(stamp.read(&two), None);
        stamp.write_whole(&two).unwrap();
        assert_eq!(stamp.read(&one), Some(Kept::Pages));
        stamp.write_whole(&one).unwrap();
        assert_eq!(stamp.read(&one), Some(Kept::Whole));
        stamp.remove();
        assert_eq!(stamp.read(&one), None);
    }
}
