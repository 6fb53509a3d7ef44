//! What may be typed where a number is wanted: `1024/3`, `2*(3+4)`, `50%`, `-1.5e3`, `pi`.

/// Calculates; a sentence where it cannot.
pub(crate) fn evaluate(text: &str) -> Result<f64, String> {
    let text = text.trim().replace(',', ".").replace('×', "*").replace('÷', "/").replace('−', "-");
    let mut reader = Reader { letters: text.chars().collect(), at: 0, depth: 0 };
    let value = reader.sum()?;
    reader.skip();
    match reader.letters.get(reader.at) {
        None if value.is_finite() => Ok(value),
        None => Err(format!("`{text}` is no number one can use.")),
        Some(letter) => Err(format!("`{letter}` is not understood in `{text}`.")),
    }
}

/// Brackets in brackets; nobody types more, and a pasted text must not exhaust the stack.
const DEPTH_MAX: u32 = 64;

struct Reader {
    letters: Vec<char>,
    at: usize,
    depth: u32,
}

impl Reader {
    fn skip(&mut self) {
        while self.letters.get(self.at).is_some_and(|letter| letter.is_whitespace()) {
            self.at += 1;
        }
    }

    fn take(&mut self, wanted: char) -> bool {
        self.skip();
        let found = self.letters.get(self.at) == Some(&wanted);
        self.at += usize::from(found);
        found
    }

    fn sum(&mut self) -> Result<f64, String> {
        let mut value = self.product()?;
        loop {
            if self.take('+') {
                value += self.product()?;
            } else if self.take('-') {
                value -= self.product()?;
            } else {
                return Ok(value);
            }
        }
    }

    fn product(&mut self) -> Result<f64, String> {
        let mut value = self.power()?;
        loop {
            if self.take('*') {
                value *= self.power()?;
            } else if self.take('/') {
                value /= self.power()?;
            } else if self.take('%') {
                value /= 100.0;
            } else {
                return Ok(value);
            }
        }
    }

    fn power(&mut self) -> Result<f64, String> {
        let base = self.single()?;
        if self.take('^') { Ok(base.powf(self.power()?)) } else { Ok(base) }
    }

    fn single(&mut self) -> Result<f64, String> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err("There are too many brackets.".to_owned());
        }
        let value = if self.take('-') {
            -self.single()?
        } else if self.take('+') {
            self.single()?
        } else if self.take('(') {
            let value = self.sum()?;
            if !self.take(')') {
                return Err("A `)` is missing.".to_owned());
            }
            value
        } else {
            self.number()?
        };
        self.depth -= 1;
        Ok(value)
    }

    fn number(&mut self) -> Result<f64, String> {
        self.skip();
        let begin = self.at;
        while let Some(letter) = self.letters.get(self.at) {
            let exponent =
                matches!(letter, '+' | '-') && self.at > begin && matches!(self.letters[self.at - 1], 'e' | 'E');
            if letter.is_ascii_digit() || matches!(letter, '.' | '_') || letter.is_alphabetic() || exponent {
                self.at += 1;
            } else {
                break;
            }
        }
        let word: String = self.letters[begin..self.at].iter().filter(|letter| **letter != '_').collect();
        match word.as_str() {
            "" => Err("A number is missing.".to_owned()),
            "pi" | "π" => Ok(std::f64::consts::PI),
            "inf" | "infinity" | "nan" | "NaN" => Err(format!("`{word}` is no number one can use.")),
            number => number.parse().map_err(|_| format!("`{number}` is no number.")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::evaluate;

    #[test]
    fn what_people_type_is_calculated() {
        let check = |text: &str, expected: f64| assert!((evaluate(text).unwrap() - expected).abs() < 1e-9, "{text}");
        check("1024/3", 1024.0 / 3.0);
        check("2*(3+4)", 14.0);
        check(" -1.5e3 ", -1500.0);
        check("50%", 0.5);
        check("2^3^2", 512.0);
    }

    #[test]
    fn what_is_no_number_is_told() {
        for text in ["", "abc", "1/0", "(1", "1 + ", "1)", "nan", &"(".repeat(100_000)] {
            assert!(evaluate(text).is_err(), "{text}");
        }
    }
}
