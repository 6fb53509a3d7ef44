//! Where the samples of a picture lie: in memory, elsewhere (on a device), or both. They are brought here when somebody asks,
//! never before. Who holds the other copy, and how it is read, is not known here.

use std::any::Any;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::{Colour, Image};
use crate::diagnostic::Diagnostic;
use crate::value::buffer::Buffer;
use crate::value::{Content, Value};

/// A copy of a picture's samples where only its owner can read them.
pub trait Elsewhere: Any + Send + Sync + fmt::Debug {
    /// Copies all of them to memory that is laid out so.
    ///
    /// # Errors
    /// When they are lost.
    fn read(&self, layout: &Layout, into: &mut [f32]) -> Result<(), Diagnostic>;

    /// Whether nobody can read them any more.
    fn is_lost(&self) -> bool;

    /// They lie in memory too: its owner may drop this copy whenever it needs the room.
    fn may_go(&self);
}

/// How planes and rows lie in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Planes.
    pub channels: u32,
    /// Floats from row to row.
    pub row_stride: usize,
    /// Floats from plane to plane.
    pub plane_stride: usize,
}

impl Layout {
    /// Of all planes.
    #[must_use]
    pub fn floats(&self) -> usize {
        self.plane_stride * self.channels as usize
    }
}

pub(super) struct Samples {
    here: OnceLock<Buffer>,
    there: Mutex<Option<Arc<dyn Elsewhere>>>,
    /// Somebody read samples that could not be brought here, and got something that is no number.
    is_torn: AtomicBool,
    layout: Layout,
}

impl Samples {
    pub(super) fn here(layout: Layout, buffer: Buffer) -> Self {
        Self { here: buffer.into(), there: Mutex::new(None), is_torn: AtomicBool::new(false), layout }
    }

    pub(super) fn there(layout: Layout, there: Arc<dyn Elsewhere>) -> Self {
        Self { here: OnceLock::new(), there: Mutex::new(Some(there)), is_torn: AtomicBool::new(false), layout }
    }

    pub(super) fn layout(&self) -> Layout {
        self.layout
    }

    fn fetch(&self) -> Result<&Buffer, Diagnostic> {
        if let Some(here) = self.here.get() {
            return Ok(here);
        }
        let there = self.lock();
        // Another thread may have brought them while this one waited.
        if self.here.get().is_none()
            && let Some(there) = &*there
        {
            Buffer::room_for(self.layout.floats())?;
            let mut buffer = Buffer::for_overwrite(self.layout.floats());
            there.read(&self.layout, buffer.as_mut_slice())?;
            there.may_go();
            self.here.get_or_init(|| buffer);
        }
        Ok(self.here.get_or_init(|| Buffer::zeroed(self.layout.floats())))
    }

    /// Samples that cannot be brought here are no numbers: whoever can fail has asked [`Image::fetch`] before.
    fn buffer(&self) -> &Buffer {
        self.fetch().unwrap_or_else(|_| {
            self.is_torn.store(true, Ordering::Relaxed);
            self.here.get_or_init(|| {
                let mut buffer = Buffer::for_overwrite(self.layout.floats());
                buffer.as_mut_slice().fill(f32::NAN);
                buffer
            })
        })
    }

    pub(super) fn as_slice(&self) -> &[f32] {
        match self.here.get() {
            Some(here) => here.as_slice(),
            None => self.buffer().as_slice(),
        }
    }

    /// For writing; the other copy is none any more.
    fn buffer_mut(&mut self) -> &mut Buffer {
        self.buffer();
        *self.there.get_mut().unwrap_or_else(PoisonError::into_inner) = None;
        let Some(here) = self.here.get_mut() else { unreachable!("`buffer` brought them here") };
        here
    }

    pub(super) fn as_mut_slice(&mut self) -> &mut [f32] {
        self.buffer_mut().as_mut_slice()
    }

    pub(super) fn as_mut_ptr(&mut self) -> *mut f32 {
        self.buffer_mut().as_mut_ptr()
    }

    pub(super) fn segment(&self) -> Option<u32> {
        self.here.get()?.segment()
    }

    fn lock(&self) -> MutexGuard<'_, Option<Arc<dyn Elsewhere>>> {
        self.there.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clone for Samples {
    fn clone(&self) -> Self {
        let here = self.here.get().map_or_else(OnceLock::new, |here| here.clone().into());
        let is_torn = AtomicBool::new(self.is_torn.load(Ordering::Relaxed));
        Self { here, there: Mutex::new(self.lock().clone()), is_torn, layout: self.layout }
    }
}

impl fmt::Debug for Samples {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Samples(here: {:?}, elsewhere: {:?})", self.here.get(), self.lock())
    }
}

impl Image {
    /// A picture whose samples lie elsewhere.
    ///
    /// # Errors
    /// Where the size or the number of planes cannot be, or where there is not the memory for them here.
    pub fn elsewhere(
        width: u32,
        height: u32,
        channels: u32,
        colour: Colour,
        there: Arc<dyn Elsewhere>,
    ) -> Result<Self, Diagnostic> {
        Self::with(width, height, channels, colour, |layout| Samples::there(layout, there))
    }

    /// Brings the samples here, if they are not.
    ///
    /// # Errors
    /// Where they are lost.
    pub fn fetch(&self) -> Result<(), Diagnostic> {
        self.samples.fetch().map(drop)
    }

    /// Whether the samples are here, so that reading them waits for nobody.
    #[must_use]
    pub fn is_here(&self) -> bool {
        self.samples.here.get().is_some()
    }

    /// The copy that lies elsewhere.
    #[must_use]
    pub fn copy_elsewhere(&self) -> Option<Arc<dyn Elsewhere>> {
        self.samples.lock().clone()
    }

    /// From now on there is a copy elsewhere too, of the same samples.
    pub fn has_copy(&self, there: Arc<dyn Elsewhere>) {
        if self.is_here() {
            there.may_go();
        }
        *self.samples.lock() = Some(there);
    }

    /// Whether nobody can read the samples any more.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        if self.is_here() {
            return self.samples.is_torn.load(Ordering::Relaxed);
        }
        self.samples.lock().as_ref().is_some_and(|there| there.is_lost())
    }

    /// How the samples lie in memory, once they do.
    #[must_use]
    pub fn layout(&self) -> Layout {
        self.samples.layout()
    }
}

impl Value {
    /// Brings all pictures in it here, if they are not.
    ///
    /// # Errors
    /// Where one is lost.
    pub fn fetch(&self) -> Result<(), Diagnostic> {
        self.pictures(&mut |image| image.fetch())
    }

    /// Whether a picture in it cannot be read any more.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        self.pictures(&mut |image| if image.is_lost() { Err(()) } else { Ok(()) }).is_err()
    }

    /// Whether a picture in it lies only elsewhere.
    #[must_use]
    pub fn is_elsewhere(&self) -> bool {
        self.pictures(&mut |image| if image.is_here() { Ok(()) } else { Err(()) }).is_err()
    }

    /// Looks at each picture in it until one says no. Lists and records are never deep.
    pub(crate) fn pictures<E>(&self, look: &mut dyn FnMut(&Image) -> Result<(), E>) -> Result<(), E> {
        match self.content() {
            Content::Image(image) => look(image),
            Content::List(items) => items.iter().try_for_each(|item| item.pictures(look)),
            Content::Record(record) => record
                .fields()
                .iter()
                .filter_map(|(_, field)| field.as_ref())
                .try_for_each(|field| field.pictures(look)),
            Content::Mesh(mesh) => mesh.textures().iter().try_for_each(|(_, texture)| texture.pictures(look)),
            _ => Ok(()),
        }
    }
}
