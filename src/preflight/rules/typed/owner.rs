//! The owner's name.

use super::{ALONE, COMPARED, Refusals, typed};
use crate::messages::text;
use crate::platform::{Level, Platform};
use crate::rules::rule::Rule;

const NOT_THE_SAME: Refusals = &[
    (
        Platform::Tencent,
        "域名所有者名称与上传证件不一致，请检查后重新提交",
    ),
    (Platform::Aliyun, "域名所有者与证件不一致"),
];

pub(crate) static OWNER_MISMATCH: Rule = typed(
    "owner-mismatch",
    Level::Error,
    text("Owner differs from the certificate", "所有者与证件不同"),
    text(
        "The owner typed, \"{typed}\", is not the one on the certificate, \"{read}\"{detail}.",
        "填写的所有者“{typed}”与证件上的“{read}”不同{detail}。",
    ),
    text(
        "Compare both, character by character, and type what the certificate says.",
        "逐字对照，按证件填写。",
    ),
    COMPARED,
    NOT_THE_SAME,
);

pub(crate) static OWNER_LOOKALIKE: Rule = typed(
    "owner-lookalike",
    Level::Error,
    text(
        "Look-alike character in the owner",
        "所有者里有形近或同音字",
    ),
    text(
        "Character {n}: typed \"{a}\" ({a_code}), certificate \"{b}\" ({b_code}): {why}.",
        "第 {n} 字：填“{a}”（{a_code}），证件是“{b}”（{b_code}）：{why}。",
    ),
    text("Type \"{b}\" there.", "把这个字改成“{b}”。"),
    COMPARED,
    NOT_THE_SAME,
);

pub(crate) static OWNER_ABBREVIATED: Rule = typed(
    "owner-abbreviated",
    Level::Error,
    text("Owner shortened", "所有者是简写"),
    text(
        "The owner is shortened; \"{missing}\" is missing.",
        "所有者是简写，少了“{missing}”。",
    ),
    text("Type the certificate's full name.", "写证件上的全称。"),
    COMPARED,
    NOT_THE_SAME,
);

pub(crate) static OWNER_IS_LEGAL_PERSON: Rule = typed(
    "owner-is-legal-person",
    Level::Error,
    text(
        "Legal representative instead of the owner",
        "所有者填成了法定代表人",
    ),
    text(
        "The legal representative was typed; the organization is \"{name}\".",
        "填了法定代表人，应填单位名称“{name}”。",
    ),
    text(
        "Type the organization's name; the person goes into the contact.",
        "所有者填单位名称，法定代表人填在联系人一栏。",
    ),
    COMPARED,
    &[(
        Platform::Tencent,
        "提交材料与注册人信息不符，请检查后重新提交",
    )],
);

pub(crate) static OWNER_SPACED: Rule = typed(
    "owner-spaced",
    Level::Error,
    text(
        "Space or full-width letter in the owner",
        "所有者里有空格或全角字符",
    ),
    text(
        "The owner has {what} ({place}).",
        "所有者里有{what}（{place}）。",
    ),
    text(
        "Take it away; nothing may stand there that isn't on the certificate.",
        "删去或改正；证件上没有的字符不能填。",
    ),
    ALONE,
    &[(Platform::Tencent, "证件电子信息核验不合格")],
);

pub(crate) static OWNER_BRACKETS: Rule = typed(
    "owner-brackets",
    Level::Warning,
    text("Brackets of another width", "括号全角半角不符"),
    text(
        "The brackets are {typed_width}; {wanted}.",
        "括号是{typed_width}，{wanted}。",
    ),
    text(
        "Type the brackets that way, everywhere the same.",
        "按要求改括号，各处保持一致。",
    ),
    text(
        "Platforms want brackets half-width, as printed, or only the same everywhere; the profile knows which.",
        "有的平台要半角，有的要与证件一致，有的只要求各处相同，由平台配置决定。",
    ),
    &[(
        Platform::Tencent,
        "提交材料与注册人信息不符，请检查后重新提交",
    )],
);

pub(crate) static OWNER_INTERPUNCT: Rule = typed(
    "owner-interpunct",
    Level::Warning,
    text("Another dot in the name", "间隔号不标准"),
    text(
        "The dot is {a}; the standard one is \"·\" (U+00B7).",
        "间隔号{a}，标准是“·”（U+00B7）。",
    ),
    text(
        "Type \"·\" in the Chinese field, and no dot in the English one.",
        "中文栏用“·”，英文栏不写。",
    ),
    COMPARED,
    &[(Platform::Aliyun, "联系人信息无效")],
);

pub(crate) static OWNER_CASE: Rule = typed(
    "owner-case",
    Level::Error,
    text("Capital and small letters differ", "大小写与证件不同"),
    text(
        "Case differs from the document: typed \"{typed}\", document \"{read}\".",
        "大小写与证件不同：填“{typed}”，证件是“{read}”。",
    ),
    text(
        "Type the letters as the document has them.",
        "按证件的大小写填写。",
    ),
    COMPARED,
    &[(
        Platform::Tencent,
        "注册者身份信息填写有误，请按要求规范填写后重新提交",
    )],
);

pub(crate) static OWNER_ENGLISH_MISMATCH: Rule = typed(
    "owner-english-mismatch",
    Level::Warning,
    text(
        "English name doesn't fit the Chinese one",
        "英文名称与中文对不上",
    ),
    text("The English name \"{en}\" {why}.", "英文名称“{en}”{why}。"),
    text(
        "Type the reading in letters of the alphabet, without signs.",
        "用拼音字母填写读音，不带符号。",
    ),
    text(
        "A person's name is compared with every reading of its characters; an organization may have chosen its English name, of which only the letters are looked at.",
        "人名按每个字的各种读音比对；单位可以自取英文名，只看所用的字符。",
    ),
    &[(
        Platform::Tencent,
        "域名所有者名称与上传证件不一致，请检查后重新提交",
    )],
);

pub(crate) static OWNER_RESTRICTED: Rule = typed(
    "owner-restricted",
    Level::Warning,
    text("Word that registries often refuse", "名称含限制词"),
    text(
        "The name has \"{word}\"; registries often refuse it.",
        "名称含“{word}”：注册局常以“填写有误，或因其他原因无法使用”拒绝。",
    ),
    text(
        "If it is the certificate's name, keep it and be ready to explain; else choose another owner.",
        "确为证件上的名称就照填，并准备说明材料；否则更换所有者。",
    ),
    ALONE,
    &[(
        Platform::Tencent,
        "域名所有者填写有误，或因其他原因无法使用，请更换其他域名所有者",
    )],
);
