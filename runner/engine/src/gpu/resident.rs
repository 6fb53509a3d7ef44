//! Pictures on a device: one buffer a plane, rows without gaps. When room is needed they go: at once where the samples lie in
//! memory too, else after they were brought there.

use std::any::Any;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::batch::Batch;
use super::device::Device;
use super::memory::{DeviceBuffer, Purpose};
use super::trouble::Trouble;
use crate::diagnostic::{Diagnostic, Place};
use crate::value::{Buffer, Elsewhere, Image, Layout};

/// A picture on a device, as the picture's value holds it.
pub(super) struct Resident {
    device: Arc<Device>,
    size: Size,
    copy: Mutex<Copy>,
    /// The samples lie in memory too.
    may_go: AtomicBool,
    /// When it was last used, counted in uses.
    used: AtomicU64,
    /// What still has to be sent before the samples are there.
    unsent: Mutex<Option<Arc<Batch>>>,
}

/// Of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) channels: u32,
}

enum Copy {
    There(Vec<Arc<DeviceBuffer>>),
    /// In memory, as on the device: nobody has asked for them yet.
    Stashed(Buffer),
    Gone,
}

/// The word for samples that nobody can read any more.
const LOST: &str = "gpu-lost";
/// Of a picture.
const PLANES_MAX: u64 = 4;

/// Counts uses.
static USES: AtomicU64 = AtomicU64::new(1);

impl Size {
    pub(super) fn of(image: &Image) -> Self {
        Self { width: image.width(), height: image.height(), channels: image.channels() }
    }

    pub(super) fn plane_bytes(self) -> u64 {
        u64::from(self.width) * u64::from(self.height) * 4
    }

    fn row_bytes(self) -> usize {
        self.width as usize * 4
    }
}

impl Device {
    /// Brings a picture here, unless it is.
    pub(super) fn picture(self: &Arc<Self>, image: &Image) -> Result<Vec<Arc<DeviceBuffer>>, Trouble> {
        if let Some(resident) = self.resident(image)
            && let Some(planes) = resident.planes()?
        {
            return Ok(planes);
        }
        if let Err(told) = image.fetch() {
            // Where it lies may be this device, or another one that somebody has left.
            self.check()?;
            return Err(if told.code == LOST { Trouble::Lost(told.message) } else { Trouble::Memory(told.message) });
        }
        let size = Size::of(image);
        let planes = self.planes(size)?;
        for (plane, buffer) in (0..).zip(&planes) {
            self.upload_rows(buffer, size.row_bytes(), (0..image.height()).map(|y| image.row(plane, y)))?;
        }
        image.has_copy(self.keep(size, planes.clone(), None));
        Ok(planes)
    }

    /// Whether reading a picture here moves nothing.
    pub(super) fn has_picture(self: &Arc<Self>, image: &Image) -> bool {
        self.resident(image).is_some_and(|resident| matches!(&*resident.lock(), Copy::There(_)))
    }

    /// A picture that kernels have yet to write. `unsent`: what does, and is not sent yet.
    pub(super) fn new_picture(
        self: &Arc<Self>,
        size: Size,
        unsent: &Arc<Batch>,
    ) -> Result<(Vec<Arc<DeviceBuffer>>, Arc<Resident>), Trouble> {
        let planes = self.planes(size)?;
        let resident = self.keep(size, planes.clone(), Some(Arc::clone(unsent)));
        Ok((planes, resident))
    }

    /// Makes room for so many bytes, for what could not be had, and as much again for each plane of a picture.
    pub(super) fn relieve(&self, wanted: u64) {
        let wanted = wanted.max(self.refused.swap(0, Ordering::Relaxed).saturating_mul(PLANES_MAX));
        let mut freed = self.drop_copies(wanted);
        for resident in self.by_use() {
            if freed >= wanted {
                break;
            }
            freed += resident.stash();
        }
        // If that fails the device is lost, which the next one notices.
        drop(self.drop_waiting());
    }

    /// Drops copies of pictures that lie in memory too, those nobody has used for longest first, until so many bytes are free.
    pub(super) fn drop_copies(&self, wanted: u64) -> u64 {
        let mut freed = 0;
        for resident in self.by_use() {
            if freed >= wanted {
                break;
            }
            freed += resident.drop_copy();
        }
        freed
    }

    /// Pictures here, those nobody has used for longest first.
    fn by_use(&self) -> Vec<Arc<Resident>> {
        let mut residents: Vec<Arc<Resident>> = {
            let mut all = self.residents.lock().unwrap_or_else(PoisonError::into_inner);
            all.retain(|resident| resident.strong_count() > 0);
            all.iter().filter_map(std::sync::Weak::upgrade).collect()
        };
        residents.sort_by_key(|resident| resident.used.load(Ordering::Relaxed));
        residents
    }

    fn resident(self: &Arc<Self>, image: &Image) -> Option<Arc<Resident>> {
        let there: Arc<dyn Any + Send + Sync> = image.copy_elsewhere()?;
        there.downcast::<Resident>().ok().filter(|resident| Arc::ptr_eq(&resident.device, self))
    }

    fn planes(&self, size: Size) -> Result<Vec<Arc<DeviceBuffer>>, Trouble> {
        (0..size.channels).map(|_| self.buffer(size.plane_bytes(), Purpose::Kernels)).collect()
    }

    fn keep(self: &Arc<Self>, size: Size, planes: Vec<Arc<DeviceBuffer>>, unsent: Option<Arc<Batch>>) -> Arc<Resident> {
        let resident = Arc::new(Resident {
            device: Arc::clone(self),
            size,
            copy: Mutex::new(Copy::There(planes)),
            may_go: AtomicBool::new(false),
            used: AtomicU64::new(USES.fetch_add(1, Ordering::Relaxed)),
            unsent: Mutex::new(unsent),
        });
        let mut residents = self.residents.lock().unwrap_or_else(PoisonError::into_inner);
        if residents.len() >= residents.capacity() {
            residents.retain(|resident| resident.strong_count() > 0);
        }
        residents.push(Arc::downgrade(&resident));
        resident
    }
}

impl Resident {
    /// Whether the samples were read to memory, so that writing here would make two pictures of one.
    pub(super) fn is_read(&self) -> bool {
        self.may_go.load(Ordering::Acquire)
    }

    /// Nobody will ask for the samples any more: the device has its room back.
    pub(super) fn end(&self) {
        *self.lock() = Copy::Gone;
        self.unsent.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// What was brought to memory to make room goes back; none where it lies here no more.
    fn planes(&self) -> Result<Option<Vec<Arc<DeviceBuffer>>>, Trouble> {
        self.used.store(USES.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
        let mut copy = self.lock();
        if let Copy::Stashed(stash) = &*copy {
            let (width, height) = (self.size.width as usize, self.size.height as usize);
            let planes = self.device.planes(self.size)?;
            for (samples, buffer) in stash.as_slice().chunks_exact(width * height).zip(&planes) {
                self.device.upload_rows(buffer, self.size.row_bytes(), samples.chunks_exact(width))?;
            }
            *copy = Copy::There(planes);
        }
        match &*copy {
            Copy::There(planes) => Ok(Some(planes.clone())),
            Copy::Stashed(_) | Copy::Gone => Ok(None),
        }
    }

    /// Gives the device its room back, where the samples lie in memory too and nobody works with them. How much.
    fn drop_copy(&self) -> u64 {
        // Whoever looks for room may have one of them in his hands.
        match self.copy.try_lock() {
            Ok(mut copy) if self.may_go.load(Ordering::Acquire) && is_idle(&copy) => {
                *copy = Copy::Gone;
                self.bytes()
            }
            _ => 0,
        }
    }

    /// Brings the samples to memory and gives the device its room back, unless somebody works with them. How much.
    fn stash(&self) -> u64 {
        let Ok(mut copy) = self.copy.try_lock() else { return 0 };
        let (width, height) = (self.size.width as usize, self.size.height as usize);
        let floats = width * height * self.size.channels as usize;
        let Copy::There(planes) = &*copy else { return 0 };
        if !is_idle(&copy) || Buffer::room_for(floats).is_err() {
            return 0;
        }
        let mut stash = Buffer::for_overwrite(floats);
        let read = self.read_planes(planes, &mut |plane, y, rows| {
            let at = (plane * height + y) * width;
            stash.as_mut_slice()[at..at + rows.len()].copy_from_slice(rows);
        });
        if read.is_err() {
            return 0;
        }
        *copy = Copy::Stashed(stash);
        self.bytes()
    }

    fn bytes(&self) -> u64 {
        self.size.plane_bytes() * u64::from(self.size.channels)
    }

    /// Reads all planes. `take` gets some rows of one, with the plane and the first row's number.
    fn read_planes(
        &self,
        planes: &[Arc<DeviceBuffer>],
        take: &mut dyn FnMut(usize, usize, &[f32]),
    ) -> Result<(), Trouble> {
        let unsent = self.unsent.lock().unwrap_or_else(PoisonError::into_inner).take();
        unsent.map_or(Ok(()), |unsent| unsent.flush())?;
        let row_bytes = self.size.row_bytes() as u64;
        self.device.download(planes, &(0..self.size.plane_bytes()), row_bytes, &mut |plane, at, bytes| {
            take(plane, (at / row_bytes) as usize, bytemuck::cast_slice(bytes));
        })
    }

    fn lock(&self) -> MutexGuard<'_, Copy> {
        self.copy.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Elsewhere for Resident {
    fn read(&self, layout: &Layout, into: &mut [f32]) -> Result<(), Diagnostic> {
        let width = layout.width as usize;
        let mut put = |plane: usize, y: usize, rows: &[f32]| {
            let to = into[plane * layout.plane_stride + y * layout.row_stride..].chunks_mut(layout.row_stride);
            rows.chunks_exact(width).zip(to).for_each(|(row, to)| to[..width].copy_from_slice(row));
        };
        let mut copy = self.lock();
        match &*copy {
            Copy::There(planes) => self.read_planes(planes, &mut put).map_err(|why| unread(&why))?,
            Copy::Stashed(stash) => {
                let plane = width * layout.height as usize;
                stash.as_slice().chunks_exact(plane).enumerate().for_each(|(at, rows)| put(at, 0, rows));
                *copy = Copy::Gone;
            }
            Copy::Gone => return Err(lost("they were dropped")),
        }
        Ok(())
    }

    fn is_lost(&self) -> bool {
        match &*self.lock() {
            Copy::There(_) => self.device.is_lost() || self.device.is_away(),
            Copy::Stashed(_) => false,
            Copy::Gone => true,
        }
    }

    fn may_go(&self) {
        self.may_go.store(true, Ordering::Release);
    }
}

impl fmt::Debug for Resident {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Resident({:?} on {})", self.size, self.device.about().name)
    }
}

/// Whether nobody works with the planes.
fn is_idle(copy: &Copy) -> bool {
    matches!(copy, Copy::There(planes) if planes.iter().all(|plane| Arc::strong_count(plane) == 1))
}

fn unread(why: &Trouble) -> Diagnostic {
    match why {
        Trouble::Memory(words) => Diagnostic::error("gpu-out-of-memory", Place::Everywhere, words.clone()),
        other => lost(&other.to_string()),
    }
}

fn lost(why: &str) -> Diagnostic {
    Diagnostic::error(LOST, Place::Everywhere, format!("pixels on the device are lost: {why}"))
}
