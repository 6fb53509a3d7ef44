//! `weft engine`: serves another program, such as the editor, over standard input and output. The protocol is described in
//! the README of the engine, with a client in Python.

use crate::arguments;
use crate::exit::Exit;
use crate::terminal;
use weft_engine::engine::EngineConfig;
use weft_engine::session::{ChildLimits, serve};

/// Serves until the other side has gone.
pub(crate) fn engine(config: EngineConfig, asked: &arguments::Engine) -> Exit {
    let memory_bytes_max = asked.memory_max.map(|mib| mib.saturating_mul(1 << 20));
    let limits = ChildLimits { memory_bytes_max, tell_people: terminal::diagnostic };
    match serve(config, limits) {
        Ok(()) => Exit::Done,
        Err(told) => {
            terminal::diagnostic(&told);
            Exit::Usage
        }
    }
}
