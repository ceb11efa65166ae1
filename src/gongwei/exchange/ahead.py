"""Work done ahead: a second process checks the next rows while this one writes the last."""

import multiprocessing
import os
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import TypeVar

T = TypeVar("T")
POSSIBLE = "fork" in multiprocessing.get_all_start_methods() and (os.cpu_count() or 1) > 1


def ahead(produce: Callable[[], Iterator[T]]) -> Iterator[T]:
    """What `produce()` gives, made in a forked process one item ahead; its errors are raised here.

    The process sees everything as it is now and must not touch the database; what it gives travels as a copy.
    """
    forked = multiprocessing.get_context("fork")
    here, there = forked.Pipe(duplex=False)
    process = forked.Process(target=send_all, args=(produce, here, there), daemon=True)
    process.start()
    there.close()
    try:
        while True:
            item, error = here.recv()
            if error is not None:
                raise error
            if item is None:
                return
            yield item
    finally:
        here.close()
        process.terminate()
        process.join()


def send_all(produce: Callable[[], Iterator[T]], here: Connection, there: Connection) -> None:
    """In the second process: send every item, then None. Ends when nobody receives any more."""
    here.close()
    try:
        for item in produce():
            there.send((item, None))
        there.send((None, None))
    except BrokenPipeError:
        return
    except Exception as error:
        there.send((None, error))
