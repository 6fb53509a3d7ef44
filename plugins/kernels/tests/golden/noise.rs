//! Against `torch_random.py`.

use weft_kernels::noise::TorchRandom;

use crate::answers::Answers;

const SEEDS: [u64; 4] = [0, 42, (1 << 32) + 7, 1 << 63];
const COUNTS: [usize; 10] = [1, 2, 5, 15, 16, 17, 31, 100, 4096, 65536];

fn check(file: &str, difference_max: f64, draw: impl Fn(&mut TorchRandom, &mut [f32])) {
    let mut answers = Answers::open(file);
    for seed in SEEDS {
        for count in COUNTS {
            let mut have = vec![0.0; count];
            draw(&mut TorchRandom::new(seed), &mut have);
            if count > 128 {
                have = [&have[..64], &have[count - 64..]].concat();
            }
            for (have, want) in have.iter().zip(answers.take(have.len())) {
                let difference = (f64::from(*have) - want).abs();
                assert!(difference <= difference_max, "{file} {seed} {count}: {have} and not {want}");
            }
        }
    }
    answers.end();
}

#[test]
fn uniform_values_are_those_of_torch() {
    check("torch_rand", 0.0, TorchRandom::rand);
}

#[test]
fn normal_values_are_those_of_torch_also_in_small_draws() {
    check("torch_randn", 6e-7, TorchRandom::randn);
}

#[test]
fn draws_follow_each_other_as_in_torch() {
    let (mut answers, mut random) = (Answers::open("torch_randn_twice"), TorchRandom::new(7));
    for count in [3, 4, 20, 5] {
        let mut have = vec![0.0; count];
        random.randn(&mut have);
        for (have, want) in have.iter().zip(answers.take(count)) {
            assert!((f64::from(*have) - want).abs() <= 6e-7, "{count}: {have} and not {want}");
        }
    }
    answers.end();
}
