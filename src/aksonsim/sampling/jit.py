"""The one place that says how numba compiles: jit options, exact-bit intrinsics, and the check that bits are ours.

Never ``fastmath`` and never contraction: a result is then the same for any vector width. ``error_model="numpy"``
because the Python model checks every division for zero, which keeps a loop from being vectorised.
"""

from __future__ import annotations

import gc
import logging
import os
import threading
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

# Intel's SVML replaces log, exp and sin by vector versions whose last bits depend on the place in a block.
os.environ.setdefault("NUMBA_DISABLE_INTEL_SVML", "1")

import numba
import numpy as np
from llvmlite import ir
from numba.core import types
from numba.core.dispatcher import Dispatcher
from numba.extending import intrinsic

from aksonsim.sampling.kept import SealedFile
from aksonsim.sampling.sources import digest

Function = TypeVar("Function", bound=Callable[..., Any])

_CONFIG: Any = numba.config  # its attributes are made when numba is imported
_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy"}
_KERNEL: dict[str, Any] = {"no_cfunc_wrapper": True, **_OPTIONS}
_FOLDED: dict[str, Any] = {"forceinline": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True, **_OPTIONS}


def kernel(function: Function) -> Function:
    """Compile a kernel on its first call, free of the interpreter lock, and keep it on disk where that is possible."""
    return _kept(function, _KERNEL)


def bare(function: Function) -> Function:
    """Compile a kernel that makes no arrays: without counting references to those it is given, a fifth is saved."""
    return _kept(function, {"_nrt": False, **_KERNEL})


def _kept(function: Function, options: dict[str, Any]) -> Function:
    """Compile a function on its first call, and keep it on disk where that is possible."""
    try:
        compiled: Any = numba.njit(cache=True, **options)(function)
    except RuntimeError:  # numba: "no locator available", neither __pycache__ nor the user's cache can be written
        compiled = numba.njit(**options)(function)
    else:
        if not _CONFIG.DISABLE_JIT:
            kept = compiled._cache
            kept.save_overload = _forgiving(kept.save_overload)
            # numba itself looks at the kernel's own file alone, and would run the old code of a helper elsewhere.
            stamp = (kept._cache_file._source_stamp, _sources())
            kept._cache_file = SealedFile(kept._cache_path, kept._impl.filename_base, stamp)
    dispatcher: Function = compiled
    return dispatcher


def _sources() -> str:
    """Return the digest of every source that a kernel may have folded in."""
    return digest("kernels", "sampling")


def _forgiving(save: Callable[..., None]) -> Callable[..., None]:
    """Return numba's way to keep what it compiled, which on a full disk says so and lets the run go on."""

    def saved(*arguments: Any) -> None:
        try:
            save(*arguments)
        except OSError as error:
            _not_kept(error.strerror)

    return saved


@cache
def _not_kept(reason: str) -> None:
    """Tell on stderr, once, that kernels are not kept (without a handler, logging writes the bare sentence there)."""
    sentence = (
        "compiled kernels are not kept (%s): the next run compiles them anew; NUMBA_CACHE_DIR names another place"
    )
    logging.getLogger(__name__).warning(sentence, reason)


_entries: dict[tuple[Any, ...], Callable[..., Any]] = {}


def bound(function: Callable[..., Any], arguments: Sequence[Any]) -> Callable[..., Any]:
    """Return what runs a kernel with arguments of these types, compiled; any other function as it is.

    Past numba's dispatcher, which for long tuples of arrays takes as long to find their types as some kernels take to
    run. The caller gives it these very arguments, or others of the same types: nothing checks them.
    """
    if not isinstance(function, Dispatcher):
        return function
    key = (function, *(_kind(argument) for argument in arguments))
    if key not in _entries:
        typeof: Any = numba.typeof
        signature = tuple(typeof(argument) for argument in arguments)
        with _uncollected:
            function.compile(signature)
        compiled: Any = function.overloads[signature]
        _entries[key] = compiled.entry_point
    return _entries[key]


class _Uncollected:
    """Compiling makes millions of objects that live until it is done: looking for garbage takes a sixth of its time."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._on: list[bool] = []

    def __enter__(self) -> None:
        self._lock.acquire()
        self._on.append(gc.isenabled())
        gc.disable()

    def __exit__(self, *_: object) -> None:
        if self._on.pop():
            gc.enable()
        self._lock.release()


_uncollected = _Uncollected()


def _kind(argument: Any) -> Any:
    """Return all that numba's type of an argument depends on."""
    if isinstance(argument, np.ndarray):
        return argument.dtype, argument.ndim, argument.flags.num
    if isinstance(argument, tuple):
        return type(argument), *(_kind(value) for value in argument)
    return type(argument)


def inline(function: Function) -> Function:
    """Compile a helper of kernels, folded into them by force: a loop with a call in it is not vectorised.

    Python itself cannot call it (no wrapper is compiled, which takes a third of the time) unless jit is disabled.
    """
    compiled: Function = numba.njit(**_FOLDED)(function)
    return compiled


def part(function: Function) -> Function:
    """Fold a stretch of one kernel into it before anything is compiled: it has a name of its own, and costs nothing."""
    compiled: Function = numba.njit(inline="always", **_OPTIONS)(function)
    return compiled


def assert_reproducible() -> None:
    """Raise RuntimeError when numba would use Intel SVML, which makes bits depend on the place in a block."""
    if _CONFIG.USING_SVML:
        raise RuntimeError("numba uses Intel SVML; set NUMBA_DISABLE_INTEL_SVML=1 before anything imports numba")


if _CONFIG.DISABLE_JIT:  # plain twins, for reading, coverage and debuggers

    def fma(a: float, b: float, c: float) -> float:
        """Return a * b + c (here rounded twice; compiled: once)."""
        return a * b + c

    def _read_as(given: Any, kind: Any) -> Callable[[Any], Any]:
        return lambda x: given(x).view(kind)

    def apart() -> None:
        """Say nothing: only the compiler asks."""

else:

    @intrinsic
    def fma(typing_context: Any, a: Any, b: Any, c: Any) -> Any:
        """Return a * b + c rounded once (``llvm.fma.f64``): the only way a kernel fuses."""

        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            double = ir.DoubleType()
            declared = builder.module.declare_intrinsic("llvm.fma", [double], ir.FunctionType(double, [double] * 3))
            return builder.call(declared, args)

        return types.float64(types.float64, types.float64, types.float64), generate

    def _read_as(given: Any, kind: Any) -> Callable[[Any], Any]:
        found: Any = numba.from_dtype(np.dtype(kind))

        def read(typing_context: Any, x: Any) -> Any:
            def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
                return builder.bitcast(args[0], context.get_data_type(found))

            return found(numba.from_dtype(np.dtype(given))), generate

        made: Any = intrinsic(read)
        reader: Callable[[Any], Any] = made
        return reader

    @intrinsic
    def apart(typing_context: Any) -> Any:
        """Promise the compiler, at the begin of a kernel, that no array it writes overlaps with another it is given.

        Loops are then vectors without a check and a second form for arrays that do: faster, and faster compiled.
        """

        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            for argument in builder.function.args[2:]:  # after those for the result and for exceptions
                if isinstance(argument.type, ir.PointerType):
                    argument.add_attribute("noalias")
            return context.get_dummy_value()

        return types.void(), generate


bits_of = _read_as(np.float64, np.uint64)
"""Return the 64 bits of a float64 as an unsigned integer."""
float_of = _read_as(np.uint64, np.float64)
"""Return the float64 that has these 64 bits."""
bits32_of = _read_as(np.float32, np.uint32)
"""Return the 32 bits of a float32 as an unsigned integer."""
float32_of = _read_as(np.uint32, np.float32)
"""Return the float32 that has these 32 bits."""
