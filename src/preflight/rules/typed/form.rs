//! Contact, address, phone and what else a form asks.

use super::{ALONE, typed};
use crate::messages::text;
use crate::platform::{Level, Platform};
use crate::rules::rule::Rule;

pub(crate) static FIELD_MISSING: Rule = typed(
    "field-missing",
    Level::Error,
    text("Empty field", "栏目空着"),
    text("{field} is missing.", "缺少{field}。"),
    text("Fill it in.", "补填。"),
    ALONE,
    &[(Platform::Tencent, "系统中注册者名称不能为空")],
);

pub(crate) static FIELD_TOO_LONG: Rule = typed(
    "field-too-long",
    Level::Error,
    text("More than the field holds", "超过长度"),
    text(
        "{field} has {n} characters; {max} at most.",
        "{field}有 {n} 个字符，最多 {max} 个。",
    ),
    text(
        "Shorten it without leaving out what the certificate says.",
        "缩短，但不要省去证件上的内容。",
    ),
    ALONE,
    &[],
);

pub(crate) static CONTACT_ORGANIZATION: Rule = typed(
    "contact-organization",
    Level::Error,
    text("Contact is no person", "联系人不是人名"),
    text(
        "{field}: \"{typed}\" is no person's name ({why}).",
        "{field}要填人名，“{typed}”不像（{why}）。",
    ),
    text(
        "Type a person; for a company for example its legal representative.",
        "填个人姓名；企业可填法定代表人。",
    ),
    ALONE,
    &[(
        Platform::Tencent,
        "注册者身份验证失败，请修改联系人选项为个人姓名后重新提交",
    )],
);

pub(crate) static ADDRESS_VAGUE: Rule = typed(
    "address-vague",
    Level::Warning,
    text("Address without a door number", "地址没写到门牌号"),
    text(
        "The address does not reach the door number.",
        "地址没写到门牌号。",
    ),
    text(
        "Write street, number, building and room.",
        "写到路、号、幢、室。",
    ),
    ALONE,
    &[(
        Platform::Tencent,
        "注册者身份信息填写有误，请按要求规范填写后重新提交",
    )],
);

pub(crate) static POSTCODE_INVALID: Rule = typed(
    "postcode-invalid",
    Level::Error,
    text("Postcode that can't be", "邮编不对"),
    text(
        "The postcode \"{typed}\" is not plausible ({why}).",
        "邮编“{typed}”不像真的（{why}）。",
    ),
    text("Type the six digits of the address.", "按地址填六位邮编。"),
    ALONE,
    &[(Platform::Aliyun, "无效邮编")],
);

pub(crate) static PHONE_INVALID: Rule = typed(
    "phone-invalid",
    Level::Error,
    text("Malformed phone number", "电话写法不对"),
    text(
        "{field} \"{masked}\" is malformed ({why}).",
        "{field}“{masked}”写法不对（{why}）。",
    ),
    text(
        "A mobile phone has eleven digits; country code 86 and area code have fields of their own.",
        "手机号 11 位；国家代码 86 和区号各有栏目。",
    ),
    ALONE,
    &[(Platform::Aliyun, "申请用户电话号码不真实、不准确、不完整")],
);

pub(crate) static EMAIL_INVALID: Rule = typed(
    "email-invalid",
    Level::Error,
    text("Malformed e-mail address", "邮箱写法不对"),
    text(
        "{field} \"{typed}\" is malformed ({why}).",
        "{field}“{typed}”写法不对（{why}）。",
    ),
    text(
        "Type it again, half-width and without spaces.",
        "用半角重新填写，不带空格。",
    ),
    ALONE,
    &[],
);

pub(crate) static TEMPLATE_OLD: Rule = typed(
    "template-old",
    Level::Note,
    text("Old template", "模板太旧"),
    text(
        "The template dates from {date}; old ones fail.",
        "模板 {date} 创建，太旧的模板会使注册失败。",
    ),
    text("Make a new template.", "新建一个模板。"),
    text(
        "Older than five years. No platform says how many; it only says \"created early\". Chosen, not fitted.",
        "超过五年即提示。平台只说「创建时间较早」，没有公布年限；五年是本工具选定的。",
    ),
    &[(Platform::Tencent, "域名注册失败")],
);
