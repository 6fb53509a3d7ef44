//! Protocol buffers, as far as a model file needs them: fields of a message, read where they lie and written again.

/// Numbers of fields.
pub(super) mod field {
    pub(in super::super) const MODEL_IR: u64 = 1;
    pub(in super::super) const MODEL_GRAPH: u64 = 7;
    pub(in super::super) const GRAPH_NODE: u64 = 1;
    pub(in super::super) const GRAPH_WEIGHTS: u64 = 5;
    pub(in super::super) const GRAPH_OUTPUT: u64 = 12;
    pub(in super::super) const OUTPUT_NAME: u64 = 1;
    pub(in super::super) const OUTPUT_TYPE: u64 = 2;
    pub(in super::super) const TYPE_TENSOR: u64 = 1;
    pub(in super::super) const TENSOR_TYPE_SHAPE: u64 = 2;
    pub(in super::super) const SHAPE_LENGTH: u64 = 1;
    pub(in super::super) const LENGTH_VALUE: u64 = 1;
    pub(in super::super) const NODE_INPUT: u64 = 1;
    pub(in super::super) const NODE_OUTPUT: u64 = 2;
    pub(in super::super) const NODE_OPERATOR: u64 = 4;
    pub(in super::super) const NODE_ATTRIBUTE: u64 = 5;
    pub(in super::super) const NODE_DOMAIN: u64 = 7;
    pub(in super::super) const ATTRIBUTE_NAME: u64 = 1;
    pub(in super::super) const ATTRIBUTE_FLOAT: u64 = 2;
    pub(in super::super) const ATTRIBUTE_INT: u64 = 3;
    pub(in super::super) const ATTRIBUTE_TEXT: u64 = 4;
    pub(in super::super) const ATTRIBUTE_INTS: u64 = 8;
    pub(in super::super) const ATTRIBUTE_TYPE: u64 = 20;
    pub(in super::super) const TENSOR_LENGTH: u64 = 1;
    pub(in super::super) const TENSOR_TYPE: u64 = 2;
    pub(in super::super) const TENSOR_NAME: u64 = 8;
    pub(in super::super) const TENSOR_BYTES: u64 = 9;
}

/// One field of a message.
pub(super) struct Field<'b> {
    pub(super) number: u64,
    /// With its tag.
    pub(super) whole: &'b [u8],
    pub(super) body: &'b [u8],
    /// Of a field that is a whole number.
    pub(super) value: u64,
}

impl<'b> Field<'b> {
    pub(super) fn text(&self) -> Option<&'b str> {
        std::str::from_utf8(self.body).ok()
    }

    /// One whole number, or several packed into one field.
    pub(super) fn numbers(&self) -> Vec<u64> {
        let mut packed = self.body;
        if packed.is_empty() { vec![self.value] } else { std::iter::from_fn(|| varint(&mut packed)).collect() }
    }
}

/// None where it is no message.
pub(super) fn fields(bytes: &[u8]) -> Option<Vec<Field<'_>>> {
    let (mut found, mut rest) = (Vec::new(), bytes);
    while !rest.is_empty() {
        let start = rest;
        let tag = varint(&mut rest)?;
        let (mut value, mut length) = (0, 0);
        match tag & 7 {
            0 => value = varint(&mut rest)?,
            1 => length = 8,
            2 => length = usize::try_from(varint(&mut rest)?).ok()?,
            5 => length = 4,
            _ => return None,
        }
        let (body, behind) = rest.split_at_checked(length)?;
        rest = behind;
        found.push(Field { number: tag >> 3, whole: &start[..start.len() - rest.len()], body, value });
    }
    Some(found)
}

fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if *byte < 0x80 {
            return Some(number);
        }
    }
    None
}

fn put_varint(to: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        to.push(number as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

/// A message or text.
pub(super) fn put(to: &mut Vec<u8>, number: u64, body: &[u8]) {
    put_head(to, number, body.len());
    to.extend_from_slice(body);
}

/// What stands before a message or text.
pub(super) fn put_head(to: &mut Vec<u8>, number: u64, body_bytes: usize) {
    put_varint(to, number << 3 | 2);
    put_varint(to, body_bytes as u64);
}

/// A whole number.
pub(super) fn put_number(to: &mut Vec<u8>, number: u64, value: u64) {
    put_varint(to, number << 3);
    put_varint(to, value);
}

pub(super) fn put_float(to: &mut Vec<u8>, number: u64, value: f32) {
    put_varint(to, number << 3 | 5);
    to.extend_from_slice(&value.to_le_bytes());
}
