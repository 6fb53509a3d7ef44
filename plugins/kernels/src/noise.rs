//! Chance from a seed, the same as PyTorch's generator on the CPU gives: `torch.rand` and `torch.randn` in f32.
//! diffusers and ComfyUI draw their latents so. A generator on CUDA (Philox) gives other numbers.

use std::f32::consts::TAU;

use rayon::prelude::*;

const STATE: usize = 624;
/// PyTorch makes normal values in blocks of this many.
const BLOCK: usize = 16;
/// Values per parallel job; a multiple of `BLOCK`.
const JOB: usize = 1 << 14;

/// A generator as `torch.Generator().manual_seed(seed)` makes it. Draws follow each other, as in PyTorch.
#[derive(Debug, Clone)]
pub struct TorchRandom {
    state: Box<[u32; STATE]>,
    next: usize,
    /// The second value of a pair, kept for the next small draw.
    spare_normal: Option<f64>,
}

impl TorchRandom {
    /// Only the low 32 bits of the seed count, as in PyTorch.
    pub fn new(seed: u64) -> Self {
        let mut state = Box::new([seed as u32; STATE]);
        for i in 1..STATE {
            let last = state[i - 1];
            state[i] = (last ^ (last >> 30)).wrapping_mul(1_812_433_253).wrapping_add(i as u32);
        }
        Self { state, next: STATE, spare_normal: None }
    }

    /// Fills `out` as `torch.rand(out.len())`: uniform in [0, 1).
    pub fn rand(&mut self, out: &mut [f32]) {
        out.iter_mut().for_each(|value| *value = self.uniform());
    }

    /// Fills `out` as `torch.randn(out.len())`: normal, mean 0, deviation 1.
    pub fn randn(&mut self, out: &mut [f32]) {
        if out.len() < BLOCK {
            out.iter_mut().for_each(|value| *value = self.normal());
            return;
        }
        self.rand(out);
        let whole = out.len() / BLOCK * BLOCK;
        out[..whole].par_chunks_mut(JOB).for_each(|job| job.as_chunks_mut().0.iter_mut().for_each(normals_of_block));
        if whole < out.len()
            && let Some(last) = out.last_chunk_mut()
        {
            // PyTorch draws the last 16 places again, over what the blocks had left there.
            self.rand(last);
            normals_of_block(last);
        }
    }

    /// A draw of fewer than 16 values takes this other way, in f64 and pair by pair.
    fn normal(&mut self) -> f32 {
        let normal = self.spare_normal.take().unwrap_or_else(|| {
            let (turn, distance) = (self.uniform_f64(), self.uniform_f64());
            let radius = (-2.0 * (-distance).ln_1p()).sqrt();
            let angle = std::f64::consts::TAU * turn;
            self.spare_normal = Some(radius * angle.sin());
            radius * angle.cos()
        });
        normal as f32
    }

    fn uniform(&mut self) -> f32 {
        (self.u32() & 0xFF_FFFF) as f32 / (1 << 24) as f32
    }

    fn uniform_f64(&mut self) -> f64 {
        let high = u64::from(self.u32());
        let bits = (high << 32 | u64::from(self.u32())) & ((1 << 53) - 1);
        bits as f64 / (1_u64 << 53) as f64
    }

    /// The next 32 bits of MT19937.
    fn u32(&mut self) -> u32 {
        if self.next == STATE {
            for i in 0..STATE {
                let mixed = self.state[i] & 0x8000_0000 | self.state[(i + 1) % STATE] & 0x7FFF_FFFF;
                let twist = if mixed & 1 == 1 { 0x9908_B0DF } else { 0 };
                self.state[i] = self.state[(i + 397) % STATE] ^ (mixed >> 1) ^ twist;
            }
            self.next = 0;
        }
        let mut bits = self.state[self.next];
        self.next += 1;
        bits ^= bits >> 11;
        bits ^= (bits << 7) & 0x9D2C_5680;
        bits ^= (bits << 15) & 0xEFC6_0000;
        bits ^ (bits >> 18)
    }
}

/// Box and Muller, from sixteen uniform values. The steps round to f32 as PyTorch's do; the functions are taken in f64,
/// so that all systems round them alike.
fn normals_of_block(block: &mut [f32; BLOCK]) {
    for i in 0..BLOCK / 2 {
        let distance = (f64::from(1.0 - block[i])).ln() as f32;
        let radius = (-2.0 * distance).sqrt();
        let (sin, cos) = f64::from(TAU * block[i + BLOCK / 2]).sin_cos();
        block[i] = radius * cos as f32;
        block[i + BLOCK / 2] = radius * sin as f32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bands::with_threads;

    #[test]
    fn any_number_of_threads_draws_the_same_values() {
        let draw = || {
            let mut out = vec![0.0; 3 * JOB + 21];
            TorchRandom::new(3).randn(&mut out);
            out
        };
        assert_eq!(with_threads(1, draw).unwrap(), with_threads(8, draw).unwrap());
    }

    #[test]
    fn an_empty_draw_takes_nothing_from_the_generator() {
        let (mut random, mut fresh) = (TorchRandom::new(1), TorchRandom::new(1));
        random.randn(&mut []);
        random.rand(&mut []);
        assert_eq!(random.u32(), fresh.u32());
    }
}
