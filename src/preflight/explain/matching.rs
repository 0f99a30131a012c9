//! Which notice a text is: characters and pairs of them that both have, the rare ones counting most.
//!
//! Pairs of characters survive a misread one, half a sentence and another order of clauses; single characters help where
//! a text is so short that one wrong character leaves no pair. Words of Latin letters and digits count whole.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::notice::Notice;
use certpreflight_reading::narrow;

/// What both must have in common to be called known, from 0 to 1. Chosen on the notices themselves: of texts with a
/// tenth of their characters wrong, 2 in 100 lie below it; of sentences about other things, only those that really
/// are such a notice lie above (the test prints the table).
pub const KNOWN_FROM: f64 = 0.43;

/// How much a single character counts beside a pair. Chosen, not fitted.
const SINGLE: f64 = 0.6;

/// What every form on the web says counts less, by this factor; chosen so that a text about something else that shares
/// nothing but these with a notice stays unknown.
const BOILERPLATE: f64 = 0.3;

/// Said in every form on the web, whatever it is about.
const SAID_EVERYWHERE: [&str; 30] = [
    "请输入",
    "正确的",
    "请检查",
    "检查后",
    "后重新",
    "重新提交",
    "重新输入",
    "重新上传",
    "失败",
    "错误",
    "有误",
    "无法",
    "不正确",
    "格式错误",
    "请稍后",
    "请重试",
    "系统",
    "您的",
    "您填写的",
    "请选择",
    "不能为空",
    "必须",
    "支持",
    "信息",
    "请修改",
    "修改",
    "请上传",
    "上传",
    "请填写",
    "请重新",
];

/// A notice, and how much it has in common with a text.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Match {
    /// The notice.
    pub notice: &'static Notice,
    /// From 0, nothing, to 1, all of it.
    pub score: f64,
}

/// What notices a text may be, best first.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Matches {
    /// It is one of these.
    Known(Vec<Match>),
    /// It is none that is known; these, three at most, are nearest.
    NotKnown(Vec<Match>),
}

impl Matches {
    /// The notices that it is; none if it is not known.
    pub fn known(&self) -> &[Match] {
        match self {
            Self::Known(known) => known,
            Self::NotKnown(_) => &[],
        }
    }
}

/// The most notices that a text may be.
const MOST: usize = 5;

/// The notices that a text may be. The id of one is that one. Of a text with several lines each line may be the
/// notice, and all of them together.
///
/// ```
/// use certpreflight::explain::matches;
///
/// let found = matches("审核失败，如是新办或变更的证件");
/// assert_eq!(found.known()[0].notice.id, "tencent-new-certificate");
/// assert!(matches("今天天气很好").known().is_empty());
/// ```
pub fn matches(typed: &str) -> Matches {
    if let Some(notice) = Notice::find(typed.trim()) {
        return Matches::Known(vec![Match { notice, score: 1.0 }]);
    }
    let mut best: BTreeMap<usize, f64> = BTreeMap::new();
    let lines = typed.lines().filter(|_| typed.trim().contains('\n'));
    for query in std::iter::once(typed).chain(lines) {
        for (notice, score) in INDEX.scores(query) {
            let known = best.entry(notice).or_default();
            *known = known.max(score);
        }
    }
    let mut best: Vec<(usize, f64)> = best.into_iter().collect();
    best.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let named = |(notice, score): (usize, f64)| Match {
        notice: &Notice::all()[notice],
        score,
    };
    let is_known = best.first().is_some_and(|(_, score)| *score >= KNOWN_FROM);
    if is_known {
        let known = best
            .into_iter()
            .take_while(|(_, score)| *score >= KNOWN_FROM);
        Matches::Known(known.take(MOST).map(named).collect())
    } else {
        Matches::NotKnown(best.into_iter().take(3).map(named).collect())
    }
}

/// What texts are compared by, and how often each stands in one. Sorted, as all maps here, so that sums of
/// floating-point numbers are the same on every run.
type Grams = BTreeMap<String, u32>;

/// One text of a notice.
struct Entry {
    notice: usize,
    weight: f64,
}

/// All texts of all notices, found by what stands in them.
struct Index {
    entries: Vec<Entry>,
    /// The entries in which a gram stands, and how often it does.
    places: BTreeMap<String, Vec<(usize, u32)>>,
    common: Grams,
}

static INDEX: LazyLock<Index> = LazyLock::new(Index::build);

impl Index {
    fn build() -> Self {
        let texts = Notice::all().iter().enumerate().flat_map(|(at, notice)| {
            let texts = notice.texts.iter().chain(&notice.patterns);
            texts.map(move |text| (at, grams(text)))
        });
        let texts: Vec<(usize, Grams)> = texts.collect();
        let mut index = Self {
            entries: Vec::new(),
            places: BTreeMap::new(),
            common: SAID_EVERYWHERE.iter().fold(Grams::new(), |mut all, said| {
                all.extend(grams(said));
                all
            }),
        };
        for (at, (_, grams)) in texts.iter().enumerate() {
            for (gram, count) in grams {
                let places = index.places.entry(gram.clone()).or_default();
                places.push((at, *count));
            }
        }
        let entries = texts.iter().map(|(notice, grams)| Entry {
            notice: *notice,
            weight: texts_weight(grams, |gram| index.weight(gram, texts.len())),
        });
        index.entries = entries.collect();
        index
    }

    /// What a gram counts: the rarer, the more.
    #[expect(clippy::cast_precision_loss, reason = "some hundred texts")]
    fn weight(&self, gram: &str, texts: usize) -> f64 {
        let holders = self.places.get(gram).map_or(0, Vec::len);
        let rarity = ((texts as f64 + 1.0) / (holders as f64 + 0.5)).ln();
        let single = if is_single(gram) { SINGLE } else { 1.0 };
        let common = if self.common.contains_key(gram) {
            BOILERPLATE
        } else {
            1.0
        };
        rarity * single * common
    }

    /// What each notice has in common with a text, from 0 to 1.
    fn scores(&self, query: &str) -> BTreeMap<usize, f64> {
        let grams = grams(query);
        let weight = |gram: &str| self.weight(gram, self.entries.len());
        let all = texts_weight(&grams, weight);
        let mut shared: BTreeMap<usize, f64> = BTreeMap::new();
        for (gram, count) in &grams {
            for (entry, there) in self.places.get(gram).into_iter().flatten() {
                *shared.entry(*entry).or_default() += f64::from(*count.min(there)) * weight(gram);
            }
        }
        let mut scores: BTreeMap<usize, f64> = BTreeMap::new();
        for (entry, shared) in shared {
            let Entry { notice, weight } = self.entries[entry];
            let score = shared / (all * weight).sqrt();
            if score.is_finite() {
                let best = scores.entry(notice).or_default();
                *best = best.max(score.min(1.0));
            }
        }
        scores
    }
}

fn texts_weight(grams: &Grams, weight: impl Fn(&str) -> f64) -> f64 {
    let weights = grams
        .iter()
        .map(|(gram, count)| f64::from(*count) * weight(gram));
    weights.sum()
}

/// Whether a gram is one character that is no letter or digit.
fn is_single(gram: &str) -> bool {
    let mut characters = gram.chars();
    characters.next().is_some_and(|first| !first.is_ascii()) && characters.next().is_none()
}

/// Characters and pairs of them, and whole words of letters and digits, after what is only another way to write the
/// same was made one: width, case, punctuation and blanks.
fn grams(text: &str) -> Grams {
    let mut grams = Grams::new();
    let mut add = |gram: String| *grams.entry(gram).or_default() += 1;
    let mut word = String::new();
    let mut last: Option<char> = None;
    for character in text.chars().map(folded).chain([' ']) {
        if character.is_ascii_alphanumeric() {
            word.push(character);
            last = None;
            continue;
        }
        if !word.is_empty() {
            add(std::mem::take(&mut word));
        }
        if character.is_alphanumeric() {
            add(character.to_string());
            if let Some(last) = last {
                add([last, character].iter().collect());
            }
            last = Some(character);
        }
    }
    grams
}

/// Half width and lower case.
fn folded(character: char) -> char {
    narrow(character).to_ascii_lowercase()
}

#[cfg(test)]
#[path = "matching/tests.rs"]
mod tests;
