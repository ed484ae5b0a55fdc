"""One thread for small matrix products: more threads wait for each other longer than they compute."""

import contextlib
import functools
import sys

from threadpoolctl import ThreadpoolController


@functools.cache
def _libraries():
    """The BLAS libraries of this process, found once: looking for them takes longer than a product."""
    return ThreadpoolController()


def one_blas_thread():
    """Give a context in which matrix products use one thread, whatever the machine has.

    >>> with one_blas_thread():
    ...     pass
    """
    if sys.platform == "emscripten":  # the browser: there is one thread, and no library to be asked
        return contextlib.nullcontext()
    return _libraries().limit(limits=1, user_api="blas")
