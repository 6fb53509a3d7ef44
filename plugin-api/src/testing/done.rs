//! What came out of one run.

use super::data::{Array, Data, Picture};
use weft_abi::WEFT_LOG_WARN;

/// What came out of one run.
#[derive(Debug)]
pub struct Done {
    pub(super) outputs: Vec<(String, Data)>,
    pub(super) logs: Vec<(i32, String)>,
    pub(super) reports: Vec<(f64, String)>,
}

impl Done {
    /// What came out, if it came out.
    pub fn get(&self, output: &str) -> Option<&Data> {
        self.outputs.iter().find(|(id, _)| id == output).map(|(_, data)| data)
    }

    /// What came out.
    ///
    /// # Panics
    /// The kind gave no such output.
    pub fn data(&self, output: &str) -> &Data {
        let known: Vec<_> = self.outputs.iter().map(|(id, _)| id.as_str()).collect();
        self.get(output).unwrap_or_else(|| panic!("there is no output `{output}`; there are: {}", known.join(", ")))
    }

    /// What the kind said in the log.
    pub fn logs(&self) -> Vec<&str> {
        self.logs.iter().map(|(_, text)| text.as_str()).collect()
    }

    /// What the kind said to the user: it works, but not as meant.
    pub fn warnings(&self) -> Vec<&str> {
        let warnings = self.logs.iter().filter(|(level, _)| *level >= WEFT_LOG_WARN);
        warnings.map(|(_, text)| text.as_str()).collect()
    }

    /// How much was done, each time the kind said so, and what it was about.
    pub fn reports(&self) -> &[(f64, String)] {
        &self.reports
    }
}

/// Outputs by type.
macro_rules! outputs {
    ($($(#[$doc:meta])* $name:ident: $variant:ident($found:ident) -> $type:ty = $give:expr;)*) => {
        impl Done { $(
            $(#[$doc])*
            ///
            /// # Panics
            /// It is something else, or nothing.
            pub fn $name(&self, output: &str) -> $type {
                match self.data(output) {
                    Data::$variant($found) => $give,
                    other => panic!("`{output}` is something else: {other:?}"),
                }
            }
        )* }
    };
}
outputs! {
    /// A picture.
    image: Image(picture) -> Picture = picture.clone();
    /// A number.
    float: Float(number) -> f64 = *number;
    /// A whole number.
    int: Int(number) -> i64 = *number;
    /// Yes or no.
    bool: Bool(yes) -> bool = *yes;
    /// A text.
    text: Text(text) -> &str = text;
    /// Numbers of any shape.
    tensor: Tensor(array) -> &Array = array;
    /// Named fields.
    record: Record(fields) -> &[(String, Option<Data>)] = fields;
    /// Many of one type.
    list: List(items) -> &[Data] = items;
}
