//! Certificates and rows for tests. Numbers have right check digits and were never issued as far as known.

use std::sync::Arc;

use super::asked::Asked;
use super::check::Pictured;
use super::field::Field;
use super::finding::Fault;
use super::row::{Cell, Row};
use crate::messages::Lang;
use crate::outcome::Standing;
use crate::profile::Profile;
use certpreflight_reading::{Certainty, Certificate, Date, Face, Kind, Number, NumberKind, Value};

pub(crate) const LICENCE_NUMBER: &str = "91330106MA0000007Q";

pub(crate) fn profile(id: &str) -> Profile {
    Profile::load(id).expect("built in")
}

pub(crate) fn read<T>(value: T, certainty: Certainty) -> Value<T> {
    Value {
        value,
        certainty,
        corners: [(0.0, 0.0); 4],
    }
}

/// A certificate of this kind as it is plainly read.
pub(crate) fn certificate(
    kind: Kind,
    standard: NumberKind,
    number: &str,
    name: &str,
) -> Certificate {
    let number = Number {
        text: number.to_owned(),
        kind: standard,
    };
    Certificate {
        number: Some(read(number, Certainty::Confirmed)),
        name: Some(read(name.to_owned(), Certainty::Read)),
        ..Certificate::of(kind, Certainty::Confirmed)
    }
}

/// A filing in which everything is right beside [`licence`].
pub(crate) fn right_filing(number: usize) -> Row {
    let name = "杭州示例网络有限公司";
    Row::new(number)
        .with(Field::Entity, name)
        .with(Field::Type, "营业执照")
        .with(Field::Number, LICENCE_NUMBER)
        .with(Field::FilingProvince, "浙江省")
        .with(Field::Nature, "企业")
        .with(Field::LegalPerson, "王示例")
        .with(Field::Principal, "王示例")
        .with(Field::Phone1, "13800138000")
        .with(Field::Emergency, "13900139000")
        .with(Field::Site, "示例网络之家")
        .with(Field::Account, name)
        .with(Field::AccountVerified, "2026-11-20")
        .with(Field::Domain, "example.cn")
        .with(Field::DomainOwner, name)
        .with(Field::DomainType, "YYZZ")
        .with(Field::DomainVerified, "2026-11-20 10:00")
        .with(Field::DomainExpires, "2028-01-01")
}

pub(crate) fn licence() -> Certificate {
    named_licence("杭州示例网络有限公司")
}

pub(crate) fn named_licence(name: &str) -> Certificate {
    Certificate {
        person: Some(read("王示例".to_owned(), Certainty::Read)),
        address: Some(read("杭州市西湖区示例路1号2幢".to_owned(), Certainty::Read)),
        ..certificate(Kind::Licence, NumberKind::CreditCode, LICENCE_NUMBER, name)
    }
}

pub(crate) fn person(number: &str, name: &str) -> Certificate {
    Certificate {
        face: Some(Face::Portrait),
        ..certificate(Kind::IdentityCard, NumberKind::Citizen, number, name)
    }
}

/// A picture of this certificate in which all is well.
pub(crate) fn pictured(certificate: Certificate) -> Vec<Arc<Pictured>> {
    vec![Arc::new(Pictured {
        shown: "scan.jpg".to_owned(),
        standing: Standing::Pass,
        findings: Vec::new(),
        certificate: Some(certificate),
        is_missing: false,
        thumbnail: None,
        size: None,
    })]
}

pub(crate) fn today() -> Date {
    Date {
        year: 2026,
        month: 11,
        day: 28,
    }
}

pub(super) fn asked<'a>(
    row: &'a Row,
    certificate: Option<&'a Certificate>,
    profile: &'a Profile,
) -> Asked<'a> {
    Asked {
        row,
        certificate,
        profile,
        today: today(),
        shows_values: false,
    }
}

/// What faults say, in Chinese, a line each.
pub(super) fn said(faults: &[Fault]) -> String {
    faults
        .iter()
        .map(|fault| fault.says(Lang::Zh))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The row with a number of which a spreadsheet keeps too few digits.
pub(crate) fn rounded(mut row: Row, text: &str) -> Row {
    let cell = Cell {
        text: text.to_owned(),
        is_rounded: true,
    };
    row.set(Field::Number, cell);
    row
}
