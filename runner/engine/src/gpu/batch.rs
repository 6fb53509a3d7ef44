//! What one step has asked a device to do, on its way there: all of it in one command buffer, in order. Plain data until it is
//! sent, so any thread may ask.

use std::sync::{Arc, Mutex, PoisonError};

use super::clock::{Meter, Taking};
use super::counts::count;
use super::device::Device;
use super::kernel::{Kernel, Params};
use super::memory::{DeviceBuffer, Purpose};
use super::trouble::Trouble;

/// What waits to be sent.
#[derive(Debug)]
pub(super) struct Batch {
    device: Arc<Device>,
    orders: Mutex<Vec<Order>>,
    /// Who wants to know how long it takes.
    meters: Mutex<Vec<Arc<Meter>>>,
}

/// One thing to do. Buffers are held until it is sent.
#[derive(Debug)]
pub(super) enum Order {
    Clear { buffer: Arc<DeviceBuffer>, bytes: u64 },
    Copy { from: Arc<DeviceBuffer>, from_byte: u64, to: Arc<DeviceBuffer>, to_byte: u64, bytes: u64 },
    Dispatch { kernel: Arc<Kernel>, bindings: Vec<Bound>, params: Vec<u8>, groups: [u32; 3] },
}

/// A buffer, or a part of it.
#[derive(Debug, Clone)]
pub(super) struct Bound {
    pub(super) buffer: Arc<DeviceBuffer>,
    pub(super) offset: u64,
    pub(super) bytes: u64,
}

/// More than these are not kept back.
pub(super) const ORDERS_MAX: usize = 256;

impl Batch {
    pub(super) fn new(device: &Arc<Device>) -> Arc<Self> {
        Arc::new(Self { device: Arc::clone(device), orders: Mutex::default(), meters: Mutex::default() })
    }

    pub(super) fn push(&self, order: Order) -> Result<(), Trouble> {
        let mut orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        orders.push(order);
        if orders.len() < ORDERS_MAX {
            return Ok(());
        }
        let full = std::mem::take(&mut *orders);
        self.device.send(&full, self.meters())
    }

    /// From now on this one is told how long it takes.
    pub(super) fn add_meter(&self, meter: Arc<Meter>) {
        self.meters.lock().unwrap_or_else(PoisonError::into_inner).push(meter);
    }

    /// The one that was added last hears no more.
    pub(super) fn drop_meter(&self) {
        self.meters.lock().unwrap_or_else(PoisonError::into_inner).pop();
    }

    fn meters(&self) -> Vec<Arc<Meter>> {
        self.meters.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Sends what waits. Others wait meanwhile: what they ask for comes later.
    pub(super) fn flush(&self) -> Result<(), Trouble> {
        let mut orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = std::mem::take(&mut *orders);
        if waiting.is_empty() { Ok(()) } else { self.device.send(&waiting, self.meters()) }
    }

    /// Nobody wants it any more.
    pub(super) fn forget(&self) {
        self.orders.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Device {
    fn send(&self, orders: &[Order], meters: Vec<Arc<Meter>>) -> Result<(), Trouble> {
        let params = self.params_buffer(orders)?;
        let n_dispatches = orders.iter().filter(|order| matches!(order, Order::Dispatch { .. })).count();
        if (0..n_dispatches).any(|_| self.faults.loss_is_due()) {
            self.lose();
        }
        let turn = self.turn()?;
        self.guarded(|| {
            let mut encoder = self.wgpu.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
            let mut pass = None;
            let clock = self.clock.as_ref().filter(|_| !meters.is_empty());
            let mut taking = clock.map(|clock| clock.take(&self.wgpu));
            let mut params_at = 0;
            for order in orders {
                match order {
                    Order::Clear { buffer, bytes } => {
                        pass = None;
                        encoder.clear_buffer(&buffer.raw, 0, Some(*bytes));
                    }
                    Order::Copy { from, from_byte, to, to_byte, bytes } => {
                        pass = None;
                        encoder.copy_buffer_to_buffer(&from.raw, *from_byte, &to.raw, *to_byte, Some(*bytes));
                    }
                    Order::Dispatch { kernel, bindings, params: own, groups: [x, y, z] } => {
                        let pass = pass.get_or_insert_with(|| {
                            let timestamp_writes = taking.as_mut().and_then(Taking::pass);
                            let descriptor = wgpu::ComputePassDescriptor { label: None, timestamp_writes };
                            encoder.begin_compute_pass(&descriptor).forget_lifetime()
                        });
                        pass.set_pipeline(&kernel.pipeline);
                        pass.set_bind_group(0, &self.bind(&kernel.layout, bindings), &[]);
                        match &kernel.params {
                            Params::None => {}
                            Params::Immediate(bytes) => pass.set_immediates(0, &own[..*bytes as usize]),
                            Params::Uniform(bytes, layout) => {
                                let bound = params.iter().map(|buffer| Bound {
                                    buffer: Arc::clone(buffer),
                                    offset: 0,
                                    bytes: u64::from(*bytes),
                                });
                                let group = self.bind(layout, &bound.collect::<Vec<_>>());
                                pass.set_bind_group(1, &group, &[params_at]);
                                params_at += self.params_step(*bytes);
                            }
                        }
                        pass.dispatch_workgroups(*x, *y, *z);
                    }
                }
            }
            drop(pass);
            taking.iter().for_each(|taking| taking.resolve(&mut encoder));
            self.queue.submit([encoder.finish()]);
            if let Some(taking) = taking {
                taking.give(meters);
            }
        })?;
        drop(turn);
        count(&self.counts.dispatches, n_dispatches as u64);
        Ok(())
    }

    fn bind<'b>(&self, layout: &wgpu::BindGroupLayout, bindings: &'b [Bound]) -> wgpu::BindGroup {
        let entry = |(binding, bound): (u32, &'b Bound)| wgpu::BindGroupEntry {
            binding,
            resource: wgpu::BindingResource::Buffer(wgpu::BufferBinding {
                buffer: &bound.buffer.raw,
                offset: bound.offset,
                size: wgpu::BufferSize::new(bound.bytes),
            }),
        };
        let entries: Vec<_> = (0..).zip(bindings).map(entry).collect();
        self.wgpu.create_bind_group(&wgpu::BindGroupDescriptor { label: None, layout, entries: &entries })
    }

    /// The parameters that need a buffer, one behind the other.
    fn params_buffer(&self, orders: &[Order]) -> Result<Option<Arc<DeviceBuffer>>, Trouble> {
        let mut all = Vec::new();
        for order in orders {
            if let Order::Dispatch { kernel, params, .. } = order
                && let Params::Uniform(bytes, _) = kernel.params
            {
                let end = all.len() + self.params_step(bytes) as usize;
                all.extend(&params[..bytes as usize]);
                all.resize(end, 0);
            }
        }
        if all.is_empty() {
            return Ok(None);
        }
        let buffer = self.buffer(all.len() as u64, Purpose::Kernels)?;
        self.guarded(|| self.queue.write_buffer(&buffer.raw, 0, &all))?;
        Ok(Some(buffer))
    }

    /// From the parameters of one dispatch to those of the next.
    fn params_step(&self, bytes: u32) -> u32 {
        bytes.next_multiple_of(self.limits().offset_align)
    }
}
