//! Entries of IPTC, and the resources of Photoshop that hold them.

/// What a segment of a JPEG begins with that holds resources.
pub const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";
/// The number of the resource that holds IPTC entries.
pub const IPTC_RESOURCE: u16 = 0x0404;

/// An entry of the second record (IIM 4.2, chapter 6): what a picture shows, and who made it.
///
/// # Panics
///
/// If the text is longer than an entry can state.
pub fn iptc_entry(number: u8, text: &[u8]) -> Vec<u8> {
    let size = u16::try_from(text.len()).expect("the text fits into an entry");
    [&[0x1C, 2, number], &size.to_be_bytes()[..], text].concat()
}

/// A resource without a name.
///
/// # Panics
///
/// If the data is longer than a resource can state.
pub fn photoshop_resource(number: u16, data: &[u8]) -> Vec<u8> {
    let size = u32::try_from(data.len()).expect("the data fits into a resource");
    [
        b"8BIM",
        &number.to_be_bytes()[..],
        &[0, 0],
        &size.to_be_bytes(),
        data,
    ]
    .concat()
}
