//! Any bytes have an outcome, and what could not be seen is never passed.
#![no_main]

use std::sync::LazyLock;

use certpreflight::{Policy, Profile, Standing, examine_bytes};

static POLICY: LazyLock<Policy> = LazyLock::new(|| {
    let mut policy = Policy::new(Profile::load("tencent-domain").expect("built in"));
    // Small enough for hundreds of runs a second, large enough for every code path.
    policy.limits.pixels = 1 << 20;
    policy.limits.decode_bytes = 64 << 20;
    policy
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let outcome = examine_bytes("fuzz.jpg", bytes, &POLICY);
    assert!(
        outcome
            .findings
            .iter()
            .all(|finding| finding.rule.id != "crashed")
    );
    assert!(outcome.measured.is_some() || outcome.standing >= Standing::Fail);
});
