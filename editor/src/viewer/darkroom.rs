//! A thread that makes pictures for the screen, so that no frame waits for one. Of each sheet only the newest is made.

use std::sync::mpsc::{Receiver, Sender, channel};

use egui::{ColorImage, Context};

/// What a picture is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sheet {
    /// All of the viewed output, or the difference.
    Whole,
    /// All of the pinned one.
    PinnedWhole,
    /// The seen part of the viewed output, or of the difference.
    Close,
    /// The seen part of the pinned one.
    PinnedClose,
    /// A mesh.
    Mesh,
    /// What a brush has left so far.
    Strokes,
}

const SHEETS: usize = 6;

type Work = Box<dyn FnOnce() -> ColorImage + Send>;

struct Job {
    sheet: Sheet,
    ticket: u64,
    work: Work,
}

struct Done {
    sheet: Sheet,
    ticket: u64,
    picture: ColorImage,
}

/// The thread, and what was given to it.
#[derive(Default)]
pub(crate) struct Darkroom {
    thread: Option<(Sender<Job>, Receiver<Done>)>,
    tickets: [u64; SHEETS],
}

impl Darkroom {
    /// Gives it something to make. What was asked for the same sheet before is forgotten.
    pub(crate) fn make(&mut self, ctx: &Context, sheet: Sheet, work: impl FnOnce() -> ColorImage + Send + 'static) {
        let ticket = self.tickets[sheet as usize] + 1;
        self.tickets[sheet as usize] = ticket;
        let (sender, _) = self.thread.get_or_insert_with(|| begin(ctx.clone()));
        if sender.send(Job { sheet, ticket, work: Box::new(work) }).is_err() {
            // The thread is gone: a new one begins with the next picture.
            self.thread = None;
        }
    }

    /// What is ready, if it is the newest of its sheet.
    pub(crate) fn ready(&mut self) -> Vec<(Sheet, ColorImage)> {
        let Some((_, receiver)) = &self.thread else { return Vec::new() };
        let newest = |done: &Done| done.ticket == self.tickets[done.sheet as usize];
        receiver.try_iter().filter(newest).map(|done| (done.sheet, done.picture)).collect()
    }
}

fn begin(ctx: Context) -> (Sender<Job>, Receiver<Done>) {
    let (jobs, inbox) = channel::<Job>();
    let (outbox, done) = channel();
    let thread = move || {
        let mut waiting: Vec<Job> = Vec::new();
        loop {
            if waiting.is_empty() {
                match inbox.recv() {
                    Ok(job) => waiting.push(job),
                    Err(_) => return,
                }
            }
            for job in inbox.try_iter() {
                waiting.retain(|other| other.sheet != job.sheet);
                waiting.push(job);
            }
            let Job { sheet, ticket, work } = waiting.remove(0);
            if outbox.send(Done { sheet, ticket, picture: work() }).is_err() {
                return;
            }
            ctx.request_repaint();
        }
    };
    // Without a thread nothing is ever ready; the window goes on.
    drop(std::thread::Builder::new().name("darkroom".to_owned()).spawn(thread));
    (jobs, done)
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::Color32;

    #[test]
    fn of_a_sheet_only_the_newest_comes_out() {
        let (ctx, mut room) = (Context::default(), Darkroom::default());
        for shade in 0..50 {
            room.make(&ctx, Sheet::Whole, move || ColorImage::filled([1, 1], Color32::from_gray(shade)));
        }
        room.make(&ctx, Sheet::Mesh, || ColorImage::filled([2, 2], Color32::RED));
        let mut came = Vec::new();
        while came.len() < 2 {
            came.extend(room.ready().into_iter().map(|(sheet, picture)| (sheet, picture.pixels[0])));
            std::thread::yield_now();
        }
        came.sort_unstable_by_key(|(sheet, _)| *sheet);
        assert_eq!(came, [(Sheet::Whole, Color32::from_gray(49)), (Sheet::Mesh, Color32::RED)]);
    }
}
