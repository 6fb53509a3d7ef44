//! A chain that runs in bands: whole pictures that go in, steps, and who reads whom.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use super::host::BandHost;
use super::{Chained, Share, Waiting, image_of};
use crate::diagnostic::Diagnostic;
use crate::plugins::{CallError, CallHost as _, CallStatus, Flow};
use crate::run::events::RunEvent;
use crate::run::host::StepHost;
use crate::run::kinds::KindRun;
use crate::run::round::Round;
use crate::value::{Content, Image, Value};

/// Steps that run together, each before those that read it; the last one gives the result.
pub(in crate::run) struct Chain<'r> {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) nodes: Vec<Node<'r>>,
}

/// A whole picture that goes in, or a step.
pub(super) enum Node<'r> {
    Picture(Value),
    /// A picture that nobody else needs: the result is written over it.
    Overwritten,
    Step(Box<Member<'r>>),
}

impl Node<'_> {
    /// Whether it is a step that reads another node.
    pub(super) fn reads(&self, node: usize) -> bool {
        matches!(self, Node::Step(member) if member.reads.iter().any(|(_, from)| *from == node))
    }
}

/// A step of a chain.
pub(super) struct Member<'r> {
    pub(super) step: u32,
    pub(super) kind: &'r KindRun<'r>,
    pub(super) halo: u32,
    /// Those that are no pictures.
    inputs: Vec<Option<Value>>,
    /// Inputs that are pictures, and the nodes that give them.
    pub(super) reads: Vec<(usize, usize)>,
    pub(super) host: BandHost<'r>,
    pub(super) is_root: bool,
    /// Its end was told before: it runs once more for another reader.
    pub(super) is_told: bool,
    has_started: AtomicBool,
    nanos: AtomicU64,
    /// How many bands run at the same time, once they do.
    n_threads: AtomicU64,
}

/// Why a chain came to no end.
pub(super) struct Fault {
    pub(super) step: u32,
    pub(super) error: CallError,
}

impl Round<'_> {
    /// The chain that ends in a step: with all that waits for it.
    pub(super) fn chain(&self, chained: &Chained, root: u32, own: Waiting, share: Share) -> Option<Chain<'_>> {
        let (width, height) = own.size;
        let mut steps: Vec<(u32, Waiting)> = Vec::new();
        let mut asked: Vec<(u32, Share)> = own.pending.iter().map(|(_, from)| (*from, share)).collect();
        while let Some((step, share)) = asked.pop() {
            if steps.iter().any(|(other, _)| *other == step) {
                continue;
            }
            let (record, share) = chained.take(step, share)?;
            asked.extend(record.pending.iter().map(|(_, from)| (*from, share)));
            steps.push((step, record));
        }
        steps.sort_by_key(|(_, record)| record.serial);
        steps.push((root, own));

        let mut nodes: Vec<Node<'_>> = Vec::new();
        let mut places: Vec<(u32, usize)> = Vec::new();
        for (step, mut record) in steps {
            let mut reads = Vec::new();
            let halo = self.halo(self.kind_run(step), &record.inputs);
            for (at, input) in record.inputs.iter_mut().enumerate() {
                if input.as_ref().is_some_and(|value| image_of(value).is_some())
                    && let Some(value) = input.take()
                {
                    reads.push((at, picture(&mut nodes, value)));
                }
            }
            for (at, from) in record.pending {
                let (_, node) = places.iter().find(|(step, _)| *step == from)?;
                reads.push((at, *node));
            }
            places.push((step, nodes.len()));
            nodes.push(Node::Step(Box::new(Member {
                step,
                kind: self.kind_run(step),
                halo,
                inputs: record.inputs,
                reads,
                host: BandHost::new(StepHost::new(self, step, 0, 1), record.is_told),
                is_root: step == root,
                is_told: record.is_told,
                has_started: AtomicBool::new(record.is_told),
                nanos: AtomicU64::new(0),
                n_threads: AtomicU64::new(1),
            })));
        }
        Some(Chain { width, height, nodes })
    }
}

/// The place of a picture among the nodes. One that is read twice goes in once, so that it may belong to nobody else.
fn picture(nodes: &mut Vec<Node<'_>>, value: Value) -> usize {
    let same = |node: &Node<'_>| matches!(node, Node::Picture(other) if std::ptr::eq(other.content(), value.content()));
    nodes.iter().position(same).unwrap_or_else(|| {
        nodes.push(Node::Picture(value));
        nodes.len() - 1
    })
}

impl<'r> Chain<'r> {
    pub(super) fn members(&self) -> impl Iterator<Item = &Member<'r>> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Step(member) => Some(&**member),
            Node::Picture(_) | Node::Overwritten => None,
        })
    }

    /// So much of the picture is done.
    pub(super) fn tell_progress(&self, fraction: f64) {
        self.members().for_each(|member| member.host.tell_progress(fraction));
    }

    /// The step itself has told that it began.
    pub(super) fn root_is_told(&self) {
        self.members().filter(|member| member.is_root).for_each(|root| root.has_started.store(true, Ordering::Relaxed));
    }

    /// Whether one step reads the other, straight or through others.
    pub(super) fn leads_to(&self, from: u32, to: u32) -> bool {
        let mut reached = vec![false; self.nodes.len()];
        for (at, node) in self.nodes.iter().enumerate() {
            let Node::Step(member) = node else { continue };
            reached[at] = member.step == from || member.reads.iter().any(|(_, node)| reached[*node]);
            if member.step == to {
                return reached[at];
            }
        }
        false
    }

    /// The step that gives the result.
    pub(super) fn root(&self) -> &Member<'r> {
        self.members().last().expect("a chain ends in a step")
    }

    /// Planes of the pictures that go in.
    pub(super) fn channels(&self) -> u32 {
        let pictures = self.nodes.iter().filter_map(|node| match node {
            Node::Picture(value) => image_of(value).map(Image::channels),
            Node::Overwritten | Node::Step(_) => None,
        });
        pictures.max().unwrap_or(1)
    }

    /// Where the result goes, once its first band says what it is like: over a picture of its planes that nobody else
    /// needs, or into one of its own.
    pub(super) fn target(&mut self, band: &Image) -> Result<Image, Fault> {
        for node in &mut self.nodes {
            let Node::Picture(value) = node else { continue };
            if image_of(value).is_some_and(|image| image.channels() == band.channels())
                && value.content_mut().is_some()
                && let Node::Picture(value) = std::mem::replace(node, Node::Overwritten)
                && let Content::Image(mut image) = value.into_content()
            {
                image.set_colour(band.colour());
                return Ok(image);
            }
        }
        let made = Image::for_overwrite(self.width, self.height, band.channels(), band.colour());
        made.map_err(|why| self.root().no_memory(&why))
    }
}

impl Member<'_> {
    pub(super) fn has_started(&self) -> bool {
        self.has_started.load(Ordering::Relaxed)
    }

    /// Time in its calls.
    pub(super) fn seconds(&self) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "a time for people")]
        let seconds = self.nanos.load(Ordering::Relaxed) as f32 / 1e9;
        #[expect(clippy::cast_precision_loss, reason = "a handful")]
        let n_threads = self.n_threads.load(Ordering::Relaxed) as f32;
        seconds / n_threads
    }

    /// From now on several bands run at the same time, on so many threads.
    pub(super) fn spread(&self, n_threads: usize) {
        self.host.spread();
        self.n_threads.store(n_threads as u64, Ordering::Relaxed);
    }

    pub(super) fn fault(&self, error: CallError) -> Fault {
        Fault { step: self.step, error }
    }

    /// One call on some rows. `pictures` go in where `reads` says, and all of them are these rows.
    pub(super) fn call(
        &self,
        round: &Round<'_>,
        pictures: Vec<Value>,
        rows: &Range<u32>,
        (width, height): (u32, u32),
    ) -> Result<Value, Fault> {
        if self.host.flow() == Flow::Stop {
            return Err(self.fault(stopped()));
        }
        if !self.has_started.swap(true, Ordering::Relaxed) {
            let (step, kind) = (self.step, self.kind.kind.id.clone());
            round.tell(|| RunEvent::StepStarted { step, name: round.plan.name(step).as_str().into(), kind });
        }
        let mut inputs = self.inputs.clone();
        for ((at, _), picture) in self.reads.iter().zip(pictures) {
            inputs[*at] = Some(picture);
        }
        let mut outputs = [None];
        let begin = Instant::now();
        let called = round.call(self.step, self.kind, &inputs, &mut outputs, &self.host);
        drop(inputs);
        self.nanos.fetch_add(begin.elapsed().as_nanos().try_into().unwrap_or(u64::MAX), Ordering::Relaxed);
        called.map_err(|error| self.fault(error))?;
        let [output] = outputs;
        self.checked(output, rows, (width, height))
    }

    /// What a call gave, which must be the same rows of a picture of the same size.
    fn checked(&self, output: Option<Value>, rows: &Range<u32>, full: (u32, u32)) -> Result<Value, Fault> {
        let Some(value) = output else { return Err(self.fault(self.liar("gave no picture"))) };
        let size = image_of(&value).map_or((0, 0), |image| (image.width(), image.height()));
        if size != (full.0, rows.end - rows.start) {
            let gave = format!("made a picture of {} × {} from one of {} × {}", size.0, size.1, full.0, rows.len());
            return Err(self.fault(self.liar(&gave)));
        }
        let place = (0, rows.start);
        if image_of(&value).is_some_and(|image| (image.origin(), image.full_size()) == (place, full)) {
            return Ok(value);
        }
        // A kind that knows nothing of places: what it made is put where it belongs.
        Ok(match value.into_content() {
            Content::Image(image) => Value::new(Content::Image(image.placed(place, full))),
            other => Value::new(other),
        })
    }

    fn liar(&self, what: &str) -> CallError {
        let message = format!("`{}` says that it is local, but {what}", self.kind.kind.id);
        CallError { status: CallStatus::Failed, message }
    }

    /// A band that does not go with those before it.
    pub(super) fn other_planes(&self) -> Fault {
        self.fault(self.liar("its bands differ in their planes"))
    }

    /// No memory for a band.
    pub(super) fn no_memory(&self, why: &Diagnostic) -> Fault {
        let status = if why.code == "out-of-memory" { CallStatus::OutOfMemory } else { CallStatus::Failed };
        self.fault(CallError { status, message: why.message.clone() })
    }
}

/// Somebody pressed stop.
pub(super) fn stopped() -> CallError {
    CallError { status: CallStatus::Cancelled, message: String::new() }
}
