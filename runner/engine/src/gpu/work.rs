//! What one call does on a device. All that it holds (`held`) ends with it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Instant;

use super::batch::{Batch, Bound, Order};
use super::clock::Meter;
use super::device::Device;
use super::held::{Handle, Held, Of, Part};
use super::kernel::{Kernel, KernelKey, Params, key_of};
use super::memory::Purpose;
use super::resident::Size;
use super::trouble::Trouble;
use crate::value::{Colour, Image, Value};

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
    meter: Option<Arc<Meter>>,
}

#[derive(Debug)]
struct Table {
    held: Held,
    kernels: Vec<Text>,
    /// What is being measured, the innermost last.
    measures: Vec<(String, Instant, Arc<Meter>)>,
}

/// A kernel as a call holds it: the device may let it go before the call ends, and compiles it again where it is needed.
#[derive(Debug)]
struct Text {
    key: KernelKey,
    wgsl: Arc<str>,
    entry: Arc<str>,
    kernel: Weak<Kernel>,
}

/// A dispatch. Kernels count in 32 bits; and one that takes a device for minutes is ended with it.
const THREADS_MAX: u128 = u32::MAX as u128;

impl Work {
    /// Nothing yet.
    #[must_use]
    pub fn new(device: Arc<Device>) -> Self {
        let table = Table { held: Held::new(), kernels: Vec::new(), measures: Vec::new() };
        Self { batch: Batch::new(&device), device, table: table.into(), meter: None }
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
        Ok(self.lock().held.hold(buffer, bytes, Of::Call))
    }

    /// One reference more.
    ///
    /// # Errors
    /// Where it is no buffer of this call.
    pub fn retain(&self, buffer: Handle) -> Result<(), Trouble> {
        self.lock().held.retain(buffer)
    }

    /// One reference less; the last one gives the buffer back.
    ///
    /// # Errors
    /// As of [`Self::retain`].
    pub fn release(&self, buffer: Handle) -> Result<(), Trouble> {
        self.lock().held.release(buffer)
    }

    /// Copies bytes to a buffer, from a multiple of 4 on.
    ///
    /// # Errors
    /// Where they do not fit, others see what is written, or the device fails.
    pub fn upload(&self, to: Handle, offset: u64, bytes: &[u8]) -> Result<(), Trouble> {
        let Part { buffer, of, .. } = self.lock().held.part(to, offset, bytes.len() as u64)?;
        of.check_writable()?;
        // What was asked for before reads what was there before.
        self.batch.flush()?;
        self.device.upload_bytes(&buffer, offset, bytes)
    }

    /// Copies bytes from a buffer, from a multiple of 4 on, and waits for them.
    ///
    /// # Errors
    /// Where there are fewer, or the device fails.
    pub fn download(&self, from: Handle, offset: u64, to: &mut [u8]) -> Result<(), Trouble> {
        let Part { buffer, bytes, .. } = self.lock().held.part(from, offset, to.len() as u64)?;
        self.batch.flush()?;
        self.device.download(&[buffer], &bytes, 4, &mut |_, at, bytes| {
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
        let held = &mut self.lock().held;
        Ok(planes.into_iter().map(|plane| held.hold(plane, size.plane_bytes(), Of::Others)).collect())
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
        let image = Image::elsewhere(width, height, channels, colour, Arc::clone(&resident) as _);
        let image = image.map_err(|told| Trouble::Invalid(told.message))?;
        let held = &mut self.lock().held;
        held.make(&resident);
        let of = Of::Made(resident);
        Ok((planes.into_iter().map(|plane| held.hold(plane, size.plane_bytes(), of.clone())).collect(), image))
    }

    /// A value is a result: from now on its pictures stay as they are.
    pub fn give(&self, value: &Value) {
        self.lock().held.give(value);
    }

    /// The call has ended, and nothing in it is wanted after it: pictures that are no result are given back, also where
    /// somebody forgot their values. How many those were.
    pub fn end_pictures(&self) -> usize {
        self.lock().held.end_pictures()
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
        let (key, kernel) = (key_of(wgsl, entry), Arc::downgrade(&kernel));
        let mut table = self.lock();
        match table.kernels.iter().position(|text| text.key == key) {
            Some(at) => {
                table.kernels[at].kernel = kernel;
                Ok(table.held.handle(at + 1))
            }
            None => {
                table.kernels.push(Text { key, wgsl: wgsl.into(), entry: entry.into(), kernel });
                Ok(table.held.handle(table.kernels.len()))
            }
        }
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
        let kernel = self.compiled(kernel)?;
        let bound = bindings.iter().map(|binding| self.bound(binding)).collect::<Result<Vec<_>, _>>()?;
        let (bound, of): (Vec<Bound>, Vec<Of>) = bound.into_iter().unzip();
        check_bindings(&kernel, bindings, &bound)?;
        // What is bound for writing and only read does no harm.
        let mut written = of.iter().zip(&kernel.writes).filter(|(_, writes)| **writes);
        written.try_for_each(|(of, _)| of.check_writable())?;
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
        let groups = self.device.groups(&kernel, threads).map_err(|too_many| {
            // No larger device has a use for more threads than there are bytes to read and write.
            let bytes = bound.iter().map(|bound| bound.bytes).sum::<u64>();
            match threads.into_iter().find(|side| u64::from(*side) > bytes) {
                Some(side) => {
                    Trouble::Invalid(format!("{side} threads were asked for, for {bytes} bytes in all buffers"))
                }
                None => too_many,
            }
        })?;
        let all = threads.iter().map(|side| u128::from(*side)).product::<u128>();
        if all > THREADS_MAX {
            let [x, y, z] = threads;
            return Err(Trouble::Invalid(format!(
                "{x} × {y} × {z} threads were asked for at once, but at most {THREADS_MAX} can be: ask for parts"
            )));
        }
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

    fn compiled(&self, handle: Handle) -> Result<Arc<Kernel>, Trouble> {
        let (wgsl, entry) = {
            let table = self.lock();
            let text = table.kernels.get(table.held.index(handle)?);
            let text =
                text.ok_or_else(|| Trouble::Invalid("a kernel was named that is none of this call".to_owned()))?;
            match text.kernel.upgrade() {
                Some(kernel) => return Ok(kernel),
                None => (Arc::clone(&text.wgsl), Arc::clone(&text.entry)),
            }
        };
        self.device.kernel(&wgsl, &entry)
    }

    fn bound(&self, binding: &Binding) -> Result<(Bound, Of), Trouble> {
        let table = self.lock();
        let whole = table.held.bytes(binding.buffer)?;
        let rest = whole.saturating_sub(binding.offset_bytes);
        let bytes = if binding.size_bytes == 0 { rest } else { binding.size_bytes };
        let Part { buffer, bytes: part, of } = table.held.part(binding.buffer, binding.offset_bytes, bytes)?;
        let (most, align) = (self.device.limits().binding_bytes_max, self.device.limits().offset_align);
        if bytes > most {
            return Err(self.too_large(bytes, most));
        }
        if bytes == 0 || !part.start.is_multiple_of(u64::from(align)) {
            let message = format!("a binding of {bytes} bytes at {}: it begins at a multiple of {align}", part.start);
            return Err(Trouble::Invalid(message));
        }
        Ok((Bound { buffer, offset: part.start, bytes: part.end - part.start }, of))
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
