//! A desk answers questions until it closes, with async-std. Each carries a oneshot.

use async_std::channel::{Receiver, bounded};
use async_std::task::{self, sleep};
use futures::channel::oneshot;
use futures::{FutureExt, select_biased};
use std::time::Duration;

/// Who asks, and the oneshot on which that task waits for the answer.
struct Question {
    from: &'static str,
    answer_to: oneshot::Sender<&'static str>,
}

/// Answers until the channel `open` closes. The questions that are left are dropped.
async fn desk(questions: Receiver<Question>, open: Receiver<()>) {
    loop {
        let question = select_biased! {
            _closed = open.recv().fuse() => break,
            question = questions.recv().fuse() => question,
        };
        let Ok(Question { from, answer_to }) = question else {
            break;
        };
        sleep(Duration::from_millis(150)).await;
        println!("the desk answers {from}");
        // A client that has left does not read its answer.
        let _ = answer_to.send("yes");
    }
    // The channel keeps what is left in it for as long as a sender exists.
    questions.close();
    while questions.try_recv().is_ok() {}
    println!("the desk is closed");
}

/// Waits for the answer, and prints it.
async fn hear(from: &str, answer: oneshot::Receiver<&'static str>) {
    match answer.await {
        Ok(answer) => println!("{from}: {answer}"),
        Err(_) => println!("{from}: no answer"),
    }
}

#[async_std::main]
async fn main() {
    let (to_desk, questions) = bounded(8);
    let (keeps_open, open) = bounded(1);
    let desk = task::spawn(desk(questions, open));

    let mut clients = Vec::new();
    for from in ["ann", "bob", "cat", "dan", "eve"] {
        let (answer_to, answer) = oneshot::channel();
        let question = Question { from, answer_to };
        let sent = to_desk.send(question).await;
        assert!(sent.is_ok(), "the desk has not closed");
        clients.push((from, answer));
    }

    let mut clients = clients.into_iter();
    for (from, answer) in clients.by_ref().take(2) {
        hear(from, answer).await;
    }
    // After this pause, the desk is in the middle of its third answer.
    sleep(Duration::from_millis(75)).await;
    drop(keeps_open);
    desk.await;
    for (from, answer) in clients {
        hear(from, answer).await;
    }
}
