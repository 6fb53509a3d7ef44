//! What the SDK costs a call: `cargo run --release -p weft-plugin --example overhead`.
#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "a measurement is printed")]

use weft_plugin::prelude::*;
use weft_plugin::testing::nanoseconds_a_call;

/// Two numbers in, one out.
#[node(id = "bench.add", category = "Bench", pure)]
fn add(a: f64, b: f64) -> f64 {
    a + b
}

/// Eight numbers in, one out.
#[node(id = "bench.add_many", category = "Bench", pure)]
fn add_many(a: f32, b: f32, c: f32, d: f32, e: i64, f: i64, g: u32, h: Seed) -> Result<f32> {
    Ok(a + b + c + d + (e + f + i64::from(g) + h.0) as f32)
}

fn main() {
    println!("two numbers in, one out    {:6.1} ns", nanoseconds_a_call(&add::KIND));
    println!("eight numbers in, one out  {:6.1} ns", nanoseconds_a_call(&add_many::KIND));
}
