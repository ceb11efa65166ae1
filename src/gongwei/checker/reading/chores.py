"""The other side of `bounded`: limits itself, does one task, answers on standard output."""

import json
import sys
from dataclasses import asdict

from .refusal import Unreadable


def word(content: bytes) -> tuple[object, bytes]:
    """A .docx as the fields of a Document."""
    from .word import read_word

    return asdict(read_word(content)), b""


def pdf(content: bytes) -> tuple[object, bytes]:
    """A .pdf as the fields of a Document."""
    from .pdf import read_pdf

    return asdict(read_pdf(content)), b""


def annotate(content: bytes, remarks: list, at: str | None) -> tuple[object, bytes]:
    """A .docx with comments."""
    from gongwei.checker.annotating import annotated

    return None, annotated(content, [tuple(remark) for remark in remarks], at)


TASKS = {"word": word, "pdf": pdf, "annotate": annotate}


def limit(computing: int, memory: int) -> None:
    """Let the kernel stop this process at so many seconds of computing and bytes of address space."""
    try:
        import resource
    except ImportError:  # not on this system
        return
    resource.setrlimit(resource.RLIMIT_CPU, (computing, computing))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Read an order (one line of JSON) and a file, write an answer (one line of JSON) and bytes."""
    order = json.loads(sys.stdin.buffer.readline())
    limit(order["computing"], order["memory"])
    try:
        answer, rest = TASKS[order["task"]](sys.stdin.buffer.read(), *order["arguments"])
        said = {"answer": answer}
    except Unreadable as refused:
        said, rest = {"refused": refused.reason}, b""
    except MemoryError:
        said, rest = {"refused": "too_slow"}, b""
    except RecursionError:
        said, rest = {"refused": "damaged"}, b""
    sys.stdout.buffer.write(json.dumps(said, ensure_ascii=False).encode() + b"\n" + rest)


if __name__ == "__main__":
    main()
