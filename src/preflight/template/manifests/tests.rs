use std::fs;

use super::super::testing::{profile, today};
use super::*;
use crate::discover::{DiscoverOptions, discover};
use crate::examine::examine_bytes;
use crate::policy::Policy;

const HEADERS: &str = "证件图片,证件类型,域名所有者（中文）,证件号码\n";

struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        fs::create_dir_all(folder_of(&path)).expect("a folder");
        fs::write(&path, bytes).expect("a file");
        path
    }

    fn sources(&self) -> Vec<Source> {
        discover(&[self.0.path().to_owned()], &DiscoverOptions::default())
    }
}

fn outcome(path: &Path) -> Outcome {
    let mut policy = Policy::new(profile("tencent-domain"));
    policy.reads = false;
    let mut outcome = examine_bytes("a", b"no picture", &policy);
    outcome.path = path.to_owned();
    outcome.shown = path.display().to_string();
    outcome
}

#[test]
fn files_called_manifests_are_taken_and_spreadsheets_by_their_headers() {
    let row = format!("{HEADERS}a.jpg,营业执照,甲,1\n");
    let cases: [(&str, &str, bool); 14] = [
        ("清单.csv", &row, true),
        ("Manifest.CSV", &row, true),
        (
            "manifest.toml",
            "[[template]]\nowner = \"甲\"\nnumber = \"1\"\n",
            true,
        ),
        ("十月的域名.csv", &row, true),
        ("sub/清单.csv", "证件图片,证件号码\na.jpg,1\n", true),
        // Broken, and called so: told, not passed over.
        ("清单.xlsx", "PK no archive", true),
        ("sub/manifest.csv", "甲,乙\n1,2\n", true),
        ("two/清单.csv", "证件号码,证件号码\n1,2\n", true),
        ("old/清单.xls", "\u{0}", true),
        // Somebody else's.
        ("sub/manifest.toml", "[package]\nname = \"a\"\n", false),
        ("通讯录.csv", "姓名,手机,邮箱\n甲,1,a@b.cn\n", false),
        (
            "people.csv",
            "name,phone,email,address\na,1,a@b.cn,c\n",
            false,
        ),
        ("report.csv", "file,verdict,format,rule,row,field\n", false),
        ("清单.txt.bak", &row, false),
    ];
    let desk = Desk::new();
    for (name, content, _) in &cases {
        desk.write(name, content);
    }
    desk.write("a.jpg", "no picture");
    let mut sources = desk.sources();
    assert_eq!(sources.len(), cases.len() + 1);
    let manifests = Manifests::take_from(&mut sources);
    for (name, _, is_taken) in &cases {
        let path = desk.0.path().join(name);
        let is_found = manifests.paths().any(|found| found == path);
        let is_left = sources.iter().any(|source| source.path == path);
        assert_eq!((is_found, is_left), (*is_taken, !is_taken), "{name}");
    }
    let terms = Terms::new(profile("tencent-domain"), today());
    let problems = manifests.judged(&terms);
    let problems = problems.filter(|checked| checked.problem.is_some());
    assert_eq!(problems.count(), 4);
}

#[test]
fn a_row_has_the_pictures_that_were_examined_and_misses_those_that_are_not_there() {
    let desk = Desk::new();
    let here = desk.write("a.jpg", "1");
    let below = desk.write("身份证/b.jpg", "2");
    desk.write("unseen.jpg", "3");
    let names = [
        ("a.jpg", 1, false),
        ("./身份证/../a.jpg", 1, false),
        (r"身份证\b.jpg", 1, false),
        ("a.jpg;身份证/b.jpg", 2, false),
        ("unseen.jpg", 0, false),
        ("gone.jpg", 1, true),
    ];
    let rows = names.map(|(name, ..)| format!("{name},营业执照,甲,1\n"));
    desk.write("清单.csv", format!("{HEADERS}{}", rows.concat()));
    let mut sources = desk.sources();
    let mut manifests = Manifests::take_from(&mut sources);
    manifests.note(&outcome(&here));
    manifests.note(&outcome(&below));
    let checked = manifests
        .judged(&Terms::new(profile("tencent-domain"), today()))
        .next()
        .expect("a manifest");
    assert_eq!(checked.rows.len(), names.len());
    for ((name, count, is_missing), judged) in names.iter().zip(&checked.rows) {
        assert_eq!(judged.pictures.len(), *count, "{name}");
        let faults = &judged.faults;
        let told = faults
            .iter()
            .any(|fault| fault.rule.id == "picture-missing");
        assert_eq!(told, *is_missing, "{name}");
    }
    // Rows that name one picture share it.
    let (first, second) = (&checked.rows[0].pictures[0], &checked.rows[1].pictures[0]);
    assert!(Arc::ptr_eq(first, second));
}

#[test]
fn no_other_machine_is_asked_for_a_picture() {
    let found = Found {
        path: PathBuf::from("清单.csv"),
        shown: String::new(),
        manifest: Err(ManifestProblem::NoHeaders),
    };
    let place = found.place_of(r"\\elsewhere\share\a.jpg");
    assert_eq!(place.is_none(), cfg!(windows), "{place:?}");
    assert!(found.place_of("a.jpg").is_some());
}
