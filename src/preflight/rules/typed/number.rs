//! The certificate's number.

use super::{ALONE, COMPARED, Refusals, typed};
use crate::messages::text;
use crate::platform::{Level, Platform};
use crate::rules::rule::Rule;

const DIFFERS: Refusals = &[
    (
        Platform::Tencent,
        "注册者证件号码填写有误，请输入与证件照片一致的证件号码",
    ),
    (Platform::Huawei, "证件号码错误"),
];
const LENGTH: Refusals = &[(
    Platform::Tencent,
    "证件类型选择错误或证件号码位数不正确，请检查后重新提交",
)];
const TRIED_IN_VAIN: Refusals = &[(Platform::Tencent, "多次尝试上传资料到审核机构，均失败")];
const NOT_IN_REGISTER: Refusals = &[(Platform::Tencent, "证件电子信息核验不合格")];

pub(crate) static NUMBER_MISMATCH: Rule = typed(
    "number-mismatch",
    Level::Error,
    text("Number differs from the certificate", "号码与证件不同"),
    text(
        "The number differs from the certificate: {detail}.",
        "号码与证件不同：{detail}。",
    ),
    text(
        "Compare it with the certificate, character by character.",
        "逐位与证件对照。",
    ),
    COMPARED,
    DIFFERS,
);

pub(crate) static NUMBER_LENGTH: Rule = typed(
    "number-length",
    Level::Error,
    text("Number of another length", "号码位数不对"),
    text(
        "Numbers of this type ({type}) have {wanted} characters; {n} were typed.",
        "{type}号码应为 {wanted} 位，填了 {n} 位。",
    ),
    text(
        "Compare with the certificate, or choose the type that the certificate is.",
        "对照证件补全，或改选证件的实际类型。",
    ),
    ALONE,
    LENGTH,
);

pub(crate) static NUMBER_SPACED: Rule = typed(
    "number-spaced",
    Level::Error,
    text(
        "Space or invisible character in the number",
        "号码里有空格或隐藏字符",
    ),
    text(
        "The number has a space, a hyphen or an invisible character ({place}).",
        "号码里有空格、连字符或隐藏字符（{place}）。",
    ),
    text(
        "Type it without; what is copied from elsewhere often brings one along.",
        "删去；从别处复制的号码常带这类字符。",
    ),
    ALONE,
    TRIED_IN_VAIN,
);

pub(crate) static NUMBER_WIDE: Rule = typed(
    "number-wide",
    Level::Error,
    text("Full-width character in the number", "号码里有全角字符"),
    text(
        "The number has \"{a}\" ({place}).",
        "号码里有“{a}”（{place}）。",
    ),
    text(
        "Type letters and digits half-width.",
        "改成半角字母和数字。",
    ),
    ALONE,
    TRIED_IN_VAIN,
);

pub(crate) static NUMBER_CONFUSABLE: Rule = typed(
    "number-confusable",
    Level::Error,
    text("Letter and digit taken for each other", "字母与数字混淆"),
    text(
        "Character {n}: {a_name} \"{a}\" was typed; {instead}.",
        "第 {n} 位：填的是{a_name}“{a}”，{instead}。",
    ),
    text("Type \"{b}\" there.", "把这一位改成“{b}”。"),
    COMPARED,
    DIFFERS,
);

pub(crate) static NUMBER_CHECK: Rule = typed(
    "number-check",
    Level::Error,
    text(
        "Check digit of the typed number wrong",
        "填写的号码校验位不对",
    ),
    text(
        "The typed number can't be right: {detail}.",
        "填写的号码不成立：{detail}。",
    ),
    text(
        "One character at least is wrong; compare all of them with the certificate.",
        "至少有一位填错，逐位与证件对照。",
    ),
    text(
        "The standards of numbers have a check digit that nearly every slip breaks; no picture is needed.",
        "号码标准都有校验位，填错一位几乎必然对不上，不需要图片。",
    ),
    NOT_IN_REGISTER,
);

pub(crate) static NUMBER_ROUNDED: Rule = typed(
    "number-rounded",
    Level::Error,
    text("Spreadsheet destroyed the number", "表格改坏了号码"),
    text(
        "The spreadsheet turned the number into {shown} and lost its last digits.",
        "表格把长号码变成了 {shown}，末几位已丢失。",
    ),
    text(
        "Format the column as text and type the number again.",
        "把该列设成文本格式，再填一次。",
    ),
    text(
        "A spreadsheet keeps fifteen digits of a number; the rest become zeros.",
        "表格软件只保留数字的前十五位，其余变成零。",
    ),
    NOT_IN_REGISTER,
);

pub(crate) static NUMBER_COPY_SUFFIX: Rule = typed(
    "number-copy-suffix",
    Level::Error,
    text("Copy number behind the number", "号码后带了副本编号"),
    text(
        "The copy number \"{suffix}\" was typed, too.",
        "副本编号“{suffix}”也填进了号码。",
    ),
    text("Leave it out.", "副本编号不填。"),
    ALONE,
    &[(
        Platform::Tencent,
        "提交材料与注册人信息不符，请检查后重新提交",
    )],
);

pub(crate) static NUMBER_WRONG_CODE: Rule = typed(
    "number-wrong-code",
    Level::Error,
    text("Another number of the certificate", "填了证件上的别的号码"),
    text(
        "This is the {what}; what is asked for is the number {masked}.",
        "这是{what}，要填的是 {masked}。",
    ),
    text(
        "Type the unified social credit code that stands on the certificate.",
        "填证件上的统一社会信用代码。",
    ),
    COMPARED,
    NOT_IN_REGISTER,
);
