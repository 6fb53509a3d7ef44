//! Snippets of pointwise kinds joined to the text of one kernel. What a snippet may take for granted stands in `weft_plugin::gpu`.

use std::fmt::Write as _;

use wgpu::naga::keywords::wgsl::RESERVED;

use super::words;
use crate::value::Colour;

/// One pointwise step of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage<'a> {
    /// `fn f(v: vec4f, p: P) -> vec4f`, and what it needs.
    pub wgsl: &'a str,
    /// What `P` is made of: names of inputs and what they are.
    pub fields: Vec<(&'a str, Number)>,
}

/// A number of a parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    /// `f32`
    F32(f32),
    /// `i32`
    I32(i32),
    /// `u32`
    U32(u32),
    /// `vec4f`
    Vec4([f32; 4]),
}

impl Number {
    fn wgsl(self) -> &'static str {
        match self {
            Self::F32(_) => "f32",
            Self::I32(_) => "i32",
            Self::U32(_) => "u32",
            Self::Vec4(_) => "vec4f",
        }
    }

    fn push(self, bytes: &mut Vec<u8>) {
        match self {
            Self::F32(number) => bytes.extend(number.to_ne_bytes()),
            Self::I32(number) => bytes.extend(number.to_ne_bytes()),
            Self::U32(number) => bytes.extend(number.to_ne_bytes()),
            Self::Vec4(numbers) => {
                bytes.resize(bytes.len().next_multiple_of(16), 0);
                numbers.iter().for_each(|number| bytes.extend(number.to_ne_bytes()));
            }
        }
    }
}

/// What a snippet says that it gives of a pixel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gives {
    /// `vec4f`: as many planes as came.
    Same,
    /// `vec2f`: grey, and alpha where it came.
    Grey,
    /// `f32`: the one plane of a mask.
    Mask,
}

impl Gives {
    /// What stands behind the arrow of `f`.
    fn of(wgsl: &str) -> Self {
        let plain = words::without_comments(wgsl);
        let mut behind_fn = plain.split("fn").skip(1).map(str::trim_start);
        let own = behind_fn.find(|rest| rest.strip_prefix('f').is_some_and(|rest| rest.trim_start().starts_with('(')));
        let given = own.and_then(|rest| rest.split('{').next()?.rsplit_once("->")).map_or("", |(_, ty)| ty.trim());
        match given {
            "f32" => Self::Mask,
            "vec2f" | "vec2<f32>" => Self::Grey,
            _ => Self::Same,
        }
    }

    fn planes(self, before: u32) -> u32 {
        match self {
            Self::Same => before,
            Self::Grey => 1 + u32::from(has_alpha(before)),
            Self::Mask => 1,
        }
    }

    /// The pixel as the next stage takes it.
    fn pixel(self, call: &str) -> String {
        match self {
            Self::Same => call.to_owned(),
            Self::Grey => format!("{call}.xxxy"),
            Self::Mask => format!("vec4f(vec3f({call}), 1.0)"),
        }
    }
}

fn has_alpha(planes: u32) -> bool {
    planes == 2 || planes == 4
}

/// How many planes come out where so many go in, and what they mean, where that is not what those did that went in.
pub(super) fn outcome(stages: &[Stage<'_>], channels: u32) -> (u32, Option<Colour>) {
    stages.iter().fold((channels, None), |(planes, colour), stage| {
        let gives = Gives::of(stage.wgsl);
        let means = match gives {
            Gives::Same => colour,
            Gives::Grey => Some(Colour::Srgb),
            Gives::Mask => Some(Colour::Data),
        };
        (gives.planes(planes), means)
    })
}

/// The text for pictures of so many planes. The same for the same kinds, whatever their numbers are.
pub(super) fn text(stages: &[Stage<'_>], channels: u32) -> String {
    let mut text = String::new();
    let mut known: Vec<&str> = Vec::new();
    let mut calls = String::new();
    let mut planes = channels;
    // Two numbers of the host: pixels of this strip, and threads of a row.
    let mut fields = "weft_count: u32, weft_row: u32".to_owned();
    for (at, stage) in stages.iter().enumerate() {
        let kind = known.iter().position(|wgsl| *wgsl == stage.wgsl).unwrap_or_else(|| {
            known.push(stage.wgsl);
            text.push_str(&kind_text(stage, known.len() - 1));
            known.len() - 1
        });
        let mut given = Vec::new();
        for (name, number) in &stage.fields {
            _ = write!(fields, ", weft_{at}_{name}: {}", number.wgsl());
            given.push(format!("params.weft_{at}_{name}"));
        }
        given.push(if planes < 3 { "1u" } else { "3u" }.to_owned());
        let gives = Gives::of(stage.wgsl);
        let call = gives.pixel(&format!("f_{kind}(v, P_{kind}({}))", given.join(", ")));
        planes = gives.planes(planes);
        // What no plane keeps does not come back in the next stage.
        let kept = ["vec4f(v.xxx, 1.0)", "v.xxxw", "vec4f(v.xyz, 1.0)", "v"][planes as usize - 1];
        _ = writeln!(calls, "    v = {call}; v = {kept};");
    }
    _ = writeln!(text, "struct Params {{ {fields} }}");
    for plane in 0..channels {
        _ = writeln!(text, "@group(0) @binding({plane}) var<storage, read> weft_in{plane}: array<f32>;");
    }
    for plane in 0..planes {
        let binding = channels + plane;
        _ = writeln!(text, "@group(0) @binding({binding}) var<storage, read_write> weft_out{plane}: array<f32>;");
    }
    let read: &[&str] = match channels {
        1 => &["0", "0", "0"],
        2 => &["0", "0", "0", "1"],
        3 => &["0", "1", "2"],
        _ => &["0", "1", "2", "3"],
    };
    let read: Vec<String> = read.iter().map(|plane| format!("weft_in{plane}[i]")).collect();
    let opaque = if read.len() == 3 { ", 1.0" } else { "" };
    let parts: &[&str] = if planes == 2 { &["x", "w"] } else { &["x", "y", "z", "w"] };
    let written: String =
        (0..planes).zip(parts).map(|(plane, part)| format!("    weft_out{plane}[i] = v.{part};\n")).collect();
    _ = write!(
        text,
        "@compute @workgroup_size(WEFT_X, WEFT_Y)
fn weft_main(@builtin(global_invocation_id) at: vec3u) {{
    let i = at.y * params.weft_row + at.x;
    if (at.x >= params.weft_row || i >= params.weft_count) {{ return; }}
    var v = vec4f({}{opaque});
{calls}{written}}}
",
        read.join(", ")
    );
    text
}

/// A snippet with its `P`, all its names its own.
fn kind_text(stage: &Stage<'_>, number: usize) -> String {
    let plain = words::without_comments(stage.wgsl);
    let mut names = words::declared(&plain);
    names.push("P");
    let own = words::with_ending(&plain, &names, &format!("_{number}"));
    let field = |(name, number): &(&str, Number)| {
        let escape = if RESERVED.contains(name) { "_" } else { "" };
        format!("{name}{escape}: {}", number.wgsl())
    };
    let fields: String = stage.fields.iter().map(|one| field(one) + ", ").collect();
    format!("struct P_{number} {{ {fields}weft_colours: u32 }}\n{own}\n")
}

/// The numbers behind the two of the host, laid out as WGSL lays out `Params`.
pub(super) fn params(stages: &[Stage<'_>], count: u32, row: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    Number::U32(count).push(&mut bytes);
    Number::U32(row).push(&mut bytes);
    stages.iter().flat_map(|stage| &stage.fields).for_each(|(_, number)| number.push(&mut bytes));
    bytes.resize(bytes.len().next_multiple_of(16), 0);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    const GAIN: &str =
        "const one = 1.0; /* one */ fn f(v: vec4f, p: P) -> vec4f { return v * p.gain * one * p.from_; }";

    #[test]
    fn a_text_is_the_same_for_the_same_kinds_and_says_each_once() {
        let stage = |gain| Stage { wgsl: GAIN, fields: vec![("gain", Number::F32(gain)), ("from", Number::F32(1.0))] };
        let one = text(&[stage(1.0), stage(2.0)], 3);
        assert_eq!(one, text(&[stage(3.0), stage(4.0)], 3));
        assert_eq!(one.matches("fn f_0(").count(), 1);
        assert!(one.contains("struct P_0 { gain: f32, from_: f32, weft_colours: u32 }"), "{one}");
        assert!(one.contains("v = f_0(v, P_0(params.weft_1_gain, params.weft_1_from, 3u));"), "{one}");
        assert!(wgpu::naga::front::wgsl::parse_str(&with_tail(&one)).is_ok());
    }

    #[test]
    fn a_snippet_says_by_its_type_which_planes_it_gives() {
        let stage = |wgsl| Stage { wgsl, fields: Vec::new() };
        let same = stage(GAIN);
        let grey =
            stage("fn fgrey(v: f32) -> f32 { return v; } fn f(v: vec4f, p: P) -> /* two */ vec2f { return v.ra; }");
        let mask = stage(
            "fn f (v: vec4f, p: P) -> f32 { return v.a * f32(p.weft_colours); } fn g() -> vec4f { return vec4f(); }",
        );
        assert_eq!([&same, &grey, &mask].map(|one| Gives::of(one.wgsl)), [Gives::Same, Gives::Grey, Gives::Mask]);
        for (planes, greys) in [(1, 1), (2, 2), (3, 1), (4, 2)] {
            assert_eq!(outcome(&[same.clone(), grey.clone()], planes), (greys, Some(Colour::Srgb)));
            assert_eq!(outcome(&[grey.clone(), mask.clone(), same.clone()], planes), (1, Some(Colour::Data)));
            let text = text(&[grey.clone(), stage(mask.wgsl), stage(grey.wgsl)], planes);
            assert_eq!(text.matches("var<storage, read_write>").count(), 1, "{text}");
            assert!(wgpu::naga::front::wgsl::parse_str(&with_tail(&text)).is_ok(), "{text}");
        }
    }

    fn with_tail(text: &str) -> String {
        format!("{text} const WEFT_X = 64u; const WEFT_Y = 1u; @group(1) @binding(0) var<uniform> params: Params;")
    }

    #[test]
    fn numbers_lie_as_in_a_struct_of_wgsl() {
        let fields = vec![("a", Number::F32(1.0)), ("b", Number::Vec4([2.0; 4])), ("c", Number::I32(-3))];
        let bytes = params(&[Stage { wgsl: "", fields }], 7, 8);
        let word = |at: usize| u32::from_ne_bytes(bytes[at * 4..at * 4 + 4].try_into().unwrap());
        assert_eq!((word(0), word(1), word(2)), (7, 8, 1.0_f32.to_bits()));
        assert_eq!((word(4), word(7), word(8)), (2.0_f32.to_bits(), 2.0_f32.to_bits(), -3_i32 as u32));
        assert_eq!(bytes.len(), 48);
    }
}
