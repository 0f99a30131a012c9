//! Names of programs in, whether one of them is a picture editor out.

use super::text::tidy;

/// Picture editors by a part of the name they write, lower case.
///
/// Platforms refuse pictures that were worked over, and a reviewer who sees one of these names
/// takes a closer look. So the list has programs whose purpose is to change what a picture shows.
/// Not here, because they leave the content as it was: camera and phone firmware, scanner
/// software, viewers that also turn or crop (Windows Photo Viewer and Photos, macOS Preview,
/// Picasa), messengers that recompress (`WeChat`), and libraries and converters (`ImageMagick`,
/// libgd, Lavc).
const EDITORS: &[&str] = &[
    "photoshop",
    "lightroom",
    "camera raw",
    "imageready", // the web exporter of Photoshop up to CS2
    "adobe fireworks",
    "adobe illustrator",
    "gimp",
    "pixelmator",
    "affinity",
    "paint.net",
    "paintdotnet",
    "meitu",
    "美图",
    "beautyplus",
    "醒图",
    "snapseed",
    "picsart",
    "美易", // PicsArt in China
    "photopea",
    "coreldraw",
    "corel photo",
    "paintshop",
    "paint shop",
    "acdsee",
    "光影魔术手",
    "neo imaging", // 光影魔术手 under its English name
    "neoimaging",
    "稿定",
    "gaoding",
    "polarr",
    "泼辣", // Polarr in China
    "krita",
    "inkscape",
    "capture one",
    "darktable",
    "rawtherapee",
    "dxo photolab",
    "photoscape",
    "facetune",
];

/// Editors whose names are parts of harmless words ("Canva" of "Canvas", "VSCO" of "VSCode"):
/// matched as whole words.
const EDITORS_BY_WHOLE_WORD: &[&str] = &[
    "canva", "faceapp", "fotor", "luminar", "pixlr", "remini", "vsco", "vscocam",
];

/// How a comment announces the program that wrote the file. `CREATOR:` is libgd's, "File written
/// by" Photoshop's, "Created with" GIMP's default comment. A mere "created by" names a person as
/// often as a program, and a person's name must not get into a report.
const ANNOUNCEMENTS: &[&str] = &[
    "software:",
    "creatortool:",
    "created with ",
    "file written by ",
];

/// Told from "Creator: a person" by its case.
const LIBGD_ANNOUNCEMENT: &str = "CREATOR:";

/// The programs that metadata names. Keeps two however many there are: the first, and the first
/// editor.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Programs {
    first: Option<String>,
    editor: Option<String>,
}

impl Programs {
    /// Takes note of a program's name.
    pub(super) fn note(&mut self, name: &str) {
        let Some(name) = tidy(name) else { return };
        if self.editor.is_none() && is_editor(&name) {
            self.editor = Some(name.clone());
        }
        self.first.get_or_insert(name);
    }

    /// Takes note of the program that a comment announces; other comments are the user's business.
    pub(super) fn note_comment(&mut self, comment: &str) {
        if let Some(name) = announced(comment) {
            self.note(name);
        }
    }

    /// These programs, and the others where these say nothing.
    pub(super) fn or(self, others: Self) -> Self {
        Self {
            first: self.first.or(others.first),
            editor: self.editor.or(others.editor),
        }
    }

    /// Whether one of the programs is a picture editor.
    pub(super) fn is_editor(&self) -> bool {
        self.editor.is_some()
    }

    /// The name worth reporting: the editor if there is one.
    pub(super) fn into_name(self) -> Option<String> {
        self.editor.or(self.first)
    }
}

/// Whether the program of this name is a picture editor.
fn is_editor(name: &str) -> bool {
    let name = name.to_lowercase();
    let mut words = name.split(|letter: char| !letter.is_alphanumeric());
    EDITORS.iter().any(|editor| name.contains(editor))
        || words.any(|word| EDITORS_BY_WHOLE_WORD.contains(&word))
}

/// The program's name in a comment that begins by announcing one.
fn announced(comment: &str) -> Option<&str> {
    let comment = comment.trim_start();
    let any_case = ANNOUNCEMENTS.iter().find_map(|announcement| {
        let (start, name) = comment.split_at_checked(announcement.len())?;
        start.eq_ignore_ascii_case(announcement).then_some(name)
    });
    any_case.or_else(|| comment.strip_prefix(LIBGD_ANNOUNCEMENT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editors_are_told_from_cameras_scanners_and_viewers() {
        let cases = [
            ("Adobe Photoshop CC 2019 (Windows)", true),
            ("ADOBE PHOTOSHOP LIGHTROOM 6.1", true),
            ("GIMP 2.10.36", true),
            ("Pixelmator Pro 3.3", true),
            ("Affinity Photo 1.10.5", true),
            ("paint.net 5.0.3", true),
            ("Meitu", true),
            ("美图秀秀", true),
            ("醒图", true),
            ("Snapseed 2.0", true),
            ("PicsArt", true),
            ("VSCOcam", true),
            ("Canva", true),
            ("www.photopea.com", true),
            ("CorelDRAW 2021", true),
            ("PaintShop Pro 21.00", true),
            ("ACDSee Pro 10", true),
            ("光影魔术手", true),
            ("nEO iMAGING", true),
            ("稿定设计", true),
            ("www.fotor.com", true),
            ("Polarr Photo Editor", true),
            ("krita 5.1", true),
            ("www.inkscape.org", true),
            ("Adobe ImageReady", true),
            ("VSCO 312", true),
            ("HTML Canvas", false),
            ("VSCode", false),
            ("Microsoft Windows Photo Viewer 6.1.7600.16385", false),
            ("Windows Photo Editor 10.0.10011.16384", false),
            ("Preview", false),
            ("com.apple.ImageIO", false),
            ("WeChat", false),
            ("ImageMagick 6.9.10", false),
            ("17.5.1", false),
            ("MediaTek Camera Application", false),
            ("HUAWEI P40 10.1.0.131", false),
            ("EPSON Scan", false),
            ("CanoScan LiDE 300", false),
            ("VueScan 9 x64", false),
            ("CamScanner", false),
            ("Picasa", false),
            ("gd-jpeg v1.0 (using IJG JPEG v62), quality = 90", false),
            ("", false),
        ];
        assert_eq!(cases.len(), 44);
        for (name, expected) in cases {
            assert_eq!(is_editor(name), expected, "{name}");
        }
    }

    #[test]
    fn a_comment_names_software_only_when_it_announces_it() {
        let cases = [
            ("Software: Adobe ImageReady", Some("Adobe ImageReady")),
            ("software:GIMP", Some("GIMP")),
            ("Created with GIMP", Some("GIMP")),
            ("CREATOR: gd-jpeg v1.0\n", Some("gd-jpeg v1.0")),
            (
                "File written by Adobe Photoshop\u{a8} 4.0",
                Some("Adobe Photoshop\u{a8} 4.0"),
            ),
            ("Created by A. Person", None),
            ("Creator: A. Person", None),
            ("Please do not use Photoshop", None),
            ("Comment: Software", None),
            ("Software:  \0 ", None),
            ("软件", None),
            ("", None),
        ];
        assert_eq!(cases.len(), 12);
        for (comment, expected) in cases {
            let mut programs = Programs::default();
            programs.note_comment(comment);
            assert_eq!(programs.into_name().as_deref(), expected, "{comment:?}");
        }
    }

    #[test]
    fn the_editor_is_reported_even_when_the_camera_is_named_first() {
        let mut programs = Programs::default();
        programs.note("MediaTek Camera Application");
        programs.note("Meitu 9.8");
        programs.note("GIMP");
        assert!(programs.is_editor());
        assert_eq!(programs.into_name().as_deref(), Some("Meitu 9.8"));
    }
}
