//! What platforms say of sizes, and which limits their words name.

use crate::platform::Platform;
use crate::profile::{ByteLimit, Profile};

/// Tencent answers wrong format and wrong size with the same sentence.
pub(super) const FORMAT_OR_SIZE: (Platform, &str) = (
    Platform::Tencent,
    "请上传格式为 JPG 、PNG、BMP 等，大小为55KB-5MB以内的证件图片",
);

/// What Alibaba Cloud says of sizes where pictures come through its API.
pub(super) const API_SIZE: (Platform, &str) = (Platform::Aliyun, "支持55K~1M的JPG、BMP图片");

/// The texts that name sizes, and the limits they name.
const NAMING_LIMITS: [(&str, [&str; 2]); 2] = [
    (FORMAT_OR_SIZE.1, ["55KB", "5MB"]),
    (API_SIZE.1, ["55KB", "1MB"]),
];

/// Whether the sizes that a platform's text names, if it names any, are the profile's limits.
pub(super) fn names_the_limits(text: &str, profile: &Profile) -> bool {
    let named = NAMING_LIMITS.iter().find(|(naming, _)| *naming == text);
    named.is_none_or(|(_, limits)| {
        [profile.min_bytes.clone(), profile.max_bytes.clone()] == limits.map(ByteLimit::parse)
    })
}
