//! Why a file can't be decoded, and what to do with it, in both languages. Decoders have words of their
//! own, in English and for programmers; none of them gets from here on.

use crate::messages::{Text, Value, text};
use certpreflight_formats::codec::{Breach, DecodeError, Form};
use certpreflight_formats::container::Damage;
use certpreflight_formats::format::{Format, FormatKind};

/// What is wrong with a damaged file.
pub(crate) fn damage(cause: Damage) -> Value {
    let at = |text: Text, percent: u8| {
        let share = Value::Share(f64::from(percent) / 100.0);
        Value::phrase(text, vec![("height", share)])
    };
    match cause {
        Damage::SurplusData { at_percent } => at(SURPLUS_DATA, at_percent),
        Damage::ImpossibleLevels { from_percent } => at(IMPOSSIBLE_LEVELS, from_percent),
        Damage::Jump { from_percent } => at(JUMP, from_percent),
        other => Value::words(plain_damage(other)),
    }
}

/// Shares of the height are those of the picture as it is stored: where a viewer turns it, they are
/// somewhere else.
const SURPLUS_DATA: Text = text(
    "compressed data is left over where {height} of the stored picture are read, so that parts of it \
     before that are lost or displaced",
    "按存储顺序读到图片高度的 {height} 处，压缩数据仍有剩余，说明此前的画面有缺失或错位",
);
const IMPOSSIBLE_LEVELS: Text = text(
    "from about {height} of the stored picture's height on, it is brighter, darker or more colorful \
     than a picture can be",
    "从存储图片高度的 {height} 左右起，亮度或色彩超出了图片可能的范围",
);
const JUMP: Text = text(
    "from about {height} of the stored picture's height on, brightness or color is off by a fixed \
     amount, as after a changed bit",
    "从存储图片高度的 {height} 左右起，亮度或色彩整体偏移，像是有数据位被改动",
);

const fn plain_damage(cause: Damage) -> Text {
    match cause {
        Damage::Signature => text(
            "its first bytes were changed, as happens when it is sent as text",
            "文件开头的字节被改动过，常见于以文本方式传输",
        ),
        Damage::Header => text(
            "its header is missing or makes no sense",
            "文件头缺失或内容不合理",
        ),
        Damage::Checksum => text("a checksum doesn't fit its data", "校验和与数据不符"),
        Damage::Structure => text(
            "its parts are out of order or lead nowhere",
            "内部各部分次序错乱或指向错误",
        ),
        Damage::NoPicture => text("there is no picture in it", "里面没有图像数据"),
        Damage::MissingData => text(
            "some of the picture's data is missing",
            "缺少一部分图像数据",
        ),
        Damage::PackedData => text("the compressed data can't be unpacked", "压缩数据无法解开"),
        Damage::Sizes => text(
            "two places in it state different sizes",
            "文件内两处记录的尺寸互相矛盾",
        ),
        Damage::PagePart => text(
            "a picture or stamp on the page can't be drawn",
            "页面上有图片或印章画不出来",
        ),
        _ => text("its data makes no sense", "数据不合理"),
    }
}

/// What is unusual about a form that is not read here.
pub(crate) fn form(cause: Form) -> Value {
    let plain = |en, zh| Value::words(text(en, zh));
    let named = |en, zh, name: &str| {
        Value::phrase(text(en, zh), vec![("name", Value::Name(name.to_owned()))])
    };
    let counted =
        |en, zh, number| Value::phrase(text(en, zh), vec![("number", Value::Count(number))]);
    match cause {
        Form::Compression(name) => named("{name} compression", "{name} 压缩", name),
        Form::CompressionNumber(number) => counted(
            "compression number {number}",
            "编号为 {number} 的压缩方式",
            number,
        ),
        Form::Prediction => plain("a rare kind of prediction", "少见的预测编码"),
        Form::SampleBits(bits) => counted("samples of {number} bits", "每个样本 {number} 位", bits),
        Form::MixedSampleBits => plain("samples of different sizes", "各通道位数不同"),
        Form::SampleKind => plain(
            "samples that are no whole numbers above zero",
            "样本是带符号数或浮点数",
        ),
        Form::SampleCount(number) => counted(
            "{number} samples a pixel",
            "每个像素 {number} 个样本",
            number,
        ),
        Form::Colors(name) => named("{name} colors", "{name} 色彩", name),
        Form::ColorNumber(number) => counted(
            "colors of kind number {number}",
            "编号为 {number} 的色彩类型",
            number,
        ),
        Form::Inks => plain("printing inks", "印刷油墨色彩"),
        Form::ColorProfile => plain(
            "a color profile that can't be applied",
            "无法套用的色彩配置",
        ),
        Form::SensorData => plain("the raw data of a camera's sensor", "相机传感器的原始数据"),
        Form::Chroma(name) => named("{name} chroma", "{name} 色度采样", name),
        Form::ChromaPlanes => plain(
            "chroma of lower resolution in planes of its own",
            "色度降采样并单独存放",
        ),
        Form::FaxCoding => plain("a rare kind of fax coding", "少见的传真编码"),
        Form::JpegKind => plain(
            "a rare kind of JPEG (lossless, hierarchical or 12 bits)",
            "少见的 JPEG 类型（无损、分层或 12 位）",
        ),
        Form::JpegScans => plain("far too many passes", "扫描次数过多"),
        Form::ShortHeader => plain("the short file header", "精简文件头"),
        Form::Locked => plain("it is locked by a password", "已用密码加密"),
        Form::MissingFont => plain(
            "a font that the page needs is not in the file",
            "页面用到的字体没有嵌入文件",
        ),
        _ => plain("a form that few programs write", "很少有软件使用的形式"),
    }
}

/// Why there is no picture.
pub(crate) fn decode_error(error: &DecodeError) -> Value {
    match *error {
        DecodeError::Corrupt { cause } => damage(cause),
        DecodeError::CutShort => Value::words(text(
            "the data stops before the picture does",
            "图像数据中途断掉",
        )),
        DecodeError::Unsupported { cause } => form(cause),
        DecodeError::TooLarge { pixels, limit } => too_large(pixels, limit),
        DecodeError::TooCostly(breach) => Value::words(too_costly(breach)),
    }
}

/// What the decoder of a file ran into before it was stopped.
pub(crate) const fn too_costly(breach: Breach) -> Text {
    match breach {
        Breach::Memory => text(
            "it needs more memory than one file may take",
            "占用的内存超过了单个文件的上限",
        ),
        Breach::Time => text(
            "it takes more time than one file may take",
            "耗费的时间超过了单个文件的上限",
        ),
        Breach::Depth => text(
            "its parts are nested deeper than can be followed",
            "内部结构嵌套过深",
        ),
        Breach::NotStarted => text(
            "the process that opens such files could not be started",
            "无法启动打开这类文件的子进程",
        ),
        _ => text("the decoder broke down on it", "解码器在处理它时出错"),
    }
}

/// That a picture takes more memory than is allowed.
fn too_large(pixels: u64, limit: u64) -> Value {
    Value::phrase(
        text(
            "it has {pixels} pixels, and there is memory for {limit}",
            "共 {pixels} 像素，内存只够处理 {limit} 像素",
        ),
        vec![
            ("pixels", Value::Count(pixels)),
            ("limit", Value::Count(limit)),
        ],
    )
}

/// What to do with a file of a format that is not accepted, as the end of a sentence.
pub(crate) const fn remedy(format: Format) -> Text {
    const CAN_CONVERT: bool = cfg!(feature = "convert");
    match format {
        Format::Pdf if CAN_CONVERT => text(
            "certpreflight fix saves each page as a picture; or export the page as JPEG",
            "可以用 certpreflight fix 把每一页存成图片，也可以把所需页面导出为 JPEG",
        ),
        Format::Pdf => text(
            "open it in a PDF reader and export the page as JPEG",
            "请用 PDF 阅读器打开，把所需页面导出为 JPEG",
        ),
        Format::Avif => OPEN_AND_SAVE,
        Format::Heic | Format::JpegXl | Format::Jpeg2000 if !CAN_CONVERT => OPEN_AND_SAVE,
        Format::Ofd => text(
            "open it in an OFD reader and export the page as JPEG or as PDF",
            "请用 OFD 阅读器打开，把所需页面导出为 JPEG 或 PDF",
        ),
        Format::Office => text(
            "open it and save the picture in it by itself (right click: Save as Picture), or export the \
             document as PDF",
            "请打开文档，在图片上点右键选「另存为图片」，或把文档导出为 PDF",
        ),
        Format::Zip | Format::Archive => text(
            "unpack it and use the picture in it",
            "请先解压，再使用里面的图片",
        ),
        Format::Video => text(
            "use a photograph; of a live photo, export the still picture",
            "请改用照片；如果是实况照片（动态照片），请导出其中的静态照片",
        ),
        Format::Html => text(
            "it is most likely an error or login page that was saved in the picture's place; log in where the \
             picture comes from and download it again",
            "多半是把报错页或登录页存成了图片，请到图片来源处登录后重新下载",
        ),
        Format::Json | Format::Xml => text(
            "it is most likely a server's error message that was saved in the picture's place; download the \
             picture again",
            "多半是把服务器返回的报错信息存成了图片，请重新下载图片",
        ),
        Format::Text => text(
            "it is most likely a note or an error message; download the picture again, or find the original",
            "多半是备注或报错信息，请重新下载图片，或找到原图",
        ),
        Format::Blank => text(
            "what it held is lost, by a copy or download that did not finish or on a damaged disk; get the \
             picture again from where it came",
            "文件内容已经丢失，多半是复制、下载没有完成或磁盘损坏，请从来源处重新获取图片",
        ),
        _ => match format.kind() {
            FormatKind::Accepted | FormatKind::Openable => text(
                "certpreflight fix saves it as an accepted format; or open it in an image program and save it \
                 as JPEG",
                "可以用 certpreflight fix 转存，也可以用看图软件打开后另存为 JPEG",
            ),
            FormatKind::Unsupported => text(
                "open it in the program that made it and export it as JPEG",
                "请用制作它的软件打开，导出为 JPEG",
            ),
            _ => text(
                "find the original picture, or scan or photograph again",
                "请找到原图，或重新扫描、拍摄",
            ),
        },
    }
}

/// What to do with a file that is damaged or not all there.
pub(crate) const GET_AGAIN: Text = text(
    "get it again from where it came, best as JPEG, or scan or photograph again",
    "请从来源处重新获取（最好是 JPEG），或重新扫描、拍摄",
);

/// What to do with a file whose decoder was stopped, or never began.
pub(crate) const fn remedy_of_breach(breach: Breach) -> Text {
    match breach {
        // Nothing is known of the file then.
        Breach::NotStarted => text(
            "close some programs and make sure that nothing keeps certpreflight from starting processes (the file \
             itself may be sound)",
            "请先关闭一些程序，并确认系统或安全软件没有阻止 certpreflight 启动子进程（文件本身未必有问题）",
        ),
        _ => GET_AGAIN,
    }
}

/// What to do with a document of more pages than are examined.
pub(crate) const EXPORT_ONE_PAGE: Text = text(
    "export the page that is needed as JPEG",
    "请只把需要的那一页导出为 JPEG",
);

/// What people have on their computers and phones for pictures that phones write.
const OPEN_AND_SAVE: Text = text(
    "send the photograph from the phone as JPEG, or open it in Photos or Paint (Windows) or Preview (Mac) and \
     save it as JPEG",
    "请在手机上改发 JPEG，或在电脑上用「照片」「画图」（Windows）或「预览」（Mac）打开后另存为 JPEG",
);

/// What to do with a file in a form that is not read here, as the end of a sentence.
pub(crate) const fn remedy_of_form(format: Format, cause: Form) -> Text {
    match (cause, format) {
        (Form::Locked, _) => text(
            "open it with its password and save a copy without one",
            "请用密码打开，另存一份不带密码的副本",
        ),
        (Form::MissingFont, _) => text(
            "open it where it shows all characters and export the page as JPEG",
            "请在能完整显示文字的电脑上打开，把页面导出为 JPEG",
        ),
        (_, Format::Heic) => text(
            "send the photograph from the phone as JPEG (iPhone: Settings > Camera > Formats > Most Compatible), \
             or open it on the computer and save it as JPEG",
            "请在手机上改发 JPEG（iPhone：设置 > 相机 > 格式 > 兼容性最佳），或在电脑上打开后另存为 JPEG",
        ),
        (_, Format::Tiff) => text(
            "set the scanner to JPEG and scan again, or open it in an image program and save it as JPEG",
            "请把扫描仪设为 JPEG 格式重新扫描，或用看图软件打开后另存为 JPEG",
        ),
        _ => text(
            "open it in the program that made it and save it as an ordinary 8-bit JPEG",
            "请用制作它的软件打开，另存为普通的 8 位 JPEG",
        ),
    }
}
