//! What the environment tells libraries of others in this process and in those that it starts. Said before any thread runs.
#![cfg(target_os = "linux")]
#![expect(unsafe_code, reason = "the environment belongs to all threads")]

/// Mesa brings a layer that chooses among devices. Weft chooses itself, and where nobody has set `XDG_RUNTIME_DIR` (containers, ssh)
/// that layer complains on standard error whenever Vulkan is opened. Who uses it by its own name keeps it.
pub(crate) fn prepare() {
    let is_set = |name: &str| std::env::var_os(name).is_some();
    if !is_set("NODEVICE_SELECT") && !is_set("MESA_VK_DEVICE_SELECT") {
        // SAFETY: the first thing that `main` does; there is no other thread that could read it meanwhile.
        unsafe { std::env::set_var("NODEVICE_SELECT", "1") };
    }
}
