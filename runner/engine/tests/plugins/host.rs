//! A host for calls, which stops when it is told to.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use weft_engine::plugins::{CallError, CallHost, CallStatus, Flow, Folder, Gpu, LogLevel, Meter};

#[derive(Default)]
pub(crate) struct TestHost {
    pub(crate) stop: AtomicBool,
    pub(crate) reports: Mutex<Vec<(f64, String)>>,
    pub(crate) words: Mutex<Vec<(LogLevel, String)>>,
    pub(crate) gpu: Option<Gpu>,
    pub(crate) meter: Arc<Meter>,
}

impl CallHost for TestHost {
    fn report(&self, fraction: f64, message: &str) -> Flow {
        self.reports.lock().unwrap().push((fraction, message.to_owned()));
        self.flow()
    }

    fn flow(&self) -> Flow {
        if self.stop.load(Ordering::Relaxed) { Flow::Stop } else { Flow::Go }
    }

    fn log(&self, level: LogLevel, message: &str) {
        self.words.lock().unwrap().push((level, message.to_owned()));
    }

    fn threads(&self) -> u32 {
        2
    }

    fn gpu(&self) -> Option<&Gpu> {
        self.gpu.as_ref()
    }

    fn meter(&self) -> Option<Arc<Meter>> {
        Some(Arc::clone(&self.meter))
    }

    fn for_each(&self, count: u32, work: &(dyn Fn(u32) + Sync)) -> Flow {
        std::thread::scope(|scope| {
            scope.spawn(|| (0..count).step_by(2).for_each(work));
            (1..count).step_by(2).for_each(work);
        });
        self.flow()
    }

    fn folder(&self, which: Folder, plugin: &str) -> Option<PathBuf> {
        match which {
            Folder::Graph => Some("/graph".into()),
            Folder::Cache => Some(Path::new("/cache").join(plugin)),
            Folder::Temp => None,
        }
    }

    fn resolve(&self, path: &Path) -> PathBuf {
        Path::new("/graph").join(path)
    }

    fn model_file(&self, model: &str, file: &str) -> Result<PathBuf, CallError> {
        if model == "there" {
            return Ok(Path::new("/models").join(file));
        }
        let message = format!("the model `{model}` is not installed");
        Err(CallError { status: CallStatus::MissingModel, message })
    }
}
