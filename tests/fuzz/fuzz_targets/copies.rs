//! The copies that are made of a picture, as the target `repair` asks for them. The suite holds its seeds to this: each
//! of them has one.

use std::fmt::Write as _;
use std::sync::LazyLock;

use certpreflight::{
    Policy, Profile, RULES, RepairOptions, RepairStatus, Repaired, Standing, examine_bytes,
    repair_bytes,
};

use super::limits;

/// What no repair cures is not asked for: arbitrary bytes are hardly ever a certificate that can be read.
static POLICY: LazyLock<Policy> = LazyLock::new(|| {
    let mut profile = "id = \"fuzz\"\nname = { en = \"fuzz\", zh = \"fuzz\" }\n\
                       formats = [\"jpeg\", \"png\"]\nmax-bytes = \"1MB\"\n[levels]\n"
        .to_owned();
    let without_cure = RULES.iter().filter(|rule| rule.cure.is_none());
    for rule in without_cure.filter(|rule| rule.can_be_changed()) {
        writeln!(profile, "{} = \"off\"", rule.id).expect("memory");
    }
    let mut policy = Policy::new(Profile::parse(&profile).expect("a profile"));
    policy.limits.pixels = limits::PIXELS;
    policy.limits.decode_bytes = limits::DECODE_BYTES;
    policy
});

/// Has any bytes repaired. What is delivered passes when it is examined again, and no repair breaks down.
pub(crate) fn made_of(bytes: &[u8]) -> Repaired {
    let repaired = repair_bytes("fuzz.jpg", bytes, &POLICY, &RepairOptions::default());
    let fix = repaired
        .outcome
        .fix
        .as_ref()
        .expect("a repair was asked for");
    let reason = fix.reason.as_ref().map(|reason| reason.id);
    assert_ne!(reason, Some("crashed"));
    let is_delivered = matches!(fix.status, RepairStatus::Fixed | RepairStatus::Copied);
    assert_eq!(is_delivered, !repaired.files.is_empty());
    assert_eq!(fix.outputs.len(), repaired.files.len());
    for file in &repaired.files {
        let outcome = examine_bytes(&file.name, &file.bytes, &POLICY);
        assert!(outcome.standing <= Standing::Warn, "{outcome:?}");
    }
    repaired
}
