//! What the certificate says: whether it is one, which side, and until when. A value that was not read
//! plainly is never held against anything.

use super::region::Region;
use super::rule::{Check, Group, Rule, Verdict, fail, fail_if};
use crate::messages::{Evidence, Text, Value, text};
use crate::platform::{Level, Platform};
use crate::sensitive::masked_number;
use crate::working_days;
use certpreflight_reading::{
    Certificate, Check as CheckDigit, Date, Face, Kind, Number, NumberKind, Reading, Until,
    Value as Said,
};

/// With fewer, nothing can be said of the page. Chosen, not fitted.
const SOME_TEXT: usize = 12;
/// A validity that ends so soon is "about to end": Huawei Cloud names three months.
const SOON_DAYS: i64 = 92;

/// China's, and those that passports of Hong Kong, Macao and Taiwan name.
const HOME_NATIONALITIES: [&str; 4] = ["CHN", "HKG", "MAC", "TWN"];

const TYPE_WRONG: &[(Platform, &str)] =
    &[(Platform::Tencent, "证件类型选择错误或证件号码位数不正确")];
const EXPIRED_TEXTS: &[(Platform, &str)] = &[(Platform::Tencent, "证件已过期")];

const NO_TEXT: Text = text("hardly any text could be read", "几乎没有读到文字");
const NOT_KNOWN: Text = text(
    "not recognized as a certificate that is known here",
    "没有认出是哪种证件",
);
const NOT_READ: Text = text("it could not be read plainly", "没有清楚地读到");

/// The name of a certificate, as it is printed.
pub(crate) const fn kind_name(kind: Kind) -> Text {
    match kind {
        Kind::IdentityCard => text("identity card", "居民身份证"),
        Kind::TemporaryIdentityCard => text("temporary identity card", "临时居民身份证"),
        Kind::ResidencePermit => text("residence permit", "居住证"),
        Kind::ForeignResidentCard => {
            text("foreign permanent resident's card", "外国人永久居留身份证")
        }
        Kind::Passport => text("passport", "护照"),
        Kind::HongKongMacaoPermit => text(
            "permit for Hong Kong and Macao residents",
            "港澳居民来往内地通行证",
        ),
        Kind::TaiwanPermit => text("permit for Taiwan residents", "台湾居民来往大陆通行证"),
        Kind::Licence => text("business licence", "营业执照"),
        Kind::CreditCodeCertificate => text("credit code certificate", "统一社会信用代码证书"),
        Kind::OrganizationCodeCertificate => {
            text("organization code certificate", "组织机构代码证")
        }
        Kind::Institution => text("public institution's certificate", "事业单位法人证书"),
        Kind::Association => text("association's certificate", "社会团体法人登记证书"),
        Kind::PrivateNonprofit => text("private nonprofit's certificate", "民办非企业单位登记证书"),
        Kind::Foundation => text("foundation's certificate", "基金会法人登记证书"),
        Kind::ReligiousSite => text("religious site's certificate", "宗教活动场所登记证"),
        Kind::LawFirm => text("law firm's licence", "律师事务所执业许可证"),
        Kind::OtherLicence => text("licence to operate", "执业或办学许可证"),
        _ => text("another certificate", "其他证书"),
    }
}

/// The name of a side, as platforms call it.
pub(crate) const fn face_name(face: Face) -> Text {
    match face {
        Face::Portrait => text("portrait side", "人像面"),
        Face::Emblem => text("emblem side", "国徽面"),
    }
}

/// The certificate, or why nothing can be said of what it says.
fn certificate(reading: &Reading) -> Result<&Certificate, Verdict> {
    reading.certificate.as_ref().ok_or(Verdict::NotAssessed(
        if reading.plain_characters < SOME_TEXT {
            NO_TEXT
        } else {
            NOT_KNOWN
        },
    ))
}

/// A value that was read plainly.
fn plain<T>(value: Option<&Said<T>>) -> Result<&Said<T>, Verdict> {
    value
        .filter(|value| value.is_plain())
        .ok_or(Verdict::NotAssessed(NOT_READ))
}

fn either(verdict: Result<Verdict, Verdict>) -> Verdict {
    match verdict {
        Ok(verdict) | Err(verdict) => verdict,
    }
}

fn at<T>(evidence: Evidence, value: &Said<T>, reading: &Reading) -> Verdict {
    Verdict::Fail(
        evidence,
        Some(Region::of_corners(value.corners, reading.size)),
    )
}

fn day(date: Date) -> Value {
    Value::Name(date.to_string())
}

pub(super) const NO_CERTIFICATE: Rule = Rule {
    id: "no-certificate",
    group: Group::Certificate,
    level: Level::Error,
    title: text("No certificate", "不是证件"),
    fine: text("A certificate", "是证件"),
    says: text(
        "This is {seen}, not a certificate that proves an identity.",
        "这是{seen}，不是实名认证要的证件。",
    ),
    advice: text(
        "Upload a picture of the certificate itself: 身份证, 营业执照 or another one that the platform lists.",
        "请上传证件本身的图片：身份证、营业执照，或平台列出的其他证件。",
    ),
    about: text(
        "The text is read. An error if a page full of plainly read text has neither the title nor the labels of any \
         certificate that is known here, or the title of one that no platform takes for real-name verification. \
         A certificate in another language is not known here.",
        "读出图中文字后判断：满页文字读得清楚，却没有任何一种已知证件的标题和栏目名，或标题是平台不收的证书，才报错误。外文证件不在已知范围内。",
    ),
    platform: TYPE_WRONG,
    cure: None,
    limits: &[],
    check: Check::Certificate(|reading, _, _| match &reading.certificate {
        seen if reading.is_something_else() => {
            let seen = match seen {
                Some(_) => text("another kind of certificate", "另一种证书"),
                None => text("a page of other text", "一页别的文字"),
            };
            fail(vec![("seen", Value::words(seen))])
        }
        Some(_) => Verdict::Pass,
        None if reading.plain_characters >= SOME_TEXT => Verdict::NotAsked,
        None => Verdict::NotAssessed(NO_TEXT),
    }),
};

pub(super) const UNRECOGNIZED: Rule = Rule {
    id: "unrecognized",
    group: Group::Certificate,
    level: Level::Warning,
    title: text("Certificate not recognized", "认不出是什么证件"),
    fine: text("Known kind of certificate", "认得出是哪种证件"),
    says: text(
        "Not recognized as any certificate: neither title nor labels were found.",
        "认不出这是什么证件：没找到证件标题和栏目名。",
    ),
    advice: text(
        "Make sure that it is the right picture, and that the whole certificate is in it.",
        "请确认没有拿错图片，并让整张证件都在画面里。",
    ),
    about: text(
        "No text was read, or too little to say that it is no certificate: a photograph of something else, or a \
         certificate that can't be read.",
        "没读到文字，或读到的不足以断定不是证件：可能是别的照片，也可能是看不清的证件。",
    ),
    platform: TYPE_WRONG,
    cure: None,
    limits: &[],
    check: Check::Certificate(|reading, _, _| match &reading.certificate {
        Some(_) => Verdict::Pass,
        None if reading.is_something_else() => Verdict::NotAsked,
        None => fail(vec![]),
    }),
};

pub(super) const WRONG_SIDE: Rule = Rule {
    id: "wrong-side",
    group: Group::Certificate,
    level: Level::Warning,
    title: text("Emblem side", "是国徽面"),
    fine: text("The side with the number", "有号码的一面"),
    says: text(
        "This is the emblem side of a card; it bears neither name nor number.",
        "这是证件的国徽面，上面没有姓名和号码。",
    ),
    advice: text(
        "Where one picture is asked for, upload the portrait side; where both are, this one is right.",
        "平台只要一张图片时请上传人像面；两面都要时，这张没有问题。",
    ),
    about: text(
        "Told from the title and the labels.",
        "根据证件标题和栏目名判断。",
    ),
    platform: TYPE_WRONG,
    cure: None,
    limits: &[],
    check: Check::Certificate(|reading, _, _| {
        either(certificate(reading).map(|found| match found.face {
            Some(face) => fail_if(face == Face::Emblem, vec![]),
            None => Verdict::NotAsked,
        }))
    }),
};

pub(super) const TEMPORARY: Rule = Rule {
    id: "temporary",
    group: Group::Certificate,
    level: Level::Note,
    title: text("Temporary identity card", "临时身份证"),
    fine: text("Not a temporary card", "不是临时身份证"),
    says: text(
        "This is a temporary identity card, valid for three months. Some authorities don't take it for a filing.",
        "这是临时居民身份证，有效期三个月，部分地区备案不收。",
    ),
    advice: text(
        "Use the identity card as soon as there is one.",
        "领到正式身份证后，请改用正式身份证。",
    ),
    about: text("Told from the title.", "根据证件标题判断。"),
    platform: &[],
    cure: None,
    limits: &[],
    check: Check::Certificate(|reading, _, _| {
        either(
            certificate(reading)
                .map(|found| fail_if(found.kind == Kind::TemporaryIdentityCard, vec![])),
        )
    }),
};

pub(super) const OUTDATED: Rule = Rule {
    id: "outdated",
    group: Group::Certificate,
    level: Level::Error,
    title: text("Certificate of an old form", "旧版证件"),
    fine: text("Certificate of today's form", "现行版证件"),
    says: text(
        "The certificate bears {number_kind} instead of a number of 18 characters.",
        "证件上是{number_kind}，不是 18 位号码。",
    ),
    advice: text(
        "Have it exchanged for one with an 18-character number, and upload that.",
        "请换领有 18 位号码的新证后再上传。",
    ),
    about: text(
        "Licences without a unified social credit code were valid until the end of 2017, identity cards with 15 digits until \
         the end of 2012. Asked only of a number that its check digit proves or whose length two readings agree on.",
        "没有统一社会信用代码的营业执照 2017 年底起失效，15 位号码的身份证 2013 年起停用。只在号码经校验码证实，或两次读数一致时判断。",
    ),
    platform: &[(Platform::Tencent, "注册者资料提交不合格")],
    cure: None,
    limits: &[],
    check: Check::Certificate(|reading, _, _| {
        either(certificate(reading).and_then(|found| {
            let number = plain(found.number.as_ref())?;
            // Of a number that can't be right it is not known whether all of it was seen.
            if let CheckDigit::Wrong { .. } = number.value.kind.check(&number.value.text) {
                return Err(Verdict::NotAssessed(NOT_READ));
            }
            let old = match number.value.kind {
                NumberKind::CitizenOld => text("a citizen number of 15 digits", "15 位身份证号码"),
                NumberKind::Registration | NumberKind::RegistrationOld => {
                    text("a registration number", "工商注册号")
                }
                NumberKind::OrganizationCode => text("an organization code", "组织机构代码"),
                _ => return Ok(Verdict::Pass),
            };
            Ok(at(
                vec![("number_kind", Value::words(old))],
                number,
                reading,
            ))
        }))
    }),
};

pub(super) const MISNUMBERED: Rule = Rule {
    id: "misnumbered",
    group: Group::Certificate,
    level: Level::Warning,
    title: text("Check digit is wrong", "号码校验位不对"),
    fine: text("Check digit is right", "号码校验位正确"),
    says: text(
        "The number read, {masked}, has the wrong check digit ({expected} would fit): misread, or wrong itself.",
        "读出的号码 {masked} 校验位不对（应为 {expected}）：可能读错，也可能号码本身有误。",
    ),
    advice: text(
        "Compare the number with the certificate, character by character, before you type it.",
        "填写前请逐位对照证件上的号码。",
    ),
    about: text(
        "Said only where two readings of the number agree.",
        "两次读数一致时才提示。",
    ),
    platform: &[],
    cure: None,
    limits: &[],
    check: Check::Certificate(|reading, _, _| {
        either(certificate(reading).and_then(|found| {
            let number = plain(found.number.as_ref())?;
            let Number { text, kind } = &number.value;
            Ok(match kind.check(text) {
                CheckDigit::Wrong { expected } => at(
                    vec![
                        ("masked", Value::Name(masked_number(text))),
                        ("expected", Value::Name(expected.to_string())),
                    ],
                    number,
                    reading,
                ),
                CheckDigit::None => Verdict::NotAsked,
                _ => Verdict::Pass,
            })
        }))
    }),
};

pub(super) const INCONSISTENT: Rule = Rule {
    id: "inconsistent",
    group: Group::Certificate,
    level: Level::Warning,
    title: text("Card and number differ", "证件与号码不符"),
    fine: text("Card and number agree", "证件与号码一致"),
    says: text(
        "The {field} that is printed is not the one in the number.",
        "证件上印的{field}与号码里的不一致。",
    ),
    advice: text(
        "Compare both with the certificate; if it really says so, have it corrected before you use it.",
        "请对照证件核对；如果证件本身就是这样，请先到发证机关更正。",
    ),
    about: text(
        "Date of birth and sex are compared with those in the number, if its check digit is right and they were \
         read plainly.",
        "号码校验位正确、出生日期和性别又读得清楚时，与号码里的比对。",
    ),
    platform: &[],
    cure: None,
    limits: &[],
    check: Check::Certificate(|reading, _, _| {
        either(certificate(reading).map(|found| {
            let number = found.proven_number();
            let Some(number) = number.filter(|number| number.value.kind == NumberKind::Citizen)
            else {
                return Verdict::NotAsked;
            };
            let birth = plain(found.birth.as_ref());
            let sex = plain(found.sex.as_ref());
            let differs = |what| vec![("field", Value::words(what))];
            match (birth, sex) {
                (Ok(birth), _) if number.value.birth() != Some(birth.value) => {
                    at(differs(text("date of birth", "出生日期")), birth, reading)
                }
                (_, Ok(sex)) if number.value.sex() != Some(sex.value) => {
                    at(differs(text("sex", "性别")), sex, reading)
                }
                (Err(unread), Err(_)) => unread,
                _ => Verdict::Pass,
            }
        }))
    }),
};

/// The end of validity, if the certificate has one and it was read plainly.
fn end(reading: &Reading) -> Result<(Date, &Said<Until>), Verdict> {
    let found = certificate(reading)?;
    // A licence's term is no validity, and a portrait side prints none.
    if found.kind == Kind::Licence || found.face == Some(Face::Portrait) {
        return Err(Verdict::NotAsked);
    }
    let until = plain(found.until.as_ref())?;
    match until.value {
        Until::Date(date) => Ok((date, until)),
        Until::Forever => Err(Verdict::Pass),
    }
}

pub(super) const EXPIRED: Rule = Rule {
    id: "expired",
    group: Group::Certificate,
    level: Level::Error,
    title: text("Expired", "证件已过期"),
    fine: text("Not expired", "证件没有过期"),
    says: text(
        "It was valid until {until}; on {today} it has expired.",
        "有效期到 {until}，{today} 已过期。",
    ),
    advice: text(
        "Have it renewed, and upload the new one.",
        "请换领新证后再上传。",
    ),
    about: text(
        "The last date behind 有效期限, if two readings agree. A licence's term of business is not looked at.",
        "取“有效期限”后面的最后一个日期，两次读数一致才判断。营业执照的营业期限不在此列。",
    ),
    platform: EXPIRED_TEXTS,
    cure: None,
    limits: &[],
    check: Check::Certificate(|reading, today, _| {
        either(end(reading).map(|(date, until)| {
            if date < today {
                at(
                    vec![("until", day(date)), ("today", day(today))],
                    until,
                    reading,
                )
            } else {
                Verdict::Pass
            }
        }))
    }),
};

pub(super) const EXPIRING: Rule = Rule {
    id: "expiring",
    group: Group::Certificate,
    level: Level::Warning,
    title: text("About to expire", "证件即将过期"),
    fine: text("Valid for long enough", "有效期充足"),
    says: text(
        "It is valid until {until}, {days} days from {today}.",
        "有效期到 {until}，从 {today} 起只剩 {days} 天。",
    ),
    advice: text(
        "Platforms ask for a certificate that is not about to expire: better have it renewed first.",
        "平台要求证件不临近到期，最好先换领新证。",
    ),
    about: text(
        "Within three months, as Huawei Cloud puts it; the others name no number.",
        "剩余有效期不足三个月时提示。三个月是华为云的要求，其他平台没有给出数字。",
    ),
    platform: &[],
    cure: None,
    limits: &[],
    check: Check::Certificate(|reading, today, _| {
        either(end(reading).map(|(date, until)| {
            let days = date.days_since_1970() - today.days_since_1970();
            if (0..SOON_DAYS).contains(&days) {
                let days = Value::Count(days.unsigned_abs());
                at(
                    vec![("until", day(date)), ("today", day(today)), ("days", days)],
                    until,
                    reading,
                )
            } else {
                Verdict::Pass
            }
        }))
    }),
};

pub(super) const NEWLY_ISSUED: Rule = Rule {
    id: "newly-issued",
    group: Group::Certificate,
    level: Level::Warning,
    title: text("Just issued", "证件刚签发"),
    fine: text("Issued long enough ago", "证件签发已久"),
    says: text(
        "It was issued on {issued}, {passed} {days} before {today}: the authorities may not know it yet. \
         Submit it from {from}.",
        "签发日期 {issued}，到 {today} 才 {passed} {days}，数据可能还没同步，建议 {from} 起再提交。",
    ),
    advice: text(
        "Wait until then: who submits earlier is often refused because the data differ.",
        "请等到那天再提交；提前提交常因信息核验不一致被驳回。",
    ),
    about: text(
        "The date under a licence's seal, the start of a card's validity. Working days are counted from the day after, \
         with the public holidays of 2025 and 2026; for other years they are estimated. Asked only where the platform \
         names a number.",
        "执照取公章处的日期，身份证取有效期限的起始日。工作日从次日算起，按 2025、2026 年放假安排计算，其他年份为估算。平台给出天数时才检查。",
    ),
    platform: &[(Platform::Tencent, "证件审核错误")],
    cure: None,
    limits: &[],
    check: Check::Certificate(|reading, today, profile| {
        either(certificate(reading).and_then(|found| {
            let working = profile.min_working_days_since_issue;
            let Some(wanted) = working.or(profile.min_days_since_issue) else {
                return Ok(Verdict::NotAsked);
            };
            if found.face == Some(Face::Portrait) {
                return Ok(Verdict::NotAsked);
            }
            let issued = plain(found.issued.as_ref())?;
            let (passed, from, days) = if working.is_some() {
                (
                    working_days::passed(issued.value, today),
                    working_days::after(issued.value, wanted),
                    text("working days", "个工作日"),
                )
            } else {
                let since = today.days_since_1970() - issued.value.days_since_1970();
                let from = issued.value.days_since_1970() + i64::from(wanted);
                (since, Date::from_days_since_1970(from), text("days", "天"))
            };
            let Some(from) = from.filter(|from| *from > today && issued.value <= today) else {
                return Ok(Verdict::Pass);
            };
            let evidence = vec![
                ("issued", day(issued.value)),
                ("today", day(today)),
                ("passed", Value::Count(passed.unsigned_abs())),
                ("days", Value::words(days)),
                ("from", day(from)),
            ];
            Ok(at(evidence, issued, reading))
        }))
    }),
};

pub(super) const UNDERAGE: Rule = Rule {
    id: "underage",
    group: Group::Certificate,
    level: Level::Warning,
    title: text("Holder is a minor", "未达年龄要求"),
    fine: text("Holder is of age", "达到年龄要求"),
    says: text(
        "Born in {year}: under {needed} on {today}.",
        "{year} 年出生，到 {today} 未满 {needed} 岁。",
    ),
    advice: text(
        "Ask the authority of your province whether it takes a younger person; otherwise an adult has to answer for the site.",
        "请先查看所在省管局是否接受；不接受时，请由成年人作为负责人。",
    ),
    about: text(
        "By the date of birth in a number or in a passport's lines for machines that a check digit proves. Asked only where the \
         platform's provinces name an age.",
        "按校验码证实的号码或护照机读区里的出生日期判断。平台或省管局有年龄要求时才检查。",
    ),
    platform: &[],
    cure: None,
    limits: &[],
    check: Check::Certificate(|reading, today, profile| {
        either(certificate(reading).map(|found| {
            let in_number = found
                .proven_number()
                .and_then(|number| Some((number.value.birth()?, number.corners)));
            // A passport has it in its lines for machines.
            let on_page = found.birth.as_ref().filter(|birth| birth.is_confirmed());
            let born = in_number.or(on_page.map(|birth| (birth.value, birth.corners)));
            match (profile.min_age_years, born) {
                (None, _) => Verdict::NotAsked,
                (Some(_), None)
                    if found.kind == Kind::Licence || found.face == Some(Face::Emblem) =>
                {
                    Verdict::NotAsked
                }
                (Some(_), None) => Verdict::NotAssessed(NOT_READ),
                (Some(needed), Some((birth, corners))) => {
                    if birth.years_until(today) < i64::from(needed) {
                        let evidence = vec![
                            ("year", Value::Name(birth.year.to_string())),
                            ("needed", Value::Count(needed.into())),
                            ("today", day(today)),
                        ];
                        let place = Region::of_corners(corners, reading.size);
                        Verdict::Fail(evidence, Some(place))
                    } else {
                        Verdict::Pass
                    }
                }
            }
        }))
    }),
};

pub(super) const ELECTRONIC: Rule = Rule {
    id: "electronic",
    group: Group::Certificate,
    level: Level::Warning,
    title: text("Electronic certificate", "电子证照"),
    fine: text("No electronic certificate", "不是电子证照"),
    says: text(
        "It says of itself that it is an electronic certificate.",
        "图上写明这是电子证照。",
    ),
    advice: text(
        "Most platforms take a photo or color scan of the original: use that if there is one.",
        "多数平台只收原件的照片或彩色扫描件，有原件请改用原件。",
    ),
    about: text(
        "Told from the words 电子营业执照 and 数字签名.",
        "根据“电子营业执照”“数字签名”字样判断。",
    ),
    platform: &[],
    cure: None,
    limits: &[],
    check: Check::Certificate(|reading, _, _| {
        either(certificate(reading).map(|found| fail_if(found.is_electronic, vec![])))
    }),
};

pub(super) const FOREIGN: Rule = Rule {
    id: "foreign",
    group: Group::Certificate,
    level: Level::Note,
    title: text("Passport of another state", "外国护照"),
    fine: text("No passport of another state", "不是外国护照"),
    says: text(
        "The passport's lines for machines name {nationality} as the holder's nationality.",
        "护照机读区的国籍是 {nationality}。",
    ),
    advice: text(
        "Ask the platform whether it takes this document; a foreign permanent resident's card is taken more often.",
        "请先确认平台是否接受这种证件；有外国人永久居留身份证的，通常更容易通过。",
    ),
    about: text(
        "Asked of the nationality in the lines for machines, if their check digits are right. A note; a warning where the \
         platform says that it takes holders from the mainland, Hong Kong, Macao and Taiwan only.",
        "看校验位正确的护照机读区里的国籍。一般只作提示；平台明确只支持中国大陆及港澳台用户的，报警告。",
    ),
    platform: &[(
        Platform::Tencent,
        "暂不支持除中国大陆及港澳台地区以外的用户认证",
    )],
    cure: None,
    limits: &[],
    check: Check::Certificate(|reading, _, _| {
        either(certificate(reading).and_then(|found| {
            if found.kind != Kind::Passport {
                return Ok(Verdict::NotAsked);
            }
            let nationality = plain(found.nationality.as_ref())?;
            let is_ours = HOME_NATIONALITIES.contains(&&*nationality.value);
            Ok(if is_ours {
                Verdict::Pass
            } else {
                let seen = Value::Name(nationality.value.clone());
                at(vec![("nationality", seen)], nationality, reading)
            })
        }))
    }),
};

pub(super) const SCREENSHOT: Rule = Rule {
    id: "screenshot",
    group: Group::Certificate,
    level: Level::Warning,
    title: text("Screenshot of a phone", "手机截屏"),
    fine: text("No screenshot of a phone", "不是手机截屏"),
    says: text(
        "A phone's clock stands at the upper edge: this is a screenshot, not a picture of the certificate.",
        "图片上沿有手机状态栏的时间，是截屏，不是证件的照片。",
    ),
    advice: text(
        "Photograph or scan the certificate itself.",
        "请直接拍摄或扫描证件原件。",
    ),
    about: text(
        "Looked for in pictures more than one and a half times as high as wide. A screenshot that was cut to the \
         certificate is not told.",
        "只检查高度超过宽度 1.5 倍的图片。裁掉状态栏的截屏认不出来。",
    ),
    platform: &[],
    cure: None,
    limits: &[],
    check: Check::Certificate(|reading, _, _| fail_if(reading.has_status_bar, vec![])),
};

/// Whether a card of that validity can be that of a person of that date of birth: issued to people under 16 for 5 years,
/// under 26 for 10, under 46 for 20, and to older ones without end. A day more or less is a reader's or a printer's.
pub(crate) fn validity_fits(birth: Date, issued: Date, until: Until) -> bool {
    let near = |years: u16| {
        let Until::Date(until) = until else {
            return false;
        };
        // All months as long as the longest: a day more is one more, and a year 372.
        let ordinal = |date: Date| {
            i64::from(date.year) * 372 + i64::from(date.month) * 31 + i64::from(date.day)
        };
        (ordinal(until) - ordinal(issued) - i64::from(years) * 372).abs() <= 3
    };
    // The day before and after, because a birthday may be the day of issue.
    let ages = [-1, 1].map(|days| {
        let on = Date::from_days_since_1970(issued.days_since_1970() + days).unwrap_or(issued);
        birth.years_until(on)
    });
    ages.iter().any(|age| match age {
        ..16 => near(5),
        16..26 => near(10),
        26..46 => near(20),
        46.. => until == Until::Forever,
    })
}

#[cfg(test)]
#[path = "certificate/tests.rs"]
mod tests;
