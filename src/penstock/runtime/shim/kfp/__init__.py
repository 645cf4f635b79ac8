"""``kfp`` for commands that start it by name: the real one if the task has it, else the names that tasks need."""

import os
import sys
from importlib.machinery import PathFinder

_SHIM = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_real = PathFinder.find_spec(__name__, [place for place in sys.path if os.path.abspath(place or ".") != _SHIM])

if _real is not None and _real.loader is not None:
    __spec__ = _real
    __file__ = _real.origin or __file__
    __path__ = list(_real.submodule_search_locations or ())
    _real.loader.exec_module(sys.modules[__name__])
else:
    from penstock.runtime import kfp_names

    __path__ = []
    kfp_names.install()
    globals().update(kfp_names.module_content(__name__) or {})
