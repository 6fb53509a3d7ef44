//! A child on Linux: one socket for both ways, which also carries memory.

use std::collections::{HashMap, VecDeque};
use std::io::{self, BufReader, ErrorKind, IoSliceMut, Read};
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::process::Stdio;
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags};
use rustix::net::{
    AddressFamily, RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendFlags, Shutdown, SocketFlags, SocketType,
};
use rustix::thread::futex;

use super::super::life::{Life, signal};
use super::super::outbox::{Outbox, Way};
use super::{EngineProgram, Inlet, Spawned, Watched, command, read};
use crate::diagnostic::{Diagnostic, Place};
use crate::session::dying::DEAD;
use crate::session::frame;
use crate::session::mapping::{self, Mapping};
use crate::session::message::{Blob, BlobPlace, Cause, Command, Event, Mapped, Suspect};
use crate::session::recorder::{self, CLOSED, HUNG, REASON, SIGNAL, THREAD, VIGIL, WORDS};

/// Descriptors that may wait for the message that they belong to.
const DESCRIPTORS_MAX: usize = 16;

/// Events, and memory that came with them.
pub(in super::super) struct Shared {
    from: BufReader<Socket>,
    segments: HashMap<u32, Arc<Mapping>>,
    sight: Sight,
}

/// What can be seen of the child. Cloning gives another handle on the same.
#[derive(Clone)]
pub(in super::super) struct Sight {
    socket: Arc<OwnedFd>,
    /// The flight recorder, once it has come.
    recorder: Arc<OnceLock<Mapping>>,
}

struct Socket {
    socket: Arc<OwnedFd>,
    descriptors: VecDeque<OwnedFd>,
}

pub(super) fn spawn(program: &EngineProgram) -> io::Result<Spawned> {
    let (own, other) = rustix::net::socketpair(AddressFamily::UNIX, SocketType::STREAM, SocketFlags::CLOEXEC, None)?;
    let child = command(program).stdin(Stdio::from(other)).stdout(Stdio::null()).spawn()?;
    let socket = Arc::new(own);
    let outbox = Outbox::start(Box::new(SocketWay(Arc::clone(&socket))))?;
    let sight = Sight { socket: Arc::clone(&socket), recorder: Arc::default() };
    let from = BufReader::with_capacity(64 << 10, Socket { socket, descriptors: VecDeque::new() });
    let shared = Shared { from, segments: HashMap::new(), sight: sight.clone() };
    Ok((child, outbox, Inlet::Shared(shared), Watched::Shared(sight)))
}

impl Shared {
    pub(super) fn next(&mut self, life: &Arc<Life>) -> Result<Option<Event>, Diagnostic> {
        loop {
            let Some((mut event, place)) = read(&mut self.from)? else { return Ok(None) };
            match &event {
                Event::Hello(_) => self.take_recorder(life)?,
                Event::Forget { segment } => {
                    self.segments.remove(segment);
                    continue;
                }
                _ => {}
            }
            if let Some((blob, place)) = event.blob_mut().zip(place) {
                *blob = self.blob(place, &life.outbox).map_err(|why| foul(&why.to_string()))?;
            }
            return Ok(Some(event));
        }
    }

    fn blob(&mut self, place: BlobPlace, outbox: &Arc<Outbox>) -> io::Result<Blob> {
        if let Some(size) = place.size {
            let descriptor = self.from.get_mut().descriptors.pop_front();
            let descriptor = descriptor.ok_or_else(|| io::Error::other("a segment came without its memory"))?;
            if size == 0 || size > mapping::sealed_len(&descriptor)? {
                return Err(io::Error::other("a segment is smaller than it should be"));
            }
            self.segments.insert(place.segment, Arc::new(Mapping::new(&descriptor, size)?));
        }
        let mapping = self.segments.get(&place.segment).ok_or_else(|| io::Error::other("a segment is unknown"))?;
        if place.bytes > mapping.bytes().len() {
            return Err(io::Error::other("bytes lie outside of their segment"));
        }
        let (mapping, outbox) = (Arc::clone(mapping), Arc::clone(outbox));
        Ok(Blob::mapped(Arc::new(Borrowed { mapping, bytes: place.bytes, segment: place.segment, outbox })))
    }

    /// The flight recorder came with the first event. From now on a thread sleeps until the child dies.
    fn take_recorder(&mut self, life: &Arc<Life>) -> Result<(), Diagnostic> {
        let Some(descriptor) = self.from.get_mut().descriptors.pop_front() else { return Ok(()) };
        let len = WORDS * size_of::<u32>();
        let mapped = mapping::sealed_len(&descriptor).and_then(|size| {
            if size < len { Err(io::Error::other("too small")) } else { Mapping::new(&descriptor, len) }
        });
        let mapping = mapped.map_err(|why| foul(&format!("its recorder cannot be used: {why}")))?;
        if self.sight.recorder.set(mapping).is_err() {
            return Ok(());
        }
        let (sight, life) = (self.sight.clone(), Arc::clone(life));
        let sleep = move || {
            sight.sleep_until_dead();
            life.has_died();
        };
        // Without a thread the end of the pipe says the same, later.
        drop(thread::Builder::new().name("weft-vigil".to_owned()).spawn(sleep));
        Ok(())
    }
}

fn foul(why: &str) -> Diagnostic {
    Diagnostic::error("engine-foul", Place::Everywhere, format!("the engine sent what it should not: {why}"))
}

impl Sight {
    fn word(&self, at: usize) -> Option<u32> {
        self.recorder.get()?.words().get(at).map(|word| word.load(Ordering::SeqCst))
    }

    pub(super) fn is_dead(&self) -> Option<bool> {
        self.word(VIGIL).map(|vigil| vigil & DEAD != 0)
    }

    fn sleep_until_dead(&self) {
        let Some(vigil) = self.recorder.get().and_then(|mapping| mapping.words().get(VIGIL)) else { return };
        loop {
            let seen = vigil.load(Ordering::SeqCst);
            // A child that wrote over the number has not long to live either; the pipe says when.
            if seen & DEAD != 0 || seen == 0 {
                return;
            }
            // Woken, mistaken or interrupted: the number decides. The time limit is for a child that wrote over it.
            let limit = rustix::time::Timespec { tv_sec: 1, tv_nsec: 0 };
            _ = futex::wait(vigil, futex::Flags::empty(), seen, Some(&limit));
            if Arc::strong_count(&self.recorder) == 1 {
                return;
            }
        }
    }

    pub(super) fn cause(&self) -> Option<Cause> {
        match (self.word(REASON)?, self.word(SIGNAL)?) {
            (HUNG, _) => Some(Cause::Hung),
            (CLOSED, _) => Some(Cause::Closed),
            (_, 0) => None,
            (_, number) => Some(signal(i32::try_from(number).unwrap_or(0))),
        }
    }

    pub(super) fn suspects(&self) -> Vec<Suspect> {
        let Some(mapping) = self.recorder.get() else { return Vec::new() };
        let thread = self.word(THREAD).filter(|thread| *thread != 0);
        let suspects = recorder::suspects(mapping.words(), thread);
        // Who exits on a thread of its own making is as little known as who says nothing.
        if self.word(SIGNAL) == Some(0) && !suspects.iter().any(|suspect| suspect.culprit) {
            return recorder::suspects(mapping.words(), None);
        }
        suspects
    }

    pub(super) fn hang_up(&self) {
        // What cannot be shut down is down.
        _ = rustix::net::shutdown(&self.socket, Shutdown::Both);
    }
}

impl Read for Socket {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(4))];
        let mut control = RecvAncillaryBuffer::new(&mut space);
        let mut parts = [IoSliceMut::new(bytes)];
        let came = loop {
            match rustix::net::recvmsg(&self.socket, &mut parts, &mut control, RecvFlags::CMSG_CLOEXEC) {
                Err(rustix::io::Errno::INTR) => {}
                came => break came?,
            }
        };
        for message in control.drain() {
            if let RecvAncillaryMessage::ScmRights(descriptors) = message {
                self.descriptors.extend(descriptors);
            }
        }
        // Nobody sends so many that is in its right mind; the surplus is closed.
        self.descriptors.truncate(DESCRIPTORS_MAX);
        Ok(came.bytes)
    }
}

/// The way to a child over the socket.
struct SocketWay(Arc<OwnedFd>);

impl Way for SocketWay {
    fn send_at_once(&self, bytes: &[u8]) -> io::Result<usize> {
        match rustix::net::send(&self.0, bytes, SendFlags::DONTWAIT | SendFlags::NOSIGNAL) {
            Ok(sent) => Ok(sent),
            Err(why) if io::Error::from(why).kind() == ErrorKind::WouldBlock => Ok(0),
            Err(why) => Err(why.into()),
        }
    }

    fn send_all(&self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            match self.send_at_once(bytes)? {
                0 => {
                    let mut wait = [PollFd::new(&self.0, PollFlags::OUT)];
                    let limit = Duration::from_secs(1);
                    let limit = rustix::time::Timespec { tv_sec: limit.as_secs().cast_signed(), tv_nsec: 0 };
                    // Interrupted or not, the next try tells.
                    _ = rustix::event::poll(&mut wait, Some(&limit));
                }
                sent => bytes = &bytes[sent..],
            }
        }
        Ok(())
    }
}

/// Bytes of a segment, until nobody needs them any more.
struct Borrowed {
    mapping: Arc<Mapping>,
    bytes: usize,
    segment: u32,
    outbox: Arc<Outbox>,
}

impl Mapped for Borrowed {
    fn bytes(&self) -> &[u8] {
        &self.mapping.bytes()[..self.bytes]
    }
}

impl Drop for Borrowed {
    fn drop(&mut self) {
        if let Ok(head) = frame::head(&Command::Release { segment: self.segment }, 0) {
            self.outbox.send(&[&head]);
        }
    }
}
