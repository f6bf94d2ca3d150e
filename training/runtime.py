"""ONNX Runtime, for running models in the recipes.

Debian's `onnx` and `onnxruntime` register the same operator schemas twice when both are loaded by one process, so
nothing here imports `onnx`, and `onnx_process` gives its users a process of their own.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def session(model: Path, threads: int = 1, exact: bool = False) -> Any:
    """An InferenceSession on the CPU. Its errors are exceptions; standard error is silent while it is made.

    Args:
        exact: for a float parent that takes bytes: else ONNX Runtime rounds the weights beside them to int8 as well.
    """
    with _silence():
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        if exact:
            options.add_session_config_entry("session.disable_quant_qdq", "1")
        return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def onnx_process(work: Callable[Given, Answer], *given: Given.args, **named: Given.kwargs) -> Answer:
    """Runs `work` in a fresh process, where it may import `onnx`."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *given, **named).result()


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Debian's build writes a thousand harmless schema complaints when the first session is made."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
