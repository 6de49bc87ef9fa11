//! The operating system's randomness.

use countersign_core::ports::Entropy;

/// Random bytes from the operating system.
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(clippy::expect_used, reason = "without randomness nothing may be sealed; better to stop")]
    fn fill(&self, out: &mut [u8]) {
        getrandom::fill(out).expect("the operating system gives random bytes");
    }
}

#[cfg(test)]
mod tests {
    use std::{
        collections::HashSet,
        env::current_exe,
        io::{Write, stdout},
        process::Command,
    };

    use countersign_core::oauth::Nonce;

    use super::*;

    /// 255 degrees of freedom; a fair source exceeds this once in a hundred million runs.
    const CHI_SQUARE_LIMIT: f64 = 402.0;

    #[test]
    fn oa_013_ten_thousand_states_are_all_different_and_every_byte_is_as_frequent() {
        let entropy: &dyn Entropy = &SystemEntropy;
        let drawn: Vec<[u8; 32]> = (0..10_000).map(|_| entropy.bytes()).collect();
        assert_eq!(drawn.iter().collect::<HashSet<_>>().len(), drawn.len());
        let mut counts = [0_u32; 256];
        drawn.iter().flatten().for_each(|byte| counts[usize::from(*byte)] += 1);
        let expected = f64::from(320_000_u32) / 256.0;
        let square = |count: &u32| (f64::from(*count) - expected).powi(2) / expected;
        assert!(counts.iter().map(square).sum::<f64>() < CHI_SQUARE_LIMIT, "{counts:?}");
    }

    /// What a generator with a seed of its own would not pass: environments of one image start alike.
    #[test]
    fn oa_013_two_processes_that_start_alike_draw_different_states() {
        let draw = || {
            let mut child = Command::new(current_exe().unwrap());
            let told = child.args([
                "--ignored",
                "--exact",
                "entropy::tests::told_to_another_process",
                "--nocapture",
            ]);
            let told = String::from_utf8(told.output().unwrap().stdout).unwrap();
            told.lines().find_map(|line| line.split("drawn: ").nth(1)).unwrap().to_owned()
        };
        let (one, other) = (draw(), draw());
        assert!(one.len() == 64 && other.len() == 64 && one != other);
    }

    #[test]
    #[ignore = "run by the test above, in processes of their own"]
    fn told_to_another_process() {
        writeln!(stdout(), "drawn: {}", Nonce::draw(&SystemEntropy).expose()).unwrap();
    }
}
