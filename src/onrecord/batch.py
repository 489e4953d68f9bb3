"""The same journey shared out among processes; the outcomes come back in the order of arrival.

A process pool of our own is the default engine: it starts in a second where the distributed ones take ten.
"""

import gc
import itertools
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor

from onrecord.model.documents import RawItem
from onrecord.model.problems import Problem
from onrecord.options import RUBBISH
from onrecord.pipeline import Outcome, read_item, tools_for
from onrecord.settings import Settings

# Fewer items than this are read here: a second process takes two seconds to load its tools.
WORTH_SHARING = 24
# Items a process takes at a time: few enough that the pool stays level, enough that passing them costs little.
CHUNK = 8


def begin() -> None:
    """What a process does before it reads: looks for rubbish seldom, and ends with the process that started it."""
    gc.set_threshold(RUBBISH)
    end_with_parent()


def end_with_parent() -> None:
    """Ends this process when the one that started it is gone, even when that was killed and could say nothing."""
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def read_chunk(chunk: list[RawItem | Problem], settings: Settings) -> list[Outcome]:
    """The outcomes of one chunk; a Problem that arrived passes through."""
    tools = tools_for(settings)
    return [Outcome(item=None, problems=(x,)) if isinstance(x, Problem) else read_item(x, tools) for x in chunk]


def share_out(items: Iterable[RawItem | Problem], settings: Settings) -> Iterator[Outcome]:
    """Every outcome in order. At most two chunks a process are in flight, so that memory stays bounded."""
    stream = iter(items)
    first = list(itertools.islice(stream, WORTH_SHARING))
    if settings.workers == 1 or len(first) < WORTH_SHARING:
        for chunk in _chunks(itertools.chain(first, stream)):
            yield from read_chunk(chunk, settings)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=settings.workers, mp_context=context, initializer=begin) as pool:
        waiting: deque[Future[list[Outcome]]] = deque()
        for chunk in _chunks(itertools.chain(first, stream)):
            waiting.append(pool.submit(read_chunk, chunk, settings))
            if len(waiting) >= 2 * settings.workers:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _chunks(items: Iterator[RawItem | Problem]) -> Iterator[list[RawItem | Problem]]:
    while chunk := list(itertools.islice(items, CHUNK)):
        yield chunk
