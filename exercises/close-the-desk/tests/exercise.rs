//! Each client has its answer, or learns that no answer comes.

#[cfg_attr(feature = "solution", path = "../solution.rs")]
#[cfg_attr(not(feature = "solution"), path = "../starter.rs")]
mod it;

use futures::channel::oneshot;
use std::time::Duration;
use tokio::time::timeout;

/// A question, and where its answer comes.
fn question(number: u32) -> (it::Question, oneshot::Receiver<u32>) {
    let (answer_to, answer) = oneshot::channel();
    (it::Question { number, answer_to }, answer)
}

/// What a client hears, if it hears anything.
async fn hears(answer: oneshot::Receiver<u32>) -> Option<Result<u32, oneshot::Canceled>> {
    timeout(Duration::from_millis(500), answer).await.ok()
}

#[tokio::test]
async fn a_client_whose_question_is_left_learns_that_no_answer_comes() {
    let (to_desk, questions) = async_channel::bounded(8);
    let mut answers = Vec::new();
    for number in [1, 2, 3, 4] {
        let (question, answer) = question(number);
        assert!(to_desk.try_send(question).is_ok());
        answers.push(answer);
    }
    // The clients keep their sender, and the caller keeps the receiver.
    it::desk(&questions, 2).await;
    let mut heard = Vec::new();
    for answer in answers {
        heard.push(hears(answer).await);
    }
    let none = Some(Err(oneshot::Canceled));
    assert_eq!(heard, [Some(Ok(2)), Some(Ok(4)), none, none]);
}

#[tokio::test]
async fn a_client_that_comes_later_is_refused() {
    let (to_desk, questions) = async_channel::bounded(8);
    it::desk(&questions, 0).await;
    let (question, _answer) = question(1);
    assert!(to_desk.send(question).await.is_err());
}

#[tokio::test]
async fn a_desk_without_clients_ends() {
    let (to_desk, questions) = async_channel::bounded(8);
    let (question, answer) = question(5);
    assert!(to_desk.try_send(question).is_ok());
    drop(to_desk);
    let ends = timeout(Duration::from_secs(5), it::desk(&questions, 9)).await;
    assert!(ends.is_ok());
    assert_eq!(hears(answer).await, Some(Ok(10)));
}
