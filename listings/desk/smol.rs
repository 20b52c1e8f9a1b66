//! A desk answers questions until it closes, with smol. Each carries a channel.

use smol::channel::{Receiver, Sender, bounded};
use smol::{Timer, future};
use std::time::Duration;

/// Who asks, and the channel on which that task waits for the answer.
struct Question {
    from: &'static str,
    answer_to: Sender<&'static str>,
}

/// Answers until the channel `open` closes. The questions that are left are dropped.
async fn desk(questions: Receiver<Question>, open: Receiver<()>) {
    loop {
        let closed = async {
            let _ = open.recv().await;
            None
        };
        let question = async { questions.recv().await.ok() };
        // If both are ready, `or` takes the first.
        let Some(Question { from, answer_to }) = future::or(closed, question).await else {
            break;
        };
        Timer::after(Duration::from_millis(150)).await;
        println!("the desk answers {from}");
        // A client that has left does not read its answer.
        let _ = answer_to.send("yes").await;
    }
    // The channel keeps what is left in it for as long as a sender exists.
    questions.close();
    while questions.try_recv().is_ok() {}
    println!("the desk is closed");
}

/// Waits for the answer, and prints it.
async fn hear(from: &str, answer: Receiver<&'static str>) {
    match answer.recv().await {
        Ok(answer) => println!("{from}: {answer}"),
        Err(_) => println!("{from}: no answer"),
    }
}

fn main() {
    smol::block_on(async {
        let (to_desk, questions) = bounded(8);
        let (keeps_open, open) = bounded(1);
        let desk = smol::spawn(desk(questions, open));

        let mut clients = Vec::new();
        for from in ["ann", "bob", "cat", "dan", "eve"] {
            let (answer_to, answer) = bounded(1);
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
        Timer::after(Duration::from_millis(75)).await;
        drop(keeps_open);
        desk.await;
        for (from, answer) in clients {
            hear(from, answer).await;
        }
    });
}
