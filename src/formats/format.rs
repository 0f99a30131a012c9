//! The one list of file formats and of what each of them is to this tool. It names more than any
//! platform accepts and than can be decoded here, so that it can say "this is a HEIC renamed to
//! .jpg".

/// A file format, recognized by content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Format {
    /// JPEG (JFIF, Exif).
    Jpeg,
    /// PNG, animated PNG included.
    Png,
    /// GIF 87a and 89a.
    Gif,
    /// Windows and OS/2 bitmap.
    Bmp,
    /// TIFF and `BigTIFF`, either byte order.
    Tiff,
    /// WebP, lossy, lossless and animated.
    WebP,
    /// HEIC / HEIF, the default of iPhones.
    Heic,
    /// AVIF.
    Avif,
    /// JPEG XL, bare codestream or container.
    JpegXl,
    /// JPEG 2000, bare codestream or JP2.
    Jpeg2000,
    /// PDF.
    Pdf,
    /// OFD, the Chinese fixed-layout document (a ZIP with `OFD.xml`).
    Ofd,
    /// Photoshop document.
    Psd,
    /// SVG drawing.
    Svg,
    /// Windows icon or cursor.
    Ico,
    /// Portable bitmap, graymap, pixmap or anymap (P1 to P7).
    Pnm,
    /// QOI, the "quite OK image".
    Qoi,
    /// A camera's raw file (CR2, CR3, NEF, ARW, DNG, RAF, ORF, RW2 ...).
    CameraRaw,
    /// Office document: OOXML, ODF, or the older compound file.
    Office,
    /// ZIP archive that is none of the documents above.
    Zip,
    /// RAR, 7z, gzip or another archive.
    Archive,
    /// MP4, MOV, AVI, MKV or another video; a phone's live photo.
    Video,
    /// HTML page, usually an error page saved under a picture's name.
    Html,
    /// XML that is neither a drawing nor a web page.
    Xml,
    /// JSON, usually a server's error message saved under a picture's name.
    Json,
    /// Plain text or another text format.
    Text,
    /// A file that begins with nothing but zeros, or nothing but ones: what it held is lost.
    Blank,
    /// A file without a single byte.
    Empty,
    /// None of the above.
    Unknown,
}

/// What can be done with a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FormatKind {
    /// A picture that is checked: its container is walked, its pixels are decoded.
    Accepted,
    /// A picture or document that only a repair opens, to save it as an accepted format.
    Openable,
    /// A picture, or a document of pages, that nothing here opens.
    Unsupported,
    /// A document that may contain pictures, and that nobody takes for one.
    Document,
    /// No picture at all.
    Other,
}

/// What is known of one format.
struct Row {
    format: Format,
    kind: FormatKind,
    id: &'static str,
    name: &'static str,
    extensions: &'static [&'static str],
}

const fn row(
    format: Format,
    kind: FormatKind,
    id: &'static str,
    name: &'static str,
    extensions: &'static [&'static str],
) -> Row {
    Row {
        format,
        kind,
        id,
        name,
        extensions,
    }
}

/// How many formats there are.
const COUNT: usize = 29;

/// Every format, in the order of declaration.
#[rustfmt::skip]
const FORMATS: [Row; COUNT] = {
    use Format::{
        Archive, Avif, Blank, Bmp, CameraRaw, Empty, Gif, Heic, Html, Ico, Jpeg, Jpeg2000, JpegXl,
        Json, Ofd, Office, Pdf, Png, Pnm, Psd, Qoi, Svg, Text, Tiff, Unknown, Video, WebP, Xml, Zip,
    };
    use FormatKind::{Accepted, Document, Openable, Other, Unsupported};
    [
        row(Jpeg, Accepted, "jpeg", "JPEG", &["jpg", "jpeg", "jpe", "jfif", "jif"]),
        row(Png, Accepted, "png", "PNG", &["png", "apng"]),
        row(Gif, Accepted, "gif", "GIF", &["gif"]),
        row(Bmp, Accepted, "bmp", "BMP", &["bmp", "dib"]),
        row(Tiff, Accepted, "tiff", "TIFF", &["tif", "tiff"]),
        row(WebP, Accepted, "webp", "WebP", &["webp"]),
        row(Heic, Openable, "heic", "HEIC", &["heic", "heif", "hif"]),
        row(Avif, Unsupported, "avif", "AVIF", &["avif"]),
        row(JpegXl, Openable, "jpeg-xl", "JPEG XL", &["jxl"]),
        row(Jpeg2000, Openable, "jpeg-2000", "JPEG 2000", &["jp2", "j2k", "jpf", "jpx", "j2c", "jpc"]),
        row(Pdf, Openable, "pdf", "PDF", &["pdf"]),
        row(Ofd, Unsupported, "ofd", "OFD", &["ofd"]),
        row(Psd, Unsupported, "psd", "Photoshop (PSD)", &["psd", "psb"]),
        row(Svg, Unsupported, "svg", "SVG", &["svg", "svgz"]),
        row(Ico, Unsupported, "ico", "icon (ICO)", &["ico", "cur"]),
        row(Pnm, Unsupported, "pnm", "portable anymap (PNM)", &["pnm", "pbm", "pgm", "ppm", "pam"]),
        row(Qoi, Unsupported, "qoi", "QOI", &["qoi"]),
        row(CameraRaw, Unsupported, "camera-raw", "camera RAW", &["dng", "cr2", "cr3", "nef", "arw", "raf", "orf", "rw2", "pef", "srw"]),
        row(Office, Document, "office", "Office document", &["docx", "doc", "xlsx", "xls", "pptx", "ppt", "odt", "ods", "odp", "wps"]),
        row(Zip, Other, "zip", "ZIP archive", &["zip"]),
        row(Archive, Other, "archive", "archive", &["rar", "7z", "gz", "tgz", "tar", "xz", "bz2", "zst"]),
        row(Video, Other, "video", "video", &["mp4", "mov", "avi", "mkv", "webm", "3gp", "m4v", "wmv"]),
        row(Html, Other, "html", "web page (HTML)", &["html", "htm", "mhtml"]),
        row(Xml, Other, "xml", "data (XML)", &["xml"]),
        row(Json, Other, "json", "data (JSON)", &["json"]),
        row(Text, Other, "text", "plain text", &["txt", "csv", "md", "log"]),
        row(Blank, Other, "blank", "blank data", &[]),
        row(Empty, Other, "empty", "empty file", &[]),
        row(Unknown, Other, "unknown", "unknown format", &[]),
    ]
};

/// The table is read by the position of a format in the declaration, so both must agree.
const _: () = {
    let mut index = 0;
    while index < COUNT {
        assert!(FORMATS[index].format as usize == index);
        index += 1;
    }
};

impl Format {
    /// Every format there is, in the order of declaration.
    pub const ALL: [Self; COUNT] = {
        let mut all = [Self::Unknown; COUNT];
        let mut index = 0;
        while index < COUNT {
            all[index] = FORMATS[index].format;
            index += 1;
        }
        all
    };

    const fn row(self) -> &'static Row {
        &FORMATS[self as usize]
    }

    /// What can be done with the format.
    pub const fn kind(self) -> FormatKind {
        self.row().kind
    }

    /// The stable id used in profiles and JSON.
    pub const fn id(self) -> &'static str {
        self.row().id
    }

    /// What the format is called in an English sentence.
    pub const fn name(self) -> &'static str {
        self.row().name
    }

    /// The file name extensions that announce this format, lower case, preferred one first.
    pub const fn extensions(self) -> &'static [&'static str] {
        self.row().extensions
    }

    /// The format that a file name extension announces; `None` if it announces none we know.
    pub fn from_extension(extension: &str) -> Option<Self> {
        let lower = extension.to_ascii_lowercase();
        Self::ALL
            .into_iter()
            .find(|format| format.extensions().contains(&lower.as_str()))
    }

    /// The format with this id; `jpg` and `tif` are understood too.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|format| format.id() == id)
            .or_else(|| Self::from_extension(id))
    }

    /// Whether a check can turn the format into pixels.
    pub fn is_decodable(self) -> bool {
        self.kind() == FormatKind::Accepted
    }

    /// Whether the format is a picture, or a document of pages that people take for one.
    pub const fn is_picture_or_pages(self) -> bool {
        matches!(
            self.kind(),
            FormatKind::Accepted | FormatKind::Openable | FormatKind::Unsupported
        )
    }
}
