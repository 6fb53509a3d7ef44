//! Reads and calculates a formula in one go: small enough that nothing needs to be kept.

/// Brackets within brackets; more than anybody writes, less than a thread's stack holds.
const DEPTH_MAX: usize = 64;

/// The result of a formula over named numbers, or a sentence.
pub(super) fn calculate(formula: &str, names: &[(&str, f64)]) -> Result<f64, String> {
    let mut reader = Reader { formula, rest: formula, names, depth: 0 };
    let number = reader.sum()?;
    reader.skip_blanks();
    if !reader.rest.is_empty() {
        return Err(reader.wanted("an operator"));
    }
    if number.is_finite() { Ok(number) } else { Err(format!("`{formula}` gives no number that can be written")) }
}

struct Reader<'f> {
    formula: &'f str,
    rest: &'f str,
    names: &'f [(&'f str, f64)],
    depth: usize,
}

impl<'f> Reader<'f> {
    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn eat(&mut self, letter: char) -> bool {
        self.skip_blanks();
        match self.rest.strip_prefix(letter) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn wanted(&self, what: &str) -> String {
        match self.rest.chars().next() {
            Some(letter) => format!("`{}`: wanted {what}, but there is `{letter}`", self.formula),
            None => format!("`{}`: wanted {what}, but the formula ends", self.formula),
        }
    }

    fn sum(&mut self) -> Result<f64, String> {
        let mut sum = self.product()?;
        loop {
            if self.eat('+') {
                sum += self.product()?;
            } else if self.eat('-') {
                sum -= self.product()?;
            } else {
                return Ok(sum);
            }
        }
    }

    fn product(&mut self) -> Result<f64, String> {
        let mut product = self.signed()?;
        loop {
            if self.eat('*') {
                product *= self.signed()?;
            } else if self.eat('/') {
                product /= self.signed()?;
            } else if self.eat('%') {
                product = product.rem_euclid(self.signed()?);
            } else {
                return Ok(product);
            }
        }
    }

    /// A minus counts for the whole power: `-2 ^ 2` is -4, as in mathematics.
    fn signed(&mut self) -> Result<f64, String> {
        let mut sign = 1.0;
        loop {
            if self.eat('-') {
                sign = -sign;
            } else if !self.eat('+') {
                return Ok(sign * self.power()?);
            }
        }
    }

    fn power(&mut self) -> Result<f64, String> {
        let base = self.atom()?;
        if !self.eat('^') {
            return Ok(base);
        }
        self.deeper(|reader| reader.signed()).map(|exponent| base.powf(exponent))
    }

    fn atom(&mut self) -> Result<f64, String> {
        if self.eat('(') {
            let number = self.deeper(Self::sum)?;
            return if self.eat(')') { Ok(number) } else { Err(self.wanted("`)`")) };
        }
        let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
        if self.rest.starts_with(|letter: char| letter.is_ascii_digit() || letter == '.') {
            return self.number();
        }
        let end = self.rest.find(|letter| !is_word(letter)).unwrap_or(self.rest.len());
        if end == 0 {
            return Err(self.wanted("a number"));
        }
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        if self.eat('(') { self.function(word) } else { self.named(word) }
    }

    fn number(&mut self) -> Result<f64, String> {
        let mut end =
            self.rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(self.rest.len());
        let exponent =
            self.rest[end..].strip_prefix(['e', 'E']).map(|rest| rest.strip_prefix(['+', '-']).unwrap_or(rest));
        if let Some(digits) = exponent.filter(|digits| digits.starts_with(|digit: char| digit.is_ascii_digit())) {
            let rest = digits.trim_start_matches(|digit: char| digit.is_ascii_digit());
            end = self.rest.len() - rest.len();
        }
        let (text, rest) = self.rest.split_at(end);
        let number = text.parse().map_err(|_| format!("`{}`: `{text}` is no number", self.formula))?;
        self.rest = rest;
        Ok(number)
    }

    fn named(&self, word: &str) -> Result<f64, String> {
        if word == "pi" {
            return Ok(std::f64::consts::PI);
        }
        let found = self.names.iter().find(|(name, _)| *name == word);
        found.map(|(_, number)| *number).ok_or_else(|| {
            let names: Vec<_> = self.names.iter().map(|(name, _)| *name).collect();
            format!("`{}`: nobody knows `{word}`; there are {} and pi", self.formula, names.join(", "))
        })
    }

    fn function(&mut self, word: &str) -> Result<f64, String> {
        let mut given = Vec::new();
        if !self.eat(')') {
            loop {
                given.push(self.deeper(Self::sum)?);
                if self.eat(')') {
                    break;
                }
                if !self.eat(',') {
                    return Err(self.wanted("`,` or `)`"));
                }
            }
        }
        Ok(match (word, given.as_slice()) {
            ("abs", [x]) => x.abs(),
            ("sqrt", [x]) => x.sqrt(),
            ("sin", [x]) => x.sin(),
            ("cos", [x]) => x.cos(),
            ("tan", [x]) => x.tan(),
            ("exp", [x]) => x.exp(),
            ("ln", [x]) => x.ln(),
            ("log", [x]) => x.log10(),
            ("floor", [x]) => x.floor(),
            ("ceil", [x]) => x.ceil(),
            ("round", [x]) => x.round(),
            ("sign", [x]) => x.partial_cmp(&0.0).map_or(0.0, |order| f64::from(order as i8)),
            ("min", [first, rest @ ..]) => rest.iter().fold(*first, |least, x| least.min(*x)),
            ("max", [first, rest @ ..]) => rest.iter().fold(*first, |most, x| most.max(*x)),
            ("clamp", [x, least, most]) => x.max(*least).min(*most),
            ("mix", [from, to, share]) => from * (1.0 - share) + to * share,
            (known, given) => return Err(self.no_function(known, given.len())),
        })
    }

    fn no_function(&self, word: &str, given: usize) -> String {
        let takes = match word {
            "min" | "max" => "at least one number",
            "clamp" | "mix" => "three numbers",
            "abs" | "sqrt" | "sin" | "cos" | "tan" | "exp" | "ln" | "log" | "floor" | "ceil" | "round" | "sign" => {
                "one number"
            }
            _ => {
                return format!(
                    "`{}`: nobody knows `{word}`; there are abs, sqrt, sin, cos, tan, exp, ln, log, floor, ceil, round, sign, \
                     min, max, clamp and mix",
                    self.formula
                );
            }
        };
        format!("`{}`: `{word}` takes {takes}, but has {given}", self.formula)
    }

    fn deeper(&mut self, read: impl FnOnce(&mut Self) -> Result<f64, String>) -> Result<f64, String> {
        if self.depth == DEPTH_MAX {
            return Err(format!("the formula nests deeper than {DEPTH_MAX}"));
        }
        self.depth += 1;
        let number = read(self);
        self.depth -= 1;
        number
    }
}

#[cfg(test)]
mod tests {
    use super::calculate;

    fn of(formula: &str) -> Result<f64, String> {
        calculate(formula, &[("a", 2.0), ("b", -3.0)])
    }

    #[test]
    fn operators_bind_as_in_school() {
        for (formula, wanted) in [
            ("1 + 2 * 3", 7.0),
            ("(1 + 2) * 3", 9.0),
            ("-2 ^ 2", -4.0),
            ("2 ^ 3 ^ 2", 512.0),
            ("2 ^ -1", 0.5),
            ("8 / 4 / 2", 1.0),
            ("10 - 3 - 2", 5.0),
            ("-a * -b", -6.0),
            ("b % a", 1.0),
            ("1.5e2 + .5", 150.5),
            ("--1 - -1", 2.0),
            ("cos(pi)", -1.0),
            ("max(1, a, b) + min(b, 0)", -1.0),
            ("clamp(9, 0, a)", 2.0),
            ("mix(10, 20, 0.25)", 12.5),
            ("round(2.5) + floor(-0.5) + ceil(0.5) + sign(b) + abs(b)", 5.0),
            (" sqrt ( 16 ) ", 4.0),
        ] {
            assert_eq!(of(formula), Ok(wanted), "{formula}");
        }
    }

    #[test]
    fn mistakes_are_said_and_never_panic() {
        for (formula, said) in [
            ("", "``: wanted a number, but the formula ends"),
            ("1 +", "`1 +`: wanted a number, but the formula ends"),
            ("1 2", "`1 2`: wanted an operator, but there is `2`"),
            ("(1", "`(1`: wanted `)`, but the formula ends"),
            ("x", "`x`: nobody knows `x`; there are a, b and pi"),
            ("abs(1, 2)", "`abs(1, 2)`: `abs` takes one number, but has 2"),
            ("1.2.3", "`1.2.3`: `1.2.3` is no number"),
            ("1 / 0", "`1 / 0` gives no number that can be written"),
            ("é", "`é`: nobody knows `é`; there are a, b and pi"),
            ("$", "`$`: wanted a number, but there is `$`"),
        ] {
            assert_eq!(of(formula).unwrap_err(), said, "{formula}");
        }
        assert!(of(&"(".repeat(100_000)).unwrap_err().contains("nests deeper than 64"));
        assert!(of(&"2^".repeat(100_000)).unwrap_err().contains("nests deeper than 64"));
        assert_eq!(of(&format!("1{}", "+1".repeat(10_000))), Ok(10_001.0));
        assert!(of(&"-".repeat(100_000)).is_err());
    }
}
