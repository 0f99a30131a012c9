#![expect(
    clippy::unnecessary_wraps,
    reason = "so that the tables below read as the certificates do"
)]

use super::*;
use crate::profile::Profile;
use certpreflight_reading::{Certainty, Sex};

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

fn with_sex(sex: Sex) -> Option<Certificate> {
    let number = number(
        "11010519491231002X",
        NumberKind::Citizen,
        Certainty::Confirmed,
    );
    let card = card(number, Some("1949-12-31"))?;
    Some(Certificate {
        sex: Some(value(sex, Certainty::Read)),
        ..card
    })
}

fn passport(nationality: &str, certainty: Certainty) -> Option<Certificate> {
    Some(Certificate {
        nationality: Some(value(nationality.to_owned(), certainty)),
        ..Certificate::of(Kind::Passport, Certainty::Confirmed)
    })
}

fn passport_of_a_minor() -> Option<Certificate> {
    Some(Certificate {
        birth: Some(value(date("2010-05-10"), Certainty::Confirmed)),
        ..passport("CHN", Certainty::Confirmed)?
    })
}

fn issued(text: &str) -> Option<Certificate> {
    Some(Certificate {
        issued: Some(value(date(text), Certainty::Read)),
        ..Certificate::of(Kind::Licence, Certainty::Confirmed)
    })
}

#[test]
fn cards_are_valid_as_long_as_their_holders_age_says() {
    let table = [
        ("2000-05-10", "2015-09-01", Some("2020-09-01"), true),
        ("2000-05-10", "2020-09-02", Some("2030-09-02"), true),
        ("2000-05-10", "2026-05-09", Some("2036-05-09"), true),
        ("2000-05-10", "2026-05-10", Some("2046-05-10"), true),
        ("1975-03-01", "2021-03-01", None, true),
        ("1975-03-01", "2021-02-20", None, false),
        ("2000-05-10", "2020-09-02", Some("2038-09-02"), false),
    ];
    assert_eq!(table.len(), 7);
    for (birth, issued, until, fits) in table {
        let until = until.map_or(Until::Forever, |until| Until::Date(date(until)));
        assert_eq!(
            validity_fits(date(birth), date(issued), until),
            fits,
            "{birth} {issued}"
        );
    }
}

/// What a rule says on 28 November 2026 of a page with so many plainly read characters.
fn asked(rule: &Rule, plain_characters: usize, certificate: Option<Certificate>) -> Verdict {
    let reading = Reading {
        size: (1000, 600),
        lines: plain_characters / 8,
        plain_characters,
        turn_to_upright_degrees: Some(0),
        has_status_bar: rule.id == "screenshot" && plain_characters == 200,
        certificate,
    };
    let profile = Profile::load("tencent-icp").expect("built in");
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
    let fires = vec![
        (&NO_CERTIFICATE, 200, None),
        (&NO_CERTIFICATE, 20, of(Kind::Unaccepted)),
        (&UNRECOGNIZED, 30, None),
        (&UNRECOGNIZED, 0, None),
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
        // The last digit but one is even: a woman's.
        (&INCONSISTENT, 50, with_sex(Sex::Male)),
        (&NEWLY_ISSUED, 50, issued("2026-11-25")),
        (&NEWLY_ISSUED, 50, issued("2026-11-28")),
        (
            &UNDERAGE,
            50,
            card(number("110105200811290021", Citizen, Confirmed), None),
        ),
        (
            &ELECTRONIC,
            50,
            Some(Certificate {
                is_electronic: true,
                ..Certificate::of(Kind::Licence, Confirmed)
            }),
        ),
        (&FOREIGN, 50, passport("UTO", Confirmed)),
        (&UNDERAGE, 50, passport_of_a_minor()),
        (&SCREENSHOT, 200, None),
    ];
    assert_eq!(fires.len(), 21);
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
    let silent = vec![
        (&NO_CERTIFICATE, 200, of(Kind::Licence)),
        (&NO_CERTIFICATE, 30, None),
        (&NO_CERTIFICATE, 3, None),
        (&UNRECOGNIZED, 200, None),
        (&UNRECOGNIZED, 50, of(Kind::IdentityCard)),
        (&WRONG_SIDE, 50, card(None, None)),
        (&WRONG_SIDE, 200, of(Kind::Licence)),
        (&WRONG_SIDE, 200, None),
        (&TEMPORARY, 50, card(None, None)),
        (&OUTDATED, 50, card(number(good, Citizen, Confirmed), None)),
        // Fifteen characters of a credit code.
        (
            &OUTDATED,
            90,
            Some(Certificate {
                number: number("301062484069877", NumberKind::Registration, Read),
                ..Certificate::of(Kind::Licence, Confirmed)
            }),
        ),
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
        (&INCONSISTENT, 50, with_sex(Sex::Female)),
        (&NEWLY_ISSUED, 50, issued("2026-11-24")),
        (&NEWLY_ISSUED, 50, issued("2026-11-29")),
        (&NEWLY_ISSUED, 50, valid_until("2036.01.01", Read)),
        (
            &UNDERAGE,
            50,
            card(number("110105200811280026", Citizen, Confirmed), None),
        ),
        (
            &UNDERAGE,
            50,
            card(number("110105200811290021", Citizen, Read), None),
        ),
        (&ELECTRONIC, 50, of(Kind::Licence)),
        (&FOREIGN, 50, passport("CHN", Confirmed)),
        (&FOREIGN, 50, passport("UTO", Doubtful)),
        (&FOREIGN, 50, of(Kind::Passport)),
        (&FOREIGN, 50, of(Kind::ForeignResidentCard)),
        (&SCREENSHOT, 100, None),
    ];
    assert_eq!(silent.len(), 33);
    for (rule, characters, certificate) in silent {
        let verdict = asked(rule, characters, certificate);
        assert!(
            !matches!(verdict, Verdict::Fail(..)),
            "{}: {verdict:?}",
            rule.id
        );
    }
}
