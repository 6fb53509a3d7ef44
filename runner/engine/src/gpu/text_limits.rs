//! What a text may have of what compilers look at by calling themselves, or count in sixteen bits: they end the process, or write
//! other numbers than the text has. Everything here is far beyond what anybody writes.

use wgpu::naga;

/// Operators, accesses and brackets around one place of a text; compilers go one call deeper for each.
const DEPTH_MAX: usize = 4000;
/// `else` in a whole text; each is inside the one before.
const ELSES_MAX: usize = 2000;
/// Letters of a name.
const NAME_MAX: usize = 1000;
/// Numbers of one literal, cases of one `switch`, members of one struct: SPIR-V counts the words of an instruction in sixteen bits.
const PARTS_MAX: usize = 30_000;

/// What a text without comments has too much of, if it has.
pub(super) fn too_deep(plain: &str) -> Option<String> {
    // How many operators stand in the innermost bracket, behind its last comma; in those around it; and in all of them.
    let (mut here, mut around, mut depth) = (0, Vec::new(), 0);
    let (mut name_bytes, mut elses) = (0, 0);
    for (at, byte) in plain.bytes().enumerate() {
        let is_name = byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii();
        name_bytes = if is_name { name_bytes + 1 } else { 0 };
        if name_bytes > NAME_MAX {
            return Some(format!("a name has more than {NAME_MAX} letters"));
        }
        match byte {
            b')' | b']' => {
                depth -= here;
                here = around.pop().unwrap_or(0);
            }
            b',' => depth -= std::mem::take(&mut here),
            b';' | b'{' | b'}' => {
                around.clear();
                (here, depth) = (0, 0);
            }
            b'e' if plain[at..].starts_with("else") => elses += 1,
            _ if byte.is_ascii_punctuation() && byte != b'_' => {
                here += 1;
                depth += 1;
                if matches!(byte, b'(' | b'[') {
                    around.push(std::mem::take(&mut here));
                }
            }
            _ => {}
        }
        if depth > DEPTH_MAX {
            return Some(format!("an expression has more than {DEPTH_MAX} operators in one another"));
        }
    }
    (elses > ELSES_MAX).then(|| format!("it says `else` more than {ELSES_MAX} times"))
}

/// The same of what only a compiler can count.
pub(super) fn too_long(module: &naga::Module) -> Option<String> {
    let bodies =
        || module.functions.iter().map(|(_, one)| one).chain(module.entry_points.iter().map(|one| &one.function));
    let literals = module.global_expressions.iter().chain(bodies().flat_map(|one| one.expressions.iter()));
    let parts = literals.filter_map(|(_, one)| match one {
        naga::Expression::Compose { components, .. } => Some(components.len()),
        _ => None,
    });
    let members = module.types.iter().filter_map(|(_, ty)| match &ty.inner {
        naga::TypeInner::Struct { members, .. } => Some(members.len()),
        _ => None,
    });
    let cases = bodies().map(|one| most_cases(&one.body));
    let lengths = [
        ("numbers in one literal", parts.max(), "give them as a buffer"),
        ("members in one struct", members.max(), "give them as a buffer"),
        ("cases in one `switch`", cases.max(), "look them up in a buffer"),
    ];
    let (what, n, hint) = lengths.into_iter().find(|(_, n, _)| n.is_some_and(|n| n > PARTS_MAX))?;
    Some(format!("{} {what}, but drivers take at most {PARTS_MAX}: {hint}", n.unwrap_or_default()))
}

fn most_cases(block: &naga::Block) -> usize {
    let of = |statement: &naga::Statement| match statement {
        naga::Statement::Block(inner) => most_cases(inner),
        naga::Statement::If { accept, reject, .. } => most_cases(accept).max(most_cases(reject)),
        naga::Statement::Loop { body, continuing, .. } => most_cases(body).max(most_cases(continuing)),
        naga::Statement::Switch { cases, .. } => {
            cases.iter().map(|case| most_cases(&case.body)).max().unwrap_or(0).max(cases.len())
        }
        _ => 0,
    };
    block.iter().map(of).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(body: &str) -> String {
        format!("fn f(x: f32) -> f32 {{\n  {body}\n}}")
    }

    #[test]
    fn texts_that_would_end_the_compiler_are_told() {
        let many = |part: &str| part.repeat(20_000);
        let deep = [
            format!("return {}x;", many("- ")),
            format!("let q = {}true; return x;", many("!")),
            format!("return x{};", many(" + x")),
            format!("return {}1.0{};", many("min(x, 1.0) + max("), many(")")),
            format!("return x{};", many(" + f(x, 1.0)")),
            format!("return vec4f(x){};", many(".xyzw")),
            format!("let p = &x; return {}p;", many("*&")),
        ];
        for body in deep {
            let told = too_deep(&text(&body)).unwrap_or_default();
            assert!(told.contains("operators in one another"), "{}: {told}", &body[..40]);
        }
        let chain = text(&format!("if (x == 0.0) {{ return 1.0; }} {}", many("else if (x == 1.0) { return 2.0; }")));
        assert!(too_deep(&chain).unwrap().contains("`else` more than"));
        assert!(too_deep(&text(&format!("let {} = 1.0;", many("a")))).unwrap().contains("letters"));
    }

    #[test]
    fn long_texts_are_not_deep_ones() {
        let statements = text(&"if (x > 1.0) { y = x + 1.0 * f(x, 2.0)[3].x; }\n".repeat(20_000));
        assert_eq!(too_deep(&statements), None);
        let table = format!("const t = array<f32, 20000>({});", "-1.0, ".repeat(20_000));
        assert_eq!(too_deep(&table), None);
        assert_eq!(too_deep(") ] } ; , ("), None, "what is wrong with it the compiler says");
    }

    #[test]
    fn what_sixteen_bits_cannot_count_is_told() {
        let module = |text: &str| naga::front::wgsl::parse_str(text).unwrap();
        let table = |n: usize| {
            format!("const t = array<f32, {n}>({});\nfn f(i: u32) -> f32 {{ return t[i]; }}", "1.0, ".repeat(n))
        };
        assert_eq!(too_long(&module(&table(1000))), None);
        assert!(too_long(&module(&table(70_000))).unwrap().starts_with("70000 numbers in one literal"));
        let mut switch = module(
            "fn f(i: i32) -> i32 { if (i > 0) { switch (i) { case 1: { return 2; } default: { } } } return 0; }",
        );
        assert_eq!(too_long(&switch), None);
        // A compiler takes minutes for as many.
        for (_, function) in switch.functions.iter_mut() {
            function.body.iter_mut().for_each(lengthen);
        }
        assert!(too_long(&switch).unwrap().starts_with("40000 cases"));
    }

    fn lengthen(statement: &mut naga::Statement) {
        match statement {
            naga::Statement::Block(inner) | naga::Statement::If { accept: inner, .. } => {
                inner.iter_mut().for_each(lengthen);
            }
            naga::Statement::Switch { cases, .. } => cases.resize(40_000, cases[0].clone()),
            _ => {}
        }
    }
}
