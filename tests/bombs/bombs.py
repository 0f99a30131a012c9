#!/usr/bin/env python3
"""Files of a few kilobytes that ask for all the memory, time or stack there is.

    tests/bombs/bombs.py make DIR                    writes them
    tests/bombs/bombs.py measure COMMAND DIR         runs `COMMAND check` and `COMMAND fix` on each, and prints what it took

What is measured is the largest process of a run, and the processor time of all of them. It fails if a run ends by a
signal, reports nothing of its file, or takes more than 400 MB or 5 s (`--slow N` allows N times as long, for a build
without optimization), and if fewer files were measured than there are.
"""
import json
import os
import pathlib
import re
import signal
import struct
import subprocess
import sys
import tempfile
import zlib

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
MOST_MEGABYTES = 400
MOST_SECONDS = 5
# Files that `make` writes and `measure` wants to see.
FILES = 102


# PDF ------------------------------------------------------------------------------------------------------------------


def stream(about, data):
    data = data.encode("latin-1") if isinstance(data, str) else data
    return f"<<{about}/Length {len(data)}>>stream\n".encode() + data + b"\nendstream"


def pdf(objects, trailer=""):
    """A file of numbered objects; number 1 is the catalog unless `trailer` says otherwise."""
    file = b"%PDF-1.7\n"
    places = {}
    for number, content in objects.items():
        content = content.encode("latin-1") if isinstance(content, str) else content
        places[number] = len(file)
        file += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    at = len(file)
    most = max(objects) + 1
    rows = [b"0000000000 65535 f \n"]
    rows += [f"{places.get(n, 0):010} 00000 {'n' if n in places else 'f'} \n".encode() for n in range(1, most)]
    file += f"xref\n0 {most}\n".encode() + b"".join(rows)
    return file + f"trailer<</Root 1 0 R/Size {most}{trailer}>>\nstartxref\n{at}\n%%EOF\n".encode()


def page(content, resources="", objects=None, box="0 0 595 842", more="", about=""):
    """A file of one page; its own objects begin with number 5."""
    content = stream(about, content)
    return pdf({
        1: "<</Type/Catalog/Pages 2 0 R>>",
        2: "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Resources<<{resources}>>/Contents 4 0 R{more}>>",
        4: content,
        **(objects or {}),
    })


def flate(data, times=1):
    for _ in range(times):
        data = zlib.compress(data, 9)
    return data


def zeros(length, times=1, byte=b" "):
    """So many bytes, deflated in equal blocks, and the outcome deflated again."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(byte * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = block * (length >> 20) + b"\x03\x00"
    return flate(packed, times - 1)


def filters(count):
    return "/Filter[" + "/FlateDecode" * count + "]"


FORM = "/Type/XObject/Subtype/Form/BBox[0 0 600 900]"
IMAGE = "/Type/XObject/Subtype/Image"
SHOW = "q 500 0 0 700 50 50 cm /F Do Q"


def image(about, data, times=1, objects=None):
    return page(SHOW * times, "/XObject<</F 5 0 R>>", {5: stream(IMAGE + about, data), **(objects or {})})


def forms(levels, times, about=""):
    """Forms in one another, each shown so many times by the one around it."""
    objects = {}
    for level in range(levels):
        number = 5 + level
        inner = f"/Resources<</XObject<</F {number + 1} 0 R>>>>"
        objects[number] = stream(FORM + inner + about, "/F Do " * times)
    objects[5 + levels] = stream(FORM, "0 0 9 9 re f")
    return page("/F Do", "/XObject<</F 5 0 R>>", objects)


def function_page(text):
    function = "/FunctionType 4/Domain[0 1]/Range[0 1 0 1 0 1]/Filter/FlateDecode"
    return page("/C cs 0.5 scn 0 0 500 500 re f", "/ColorSpace<</C 5 0 R>>", {
        5: "[/Separation/X/DeviceRGB 6 0 R]",
        6: stream(function, flate(text.encode())),
    })


def pattern(step, content="0 0 1 1 re f", about=""):
    tile = f"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 {step} {step}]/XStep {step}/YStep {step}{about}"
    return page("/Pattern cs /T scn 0 0 595 842 re f", "/Pattern<</T 5 0 R>>", {5: stream(tile, content)})


def pdf_bombs():
    rgb = "/ColorSpace/DeviceRGB/BitsPerComponent 8"
    yield "content-1g", page(zeros(1 << 30), about=filters(1))
    yield "content-4g-in-three", page(zeros(4 << 30, 3), about=filters(3))
    yield "content-of-operators", page(flate(b"0 0 m 9 9 l S " * (4 << 20)), about=filters(1))
    yield "image-flate-60000x60000", image("/Width 60000/Height 60000/ColorSpace/DeviceGray/BitsPerComponent 1" + filters(2), zeros(450 << 20, 2, b"\0"))
    yield "image-flate-30000x30000-rgb", image(f"/Width 30000/Height 30000{rgb}" + filters(2), zeros(2600 << 20, 2, b"\0"))
    yield "image-10000x10000-rgb", image(f"/Width 10000/Height 10000{rgb}" + filters(2), zeros(287 << 20, 2, b"\0"))
    yield "image-10000x10000-shown-1000-times", image("/Width 10000/Height 10000/ColorSpace/DeviceGray/BitsPerComponent 8" + filters(2), zeros(96 << 20, 2, b"\0"), 1000)
    yield "image-jpeg-65500x65500", image(f"/Width 65500/Height 65500{rgb}/Filter/DCTDecode", bytes.fromhex("ffd8ffc0001108ffdcffdc03011100021100031100ffda000c03010002000300003f00ffd9"))
    yield "image-fax-100000x100000", image("/Width 100000/Height 100000/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 100000>>", b"\xff" * 12500)
    yield "image-fax-65000x40000", image("/Width 65000/Height 1800/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 65000>>", b"\xff" * 5000)
    jbig2 = struct.pack(">IBBBIIIIIBH", 0, 48, 0, 1, 19, 100_000, 100_000, 0, 0, 0, 0)
    yield "image-jbig2-100000x100000", image("/Width 100000/Height 100000/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/JBIG2Decode", jbig2)
    yield "image-mask-chain", image(f"/Width 9/Height 9{rgb}/SMask 5 0 R", b"\0" * 243)
    yield "profile-1g", image("/Width 9/Height 9/ColorSpace[/ICCBased 6 0 R]/BitsPerComponent 8", b"\0" * 243, 1, {6: stream("/N 3" + filters(2), zeros(1 << 30, 2))})
    yield "lookup-1g", image("/Width 9/Height 9/ColorSpace[/Indexed/DeviceRGB 255 6 0 R]/BitsPerComponent 8", b"\0" * 81, 1, {6: stream(filters(2), zeros(1 << 30, 2))})
    yield "form-of-itself", page("/F Do", "/XObject<</F 5 0 R>>", {5: stream(FORM + "/Resources<</XObject<</F 5 0 R>>>>", "/F Do /F Do")})
    yield "forms-2-to-the-30", forms(30, 2)
    yield "forms-10-to-the-12", forms(12, 10)
    yield "forms-100-to-the-6", forms(6, 100)
    yield "forms-1000-deep", forms(1000, 1)
    yield "groups-3000", page("/F Do " * 3000, "/XObject<</F 5 0 R>>", {5: stream("/Type/XObject/Subtype/Form/BBox[0 0 2000 2000]/Group<</S/Transparency>>", "0 0 2000 2000 re f")}, "0 0 2000 2000")
    yield "groups-30-deep", forms(30, 1, "/Group<</S/Transparency>>")
    yield "groups-8-to-the-4", forms(4, 8, "/Group<</S/Transparency/I true/K true>>")
    mask = {5: "<</SMask<</S/Luminosity/G 6 0 R>>>>", 6: stream(FORM + "/Group<</S/Transparency/CS/DeviceRGB>>/Resources<</ExtGState<</G 5 0 R>>>>", "/G gs 0 0 600 900 re f")}
    yield "mask-of-itself", page("/G gs 0 0 500 500 re f", "/ExtGState<</G 5 0 R>>", mask)
    yield "mask-300-times", page("/G gs 0 0 595 842 re f q Q " * 300, "/ExtGState<</G 5 0 R>>", {**mask, 6: stream(FORM + "/Group<</S/Transparency/CS/DeviceRGB>>", "1 g 0 0 600 900 re f")})
    yield "pattern-of-tiny-tiles", pattern("0.0001")
    yield "pattern-of-itself", pattern("5", "/Pattern cs /T scn 0 0 9 9 re f", "/Resources<</Pattern<</T 5 0 R>>>>")
    yield "pattern-of-huge-tiles", pattern("1000000000")
    yield "function-20000-deep", function_page("{" * 20_000 + "}" * 20_000)
    yield "function-of-a-million-steps", function_page("{" + "dup mul " * 1_000_000 + "dup dup}")
    yield "function-sampled-1g", page("/C cs 0.5 scn 0 0 500 500 re f", "/ColorSpace<</C 5 0 R>>", {5: "[/Separation/X/DeviceRGB 6 0 R]", 6: stream("/FunctionType 0/Domain[0 1]/Range[0 1 0 1 0 1]/Size[100000000]/BitsPerSample 8" + filters(2), zeros(300 << 20, 2, b"\0"))})
    yield "functions-stitched-40-deep", page("/C cs 0.5 scn 0 0 500 500 re f", "/ColorSpace<</C 5 0 R>>", {5: "[/Separation/X/DeviceRGB 6 0 R]", **{n: f"<</FunctionType 3/Domain[0 1]/Functions[{n + 1} 0 R {n + 1} 0 R]/Bounds[0.5]/Encode[0 1 0 1]>>" for n in range(6, 46)}, 46: "<</FunctionType 2/Domain[0 1]/C0[0 0 0]/C1[1 1 1]/N 1>>"})
    mesh = "/ShadingType 4/ColorSpace/DeviceRGB/BitsPerCoordinate 8/BitsPerComponent 8/BitsPerFlag 8/Decode[0 600 0 900 0 1 0 1 0 1]"
    yield "mesh-of-a-million", page("/S sh", "/Shading<</S 5 0 R>>", {5: stream(mesh + filters(1), flate(bytes([0, 0, 0, 9, 9, 9, 0, 255, 0, 9, 9, 9, 0, 255, 255, 9, 9, 9]) * 300_000))})
    patches = "/ShadingType 7/ColorSpace/DeviceRGB/BitsPerCoordinate 8/BitsPerComponent 8/BitsPerFlag 8/Decode[0 600 0 900 0 1 0 1 0 1]"
    yield "patches-100000", page("/S sh", "/Shading<</S 5 0 R>>", {5: stream(patches + filters(1), flate((bytes([0]) + bytes(range(0, 256, 8)) + bytes(range(12))) * 100_000))})
    yield "radial-of-a-function", page("/S sh", "/Shading<</S<</ShadingType 3/ColorSpace/DeviceRGB/Coords[0 0 0 600 900 1000]/Extend[true true]/Function 5 0 R>>>>", {5: stream("/FunctionType 4/Domain[0 1]/Range[0 1 0 1 0 1]" + filters(1), flate(("{" + "dup mul " * 50_000 + "dup dup}").encode()))})
    yield "dashes", page("[0.00001 0.00001] 0 d 1 w 0 0 m 595 842 l S")
    yield "path-of-a-million", page(flate(b"0 0 m " + b"595 842 l 0 842 l 595 0 l " * 300_000 + b"f"), about=filters(1))
    yield "curves-of-a-million", page(flate(b"0 0 m " + b"595 842 0 842 595 0 c " * 300_000 + b"S"), about=filters(1))
    yield "round-lines", page("1 J 1 j 900 w " + "0 0 m 595 842 l S " * 3000)
    yield "clips-100000", page(flate(b"0 0 m 595 0 l 9 842 l h W n " * 100_000 + b"0 0 595 842 re f"), about=filters(1))
    yield "states-a-million-deep", page(flate(b"q " * 1_000_000 + b"0 0 9 9 re f"), about=filters(1))
    yield "letters-a-million", page(flate(b"BT /F 40 Tf 1 1 Td " + b"(WWWWWWWWWW) Tj " * 100_000 + b"ET"), "/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>", about=filters(1))
    type3 = {5: "<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/FirstChar 65/LastChar 65/Widths[1]/Encoding<</Differences[65/A]>>/CharProcs<</A 6 0 R>>/Resources<</Font<</F 5 0 R>>>>>>", 6: stream("", "1 0 d0 BT /F 1 Tf (AAAAAAAAAA) Tj ET")}
    yield "letter-of-itself", page("BT /F 9 Tf (A) Tj ET", "/Font<</F 5 0 R>>", type3)
    yield "stamps-100000", page("", more="/Annots[" + "5 0 R " * 100_000 + "]", objects={5: "<</Type/Annot/Subtype/Stamp/Rect[0 0 595 842]/AP<</N 6 0 R>>>>", 6: stream(FORM, "0 0 600 900 re f")})
    yield "in-the-content-30000", page(b"BI /W 1 /H 1 /CS /G /BPC 8 ID x EI " * 30_000)
    yield "in-the-content-without-ends", page(flate(b"BI /W 1 /H 1 /CS /G /BPC 8 ID x " * 100_000), about=filters(1))
    yield "strings-nested", page(b"(" * 1_000_000)
    yield "lists-nested", page(b"[" * 1_000_000)
    yield "dictionaries-nested", page(b"", more="/X" + "<</X" * 50_000 + " 1" + ">>" * 50_000)
    yield "box-huge", page("0 0 9 9 re f", box="0 0 268435456 842")
    yield "box-65535", page("0 0 9 9 re f", box="0 0 65535 20")
    yield "box-infinite", page("0 0 9 9 re f", box="-1e38 -1e38 1e38 1e38")
    yield "unit-huge", page("0 0 9 9 re f", more="/UserUnit 1e9")
    yield "pages-of-themselves", pdf({1: "<</Type/Catalog/Pages 2 0 R>>", 2: "<</Type/Pages/Kids[2 0 R 2 0 R 2 0 R]/Count 3>>"})
    yield "pages-100000", pdf({1: "<</Type/Catalog/Pages 2 0 R>>", 2: "<</Type/Pages/Kids[" + "3 0 R " * 100_000 + "]/Count 100000>>", 3: "<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>"})
    yield "pages-31-dear", pdf({1: "<</Type/Catalog/Pages 2 0 R>>", 2: "<</Type/Pages/Kids[" + "3 0 R " * 31 + "]/Count 31>>", 3: "<</Type/Page/Parent 2 0 R/MediaBox[0 0 2000 2000]/Contents 4 0 R>>", 4: stream("", "0 0 m 2000 2000 l 2000 0 l 0 2000 l f " * 300)})
    yield "objects-in-a-stream-1g", pdf({1: "<</Type/Catalog/Pages 2 0 R>>", 2: "<</Type/Pages/Kids[3 0 R]/Count 1>>", 3: "<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 9 0 R>>", 7: stream("/Type/ObjStm/N 1000000/First 10" + filters(2), zeros(1 << 30, 2))})
    yield "streams-without-ends", pdf({1: "<</Type/Catalog/Pages 2 0 R>>", 2: "<</Type/Pages/Kids[3 0 R]/Count 1>>", 3: "<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 9 0 R>>", **{n: "<</Length 99999>>stream\n" for n in range(10, 20_000)}})
    yield "locked-with-many-rounds", pdf({1: "<</Type/Catalog/Pages 2 0 R>>", 2: "<</Type/Pages/Kids[]/Count 0>>"}, "/Encrypt<</Filter/Standard/V 5/R 6/Length 256/O(" + "x" * 48 + ")/U(" + "y" * 48 + ")/OE(" + "z" * 32 + ")/UE(" + "z" * 32 + ")/P -1/Perms(" + "p" * 16 + ")/CF<</StdCF<</CFM/AESV3>>>>/StmF/StdCF/StrF/StdCF>>/ID[(a)(a)]")


# Pictures -------------------------------------------------------------------------------------------------------------


def changed(file, *changes):
    file = bytearray(file)
    for at, how, value in changes:
        struct.pack_into(how, file, at, value)
    return bytes(file)


def jp2_bombs():
    file = (ROOT / "testdata/formats/certificate.jp2").read_bytes()
    size = file.index(b"\xff\x51") + 2  # SIZ: length, capabilities, sides, origin, tile, tile's origin, components
    code = file.index(b"\xff\x52") + 2  # COD: length, style, order, layers, transform, levels, block
    header = file.index(b"ihdr") + 4
    sides = lambda w, h: [(size + 4, ">I", w), (size + 8, ">I", h), (header, ">I", h), (header + 4, ">I", w)]
    tiles = lambda w, h: [(size + 20, ">I", w), (size + 24, ">I", h)]
    yield "sides-4g", changed(file, *sides(0xFFFF_FFFF, 0xFFFF_FFFF))
    yield "sides-10000", changed(file, *sides(10_000, 10_000))
    yield "one-row-4g", changed(file, *sides(0xFFFF_FFFF, 1))
    yield "tiles-of-one-pixel", changed(file, *tiles(1, 1))
    yield "tiles-of-one-pixel-10000", changed(file, *sides(10_000, 10_000), *tiles(1, 1))
    yield "components-16384", changed(file, (size + 36, ">H", 16_384))
    yield "layers-65535", changed(file, (code + 4, ">H", 65_535))
    yield "levels-32", changed(file, (code + 7, ">B", 32))
    yield "blocks-1024", changed(file, (code + 8, ">B", 8), (code + 9, ">B", 8))
    yield "bits-38", changed(file, (size + 38, ">B", 37))


def jxl_header(width, height, rest):
    bits = []
    put = lambda value, count: bits.extend(value >> n & 1 for n in range(count))
    put(0, 1)  # not in eights
    for side in (height, width):
        put(3, 2)
        put(side - 1, 30)
        if side is height:
            put(0, 3)  # no ratio
    put(1, 1)  # all else as usual
    bits += [0] * (-len(bits) % 8)
    packed = bytes(sum(bit << n for n, bit in enumerate(bits[at : at + 8])) for at in range(0, len(bits), 8))
    return b"\xff\x0a" + packed + rest


def jxl_bombs():
    file = (ROOT / "testdata/formats/certificate.jxl").read_bytes()
    for width, height in [(1 << 30, 1 << 30), (1 << 30, 1), (100_000, 1000), (5000, 5000)]:
        yield f"sides-{width}x{height}", jxl_header(width, height, b"\x01" + b"\0" * 4000)
        yield f"sides-{width}x{height}-noise", jxl_header(width, height, b"\x01" + bytes(n * n * 37 % 251 for n in range(4000)))
    start = file.index(b"\xff\x0a") if b"\xff\x0a" in file[:200] else 0
    for at in range(2, 14, 3):
        yield f"header-changed-{at}", changed(file, (start + at, ">B", file[start + at] ^ 0xF7))


def heic_bombs():
    file = (ROOT / "testdata/formats/iphone-like.heic").read_bytes()
    spans = [m.start() + 8 for m in re.finditer(b"ispe", file)]
    for width, height in [(0xFFFF_FFFF, 0xFFFF_FFFF), (65_535, 1), (10_000, 10_000)]:
        changes = [c for at in spans for c in ((at, ">I", width), (at + 4, ">I", height))]
        yield f"sides-{width}x{height}", changed(file, *changes)
    sets = [m.start() for m in re.finditer(b"\x42\x01\x01", file)]
    for at in sets:
        for place in range(16, 26, 2):
            yield f"parameters-changed-{at}-{place}", changed(file, (at + place, ">B", file[at + place] ^ 0x5A))
    for kind in (b"iloc", b"iinf", b"ipma", b"iref"):
        if kind in file:
            at = file.index(kind)
            for place in (8, 10, 12):
                yield f"{kind.decode()}-changed-{place}", changed(file, (at + place, ">H", 0xFFFF))
    for name in ("heic_100x4096.heic", "heic_two_sps.heic"):
        yield name.removesuffix(".heic"), (ROOT / "testdata/hostile" / name).read_bytes()


def make(folder):
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for ending, bombs in [("pdf", pdf_bombs), ("jp2", jp2_bombs), ("jxl", jxl_bombs), ("heic", heic_bombs)]:
        for name, file in bombs():
            (folder / f"{ending}-{name}.{ending}").write_bytes(file)
            count += 1
    print(f"{count} files in {folder}")
    if count != FILES:
        sys.exit(f"{FILES} were meant")


# Measuring ------------------------------------------------------------------------------------------------------------


def run(command, mode, file, scratch):
    """Exit code, whether the file was reported on, megabytes of the largest process, seconds of processor time, and what
    was found."""
    words = [command, mode, "--no-config", "--no-read", "-f", "json", str(file)]
    if mode == "fix":
        words += ["--out", str(scratch / "copies")]
    with open(scratch / "report", "wb") as report, open(scratch / "errors", "wb") as errors:
        child = subprocess.Popen(words, stdout=report, stderr=errors)
        _, status, usage = os.wait4(child.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    report = (scratch / "report").read_text(errors="replace")
    rules = re.findall(r'"rule":"([a-z-]+)","level":"error"', report)
    rules = [rule for rule in rules if rule not in ("unaccepted-format", "grayscale")]
    return code, is_about(report, file), usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime, " ".join(rules[:2])


def is_about(report, file):
    """Whether a report is one of this file: a command that ends at once costs nothing, and shows nothing."""
    try:
        return [image["path"] for image in json.loads(report)["images"]] == [str(file)]
    except (ValueError, KeyError, TypeError):
        return False


def measure(command, folder, slow):
    failed, measured = 0, 0
    print("| file | check | MB | s | fix | MB | s | found |\n|---|---|---|---|---|---|---|---|")
    for file in sorted(folder.iterdir()):
        cells, found = [], ""
        for mode in ("check", "fix"):
            with tempfile.TemporaryDirectory() as scratch:
                code, is_reported, megabytes, seconds, rules = run(command, mode, file, pathlib.Path(scratch))
            bad = code < 0 or not is_reported or megabytes > MOST_MEGABYTES or seconds > MOST_SECONDS * slow
            failed += bad
            shown = signal.Signals(-code).name if code < 0 else str(code)
            cells += [shown + (" !" if bad else ""), f"{megabytes:.0f}", f"{seconds:.2f}"]
            found = rules or found
        measured += 1
        print(f"| {file.name} | {' | '.join(cells)} | {found} |", flush=True)
    print(f"\n{measured} of {FILES} files measured, {failed} runs failed")
    return failed > 0 or measured != FILES


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["make", folder]:
            make(pathlib.Path(folder))
        case ["measure", command, folder, *slow]:
            sys.exit(measure(command, pathlib.Path(folder), float(slow[1]) if slow else 1.0))
        case _:
            sys.exit(__doc__)
