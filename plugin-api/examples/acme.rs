//! A whole plugin: `cargo build -p weft-plugin --example acme`. Tests of this folder look at what it exports.
#![forbid(unsafe_code)]

use weft_plugin::prelude::*;

/// Darkens an image towards its edges.
#[node(id = "com.acme.vignette", version = 1, category = "Image/Stylise", pure)]
pub fn vignette(
    call: &Call,
    image: &Image,
    /// How dark the corners get
    #[input(default = 0.5, soft = 0.0..=1.0, hard = 0.0.., step = 0.01)]
    strength: f32,
    #[input(default = 0.75, soft = 0.0..=2.0, step = 0.01)] radius: f32,
) -> Result<ImageMut> {
    let mut out = call.image_like_for_overwrite(image)?;
    let (w, h, colours) = (image.width() as f32, image.height() as f32, image.colours());
    out.fill_rows(call, |plane, y, row| {
        let dy = 2.0 * y as f32 / h - 1.0;
        for (x, (sample, &from)) in row.iter_mut().zip(image.row(plane, y)).enumerate() {
            let dx = 2.0 * x as f32 / w - 1.0;
            let dark = strength * ((dx * dx + dy * dy).sqrt() - radius).max(0.0);
            *sample = if plane >= colours { from } else { from * (1.0 - dark).max(0.0) };
        }
    })?;
    Ok(out)
}

/// Exponential moving average over successive calls.
#[derive(Default)]
pub struct Ema {
    last: Option<f64>,
}

/// Follows a number, slowly.
#[node(id = "com.acme.ema", version = 2, category = "Math")]
impl Ema {
    fn run(&mut self, x: f64, #[input(default = 0.2, hard = 0.0..=1.0)] alpha: f64) -> f64 {
        let y = self.last.map_or(x, |last| last + alpha * (x - last));
        self.last = Some(y);
        y
    }

    /// Version 1 called the setting `smoothing`, in percent.
    fn migrate(from: u32, settings: &mut Settings) -> Result<()> {
        if from < 2
            && let Some(percent) = settings.number("smoothing")
        {
            settings.remove("smoothing");
            settings.set_number("alpha", percent / 100.0);
        }
        Ok(())
    }
}

/// How two numbers become one.
#[derive(Clone, Copy, Default, Choice)]
pub enum Operation {
    /// One and the other
    #[default]
    Add,
    /// One without the other
    Subtract,
}

/// What came out, twice.
#[derive(Outputs)]
pub struct Sum {
    /// With its fraction
    exact: f64,
    /// Without it
    #[output(label = "Whole")]
    rounded: i64,
}

/// Calculates.
#[node(id = "com.acme.calculate", category = "Math", pure)]
pub fn calculate(a: f64, b: f64, #[input(default = Operation::Add)] operation: Operation) -> Sum {
    let exact = match operation {
        Operation::Add => a + b,
        Operation::Subtract => a - b,
    };
    Sum { exact, rounded: exact.round() as i64 }
}

/// Gives back what it gets.
#[node(id = "com.acme.same", category = "Flow", pure, output(id = "value", ty = "$T"))]
pub fn same(#[input(ty = "$T")] value: &Value) -> Value {
    value.clone()
}

/// Trips, to show what becomes of it.
#[node(id = "com.acme.trip", category = "Math")]
pub fn trip(call: &Call, #[input(default = 3)] at: u32) -> Result<i64> {
    call.parallel(8, |index| assert!(index != at, "tripped at {at}"))?;
    Ok(8)
}

plugin! { id: "com.acme", label: "Acme", vendor: "Acme", license: "MIT", kinds: [vignette, Ema, calculate, same, trip] }
