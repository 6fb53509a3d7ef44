//! Which values may stand where a type is written: checked before a kind sees an input, and when it gives an output.

use crate::catalog::{Input, Type};
use crate::value::{Content, Value};

/// A type, made ready for being asked millions of times.
#[derive(Debug, Clone)]
pub(super) struct Accepts {
    /// A bit for each variant of `Content`.
    contents: u16,
    /// A list whose items are such.
    list: bool,
    /// Records which usually come in numbers, such as faces, may be a list of records too.
    lists_of: u16,
    /// An image of one plane only.
    mask: bool,
    /// Index of the input with the same variable `$T`.
    like_input: Option<usize>,
    /// For sentences.
    name: Box<str>,
}

const FLOAT: u16 = 1;
const INT: u16 = 1 << 1;
const BOOL: u16 = 1 << 2;
const TEXT: u16 = 1 << 3;
const COLOR: u16 = 1 << 4;
const LIST: u16 = 1 << 5;
const IMAGE: u16 = 1 << 6;
const TENSOR: u16 = 1 << 7;
const MESH: u16 = 1 << 8;
const RECORD: u16 = 1 << 9;
const ALL: u16 = u16::MAX;

fn bit(value: &Value) -> u16 {
    match value.content() {
        Content::Float(_) => FLOAT,
        Content::Int(_) => INT,
        Content::Bool(_) => BOOL,
        Content::Text(_) => TEXT,
        Content::Color(_) => COLOR,
        Content::List(_) => LIST,
        Content::Image(_) => IMAGE,
        Content::Tensor(_) => TENSOR,
        Content::Mesh(_) => MESH,
        Content::Record(_) => RECORD,
    }
}

impl Accepts {
    /// Of an input. Numbers may come as whole ones.
    pub(super) fn input(ty: &Type) -> Self {
        let mut accepts = Self::of(ty);
        if accepts.contents & FLOAT != 0 {
            accepts.contents |= INT;
        }
        accepts
    }

    /// Of an output of a kind with such inputs.
    pub(super) fn output(ty: &Type, inputs: &[Input]) -> Self {
        let like_input =
            ty.variable().and_then(|variable| inputs.iter().position(|input| input.ty.variable() == Some(variable)));
        Self { like_input, ..Self::of(ty) }
    }

    fn of(ty: &Type) -> Self {
        let has = |name| ty.has(name);
        let mut accepts = Self {
            contents: 0,
            list: ty.is_list(),
            lists_of: 0,
            mask: false,
            like_input: None,
            name: ty.to_string().into(),
        };
        for (names, bits, lists_of) in [
            (&["float"][..], FLOAT, 0),
            (&["int", "seed"], INT, 0),
            (&["bool"], BOOL, 0),
            (&["text", "choice", "path", "model"], TEXT, 0),
            (&["color"], COLOR, 0),
            (&["image", "mask"], IMAGE, 0),
            (&["tensor", "points", "rect", "curve"], TENSOR, 0),
            (&["strokes"], TENSOR | RECORD, TENSOR | RECORD),
            (&["mesh"], MESH, 0),
            (&["record"], RECORD, 0),
            (&["faces", "pose", "labels", "embedding"], RECORD, RECORD),
        ] {
            if names.iter().any(|name| has(name)) {
                accepts.contents |= bits;
                accepts.lists_of |= lists_of;
            }
        }
        // Variables, `any` and types of a vendor, which are made of anything.
        let open = ty.plain().is_some_and(|name| name == "any" || name.starts_with('$') || name.contains('.'));
        if open || accepts.contents == 0 {
            accepts.contents = ALL;
        }
        accepts.mask = has("mask") && !has("image");
        accepts
    }

    /// Says what is wrong with a value here.
    #[inline]
    pub(super) fn check(&self, value: &Value, inputs: &[Option<Value>]) -> Result<(), String> {
        let fits = match (self.list, value.content()) {
            (false, _) => self.takes(value),
            (true, Content::List(items)) => items.iter().all(|item| self.takes(item)),
            (true, _) => false,
        };
        let alike = match self.like_input {
            Some(at) => same_type(value, inputs.get(at).and_then(Option::as_ref)),
            None => true,
        };
        if fits && alike { Ok(()) } else { Err(self.complain(value, inputs)) }
    }

    #[inline]
    fn takes(&self, value: &Value) -> bool {
        let bit = bit(value);
        if self.contents & bit == 0 {
            return match value.content() {
                Content::List(items) if self.lists_of != 0 => {
                    items.iter().all(|item| self.lists_of & self::bit(item) != 0)
                }
                _ => false,
            };
        }
        match value.content() {
            Content::Image(image) if self.mask => image.channels() == 1,
            _ => true,
        }
    }

    /// `an image of 3 planes where a mask belongs`
    #[cold]
    fn complain(&self, value: &Value, inputs: &[Option<Value>]) -> String {
        let wanted = match self.like_input.and_then(|at| inputs.get(at)).and_then(Option::as_ref) {
            Some(input) => item_of(input).type_name(),
            None => &*self.name,
        };
        format!("{} where {} belongs", shown(value), with_article(wanted))
    }
}

/// A variable in a list stands for the type of the items.
fn item_of(value: &Value) -> &Value {
    value.as_list().and_then(<[Value]>::first).unwrap_or(value)
}

fn same_type(value: &Value, input: Option<&Value>) -> bool {
    input.is_none_or(|input| bit(item_of(value)) == bit(item_of(input)))
}

fn shown(value: &Value) -> String {
    match value.content() {
        Content::Image(image) if image.channels() == 1 => "an image of 1 plane".to_owned(),
        Content::Image(image) => format!("an image of {} planes", image.channels()),
        Content::List(items) => match items.first() {
            None => "an empty list".to_owned(),
            Some(first) => format!("a list of {} that begins with {}", items.len(), with_article(first.type_name())),
        },
        _ => with_article(value.type_name()),
    }
}

fn with_article(name: &str) -> String {
    if let Some(item) = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
        return format!("a list of {item}");
    }
    let article = if name.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {name}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Colour, Image, Record};

    fn image(channels: u32) -> Value {
        Value::new(Content::Image(Image::zeroed(1, 1, channels, Colour::Srgb).unwrap()))
    }

    fn list(items: Vec<Value>) -> Value {
        Value::new(Content::List(items))
    }

    #[track_caller]
    fn check(ty: &str, value: &Value, expected: Result<(), &str>) {
        let accepts = Accepts::input(&Type::parse(ty).unwrap());
        assert_eq!(accepts.check(value, &[]), expected.map_err(str::to_owned), "{ty}");
    }

    #[test]
    fn a_value_stands_where_its_type_is_written() {
        check("image", &image(3), Ok(()));
        check("mask", &image(1), Ok(()));
        check("mask", &image(3), Err("an image of 3 planes where a mask belongs"));
        check("image|mask", &image(3), Ok(()));
        check("float|int", &Value::text("a"), Err("a text where a float|int belongs"));
        check("float", &Value::new(Content::Int(1)), Ok(()));
        check("int", &Value::new(Content::Float(1.0)), Err("a float where an int belongs"));
        check("path", &Value::text("a"), Ok(()));
        check("[image]", &list(vec![image(3), image(1)]), Ok(()));
        check("[image]", &list(vec![]), Ok(()));
        check("[image]", &image(3), Err("an image of 3 planes where a list of image belongs"));
        check(
            "[mask]",
            &list(vec![image(3)]),
            Err("a list of 1 that begins with an image where a list of mask belongs"),
        );
        check("image", &list(vec![]), Err("an empty list where an image belongs"));
        check("any", &list(vec![]), Ok(()));
        check("com.acme.cloud", &Value::text("a"), Ok(()));
        let face = Value::new(Content::Record(Record::default()));
        check("faces", &list(vec![face.clone()]), Ok(()));
        check("faces", &list(vec![image(1)]), Err("a list of 1 that begins with an image where a faces belongs"));
        check("record", &list(vec![face]), Err("a list of 1 that begins with a record where a record belongs"));
    }
}
