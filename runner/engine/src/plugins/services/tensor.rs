//! `weft.tensor/1`: numbers of any shape.
#![expect(unsafe_code, reason = "functions that plugins call, with pointers of plugins")]

use super::super::call::CallStatus;
use super::super::foreign;
use super::super::frame::Frame;
use super::crossing::{self, lent};
use crate::value::{Content, Scalar, ScalarClass, Tensor};
use weft_abi::{
    WEFT_DEVICE_CPU, WEFT_ERR_INVALID, WEFT_OK, WEFT_SCALAR_FLOAT, WEFT_SCALAR_INT, WEFT_SCALAR_UINT, weft_call,
    weft_status, weft_tensor_v1, weft_tensor_view, weft_value,
};

/// `"weft.tensor/1"`
pub(super) static TENSOR: weft_tensor_v1 = weft_tensor_v1 {
    struct_size: size_of::<weft_tensor_v1>() as u32,
    reserved0: 0,
    create: Some(create),
    view: Some(view),
};

/// More axes than anybody has.
const AXES_MAX: i32 = 16;

unsafe extern "C" fn create(
    call: *mut weft_call,
    view: *mut weft_tensor_view,
    tensor: *mut *mut weft_value,
) -> weft_status {
    // SAFETY: a plugin gives back the call that it got, while it runs.
    let Some(frame) = (unsafe { Frame::of(call) }) else { return WEFT_ERR_INVALID };
    let refuse = |why: &str| frame.refuse(CallStatus::Invalid, format!("a tensor was asked for {why}"));
    // SAFETY: a view of the plugin, or NULL.
    let Some(mut wanted) = (unsafe { foreign::sized_table(view) }) else {
        return refuse("without a view, or `struct_size` is not set");
    };
    if tensor.is_null() {
        return refuse("but there is no place for it");
    }
    let Some(scalar) = scalar(wanted.dtype_code, wanted.dtype_bits).filter(|_| wanted.dtype_lanes <= 1) else {
        return refuse("of numbers that no machine has");
    };
    if !(0..=AXES_MAX).contains(&wanted.ndim) || (wanted.ndim > 0 && wanted.shape.is_null()) {
        return refuse("without a shape");
    }
    let axis = |at: i32| {
        // SAFETY: the plugin lends as many lengths as `ndim` says.
        unsafe { wanted.shape.wrapping_add(at as usize).read() }
    };
    let shape: Vec<i64> = (0..wanted.ndim).map(axis).collect();
    let mut made = match Tensor::zeroed(scalar, &shape) {
        Ok(made) => made,
        Err(why) => return super::image::refuse(frame, &why),
    };
    wanted.data = made.as_mut_ptr().cast();
    wanted.device_type = WEFT_DEVICE_CPU;
    wanted.device_id = 0;
    wanted.dtype_lanes = 1;
    wanted.strides = std::ptr::null();
    wanted.byte_offset = 0;
    // SAFETY: the plugin's view, which it set up itself.
    unsafe { foreign::write_back(view, &wanted) };
    // SAFETY: not NULL, and the plugin has room there.
    unsafe { tensor.write(crossing::given(Content::Tensor(made))) };
    WEFT_OK
}

unsafe extern "C" fn view(tensor: *const weft_value, view: *mut weft_tensor_view) -> weft_status {
    // SAFETY: a value that the plugin holds or is lent.
    let Some(Content::Tensor(tensor)) = (unsafe { lent(tensor) }) else { return WEFT_ERR_INVALID };
    // SAFETY: a view of the plugin, or NULL.
    if unsafe { foreign::sized_table(view) }.is_none() {
        return WEFT_ERR_INVALID;
    }
    let (dtype_code, dtype_bits) = codes(tensor.scalar());
    let filled = weft_tensor_view {
        struct_size: size_of::<weft_tensor_view>() as u32,
        reserved0: 0,
        // The contract says that this view is for reading.
        data: tensor.as_bytes().as_ptr().cast_mut().cast(),
        device_type: WEFT_DEVICE_CPU,
        device_id: 0,
        ndim: tensor.shape().len() as i32,
        dtype_code,
        dtype_bits,
        dtype_lanes: 1,
        shape: tensor.shape().as_ptr(),
        strides: std::ptr::null(),
        byte_offset: 0,
    };
    // SAFETY: the plugin's view, which it set up itself.
    unsafe { foreign::write_back(view, &filled) };
    WEFT_OK
}

/// A type of numbers by the codes of the contract.
pub(super) fn scalar(code: u8, bits: u8) -> Option<Scalar> {
    let class = match code {
        WEFT_SCALAR_INT => ScalarClass::Int,
        WEFT_SCALAR_UINT => ScalarClass::Uint,
        WEFT_SCALAR_FLOAT => ScalarClass::Float,
        _ => return None,
    };
    Some(Scalar { class, bits }).filter(|scalar| scalar.exists())
}

/// The codes of a type of numbers.
pub(super) fn codes(scalar: Scalar) -> (u8, u8) {
    let code = match scalar.class {
        ScalarClass::Int => WEFT_SCALAR_INT,
        ScalarClass::Uint => WEFT_SCALAR_UINT,
        ScalarClass::Float => WEFT_SCALAR_FLOAT,
    };
    (code, scalar.bits)
}
