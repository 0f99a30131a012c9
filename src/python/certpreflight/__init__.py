"""Tells the fate of certificate pictures before they are uploaded.

>>> import certpreflight
>>> report = certpreflight.check("scan.jpg", profile="tencent-icp", lang="en")  # doctest: +SKIP
>>> report.verdict, [finding.rule for finding in report.findings]  # doctest: +SKIP
('fail', ['out-of-focus'])

Nothing leaves the machine, and no original is written to.
"""

from ._check import Item, Source, check, check_many, fix
from ._native import __version__, profiles, rules
from ._notices import check_manifest, explain
from ._report import Certificate, Copy, File, Finding, NotAssessed, Remark, Report
from ._repeats import Duplicates, Repeat

__all__ = [
    "Certificate",
    "Copy",
    "Duplicates",
    "File",
    "Finding",
    "Item",
    "NotAssessed",
    "Remark",
    "Repeat",
    "Report",
    "Source",
    "__version__",
    "check",
    "check_manifest",
    "check_many",
    "explain",
    "fix",
    "profiles",
    "rules",
]
