//! What the rules say of each page, and what of the document that the pages make: of each rule the
//! worst that it says of a page.

use crate::messages::Value;
use crate::outcome::{Finding, NotAssessed, PAGE, Passed, Standing};
use crate::rules::{RULES, Rule};

/// What the rules say of one page, or of all together.
#[derive(Clone, Debug, Default)]
pub(super) struct Judged {
    pub(super) findings: Vec<Finding>,
    pub(super) passed: Vec<Passed>,
    pub(super) not_assessed: Vec<NotAssessed>,
}

/// The first of the pages that stand worst.
pub(super) fn worst(pages: &[Judged]) -> usize {
    let standing = |page: &Judged| Standing::of(page.findings.iter());
    let worst = pages.iter().map(standing).max();
    pages
        .iter()
        .position(|page| Some(standing(page)) == worst)
        .unwrap_or(0)
}

/// What the rules say of a document of which the page with index `shown` is shown.
pub(super) fn together(pages: &[Judged], shown: usize) -> Judged {
    let mut judged = Judged::default();
    for rule in RULES {
        if let Some(finding) = finding(rule, pages, shown) {
            judged.findings.push(finding);
        } else if let Some(missed) = first(pages, |page| &page.not_assessed, |m| m.rule, rule) {
            judged.not_assessed.push(missed.clone());
        } else if let Some(passed) = first(pages, |page| &page.passed, |p| p.rule, rule) {
            judged.passed.push(passed.clone());
        }
    }
    judged
}

/// A rule's finding, on the shown page if it is there, with the number of the page unless it is about
/// the whole document.
fn finding(rule: &Rule, pages: &[Judged], shown: usize) -> Option<Finding> {
    let on_page = |page: &Judged| {
        let mut findings = page.findings.iter();
        findings.find(|finding| finding.rule.id == rule.id).cloned()
    };
    let index = if on_page(&pages[shown]).is_some() {
        shown
    } else {
        pages.iter().position(|page| on_page(page).is_some())?
    };
    let mut finding = on_page(&pages[index])?;
    let is_same = |page: &Judged| match on_page(page) {
        Some(other) => other.evidence == finding.evidence,
        None => page
            .not_assessed
            .iter()
            .any(|missed| missed.rule.id == rule.id),
    };
    if !rule.is_about_file() && !pages.iter().all(is_same) {
        finding
            .evidence
            .push((PAGE, Value::Count(index as u64 + 1)));
    }
    // A place on another page is none on the one that is shown.
    finding.region = finding.region.filter(|_| index == shown);
    Some(finding)
}

fn first<'a, T>(
    pages: &'a [Judged],
    list: impl Fn(&'a Judged) -> &'a Vec<T>,
    rule_of: impl Fn(&T) -> &'static Rule,
    rule: &Rule,
) -> Option<&'a T> {
    let mut all = pages.iter().flat_map(list);
    all.find(|one| rule_of(one).id == rule.id)
}
