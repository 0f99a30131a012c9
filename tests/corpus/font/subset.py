"""Cuts the corpus fonts out of Debian's fonts-noto-cjk: only the characters the sources use.

    apt-get install fonts-noto-cjk && pip install fonttools
    python tests/corpus/font/subset.py

Run it again when a test says that the subset lacks a character.
"""

import pathlib
import subprocess
import sys

here = pathlib.Path(__file__).parent
text = "".join(p.read_text() for p in sorted((here / "../src").rglob("*.rs")))
wanted = {c for c in text if ord(c) >= 0x80} | {chr(c) for c in range(0x20, 0x7F)}
for family in ("Sans", "Serif"):
    subprocess.run(
        [
            sys.executable, "-m", "fontTools.subset",
            f"/usr/share/fonts/opentype/noto/Noto{family}CJK-Regular.ttc",
            "--font-number=2",  # SC
            "--text=" + "".join(sorted(wanted)),
            "--layout-features=", "--no-hinting", "--desubroutinize",
            "--name-IDs=0,1,2,13,14",
            f"--output-file={here}/Noto{family}CJKsc-subset.otf",
        ],
        check=True,
    )
