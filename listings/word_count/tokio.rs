//! The words of four files on a far drive: tokio waits for all of them at once, and lends threads to count.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fs, io};
use tokio::task::{JoinSet, spawn_blocking};

const VERSE: &str = "Row, row, row your boat, gently down the stream.
Merrily, merrily, merrily, merrily, life is but a dream.
";

/// The `n`th argument: `100 10000` asks for waits of 100 ms, and 10,000 verses in each file.
fn asked(n: usize, default: u64) -> u64 {
    let arg = std::env::args().nth(n);
    arg.map_or(default, |arg| arg.parse().expect("a number"))
}

fn write_files(verses: u64) -> io::Result<Vec<PathBuf>> {
    let name = |n| format!("word_count-{}-{n}.txt", std::process::id());
    let path = |n| std::env::temp_dir().join(name(n));
    let paths: Vec<_> = (1..=4).map(path).collect();
    for path in &paths {
        fs::write(path, VERSE.repeat(verses as usize))?;
    }
    Ok(paths)
}

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

fn report(counts: &[Counts]) {
    let all: usize = counts.iter().flat_map(Counts::values).sum();
    let merrily: usize = counts.iter().filter_map(|c| c.get("merrily")).sum();
    println!("{all} words, {merrily} of them merrily");
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let wait = Duration::from_millis(asked(1, 100));
    let paths = write_files(asked(2, 10_000))?;
    let mut readers = JoinSet::new();
    for path in paths.clone() {
        readers.spawn(async move {
            let text = read(&path, wait).await?;
            // Counted here, it would keep the others from being read.
            Ok::<_, io::Error>(spawn_blocking(move || count(&text)).await?)
        });
    }
    let counts: io::Result<Vec<_>> = readers.join_all().await.into_iter().collect();
    report(&counts?);
    paths.iter().try_for_each(fs::remove_file)
}
