//! `image.noise`: random samples, the same as PyTorch draws on the CPU from the same seed.

use weft_kernels::noise::TorchRandom;
use weft_plugin::prelude::*;

/// How samples are distributed.
#[derive(Clone, Copy, Default, PartialEq, Eq, Choice)]
pub(crate) enum Distribution {
    /// Around the mean, as `torch.randn`
    #[default]
    Normal,
    /// Evenly from the mean upwards, as `torch.rand`
    Uniform,
}

/// Makes random samples.
///
/// The same seed gives what PyTorch gives on the CPU for `torch.randn((channels, height, width))`,
/// so that pictures compare with those of other programs.
#[node(id = "image.noise", category = "Image/Make", label = "Noise", pure, output = "image")]
#[expect(clippy::too_many_arguments, reason = "each is an input of the kind")]
pub(crate) fn noise(
    call: &Call,
    /// Another number, another picture
    #[input(default = 0, on_node)]
    seed: Seed,
    /// How wide it is
    #[input(default = 512, soft = 1..=4096, hard = 1..=65536, unit = "px")]
    width: u32,
    /// How high it is
    #[input(default = 512, soft = 1..=4096, hard = 1..=65536, unit = "px")]
    height: u32,
    /// Grey, colour, or colour with transparency
    #[input(default = 3, hard = 1..=4)]
    channels: u32,
    /// How samples are distributed
    #[input(default = Distribution::Normal)]
    distribution: Distribution,
    /// Added to each sample
    #[input(default = 0.5, soft = 0.0..=1.0)]
    mean: f32,
    /// Each sample is multiplied with it first
    #[input(default = 0.2, soft = 0.0..=1.0)]
    amount: f32,
) -> Result<ImageMut> {
    let mut out = call.image_for_overwrite(width, height, channels)?;
    let len = width as usize * height as usize;
    // One draw for all planes, as a tensor of channels × height × width is drawn.
    let mut samples = Vec::new();
    let room = samples.try_reserve_exact(len * channels as usize);
    room.map_err(|why| Error::out_of_memory(format!("no memory to draw {width}×{height} samples: {why}")))?;
    samples.resize(len * channels as usize, 0.0);
    let mut random = TorchRandom::new(seed.0 as u64);
    match distribution {
        Distribution::Normal => random.randn(&mut samples),
        Distribution::Uniform => random.rand(&mut samples),
    }
    call.report(0.7)?;
    out.fill_rows(call, |plane, y, row| {
        let start = plane as usize * len + y as usize * width as usize;
        row.iter_mut().zip(&samples[start..]).for_each(|(to, drawn)| *to = mean + amount * drawn);
    })?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use weft_plugin::testing;

    #[test]
    fn it_keeps_the_law_of_nodes() {
        testing::validate(&noise::KIND).set("width", 40).set("height", 9).check();
    }

    #[test]
    fn the_first_samples_are_those_of_torch() {
        // torch.manual_seed(0); torch.randn((1, 4, 8)).flatten()[:4], torch 2.15 on the CPU.
        let run = testing::run(&noise::KIND).int("seed", 0).int("width", 8).int("height", 4).int("channels", 1);
        let drawn = run.float("mean", 0.0).float("amount", 1.0).go().unwrap().image("image");
        for (x, expected) in [-1.125_839_8_f32, -1.152_360_2, -0.250_578_58, -0.433_878_8].into_iter().enumerate() {
            assert!((drawn.at(x as u32, 0, 0) - expected).abs() < 1e-5, "{x}: {}", drawn.at(x as u32, 0, 0));
        }
    }
}
