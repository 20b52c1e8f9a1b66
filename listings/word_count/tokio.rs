//! The words of four files on a far drive: tokio waits for all of them together,
//! and lends threads to count.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{env, process};
use tokio::runtime::Builder;
use tokio::task::{JoinSet, spawn_blocking};

/// Reads a file on a drive that is far away: the wait stands for the way to it.
async fn read(path: &Path, wait: Duration) -> io::Result<String> {
    tokio::time::sleep(wait).await;
    tokio::fs::read_to_string(path).await
}

type Counts = BTreeMap<String, usize>;

fn count(text: &str) -> Counts {
    let mut counts = Counts::new();
    for word in text.split_whitespace() {
        let word = word.trim_end_matches([',', '.']);
        *counts.entry(word.to_lowercase()).or_default() += 1;
    }
    counts
}

/// Adds up the counts of several files.
fn sum(files: Vec<Counts>) -> Counts {
    let mut sum = Counts::new();
    for (word, n) in files.into_iter().flatten() {
        *sum.entry(word).or_default() += n;
    }
    sum
}

/// Counts the words of all files.
async fn count_files(paths: &[PathBuf], wait: Duration) -> io::Result<Counts> {
    let mut readers = JoinSet::new();
    for path in paths {
        let path = path.clone();
        readers.spawn(async move {
            let text = read(&path, wait).await?;
            // To count here would keep the other tasks from being polled.
            Ok::<_, io::Error>(spawn_blocking(move || count(&text)).await?)
        });
    }
    let counts: io::Result<Vec<_>> = readers.join_all().await.into_iter().collect();
    Ok(sum(counts?))
}

fn main() -> io::Result<()> {
    let wait = Duration::from_millis(asked(1, 100));
    let files = Files::write(asked(2, 10_000))?;
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let counts = runtime.block_on(count_files(&files.0, wait))?;
    report(&counts);
    Ok(())
}

// The stage, the same in all models: the arguments, the report, and four files.

/// The `n`th argument: `100 10000` is a wait of 100 ms, and 10,000 verses a file.
fn asked(n: usize, default: u64) -> u64 {
    let arg = env::args().nth(n);
    arg.map_or(default, |arg| arg.parse().expect("a number"))
}

fn report(counts: &Counts) {
    let all: usize = counts.values().sum();
    let merrily = counts.get("merrily").unwrap_or(&0);
    println!("{all} words, {merrily} of them merrily");
}

const VERSE: &str = "Row, row, row your boat, gently down the stream.
Merrily, merrily, merrily, merrily, life is but a dream.
";

/// The paths of files that are removed on drop, also after an error or a panic.
struct Files(Vec<PathBuf>);

impl Files {
    fn write(verses: u64) -> io::Result<Files> {
        let mut files = Files(Vec::new());
        for n in 1..=4 {
            let name = format!("word_count-{}-{n}.txt", process::id());
            let path = env::temp_dir().join(name);
            // Other users may write to this folder. `create_new` follows no link.
            let mut file = File::create_new(&path)?;
            files.0.push(path);
            file.write_all(VERSE.repeat(verses as usize).as_bytes())?;
        }
        Ok(files)
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        for path in &self.0 {
            let _ = std::fs::remove_file(path);
        }
    }
}
