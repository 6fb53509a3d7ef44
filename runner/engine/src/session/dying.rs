//! The last word of a process. When a signal ends it, a handler writes which one and on which thread into memory that the
//! parent sees; when it ends in any other way, the system itself changes a number there that a thread has pledged to. The
//! parent sleeps on that number and wakes in microseconds, however much memory there is to be freed: the end of the pipe
//! comes only after that.
#![expect(unsafe_code, reason = "signal handlers, and lists that the system reads")]

use std::mem::zeroed;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, AtomicU32, Ordering};
use std::thread;

use super::recorder::{SIGNAL, THREAD, VIGIL};

/// The first number of the recorder's memory; null before [`keep_vigil`].
static WORDS: AtomicPtr<AtomicU32> = AtomicPtr::new(null_mut());

/// Signals that end a process because of something in it.
const DEADLY: [libc::c_int; 7] =
    [libc::SIGSEGV, libc::SIGBUS, libc::SIGILL, libc::SIGFPE, libc::SIGABRT, libc::SIGTRAP, libc::SIGSYS];

/// In the vigil's number: the process has ended by its own word.
pub(super) const DEAD: u32 = libc::FUTEX_OWNER_DIED;

/// From now on whoever sleeps on the vigil's number hears of the end. For the life of the process.
pub(super) fn keep_vigil(words: &'static [AtomicU32]) {
    WORDS.store(words.as_ptr().cast_mut(), Ordering::Release);
    for signal in DEADLY {
        // SAFETY: all zero is an empty set of flags and signals.
        let mut action: libc::sigaction = unsafe { zeroed() };
        action.sa_sigaction = last_word as *const () as usize;
        // On a stack of its own, as an overflow leaves none; threads of Rust have one.
        action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK | libc::SA_RESETHAND;
        // SAFETY: the handler only does what a handler may.
        unsafe { libc::sigaction(signal, &raw const action, null_mut()) };
    }
    // SAFETY: the function lives for ever. Where there is no room for it, only a name is missing later.
    unsafe { libc::atexit(last_exit) };
    let (ready, is_ready) = std::sync::mpsc::channel();
    let pledge = move || {
        pledge(words);
        _ = ready.send(());
        loop {
            thread::park();
        }
    };
    if thread::Builder::new().name("weft-vigil".to_owned()).spawn(pledge).is_ok() {
        // The parent may only sleep on the number once it is there.
        _ = is_ready.recv();
    }
}

/// Says that this process is as good as dead, and ends it.
pub(super) fn end_now(words: &[AtomicU32]) -> ! {
    if let Some(vigil) = words.get(VIGIL) {
        vigil.store(DEAD, Ordering::SeqCst);
        wake(vigil);
    }
    // SAFETY: nothing of Rust runs any more after this.
    unsafe { libc::_exit(70) }
}

/// Ends the process by its own word, without the farewells of libraries whose threads still run.
pub(super) fn leave(code: i32) -> ! {
    // SAFETY: nothing of Rust runs any more after this.
    unsafe { libc::_exit(code) }
}

/// The number of this thread as the system counts.
fn thread_number() -> u32 {
    // SAFETY: it takes nothing and cannot fail.
    let number = unsafe { libc::syscall(libc::SYS_gettid) };
    u32::try_from(number).unwrap_or(0)
}

fn wake(word: &AtomicU32) {
    // SAFETY: the word is alive; waking has no other effect.
    unsafe { libc::syscall(libc::SYS_futex, word.as_ptr(), libc::FUTEX_WAKE, i32::MAX) };
}

/// The handler. Only numbers and system calls: whatever the process was doing, it does not go on.
extern "C" fn last_word(signal: libc::c_int, _: *mut libc::siginfo_t, _: *mut libc::c_void) {
    let words = WORDS.load(Ordering::Acquire);
    if !words.is_null() {
        let at = |place: usize| {
            // SAFETY: the places of the head are within the memory that `keep_vigil` was given.
            let word = unsafe { words.add(place) };
            // SAFETY: it is mapped for the life of the process.
            unsafe { &*word }
        };
        at(THREAD).store(thread_number(), Ordering::Relaxed);
        at(SIGNAL).store(signal.cast_unsigned(), Ordering::Relaxed);
        at(VIGIL).store(DEAD, Ordering::SeqCst);
        wake(at(VIGIL));
    }
    // The default action is back; a fault comes again by itself, a sent signal has to be sent again.
    // SAFETY: raising a signal is what a handler may do.
    unsafe { libc::raise(signal) };
}

/// Runs on the thread that called `exit`, which no signal tells: with it the parent knows whose node that was.
extern "C" fn last_exit() {
    let words = WORDS.load(Ordering::Acquire);
    if !words.is_null() {
        // SAFETY: the place is within the memory that `keep_vigil` was given.
        let thread = unsafe { words.add(THREAD) };
        // SAFETY: it is mapped for the life of the process.
        let thread = unsafe { &*thread };
        // Who has died already counts.
        _ = thread.compare_exchange(0, thread_number(), Ordering::Relaxed, Ordering::Relaxed);
    }
}

/// What the system reads when a thread ends: a list of numbers that the thread has pledged to, here one.
#[repr(C)]
struct Pledges {
    first: *mut Link,
    /// From a link to its number.
    offset: libc::c_long,
    pending: *mut Link,
}

#[repr(C)]
struct Link {
    next: *mut Link,
}

/// Pledges this thread to the vigil's number, in place of what the C library pledges to: this thread does nothing else.
fn pledge(words: &'static [AtomicU32]) {
    let Some(vigil) = words.get(VIGIL) else { return };
    vigil.store(thread_number() | libc::FUTEX_WAITERS, Ordering::SeqCst);
    let link = Box::into_raw(Box::new(Link { next: null_mut() }));
    let offset = (vigil.as_ptr() as isize).wrapping_sub(link as isize);
    let pledges = Box::into_raw(Box::new(Pledges { first: link, offset: offset as libc::c_long, pending: null_mut() }));
    // The list is a ring that begins with its head.
    // SAFETY: both were made here and live for ever.
    unsafe { (*link).next = pledges.cast() };
    // SAFETY: the list is whole and lives as long as the process.
    unsafe { libc::syscall(libc::SYS_set_robust_list, pledges, size_of::<Pledges>()) };
}
