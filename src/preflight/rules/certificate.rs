//! What the certificate says: whether it is one, which side, and until when. A value that was not read
//! plainly is never held against anything.

use super::region::Region;
use super::rule::{Check, Group, Rule, Verdict, fail, fail_if};
use crate::messages::{Evidence, Text, Value, text};
use crate::platform::{Level, Platform};
use crate::sensitive::masked_number;
use certpreflight_reading::{
    Certainty, Certificate, Check as CheckDigit, Date, Face, Kind, Number, NumberKind, Reading,
    Until, Value as Said,
};

/// So many plainly read characters are a page of text. Of 22 drawn cards none showed more than 75; what shows
/// more, and neither title nor label, is something else. Not fitted to a larger set yet.
const FULL_OF_TEXT: usize = 80;
/// With fewer, nothing can be said of the page. Chosen, not fitted.
const SOME_TEXT: usize = 12;
/// A validity that ends so soon is "about to end": Huawei Cloud names three months.
const SOON_DAYS: i64 = 92;

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
        .filter(|value| value.certainty >= Certainty::Read)
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
        Some(found) if found.kind == Kind::Unaccepted && found.certainty >= Certainty::Read => {
            fail(vec![(
                "seen",
                Value::words(text("another kind of certificate", "另一种证书")),
            )])
        }
        Some(_) => Verdict::Pass,
        None if reading.plain_characters >= FULL_OF_TEXT => fail(vec![(
            "seen",
            Value::words(text("a page of other text", "一页别的文字")),
        )]),
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
        "Some text was read, but too little to say that it is no certificate.",
        "读到了一些文字，但还不足以断定不是证件。",
    ),
    platform: TYPE_WRONG,
    cure: None,
    limits: &[],
    check: Check::Certificate(|reading, _, _| match &reading.certificate {
        Some(_) => Verdict::Pass,
        None if reading.plain_characters >= FULL_OF_TEXT => Verdict::NotAsked,
        None if reading.plain_characters >= SOME_TEXT => fail(vec![]),
        None => Verdict::NotAssessed(NO_TEXT),
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
    title: text("Birth date and number differ", "出生日期与号码不符"),
    fine: text("Birth date and number agree", "出生日期与号码一致"),
    says: text(
        "The date of birth that is printed is not the one in the number.",
        "证件上印的出生日期与号码里的不一致。",
    ),
    advice: text(
        "Compare both with the certificate; if it really says so, have it corrected before you use it.",
        "请对照证件核对；如果证件本身就是这样，请先到发证机关更正。",
    ),
    about: text(
        "Asked if the number's check digit is right, and two readings of the date agree.",
        "号码校验位正确、日期两次读数一致时才判断。",
    ),
    platform: &[],
    cure: None,
    limits: &[],
    check: Check::Certificate(|reading, _, _| {
        either(certificate(reading).and_then(|found| {
            let Some(number) = &found.number else {
                return Ok(Verdict::NotAsked);
            };
            if number.value.kind != NumberKind::Citizen || number.certainty < Certainty::Confirmed {
                return Ok(Verdict::NotAsked);
            }
            let birth = plain(found.birth.as_ref())?;
            let told = number.value.text.get(6..14).and_then(Date::from_digits);
            Ok(match told {
                Some(told) if told == birth.value => Verdict::Pass,
                _ => at(vec![], birth, reading),
            })
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

#[cfg(test)]
mod tests {
    #![expect(
        clippy::unnecessary_wraps,
        reason = "so that the tables below read as the certificates do"
    )]

    use super::*;
    use crate::profile::Profile;

    fn value<T>(value: T, certainty: Certainty) -> Said<T> {
        let corners = [(0.1, 0.1), (0.5, 0.1), (0.5, 0.2), (0.1, 0.2)];
        Said {
            value,
            certainty,
            corners,
        }
    }

    fn number(text: &str, kind: NumberKind, certainty: Certainty) -> Option<Said<Number>> {
        let text = text.to_owned();
        Some(value(Number { text, kind }, certainty))
    }

    fn date(text: &str) -> Date {
        certpreflight_reading::dates(text)[0]
    }

    fn valid_until(text: &str, certainty: Certainty) -> Option<Certificate> {
        Some(Certificate {
            face: Some(Face::Emblem),
            until: Some(value(Until::Date(date(text)), certainty)),
            ..Certificate::of(Kind::IdentityCard, Certainty::Confirmed)
        })
    }

    fn card(number: Option<Said<Number>>, birth: Option<&str>) -> Option<Certificate> {
        Some(Certificate {
            face: Some(Face::Portrait),
            number,
            birth: birth.map(|birth| value(date(birth), Certainty::Read)),
            ..Certificate::of(Kind::IdentityCard, Certainty::Confirmed)
        })
    }

    /// What a rule says on 28 November 2026 of a page with so many plainly read characters.
    fn asked(rule: &Rule, plain_characters: usize, certificate: Option<Certificate>) -> Verdict {
        let reading = Reading {
            size: (1000, 600),
            lines: plain_characters / 8,
            plain_characters,
            turn_to_upright_degrees: Some(0),
            certificate,
        };
        let profile = Profile::load("tencent-domain").expect("built in");
        match rule.check {
            Check::Certificate(check) => check(&reading, date("2026-11-28"), &profile),
            _ => panic!("{} asks for something else", rule.id),
        }
    }

    #[test]
    fn each_rule_fires_on_what_was_plainly_read() {
        use Certainty::{Confirmed, Read};
        use NumberKind::{Citizen, CitizenOld, Registration};
        let of = |kind| Some(Certificate::of(kind, Confirmed));
        let good = "11010519491231002X";
        let licence = |number| {
            Some(Certificate {
                number,
                ..Certificate::of(Kind::Licence, Confirmed)
            })
        };
        let fires = [
            (&NO_CERTIFICATE, 200, None),
            (&NO_CERTIFICATE, 20, of(Kind::Unaccepted)),
            (&UNRECOGNIZED, 30, None),
            (&WRONG_SIDE, 50, valid_until("2036.01.01", Read)),
            (&TEMPORARY, 50, of(Kind::TemporaryIdentityCard)),
            (
                &OUTDATED,
                50,
                card(number("110105491231002", CitizenOld, Read), None),
            ),
            (
                &OUTDATED,
                90,
                licence(number("110108000000016", Registration, Confirmed)),
            ),
            (
                &MISNUMBERED,
                50,
                card(number("110105194912310021", Citizen, Read), None),
            ),
            (
                &INCONSISTENT,
                50,
                card(number(good, Citizen, Confirmed), Some("1949-12-30")),
            ),
            (&EXPIRED, 50, valid_until("2026.11.27", Read)),
            (&EXPIRING, 50, valid_until("2026.11.28", Read)),
            (&EXPIRING, 50, valid_until("2027.02.27", Read)),
        ];
        assert_eq!(fires.len(), 12);
        for (rule, characters, certificate) in fires {
            let verdict = asked(rule, characters, certificate);
            assert!(
                matches!(verdict, Verdict::Fail(..)),
                "{}: {verdict:?}",
                rule.id
            );
        }
    }

    #[test]
    fn no_rule_fires_on_what_is_right_or_was_not_plainly_read() {
        use Certainty::{Confirmed, Doubtful, Read};
        use NumberKind::{Citizen, CitizenOld};
        let of = |kind| Some(Certificate::of(kind, Confirmed));
        let good = "11010519491231002X";
        let silent = [
            (&NO_CERTIFICATE, 200, of(Kind::Licence)),
            (&NO_CERTIFICATE, 30, None),
            (&NO_CERTIFICATE, 3, None),
            (&UNRECOGNIZED, 200, None),
            (&UNRECOGNIZED, 3, None),
            (&UNRECOGNIZED, 50, of(Kind::IdentityCard)),
            (&WRONG_SIDE, 50, card(None, None)),
            (&WRONG_SIDE, 200, of(Kind::Licence)),
            (&WRONG_SIDE, 200, None),
            (&TEMPORARY, 50, card(None, None)),
            (&OUTDATED, 50, card(number(good, Citizen, Confirmed), None)),
            (
                &OUTDATED,
                50,
                card(number("110105491231002", CitizenOld, Doubtful), None),
            ),
            (
                &MISNUMBERED,
                50,
                card(number(good, Citizen, Confirmed), None),
            ),
            (
                &MISNUMBERED,
                50,
                card(number("110105194912310021", Citizen, Doubtful), None),
            ),
            (
                &INCONSISTENT,
                50,
                card(number(good, Citizen, Confirmed), Some("1949-12-31")),
            ),
            (
                &INCONSISTENT,
                50,
                card(number(good, Citizen, Read), Some("1949-12-30")),
            ),
            (&EXPIRED, 50, valid_until("2026.11.28", Read)),
            (&EXPIRED, 50, valid_until("2020.11.28", Doubtful)),
            (&EXPIRING, 50, valid_until("2026.11.27", Read)),
            (&EXPIRING, 50, valid_until("2027.02.28", Read)),
            (&EXPIRING, 50, card(None, None)),
        ];
        assert_eq!(silent.len(), 21);
        for (rule, characters, certificate) in silent {
            let verdict = asked(rule, characters, certificate);
            assert!(
                !matches!(verdict, Verdict::Fail(..)),
                "{}: {verdict:?}",
                rule.id
            );
        }
    }
}
