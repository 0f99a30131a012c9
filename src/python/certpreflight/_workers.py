"""Who opens HEIC, JPEG XL, JPEG 2000 and PDF: this interpreter, started again with nothing but the extension module.

Such files are decoded behind walls, in a process that has given up its rights. Where none can be started, they are
*not assessed*; they are never decoded in this process.
"""

import sys

from . import _native

# Neither the site's packages nor the script's folder are looked at: it starts in a hundredth of a second, and finds the
# module wherever this one has found it.
_SERVE = """
import sys
from importlib.machinery import ExtensionFileLoader
from importlib.util import module_from_spec, spec_from_file_location
path = {path!r}
spec = spec_from_file_location("_native", path, loader=ExtensionFileLoader("_native", path))
module = module_from_spec(spec)
spec.loader.exec_module(module)
sys.exit(module.decode_for_parent())
"""


def interpreter() -> str:
    # A frozen program would start itself again, with all that it does. No program: nothing is opened.
    return "" if getattr(sys, "frozen", False) else sys.executable or ""


_native.open_others_with(
    interpreter(), ["-I", "-S", "-c", _SERVE.format(path=_native.__file__)]
)
