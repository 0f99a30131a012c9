//! Rules about what is typed into a template or a filing. They are asked where rows are judged (`template`), because
//! they need the row, and what was read in its picture.

pub(crate) mod document;
pub(crate) mod filing;
pub(crate) mod form;
pub(crate) mod number;
pub(crate) mod owner;

use super::rule::{Check, Group, Rule};
use crate::messages::{Text, text};
use crate::platform::{Level, Platform};

/// What platforms say, and which of them.
type Refusals = &'static [(Platform, &'static str)];

/// The record of a rule about what is typed.
const fn typed(
    id: &'static str,
    level: Level,
    title: Text,
    says: Text,
    advice: Text,
    about: Text,
    platform: Refusals,
) -> Rule {
    Rule {
        id,
        group: Group::Typed,
        level,
        title,
        fine: text("What is typed is in order", "填写无误"),
        says,
        advice,
        about,
        platform,
        cure: None,
        limits: &[],
        check: Check::Typed,
    }
}

/// What rules say of themselves that compare with the picture.
const COMPARED: Text = text(
    "What is typed is compared with what was read on the certificate. Against a doubtful reading nothing is claimed: it \
     is only asked to compare.",
    "把填写的内容与证件上识读到的内容比对。识读没有把握时不下结论，只提醒对照。",
);

/// What rules say of themselves that need no picture.
const ALONE: Text = text(
    "What is typed is looked at by itself; no picture is needed.",
    "只看填写的内容本身，不需要图片。",
);

/// What rules say of themselves that compare fields of a filing with each other.
const ACROSS: Text = text(
    "Fields of one filing are compared with each other; what is not typed is not compared.",
    "比对同一份备案的各个栏目；没有填写的不比对。",
);
