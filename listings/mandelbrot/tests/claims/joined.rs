//! What the book says of `mandelbrot_joined`, each sentence held by a run.

use std::error::Error;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::Path;

observe::runs! {
    tokio: "mandelbrot_joined-tokio",
    async_std: "mandelbrot_joined-async-std",
}

/// The size of the picture and the shade of each of its points.
fn points(picture: &Path) -> Result<(u32, u32, Vec<u8>), Box<dyn Error>> {
    let mut reader = png::Decoder::new(BufReader::new(File::open(picture)?)).read_info()?;
    let mut points = vec![0; reader.output_buffer_size().ok_or("too large")?];
    reader.next_frame(&mut points)?;
    Ok((reader.info().width, reader.info().height, points))
}

#[test]
fn joined_rows_are_the_same_picture() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../src/programs/mandelbrot.png");
    let page = points(&page).expect("the page's picture");
    let picture = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mandelbrot_joined.png");
    for program in [
        observe::program!("mandelbrot_joined-tokio"),
        observe::program!("mandelbrot_joined-async-std"),
    ] {
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
fn joined_rows_are_computed_by_one_thread_however_many_the_runtime_has() {
    // The runtime's other threads are there and idle: the first one computes nearly all of the time it does not queue.
    for run in [tokio(), async_std()] {
        assert_eq!(run.out().len(), 1, "{}", run.name);
        let computed = run.computed().expect("Linux tells");
        let waited = run.waited().expect("Linux tells");
        assert!(computed > waited, "{}: {computed:?}, {waited:?}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio(), async_std()]);
}
