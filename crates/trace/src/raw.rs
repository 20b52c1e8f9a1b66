//! The file that a recorded copy writes while it runs: a header, three counters a site for all threads and for each of
//! some groups of threads, and slots of 32 bytes.
//!
//! It is mapped into memory and shared, so that what was written is there after a return, an exit, an abort, a
//! panic and a kill. A slot is taken by one atomic addition, and its first byte, the kind, is stored last: a
//! slot that was not finished reads as 0 and is skipped.

use memmap2::{MmapOptions, MmapRaw};
use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU8, AtomicU32, AtomicU64, Ordering};

const MAGIC: u32 = 0x7261_6365;
const HEADER: usize = 64;
const COUNTERS: usize = 3 * 8;

/// Groups of threads that count apart: two threads that share a counter wait for each other at every count. So many
/// threads compute at the same time at most, on most machines.
const GROUPS: usize = 32;

/// Bytes of the counters of one group, which share no cache line with those of another.
fn counters(sites: u32) -> usize {
    (sites as usize * COUNTERS).next_multiple_of(128)
}

/// Where the slots begin.
fn slots_at(sites: u32) -> usize {
    HEADER + (1 + GROUPS) * counters(sites)
}
const SLOT: usize = 32;

/// Stands for "no frame".
pub const NONE: u32 = u32::MAX;

/// What a slot holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// A thread's first event. `x`: the system's number of the thread; its name follows.
    Thread = 1,
    /// A frame's first event. `x`: its site; `y`: its parent.
    Frame,
    Resume,
    /// `x`: the line; `y`: how often.
    Line,
    /// `a`: the stream, 1 or 2; the text follows.
    Output,
    Measured,
    Pending,
    End,
    Unwound,
    Dropped,
    /// A piece of the text of the slots before it. `a`: its bytes.
    Text,
}

impl Kind {
    fn of(byte: u8) -> Option<Kind> {
        use Kind::*;
        let all = [
            Thread, Frame, Resume, Line, Output, Measured, Pending, End, Unwound, Dropped, Text,
        ];
        all.into_iter().find(|kind| *kind as u8 == byte)
    }
}

/// One slot. Of `Resume`, `Measured`, `Pending`, `End` and `Unwound`, `x` is the CPU time of the thread so far and `y`
/// the time it waited for a core so far, both in ns.
#[derive(Debug, Clone, Copy)]
pub struct Slot {
    pub kind: Kind,
    pub a: u8,
    pub thread: u16,
    pub frame: u32,
    /// ns of the system's monotonic clock.
    pub time: u64,
    pub x: u64,
    pub y: u64,
}

/// Bytes of text in a [`Kind::Text`] slot.
const PIECE: usize = SLOT - 4;

/// How much of a run gets events of its own; the rest is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Frames of one site.
    pub frames: u32,
    /// Polls of one future.
    pub polls: u32,
    /// Lines in one stretch, before only those are noted that took long.
    pub lines: u32,
    /// Slots in the file; what comes after them is lost, and the recording with it.
    pub slots: u32,
}

/// Exact counts of what got no events of its own, at one site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Uncounted {
    pub frames: u64,
    pub polls: u64,
    pub lines: u64,
}

/// The mapped file.
pub struct Map {
    map: MmapRaw,
    pub budget: Budget,
    sites: u32,
}

impl Map {
    /// Makes the file for a program of so many sites. It is sparse: what is not written takes no room.
    pub fn create(path: &Path, sites: u32, budget: Budget) -> io::Result<()> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create_new(true)
            .open(path)?;
        let len = slots_at(sites) + budget.slots as usize * SLOT;
        file.set_len(len as u64)?;
        let map = MmapOptions::new().map_raw(&file)?;
        let words = [
            MAGIC,
            sites,
            budget.frames,
            budget.polls,
            budget.lines,
            budget.slots,
        ];
        for (i, word) in words.into_iter().enumerate() {
            // SAFETY: the header is longer than these words, and no other process has the file yet.
            unsafe { map.as_mut_ptr().cast::<u32>().add(i).write(word) };
        }
        Ok(())
    }

    /// Opens a file that [`Map::create`] made.
    pub fn open(path: &Path) -> io::Result<Map> {
        let file = OpenOptions::new().read(true).write(true).open(path)?;
        Map::of(&file)
    }

    fn of(file: &File) -> io::Result<Map> {
        let map = MmapOptions::new().map_raw(file)?;
        let damaged = || io::Error::new(io::ErrorKind::InvalidData, "not a trace");
        if map.len() < HEADER {
            return Err(damaged());
        }
        // SAFETY: these words are within the header.
        let word = |i: usize| unsafe { map.as_ptr().cast::<u32>().add(i).read() };
        let budget = Budget {
            frames: word(2),
            polls: word(3),
            lines: word(4),
            slots: word(5),
        };
        let sites = word(1);
        let len = slots_at(sites) + budget.slots as usize * SLOT;
        if word(0) != MAGIC || map.len() != len {
            return Err(damaged());
        }
        Ok(Map { map, budget, sites })
    }

    fn taken(&self) -> &AtomicU64 {
        // SAFETY: bytes 32..40 of the header are used for nothing else; the mapping is aligned to pages.
        unsafe { AtomicU64::from_ptr(self.map.as_mut_ptr().add(32).cast()) }
    }

    fn queued(&self) -> &AtomicU8 {
        // SAFETY: byte 40 of the header is used for nothing else.
        unsafe { AtomicU8::from_ptr(self.map.as_mut_ptr().add(40)) }
    }

    fn next_frame(&self) -> &AtomicU32 {
        // SAFETY: bytes 44..48 of the header are used for nothing else.
        unsafe { AtomicU32::from_ptr(self.map.as_mut_ptr().add(44).cast()) }
    }

    /// A new frame's number.
    pub fn frame(&self) -> u32 {
        self.next_frame().fetch_add(1, Ordering::Relaxed)
    }

    /// Notes that the time a thread waited for a core is known.
    pub fn knows_queued(&self) {
        self.queued().store(1, Ordering::Relaxed);
    }

    /// Counter `which` (0 frames, 1 polls, 2 lines) of a site, in row 0 that all threads share, or in that of a group.
    fn counter(&self, row: usize, site: u32, which: usize) -> &AtomicU64 {
        debug_assert!(row <= GROUPS && site < self.sites && which < 3);
        // SAFETY: `create` made room for three aligned counters a site in each row, and sites are numbered below
        // `sites`.
        unsafe {
            let at = HEADER + row * counters(self.sites) + site as usize * COUNTERS + which * 8;
            AtomicU64::from_ptr(self.map.as_mut_ptr().add(at).cast())
        }
    }

    /// Counts a poll (1) or a line (2) at a site, on this thread.
    pub fn count(&self, thread: u16, site: u32, which: usize) {
        let row = 1 + usize::from(thread) % GROUPS;
        self.counter(row, site, which)
            .fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a frame at a site, and says whether it is within the budget.
    pub fn may_begin(&self, thread: u16, site: u32) -> bool {
        let budget = u64::from(self.budget.frames);
        let all = self.counter(0, site, 0);
        // Once the budget is spent, its counter is only read.
        let within =
            all.load(Ordering::Relaxed) < budget && all.fetch_add(1, Ordering::Relaxed) < budget;
        if !within {
            self.count(thread, site, 0);
        }
        within
    }

    /// Writes a slot and the text that belongs to it.
    pub fn write(&self, slot: Slot, text: &[u8]) {
        let pieces = text.chunks(PIECE);
        let n = 1 + pieces.len() as u64;
        let first = self.taken().fetch_add(n, Ordering::Relaxed);
        if first + n > u64::from(self.budget.slots) {
            return;
        }
        for (i, piece) in pieces.enumerate() {
            let mut bytes = [0; SLOT];
            bytes[1] = piece.len() as u8;
            bytes[4..4 + piece.len()].copy_from_slice(piece);
            self.put(first + 1 + i as u64, Kind::Text, &bytes);
        }
        let mut bytes = [0; SLOT];
        bytes[1] = slot.a;
        bytes[2..4].copy_from_slice(&slot.thread.to_ne_bytes());
        bytes[4..8].copy_from_slice(&slot.frame.to_ne_bytes());
        bytes[8..16].copy_from_slice(&slot.time.to_ne_bytes());
        bytes[16..24].copy_from_slice(&slot.x.to_ne_bytes());
        bytes[24..32].copy_from_slice(&slot.y.to_ne_bytes());
        self.put(first, slot.kind, &bytes);
    }

    fn put(&self, index: u64, kind: Kind, bytes: &[u8; SLOT]) {
        let at = slots_at(self.sites) + index as usize * SLOT;
        // SAFETY: `index` is below the number of slots, and was given out once only.
        unsafe {
            let place = self.map.as_mut_ptr().add(at);
            std::ptr::copy_nonoverlapping(bytes[1..].as_ptr(), place.add(1), SLOT - 1);
            AtomicU8::from_ptr(place).store(kind as u8, Ordering::Release);
        }
    }
}

/// What a run left in its file.
pub struct Trace {
    /// In order of time; each with the text that belongs to it.
    pub slots: Vec<(Slot, Vec<u8>)>,
    /// One a site, of all threads.
    pub uncounted: Vec<Uncounted>,
    /// Whether the time a thread waited for a core is known.
    pub queued: bool,
    /// Slots that would have been needed; more than the budget where events were lost.
    pub needed: u64,
}

/// Reads what a run left, in whatever way it ended.
pub fn read(path: &Path) -> io::Result<Trace> {
    let map = Map::open(path)?;
    let sum = |site, which| -> u64 {
        let rows = (1..=GROUPS).map(|row| map.counter(row, site, which));
        rows.map(|counter| counter.load(Ordering::Relaxed)).sum()
    };
    let uncounted = (0..map.sites).map(|site| Uncounted {
        frames: sum(site, 0),
        polls: sum(site, 1),
        lines: sum(site, 2),
    });
    let uncounted = uncounted.collect();
    let needed = map.taken().load(Ordering::Relaxed);
    let count = needed.min(u64::from(map.budget.slots)) as usize;
    let start = slots_at(map.sites);
    // SAFETY: the run is over, so nothing writes; `count` slots are within the mapping.
    let bytes = unsafe { std::slice::from_raw_parts(map.map.as_ptr().add(start), count * SLOT) };
    let mut slots: Vec<(Slot, Vec<u8>)> = Vec::new();
    let mut whole = false;
    for bytes in bytes.chunks_exact(SLOT) {
        let Some(kind) = Kind::of(bytes[0]) else {
            whole = false;
            continue;
        };
        if kind == Kind::Text {
            if whole && let Some((_, text)) = slots.last_mut() {
                text.extend_from_slice(&bytes[4..4 + usize::from(bytes[1]).min(PIECE)]);
            }
            continue;
        }
        whole = true;
        let word = |at: usize| u64::from_ne_bytes(std::array::from_fn(|i| bytes[at + i]));
        let slot = Slot {
            kind,
            a: bytes[1],
            thread: u16::from_ne_bytes([bytes[2], bytes[3]]),
            frame: u32::from_ne_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]),
            time: word(8),
            x: word(16),
            y: word(24),
        };
        slots.push((slot, Vec::new()));
    }
    // Stable: of equal times, the slot taken first comes first.
    slots.sort_by_key(|(slot, _)| slot.time);
    Ok(Trace {
        slots,
        uncounted,
        queued: map.queued().load(Ordering::Relaxed) != 0,
        needed,
    })
}
