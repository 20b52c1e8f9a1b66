//! What the book says of `mandelbrot`, each sentence held by a run.

mod joined;

use observe::Run;
use std::error::Error;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::Path;

observe::runs! {
    sync: "mandelbrot-sync",
    threads: "mandelbrot-threads",
    tokio: "mandelbrot-tokio",
    async_std: "mandelbrot-async-std",
    rayon: "mandelbrot-rayon",
}

fn all() -> [&'static Run; 5] {
    [sync(), threads(), tokio(), async_std(), rayon()]
}

#[test]
fn every_model_finds_the_same_points() {
    for run in all() {
        assert_eq!(
            run.out(),
            ["720 × 480 points, 87726 of them inside"],
            "{}",
            run.name
        );
    }
}

/// The size of the picture and the shade of each of its points. How a PNG packs them differs with the features that
/// cargo chose for its compressor.
fn points(picture: &Path) -> Result<(u32, u32, Vec<u8>), Box<dyn Error>> {
    let mut reader = png::Decoder::new(BufReader::new(File::open(picture)?)).read_info()?;
    let mut points = vec![0; reader.output_buffer_size().ok_or("too large")?];
    reader.next_frame(&mut points)?;
    Ok((reader.info().width, reader.info().height, points))
}

#[test]
fn every_model_makes_the_picture_of_the_page_point_for_point() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../src/programs/mandelbrot.png");
    let page = points(&page).expect("the page's picture");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    for program in [
        observe::program!("mandelbrot-sync"),
        observe::program!("mandelbrot-threads"),
        observe::program!("mandelbrot-tokio"),
        observe::program!("mandelbrot-async-std"),
        observe::program!("mandelbrot-rayon"),
    ] {
        let picture = folder.join("mandelbrot.png");
        let _ = fs::remove_file(&picture);
        let run = program.arg("400").arg(picture.display().to_string()).run();
        assert!(
            points(&picture).is_ok_and(|points| points == page),
            "{}",
            run.name
        );
    }
}

#[test]
#[cfg(target_os = "linux")]
fn sync_computes_on_one_thread_and_threads_on_one_for_each_core_beside_main() {
    assert_eq!((sync().out().len(), sync().threads), (1, Some(1)));
    let cores = std::thread::available_parallelism().unwrap().get();
    // A worker that found no row left may have ended before the last one began.
    let seen = threads().threads.expect("Linux tells");
    assert!((2..=cores + 1).contains(&seen), "{seen}");
}

#[test]
#[cfg(target_os = "linux")]
fn the_first_thread_computes_in_sync_and_waits_in_the_others() {
    let alone = sync().computed().expect("Linux tells");
    for run in [threads(), tokio(), async_std(), rayon()] {
        assert_eq!(run.out(), sync().out(), "{}", run.name);
        let first = run.computed().expect("Linux tells");
        assert!(first < alone / 2, "{}: {first:?} of {alone:?}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&all());
}
