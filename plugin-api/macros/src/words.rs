//! What stands in the parentheses of an attribute: `pure`, `id = "…"`, `local(halo = 3)`.

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Error, Expr, ExprLit, Ident, Lit, LitStr, Result, Token, parenthesized, token};

/// One of them.
pub(crate) struct Word {
    pub(crate) name: Ident,
    pub(crate) said: Said,
}

/// What is said after its name.
pub(crate) enum Said {
    Nothing,
    Value(Box<Expr>),
    Words(Words),
}

/// All of them, in the order they were written.
#[derive(Default)]
pub(crate) struct Words(pub(crate) Vec<Word>);

impl Parse for Word {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let name = input.call(Ident::parse_any)?;
        let said = if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            Said::Value(input.parse()?)
        } else if input.peek(token::Paren) {
            let inside;
            parenthesized!(inside in input);
            Said::Words(inside.parse()?)
        } else {
            Said::Nothing
        };
        Ok(Self { name, said })
    }
}

impl Parse for Words {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let words = Punctuated::<Word, Token![,]>::parse_terminated(input)?;
        let words: Vec<Word> = words.into_iter().collect();
        for (at, word) in words.iter().enumerate() {
            if words[..at].iter().any(|earlier| earlier.name == word.name) {
                return Err(Error::new(word.name.span(), format!("`{}` is said twice", word.name)));
            }
        }
        Ok(Self(words))
    }
}

impl Word {
    pub(crate) fn span(&self) -> Span {
        self.name.span()
    }

    /// Of a word that stands alone.
    pub(crate) fn alone(&self) -> Result<()> {
        match self.said {
            Said::Nothing => Ok(()),
            _ => Err(self.error("stands alone")),
        }
    }

    pub(crate) fn value(&self) -> Result<&Expr> {
        match &self.said {
            Said::Value(value) => Ok(value),
            _ => Err(self.error("needs a value: `… = value`")),
        }
    }

    pub(crate) fn text(&self) -> Result<LitStr> {
        as_text(self.value()?).ok_or_else(|| self.error("needs a text: `… = \"text\"`"))
    }

    /// `["one", "two"]`
    pub(crate) fn texts(&self) -> Result<Vec<LitStr>> {
        let broken = || self.error("needs a list of texts: `… = [\"one\", \"two\"]`");
        let Expr::Array(list) = self.value()? else { return Err(broken()) };
        list.elems.iter().map(|item| as_text(item).ok_or_else(broken)).collect()
    }

    pub(crate) fn error(&self, what: &str) -> Error {
        Error::new(self.span(), format!("`{}` {what}", self.name))
    }

    /// The sentence for a word that nobody knows.
    pub(crate) fn unknown(&self, known: &[&str]) -> Error {
        let name = self.name.to_string();
        let near = known.iter().find(|known| is_near(known, &name));
        let hint =
            near.map_or_else(|| format!("there are {}", known.join(", ")), |near| format!("did you mean `{near}`?"));
        self.error(&format!("is not known here; {hint}"))
    }
}

pub(crate) fn as_text(value: &Expr) -> Option<LitStr> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.clone()),
        _ => None,
    }
}

/// Whether one letter more, less, other or moved makes them the same.
fn is_near(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let head = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[head..], &other[head..]);
    let tail = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[..one.len() - tail], &other[..other.len() - tail]);
    match (one, other) {
        (one, other) if one.len() <= 1 && other.len() <= 1 => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_one_letter_is_near() {
        assert!(is_near("default", "defaut") && is_near("soft", "sotf") && is_near("unit", "units"));
        assert!(!is_near("hard", "soft") && !is_near("step", "default"));
    }

    #[test]
    fn an_unknown_word_is_answered_with_the_known_ones() {
        let words: Words = syn::parse_str("defalt = 3, sizes").unwrap();
        assert_eq!(
            words.0[0].unknown(&["default", "soft"]).to_string(),
            "`defalt` is not known here; did you mean `default`?"
        );
        assert_eq!(
            words.0[1].unknown(&["default", "soft"]).to_string(),
            "`sizes` is not known here; there are default, soft"
        );
    }

    #[test]
    fn a_word_is_said_once() {
        let error = syn::parse_str::<Words>("pure, pure").err().unwrap();
        assert_eq!(error.to_string(), "`pure` is said twice");
    }
}
