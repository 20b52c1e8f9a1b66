//! An order arrives in pieces, and the clerk's time is up between them. Lose no byte of it.

use std::io;
use tokio::io::{AsyncRead, AsyncReadExt};

/// An order has one byte for its length, and then that many bytes.
pub struct Orders<R> {
    desk: R,
}

impl<R: AsyncRead + Unpin> Orders<R> {
    pub fn new(desk: R) -> Self {
        Orders { desk }
    }

    /// The next order. The future may be dropped at any `.await`, and `next` called again.
    pub async fn next(&mut self) -> io::Result<Vec<u8>> {
        let length = self.desk.read_u8().await?;
        let mut order = vec![0; length.into()];
        self.desk.read_exact(&mut order).await?;
        Ok(order)
    }
}
