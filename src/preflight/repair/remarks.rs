//! What a repair says of itself: what was done, and why something was not.

use crate::messages::{Evidence, Text, Value};
use crate::outcome::Remark;

/// A kind of [`Remark`], without its values.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind(&'static str, &'static str, &'static str);

impl Kind {
    /// The remark with its values.
    pub(crate) fn with(self, evidence: Evidence) -> Remark {
        let Self(id, en, zh) = self;
        Remark {
            id,
            evidence,
            says: Text { en, zh },
        }
    }

    /// Whether a remark is of this kind.
    pub(crate) fn is_of(self, remark: &Remark) -> bool {
        self.0 == remark.id
    }

    /// The remark, if it has no values.
    pub(crate) fn plain(self) -> Remark {
        self.with(Vec::new())
    }

    /// The remark with a cause.
    pub(crate) fn because(self, cause: impl Into<Value>) -> Remark {
        self.with(vec![("cause", cause.into())])
    }

    /// The remark with a cause in the words of a library, which no sentence repeats: they are for a
    /// bug report.
    pub(crate) fn noting(self, cause: impl Into<String>) -> Remark {
        self.with(vec![("cause", Value::Name(cause.into()))])
    }
}

// What was done.

pub(crate) const RENAMED: Kind = Kind(
    "renamed",
    "given the extension of its content",
    "按真实格式改正了扩展名",
);
pub(crate) const CONVERTED: Kind =
    Kind("converted", "{from} saved as {to}", "由 {from} 转存为 {to}");
pub(crate) const REENCODED: Kind = Kind("reencoded", "encoded anew", "重新编码");
pub(crate) const TURNED_LOSSLESSLY: Kind = Kind(
    "turned-losslessly",
    "turned upright without loss",
    "无损转正",
);
pub(crate) const TURNED: Kind = Kind("turned", "turned upright", "转正");
pub(crate) const TURNED_AS_SEEN: Kind = Kind(
    "turned-as-seen",
    "turned by what the picture shows: have a look whether it is upright now",
    "按画面内容转正，请核对方向",
);
pub(crate) const METADATA_DROPPED: Kind =
    Kind("metadata-dropped", "metadata left out", "去除了元数据");
pub(crate) const END_MARKED: Kind = Kind(
    "end-marked",
    "missing end mark added, the picture is unchanged",
    "补上缺失的结束标记，画面不变",
);
pub(crate) const TO_SRGB: Kind = Kind("to-srgb", "colors converted to sRGB", "颜色转换为 sRGB");
pub(crate) const INKS_TO_RGB: Kind = Kind(
    "inks-to-rgb",
    "printing inks turned into RGB by rule of thumb, because no color profile says what they look like",
    "印刷色按通用算法转为 RGB（文件没有说明颜色的色彩配置）",
);
pub(crate) const COLORS_NOT_CONVERTED: Kind = Kind(
    "colors-not-converted",
    "colors kept as stored: they are meant as \"{profile}\", which is not converted here, and will look other than in \
     the original",
    "颜色原样保留：原图按「{profile}」编码，本工具不会转换，看起来会与原图不同",
);
pub(crate) const PROFILE_IGNORED: Kind = Kind(
    "profile-ignored",
    "the color profile was left out: it is broken or made for another kind of picture, and viewers ignore it",
    "去掉了色彩配置：它已损坏或不适用于这类图片，看图软件都会忽略",
);
pub(crate) const OVER_WHITE: Kind = Kind(
    "over-white",
    "transparency laid over white",
    "透明部分填充为白色",
);
pub(crate) const FIRST_FRAME: Kind = Kind(
    "first-frame",
    "first of {frames} frames",
    "只保留 {frames} 帧中的第一帧",
);
pub(crate) const PAGES: Kind = Kind(
    "pages",
    "{pages} pages as files of their own",
    "{pages} 页分别存为单独的文件",
);
#[cfg(feature = "convert")]
pub(crate) const EXTRACTED: Kind = Kind(
    "extracted",
    "the page's scan taken out as it is",
    "原样取出页面中的扫描图",
);
#[cfg(feature = "convert")]
pub(crate) const DRAWN: Kind = Kind("drawn", "page drawn at {dpi}", "按 {dpi} 渲染页面");
pub(crate) const QUALITY: Kind = Kind("quality", "JPEG quality {quality}", "JPEG 质量 {quality}");
pub(crate) const CHROMA_HALVED: Kind = Kind(
    "chroma-halved",
    "colors stored at half resolution",
    "色度分辨率减半",
);
pub(crate) const RESIZED: Kind = Kind(
    "resized",
    "reduced from {from} to {to}",
    "由 {from} 缩小为 {to}",
);
pub(crate) const ENLARGED: Kind = Kind(
    "enlarged",
    "enlarged from {from} to {to}: this adds no detail and may be refused as unclear",
    "由 {from} 放大为 {to}：放大不会增加细节，仍可能因不清晰被驳回",
);
pub(crate) const ALREADY_THERE: Kind = Kind(
    "already-there",
    "was there already, unchanged",
    "已存在且内容相同，未改动",
);

// Why something was not done.

pub(crate) const NEEDS_NOTHING: Kind = Kind("needs-nothing", "it needs no repair", "无需修复");
pub(crate) const NOT_SEEN: Kind = Kind("not-seen", "it could not be examined", "图片无法检查");
pub(crate) const BEYOND_REPAIR: Kind = Kind(
    "beyond-repair",
    "scan or photograph again; no repair helps against: {rules}",
    "请重新扫描或拍摄；以下问题无法修复：{rules}",
);
pub(crate) const OTHER_PICTURE: Kind = Kind(
    "other-picture",
    "another picture is needed; no repair helps against: {rules}",
    "请换用正确的证件图片；以下问题无法修复：{rules}",
);
pub(crate) const NEEDS_TURN: Kind = Kind(
    "needs-turn",
    "only its content shows that it is not upright ({rules}); --turn turns it by that, to be looked at afterwards",
    "只能从画面内容看出方向不对（{rules}）；加 --turn 可按内容转正，转正后请核对",
);
pub(crate) const DID_NOT_PASS: Kind = Kind(
    "did-not-pass",
    "scan or photograph again; the repaired copy would still be refused: {rules}",
    "请重新扫描或拍摄；修复后的图片仍会被驳回：{rules}",
);
pub(crate) const LESS_LEGIBLE: Kind = Kind(
    "less-legible",
    "scan or photograph again; a copy of allowed size would be harder to read ({before} → {after})",
    "请重新扫描或拍摄；缩到允许的大小后会变得难以辨认（{before} → {after}）",
);
pub(crate) const NOT_PLAIN: Kind = Kind(
    "not-plain",
    "the copy would still carry something besides the picture, so none was made; save it anew in another program",
    "副本里仍会带有图片以外的数据，因此没有生成；请用其他软件重新保存",
);
pub(crate) const NO_PICTURE: Kind = Kind(
    "no-picture",
    "the content is {format}, no picture: {remedy}",
    "文件内容是 {format}，不是图片：{remedy}",
);
pub(crate) const NO_CONVERSION: Kind = Kind(
    "no-conversion",
    "this build was made without conversions and can't open {format}; use one with them (feature `convert`), or \
     export it as JPEG in the program that made it and run this again",
    "本工具的这个构建不含格式转换，无法打开 {format}；请换用带转换功能（convert）的版本，或用制作它的软件导出为 JPEG \
     后重试",
);
pub(crate) const NO_DECODER: Kind = Kind(
    "no-decoder",
    "{format} can't be opened here; {remedy}; then run this again",
    "本工具无法打开 {format}；{remedy}，再重试",
);
pub(crate) const NOT_OPENED: Kind = Kind(
    "not-opened",
    "this form of {format} can't be opened here ({cause}); {remedy}; then run this again",
    "本工具无法打开这种形式的 {format}（{cause}）；{remedy}，再重试",
);
pub(crate) const GET_AGAIN: Kind = Kind(
    "get-again",
    "{cause}: get it again from where it came, or scan or photograph again",
    "{cause}：请从来源处重新获取，或重新扫描、拍摄",
);
pub(crate) const NOT_STARTED: Kind = Kind(
    "not-started",
    "{cause}; {remedy}; then run this again",
    "{cause}；{remedy}，再重试",
);
pub(crate) const NOT_DECODED: Kind = Kind(
    "not-decoded",
    "it could not be decoded in full: {cause}",
    "图片无法完整解码：{cause}",
);
pub(crate) const NOT_ENCODED: Kind = Kind("not-encoded", "it could not be encoded", "图片无法编码");
pub(crate) const TOO_MANY_PAGES: Kind = Kind(
    "too-many-pages",
    "it has {pages} pages; at most {limit} are split. Export the page that is needed",
    "共 {pages} 页，最多拆分 {limit} 页，请只导出需要的那一页",
);
pub(crate) const NO_FORMAT: Kind = Kind(
    "no-format",
    "the profile accepts neither JPEG nor PNG, and nothing else is written here",
    "该平台配置既不接受 JPEG 也不接受 PNG，本工具只能写这两种格式",
);
pub(crate) const CANNOT_SHRINK: Kind = Kind(
    "cannot-shrink",
    "scan again with less noise or crop to the certificate; even {size} at quality {quality} takes {bytes}, \
     and smaller print could not be read",
    "请减少噪点重新扫描，或裁剪到证件范围；即使缩到 {size}、质量 {quality} 仍有 {bytes}，再小文字就看不清了",
);
pub(crate) const CANNOT_GROW: Kind = Kind(
    "cannot-grow",
    "scan or photograph again; the same pixels take at most {bytes}, at least {limit} is demanded",
    "请重新扫描或拍摄；同样的像素最多只有 {bytes}，平台要求不小于 {limit}",
);
pub(crate) const TOO_FEW_PIXELS: Kind = Kind(
    "too-few-pixels",
    "scan or photograph again; {size} is too small to be legible: {needed} is the least that readers ask for",
    "请重新扫描或拍摄；{size} 太小，难以辨认，识别至少需要 {needed}",
);
pub(crate) const BORDERLINE_PIXELS: Kind = Kind(
    "borderline-pixels",
    "scan or photograph again; {size} is borderline ({needed} is the least that readers ask for). \
     --allow-upscale enlarges it, which adds no detail",
    "请重新扫描或拍摄；{size} 偏小（识别至少需要 {needed}）。可用 --allow-upscale 放大，但不会增加细节",
);
pub(crate) const STILL_TOO_SMALL: Kind = Kind(
    "still-too-small",
    "scan or photograph again; enlarged at most {factor} times it would be {enlarged}, still below {needed}",
    "请重新扫描或拍摄；最多放大 {factor} 倍也只有 {enlarged}，仍低于 {needed}",
);
pub(crate) const ILLEGIBLE: Kind = Kind(
    "illegible",
    "scan or photograph again; the number can't be read in this picture ({legibility})",
    "请重新扫描或拍摄；这张图片里的证件号码无法辨认（{legibility}）",
);
pub(crate) const CRASHED: Kind = Kind(
    "crashed",
    "certpreflight failed on this picture",
    "certpreflight 处理这张图片时出错",
);

// Why something was not written.

pub(crate) const TAKEN: Kind = Kind(
    "taken",
    "{path} is there already with other content; --overwrite replaces it",
    "{path} 已存在且内容不同；加 --overwrite 可替换",
);
pub(crate) const NOT_OURS: Kind = Kind(
    "not-ours",
    "{path} was put there or changed by somebody else and is left as it is; move it away for a new copy",
    "{path} 不是本工具写入的，或写入后被改动过，已原样保留；移走它再运行，才会写入新的副本",
);
pub(crate) const NO_FILE: Kind = Kind(
    "no-file",
    "{path} is a link or a folder and is never written through",
    "{path} 是链接或文件夹，不会写入",
);
pub(crate) const AMONG_ORIGINALS: Kind = Kind(
    "among-originals",
    "{path} is one of the originals, or lies in their folder, which is reached in another way here; it is left as it is",
    "{path} 就是原图，或与原图在同一个文件夹（只是路径不同），已原样保留",
);
pub(crate) const UNWRITABLE: Kind = Kind(
    "unwritable",
    "{path} can't be written: {cause}",
    "无法写入 {path}：{cause}",
);
