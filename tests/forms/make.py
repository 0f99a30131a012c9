#!/usr/bin/env python3
"""Draws the pictures of testdata/forms and what they have to look like.

Every file is written by a program that shares no code with the decoders under test, or put
together here byte by byte where no such program writes the form. What it shows is said by an
independent decoder: libtiff (through Pillow and through tiff2rgba; both have to agree), libheif or
libjpeg-turbo (both through Python packages). testdata/forms/forms.csv lists each file with the
picture that it shows and the largest difference that a channel of a pixel may have.

Needs: pip install pillow numpy tifffile imagecodecs pillow-heif; apt-get install libtiff-tools
Usage: tests/forms/make.py testdata/forms
"""

import hashlib
import io
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import imagecodecs
import numpy as np
import tifffile
import pillow_heif
from PIL import Image, ImageDraw, ImageFilter

OUT = Path(sys.argv[1] if len(sys.argv) > 1 else "testdata/forms")
WORK = Path(tempfile.mkdtemp())
ROWS = []
WIDTH, HEIGHT = 67, 45


# What is drawn: a page with lines of text, a seal and a gradient; no side is a multiple of eight.
def page():
    picture = Image.new("RGB", (WIDTH, HEIGHT), (250, 248, 240))
    draw = ImageDraw.Draw(picture)
    for x in range(WIDTH):
        draw.line([(x, 34), (x, HEIGHT)], fill=(3 * x + 20, 240 - 3 * x, 128 + x))
    draw.text((3, 2), "Form 7", fill=(20, 20, 30))
    draw.text((3, 16), "No. 123", fill=(30, 60, 160))
    draw.ellipse([46, 10, 62, 26], outline=(200, 30, 30), width=2)
    draw.rectangle([0, 0, 5, 3], fill=(0, 160, 0))  # no two corners alike
    return picture


RGB = np.asarray(page())
GRAY = np.asarray(page().convert("L"))
BLACK_WHITE = GRAY > 128
INDEXED = page().quantize(16, dither=Image.Dither.NONE)
INKS = np.concatenate([255 - RGB, np.zeros((HEIGHT, WIDTH, 1), np.uint8)], axis=2)
INKS[..., 3] = np.arange(WIDTH, dtype=np.uint8) * 2
ALPHA = np.tile(np.linspace(255, 0, WIDTH).astype(np.uint8), (HEIGHT, 1))


# ---- TIFF, byte by byte

def tiff(tags, parts, order="<", big=False):
    """A TIFF with one page. `parts` are the strips' or tiles' bytes; offsets and counts are
    filled in unless `tags` says something else of them (None: the tag is left out)."""
    offsets, counts = (324, 325) if 322 in tags else (273, 279)
    head = 16 if big else 8
    places, at = [], head
    body = b""
    for part in parts:
        places.append(at)
        part += b"\0" * (len(part) % 2)
        body += part
        at += len(part)
    tags = {offsets: places, counts: [len(part) for part in parts], **tags}
    tags = {tag: value for tag, value in sorted(tags.items()) if value is not None}
    directory = at
    entry_size, count_size, room = (20, 8, 8) if big else (12, 2, 4)
    beyond = directory + count_size + entry_size * len(tags) + room
    entries, tail = b"", b""
    for tag, value in tags.items():
        if isinstance(value, bytes):
            kind, count, raw = 7, len(value), value
        elif isinstance(value, tuple):  # fractions
            raw = b"".join(struct.pack(order + "II", round(part * 10000), 10000) for part in value)
            kind, count = 5, len(value)
        else:
            value = value if isinstance(value, list) else [value]
            kind = 3 if max(value) < 65536 and tag not in (offsets, counts) else 4
            raw = b"".join(struct.pack(order + ("H" if kind == 3 else "I"), v) for v in value)
            count = len(value)
        entries += struct.pack(order + ("HHQ" if big else "HHI"), tag, kind, count)
        if len(raw) <= room:
            entries += raw.ljust(room, b"\0")
        else:
            entries += struct.pack(order + ("Q" if big else "I"), beyond + len(tail))
            tail += raw + b"\0" * (len(raw) % 2)
    mark = b"II" if order == "<" else b"MM"
    if big:
        start = mark + struct.pack(order + "HHHQ", 43, 8, 0, directory)
        count = struct.pack(order + "Q", len(tags))
        end = struct.pack(order + "Q", 0)
    else:
        start = mark + struct.pack(order + "HI", 42, directory)
        count = struct.pack(order + "H", len(tags))
        end = struct.pack(order + "I", 0)
    return start + body + count + entries + end + tail


def packed(array, bits):
    """Rows of samples of so many bits, each row in bytes of its own."""
    rows = array.reshape(array.shape[0], -1)
    each = ((rows[..., None] >> np.arange(bits - 1, -1, -1)) & 1).astype(np.uint8)
    return [np.packbits(row).tobytes() for row in each.reshape(rows.shape[0], -1)]


def tags(bits, photometric, compression=1, rows=HEIGHT, **more):
    bits = bits if isinstance(bits, list) else [bits]
    base = {256: WIDTH, 257: HEIGHT, 258: bits, 259: compression, 262: photometric,
            277: len(bits), 278: rows}
    return {**base, **{int(tag[1:]): value for tag, value in more.items()}}


def strips(array, rows):
    return [array[top : top + rows].tobytes() for top in range(0, len(array), rows)]


def reversed_bits(data):
    return bytes(int(f"{byte:08b}"[::-1], 2) for byte in data)


PACKERS = {
    1: lambda data: data,
    5: lambda data: imagecodecs.lzw_encode(data),
    8: lambda data: imagecodecs.zlib_encode(data),
    32946: lambda data: imagecodecs.zlib_encode(data),
    32773: lambda data: imagecodecs.packbits_encode(data),
}
NAMES = {1: "none", 5: "lzw", 8: "deflate", 32946: "old-deflate", 32773: "packbits"}


# ---- What the independent decoders see

def over_white(rgba):
    color, alpha = rgba[..., :3].astype(int), rgba[..., 3:].astype(int)
    return ((color * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)


def by_pillow(data):
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        if picture.mode.startswith("I;16"):
            return np.repeat(((np.asarray(picture).astype(int) + 128) // 257)[..., None], 3, 2)
        if picture.mode in ("RGBA", "LA", "PA"):
            return over_white(np.asarray(picture.convert("RGBA")))
        return np.asarray(picture.convert("RGB"))


def by_libtiff(data):
    source, target = WORK / "in.tif", WORK / "out.tif"
    source.write_bytes(data)
    target.unlink(missing_ok=True)
    done = subprocess.run(["tiff2rgba", "-c", "none", source, target], capture_output=True)
    if done.returncode != 0 or not target.exists():
        raise OSError(done.stderr.decode() or "nothing")
    rgba = tifffile.imread(target)
    if rgba.ndim != 3:
        raise OSError("nothing")
    # tiff2rgba multiplies by alpha.
    return np.clip(rgba[..., :3].astype(int) + 255 - rgba[..., 3:], 0, 255).astype(np.uint8)


def save(name, data, bound, expected=None, agree=None):
    """Writes a file and what it shows. `expected` is what was drawn, for forms that lose nothing;
    else the decoders say it. They have to agree within `agree`, or the bound."""
    said = {}
    if name.endswith(".tif"):
        for decoder, decode in [("Pillow", by_pillow), ("libtiff", by_libtiff)]:
            try:
                said[decoder] = decode(data)
            except Exception as error:
                print(f"{name}: {decoder} says {str(error).strip().splitlines()[-1:]}")
    if name.endswith(".heic"):
        said["libheif"] = by_libheif(data)
    if expected is not None:
        said["drawn"] = expected
    assert said, name
    (first, pixels), *others = reversed(said.items())
    for other, seen in others:
        off = int(np.abs(pixels.astype(int) - seen.astype(int)).max())
        if off > (bound if agree is None else agree):
            print(f"{name}: {other} is off by {off} from {first}")
    (OUT / name).write_bytes(data)
    out = io.BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(out, "PNG", optimize=True)
    digest = hashlib.sha256(pixels.astype(np.uint8).tobytes()).hexdigest()[:8]
    shown = f"shows-{digest}.png"
    (OUT / shown).write_bytes(out.getvalue())
    ROWS.append(f"{name},{shown},{bound},{' and '.join(said)}")


def gray(levels):
    return np.repeat(levels[..., None], 3, axis=2)


def tiffcp(data, *options):
    source, target = WORK / "cp-in.tif", WORK / "cp-out.tif"
    source.write_bytes(data)
    subprocess.run(["tiffcp", *options, source, target], check=True, capture_output=True)
    return target.read_bytes()


# ---- The forms

def plain_tiffs():
    palette = np.asarray(INDEXED.getpalette()[:48], np.uint8).reshape(-1, 3)
    places = np.asarray(INDEXED)
    shown = palette[places]
    for compression, pack in PACKERS.items():
        name = NAMES[compression]
        pieces = lambda array: [pack(strip) for strip in strips(array, 16)]
        save(f"rgb-{name}.tif", tiff(tags([8] * 3, 2, compression, 16), pieces(RGB)), 0, RGB)
        save(f"gray-{name}.tif", tiff(tags(8, 1, compression, 16), pieces(GRAY)), 0, gray(GRAY))
        rows = packed(BLACK_WHITE.astype(int), 1)
        whole = pack(b"".join(rows))
        save(f"black-is-zero-{name}.tif", tiff(tags(1, 1, compression), [whole]), 0,
             gray(BLACK_WHITE * np.uint8(255)))
        turned = pack(reversed_bits(b"".join(rows)))
        if compression != 1:
            turned = reversed_bits(pack(b"".join(rows)))
        save(f"fill-order-2-{name}.tif", tiff(tags(1, 1, compression, t266=2), [turned]), 0,
             gray(BLACK_WHITE * np.uint8(255)))
        for bits in (4, 8):
            size = 1 << bits
            table = np.zeros((size, 3), int)
            table[:16] = palette
            data = b"".join(packed(places, bits))
            color_map = (table.T.ravel() * 257).tolist()
            save(f"palette-{bits}-{name}.tif",
                 tiff(tags(bits, 3, compression, t320=color_map), [pack(data)]), 0, shown)
    for bits in (1, 2):
        few = page().quantize(1 << bits, dither=Image.Dither.NONE)
        colors = np.asarray(few.getpalette()[: 3 << bits], np.uint8).reshape(-1, 3)
        data = b"".join(packed(np.asarray(few), bits))
        color_map = (colors.T.astype(int).ravel() * 257).tolist()
        save(f"palette-{bits}-lzw.tif", tiff(tags(bits, 3, 5, t320=color_map),
             [PACKERS[5](data)]), 0, colors[np.asarray(few)])
    table = np.zeros((256, 3), int)
    table[:16] = palette
    save("palette-old-writer.tif", tiff(tags(8, 3, 1, t320=table.T.ravel().tolist()),
         [places.tobytes()]), 0, shown, 255)
    for bits in (2, 4):
        levels = (GRAY.astype(int) * ((1 << bits) - 1) + 127) // 255
        seen = (levels * 255 // ((1 << bits) - 1)).astype(np.uint8)
        data = b"".join(packed(levels, bits))
        save(f"gray-{bits}-bits.tif", tiff(tags(bits, 1), [data]), 0, gray(seen))
        save(f"gray-{bits}-bits-white-is-zero.tif", tiff(tags(bits, 0), [data]), 0, gray(255 - seen))
    twelve = GRAY.astype(int) * 4095 // 255
    save("gray-12-bits.tif", tiff(tags(12, 1), [b"".join(packed(twelve, 12))]), 1, gray(GRAY), 255)
    rows = b"".join(packed(1 - BLACK_WHITE.astype(int), 1))
    save("white-is-zero.tif", tiff(tags(1, 0), [rows]), 0, gray(BLACK_WHITE * np.uint8(255)))
    save("gray-white-is-zero.tif", tiff(tags(8, 0), [(255 - GRAY).tobytes()]), 0, gray(GRAY))
    save("cmyk.tif", tiff(tags([8] * 4, 5), [INKS.tobytes()]), 1)
    save("cmyk-lzw-planar.tif", tiffcp((OUT / "cmyk.tif").read_bytes(), "-p", "separate", "-c", "lzw"), 1)
    rgba = np.dstack([RGB, ALPHA])
    save("alpha.tif", tiff(tags([8] * 4, 2, t338=2), [rgba.tobytes()]), 1)
    premultiplied = np.dstack([(RGB.astype(int) * ALPHA[..., None] // 255).astype(np.uint8), ALPHA])
    shown = np.clip(premultiplied[..., :3].astype(int) + 255 - ALPHA[..., None], 0, 255).astype(np.uint8)
    save("associated-alpha.tif", tiff(tags([8] * 4, 2, 5, t338=1),
         [PACKERS[5](premultiplied.tobytes())]), 1, shown, 3)
    save("unspecified-extra-sample.tif", tiff(tags([8] * 4, 2, t338=0), [rgba.tobytes()]), 0, RGB, 255)
    save("gray-alpha.tif", tiff(tags([8] * 2, 1, t338=2), [np.dstack([GRAY, ALPHA]).tobytes()]), 1,
         over_white(np.dstack([gray(GRAY), ALPHA])), 255)
    for order, letter in (("<", "little"), (">", "big")):
        wide = (RGB.astype(np.uint16) * 257).astype(order + "u2")
        wide_gray = (GRAY.astype(np.uint16) * 257).astype(order + "u2")
        save(f"rgb-16-{letter}.tif", tiff(tags([16] * 3, 2), [wide.tobytes()], order), 0, RGB)
        save(f"gray-16-{letter}.tif", tiff(tags(16, 1), [wide_gray.tobytes()], order), 0, gray(GRAY))
        plain = (OUT / f"rgb-16-{letter}.tif").read_bytes()
        endian = "-L" if order == "<" else "-B"
        save(f"rgb-16-{letter}-lzw-differences.tif", tiffcp(plain, endian, "-c", "lzw:2"), 0, RGB)
        save(f"rgb-{letter}-deflate-differences.tif",
             tiffcp((OUT / "rgb-none.tif").read_bytes(), endian, "-c", "zip:2"), 0, RGB)
        save(f"bigtiff-{letter}.tif", tiff(tags([8] * 3, 2), [RGB.tobytes()], order, big=True), 0, RGB)


def cut_tiffs():
    """Strips and tiles, one plane or three."""
    plain = (OUT / "rgb-none.tif").read_bytes()
    for compression in ("none", "lzw", "lzw:2", "zip", "packbits"):
        name = compression.replace(":2", "-differences")
        for layout, options in {
            "tiles": ["-t", "-w", "32", "-l", "16"],
            "planar-strips": ["-p", "separate", "-r", "13"],
            "planar-tiles": ["-p", "separate", "-t", "-w", "16", "-l", "32"],
        }.items():
            save(f"rgb-{layout}-{name}.tif", tiffcp(plain, "-c", compression, *options), 0, RGB)
    bilevel = (OUT / "black-is-zero-none.tif").read_bytes()
    save("black-is-zero-tiles.tif", tiffcp(bilevel, "-c", "packbits", "-t", "-w", "32", "-l", "32"), 0,
         gray(BLACK_WHITE * np.uint8(255)))
    save("palette-tiles-lzw.tif", tiffcp((OUT / "palette-8-none.tif").read_bytes(), "-c", "lzw",
         "-t", "-w", "48", "-l", "16"), 0)
    # Sizes of strips that are missing or zero.
    for compression in (1, 5, 8, 32773):
        pieces = [PACKERS[compression](strip) for strip in strips(RGB, 16)]
        for manner, counts in (("no", None), ("zero", [0] * 3)):
            save(f"{manner}-byte-counts-{NAMES[compression]}.tif",
                 tiff(tags([8] * 3, 2, compression, 16, t279=counts), pieces), 0, RGB)
        one = [PACKERS[compression](RGB.tobytes())]
        save(f"no-byte-count-one-strip-{NAMES[compression]}.tif",
             tiff(tags([8] * 3, 2, compression, t279=None), one), 0, RGB)
    save("no-rows-per-strip.tif", tiff(tags([8] * 3, 2, t278=None), [RGB.tobytes()]), 0, RGB)


def fax_tiffs():
    drawn = gray(BLACK_WHITE * np.uint8(255))
    white_is_zero = (OUT / "white-is-zero.tif").read_bytes()
    black_is_zero = (OUT / "black-is-zero-none.tif").read_bytes()
    for coding in ("g3:1d", "g3:2d", "g3:1d:fill", "g3:2d:fill", "g4"):
        for meaning, source in (("white", white_is_zero), ("black", black_is_zero)):
            for order in ("msb2lsb", "lsb2msb"):
                name = f"fax-{coding.replace(':', '-')}-{meaning}-is-zero-{order}.tif"
                data = tiffcp(source, "-c", coding, "-f", order, "-r", "20")
                save(name, data, 0, drawn)
    for compression, name in (("tiff_ccitt", "rle"), ("group3", "g3"), ("group4", "g4")):
        out = io.BytesIO()
        Image.fromarray(BLACK_WHITE).save(out, "TIFF", compression=compression)
        save(f"fax-{name}-by-pillow.tif", out.getvalue(), 0, drawn)
    save("fax-g4-tiles.tif", tiffcp(white_is_zero, "-c", "g4", "-t", "-w", "32", "-l", "16"), 0, drawn)
    # Without sizes of the strips, as fax servers leave them.
    g4 = fax_strip(white_is_zero, "g4")
    save("fax-g4-no-byte-count.tif", tiff(tags(1, 0, 4, t279=None), [g4]), 0, drawn)
    g3 = fax_strip(white_is_zero, "g3:1d")
    save("fax-g3-no-options.tif", tiff(tags(1, 0, 3), [g3]), 0, drawn)


def fax_strip(source, coding):
    with tifffile.TiffFile(io.BytesIO(tiffcp(source, "-c", coding, "-r", str(HEIGHT)))) as file:
        page = file.pages[0]
        data = file.filehandle
        data.seek(page.dataoffsets[0])
        return data.read(page.databytecounts[0])


def jpeg(array, **options):
    return imagecodecs.jpeg8_encode(array, level=88, **options)


def jpeg_tiffs():
    plain = (OUT / "rgb-none.tif").read_bytes()
    for name, options in {
        "ycc-strips": ["-c", "jpeg:90", "-r", "16"],
        "ycc-one-strip": ["-c", "jpeg:90", "-r", str(HEIGHT)],
        "ycc-tiles": ["-c", "jpeg:90", "-t", "-w", "32", "-l", "32"],
        "rgb-strips": ["-c", "jpeg:r:90", "-r", "16"],
        "rgb-tiles": ["-c", "jpeg:r:90", "-t", "-w", "32", "-l", "16"],
        "rgb-planar": ["-c", "jpeg:r:90", "-p", "separate", "-r", "16"],
    }.items():
        save(f"jpeg-{name}.tif", tiffcp(plain, *options), 2)
    save("jpeg-gray.tif", tiffcp((OUT / "gray-none.tif").read_bytes(), "-c", "jpeg:90", "-r", "16"), 1)
    save("jpeg-cmyk.tif", tiffcp((OUT / "cmyk.tif").read_bytes(), "-c", "jpeg:90", "-r", "16"), 2)
    for sampling in ("444", "422", "420"):
        part = jpeg(RGB, colorspace="rgb", outcolorspace="ycbcr", subsampling=sampling)
        factors = {"444": [1, 1], "422": [2, 1], "420": [2, 2]}[sampling]
        save(f"jpeg-ycc-{sampling}-no-tables.tif",
             tiff(tags([8] * 3, 6, 7, t530=factors), [part]), 2)
    part = jpeg(RGB, colorspace="rgb", outcolorspace="ycbcr", subsampling="420")
    save("jpeg-ycc-no-end-mark.tif", tiff(tags([8] * 3, 6, 7, t530=[2, 2]), [part[:-2]]), 2)
    old_jpeg_tiffs()


def segments(data):
    """The marker segments of a JPEG up to its first scan, and where the scan's data begins."""
    at, found = 2, []
    while True:
        marker, length = data[at + 1], struct.unpack(">H", data[at + 2 : at + 4])[0]
        found.append((marker, at, data[at + 4 : at + 2 + length]))
        at += 2 + length
        if marker == 0xDA:
            return found, at


def old_jpeg_tiffs():
    for sampling, factors in (("444", [1, 1]), ("422", [2, 1]), ("420", [2, 2])):
        data = jpeg(RGB, colorspace="rgb", outcolorspace="ycbcr", subsampling=sampling)
        found, scan = segments(data)
        shape = dict(t530=factors, t512=1)
        # A whole JPEG file; the strip is all of it, or only its scan, or is not listed.
        at = 8
        base = tags([8] * 3, 6, 6, **shape)
        # libtiff repeats chroma here; everywhere else it is interpolated.
        shown, agree = by_pillow(data), 60
        save(f"old-jpeg-{sampling}-whole.tif",
             tiff({**base, 513: at, 514: len(data)}, [data]), 2, shown, agree)
        save(f"old-jpeg-{sampling}-scan-in-strip.tif",
             tiff({**base, 513: at, 514: scan, 273: [at + scan], 279: [len(data) - scan]}, [data]), 2, shown, agree)
        save(f"old-jpeg-{sampling}-no-strips.tif",
             tiff({**base, 513: at, 514: len(data), 273: None, 279: None, 278: None}, [data]), 2, shown, agree)
        # Bare strips, and tables that tags point to.
        tables = b""
        quantization, dc, ac = {}, {}, {}
        for marker, _, content in found:
            while marker in (0xDB, 0xC4) and content:
                head, rest = content[0], content[1:]
                length = 64 if marker == 0xDB else 16 + sum(rest[:16])
                home = quantization if marker == 0xDB else (ac if head >> 4 else dc)
                home[head & 15] = (len(tables), rest[:length])
                tables += rest[:length]
                content = rest[length:]
        tables += b"\0" * (len(tables) % 2)
        bare = data[scan:-2]
        places = lambda home: [8 + home[0][0], 8 + home[1][0], 8 + home[1][0]]
        save(f"old-jpeg-{sampling}-tables.tif",
             tiff({**base, 519: places(quantization), 520: places(dc), 521: places(ac),
                   273: [8 + len(tables)], 279: [len(bare)]}, [tables, bare]), 2, shown, agree)


def ycc_tiffs():
    """Luma and chroma without a JPEG around them."""
    weights = np.array([[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]])
    ycc = RGB @ weights.T + [0, 128, 128]
    ycc = np.clip(np.round(ycc), 0, 255).astype(np.uint8)
    for across, down in ((1, 1), (2, 1), (2, 2), (4, 2)):
        units = b""
        padded = np.pad(ycc, ((0, -HEIGHT % down), (0, -WIDTH % across), (0, 0)), "edge")
        for top in range(0, padded.shape[0], down):
            for left in range(0, padded.shape[1], across):
                unit = padded[top : top + down, left : left + across]
                units += unit[..., 0].tobytes()
                units += bytes(np.round(unit[..., 1:].mean(axis=(0, 1))).astype(np.uint8))
        for compression in (1, 5):
            save(f"ycc-{across}x{down}-{NAMES[compression]}.tif",
                 tiff(tags([8] * 3, 6, compression, t530=[across, down],
                           t532=(0, 255, 128, 255, 128, 255)), [PACKERS[compression](units)]), 3)


# ---- HEIC, box by box

def box(kind, *content):
    body = b"".join(content)
    return struct.pack(">I4s", len(body) + 8, kind) + body


def full_box(kind, *content, version=0, flags=0):
    return box(kind, struct.pack(">I", version << 24 | flags), *content)


def boxes(data, start=0):
    """The boxes of a container: kind to content."""
    found, at = {}, start
    while at + 8 <= len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        found.setdefault(kind, data[at + 8 : at + size])
        at += size
    return found


def coded(array, chroma=420, bits=8, matrix=6, full_range=1):
    """The configuration and the stream of a picture coded by libheif and x265. The stream's VUI
    states matrix and range."""
    picture = Image.fromarray(array)
    if bits == 8:
        heif = pillow_heif.from_pillow(picture)
    else:
        mode = "RGB;16" if array.ndim == 3 else "L;16"
        heif = pillow_heif.from_bytes(mode, picture.size, (array.astype(np.uint16) * 257).tobytes())
    out = io.BytesIO()
    heif.save(out, quality=92, chroma=chroma, matrix_coefficients=matrix, color_primaries=1,
              transfer_characteristics=13, full_range_flag=full_range)
    data = out.getvalue()
    meta = boxes(boxes(data)[b"meta"], 4)
    config = boxes(boxes(meta[b"iprp"])[b"ipco"])[b"hvcC"]
    return config, boxes(data)[b"mdat"]


def heic(pictures, properties, grid=None):
    """A HEIC file of one picture, or of tiles. `pictures` are (width, height, configuration,
    stream), `properties` the boxes that the picture gets beside those, in the order of `ipma`."""
    items = [(b"hvc1", stream) for _, _, _, stream in pictures]
    kept, uses = [], []

    def use(one):
        if one not in kept:
            kept.append(one)
        return kept.index(one) + 1

    for width, height, config, _ in pictures:
        uses.append([use(box(b"hvcC", config)), use(full_box(b"ispe", struct.pack(">II", width, height)))])
    references = b""
    if grid:
        columns, rows, width, height = grid
        items.append((b"grid", struct.pack(">BBBBHH", 0, 0, rows - 1, columns - 1, width, height)))
        uses.append([use(full_box(b"ispe", struct.pack(">II", width, height)))])
        tiles = range(1, len(pictures) + 1)
        content = struct.pack(f">HH{len(tiles)}H", len(items), len(tiles), *tiles)
        references = full_box(b"iref", box(b"dimg", content))
    uses[-1] += [use(one) for one in properties]
    primary = len(items)
    names = [full_box(b"infe", struct.pack(">HH4sB", n, 0, kind, 0), version=2)
             for n, (kind, _) in enumerate(items, 1)]
    information = full_box(b"iinf", struct.pack(">H", len(items)), *names)
    associations = b"".join(struct.pack(f">HB{len(use)}B", n, len(use), *use)
                            for n, use in enumerate(uses, 1))
    shared = box(b"iprp", box(b"ipco", *kept),
                 full_box(b"ipma", struct.pack(">I", len(items)), associations))
    brand = box(b"ftyp", b"heic", struct.pack(">I", 0), b"mif1heic")

    def meta(first):
        at, places = first, b""
        for n, (_, data) in enumerate(items, 1):
            places += struct.pack(">HHHII", n, 0, 1, at, len(data))
            at += len(data)
        location = full_box(b"iloc", struct.pack(">HH", 0x4400, len(items)), places)
        handler = full_box(b"hdlr", struct.pack(">I4s12sB", 0, b"pict", b"", 0))
        return full_box(b"meta", handler, full_box(b"pitm", struct.pack(">H", primary)), location,
                        information, references, shared)

    start = len(brand) + len(meta(0)) + 8
    return brand + meta(start) + box(b"mdat", *[data for _, data in items])


def nclx(matrix, full_range):
    return box(b"colr", b"nclx", struct.pack(">HHHB", 1, 13, matrix, full_range << 7))


def by_libheif(data):
    picture = pillow_heif.open_heif(io.BytesIO(data)).to_pillow()
    if picture.mode in ("RGBA", "LA"):
        return over_white(np.asarray(picture.convert("RGBA")))
    return np.asarray(picture.convert("RGB"))


def heics():
    # Without sharp edges of color: chroma is interpolated in more than one right way.
    soft = np.asarray(page().resize((120, 84)).filter(ImageFilter.GaussianBlur(5)))
    height, width = soft.shape[:2]
    plain = coded(soft)
    one = [(width, height, *plain)]
    for axis in (0, 1):
        save(f"mirror-{axis}.heic", heic(one, [nclx(6, 1), box(b"imir", bytes([axis]))]), 10)
        for quarter in (1, 2, 3):
            turn, mirror = box(b"irot", bytes([quarter])), box(b"imir", bytes([axis]))
            save(f"turn-{quarter}-mirror-{axis}.heic", heic(one, [nclx(6, 1), turn, mirror]), 10)
            save(f"mirror-{axis}-turn-{quarter}.heic", heic(one, [nclx(6, 1), mirror, turn]), 10)
    aperture = box(b"clap", struct.pack(">IIIIiIiI", 70, 1, 50, 1, 10, 1, -6, 1))
    save("aperture-turn.heic", heic(one, [nclx(6, 1), aperture, box(b"irot", b"\1")]), 10)
    for matrix, name in ((1, "709"), (6, "601"), (9, "2020")):
        for full_range in (0, 1):
            kind = "full" if full_range else "limited"
            stream = [(width, height, *coded(soft, matrix=matrix, full_range=full_range))]
            save(f"range-{kind}-{name}-in-box.heic", heic(stream, [nclx(matrix, full_range)]), 10)
            save(f"range-{kind}-{name}-in-stream.heic", heic(stream, []), 10)
    save("monochrome.heic", heic([(width, height, *coded(np.ascontiguousarray(soft[..., 0])))], []), 3)
    for full_range in (0, 1):
        ten = coded(soft, bits=10, full_range=full_range)
        save(f"ten-bits-{full_range}.heic", heic([(width, height, *ten)], []), 10)
    # Tiles as phones write them, the last ones reaching beyond the picture.
    padded = np.pad(soft, ((0, 128 - height), (0, 128 - width), (0, 0)), "edge")
    tiles = [(64, 64, *coded(np.ascontiguousarray(padded[y : y + 64, x : x + 64])))
             for y in (0, 64) for x in (0, 64)]
    save("tiles.heic", heic(tiles, [nclx(6, 1)], (2, 2, width, height)), 10)
    save("tiles-turned.heic", heic(tiles, [nclx(6, 1), box(b"irot", b"\3")], (2, 2, width, height)), 10)
    save("tiles-in-stream.heic", heic(tiles, [], (2, 2, width, height)), 10)
    for chroma in (422, 444):
        data = heic([(width, height, *coded(soft, chroma=chroma))], [])
        (OUT / f"not-read-chroma-{chroma}.heic").write_bytes(data)
    (OUT / "not-read-matrix-8.heic").write_bytes(heic(one, [nclx(8, 1)]))


# ---- BMP and JPEG

def bmps():
    """Windows bitmaps with a channel of transparency that is used, or not."""
    for version, size in (("v4", 108), ("v5", 124)):
        for used in (False, True):
            alpha = ALPHA if used else np.zeros_like(ALPHA)
            bgra = np.dstack([RGB[..., ::-1], alpha])[::-1]
            header = struct.pack("<IiiHHIIiiII", size, WIDTH, HEIGHT, 1, 32, 3, 0, 2835, 2835, 0, 0)
            header += struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
            header += b"BGRs".ljust(size - len(header), b"\0")
            data = b"BM" + struct.pack("<IHHI", 14 + size + bgra.nbytes, 0, 0, 14 + size)
            shown = over_white(np.dstack([RGB, ALPHA])) if used else RGB
            name = f"bmp-{version}-alpha-{'used' if used else 'zero'}.bmp"
            save(name, data + header + bgra.tobytes(), 1, shown)


def jpegs():
    """Four inks, with and without the marker of Adobe's programs."""
    picture = Image.fromarray(INKS, "CMYK")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=92)
    with_marker = out.getvalue()
    at = with_marker.find(b"\xff\xee")
    length = struct.unpack(">H", with_marker[at + 2 : at + 4])[0]
    without = with_marker[:at] + with_marker[at + 2 + length :]
    for name, data in (("adobe", with_marker), ("plain", without)):
        save(f"cmyk-{name}.jpg", data, 2, by_pillow_inks(data))
    # Stray bytes between segments.
    plain = jpeg(RGB, colorspace="rgb", outcolorspace="ycbcr", subsampling="444")
    found, _ = segments(plain)
    stray = plain
    for _, at, _ in reversed(found[1:]):
        stray = stray[:at] + b"\0\x12stray" + stray[at:]
    save("stray-bytes.jpg", stray, 2, by_pillow(plain))


def by_pillow_inks(data):
    """What the four inks of a JPEG look like: each lets through what it doesn't cover."""
    inks = np.asarray(Image.open(io.BytesIO(data))).astype(int)
    light = (255 - inks[..., :3]) * (255 - inks[..., 3:])
    return ((light + 127) // 255).astype(np.uint8)


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    for old in OUT.iterdir():
        old.unlink()
    plain_tiffs()
    cut_tiffs()
    fax_tiffs()
    jpeg_tiffs()
    ycc_tiffs()
    heics()
    bmps()
    jpegs()
    head = "file,shows,bound,decoders"
    (OUT / "forms.csv").write_text("\n".join([head, *ROWS]) + "\n")
    print(len(ROWS), "forms,", sum(file.stat().st_size for file in OUT.iterdir()), "bytes")


main()
