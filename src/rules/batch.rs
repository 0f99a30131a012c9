//! Checks against the other pictures of the same run.

use super::{Check, Group, Rule};
use crate::messages::Text;
use crate::profile::Level;

pub(crate) const DUPLICATE: Rule = Rule {
    id: "duplicate",
    group: Group::Batch,
    level: Level::Warning,
    title: Text {
        en: "Same file twice",
        zh: "文件重复",
    },
    says: Text {
        en: "This file is byte for byte the same as {other}.",
        zh: "这个文件与 {other} 完全相同。",
    },
    advice: Text {
        en: "If both sides or several certificates are asked for, one of them is missing: check which.",
        zh: "如果需要上传人像面、国徽面两面或多个证件，说明少了一个，请核对。",
    },
    about: Text {
        en: "Compared by a cryptographic digest with every picture before it in the run.",
        zh: "与本次检查中排在前面的每张图片比对文件摘要。",
    },
    platform: &[],
    cure: None,
    check: Check::Batch,
};
