//! What the fields of an ICP filing say of each other.

use super::{ACROSS, ALONE, COMPARED, typed};
use crate::messages::text;
use crate::platform::{Level, Platform};
use crate::rules::rule::Rule;

pub(crate) static ENTITY_OWNER_MISMATCH: Rule = typed(
    "entity-owner-mismatch",
    Level::Error,
    text(
        "Filing entity is not the domain's owner",
        "备案主体与域名所有者不一致",
    ),
    text(
        "The filing entity \"{entity}\" is not the domain's owner \"{owner}\": {detail}.",
        "备案主体“{entity}”与域名所有者“{owner}”不一致：{detail}。",
    ),
    text(
        "Make both the same to the letter, brackets included.",
        "改成完全一样，括号也要一致。",
    ),
    ACROSS,
    &[(Platform::Tencent, "您填写的单位名称与域名所有者不一致")],
);

pub(crate) static ENTITY_ACCOUNT_MISMATCH: Rule = typed(
    "entity-account-mismatch",
    Level::Error,
    text(
        "Filing entity is not the account's",
        "备案主体与账号实名不一致",
    ),
    text(
        "The filing entity \"{entity}\" is not the account's real name \"{account}\": {detail}.",
        "备案主体“{entity}”与账号实名“{account}”不一致：{detail}。",
    ),
    text(
        "File with the account of the entity, or have its real name changed.",
        "用该主体的账号备案，或修改账号实名。",
    ),
    ACROSS,
    &[(Platform::Tencent, "您的主体名称与账号实名认证名称不一致")],
);

pub(crate) static ENTITY_TYPE_MISMATCH: Rule = typed(
    "entity-type-mismatch",
    Level::Error,
    text(
        "Domain was verified with another document",
        "域名实名用了别的证件",
    ),
    text(
        "The filing uses {a}, the domain was verified with {b}.",
        "备案用“{a}”，域名实名用“{b}”。",
    ),
    text(
        "Use the same document in both places.",
        "两处要用同一种证件。",
    ),
    ACROSS,
    &[(Platform::Tencent, "您填写的单位名称与域名所有者不一致")],
);

pub(crate) static ENTITY_NATURE_MISMATCH: Rule = typed(
    "entity-nature-mismatch",
    Level::Warning,
    text(
        "Kind of entity contradicts the document",
        "主办者性质与证件不符",
    ),
    text(
        "The kind of entity is \"{nature}\", but the document is that of {kind}.",
        "主办者性质选“{nature}”，证件却属于{kind}。",
    ),
    text(
        "Choose the kind that the document's number stands for.",
        "按证件选择性质。",
    ),
    text(
        "The first two characters of a credit code say who registered the entity.",
        "统一社会信用代码前两位表明登记机关和机构类别。",
    ),
    &[],
);

pub(crate) static LEGAL_PERSON_MISMATCH: Rule = typed(
    "legal-person-mismatch",
    Level::Error,
    text(
        "Another legal representative than on the licence",
        "法定代表人与执照不符",
    ),
    text(
        "Legal representative typed \"{typed}\", on the licence \"{read}\".",
        "法定代表人填“{typed}”，执照上是“{read}”。",
    ),
    text("Type the one on the licence.", "按执照填写。"),
    COMPARED,
    &[(Platform::Tencent, "工商信息不匹配")],
);

pub(crate) static PRINCIPAL_NOT_LEGAL_PERSON: Rule = typed(
    "principal-not-legal-person",
    Level::Error,
    text(
        "Principal is not the legal representative",
        "主体负责人不是法定代表人",
    ),
    text(
        "{province}: the principal has to be the legal representative ({rule}; {source}).",
        "{province}：主体负责人应为法定代表人（{rule}；{source}）。",
    ),
    text(
        "Name the legal representative, or add the authorization where the province takes one.",
        "改填法定代表人；当地接受授权书的，附上授权书。",
    ),
    text(
        "By province, each with its source and date; what is not known of a province is not asked.",
        "按省份判断，各有出处和日期；不清楚的省份不判断。",
    ),
    &[(Platform::Huawei, "主体负责人非法定代表人")],
);

pub(crate) static PRINCIPAL_CONTACT_SHARED: Rule = typed(
    "principal-contact-shared",
    Level::Warning,
    text("Two persons share one contact", "两人共用联系方式"),
    text("{a} and {b} are the same.", "{a}与{b}相同。"),
    text(
        "Different persons need phones and e-mails of their own; the emergency phone is another one.",
        "不同的人要用各自的手机和邮箱，应急电话要另填。",
    ),
    ACROSS,
    &[],
);

pub(crate) static ACCOUNT_PHONE_MISMATCH: Rule = typed(
    "account-phone-mismatch",
    Level::Error,
    text("Phone is not the account's", "手机与账号绑定的不同"),
    text(
        "A personal filing needs the account's phone.",
        "个人备案的手机要与账号绑定手机一致。",
    ),
    text(
        "Type the phone that the account is bound to.",
        "填账号绑定的手机。",
    ),
    ACROSS,
    &[],
);

pub(crate) static ACCOUNT_TOO_NEW: Rule = typed(
    "account-too-new",
    Level::Error,
    text("Account verified too recently", "账号实名时间太短"),
    text(
        "The account was verified on {date}; {needed} hours have to pass.",
        "账号 {date} 实名，要满 {needed} 小时再备案。",
    ),
    text("File from {until} on.", "{until} 起再备案。"),
    ACROSS,
    &[(Platform::Tencent, "账号完成实名认证不足48小时")],
);

pub(crate) static DOMAIN_TOO_NEW: Rule = typed(
    "domain-too-new",
    Level::Error,
    text("Domain verified too recently", "域名实名时间太短"),
    text(
        "The domain was verified on {date}; {needed} have to pass.",
        "域名 {date} 实名，要满 {needed}再备案。",
    ),
    text("File from {until} on.", "{until} 起再备案。"),
    ACROSS,
    &[(Platform::Tencent, "您填写的单位名称与域名所有者不一致")],
);

pub(crate) static DOMAIN_DUPLICATE: Rule = typed(
    "domain-duplicate",
    Level::Error,
    text("Domain twice in one order", "同一域名出现两次"),
    text(
        "Domain {domain} stands in several rows: {rows}.",
        "域名 {domain} 出现在多行：{rows}。",
    ),
    text("Leave it in one row.", "只保留一行。"),
    ACROSS,
    &[],
);

pub(crate) static DOMAIN_EXPIRING: Rule = typed(
    "domain-expiring",
    Level::Warning,
    text("Domain about to expire", "域名即将到期"),
    text(
        "The domain expires on {until}; by the rules of {whose} more than three months have to be left.",
        "域名 {until} 到期，{whose}要求还有三个月以上。",
    ),
    text("Renew the domain first.", "先续费域名。"),
    text(
        "Some provinces demand three months: Hebei, Shanxi, Inner Mongolia, Shanghai, Zhejiang and Guizhou.",
        "河北、山西、内蒙古、上海、浙江、贵州要求三个月以上。",
    ),
    &[],
);

pub(crate) static DOMAIN_RESTRICTED: Rule = typed(
    "domain-restricted",
    Level::Warning,
    text("Restricted word in the domain", "域名含限制词"),
    text("The domain has \"{word}\".", "域名含“{word}”。"),
    text("Choose a domain without it.", "换一个不含这个词的域名。"),
    ALONE,
    &[(Platform::Tencent, "该域名包含限制词汇，不可转入")],
);

pub(crate) static SITE_NAME_INVALID: Rule = typed(
    "site-name-invalid",
    Level::Warning,
    text("Name of the site will be refused", "网站名称不合要求"),
    text("Site name \"{name}\": {why}.", "网站名称“{name}”：{why}。"),
    text(
        "Choose a name of three Chinese characters or more that has to do with the entity.",
        "用三个汉字以上、与主体有关的名称。",
    ),
    ALONE,
    &[(Platform::Huawei, "网站名称不符合要求")],
);

pub(crate) static OUT_OF_PROVINCE: Rule = typed(
    "out-of-province",
    Level::Warning,
    text("Document of another province", "证件不属于备案省份"),
    text(
        "The document belongs to {read}, the filing to {typed}.",
        "证件属于{read}，备案选了{typed}。",
    ),
    text(
        "A unit files in the province of its document; a person may need a residence permit.",
        "单位在证件所属省份备案；个人可能需要居住证。",
    ),
    text(
        "By the first digits of the document's number: the registrar's province, or where a person was registered first.",
        "按证件号码开头的地区代码判断：登记机关所在省份，或个人首次登记户口的省份。",
    ),
    &[(Platform::Huawei, "跨省备案")],
);

pub(crate) static PROVINCE_AGE: Rule = typed(
    "province-age",
    Level::Error,
    text("Too young for the province", "未达省管局的年龄要求"),
    text(
        "{province} asks for {needed} years of age ({source}); by this number it is {age}.",
        "{province}要求年满 {needed} 岁（{source}），按此号码为 {age} 岁。",
    ),
    text(
        "Let an adult answer for the filing, or ask the province's authority whether it makes an exception.",
        "请由年龄符合要求的人办理，或先向当地管局咨询能否例外。",
    ),
    text(
        "By the date of birth in numbers whose check digit is right: that of a person who files, and where the province \
         asks it of units too, those of principal and manager.",
        "按校验位正确的号码里的出生日期判断：个人备案看本人；省里对单位也有要求的，再看主体负责人和网站负责人。",
    ),
    &[],
);

pub(crate) static ADDRESS_CITY_MISMATCH: Rule = typed(
    "address-city-mismatch",
    Level::Error,
    text("Address in another city", "通信地址与证件地址不同市"),
    text(
        "{province} wants both addresses in one city ({source}): typed {typed}, document {document}.",
        "{province}要求通信地址与证件地址在同一城市（{source}）：填的是{typed}，证件是{document}。",
    ),
    text(
        "Type an address in the city of the document's address.",
        "通信地址请填证件地址所在城市的地址。",
    ),
    text(
        "The prefectures that the two addresses begin with, behind the province, are compared; for the address typed the \
         field of the city stands in. An address that begins with a district or with a city at county level says nothing.",
        "比对两个地址开头（省名之后）的地级市或自治州；通信地址没写市的，看城市一栏。以区县或县级市开头的地址不作判断。",
    ),
    &[],
);

pub(crate) static PROVINCE_RULE: Rule = typed(
    "province-rule",
    Level::Note,
    text("The province's own demand", "省管局的特殊要求"),
    text(
        "{province}: {rule} ({source}).",
        "{province}：{rule}（{source}）。",
    ),
    text(
        "Nothing here can look at that: see to it yourself before you submit.",
        "本工具检查不了这一条，提交前请自行确认。",
    ),
    text(
        "Said of a filing whose province is typed, with source and date; provinces change what they demand.",
        "填了备案地域就提示，并注明来源和日期；各省要求时有变化。",
    ),
    &[],
);
