//! `values.text_format`: a text with places to fill in.

use weft_plugin::prelude::*;

/// Fills values into a text: `{a} of {b}`.
///
/// Numbers may say how many digits follow the point: `{a:2}`.
#[node(id = "values.text_format", category = "Values/Texts", label = "Format text", pure, output = "text")]
pub(crate) fn text_format(
    /// The text, with `{a}`, `{b}`, `{c}`, `{d}` where values go; `{{` is a brace
    #[input(default = "{a}", widget = "multiline", on_node)]
    template: &str,
    /// Goes where `{a}` stands
    a: Option<&Value>,
    /// Goes where `{b}` stands
    b: Option<&Value>,
    /// Goes where `{c}` stands
    c: Option<&Value>,
    /// Goes where `{d}` stands
    d: Option<&Value>,
) -> Result<String> {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(brace) = rest.find(['{', '}']) {
        text.push_str(&rest[..brace]);
        rest = &rest[brace..];
        if let Some(after) = rest.strip_prefix("{{").or(rest.strip_prefix("}}")) {
            text.push_str(&rest[..1]);
            rest = after;
            continue;
        }
        let Some((place, after)) = rest[1..].split_once('}').filter(|_| rest.starts_with('{')) else {
            bail!("a brace has no partner in \"{template}\"; write `{{{{` or `}}}}` for a brace itself");
        };
        let (name, digits) = place.split_once(':').map_or((place, None), |(name, digits)| (name, Some(digits)));
        let value = match name {
            "a" => a,
            "b" => b,
            "c" => c,
            "d" => d,
            _ => bail!("`{{{place}}}` in the text means nothing; there are {{a}}, {{b}}, {{c}} and {{d}}"),
        };
        let Some(value) = value else {
            bail!("the text has a place for {{{name}}}, but nothing is wired to `{name}`");
        };
        text.push_str(&shown(value, digits)?);
        rest = after;
    }
    text.push_str(rest);
    Ok(text)
}

/// As a person would write it.
fn shown(value: &Value, digits: Option<&str>) -> Result<String> {
    let digits = match digits.map(str::parse::<usize>) {
        Some(Ok(digits)) if digits <= 20 => Some(digits),
        None => None,
        Some(_) => bail!("how many digits follow the point is a number up to 20"),
    };
    Ok(match (value.type_name(), digits) {
        ("text", _) => value.as_text()?.to_owned(),
        ("float" | "int", Some(digits)) => format!("{:.digits$}", value.as_float()?),
        ("float", None) => value.as_float()?.to_string(),
        ("int", None) => value.as_int()?.to_string(),
        ("bool", _) => (if value.as_bool()? { "yes" } else { "no" }).to_owned(),
        ("list", _) => {
            let items: Result<Vec<_>> = value.items()?.map(|item| item_shown(&item)).collect();
            items?.join(", ")
        }
        (other, _) => format!("({other})"),
    })
}

/// A list in a list is told by its length: a text is no place for a tree.
fn item_shown(item: &Value) -> Result<String> {
    if item.type_name() == "list" { Ok(format!("({} items)", item.len())) } else { shown(item, None) }
}

#[cfg(test)]
mod tests {
    use super::text_format;
    use weft_plugin::testing::{self, Data, Picture};

    fn formatted(template: &str) -> Result<String, String> {
        let run = testing::run(&text_format::KIND).text("template", template);
        let list = vec![Data::Int(1), Data::Bool(true), Data::List(vec![])];
        let run = run.set("a", 2.5).set("b", "two").set("c", list);
        run.go().map(|done| done.text("text").to_owned()).map_err(|error| error.to_string())
    }

    #[test]
    fn places_are_filled_in() {
        testing::validate(&text_format::KIND).set("a", Picture::flat(1, 1, [0.0])).check();
        assert_eq!(formatted("{b}: {a:2} {{x}} {c}").unwrap(), "two: 2.50 {x} 1, yes, (0 items)");
        assert_eq!(formatted("plain").unwrap(), "plain");
    }

    #[test]
    fn what_cannot_be_filled_in_is_said() {
        assert_eq!(formatted("{d}").unwrap_err(), "the text has a place for {d}, but nothing is wired to `d`");
        assert_eq!(formatted("{e}").unwrap_err(), "`{e}` in the text means nothing; there are {a}, {b}, {c} and {d}");
        assert!(formatted("{a").unwrap_err().starts_with("a brace has no partner in \"{a\""));
        assert!(formatted("}").is_err() && formatted("{a:x}").is_err() && formatted("{a:999999999}").is_err());
    }
}
