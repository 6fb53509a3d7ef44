//! What the environment tells drivers, in this process and in those that it starts.
#![cfg_attr(target_os = "linux", expect(unsafe_code, reason = "the environment belongs to all threads"))]

/// Says how drivers shall behave. The first thing that a program does; once another thread runs it does nothing.
///
/// Mesa brings a layer that chooses among devices. Weft chooses itself, and where nobody has set `XDG_RUNTIME_DIR` (containers, ssh)
/// that layer complains on standard error whenever Vulkan is opened. Who uses it by its own name keeps it.
pub fn prepare_environment() {
    #[cfg(target_os = "linux")]
    {
        let is_set = |name: &str| std::env::var_os(name).is_some();
        let is_alone = || std::fs::read_dir("/proc/self/task").is_ok_and(|tasks| tasks.count() == 1);
        if !is_set("NODEVICE_SELECT") && !is_set("MESA_VK_DEVICE_SELECT") && is_alone() {
            // SAFETY: this is the only thread, so no other could read it meanwhile.
            unsafe { std::env::set_var("NODEVICE_SELECT", "1") };
        }
    }
}
