//! `std::sync::mpsc`, without time-outs, and without channels of capacity 0.

use super::Shared;
use crate::hash::{mix, value};
use crate::run;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::Arc;
pub use std::sync::mpsc::{RecvError, SendError, TryRecvError, TrySendError};

struct Channel<T> {
    id: u64,
    name: String,
    /// Each message, and the number that stands for it.
    messages: VecDeque<(T, u64)>,
    most: usize,
    senders: usize,
    receiver: bool,
}

type Of<T> = Arc<Shared<RefCell<Channel<T>>>>;

impl<T> Channel<T> {
    fn new(most: usize) -> Of<T> {
        Arc::new(Shared(RefCell::new(Channel {
            id: run::make(),
            name: run::name("the channel"),
            messages: VecDeque::new(),
            most,
            senders: 1,
            receiver: true,
        })))
    }

    fn changed(&self) {
        let messages: Vec<u64> = self.messages.iter().map(|(_, number)| *number).collect();
        run::holds(self.id, mix((messages, self.senders > 0, self.receiver)));
    }

    fn send(of: &Of<T>, message: T, line: u32, waits: bool) -> Result<(), TrySendError<T>> {
        let name = of.0.borrow().name.clone();
        run::step(&format!("send into {name}"), line, &|| {
            let channel = of.0.borrow();
            let full = channel.receiver && channel.messages.len() >= channel.most;
            (waits && full).then(|| format!("waits until there is room in {name}"))
        });
        let mut channel = of.0.borrow_mut();
        run::see(mix((
            channel.receiver,
            channel.messages.len() >= channel.most,
        )));
        if !channel.receiver {
            run::note("the receiver is gone");
            return Err(TrySendError::Disconnected(message));
        }
        if channel.messages.len() >= channel.most {
            run::note("it is full");
            return Err(TrySendError::Full(message));
        }
        let number = value(&message).unwrap_or_else(run::history);
        channel.messages.push_back((message, number));
        channel.changed();
        Ok(())
    }

    fn receive(of: &Of<T>, line: u32, waits: bool) -> Result<T, TryRecvError> {
        let name = of.0.borrow().name.clone();
        run::step(&format!("receive from {name}"), line, &|| {
            let channel = of.0.borrow();
            let empty = channel.senders > 0 && channel.messages.is_empty();
            (waits && empty).then(|| format!("waits for a message in {name}"))
        });
        let mut channel = of.0.borrow_mut();
        match channel.messages.pop_front() {
            Some((message, number)) => {
                run::see(number);
                channel.changed();
                Ok(message)
            }
            None if channel.senders == 0 => {
                run::note("the senders are gone");
                run::see(1);
                Err(TryRecvError::Disconnected)
            }
            None => {
                run::note("it is empty");
                run::see(0);
                Err(TryRecvError::Empty)
            }
        }
    }

    fn one_more(of: &Of<T>) {
        of.0.borrow_mut().senders += 1;
    }

    /// A sender is gone. Only of the last one can another thread notice it.
    fn one_less(of: &Of<T>) {
        if of.0.borrow().senders == 1 && of.0.borrow().receiver {
            let name = of.0.borrow().name.clone();
            run::step(
                &format!("drop the last sender of {name}"),
                run::line(),
                &|| None,
            );
        }
        let mut channel = of.0.borrow_mut();
        channel.senders -= 1;
        channel.changed();
    }
}

/// A channel without a limit.
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let channel = Channel::new(usize::MAX);
    (Sender(channel.clone()), Receiver(channel))
}

/// A channel that holds as many messages.
pub fn sync_channel<T>(most: usize) -> (SyncSender<T>, Receiver<T>) {
    if most == 0 {
        run::refuse("a channel of capacity 0 is not known to schedules");
    }
    let channel = Channel::new(most);
    (SyncSender(channel.clone()), Receiver(channel))
}

/// See `std::sync::mpsc::Sender`.
pub struct Sender<T>(Of<T>);

/// See `std::sync::mpsc::SyncSender`.
pub struct SyncSender<T>(Of<T>);

/// See `std::sync::mpsc::Receiver`.
pub struct Receiver<T>(Of<T>);

impl<T> Sender<T> {
    /// Puts a message into the channel.
    ///
    /// # Errors
    /// The receiver is gone.
    #[track_caller]
    pub fn send(&self, message: T) -> Result<(), SendError<T>> {
        match Channel::send(&self.0, message, run::caller(), true) {
            Ok(()) => Ok(()),
            Err(TrySendError::Disconnected(message) | TrySendError::Full(message)) => {
                Err(SendError(message))
            }
        }
    }
}

impl<T> SyncSender<T> {
    /// Waits until there is room, and puts a message into the channel.
    ///
    /// # Errors
    /// The receiver is gone.
    #[track_caller]
    pub fn send(&self, message: T) -> Result<(), SendError<T>> {
        match Channel::send(&self.0, message, run::caller(), true) {
            Ok(()) => Ok(()),
            Err(TrySendError::Disconnected(message) | TrySendError::Full(message)) => {
                Err(SendError(message))
            }
        }
    }

    /// Puts a message into the channel if there is room.
    ///
    /// # Errors
    /// There is no room, or the receiver is gone.
    #[track_caller]
    pub fn try_send(&self, message: T) -> Result<(), TrySendError<T>> {
        Channel::send(&self.0, message, run::caller(), false)
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Sender<T> {
        Channel::one_more(&self.0);
        Sender(self.0.clone())
    }
}

impl<T> Clone for SyncSender<T> {
    fn clone(&self) -> SyncSender<T> {
        Channel::one_more(&self.0);
        SyncSender(self.0.clone())
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        Channel::one_less(&self.0);
    }
}

impl<T> Drop for SyncSender<T> {
    fn drop(&mut self) {
        Channel::one_less(&self.0);
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        if self.0.0.borrow().senders > 0 {
            let name = self.0.0.borrow().name.clone();
            run::step(
                &format!("drop the receiver of {name}"),
                run::line(),
                &|| None,
            );
        }
        let mut channel = self.0.0.borrow_mut();
        channel.receiver = false;
        channel.changed();
    }
}

impl<T> Receiver<T> {
    /// Waits for a message, and takes it.
    ///
    /// # Errors
    /// There is no message and no sender.
    #[track_caller]
    pub fn recv(&self) -> Result<T, RecvError> {
        Channel::receive(&self.0, run::caller(), true).map_err(|_| RecvError)
    }

    /// Takes a message if there is one.
    ///
    /// # Errors
    /// There is no message.
    #[track_caller]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        Channel::receive(&self.0, run::caller(), false)
    }

    /// Messages until no sender is left.
    pub fn iter(&self) -> impl Iterator<Item = T> {
        std::iter::from_fn(|| Channel::receive(&self.0, run::line(), true).ok())
    }

    /// Messages that are there.
    pub fn try_iter(&self) -> impl Iterator<Item = T> {
        std::iter::from_fn(|| Channel::receive(&self.0, run::line(), false).ok())
    }
}

/// See `std::sync::mpsc::IntoIter`.
pub struct IntoIter<T>(Receiver<T>);

impl<T> Iterator for IntoIter<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        Channel::receive(&self.0.0, run::line(), true).ok()
    }
}

impl<T> IntoIterator for Receiver<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> IntoIter<T> {
        IntoIter(self)
    }
}

/// See `std::sync::mpsc::Iter`.
pub struct Iter<'a, T>(&'a Receiver<T>);

impl<T> Iterator for Iter<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        Channel::receive(&self.0.0, run::line(), true).ok()
    }
}

impl<'a, T> IntoIterator for &'a Receiver<T> {
    type Item = T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        Iter(self)
    }
}
