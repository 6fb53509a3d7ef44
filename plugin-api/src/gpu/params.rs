//! Parameters of a dispatch. What a kernel sees of them stands above, in `gpu`.

/// Parameters of a dispatch, laid out as WGSL lays out a struct: write them in its order.
#[derive(Clone, Default)]
pub struct Params(Vec<u8>);

impl Params {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// `f32`
    #[must_use]
    pub fn f32(self, number: f32) -> Self {
        self.push(4, &number.to_ne_bytes())
    }

    /// `u32`
    #[must_use]
    pub fn u32(self, number: u32) -> Self {
        self.push(4, &number.to_ne_bytes())
    }

    /// `i32`
    #[must_use]
    pub fn i32(self, number: i32) -> Self {
        self.push(4, &number.to_ne_bytes())
    }

    /// `vec2f`
    #[must_use]
    pub fn vec2(self, numbers: [f32; 2]) -> Self {
        self.push(8, numbers.map(f32::to_ne_bytes).as_flattened())
    }

    /// `vec4f`
    #[must_use]
    pub fn vec4(self, numbers: [f32; 4]) -> Self {
        self.push(16, numbers.map(f32::to_ne_bytes).as_flattened())
    }

    fn push(mut self, align: usize, bytes: &[u8]) -> Self {
        self.0.resize(self.0.len().next_multiple_of(align), 0);
        self.0.extend(bytes);
        self
    }

    /// A struct of WGSL ends at a multiple of its alignment; 16 is one of all that can be pushed.
    pub(super) fn padded(&self) -> Vec<u8> {
        let mut bytes = self.0.clone();
        bytes.resize(bytes.len().next_multiple_of(16), 0);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_lie_as_wgsl_lays_them_out() {
        let params = Params::new().u32(1).vec2([2.0, 3.0]).f32(4.0).vec4([5.0; 4]).padded();
        let floats: Vec<f32> = params.as_chunks().0.iter().map(|bytes| f32::from_ne_bytes(*bytes)).collect();
        assert_eq!(floats.len(), 12);
        assert_eq!(floats[2..5], [2.0, 3.0, 4.0]);
        assert_eq!(floats[8..], [5.0; 4]);
    }
}
