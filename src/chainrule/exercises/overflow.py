"""See an overflow in the values where numpy cannot warn of it: in WebAssembly processors keep no flags of one."""

import functools
import warnings

import numpy as np


@functools.cache
def numpy_warns():
    """Whether numpy notices an overflow here; in the browser it does not.

    >>> numpy_warns()
    True
    """
    with np.errstate(over="raise"):
        try:
            np.exp(np.float64(1000.0))
        except FloatingPointError:
            return True
    return False


class Watched(np.ndarray):
    """An array that warns, as numpy would, when a finite input gives inf or nan; what comes of it watches as well.

    >>> with warnings.catch_warnings(record=True) as caught:
    ...     warnings.simplefilter("always")
    ...     with np.errstate(all="ignore"):
    ...         value = 1 / (1 + np.exp(-watched(np.float64(-1000.0))))
    >>> float(value), str(caught[0].message)
    (0.0, 'overflow encountered in exp')
    """

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        plain = [each.view(np.ndarray) if isinstance(each, Watched) else each for each in inputs]
        if "out" in options:
            options["out"] = tuple(np.asarray(each) for each in options["out"])
        with np.errstate(all="ignore"):
            value = getattr(ufunc, method)(*plain, **options)
        if isinstance(value, tuple) or not np.issubdtype(np.asarray(value).dtype, np.floating):
            return value
        if np.isnan(value).any() and not any(np.isnan(each).any() for each in plain):
            warnings.warn(f"invalid value encountered in {ufunc.__name__}", RuntimeWarning, stacklevel=2)
        elif np.isinf(value).any() and all(np.isfinite(each).all() for each in plain):
            warnings.warn(f"overflow encountered in {ufunc.__name__}", RuntimeWarning, stacklevel=2)
        return watched(value)

    def __array_function__(self, function, types, inputs, options):
        value = super().__array_function__(function, types, inputs, options)
        return watched(value) if isinstance(value, np.ndarray) else value


def watched(thing):
    """Let numbers and arrays watch themselves, also within tuples and lists; leave everything else as it is."""
    if isinstance(thing, tuple | list):
        return type(thing)(map(watched, thing))
    if isinstance(thing, float | np.ndarray) and np.issubdtype(np.asarray(thing).dtype, np.floating):
        return np.asarray(thing).view(Watched)
    return thing
