//! The file formats this tool can name: wider than what any platform accepts and than what can be
//! decoded, so that it can say "this is a HEIC renamed to .jpg".

/// A file format, recognized by content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    /// Plain text or another text format.
    Text,
    /// A file without a single byte.
    Empty,
    /// None of the above.
    Unknown,
}

impl Format {
    /// Every format that this build can turn into pixels.
    pub const DECODABLE: [Self; 6] = [
        Self::Jpeg,
        Self::Png,
        Self::Gif,
        Self::Bmp,
        Self::Tiff,
        Self::WebP,
    ];

    /// Every format there is, in the order of declaration.
    pub const ALL: [Self; 24] = [
        Self::Jpeg,
        Self::Png,
        Self::Gif,
        Self::Bmp,
        Self::Tiff,
        Self::WebP,
        Self::Heic,
        Self::Avif,
        Self::JpegXl,
        Self::Jpeg2000,
        Self::Pdf,
        Self::Ofd,
        Self::Psd,
        Self::Svg,
        Self::Ico,
        Self::CameraRaw,
        Self::Office,
        Self::Zip,
        Self::Archive,
        Self::Video,
        Self::Html,
        Self::Text,
        Self::Empty,
        Self::Unknown,
    ];

    /// The stable id used in profiles and JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::Gif => "gif",
            Self::Bmp => "bmp",
            Self::Tiff => "tiff",
            Self::WebP => "webp",
            Self::Heic => "heic",
            Self::Avif => "avif",
            Self::JpegXl => "jpeg-xl",
            Self::Jpeg2000 => "jpeg-2000",
            Self::Pdf => "pdf",
            Self::Ofd => "ofd",
            Self::Psd => "psd",
            Self::Svg => "svg",
            Self::Ico => "ico",
            Self::CameraRaw => "camera-raw",
            Self::Office => "office",
            Self::Zip => "zip",
            Self::Archive => "archive",
            Self::Video => "video",
            Self::Html => "html",
            Self::Text => "text",
            Self::Empty => "empty",
            Self::Unknown => "unknown",
        }
    }

    /// The file name extensions that honestly announce this format, lower case, preferred one first.
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Jpeg => &["jpg", "jpeg", "jpe", "jfif", "jif"],
            Self::Png => &["png", "apng"],
            Self::Gif => &["gif"],
            Self::Bmp => &["bmp", "dib"],
            Self::Tiff => &["tif", "tiff"],
            Self::WebP => &["webp"],
            Self::Heic => &["heic", "heif", "hif"],
            Self::Avif => &["avif"],
            Self::JpegXl => &["jxl"],
            Self::Jpeg2000 => &["jp2", "j2k", "jpf", "jpx", "j2c", "jpc"],
            Self::Pdf => &["pdf"],
            Self::Ofd => &["ofd"],
            Self::Psd => &["psd", "psb"],
            Self::Svg => &["svg", "svgz"],
            Self::Ico => &["ico", "cur"],
            Self::CameraRaw => &[
                "dng", "cr2", "cr3", "nef", "arw", "raf", "orf", "rw2", "pef", "srw",
            ],
            Self::Office => &[
                "docx", "doc", "xlsx", "xls", "pptx", "ppt", "odt", "ods", "odp", "wps",
            ],
            Self::Zip => &["zip"],
            Self::Archive => &["rar", "7z", "gz", "tgz", "tar", "xz", "bz2", "zst"],
            Self::Video => &["mp4", "mov", "avi", "mkv", "webm", "3gp", "m4v", "wmv"],
            Self::Html => &["html", "htm", "mhtml"],
            Self::Text => &["txt", "csv", "json", "xml", "md", "log"],
            Self::Empty | Self::Unknown => &[],
        }
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

    /// Whether this build can turn the format into pixels.
    pub fn is_decodable(self) -> bool {
        Self::DECODABLE.contains(&self)
    }
}
