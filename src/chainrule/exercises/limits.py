"""Run a learner's code so that whatever it does, the kernel lives: endless loops end after a few seconds."""

import ctypes
import sys
import threading
import time

PATIENCE = 8  # times as long by the clock on the wall, where seconds of the processor are counted


class TimeUp(BaseException):
    """Raised in code that ran too long; no `except Exception` of the learner's catches it."""


def within(seconds, function, *args, clock=time.monotonic):
    """Call a function and give what it gives; raise TimeUp in it when it takes too long.

    seconds : float; function : callable; args : its inputs.
    clock : callable, what counts: time on the wall, or `time.process_time`, where other work on the machine does not.
    A second thread raises TimeUp in this one, which works on every system and in every thread. Where no thread can
    start (WebAssembly) the function is traced line by line instead.

    >>> within(1.0, max, 2, 3)
    3
    """
    me, lock, done = threading.get_ident(), threading.Lock(), []
    ended = threading.Event()
    start, last = clock(), time.monotonic() + PATIENCE * seconds

    def watch():
        wait = seconds
        while not ended.wait(wait):  # again and again: a bare `except:` in a loop swallows the first ones
            wait = seconds - (clock() - start)
            if wait > 0.01 and time.monotonic() < last:
                continue
            with lock:
                if done:
                    return
                _raise_in(me, ctypes.py_object(TimeUp))
            wait = 0.2

    try:
        threading.Thread(target=watch, daemon=True).start()
    except RuntimeError:
        return _traced(seconds, function, *args)
    try:
        return function(*args)
    finally:
        done.append(True)
        with lock:
            _raise_in(me, None)  # takes back what was raised too late
        ended.set()


def _raise_in(thread, what):
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), what)


def _traced(seconds, function, *args):
    end, before = time.monotonic() + seconds, sys.gettrace()

    def trace(frame, event, argument):
        if time.monotonic() > end:
            raise TimeUp
        return trace

    sys.settrace(trace)
    try:
        return function(*args)
    finally:
        sys.settrace(before)
