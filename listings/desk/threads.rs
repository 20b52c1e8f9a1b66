//! A desk answers questions until it closes. Each carries a channel for its answer.

use crossbeam_channel::{Receiver, Sender, bounded, select_biased};
use std::thread;
use std::time::Duration;

/// Who asks, and the channel on which that thread waits for the answer.
struct Question {
    from: &'static str,
    answer_to: Sender<&'static str>,
}

/// Answers until the channel `open` closes. The questions that are left are dropped.
fn desk(questions: Receiver<Question>, open: Receiver<()>) {
    loop {
        let question = select_biased! {
            recv(open) -> _closed => break,
            recv(questions) -> question => question,
        };
        let Ok(Question { from, answer_to }) = question else {
            break;
        };
        thread::sleep(Duration::from_millis(150));
        println!("the desk answers {from}");
        // A client that has left does not read its answer.
        let _ = answer_to.send("yes");
    }
    println!("the desk is closed");
}

/// Waits for the answer, and prints it.
fn hear(from: &str, answer: Receiver<&'static str>) {
    match answer.recv() {
        Ok(answer) => println!("{from}: {answer}"),
        Err(_) => println!("{from}: no answer"),
    }
}

fn main() {
    let (to_desk, questions) = bounded(8);
    let (keeps_open, open) = bounded(0);
    let desk = thread::spawn(move || desk(questions, open));

    let mut clients = Vec::new();
    for from in ["ann", "bob", "cat", "dan", "eve"] {
        let (answer_to, answer) = bounded(1);
        let question = Question { from, answer_to };
        to_desk.send(question).expect("the desk has not closed");
        clients.push((from, answer));
    }
    // While a sender is left, the questions in the channel are kept.
    drop(to_desk);

    let mut clients = clients.into_iter();
    for (from, answer) in clients.by_ref().take(2) {
        hear(from, answer);
    }
    // After this pause, the desk is in the middle of its third answer.
    thread::sleep(Duration::from_millis(75));
    drop(keeps_open);
    desk.join().expect("the desk does not panic");
    for (from, answer) in clients {
        hear(from, answer);
    }
}
