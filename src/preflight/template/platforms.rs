//! The platform that a row names for itself: a built-in profile by its id, or a platform by its name. Never a file: what
//! a manifest says is somebody else's text.

use crate::messages::Lang;
use crate::platform::Platform;
use crate::profile::Profile;

/// What a cell names.
enum Named {
    Profile(&'static str),
    Platform(Platform),
}

fn find(typed: &str) -> Option<Named> {
    let typed = typed.trim().to_lowercase();
    let is_typed = |name: &str| name.to_lowercase() == typed;
    if let Some(id) = Profile::built_in_ids().find(|id| is_typed(id)) {
        return Some(Named::Profile(id));
    }
    let known = Platform::ALL.into_iter().map(|row| row.0);
    let mut known = known.filter(|platform| *platform != Platform::Other);
    let found = known.find(|platform| {
        is_typed(platform.id())
            || is_typed(platform.name(Lang::En))
            || is_typed(platform.name(Lang::Zh))
    });
    found.map(Named::Platform)
}

/// Whether a profile is built in for what a row names as its platform.
pub(super) fn is_known_platform(typed: &str) -> bool {
    find(typed).is_some()
}

/// The built-in profile for what a row names as its platform, for the purpose that the usual one has; `None` if nothing
/// of that name is known.
pub fn profile_for(typed: &str, usual: &Profile) -> Option<Profile> {
    if typed.trim() == usual.id {
        return Some(usual.clone());
    }
    let platform = match find(typed)? {
        Named::Profile(id) => return Profile::load(id).ok(),
        Named::Platform(platform) => platform,
    };
    if platform == usual.platform {
        return Some(usual.clone());
    }
    let is_filing = |profile: &Profile| profile.id.ends_with("-icp");
    let all = Profile::built_in_ids().filter_map(|id| Profile::load(id).ok());
    let mut of_platform: Vec<Profile> = all.filter(|own| own.platform == platform).collect();
    // The first of one platform is its usual one.
    of_platform.sort_by_key(|own| is_filing(own) != is_filing(usual));
    of_platform.into_iter().next()
}

#[cfg(test)]
mod tests {
    use super::super::testing::profile;
    use super::*;

    #[test]
    fn a_platform_is_named_by_id_or_by_name_and_never_by_a_path() {
        let cases = [
            ("tencent-domain", "aliyun-domain", Some("aliyun-domain")),
            ("tencent-domain", " Huawei-ICP ", Some("huawei-icp")),
            ("tencent-domain", "华为云", Some("huawei-domain")),
            ("tencent-icp", "huawei", Some("huawei-icp")),
            ("tencent-icp", "腾讯云", Some("tencent-icp")),
            ("tencent-domain", "WeChat Pay", Some("wechat-pay")),
            ("tencent-domain", "其他云", None),
            ("tencent-domain", "the platform", None),
            ("tencent-domain", "../own.toml", None),
            ("tencent-domain", "Cargo.toml", None),
        ];
        assert_eq!(cases.len(), 10);
        for (usual, typed, id) in cases {
            let found = profile_for(typed, &profile(usual));
            assert_eq!(found.as_ref().map(|own| &*own.id), id, "{typed}");
            assert_eq!(is_known_platform(typed), id.is_some(), "{typed}");
        }
    }
}
