//! Kernels as a driver may understand them that joins products and sums to one operation, without rounding the product. WGSL allows
//! it, and drivers of GPUs do it where those in software do not: tests see here what becomes of a kernel then. Written with numbers
//! of 64 bits, as drivers in software take `fma` for a product and a sum.

use wgpu::naga::front::wgsl::parse_str;
use wgpu::naga::valid::{Capabilities, FunctionInfo, ValidationFlags, Validator};
use wgpu::naga::{
    Arena, AtomicFunction, BinaryOperator, Block, Expression, Function, Handle, Module, Range, Scalar, ScalarKind,
    Span, Statement, TypeInner,
};

use super::trouble::Trouble;

/// The text, with all products joined to the sums they are part of.
pub(super) fn module(wgsl: &str) -> Result<Module, Trouble> {
    let mut module = parse_str(wgsl).map_err(|why| Trouble::Invalid(why.emit_to_string(wgsl)))?;
    let info = Validator::new(ValidationFlags::all(), Capabilities::all()).validate(&module);
    let info = info.map_err(|why| Trouble::Invalid(why.emit_to_string(wgsl)))?;
    let functions: Vec<_> = module.functions.iter().map(|(at, _)| at).collect();
    for at in functions {
        let made = joined(&module, &module.functions[at], &info[at]);
        module.functions[at] = made;
    }
    for at in 0..module.entry_points.len() {
        let made = joined(&module, &module.entry_points[at].function, info.get_entry_point(at));
        module.entry_points[at].function = made;
    }
    Ok(module)
}

fn joined(module: &Module, function: &Function, info: &FunctionInfo) -> Function {
    let inner = |at: Handle<Expression>| info[at].ty.inner_with(&module.types);
    let is_float = |at| match inner(at) {
        TypeInner::Scalar(scalar) | TypeInner::Vector { scalar, .. } => *scalar == Scalar::F32,
        _ => false,
    };
    let factors = |at: Handle<Expression>| match function.expressions[at] {
        Expression::Binary { op: BinaryOperator::Multiply, left, right }
            if inner(left) == inner(at) && inner(right) == inner(at) =>
        {
            Some((left, right))
        }
        _ => None,
    };
    let mut made = function.clone();
    made.expressions = Arena::new();
    made.named_expressions.clear();
    let mut places = Places::default();
    for (at, expression) in function.expressions.iter() {
        let mut push = |one| made.expressions.append(one, Span::UNDEFINED);
        let with = |expr, kind, width| Expression::As { expr, kind, convert: Some(width) };
        let sum = match *expression {
            Expression::Binary { op: op @ (BinaryOperator::Add | BinaryOperator::Subtract), left, right }
                if is_float(at) && inner(left) == inner(right) =>
            {
                let product = factors(right).map(|factors| (factors, left, false));
                product.or_else(|| factors(left).map(|factors| (factors, right, true))).map(|found| (op, found))
            }
            _ => None,
        };
        let (first, last) = if let Some((op, ((a, b), other, is_product_first))) = sum {
            let first = push(with(places.of(a), ScalarKind::Float, 8));
            let by = push(with(places.of(b), ScalarKind::Float, 8));
            let product = push(Expression::Binary { op: BinaryOperator::Multiply, left: first, right: by });
            let other = push(with(places.of(other), ScalarKind::Float, 8));
            let (left, right) = if is_product_first { (product, other) } else { (other, product) };
            let sum = push(Expression::Binary { op, left, right });
            (first, push(with(sum, ScalarKind::Float, 4)))
        } else {
            let mut same = expression.clone();
            each_part(&mut same, &mut |part| *part = places.of(*part));
            let same = push(same);
            (same, same)
        };
        places.0.push((first, last));
    }
    for (_, variable) in made.local_variables.iter_mut() {
        variable.init = variable.init.map(|at| places.of(at));
    }
    places.put_in(&mut made.body);
    made
}

/// Where the expressions went: the first that was written for each, and the one with its value.
#[derive(Default)]
struct Places(Vec<(Handle<Expression>, Handle<Expression>)>);

impl Places {
    fn of(&self, old: Handle<Expression>) -> Handle<Expression> {
        self.0[old.index()].1
    }

    fn put_in(&self, block: &mut Block) {
        let put = |at: &mut Handle<Expression>| *at = self.of(*at);
        for statement in block.iter_mut() {
            match statement {
                Statement::Emit(range) => {
                    if let Some((first, last)) = range.first_and_last() {
                        *range = Range::new_from_bounds(self.0[first.index()].0, self.of(last));
                    }
                }
                Statement::Block(block) => self.put_in(block),
                Statement::If { condition, accept, reject } => {
                    put(condition);
                    self.put_in(accept);
                    self.put_in(reject);
                }
                Statement::Switch { selector, cases } => {
                    put(selector);
                    cases.iter_mut().for_each(|case| self.put_in(&mut case.body));
                }
                Statement::Loop { body, continuing, break_if } => {
                    self.put_in(body);
                    self.put_in(continuing);
                    break_if.iter_mut().for_each(put);
                }
                Statement::Return { value } => value.iter_mut().for_each(put),
                Statement::Store { pointer, value } => {
                    put(pointer);
                    put(value);
                }
                Statement::Call { arguments, result, .. } => arguments.iter_mut().chain(result).for_each(put),
                Statement::Atomic { pointer, fun, value, result } => {
                    put(pointer);
                    put(value);
                    result.iter_mut().for_each(put);
                    if let AtomicFunction::Exchange { compare: Some(compare) } = fun {
                        put(compare);
                    }
                }
                // Those without expressions, and those that no kernel of ours has: they would not pass the compiler.
                _ => {}
            }
        }
    }
}

fn each_part(expression: &mut Expression, work: &mut impl FnMut(&mut Handle<Expression>)) {
    match expression {
        Expression::Compose { components, .. } => components.iter_mut().for_each(work),
        Expression::Access { base, index } => [base, index].into_iter().for_each(work),
        Expression::AccessIndex { base: part, .. }
        | Expression::Splat { value: part, .. }
        | Expression::Swizzle { vector: part, .. }
        | Expression::Load { pointer: part }
        | Expression::Unary { expr: part, .. }
        | Expression::As { expr: part, .. }
        | Expression::Relational { argument: part, .. }
        | Expression::ArrayLength(part) => work(part),
        Expression::Binary { left, right, .. } => [left, right].into_iter().for_each(work),
        Expression::Select { condition, accept, reject } => [condition, accept, reject].into_iter().for_each(work),
        Expression::Math { arg, arg1, arg2, arg3, .. } => {
            std::iter::once(arg).chain(arg1).chain(arg2).chain(arg3).for_each(work);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_join_the_sums_they_are_part_of() {
        let count = |line: &str| {
            let made = module(&format!("fn f(a: f32, b: f32, c: f32) -> f32 {{ return {line}; }}"));
            let made = made.expect("a right text");
            let (_, function) = made.functions.iter().next().expect("a function");
            let is_rounded = |one: &Expression| matches!(one, Expression::As { convert: Some(4), .. });
            function.expressions.iter().filter(|(_, one)| is_rounded(one)).count()
        };
        for (line, joined) in [
            ("a * b + c", 1),
            ("c + a * b", 1),
            ("c - a * b", 1),
            ("a * b - c", 1),
            ("a * b + b * c", 1),
            ("(a + b) * c", 0),
            ("a + b - c", 0),
        ] {
            assert_eq!(count(line), joined, "{line}");
        }
    }
}
