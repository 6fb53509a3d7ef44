//! A command of the runner that works beside the window: its lines come in as they are said, and no frame waits for it.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use egui::Context;

/// What it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Heard {
    /// A line of its output.
    Line(String),
    /// It has ended: whether all went well, and what it complained of.
    Ended(bool, String),
}

/// One that was started. Dropped before it has ended, it is ended.
#[derive(Debug)]
pub(crate) struct RunnerCommand {
    heard: Receiver<Heard>,
    child: Arc<Mutex<Option<Child>>>,
}

impl RunnerCommand {
    pub(crate) fn start(program: &Path, words: &[&str], ctx: &Context) -> Self {
        let (says, heard) = channel();
        let child = Arc::<Mutex<Option<Child>>>::default();
        let mut command = Command::new(program);
        command.args(words).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let (own, ctx, unsaid) = (Arc::clone(&child), ctx.clone(), says.clone());
        // Starting a process takes milliseconds, which no frame has.
        let begun = thread::Builder::new().name("runner command".to_owned()).spawn(move || {
            let ended = listen(command, &own, &says, &ctx);
            // The window may be gone by now; then nobody waits for it.
            drop(says.send(ended));
            ctx.request_repaint();
        });
        if let Err(why) = begun {
            drop(unsaid.send(Heard::Ended(false, format!("no thread can be started: {why}"))));
        }
        Self { heard, child }
    }

    /// What has come since the last time.
    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.heard.try_iter().collect()
    }
}

impl Drop for RunnerCommand {
    fn drop(&mut self) {
        if let Some(child) = self.child.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            // One that has ended meanwhile cannot be ended again.
            drop(child.kill());
        }
    }
}

fn listen(mut command: Command, own: &Mutex<Option<Child>>, says: &Sender<Heard>, ctx: &Context) -> Heard {
    let (out, err) = match command.spawn() {
        Ok(mut child) => {
            let pipes = (child.stdout.take(), child.stderr.take());
            *own.lock().unwrap_or_else(PoisonError::into_inner) = Some(child);
            pipes
        }
        Err(why) => return Heard::Ended(false, format!("{} does not start: {why}", command.get_program().display())),
    };
    let complaints = thread::spawn(move || {
        let mut text = Vec::new();
        // What cannot be read is not shown; how it ended says the rest.
        drop(err.map(|mut err| err.read_to_end(&mut text)));
        String::from_utf8_lossy(&text).trim().to_owned()
    });
    for line in out.into_iter().flat_map(|out| BufReader::new(out).lines()).map_while(Result::ok) {
        drop(says.send(Heard::Line(line)));
        ctx.request_repaint();
    }
    let complaints = complaints.join().unwrap_or_default();
    let child = own.lock().unwrap_or_else(PoisonError::into_inner).take();
    let well = child.is_some_and(|mut child| child.wait().is_ok_and(|status| status.success()));
    Heard::Ended(well, complaints)
}
