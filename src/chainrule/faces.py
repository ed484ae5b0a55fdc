"""How a module offers the names of others: `from chainrule.figures import plot_depth` imports the one that it needs."""

import importlib
import sys


def face(spec, homes):
    """Give a module's `__getattr__`, `__dir__` (PEP 562) and `__all__` for names that live in modules beside it.

    Parameters
    ----------
    spec : the module's own `__spec__`
    homes : names, with blanks between them, by the module in which they live
    """
    home = {name: module for module, names in homes.items() for name in names.split()}

    def __getattr__(name):
        if name not in home:
            raise AttributeError(f"module {spec.name!r} has no attribute {name!r}")
        return getattr(importlib.import_module(f"{spec.parent}.{home[name]}"), name)

    def __dir__():
        return sorted({*vars(sys.modules[spec.name]), *home})

    return __getattr__, __dir__, [*home]
