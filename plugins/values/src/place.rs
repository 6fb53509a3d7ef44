//! Which item of a list a number means: people count from 1, and backwards from -1.

use weft_plugin::prelude::*;

pub(crate) fn place(number: i64, items: usize) -> Result<usize> {
    let from_start = number.checked_sub(1).and_then(|at| usize::try_from(at).ok());
    let from_end = usize::try_from(number.unsigned_abs()).ok().and_then(|back| items.checked_sub(back));
    let at = if number < 0 { from_end } else { from_start };
    match at.filter(|at| *at < items) {
        Some(at) => Ok(at),
        None => bail!("there is no item {number} in a list of {items}; 1 is the first, -1 the last"),
    }
}
