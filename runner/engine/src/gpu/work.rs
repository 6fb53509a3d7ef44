//! What one call does on a device. Handles are numbers with the number of the call in them, so one of another call, or a made-up
//! one, is refused. All that a call holds ends with it.

use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::batch::{Batch, Bound, Order};
use super::clock::Meter;
use super::device::Device;
use super::kernel::{Kernel, Params};
use super::memory::{DeviceBuffer, Purpose};
use super::resident::Size;
use super::trouble::Trouble;
use crate::value::{Colour, Image};

/// A buffer or a kernel of a call; 0 is none.
pub type Handle = u64;

/// One buffer of a dispatch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Binding {
    /// Which.
    pub buffer: Handle,
    /// From its start.
    pub offset_bytes: u64,
    /// 0: to its end.
    pub size_bytes: u64,
    /// Whether the kernel may write it.
    pub writes: bool,
}

/// What one call does on a device.
#[derive(Debug)]
pub struct Work {
    device: Arc<Device>,
    batch: Arc<Batch>,
    table: Mutex<Table>,
    generation: u32,
    meter: Option<Arc<Meter>>,
}

#[derive(Debug, Default)]
struct Table {
    buffers: Vec<Option<Held>>,
    kernels: Vec<Arc<Kernel>>,
    /// What is being measured, the innermost last.
    measures: Vec<(String, Instant, Arc<Meter>)>,
}

#[derive(Debug)]
struct Held {
    buffer: Arc<DeviceBuffer>,
    bytes: u64,
    references: u32,
}

/// Counts calls, so that handles of one are no handles of another.
static GENERATIONS: AtomicU32 = AtomicU32::new(1);

impl Work {
    /// Nothing yet.
    #[must_use]
    pub fn new(device: Arc<Device>) -> Self {
        let generation = GENERATIONS.fetch_add(1, Ordering::Relaxed).max(1);
        Self { batch: Batch::new(&device), device, table: Mutex::default(), generation, meter: None }
    }

    /// The same, for somebody who wants to know how long it takes.
    #[must_use]
    pub fn metered(device: Arc<Device>, meter: Option<Arc<Meter>>) -> Self {
        let work = Self::new(device);
        meter.iter().for_each(|meter| work.batch.add_meter(Arc::clone(meter)));
        Self { meter, ..work }
    }

    /// Where it happens.
    #[must_use]
    pub fn device(&self) -> &Arc<Device> {
        &self.device
    }

    /// A buffer, with one reference.
    ///
    /// # Errors
    /// Where there is no memory for it.
    pub fn buffer(&self, bytes: u64, zeroed: Zeroed) -> Result<Handle, Trouble> {
        let whole = bytes.max(4).checked_next_multiple_of(4);
        let bytes = whole.ok_or_else(|| Trouble::Unfit(format!("a buffer of {bytes} bytes")))?;
        let buffer = self.device.buffer(bytes, Purpose::Kernels)?;
        if zeroed == Zeroed::Yes {
            self.batch.push(Order::Clear { buffer: Arc::clone(&buffer), bytes })?;
        }
        Ok(self.hold(buffer, bytes))
    }

    /// One reference more.
    ///
    /// # Errors
    /// Where it is no buffer of this call.
    pub fn retain(&self, buffer: Handle) -> Result<(), Trouble> {
        let at = self.index(buffer)?;
        if let Some(Some(held)) = self.lock().buffers.get_mut(at) {
            held.references = held.references.saturating_add(1);
        }
        Ok(())
    }

    /// One reference less; the last one gives the buffer back.
    ///
    /// # Errors
    /// As of [`Self::retain`].
    pub fn release(&self, buffer: Handle) -> Result<(), Trouble> {
        let at = self.index(buffer)?;
        if let Some(place) = self.lock().buffers.get_mut(at)
            && let Some(held) = place
        {
            held.references -= 1;
            if held.references == 0 {
                *place = None;
            }
        }
        Ok(())
    }

    /// Copies bytes to a buffer, from a multiple of 4 on.
    ///
    /// # Errors
    /// Where they do not fit, or the device fails.
    pub fn upload(&self, to: Handle, offset: u64, bytes: &[u8]) -> Result<(), Trouble> {
        let (buffer, _) = self.part(to, offset, bytes.len() as u64)?;
        // What was asked for before reads what was there before.
        self.batch.flush()?;
        self.device.upload_bytes(&buffer, offset, bytes)
    }

    /// Copies bytes from a buffer, from a multiple of 4 on, and waits for them.
    ///
    /// # Errors
    /// Where there are fewer, or the device fails.
    pub fn download(&self, from: Handle, offset: u64, to: &mut [u8]) -> Result<(), Trouble> {
        let (buffer, part) = self.part(from, offset, to.len() as u64)?;
        self.batch.flush()?;
        self.device.download(&[buffer], &part, 4, &mut |_, at, bytes| {
            let to = &mut to[at as usize..];
            let len = to.len().min(bytes.len());
            to[..len].copy_from_slice(&bytes[..len]);
        })
    }

    /// The planes of a picture, brought to the device if they are not there. For reading. They may be larger than a binding: kernels
    /// are given parts of them then.
    ///
    /// # Errors
    /// Where they do not fit, or the device fails.
    pub fn image(&self, image: &Image) -> Result<Vec<Handle>, Trouble> {
        let size = Size::of(image);
        let planes = self.device.picture(image)?;
        Ok(planes.into_iter().map(|plane| self.hold(plane, size.plane_bytes())).collect())
    }

    /// A picture whose pixels the call writes on the device.
    ///
    /// # Errors
    /// Where it cannot be, or does not fit.
    pub fn new_image(
        &self,
        width: u32,
        height: u32,
        channels: u32,
        colour: Colour,
    ) -> Result<(Vec<Handle>, Image), Trouble> {
        // Whoever wants the pixels here finds the room.
        Image::room_for(width, height, channels).map_err(|told| Trouble::Invalid(told.message))?;
        let size = Size { width, height, channels };
        let (planes, resident) = self.device.new_picture(size, &self.batch)?;
        let image = Image::elsewhere(width, height, channels, colour, resident);
        let image = image.map_err(|told| Trouble::Invalid(told.message))?;
        Ok((planes.into_iter().map(|plane| self.hold(plane, size.plane_bytes())).collect(), image))
    }

    /// A compiled text.
    ///
    /// # Errors
    /// With the compiler's words.
    pub fn kernel(&self, wgsl: &str, entry: &str) -> Result<Handle, Trouble> {
        let kernel = self.device.kernel(wgsl, entry).map_err(|why| match why {
            Trouble::Invalid(words) => Trouble::Invalid(format!("the shader cannot be used: {words}")),
            other => other,
        })?;
        let mut table = self.lock();
        table.kernels.push(kernel);
        Ok(self.handle(table.kernels.len()))
    }

    /// Queues a kernel over so many threads.
    ///
    /// # Errors
    /// Where bindings or parameters are not those of the kernel, or there are too many threads.
    pub fn dispatch(
        &self,
        kernel: Handle,
        bindings: &[Binding],
        params: &[u8],
        threads: [u32; 3],
    ) -> Result<(), Trouble> {
        let kernel = {
            let table = self.lock();
            table.kernels.get(self.index(kernel)?).cloned()
        };
        let kernel =
            kernel.ok_or_else(|| Trouble::Invalid("a kernel was named that is none of this call".to_owned()))?;
        let bound = bindings.iter().map(|binding| self.bound(binding)).collect::<Result<Vec<_>, _>>()?;
        check_bindings(&kernel, bindings, &bound)?;
        let needed = match &kernel.params {
            Params::None => 0,
            Params::Immediate(bytes) | Params::Uniform(bytes, _) => *bytes as usize,
        };
        if params.len() < needed {
            let message = format!("the kernel's `Params` has {needed} bytes, but {} were given", params.len());
            return Err(Trouble::Invalid(message));
        }
        if threads.contains(&0) {
            return Ok(());
        }
        let groups = self.device.groups(&kernel, threads)?;
        self.batch.push(Order::Dispatch { kernel, bindings: bound, params: params[..needed].to_vec(), groups })
    }

    /// Begins to measure what is asked from now on.
    ///
    /// # Errors
    /// As of [`Self::flush`].
    pub fn measure(&self, label: String) -> Result<(), Trouble> {
        if self.device.has_clock() { self.flush() } else { self.wait() }?;
        let meter = Arc::<Meter>::default();
        self.batch.add_meter(Arc::clone(&meter));
        self.lock().measures.push((label, Instant::now(), meter));
        Ok(())
    }

    /// Ends what was begun last. What the device says of it stands with the parts of the call's meter; a device without a clock
    /// is waited for, and the processor's is looked at: its name and its seconds.
    ///
    /// # Errors
    /// As of [`Self::flush`], and where nothing was begun.
    pub fn measured(&self) -> Result<Option<(String, f64)>, Trouble> {
        if self.device.has_clock() { self.flush() } else { self.wait() }?;
        let ended = self.lock().measures.pop();
        let (label, began, meter) =
            ended.ok_or_else(|| Trouble::Invalid("nobody began this measurement".to_owned()))?;
        self.batch.drop_meter();
        if !self.device.has_clock() {
            return Ok(Some((label, began.elapsed().as_secs_f64())));
        }
        self.meter.iter().for_each(|own| own.add_part(label.clone(), Arc::clone(&meter)));
        Ok(None)
    }

    /// Sends what is queued.
    ///
    /// # Errors
    /// Where the device fails, or does not like what was asked.
    pub fn flush(&self) -> Result<(), Trouble> {
        self.batch.flush()
    }

    /// Waits until all of it is done.
    ///
    /// # Errors
    /// As of [`Self::flush`].
    pub fn wait(&self) -> Result<(), Trouble> {
        self.batch.flush()?;
        self.device.wait(None)
    }

    /// The call has failed: what is queued is not done.
    pub fn forget(&self) {
        self.batch.forget();
    }

    fn hold(&self, buffer: Arc<DeviceBuffer>, bytes: u64) -> Handle {
        let mut table = self.lock();
        table.buffers.push(Some(Held { buffer, bytes, references: 1 }));
        self.handle(table.buffers.len())
    }

    fn handle(&self, number: usize) -> Handle {
        (u64::from(self.generation) << 32) | number as u64
    }

    fn index(&self, handle: Handle) -> Result<usize, Trouble> {
        let number = (handle & u64::from(u32::MAX)) as usize;
        match (handle >> 32 == u64::from(self.generation), number.checked_sub(1)) {
            (true, Some(at)) => Ok(at),
            _ => Err(Trouble::Invalid("a handle was given that is none of this call".to_owned())),
        }
    }

    /// A part of a buffer that lies in it, rounded up to whole words.
    fn part(&self, buffer: Handle, offset: u64, bytes: u64) -> Result<(Arc<DeviceBuffer>, Range<u64>), Trouble> {
        let at = self.index(buffer)?;
        let table = self.lock();
        let held = table.buffers.get(at).and_then(Option::as_ref);
        let held = held.ok_or_else(|| Trouble::Invalid("a buffer was named that is given back".to_owned()))?;
        match offset.checked_add(bytes).and_then(|end| end.checked_next_multiple_of(4)) {
            Some(end) if end <= held.bytes && offset.is_multiple_of(4) => Ok((Arc::clone(&held.buffer), offset..end)),
            _ => {
                let message =
                    format!("{bytes} bytes at {offset} of a buffer of {} (from a multiple of 4 on)", held.bytes);
                Err(Trouble::Invalid(message))
            }
        }
    }

    fn bound(&self, binding: &Binding) -> Result<Bound, Trouble> {
        let whole = {
            let at = self.index(binding.buffer)?;
            let table = self.lock();
            table.buffers.get(at).and_then(Option::as_ref).map_or(0, |held| held.bytes)
        };
        let rest = whole.saturating_sub(binding.offset_bytes);
        let bytes = if binding.size_bytes == 0 { rest } else { binding.size_bytes };
        let (buffer, part) = self.part(binding.buffer, binding.offset_bytes, bytes)?;
        let (most, align) = (self.device.limits().binding_bytes_max, self.device.limits().offset_align);
        if bytes > most {
            return Err(self.too_large(bytes, most));
        }
        if bytes == 0 || !part.start.is_multiple_of(u64::from(align)) {
            let message = format!("a binding of {bytes} bytes at {}: it begins at a multiple of {align}", part.start);
            return Err(Trouble::Invalid(message));
        }
        Ok(Bound { buffer, offset: part.start, bytes: part.end - part.start })
    }

    fn too_large(&self, bytes: u64, most: u64) -> Trouble {
        let name = &self.device.about().name;
        Trouble::Unfit(format!("a binding of {bytes} bytes, but {name} takes at most {most}"))
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a new buffer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zeroed {
    /// Zeros.
    Yes,
    /// Whatever was there.
    No,
}

impl Device {
    /// How many workgroups so many threads are.
    pub(super) fn groups(&self, kernel: &Kernel, threads: [u32; 3]) -> Result<[u32; 3], Trouble> {
        let most = self.limits().workgroups_per_axis_max;
        let mut groups = [1; 3];
        for ((groups, threads), size) in groups.iter_mut().zip(threads).zip(kernel.workgroup) {
            *groups = threads.div_ceil(size.max(1));
            if *groups > most {
                let name = &self.about().name;
                let message = format!("{threads} threads are {groups} groups of {size}, but {name} takes {most}");
                return Err(Trouble::Unfit(message));
            }
        }
        Ok(groups)
    }
}

/// Says what a driver would say later, and in other words.
fn check_bindings(kernel: &Kernel, bindings: &[Binding], bound: &[Bound]) -> Result<(), Trouble> {
    let invalid = |message: String| Err(Trouble::Invalid(message));
    if kernel.writes.len() != bindings.len() {
        let (has, got) = (kernel.writes.len(), bindings.len());
        return invalid(format!("the kernel has {has} bindings in @group(0), but {got} buffers were given"));
    }
    for (at, (writes, binding)) in kernel.writes.iter().zip(bindings).enumerate() {
        if *writes && !binding.writes {
            return invalid(format!("@binding({at}) is read_write in the kernel, but was given for reading"));
        }
    }
    for (at, one) in bound.iter().enumerate() {
        let shared = bound.iter().enumerate().find(|(other, bound)| {
            *other != at && Arc::ptr_eq(&bound.buffer, &one.buffer) && (kernel.writes[at] || kernel.writes[*other])
        });
        if let Some((other, _)) = shared {
            return invalid(format!("@binding({at}) and @binding({other}) are one buffer, which the kernel writes"));
        }
    }
    Ok(())
}
