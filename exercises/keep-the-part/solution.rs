//! An order arrives in pieces. What has arrived stays in `Orders`, so that a dropped future loses no byte.

use std::io;
use tokio::io::{AsyncRead, AsyncReadExt};

/// An order has one byte for its length, and then that many bytes.
pub struct Orders<R> {
    desk: R,
    /// The bytes of the next order that have arrived, with the length in front.
    part: [u8; 256],
    filled: usize,
}

impl<R: AsyncRead + Unpin> Orders<R> {
    pub fn new(desk: R) -> Self {
        Orders {
            desk,
            part: [0; 256],
            filled: 0,
        }
    }

    /// The next order. The future may be dropped at any `.await`, and `next` called again.
    pub async fn next(&mut self) -> io::Result<Vec<u8>> {
        loop {
            // Until the first byte is there, one byte is wanted: the length.
            let wanted = match self.filled {
                0 => 1,
                _ => 1 + usize::from(self.part[0]),
            };
            if self.filled == wanted && self.filled > 0 {
                self.filled = 0;
                return Ok(self.part[1..wanted].to_vec());
            }
            let read = self.desk.read(&mut self.part[self.filled..wanted]).await?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            self.filled += read;
        }
    }
}
