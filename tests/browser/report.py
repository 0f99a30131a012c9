#!/usr/bin/env python3
"""Opens the HTML report of a mixed folder in Chromium and checks what only a browser can tell.

    tests/browser/report.py target/debug/certpreflight [--draw | FOLDER FOR SCREENSHOTS]

No error on the console, no request that leaves the file, filters that work with the mouse and the
keyboard, nothing wider than the window on a phone, a thousand pictures in less than two seconds.
Needs Python and Chromium, nothing else: the browser is driven over a pipe. The pictures of the report
in packaging/ have to be of the report as it is; --draw makes them anew.
"""

import base64
import hashlib
import json
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
FLAGS = """--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync
    --disable-background-networking --disable-component-update --remote-debugging-pipe""".split()


class Browser:
    """One page, spoken to in the DevTools protocol: JSON messages that end with a NUL."""

    def __init__(self, profile):
        name = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
        to_browser, self.write_end = os.pipe()
        self.read_end, from_browser = os.pipe()

        def place_pipes():  # the protocol wants them at 3 and 4
            high = [os.dup2(to_browser, 100), os.dup2(from_browser, 101)]
            os.dup2(high[0], 3)
            os.dup2(high[1], 4)

        self.process = subprocess.Popen(
            [name, *FLAGS, f"--user-data-dir={profile}", "about:blank"],
            preexec_fn=place_pipes, close_fds=False, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.reader = os.fdopen(self.read_end, "rb")
        self.last, self.session, self.events = 0, None, []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime"):
            self.call(f"{domain}.enable")

    def message(self):
        text = bytearray()
        while (byte := self.reader.read(1)) != b"\0":
            assert byte, "the browser is gone"
            text += byte
        return json.loads(text)

    def call(self, method, **params):
        self.last += 1
        message = {"id": self.last, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.write_end, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.message()
            if answer.get("id") == self.last:
                assert "error" not in answer, answer
                return answer["result"]
            self.events.append(answer)

    def open(self, path, width, height, dark=False):
        self.events.clear()
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=width < 600)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])
        self.call("Page.navigate", url=path.as_uri())
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self.message())

    def ask(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def key(self, key, code):
        for kind in ("rawKeyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code)

    def picture(self, path):
        shot = self.call("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(shot["data"]))

    def print(self, path):
        pages = self.call("Page.printToPDF", printBackground=False, preferCSSPageSize=True)
        path.write_bytes(base64.b64decode(pages["data"]))


VISIBLE = "[...document.querySelectorAll('.card')].filter(c => getComputedStyle(c).display != 'none')"


def check_quiet(browser, page):
    """Nothing was complained about and nothing but the file itself was asked for."""
    for event in browser.events:
        method, params = event.get("method"), event.get("params", {})
        assert method not in ("Runtime.exceptionThrown", "Runtime.consoleAPICalled"), params
        if method == "Log.entryAdded":
            assert params["entry"]["level"] not in ("error", "warning"), params
        if method == "Network.requestWillBeSent":
            url = params["request"]["url"]
            assert url.startswith("data:") or url == page.as_uri(), url


def check_filters(browser, counts):
    """Each choice shows its cards and no others; the labels carry the right numbers."""
    for choice, count in counts.items():
        if not browser.ask(f"document.getElementById('show-{choice}') !== null"):
            assert count == 0, choice
            continue
        browser.ask(f"document.querySelector('[for=show-{choice}]').click()")
        shown = browser.ask(f"{VISIBLE}.length")
        label = browser.ask(f"document.querySelector('[for=show-{choice}] b').textContent")
        assert (shown, label) == (count, str(count)), (choice, shown, label, count)
        if choice != "all":
            assert browser.ask(f"{VISIBLE}.every(c => c.classList.contains('{choice}'))")
    browser.ask("document.querySelector('[for=show-all]').click()")


def check_keyboard(browser):
    """Tab reaches the filter, an arrow changes it, and the focus can be seen."""
    browser.ask("document.activeElement.blur(), document.getElementById('show-all').focus()")
    browser.key("ArrowRight", 39)
    assert browser.ask("document.activeElement.id") == "show-fail"
    assert browser.ask(f"{VISIBLE}.every(c => c.classList.contains('fail'))")
    outline = "getComputedStyle(document.querySelector('[for=show-fail]')).outlineStyle"
    assert browser.ask(outline) == "solid"
    browser.ask("document.querySelector('[for=show-all]').click()")


def check_pictures(browser, expected):
    """Every thumbnail was decoded, and each has words in its place."""
    good = "[...document.images].filter(i => i.complete && i.naturalWidth > 0 && i.alt).length"
    browser.ask("[...document.images].forEach(i => i.decode())")
    assert browser.ask("document.images.length") == expected
    assert browser.ask(good) == expected


def check_order(browser, height):
    """Worst first, and why the first picture is refused can be read without scrolling."""
    ranks = browser.ask("[...document.querySelectorAll('.card')]"
                        ".map(c => ['fail', 'lost', 'warn', 'pass'].findIndex(s => c.classList.contains(s)))")
    assert ranks == sorted(ranks) and -1 not in ranks, ranks
    bottom = browser.ask("document.querySelector('.card.fail .said').getBoundingClientRect().bottom")
    assert bottom <= height, f"the first refusal ends at {bottom} of {height} px"


def mixed_folder(work):
    folder = work / "in"
    shutil.copytree(ROOT / "testdata/samples", folder)
    shutil.copytree(ROOT / "testdata/formats", folder / "formats")
    whole = (folder / "太小.jpg").read_bytes()
    (folder / "half.jpg").write_bytes(whole[:len(whole) // 2])
    shutil.copy(folder / "营业执照.jpg", folder / "twice.jpg")
    (folder / "notes.txt").write_text("no picture")
    shutil.copy(folder / "太小.jpg", folder / "<b onclick=x>&\"'.jpg")
    shutil.copy(folder / "太小.jpg", folder / ("长名字" * 25 + ".jpg"))


def run(tool, work, *arguments):
    environment = {key: value for key, value in os.environ.items() if key != "CI"}
    environment["PATH"] = str(work)  # no opener
    subprocess.run([tool, *arguments], cwd=work, env=environment, stdout=subprocess.DEVNULL, check=False)


def check_mixed(tool, work, browser, shots):
    """The report of a check, in both languages, wide, dark and on a phone."""
    mixed_folder(work)
    views = 0
    for lang in ("en", "zh"):
        page, data = work / f"{lang}.html", work / f"{lang}.json"
        run(tool, work, "in", "-q", "--lang", lang, "--today", "2026-11-28", "-o", page, "-o", data)
        summary = json.loads(data.read_text())["summary"]
        counts = {"pass": summary["pass"], "warn": summary["warn"], "fail": summary["fail"],
                  "lost": summary["unreadable"], "all": summary["images"]}
        assert all(counts.values()), f"the folder has to be mixed: {counts}"
        measured = sum(image["measured"] is not None for image in json.loads(data.read_text())["images"])
        for width, height, dark in ((1280, 900, False), (1280, 900, True), (390, 780, False), (360, 780, False)):
            browser.open(page, width, height, dark)
            check_order(browser, height)
            check_filters(browser, counts)
            check_keyboard(browser)
            check_pictures(browser, measured)
            check_width(browser, width)
            check_quiet(browser, page)
            if shots:
                browser.picture(shots / f"{lang}-{width}{'-dark' if dark else ''}.png")
            views += 1
    assert views == 8


def check_width(browser, width):
    wide = browser.ask("document.documentElement.scrollWidth")
    assert wide <= width, f"{wide} px wide in a window of {width} px"


def check_stored(browser, page, name, draw):
    """The picture in packaging/ was taken of this very page, but for thumbnails and version: it says so
    in a text chunk, because pixels differ with fonts and browsers."""
    said = re.sub(r"data:image/[^\"]*|certpreflight [\d.]+", "", page.read_text(encoding="utf-8"))
    label = b"Source\0" + hashlib.sha256(said.encode()).hexdigest().encode()
    path = ROOT / "packaging" / name
    if draw:
        browser.picture(path)
        drawn = path.read_bytes()
        chunk = struct.pack(">I", len(label)) + b"tEXt" + label + struct.pack(">I", zlib.crc32(b"tEXt" + label))
        path.write_bytes(drawn[:-12] + chunk + drawn[-12:])  # before the end, IEND
    assert label in path.read_bytes(), f"packaging/{name} is of an older report: run this with --draw"


def check_repaired(tool, work, browser, shots, draw):
    """The report of a drop: every repaired picture that looks different is there twice."""
    for lang, folder, ready in (("en", "scans", "scans-ready"), ("zh", "扫描件", "扫描件-可上传")):
        shutil.copytree(ROOT / "testdata/samples", work / folder)
        shutil.copy(ROOT / "testdata/formats/iphone-like.heic", work / folder / "手机拍的.jpg")
        run(tool, work, "drop", folder, "--no-read", "--lang", lang)
        page = work / ready / "certpreflight-report.html"
        for width, height in ((360, 780), (1000, 860)):
            browser.open(page, width, height)
            check_width(browser, width)
            pairs = browser.ask("[...document.querySelectorAll('.views')].filter(v => v.children.length == 2).length")
            assert pairs >= 1, "nothing before and after"
            check_pictures(browser, browser.ask("document.querySelectorAll('.view').length"))
            assert browser.ask("document.querySelectorAll('.plain').length") == 0
            check_quiet(browser, page)
            check_order(browser, height)
            if shots:
                browser.picture(shots / f"drop-{lang}-{width}.png")
        check_stored(browser, page, "report.png" if lang == "en" else "report.zh-CN.png", draw)
        if shots:
            browser.print(shots / f"report-{lang}.pdf")


def check_thousand(tool, work, browser):
    """From the click to everything in its place; the best of three, because machines are shared."""
    for number in range(1000):
        target = work / "many" / f"{number}.jpg"
        target.parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / "testdata/samples/太小.jpg", target)
    page = work / "many.html"
    run(tool, work, "many", "-q", "--no-read", "-o", page)
    # Telling of a thousand pictures in data: addresses over the pipe would take longer than the page.
    for domain in ("Network", "Log"):
        browser.call(f"{domain}.disable")
    times = []
    for _ in range(3):
        browser.open(page, 1200, 900)
        times.append(browser.ask("performance.getEntriesByType('navigation')[0].loadEventStart") / 1000)
    seconds = min(times)
    assert browser.ask("document.querySelectorAll('.card img').length") == 1000
    assert seconds < 2, f"{seconds:.2f} s"
    return f"{page.stat().st_size / 1e6:.1f} MB of a thousand pictures open in {seconds:.2f} s"


def main():
    tool = pathlib.Path(sys.argv[1]).resolve()
    draw = "--draw" in sys.argv
    shots = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 and not draw else None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        work = pathlib.Path(name)
        browser = Browser(work / "profile")
        check_mixed(tool, work, browser, shots)
        check_repaired(tool, work, browser, shots, draw)
        told = check_thousand(tool, work, browser)
        browser.process.terminate()
        browser.process.wait()
    print(f"the report holds in every view; {told}")


main()
