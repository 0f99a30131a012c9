//! The type of the certificate, its picture, and where it belongs.

use super::{ALONE, COMPARED, Refusals, typed};
use crate::messages::text;
use crate::platform::{Level, Platform};
use crate::rules::rule::Rule;

const WRONG_TYPE: Refusals = &[
    (
        Platform::Tencent,
        "证件类型选择错误，请提交与证件类型一致且包含完整证件号码的彩色证件图片",
    ),
    (Platform::Aliyun, "证件类型选择错误"),
];

pub(crate) static TYPE_MISMATCH: Rule = typed(
    "type-mismatch",
    Level::Error,
    text("Another type than the picture", "证件类型与图片不符"),
    text(
        "\"{chosen}\" was chosen; {instead}.",
        "选的是“{chosen}”，{instead}。",
    ),
    text(
        "Choose the type that is printed as the certificate's title.",
        "按证件上印的标题选择类型。",
    ),
    COMPARED,
    WRONG_TYPE,
);

pub(crate) static TYPE_LICENCE_NOT_CREDIT: Rule = typed(
    "type-licence-not-credit",
    Level::Error,
    text(
        "Licence filed as credit-code certificate",
        "营业执照选成了信用代码证书",
    ),
    text(
        "A licence bears a credit code, but its type is 营业执照; {instead}.",
        "执照上虽有统一社会信用代码，类型仍是“营业执照”；{instead}。",
    ),
    text(
        "Choose 营业执照 (工商营业执照).",
        "选“营业执照”（工商营业执照）。",
    ),
    COMPARED,
    WRONG_TYPE,
);

pub(crate) static TYPE_UNKNOWN: Rule = typed(
    "type-unknown",
    Level::Warning,
    text("Type that no form offers", "没有这种证件类型"),
    text(
        "\"{chosen}\" is no type of certificate that is known here.",
        "“{chosen}”不是已知的证件类型。",
    ),
    text(
        "Type it as the form has it, for example 营业执照 or 身份证.",
        "按表单里的写法填写，例如“营业执照”“身份证”。",
    ),
    ALONE,
    &[],
);

pub(crate) static PLATFORM_UNKNOWN: Rule = typed(
    "platform-unknown",
    Level::Warning,
    text("Platform that is not known", "不认得的平台"),
    text(
        "\"{chosen}\" is no platform that is known here; the row was checked for {profile}.",
        "“{chosen}”不是已知的平台，这一行按 {profile} 检查。",
    ),
    text(
        "Type the id of a built-in profile, for example tencent-domain; `certpreflight profiles` lists them.",
        "写内置配置名，例如 tencent-domain；用 certpreflight profiles 可列出全部。",
    ),
    ALONE,
    &[],
);

pub(crate) static ADDRESS_MISMATCH: Rule = typed(
    "address-mismatch",
    Level::Warning,
    text("Address is not the licence's", "证件地址与执照不符"),
    text(
        "The address of the document differs from the one on the licence: {detail}.",
        "证件地址与执照上的不同：{detail}。",
    ),
    text(
        "Compare it with the picture and type it as it is printed there.",
        "请与图片对照，照执照上的住所填写。",
    ),
    text(
        "Only the first line of a licence's address is read, and only what was read plainly is compared; what the form \
         has more than that line, a province or the next line, is none of its business. A single character may be \
         misread and is a note.",
        "只读执照住所的第一行，而且只比较读得清楚的；比这一行多写的省份或后面几行不算不同。只差一个字可能是识读的误差，仅作提示。",
    ),
    &[(
        Platform::Huawei,
        "主办单位证件地址与实际主办单位证件地址不一致",
    )],
);

pub(crate) static REGION_MISMATCH: Rule = typed(
    "region-mismatch",
    Level::Error,
    text("Region contradicts the document", "所属地区与证件不符"),
    text(
        "Region typed \"{typed}\", document {read}.",
        "所属地区填“{typed}”，证件属于{read}。",
    ),
    text(
        "Choose the region that the document belongs to.",
        "地区按证件选择。",
    ),
    text(
        "Asked of documents of Hong Kong, Macao and Taiwan: who holds a mainland document may live in another province.",
        "只看港澳台证件：内地证件的持有人可以住在别的省份。",
    ),
    &[(Platform::Aliyun, "境外个人或组织用户")],
);

pub(crate) static PICTURE_MISSING: Rule = typed(
    "picture-missing",
    Level::Error,
    text("No picture", "没有图片"),
    text("{what}.", "{what}。"),
    text(
        "Name the picture in its column, from where the manifest lies.",
        "在图片一栏写文件名，路径从清单所在文件夹算起。",
    ),
    ALONE,
    &[(Platform::Tencent, "请上传图片材料")],
);

pub(crate) static PICTURE_SHARED: Rule = typed(
    "picture-shared",
    Level::Note,
    text("One picture for several numbers", "同一图片用于不同号码"),
    text(
        "One picture serves rows with different numbers: {rows}.",
        "同一图片用在了号码不同的行：{rows}。",
    ),
    text(
        "See whether each row names its own picture.",
        "看看每一行的图片是否都对。",
    ),
    ALONE,
    &[],
);
