//! An XMP packet in, its [`BlockFacts`] out.
//!
//! A handful of simple properties are wanted from a packet that may be hostile, so this is a scan,
//! not an XML parser: one pass, nothing expanded, nothing nested. Prefixes are those that the XMP
//! specification gives to the standard schemas, which every writer uses; where a packet declares another
//! one for such a schema, it is replaced first.
#![warn(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use std::borrow::Cow;

use super::facts::BlockFacts;

/// How much of a packet is read. The useful properties fit a few kilobytes; what makes packets
/// large is Photoshop's list of document ancestors, known to reach a hundred megabytes.
const MOST_BYTES: usize = 4 << 20;

/// How many characters of a name are looked at, before references are replaced.
const MOST_LETTERS: usize = 1000;

/// Properties that only Photoshop writes. The rest of its namespace carries IPTC fields
/// (`photoshop:City`, `photoshop:DateCreated`), and phones write those too.
const PHOTOSHOP_ONLY: [&str; 4] = [
    "photoshop:ColorMode",
    "photoshop:DocumentAncestors",
    "photoshop:History",
    "photoshop:TextLayers",
];

/// Reads the facts of an XMP packet, as far as it can be read.
pub(super) fn read(packet: &[u8]) -> BlockFacts {
    let packet = packet.get(..MOST_BYTES).unwrap_or(packet);
    let mut facts = BlockFacts::default();
    let mut photoshop = false;
    let packet = String::from_utf8_lossy(packet);
    let packet = with_usual_prefixes(&packet);
    visit_properties(&packet, |name, value| match name {
        "tiff:Orientation" => facts.orientation = facts.orientation.or(value.trim().parse().ok()),
        "exif:GPSLatitude" | "exif:GPSLongitude" => facts.place |= is_position(value),
        "xmp:CreatorTool" | "xap:CreatorTool" | "tiff:Software" | "stEvt:softwareAgent" => {
            facts.programs.note(&unescape(value));
        }
        // The place in words, as IPTC has it: what the picture shows, or where it was taken.
        "photoshop:City"
        | "photoshop:State"
        | "Iptc4xmpCore:Location"
        | "Iptc4xmpExt:LocationName"
        | "Iptc4xmpExt:Sublocation"
        | "Iptc4xmpExt:City"
        | "Iptc4xmpExt:ProvinceState" => facts.place |= !is_blank(value),
        _ => {
            photoshop |= PHOTOSHOP_ONLY.contains(&name);
            if let Some(entry) = personal(name).filter(|_| !is_blank(value)) {
                facts.personal.push(entry);
                facts.personal.dedup(); // a list of a million authors is one entry
            }
        }
    });
    if photoshop {
        facts.programs.note("Adobe Photoshop");
    }
    facts
}

/// The schemas that are looked at, with their usual prefixes (XMP part 2; EXIF 2.32 for XMP; IPTC).
const SCHEMAS: [(&str, &str); 12] = [
    ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf"),
    ("http://ns.adobe.com/exif/1.0/", "exif"),
    ("http://ns.adobe.com/exif/1.0/aux/", "aux"),
    ("http://cipa.jp/exif/1.0/", "exifEX"),
    ("http://ns.adobe.com/tiff/1.0/", "tiff"),
    ("http://ns.adobe.com/xap/1.0/", "xmp"),
    ("http://ns.adobe.com/xap/1.0/g/img/", "xmpGImg"),
    ("http://ns.adobe.com/xap/1.0/sType/ResourceEvent#", "stEvt"),
    ("http://ns.adobe.com/photoshop/1.0/", "photoshop"),
    ("http://purl.org/dc/elements/1.1/", "dc"),
    (
        "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
        "Iptc4xmpCore",
    ),
    ("http://iptc.org/std/Iptc4xmpExt/2008-02-29/", "Iptc4xmpExt"),
];

/// Most prefixes that are replaced: each takes a pass over the packet.
const MOST_PREFIXES: usize = 16;

/// The packet with the usual prefix of each schema for which it declares another one.
fn with_usual_prefixes(packet: &str) -> Cow<'_, str> {
    let declared = packet.split("xmlns:").skip(1).filter_map(|declaration| {
        let (prefix, rest) = declaration.split_once('=')?;
        let quoted = rest.trim_start();
        let quote = quoted
            .chars()
            .next()
            .filter(|quote| matches!(quote, '"' | '\''))?;
        let (schema, _) = quoted.strip_prefix(quote)?.split_once(quote)?;
        let (_, usual) = SCHEMAS.into_iter().find(|(known, _)| *known == schema)?;
        let prefix = prefix.trim_end();
        let is_name = prefix
            .chars()
            .all(|letter| letter.is_alphanumeric() || "._-".contains(letter));
        // Older packets say xap for xmp.
        let is_other = prefix != usual && !prefix.starts_with("xap");
        (is_name && is_other && prefix.len() <= MOST_LETTERS).then_some((prefix, usual))
    });
    let mut declared: Vec<_> = declared.take(MOST_PREFIXES).collect();
    declared.dedup();
    let mut packet = Cow::Borrowed(packet);
    for (prefix, usual) in declared {
        for before in ["<", "</", " ", "\n", "\t", "\r"] {
            let own = format!("{before}{prefix}:");
            if packet.contains(&own) {
                packet = packet.replace(&own, &format!("{before}{usual}:")).into();
            }
        }
    }
    packet
}

/// What kind of personal entry a property is.
fn personal(property: &str) -> Option<&'static str> {
    Some(match property {
        "aux:SerialNumber"
        | "aux:LensSerialNumber"
        | "exifEX:BodySerialNumber"
        | "exifEX:SerialNumber"
        | "exifEX:LensSerialNumber" => "serial number",
        "aux:OwnerName"
        | "exifEX:CameraOwnerName"
        | "exifEX:OwnerName"
        | "tiff:Artist"
        | "photoshop:CaptionWriter"
        | "dc:creator" => "owner name",
        "Iptc4xmpCore:CiEmailWork"
        | "Iptc4xmpCore:CiTelWork"
        | "Iptc4xmpCore:CiAdrExtadr"
        | "Iptc4xmpCore:CiAdrCity" => "contact details",
        "exif:ImageUniqueID" => "unique id",
        "exif:UserComment" => "user comment",
        "xmpGImg:image" | "xapGImg:image" => "thumbnail",
        _ => return None,
    })
}

/// Whether a coordinate such as `39,54.5N` is more than the zeros of a phone that had no position.
fn is_position(value: &str) -> bool {
    value.contains(|letter| matches!(letter, '1'..='9'))
}

/// Whether a value consists of blanks and zeros only.
fn is_blank(value: &str) -> bool {
    value
        .chars()
        .all(|letter| letter.is_whitespace() || letter == '0')
}

/// Shows every simple property, attribute or element, with its raw value (XMP part 1, 7.4 and
/// 7.9.2.2). The items of an `rdf:` list count as values of the property that holds the list.
fn visit_properties(packet: &str, mut visit: impl FnMut(&str, &str)) {
    let mut property = "";
    let mut rest = packet;
    while let Some((text, markup)) = rest.split_once('<') {
        if !property.is_empty() && !text.trim().is_empty() {
            visit(property, text);
        }
        rest = if let Some(comment) = markup.strip_prefix("!--") {
            after(comment, "-->")
        } else if let Some(instruction) = markup.strip_prefix('?') {
            after(instruction, "?>")
        } else {
            let (tag, following) = split_tag(markup);
            let name = tag
                .split(|letter: char| letter.is_whitespace())
                .next()
                .unwrap_or_default();
            if name.starts_with('/') {
                if !name.starts_with("/rdf:") {
                    property = "";
                }
            } else if !name.starts_with("rdf:") {
                property = name.trim_end_matches('/');
                visit(property, ""); // an element may state something by merely being there
            }
            visit_attributes(tag, &mut visit);
            following
        };
    }
}

/// Shows the attributes of a tag.
fn visit_attributes(tag: &str, visit: &mut impl FnMut(&str, &str)) {
    let mut rest = tag;
    while let Some((before, quoted)) = rest.split_once('=') {
        let name = before
            .trim_end()
            .rsplit(|letter: char| letter.is_whitespace())
            .next();
        let quoted = quoted.trim_start();
        let Some(quote) = quoted
            .chars()
            .next()
            .filter(|letter| matches!(letter, '"' | '\''))
        else {
            return;
        };
        let Some((value, following)) = quoted
            .strip_prefix(quote)
            .and_then(|quoted| quoted.split_once(quote))
        else {
            return;
        };
        visit(name.unwrap_or_default(), value);
        rest = following;
    }
}

/// Splits after the first `>` outside quotes; a tag that never ends takes everything.
fn split_tag(markup: &str) -> (&str, &str) {
    let mut quote = None;
    let end = markup.find(|letter| match (quote, letter) {
        (None, '"' | '\'') => {
            quote = Some(letter);
            false
        }
        (Some(open), _) => {
            if open == letter {
                quote = None;
            }
            false
        }
        (None, _) => letter == '>',
    });
    let (tag, following) = end.map_or((markup, ""), |end| markup.split_at(end));
    (tag, following.strip_prefix('>').unwrap_or(following))
}

/// What follows the first occurrence of `mark`.
fn after<'a>(text: &'a str, mark: &str) -> &'a str {
    text.split_once(mark).map_or("", |(_, following)| following)
}

/// The text behind XML's five named and its numeric references; unknown ones stay as
/// written.
fn unescape(value: &str) -> String {
    let value: String = value.chars().take(MOST_LETTERS).collect();
    let mut plain = String::new();
    let mut rest = value.as_str();
    while let Some((before, reference)) = rest.split_once('&') {
        plain.push_str(before);
        let decoded = reference
            .split_once(';')
            .and_then(|(name, following)| Some((character(name)?, following)));
        rest = if let Some((letter, following)) = decoded {
            plain.push(letter);
            following
        } else {
            plain.push('&');
            reference
        };
    }
    plain.push_str(rest);
    plain
}

/// The character that a reference names, such as `amp`, `#38` or `#x26`.
fn character(reference: &str) -> Option<char> {
    match reference {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = reference.strip_prefix('#')?;
            let code = match number.strip_prefix('x') {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}

#[cfg(test)]
#[expect(clippy::indexing_slicing, reason = "test data is ours")]
mod tests {
    use super::*;

    /// A packet whose one description has these attributes and this content.
    fn packet(attributes: &str, content: &str) -> Vec<u8> {
        format!(
            "<?xpacket begin='\u{feff}' id='W5M0MpCehiHzreSzNTczkc9d'?>\n\
             <x:xmpmeta xmlns:x='adobe:ns:meta/' x:xmptk='Photoshop > XMP Core'>\n\
             <rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\n\
             <!-- <tiff:Orientation>7</tiff:Orientation> -->\n\
             <rdf:Description rdf:about='' {attributes}>{content}</rdf:Description>\n\
             </rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
        )
        .into_bytes()
    }

    /// The same property, as an attribute and as an element.
    fn both_forms(name: &str, value: &str) -> [Vec<u8>; 2] {
        [
            packet(&format!("{name} = \"{value}\""), ""),
            packet("", &format!("\n<{name}>{value}</{name}>\n")),
        ]
    }

    #[test]
    fn a_schema_is_known_under_any_prefix() {
        let exif = "xmlns:e1='http://ns.adobe.com/exif/1.0/'";
        let dublin = "xmlns:d=\"http://purl.org/dc/elements/1.1/\"";
        let attribute = packet(&format!("{exif} e1:GPSLatitude='39,54.5N'"), "");
        assert!(read(&attribute).place);
        let element = packet(exif, "<e1:GPSLatitude>39,54.5N</e1:GPSLatitude>");
        assert!(read(&element).place);
        let list = packet(
            dublin,
            "<d:creator><rdf:Seq><rdf:li>A. Person</rdf:li></rdf:Seq></d:creator>",
        );
        assert_eq!(read(&list).personal, ["owner name"]);
        let other = packet("xmlns:exif='http://example.com/'", "");
        assert!(!read(&other).place);
        let many = "xmlns:p1='http://ns.adobe.com/exif/1.0/' ".repeat(1000);
        assert!(!read(&packet(&many, "")).place);
    }

    #[test]
    fn properties_are_found_as_attributes_and_as_elements() {
        let mut seen = 0;
        for packet in both_forms("tiff:Orientation", "6") {
            assert_eq!(read(&packet).orientation, Some(6));
            seen += 1;
        }
        for packet in both_forms(
            "xmp:CreatorTool",
            "Adobe Photoshop &amp; &#x7f8e;&#22270; &odd;",
        ) {
            let programs = read(&packet).programs;
            assert!(programs.is_editor());
            assert_eq!(
                programs.into_name().as_deref(),
                Some("Adobe Photoshop & 美图 &odd;")
            );
            seen += 1;
        }
        for packet in both_forms("exif:GPSLatitude", "39,54.5N") {
            assert!(read(&packet).place);
            seen += 1;
        }
        for packet in both_forms("exif:GPSLatitude", "0,0.0N") {
            assert!(!read(&packet).place);
            seen += 1;
        }
        for place in [
            "photoshop:City",
            "Iptc4xmpCore:Location",
            "Iptc4xmpExt:City",
        ] {
            for packet in both_forms(place, "Beijing") {
                assert!(read(&packet).place);
                seen += 1;
            }
        }
        for packet in both_forms("Iptc4xmpCore:CiTelWork", "1") {
            assert_eq!(read(&packet).personal, ["contact details"]);
            seen += 1;
        }
        for packet in both_forms("aux:SerialNumber", "0123") {
            assert_eq!(read(&packet).personal, ["serial number"]);
            seen += 1;
        }
        for packet in both_forms("photoshop:ColorMode", "3") {
            let programs = read(&packet).programs;
            assert_eq!(programs.into_name().as_deref(), Some("Adobe Photoshop"));
            seen += 1;
        }
        for packet in both_forms("photoshop:DateCreated", "2024-05-01T10:00:00") {
            assert_eq!(read(&packet), BlockFacts::default());
            seen += 1;
        }
        assert_eq!(seen, 22);
    }

    #[test]
    fn list_items_and_history_count_as_values_of_their_property() {
        let facts = read(&packet(
            "xmp:CreatorTool='Phone 15 > Camera'",
            "<dc:creator><rdf:Seq><rdf:li>A. Person</rdf:li><rdf:li>B</rdf:li></rdf:Seq></dc:creator>\
             <xmpMM:History><rdf:Seq>\
             <rdf:li stEvt:action='saved' stEvt:softwareAgent='Some Scanner'/>\
             <rdf:li rdf:parseType='Resource'><stEvt:softwareAgent>GIMP 2.10</stEvt:softwareAgent></rdf:li>\
             </rdf:Seq></xmpMM:History>",
        ));
        assert_eq!(facts.personal, ["owner name"]);
        assert!(facts.programs.is_editor());
        assert_eq!(facts.programs.into_name().as_deref(), Some("GIMP 2.10"));
        assert_eq!(facts.orientation, None);
    }

    #[test]
    fn a_packet_cut_anywhere_still_reads_as_far_as_it_goes() {
        let whole = packet(
            "tiff:Orientation='8'",
            "<xmp:CreatorTool>Krita</xmp:CreatorTool>",
        );
        let mut oriented = 0;
        for end in 0..whole.len() {
            let facts = read(&whole[..end]);
            assert!(matches!(facts.orientation, None | Some(8)));
            oriented += usize::from(facts.orientation.is_some());
        }
        assert!(oriented > 50, "{oriented}");
    }

    #[test]
    fn hostile_packets_cost_one_pass() {
        let cases = [
            "<",
            "<!--",
            "&",
            "<a b=",
            "<a b='",
            "tiff:Orientation=",
            "<rdf:li/>",
            "\u{fffd}",
        ];
        assert_eq!(cases.len(), 8);
        for case in cases {
            let name = "&".repeat(MOST_BYTES / 2);
            assert_eq!(
                read(case.repeat(MOST_BYTES / case.len()).as_bytes()),
                BlockFacts::default()
            );
            assert!(!read(&packet(&format!("xmp:CreatorTool='{name}{case}'"), "")).place);
        }
    }
}
