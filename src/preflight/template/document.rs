//! The type that was chosen beside the certificate in the picture, and the region beside both.

use super::asked::Asked;
use super::field::Field;
use super::finding::{Comparison, Faults};
use super::masking::{masked, shown_platform, shown_type};
use super::number::plain_number;
use super::platforms::is_known_platform;
use super::provinces;
use crate::messages::{Value, text};
use crate::platform::Level;
use crate::rules::kind_name;
use crate::rules::typed::document as rules;
use certpreflight_reading::{Certainty, Check, Kind, NumberKind};

/// What is wrong with the type, and how it stands beside the picture.
pub(super) fn judge_type(asked: &Asked<'_>, faults: &mut Faults<'_>) -> Option<Comparison> {
    const FIELD: Field = Field::Type;
    let typed = asked.row.get(FIELD)?;
    let Some(chosen) = asked.chosen() else {
        faults.add(
            &rules::TYPE_UNKNOWN,
            FIELD,
            vec![("chosen", Value::Name(shown_type(typed, asked.shows_values)))],
        );
        return Some(Comparison::NotAssessed);
    };
    let name = || Value::Name(chosen.names[0].to_owned());
    let number = plain_number(asked.row);
    if let (Some(Kind::CreditCodeCertificate), Some(number)) = (chosen.kind, &number) {
        let is_firms = NumberKind::CreditCode.check(number) == Check::Right
            && ["91", "92", "93"]
                .iter()
                .any(|first| number.starts_with(first));
        let is_licence = asked
            .certificate
            .map(|certificate| certificate.kind == Kind::Licence);
        if is_licence == Some(true) || (is_firms && is_licence.is_none()) {
            let instead = if is_licence == Some(true) {
                Value::words(text("the picture is a licence", "图片是营业执照"))
            } else {
                Value::words(text(
                    "companies and traders (91, 92, 93) hold a licence",
                    "企业和个体工商户（91、92、93 开头）持有的是执照",
                ))
            };
            faults.add(
                &rules::TYPE_LICENCE_NOT_CREDIT,
                FIELD,
                vec![("instead", instead)],
            );
            faults.instead("营业执照".to_owned());
            return Some(Comparison::Wrong);
        }
    }
    let is_border = number.as_ref().is_some_and(|number| {
        NumberKind::Citizen.check(number) == Check::Right
            && ["81", "82", "83"]
                .iter()
                .any(|first| number.starts_with(first))
    });
    if chosen.kind == Some(Kind::IdentityCard) && is_border {
        let instead = Value::words(text(
            "the number is that of a residence permit of Hong Kong, Macao or Taiwan",
            "号码却是港澳台居民居住证的",
        ));
        faults.add(
            &rules::TYPE_MISMATCH,
            FIELD,
            vec![("chosen", name()), ("instead", instead)],
        );
        return Some(Comparison::Wrong);
    }
    let (Some(kind), Some(certificate)) = (chosen.kind, asked.certificate) else {
        return Some(Comparison::NotAssessed);
    };
    if is_one_type(kind, certificate.kind) {
        return Some(Comparison::Same);
    }
    let is_plain = certificate.certainty >= Certainty::Read;
    let level = if is_plain {
        Level::Error
    } else {
        Level::Warning
    };
    let instead = Value::phrase(
        text("the picture shows another type ({read})", "图片是{read}"),
        vec![("read", Value::words(kind_name(certificate.kind)))],
    );
    faults.add_at(
        level,
        &rules::TYPE_MISMATCH,
        FIELD,
        vec![("chosen", name()), ("instead", instead)],
    );
    Some(if is_plain {
        Comparison::Wrong
    } else {
        Comparison::NotAssessed
    })
}

/// A platform of its own that the row names and nobody knows.
pub(super) fn judge_platform(asked: &Asked<'_>, faults: &mut Faults<'_>) {
    let Some(typed) = asked.row.get(Field::Platform) else {
        return;
    };
    if typed != asked.profile.id && !is_known_platform(typed) {
        let evidence = vec![
            (
                "chosen",
                Value::Name(shown_platform(typed, asked.shows_values)),
            ),
            ("profile", Value::Name(asked.profile.id.clone())),
        ];
        faults.add(&rules::PLATFORM_UNKNOWN, Field::Platform, evidence);
    }
}

/// Types that forms don't tell apart.
fn is_one_type(chosen: Kind, read: Kind) -> bool {
    chosen == read || (chosen == Kind::IdentityCard && read == Kind::TemporaryIdentityCard)
}

/// The region beside a document of Hong Kong, Macao or Taiwan.
pub(super) fn judge_region(asked: &Asked<'_>, faults: &mut Faults<'_>) {
    let number = plain_number(asked.row).unwrap_or_default();
    let first = number.get(..2).unwrap_or_default();
    let home = match asked.chosen().and_then(|chosen| chosen.kind) {
        Some(Kind::HongKongMacaoPermit) if number.starts_with('H') => text("Hong Kong", "香港"),
        Some(Kind::HongKongMacaoPermit) if number.starts_with('M') => text("Macao", "澳门"),
        Some(Kind::TaiwanPermit) => text("Taiwan", "台湾"),
        _ => return,
    };
    let region =
        [Field::Country, Field::Province].map(|field| asked.row.get(field).unwrap_or_default());
    let typed = region.concat();
    // A form that has no such region says nothing of it.
    if typed.is_empty()
        || typed.contains(home.zh)
        || typed.to_lowercase().contains(&home.en.to_lowercase())
        || first.is_empty()
    {
        return;
    }
    let is_region = provinces::all()
        .iter()
        .any(|province| typed.contains(&province.name))
        || ["中国", "大陆", "内地", "china", "cn"]
            .iter()
            .any(|word| typed.to_lowercase().contains(word));
    let typed = if asked.shows_values || is_region {
        typed
    } else {
        masked(&typed)
    };
    let evidence = vec![("typed", Value::Name(typed)), ("read", Value::words(home))];
    faults.add(&rules::REGION_MISMATCH, Field::Province, evidence);
}

#[cfg(test)]
#[path = "document/tests.rs"]
mod tests;
