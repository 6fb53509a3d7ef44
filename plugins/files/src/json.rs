//! Values as JSON. Pictures and meshes have no place in it and are told by their size.

use weft_plugin::prelude::*;

/// Indented by two spaces, with a line break at the end.
pub(crate) fn json(value: &Value) -> Result<String> {
    let mut out = String::new();
    write(&mut out, value, 0)?;
    out.push('\n');
    Ok(out)
}

fn write(out: &mut String, value: &Value, depth: usize) -> Result<()> {
    match value.type_name() {
        "text" => quote(out, value.as_text()?),
        "int" => out.push_str(&value.as_int()?.to_string()),
        "float" => number(out, value.as_float()?),
        "bool" => out.push_str(if value.as_bool()? { "true" } else { "false" }),
        "color" => quote(out, &hex(value.as_color()?)),
        "list" => {
            let items: Vec<_> = value.items()?.collect();
            lines(out, ['[', ']'], depth, &items, |out, item| write(out, item, depth + 1))?;
        }
        "record" => {
            let record: Record = value.get()?;
            lines(out, ['{', '}'], depth, &record.fields(), |out, field| {
                quote(out, field);
                out.push_str(": ");
                match record.get::<Value>(field)? {
                    Some(value) => write(out, &value, depth + 1),
                    None => {
                        out.push_str("null");
                        Ok(())
                    }
                }
            })?;
        }
        "tensor" => tensor(out, &value.get::<Tensor>()?)?,
        "image" => {
            let image: Image = value.get()?;
            quote(out, &format!("image {}×{}, {} planes", image.width(), image.height(), image.channels()));
        }
        other => quote(out, other),
    }
    Ok(())
}

/// One item a line.
fn lines<T>(
    out: &mut String,
    [open, close]: [char; 2],
    depth: usize,
    items: &[T],
    mut write_item: impl FnMut(&mut String, &T) -> Result<()>,
) -> Result<()> {
    out.push(open);
    for (at, item) in items.iter().enumerate() {
        out.push_str(if at == 0 { "\n" } else { ",\n" });
        out.extend(std::iter::repeat_n("  ", depth + 1));
        write_item(out, item)?;
    }
    if !items.is_empty() {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
    }
    out.push(close);
    Ok(())
}

/// Rows within rows, each on the line of the whole.
fn tensor(out: &mut String, tensor: &Tensor) -> Result<()> {
    let numbers = numbers(tensor)?;
    if tensor.shape().contains(&0) || tensor.shape().is_empty() {
        out.push_str(numbers.first().map_or("[]", String::as_str));
        return Ok(());
    }
    for (at, number) in numbers.iter().enumerate() {
        // An axis begins where all inner ones are at 0, and ends where they are at their last.
        let inner = tensor.shape().iter().rev().scan(1, |size, &length| {
            *size *= length;
            Some(*size)
        });
        let inner: Vec<usize> = inner.collect();
        out.push_str(if at == 0 { "" } else { ", " });
        out.extend(inner.iter().filter(|&&size| at % size == 0).map(|_| '['));
        out.push_str(number);
        out.extend(inner.iter().filter(|&&size| (at + 1) % size == 0).map(|_| ']'));
    }
    Ok(())
}

/// Whatever type they have. The shortest text of an f32 is not that of the f64 next to it.
fn numbers(tensor: &Tensor) -> Result<Vec<String>> {
    fn texts<T: ToString + Copy>(numbers: &[T], is_number: impl Fn(T) -> bool) -> Vec<String> {
        let text = |&number: &T| if is_number(number) { number.to_string() } else { "null".to_owned() };
        numbers.iter().map(text).collect()
    }
    if let Ok(numbers) = tensor.as_slice() {
        return Ok(texts(numbers, f32::is_finite));
    }
    if let Ok(numbers) = tensor.as_slice() {
        return Ok(texts(numbers, f64::is_finite));
    }
    macro_rules! whole {
        ($($number:ty),*) => { $(
            if let Ok(numbers) = tensor.as_slice::<$number>() {
                return Ok(texts(numbers, |_| true));
            }
        )* };
    }
    whole!(i8, i16, i32, i64, u8, u16, u32, u64);
    bail!("a tensor of these numbers cannot be written as text")
}

/// JSON knows no infinity and no NaN.
fn number(out: &mut String, number: f64) {
    if number.is_finite() {
        let text = number.to_string();
        out.push_str(&text);
        // So that it comes back as a number with a fraction.
        if !text.contains('.') {
            out.push_str(".0");
        }
    } else {
        out.push_str("null");
    }
}

fn hex(color: Color) -> String {
    let [red, green, blue, alpha] = color.rgba.map(|part| (part.clamp(0.0, 1.0) * 255.0).round() as u8);
    if alpha == 255 {
        format!("#{red:02x}{green:02x}{blue:02x}")
    } else {
        format!("#{red:02x}{green:02x}{blue:02x}{alpha:02x}")
    }
}

fn quote(out: &mut String, text: &str) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            control if u32::from(control) < 0x20 => out.push_str(&format!("\\u{:04x}", u32::from(control))),
            other => out.push(other),
        }
    }
    out.push('"');
}
