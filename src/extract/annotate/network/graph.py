"""Sessions of onnxruntime, and ONNX models of a few operators, written out field by field as onnx.proto numbers them.

Nothing else that is installed with this package needs the package `onnx`, which could write them too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt
    import onnxruntime

    Floats = npt.NDArray[np.float32]
    Ints = npt.NDArray[np.int64]

FORMAT = 8
"""Of the file: `ir_version`."""

OPERATORS = 17
"""The version of the operators' set."""

_FLOAT, _INT64 = 1, 7
"""`TensorProto.DataType`."""

_ATTRIBUTE_FLOAT, _ATTRIBUTE_INT = 1, 2
"""`AttributeProto.AttributeType`."""

_MORE = 0x80
"""Set in a byte of a number that has more bytes."""


def node(kind: str, given: Iterable[str], made: str, **attributes: float) -> bytes:
    """An operator.

    Args:
        kind: its name in the ONNX standard.
        given: names of its inputs.
        made: name of its output.
        attributes: its settings, whole numbers or not.
    """
    parts: list[tuple[int, int | str | bytes]] = [(1, name) for name in given]
    parts += [(2, made), (4, kind)]
    for name, value in attributes.items():
        if isinstance(value, int):
            parts.append((5, _message((1, name), (3, value), (20, _ATTRIBUTE_INT))))
        else:
            told = np.float32(value).tobytes()  # a fixed field of 32 bits
            parts.append((5, _message((1, name), (20, _ATTRIBUTE_FLOAT)) + bytes([2 << 3 | 5]) + told))
    return _message(*parts)


def model(
    nodes: Iterable[bytes], given: Iterable[str], made: Iterable[str], held: Mapping[str, Floats | Ints]
) -> bytes:
    """A model of float32 tensors.

    Args:
        nodes: operators, in the order in which they run.
        given: names of the inputs.
        made: names of the outputs.
        held: weights and settings by their names.
    """
    floats = _message((1, _message((1, _FLOAT))))  # a type: a tensor of float32 of any shape
    parts: list[tuple[int, int | str | bytes]] = [(1, one) for one in nodes]
    parts += [(2, "graph")]
    parts += [(5, _tensor(name, values)) for name, values in held.items()]
    parts += [(11, _message((1, name), (2, floats))) for name in given]
    parts += [(12, _message((1, name), (2, floats))) for name in made]
    return _message((1, FORMAT), (7, _message(*parts)), (8, _message((2, OPERATORS))))


def session(written: bytes, *, arena: bool = False) -> onnxruntime.InferenceSession:
    """A session of one thread: workers are processes, and threads of their own would only fight over the cores.

    Args:
        written: the model.
        arena: whether memory is kept for the next call: as much as the largest input needed.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = arena
    return onnxruntime.InferenceSession(written, options, providers=["CPUExecutionProvider"])


def _tensor(name: str, values: Floats | Ints) -> bytes:
    kind = _FLOAT if values.dtype == np.float32 else _INT64
    sizes: list[tuple[int, int | str | bytes]] = [(1, size) for size in values.shape]
    little = values.astype(values.dtype.newbyteorder("<"), copy=False)
    return _message(*sizes, (2, kind), (8, name), (9, little.tobytes()))


def _message(*fields: tuple[int, int | str | bytes]) -> bytes:
    """A message of Protocol Buffers with these fields."""
    made = bytearray()
    for number, value in fields:
        if isinstance(value, int):
            made += _varint(number << 3) + _varint(value)
        else:
            data = value.encode() if isinstance(value, str) else value
            made += _varint(number << 3 | 2) + _varint(len(data)) + data
    return bytes(made)


def _varint(number: int) -> bytes:
    """A whole number, seven bits a byte; a negative one as its complement in 64 bits."""
    number &= 2**64 - 1
    made = bytearray()
    while number >= _MORE:
        made.append(number & (_MORE - 1) | _MORE)
        number >>= 7
    made.append(number)
    return bytes(made)
