//! Finds the model that the crate `rustface` carries in its source, so that the plugin can embed it.
//! It is asked of cargo, as nothing else knows where the sources of crates lie.

use std::error::Error;
use std::path::Path;
use std::process::Command;

/// Where it lies in the crate.
const MODEL: &str = "model/seeta_fd_frontal_v1.0.bin";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=Cargo.toml");
    // What other systems or tests need may never have been fetched: then cargo fetches it.
    let asked = ask_cargo("--frozen").or_else(|_| ask_cargo("--locked"))?;
    let told: serde_json::Value = serde_json::from_slice(&asked)?;
    let packages = told["packages"].as_array().ok_or("cargo metadata names no packages")?;
    let manifest = packages.iter().find(|package| package["name"] == "rustface");
    let manifest = manifest.and_then(|package| package["manifest_path"].as_str()).ok_or("there is no rustface")?;
    let model = Path::new(manifest).with_file_name("").join(MODEL);
    if !model.is_file() {
        return Err(format!("{} is not there", model.display()).into());
    }
    println!("cargo::rustc-env=SEETAFACE_MODEL={}", model.display());
    Ok(())
}

/// What cargo knows of all packages.
fn ask_cargo(how: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let asked = Command::new(std::env::var("CARGO")?)
        .args(["metadata", "--format-version=1", how, "--filter-platform"])
        .arg(std::env::var("TARGET")?)
        .arg("--manifest-path")
        .arg(Path::new(&std::env::var("CARGO_MANIFEST_DIR")?).join("Cargo.toml"))
        .output()?;
    if !asked.status.success() {
        return Err(format!("cargo metadata: {}", String::from_utf8_lossy(&asked.stderr)).into());
    }
    Ok(asked.stdout)
}
