//! The search for what is there twice, as a program uses it: over pictures examined elsewhere.

use certpreflight::{Digest, Duplicates, Fingerprint, Match};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::support::{Workspace, encode, examine, jpeg, page};

/// What a machine writes down of a picture.
type Seen = (String, Digest, Option<Fingerprint>);

#[test]
fn a_file_and_a_shot_are_found_again_by_what_was_written_down() {
    let workspace = Workspace::new();
    let picture = page(640, 400);
    let seen: Vec<Seen> = [
        ("a.jpg", jpeg(&picture, 92)),
        ("again.jpg", jpeg(&picture, 92)),
        ("smaller.jpg", jpeg(&picture, 60)),
        ("text.jpg", b"no picture".to_vec()),
        ("blank.png", encode(page(8, 8), image::ImageFormat::Png)),
    ]
    .into_iter()
    .map(|(name, bytes)| {
        let outcome = examine(&workspace.write(name, bytes), "tencent-domain");
        let fingerprint = outcome.fingerprint().cloned();
        (name.to_owned(), outcome.digest().unwrap(), fingerprint)
    })
    .collect();
    let has_fingerprint: Vec<_> = seen.iter().map(|seen| seen.2.is_some()).collect();
    assert_eq!(has_fingerprint, [true, true, true, false, false]);
    let first = "a.jpg".to_owned();
    let expected = [
        None,
        Some(Match::SameFile {
            first: first.clone(),
        }),
        Some(Match::SameShot { first }),
        None,
        None,
    ];
    assert_eq!(matches(&seen), expected);
}

#[test]
fn what_is_no_digest_is_refused() {
    let digest = Digest::of(b"bytes");
    let text = digest.to_string();
    assert_eq!(text.parse(), Ok(digest));
    for wrong in [
        "",
        "blake3:",
        &text[7..],
        &text[..70],
        &text.replace("blake3", "sha256"),
    ] {
        assert!(wrong.parse::<Digest>().is_err(), "{wrong}");
    }
    assert!(serde_json::from_str::<Fingerprint>("\"ink2:AAAA\"").is_err());
}

/// The matches of a whole run.
fn matches<'a>(seen: impl IntoIterator<Item = &'a Seen>) -> Vec<Option<Match>> {
    let mut duplicates = Duplicates::new();
    seen.into_iter()
        .map(|(name, digest, fingerprint)| duplicates.insert(name, *digest, fingerprint.as_ref()))
        .collect()
}

/// The same by comparing with everything before.
fn matches_one_by_one(seen: &[Seen]) -> Vec<Option<Match>> {
    let mut files: Vec<&Seen> = Vec::new();
    let mut shots: Vec<&Seen> = Vec::new();
    let mut matches = Vec::new();
    for picture in seen {
        let near = |shot: &&&Seen| match (&shot.2, &picture.2) {
            (Some(shot), Some(fingerprint)) => shot.is_near(fingerprint),
            _ => false,
        };
        let same_file = files.iter().find(|file| file.1 == picture.1);
        let same_shot = shots.iter().find(near);
        matches.push(match (same_file, same_shot) {
            (Some(file), _) => Some(Match::SameFile {
                first: file.0.clone(),
            }),
            (None, Some(shot)) => Some(Match::SameShot {
                first: shot.0.clone(),
            }),
            (None, None) => None,
        });
        if same_file.is_none() {
            files.push(picture);
            if same_shot.is_none() {
                shots.push(picture);
            }
        }
    }
    matches
}

/// Pictures of which many are one file, one shot or one layout with others: by file, shot, layout.
fn pictures() -> impl Strategy<Value = Vec<Seen>> {
    let picture = (
        0..30_u8,
        prop::collection::vec(any::<(Index, u8)>(), 0..12),
        0..4_u8,
    );
    prop::collection::vec(picture, 0..60).prop_map(|pictures| {
        let named = pictures.into_iter().enumerate();
        named
            .map(|(number, (file, changes, layout))| {
                let mut bytes = [0; 512];
                for (at, byte) in bytes.iter_mut().enumerate() {
                    // One or two cells in each row of a tile, and other ones in each layout.
                    *byte = 0b11 << ((at * 7 / 5 + usize::from(layout) * 3) % 7);
                    *byte &= if at % 8 < 2 { 0b0101_0101 } else { 0b1111_1111 };
                }
                for (at, changed) in changes {
                    let tile = at.index(64) * 8;
                    bytes[tile..tile + 8].fill(changed & 1 << (changed % 8));
                }
                let fingerprint =
                    (file > 0).then(|| Fingerprint::from_bytes(&bytes).expect("not too much ink"));
                let digest = Digest::of(&[file, layout]);
                (format!("{number}.jpg"), digest, fingerprint)
            })
            .collect()
    })
}

proptest! {
    /// However the pictures were shared out among machines: put together again in their order, what
    /// they wrote down gives the matches of one run.
    #[test]
    fn any_partition_gives_the_matches_of_one_run(
        pictures in pictures(),
        machines in prop::collection::vec(0..5_usize, 60),
    ) {
        let mut parts: Vec<Vec<(usize, &Seen)>> = vec![Vec::new(); 5];
        for (number, picture) in pictures.iter().enumerate() {
            parts[machines[number]].push((number, picture));
        }
        let mut merged: Vec<(usize, Seen)> = Vec::new();
        for part in parts {
            let sent = serde_json::to_string(&part).unwrap();
            merged.extend(serde_json::from_str::<Vec<(usize, Seen)>>(&sent).unwrap());
        }
        merged.sort_by_key(|(number, _)| *number);
        let matches_of_merged = matches(merged.iter().map(|(_, seen)| seen));
        prop_assert_eq!(&matches_of_merged, &matches(&pictures));
        prop_assert_eq!(matches_of_merged, matches_one_by_one(&pictures));
    }
}
