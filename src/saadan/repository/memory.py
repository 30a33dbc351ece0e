"""Remembering what was costly to find out, also that it could not be found out."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from saadan.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

Value = TypeVar("Value")

#: How long something that failed is not tried again, in seconds.
GIVEN_UP_FOR: Final = 300.0


class Memory:
    """Answers by key; the one not asked for longest makes room for a new one.

    Whoever asks for what another is finding out waits for that, and the work is done once.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._slots: OrderedDict[Hashable, _Slot] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return what `make` returns; it is called only when that is not remembered.

        Raises:
            Unavailable: `make` did, now or within GIVEN_UP_FOR.
        """
        with self._lock:
            slot = self._slots.setdefault(key, _Slot())
            self._slots.move_to_end(key)
            while len(self._slots) > self._most:
                self._slots.popitem(last=False)
        with slot.lock:
            if not slot.is_known:
                slot.find_out(make)
            if slot.error is not None:
                raise Unavailable(slot.error.sentence, **slot.error.fields)
            return cast("Value", slot.value)


class _Slot:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.value: Any = None
        self.error: Unavailable | None = None
        self._until = -1.0

    @property
    def is_known(self) -> bool:
        return self._until > time.monotonic()

    def find_out(self, make: Callable[[], Any]) -> None:
        self.error = None
        try:
            self.value = make()
            self._until = float("inf")
        except Unavailable as error:
            self.error = error
            self._until = time.monotonic() + GIVEN_UP_FOR
