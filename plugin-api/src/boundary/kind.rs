//! Descriptors as static tables, built while compiling by the macros, and the functions behind them.

use super::RawCall;
use super::guard::guard;
use super::value::{str_of, text_of};
use crate::call::Call;
use crate::describe::{ModelUse, Name};
use crate::settings::Settings;
use crate::{Error, Result};
use std::ffi::{CStr, c_char, c_void};
use std::ptr;
use weft_abi::*;

/// An input of a kind, as the host reads it.
#[repr(transparent)]
pub struct Input(pub(crate) weft_input);

/// An output of a kind, as the host reads it.
#[repr(transparent)]
pub struct Output(pub(crate) weft_output);

/// A kind, as the host reads it. `#[node]` makes one: `vignette::KIND`.
#[repr(transparent)]
pub struct Kind(pub(crate) weft_kind);

/// A function that is a kind. Written by `#[node]`.
pub trait Function: 'static {
    /// Reads the inputs, calls the function, gives the outputs.
    fn run(call: &Call) -> Result<()>;
}

/// A state whose `run` takes `&mut self`. Written by `#[node]`.
pub trait Exclusive: Default + Send + 'static {
    /// As of [`Function`].
    fn run(&mut self, call: &Call) -> Result<()>;
}

/// A state whose `run` takes `&self`. Written by `#[node]`.
pub trait Shared: Default + Send + Sync + 'static {
    /// As of [`Function`].
    fn run(&self, call: &Call) -> Result<()>;
}

/// Moves settings from an older version. Written by `#[node]`.
pub trait Migrate: 'static {
    /// Changes them in place.
    fn migrate(from_version: u32, settings: &mut Settings) -> Result<()>;
}

/// What a result depends on beside the inputs. Written by `#[node]`.
pub trait Fingerprint: 'static {
    /// A hash of it.
    fn fingerprint(call: &Call) -> Result<u64>;
}

impl Kind {
    /// Of a function.
    pub const fn function<F: Function>(id: &'static CStr, version: u32) -> Self {
        Self::new(id, version, WEFT_THREAD_PARALLEL, None, None, run_function::<F>)
    }

    /// Of a state whose `run` takes `&mut self`.
    pub const fn exclusive<S: Exclusive>(id: &'static CStr, version: u32) -> Self {
        Self::new(id, version, WEFT_THREAD_INSTANCE, Some(create::<S>), Some(destroy::<S>), run_exclusive::<S>)
    }

    /// Of a state whose `run` takes `&self`.
    pub const fn shared<S: Shared>(id: &'static CStr, version: u32) -> Self {
        Self::new(id, version, WEFT_THREAD_PARALLEL, Some(create::<S>), Some(destroy::<S>), run_shared::<S>)
    }

    const fn new(
        id: &'static CStr,
        version: u32,
        thread_mode: u32,
        create: Option<weft_create_fn>,
        destroy: Option<unsafe extern "C" fn(*mut c_void)>,
        run: unsafe extern "C" fn(*mut c_void, *mut weft_call) -> weft_status,
    ) -> Self {
        Self(weft_kind {
            struct_size: size_of::<weft_kind>() as u32,
            version,
            flags: 0,
            thread_mode,
            reserved0: 0,
            id: id.as_ptr(),
            label: ptr::null(),
            category: c"".as_ptr(),
            doc: c"".as_ptr(),
            inputs: array::<Input>(&[]),
            outputs: array::<Output>(&[]),
            models: array::<ModelUse>(&[]),
            replaces: array::<Name>(&[]),
            halo_px: 0.0,
            halo_scale: 0.0,
            halo_input: ptr::null(),
            wgsl: ptr::null(),
            meta_json: ptr::null(),
            create,
            destroy,
            run: Some(run),
            migrate: None,
            fingerprint: None,
            get_extension: None,
        })
    }

    /// Shown to the user, where it stands in menus, and what it does.
    #[must_use]
    pub const fn texts(mut self, label: &'static CStr, category: &'static CStr, doc: &'static CStr) -> Self {
        self.0.label = label.as_ptr();
        self.0.category = category.as_ptr();
        self.0.doc = doc.as_ptr();
        self
    }

    /// What goes in and out.
    #[must_use]
    pub const fn places(mut self, inputs: &'static [Input], outputs: &'static [Output]) -> Self {
        self.0.inputs = array(inputs);
        self.0.outputs = array(outputs);
        self
    }

    /// `WEFT_KIND_…`
    #[must_use]
    pub const fn flags(mut self, flags: u64) -> Self {
        self.0.flags = flags;
        self
    }

    /// `WEFT_THREAD_…`, where it is not what the function itself says.
    #[must_use]
    pub const fn thread_mode(mut self, mode: u32) -> Self {
        self.0.thread_mode = mode;
        self
    }

    /// Which models it may use, and what other kinds it stands in for.
    #[must_use]
    pub const fn uses(mut self, models: &'static [ModelUse], replaces: &'static [Name]) -> Self {
        self.0.models = array(models);
        self.0.replaces = array(replaces);
        self
    }

    /// How far away an output pixel looks: `px` + `scale` × an input.
    #[must_use]
    pub const fn halo(mut self, px: f64, scale: f64, input: Option<&'static CStr>) -> Self {
        self.0.halo_px = px;
        self.0.halo_scale = scale;
        if let Some(input) = input {
            self.0.halo_input = input.as_ptr();
        }
        self
    }

    /// The same for a pixel on the GPU.
    #[must_use]
    pub const fn wgsl(mut self, wgsl: &'static CStr) -> Self {
        self.0.wgsl = wgsl.as_ptr();
        self
    }

    /// For the editor only: a JSON object.
    #[must_use]
    pub const fn meta(mut self, json: &'static CStr) -> Self {
        self.0.meta_json = json.as_ptr();
        self
    }

    /// How settings of older versions become those of today.
    #[must_use]
    pub const fn migrate<M: Migrate>(mut self) -> Self {
        self.0.migrate = Some(migrate::<M>);
        self
    }

    /// What its result depends on beside the inputs.
    #[must_use]
    pub const fn fingerprint<F: Fingerprint>(mut self) -> Self {
        self.0.fingerprint = Some(fingerprint::<F>);
        self
    }

    /// Such as `com.acme.vignette`.
    pub const fn id(&self) -> &'static CStr {
        // SAFETY: made of a `&'static CStr` in `new`.
        unsafe { CStr::from_ptr(self.0.id) }
    }

    /// The table itself, for whoever plays the host in a test.
    pub const fn as_raw(&self) -> &weft_kind {
        &self.0
    }
}

pub(crate) const fn array<T>(items: &'static [T]) -> weft_array {
    weft_array { ptr: items.as_ptr().cast(), len: items.len() as u32, stride: size_of::<T>() as u32 }
}

/// An absent text.
pub(crate) const ABSENT: *const c_char = ptr::null();

unsafe extern "C" fn run_function<F: Function>(_: *mut c_void, call: *mut weft_call) -> weft_status {
    // SAFETY: the host's promise 2; the `Call` below ends with this function.
    let raw = unsafe { RawCall::new(call) };
    finish(raw, guard(|| F::run(&Call::new(raw))))
}

unsafe extern "C" fn run_exclusive<S: Exclusive>(instance: *mut c_void, call: *mut weft_call) -> weft_status {
    // SAFETY: the host's promise 2; the `Call` below ends with this function.
    let raw = unsafe { RawCall::new(call) };
    // SAFETY: `create` made it, and the host enters an instance of this thread mode once at a time.
    let state = unsafe { instance.cast::<S>().as_mut() };
    let Some(state) = state else { return finish(raw, Err(no_instance())) };
    finish(raw, guard(|| state.run(&Call::new(raw))))
}

unsafe extern "C" fn run_shared<S: Shared>(instance: *mut c_void, call: *mut weft_call) -> weft_status {
    // SAFETY: the host's promise 2; the `Call` below ends with this function.
    let raw = unsafe { RawCall::new(call) };
    // SAFETY: `create` made it, and it is only shared while it lives.
    let state = unsafe { instance.cast::<S>().as_ref() };
    let Some(state) = state else { return finish(raw, Err(no_instance())) };
    finish(raw, guard(|| state.run(&Call::new(raw))))
}

unsafe extern "C" fn fingerprint<F: Fingerprint>(_: *mut c_void, call: *mut weft_call, hash: *mut u64) -> weft_status {
    // SAFETY: the host's promise 2; the `Call` below ends with this function.
    let raw = unsafe { RawCall::new(call) };
    match guard(|| F::fingerprint(&Call::new(raw))) {
        Ok(made) => {
            // SAFETY: the host's own place for the hash.
            unsafe { hash.write(made) };
            WEFT_OK
        }
        Err(error) => raw.fail(&error),
    }
}

fn no_instance() -> Error {
    Error::failed("the host made no instance of this kind")
}

fn finish(call: RawCall, ended: Result<()>) -> weft_status {
    match ended {
        Ok(()) => WEFT_OK,
        Err(error) => call.fail(&error),
    }
}

unsafe extern "C" fn create<S: Default>(
    host: *const weft_host,
    _: *const weft_kind,
    instance: *mut *mut c_void,
) -> weft_status {
    match guard(|| Ok(Box::new(S::default()))) {
        Ok(state) => {
            // SAFETY: the host's own place for the pointer.
            unsafe { instance.write(Box::into_raw(state).cast()) };
            WEFT_OK
        }
        Err(error) => {
            // SAFETY: the host lives until the process ends; both fields are there since minor 0.
            if let Some(log) = unsafe { (*host).log } {
                // SAFETY: its own function with its own pointer; it copies the text.
                unsafe { log(host, WEFT_LOG_ERROR, str_of(&error.to_string())) };
            }
            error.status
        }
    }
}

unsafe extern "C" fn destroy<S>(instance: *mut c_void) {
    if instance.is_null() {
        return;
    }
    // SAFETY: `create` made it, and the host gives it back once.
    let state = unsafe { Box::from_raw(instance.cast::<S>()) };
    // Nobody can hear of a panic here.
    _ = guard(|| {
        drop(state);
        Ok(())
    });
}

unsafe extern "C" fn migrate<M: Migrate>(migration: *mut weft_migration) -> weft_status {
    // SAFETY: made by the host, valid until we return; all fields are there since minor 0.
    let frame = unsafe { migration.read() };
    let moved = guard(|| {
        // SAFETY: lent until we return.
        let mut settings = Settings::parse(unsafe { text_of(frame.settings_json) }?)?;
        M::migrate(frame.from_version, &mut settings)?;
        Ok(settings.to_string())
    });
    match moved {
        Ok(json) => {
            let Some(set) = frame.set_result else { return WEFT_ERR_UNSUPPORTED };
            // SAFETY: its own function with its own pointer; it copies the text.
            unsafe { set(migration, str_of(&json)) };
            WEFT_OK
        }
        Err(error) => match frame.fail {
            // SAFETY: as above.
            Some(fail) => unsafe { fail(migration, error.status, str_of(&error.to_string())) },
            None => error.status,
        },
    }
}
