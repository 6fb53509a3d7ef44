//! The ends of the pipe in an engine on Linux. Nothing that a plugin does to standard input, output or descriptors may
//! bring a wrong byte onto it.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufReader, IoSlice, Write};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::MetadataExt;
use std::sync::{Arc, Mutex, PoisonError};

use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags};
use rustix::process::{Resource, Rlimit, Signal};

use super::ChildLimits;
use crate::diagnostic::{Diagnostic, Place};
use crate::session::message::{Blob, Event};
use crate::session::recorder::{CLOSED, HUNG, Recorder, WORDS};
use crate::session::{dying, frame, mapping, segments};

/// How the program ends where a file takes nothing more (DESIGN §10).
const UNWRITABLE: i32 = 4;

/// Where events go, and what the other side sees beyond them.
pub(super) struct Ends {
    out: Mutex<Out>,
    recorder: Arc<Recorder>,
    /// Whether the other side can be given descriptors.
    shares: bool,
    tell_people: fn(&Diagnostic),
}

struct Out {
    file: File,
    /// Device and number of the open file: a plugin that closes what is not its own may get our descriptor for a file of
    /// its own, and that must not be written to.
    identity: (u64, u64),
    /// The recorder's memory, until the first event takes it along.
    first: Option<OwnedFd>,
    /// What the other side has not given back, by segment.
    lent: HashMap<u32, Vec<Blob>>,
}

impl Ends {
    /// Takes standard input and output for its own and leaves harmless ones in their places.
    pub(super) fn take(limits: ChildLimits) -> Result<(Self, BufReader<File>), Diagnostic> {
        Self::prepare(limits).map_err(|why| {
            Diagnostic::error("no-pipe", Place::Everywhere, format!("the pipe cannot be made ready: {why}"))
        })
    }

    fn prepare(limits: ChildLimits) -> io::Result<(Self, BufReader<File>)> {
        let own = |fd: BorrowedFd<'_>| rustix::io::fcntl_dupfd_cloexec(fd, 10);
        let from = own(rustix::stdio::stdin())?;
        let shares = rustix::net::sockopt::socket_domain(&from) == Ok(rustix::net::AddressFamily::UNIX);
        let to = if shares { own(from.as_fd())? } else { own(rustix::stdio::stdout())? };
        rustix::stdio::dup2_stdin(File::open("/dev/null")?)?;
        rustix::stdio::dup2_stdout(rustix::stdio::stderr())?;
        if let Some(bytes) = limits.memory_bytes_max {
            let limit = Rlimit { current: Some(bytes), maximum: Some(bytes) };
            rustix::process::setrlimit(Resource::Data, limit)?;
        }
        let (recorder, first) = if shares {
            supervised()?;
            let fd = mapping::create(WORDS * size_of::<u32>())?;
            let words = mapping::Mapping::new(&fd, WORDS * size_of::<u32>())?.words_for_ever();
            dying::keep_vigil(words);
            segments::offer();
            (Recorder::shared(words), Some(fd))
        } else {
            (Recorder::private(), None)
        };
        let file = File::from(to);
        let identity = identity(&file)?;
        let out = Mutex::new(Out { file, identity, first, lent: HashMap::new() });
        let ends = Self { out, recorder: Arc::new(recorder), shares, tell_people: limits.tell_people };
        Ok((ends, BufReader::with_capacity(64 << 10, File::from(from))))
    }

    pub(super) fn recorder(&self) -> Arc<Recorder> {
        Arc::clone(&self.recorder)
    }

    /// Sends an event. Where that is not possible there is nobody to work for.
    pub(super) fn tell(&self, event: Event) {
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        if self.shares {
            for segment in segments::take_gone() {
                out.lent.remove(&segment);
                self.send(&mut out, Event::Forget { segment });
            }
        }
        self.send(&mut out, event);
    }

    fn send(&self, out: &mut Out, mut event: Event) {
        let mut descriptor = out.first.take();
        let mut payload = None;
        if let Some(blob) = event.blob_mut() {
            match segments::place(blob).filter(|_| self.shares) {
                Some((place, new)) => {
                    out.lent.entry(place.segment).or_default().push(blob.clone());
                    *blob = Blob::placed(place);
                    descriptor = new;
                }
                None => payload = Some(blob.clone()),
            }
        }
        let bytes = payload.as_ref().map_or(&[][..], Blob::bytes);
        let head = frame::head(&event, bytes.len()).or_else(|why| frame::head(&Event::Ended { why }, 0));
        let sent = head.map_err(io::Error::other).and_then(|head| {
            if identity(&out.file)? != out.identity {
                return Err(io::Error::other("somebody closed the pipe"));
            }
            out.write(&head, descriptor)?;
            out.file.write_all(bytes)
        });
        match sent {
            Ok(()) => {}
            Err(why) if why.kind() == io::ErrorKind::BrokenPipe => dying::leave(0),
            Err(why) if !self.shares => {
                (self.tell_people)(&unwritable(&why));
                dying::leave(UNWRITABLE)
            }
            // A plugin has closed it: whoever supervises this can only be told by dying.
            Err(_) => {
                self.recorder.give_reason(CLOSED);
                dying::end_now(self.recorder.words());
            }
        }
    }

    /// The other side has let go of a segment once.
    pub(super) fn release(&self, segment: u32) {
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        let released = out.lent.get_mut(&segment).and_then(Vec::pop);
        // Dropped outside of the lock: it may be the last one.
        drop(out);
        drop(released);
    }

    /// A step does not answer: the process goes with it.
    pub(super) fn end_hung(&self) {
        self.recorder.give_reason(HUNG);
        dying::end_now(self.recorder.words());
    }

    pub(super) fn leave(&self) -> ! {
        dying::leave(0)
    }
}

impl Out {
    /// Writes all, the descriptor with the first byte.
    fn write(&mut self, bytes: &[u8], descriptor: Option<OwnedFd>) -> io::Result<()> {
        let Some(descriptor) = descriptor else { return self.file.write_all(bytes) };
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut control = SendAncillaryBuffer::new(&mut space);
        let descriptors = [descriptor.as_fd()];
        control.push(SendAncillaryMessage::ScmRights(&descriptors));
        let sent = rustix::net::sendmsg(&self.file, &[IoSlice::new(bytes)], &mut control, SendFlags::NOSIGNAL)?;
        self.file.write_all(&bytes[sent..])
    }
}

fn unwritable(why: &io::Error) -> Diagnostic {
    let message = format!("standard output cannot be written: {why}");
    Diagnostic::error("unwritable-output", Place::Everywhere, message)
}

fn identity(file: &File) -> io::Result<(u64, u64)> {
    let about = file.metadata()?;
    Ok((about.dev(), about.ino()))
}

/// A process that somebody else watches ends with that one, leaves no picture of its memory, and is the first to go where
/// memory is short.
fn supervised() -> io::Result<()> {
    rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
    rustix::process::setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    // Where the system has no such file, it has its own ways.
    _ = fs::write("/proc/self/oom_score_adj", "1000");
    Ok(())
}
