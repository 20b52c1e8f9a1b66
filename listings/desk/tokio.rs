//! A desk answers questions until it closes, with tokio. Each carries a oneshot.

use std::time::Duration;
use tokio::select;
use tokio::sync::mpsc::{self, Receiver};
use tokio::sync::oneshot;
use tokio::time::sleep;

/// Who asks, and the oneshot on which that task waits for the answer.
struct Question {
    from: &'static str,
    answer_to: oneshot::Sender<&'static str>,
}

/// Answers until the channel `open` closes. The questions that are left are dropped.
async fn desk(mut questions: Receiver<Question>, mut open: oneshot::Receiver<()>) {
    loop {
        let question = select! {
            biased;
            _closed = &mut open => break,
            question = questions.recv() => question,
        };
        let Some(Question { from, answer_to }) = question else {
            break;
        };
        sleep(Duration::from_millis(150)).await;
        println!("the desk answers {from}");
        // A client that has left does not read its answer.
        let _ = answer_to.send("yes");
    }
    println!("the desk is closed");
}

/// Waits for the answer, and prints it.
async fn hear(from: &str, answer: oneshot::Receiver<&'static str>) {
    match answer.await {
        Ok(answer) => println!("{from}: {answer}"),
        Err(_) => println!("{from}: no answer"),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (to_desk, questions) = mpsc::channel(8);
    let (keeps_open, open) = oneshot::channel();
    let desk = tokio::spawn(desk(questions, open));

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
    desk.await.expect("the desk does not panic");
    for (from, answer) in clients {
        hear(from, answer).await;
    }
}
