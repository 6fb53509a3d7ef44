//! Every sort of file against what Pillow reads (`tests/oracles/pillow_files.py`), and every sort of broken file.

use std::fs;
use std::path::PathBuf;

use weft_kernels::Plane;

use super::*;
use crate::picture::Samples;

const LIMITS: Limits = Limits { bytes_max: 1 << 20, pixels_max: 10_000 };

fn golden(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/golden/files")).join(name)
}

fn planes_of(opened: &Opened) -> Vec<Plane> {
    let (width, height) = opened.picture.size();
    let mut planes = vec![Plane::new(width, height); opened.picture.planes()];
    let mut views: Vec<_> = planes.iter_mut().map(Plane::view_mut).collect();
    opened.picture.write(&opened.to_srgb, &mut views, None).unwrap();
    planes
}

/// What Pillow reads, in [0, 1], interleaved.
fn expected(name: &str, bits: u32) -> Vec<f32> {
    let bytes = fs::read(golden(&format!("{name}.raw"))).unwrap();
    match bits {
        8 => bytes.iter().map(|&byte| f32::from(byte) / 255.0).collect(),
        16 => bytes.as_chunks::<2>().0.iter().map(|&pair| f32::from(u16::from_le_bytes(pair)) / 65535.0).collect(),
        _ => bytes.as_chunks::<4>().0.iter().map(|&four| f32::from_le_bytes(four)).collect(),
    }
}

/// Largest and mean difference, in steps of the depth in which Pillow answers.
fn difference(name: &str, bits: u32) -> (f32, f32) {
    let opened = open_picture(&golden(name), LIMITS, Profile::Apply).unwrap();
    assert_eq!(opened.warnings, Vec::<String>::new(), "{name}");
    let planes = planes_of(&opened);
    let wanted = expected(name, bits);
    let (width, height) = opened.picture.size();
    assert_eq!(wanted.len(), width * height * planes.len(), "{name}: {width}×{height}, {} planes", planes.len());
    let steps = if bits == 32 { 1.0 } else { ((1_u32 << bits) - 1) as f32 };
    let (mut largest, mut sum) = (0.0_f32, 0.0_f32);
    for (at, wanted) in wanted.iter().enumerate() {
        let (pixel, channel) = (at / planes.len(), at % planes.len());
        let got = planes[channel].row(pixel / width)[pixel % width];
        // In eight bits both sides round; floats stay as they are.
        let got = if bits == 32 { got } else { (got * steps).round_ties_even() / steps };
        let difference = (got - wanted).abs() * steps;
        (largest, sum) = (largest.max(difference), sum + difference);
    }
    (largest, sum / wanted.len() as f32)
}

#[test]
fn files_without_loss_are_read_exactly_as_pillow_reads_them() {
    let eight = [
        "grey1.png",
        "grey8.png",
        "grey_alpha.png",
        "rgb8.png",
        "rgba8.png",
        "palette.png",
        "profile_srgb.png",
        "lossless.webp",
        "plain.bmp",
        "two_frames.gif",
        "lzw.tif",
        "bits.tif",
        "rgba.tif",
        "turned.tif",
    ];
    let sixteen = ["grey16.png", "rgb16.png", "grey16.tif", "planes_apart.tif"];
    let floats = ["float_grey.tif", "float_rgb.tif", "half_floats.tif"];
    let all = eight.map(|name| (name, 8)).into_iter().chain(sixteen.map(|name| (name, 16)));
    for (name, bits) in all.chain(floats.map(|name| (name, 32))) {
        // A 16-bit sample is not always a multiple of 1/65535 in f32.
        let (largest, _) = difference(name, bits);
        assert!(largest < 0.01, "{name}: {largest} steps");
    }
}

#[test]
fn files_with_loss_are_read_nearly_as_pillow_reads_them() {
    let mut names = vec!["full.jpg", "half.jpg", "progressive.jpg", "grey.jpg", "lossy.webp"];
    let turned: Vec<_> = (1..=8).map(|number| format!("turned{number}.jpg")).collect();
    names.extend(turned.iter().map(String::as_str));
    for name in names {
        let (largest, mean) = difference(name, 8);
        println!("{name}: max {largest}, mean {mean}");
        assert!(mean <= 0.5, "{name}: max {largest}, mean {mean}");
    }
}

#[test]
fn profiles_lead_to_the_colours_of_lcms() {
    for name in ["profile_rgb.png", "profile_grey.png", "profile_ink.tif"] {
        let (largest, mean) = difference(name, 8);
        println!("{name}: max {largest}, mean {mean}");
        assert!(mean <= 0.1 && largest < 1.01, "{name}: max {largest}, mean {mean}");
    }
}

#[test]
fn ink_without_a_profile_is_the_rough_guess_of_pillow_and_says_so() {
    for name in ["ink.jpg", "ink.tif"] {
        let opened = open_picture(&golden(name), LIMITS, Profile::Apply).unwrap();
        assert!(opened.warnings[0].contains("rough guess"), "{:?}", opened.warnings);
        let wanted = expected(name, 8);
        let planes = planes_of(&opened);
        let (width, _) = opened.picture.size();
        let off = |(at, wanted): (usize, &f32)| {
            let (pixel, channel) = (at / 3, at % 3);
            (planes[channel].row(pixel / width)[pixel % width] - wanted).abs() * 255.0
        };
        let mean = wanted.iter().enumerate().map(off).sum::<f32>() / wanted.len() as f32;
        assert!(mean <= 0.5, "{name}: {mean}");
    }
}

#[test]
fn a_profile_can_be_left_alone_and_tells_its_name() {
    let path = golden("profile_rgb.png");
    let left = open_picture(&path, LIMITS, Profile::Ignore).unwrap();
    let plain = open_picture(&golden("rgb8.png"), LIMITS, Profile::Apply).unwrap();
    assert_eq!(planes_of(&left), planes_of(&plain));
    assert_eq!(open_picture(&path, LIMITS, Profile::Apply).unwrap().profile_name.as_deref(), Some("Wide"));
}

#[test]
fn cameras_are_named() {
    let opened = open_picture(&golden("turned6.jpg"), LIMITS, Profile::Apply).unwrap();
    let shot = crate::exif_fields::shot(opened.picture.exif.as_deref().unwrap());
    assert_eq!(shot.camera.as_deref(), Some("Acme Two"));
    assert_eq!(shot.taken.as_deref(), Some("2024-05-21 14:03:59"));
}

/// The sentence for a file with this content.
fn refused(name: &str, bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    let error = open_picture(&path, LIMITS, Profile::Apply).err().expect(name).to_string();
    assert!(error.contains(name) && error.contains("; "), "a path and a hint: {error}");
    error
}

#[test]
fn half_of_a_file_is_said_to_end_too_early() {
    for name in [
        "rgb8.png",
        "full.jpg",
        "progressive.jpg",
        "lossless.webp",
        "lossy.webp",
        "plain.bmp",
        "two_frames.gif",
        "lzw.tif",
    ] {
        let whole = fs::read(golden(name)).unwrap();
        // The first frame of the film is whole after its first half.
        for part in [whole.len() / 4, whole.len() * 2 / 5] {
            let error = refused(name, &whole[..part]);
            assert!(error.contains("ends too early"), "{name} {part}: {error}");
        }
    }
}

#[test]
fn any_broken_byte_gives_a_picture_or_a_sentence() {
    for name in [
        "rgb8.png",
        "profile_rgb.png",
        "full.jpg",
        "progressive.jpg",
        "profile_ink.tif",
        "turned3.jpg",
        "lossless.webp",
        "lossy.webp",
        "plain.bmp",
        "two_frames.gif",
        "lzw.tif",
        "bits.tif",
        "planes_apart.tif",
    ] {
        let whole = fs::read(golden(name)).unwrap();
        for at in 0..whole.len().min(400) {
            let mut bytes = whole.clone();
            bytes[at] ^= [0xff, 0x01, 0x80][at % 3];
            if let Ok(opened) = understand(Path::new(name), &bytes, LIMITS.pixels_max, Profile::Apply) {
                planes_of(&opened);
            }
        }
    }
}

#[test]
fn a_jpeg_that_the_decoder_would_garble_is_refused() {
    // From `cjpeg -scans` with a scan for each colour.
    let bytes = fs::read(golden("scans_apart.jpg")).unwrap();
    assert!(refused("a.jpg", &bytes).contains("its colours stand in scans of their own; convert it"));
}

#[test]
fn what_is_no_picture_is_said_to_be_none() {
    assert!(refused("a.png", b"").contains("the file is empty (0 bytes)"));
    assert!(refused("a.png", b"version https://git-lfs.github.com/spec/v1\n").contains("git lfs pull"));
    assert!(refused("a.jpg", b"plain text").contains("it is a text, not a picture"));
    assert!(refused("a.png", b"\x89PNG\r\n\x1a\n").contains("ends too early"));
    assert!(refused("a.jpg", b"\xff\xd8\xff").contains("ends too early"));
}

#[test]
fn a_wrong_extension_does_no_harm_but_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("really_a_png.jpg");
    fs::copy(golden("rgb8.png"), &path).unwrap();
    let opened = open_picture(&path, LIMITS, Profile::Apply).unwrap();
    assert_eq!(opened.warnings, ["the name says JPEG, but it is a PNG file; it was read as that"]);
    assert!(matches!(&opened.picture.samples, Samples::U8(_)));
}

#[test]
fn what_is_no_file_is_said_to_be_none() {
    let folder = tempfile::tempdir().unwrap();
    let said = |path: &Path| open_picture(path, LIMITS, Profile::Apply).err().unwrap().to_string();
    assert!(said(folder.path()).contains("it is a folder, not a file; name one file in it"));
    assert!(said(&folder.path().join("none.png")).contains("none.png\": there is no such file"));
    assert_eq!(said(Path::new("")), "no path is set; choose a file");
    if cfg!(unix) {
        assert!(said(Path::new("/dev/zero")).contains("it is not an ordinary file"));
    }
}

#[test]
fn a_bomb_is_refused_before_its_pixels_are_touched() {
    let folder = tempfile::tempdir().unwrap();
    let said = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        open_picture(&path, Limits { bytes_max: 1 << 20, pixels_max: 100_000_000 }, Profile::Apply)
            .err()
            .unwrap()
            .to_string()
    };
    // The header of a PNG of 30000×30000, whose pixels would fill 2.7 GB.
    let mut header = *b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x75\x30\0\0\x75\x30\x08\x02\0\0\0\0\0\0\0";
    let checksum = crc32(&header[12..29]).to_be_bytes();
    header[29..].copy_from_slice(&checksum);
    let mut png = header.to_vec();
    png.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
    assert!(
        said("bomb.png", &png).contains("30000×30000, which is more than the 100000000 pixels"),
        "{}",
        said("bomb.png", &png)
    );
    let mut gif = fs::read(golden("two_frames.gif")).unwrap();
    gif[6..10].copy_from_slice(&[0x30, 0x75, 0x30, 0x75]);
    assert!(said("bomb.gif", &gif).contains("30000×30000"));
    assert!(said("fat.png", &vec![0; (1 << 20) + 1]).contains("1048577 bytes, but `max_bytes` is 1048576"));
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}
