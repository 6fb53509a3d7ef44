//! Where things lie on this machine. The only place of the runner that reads the environment.

use etcetera::BaseStrategy as _;
use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use weft_engine::gpu::matters_to_drivers;

/// Folders of the user and of the program.
#[derive(Debug, Clone)]
pub(crate) struct Folders {
    /// Of the program: built-in plugins lie beside it.
    pub(crate) program: PathBuf,
    /// Plugins and models that the user installed.
    pub(crate) data: PathBuf,
    /// What can be made again.
    pub(crate) cache: PathBuf,
    /// From `WEFT_PLUGIN_PATH`, in its order.
    pub(crate) plugin_path: Vec<PathBuf>,
    /// From `ORT_DYLIB_PATH`: a runtime of models, for all programs that run them.
    pub(crate) runtime: Option<PathBuf>,
    /// The active Python environment, if `WEFT_RUNTIME_FROM_PYTHON` says that its runtime may be used.
    pub(crate) python: Option<PathBuf>,
    /// What graphics drivers are told.
    pub(crate) drivers: Vec<(String, OsString)>,
}

impl Folders {
    /// Looks them up. `WEFT_HOME` puts data and cache below one folder, for tests and portable installations.
    pub(crate) fn find() -> Self {
        let program = env::current_exe().ok().and_then(|file| file.parent().map(PathBuf::from)).unwrap_or_default();
        let plugin_path = env::var_os("WEFT_PLUGIN_PATH")
            .map(|paths| env::split_paths(&paths).filter(|path| !path.as_os_str().is_empty()).collect())
            .unwrap_or_default();
        let (data, cache) = match env::var_os("WEFT_HOME").filter(|home| !home.is_empty()) {
            Some(home) => (PathBuf::from(&home).join("data"), PathBuf::from(home).join("cache")),
            None => match etcetera::choose_base_strategy() {
                Ok(base) => (base.data_dir().join("weft"), base.cache_dir().join("weft")),
                // No home folder: nothing is remembered beyond this machine's temporary files.
                Err(_) => (env::temp_dir().join("weft/data"), env::temp_dir().join("weft/cache")),
            },
        };
        let named = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let runtime = named("ORT_DYLIB_PATH");
        let python =
            named("WEFT_RUNTIME_FROM_PYTHON").and_then(|_| named("VIRTUAL_ENV").or_else(|| named("CONDA_PREFIX")));
        let text = |(name, value): (OsString, OsString)| Some((name.into_string().ok()?, value));
        let drivers = env::vars_os().filter_map(text).filter(|(name, _)| matters_to_drivers(name)).collect();
        Self { program, data, cache, plugin_path, runtime, python, drivers }
    }
}
