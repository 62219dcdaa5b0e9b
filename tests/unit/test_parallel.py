"""Work for many items at once."""

import threading
import time

import pytest

from ci_l10n.parallel import in_parallel


@pytest.mark.parametrize("threads", [1, 3, 8])
def test_every_item_is_worked_on_once(threads: int) -> None:
    done = dict(in_parallel(lambda item: item * 2, range(40), threads))
    assert done == {item: item * 2 for item in range(40)}


def test_several_items_are_under_way_at_once() -> None:
    together = threading.Barrier(4, timeout=20)
    found = list(in_parallel(lambda item: (item, together.wait()), range(4), 4))
    assert sorted(item for item, _ in found) == [0, 1, 2, 3]


def test_after_an_error_nothing_is_begun_and_what_was_under_way_is_kept() -> None:
    begun: list[int] = []
    both = threading.Barrier(2, timeout=20)
    has_failed = threading.Event()

    def work(item: int) -> int:
        begun.append(item)
        if item > 1:
            time.sleep(0.1)  # the error is long known when all of them could have been worked on
            return item
        both.wait()
        if item == 0:
            has_failed.set()
            raise ValueError("no")
        has_failed.wait(20)
        return item

    got: list[int] = []
    with pytest.raises(ValueError, match="no"):
        got.extend(item for item, _ in in_parallel(work, range(50), 2))
    assert len(begun) < 10
    assert 1 in got
    assert sorted([0, *got]) == sorted(begun)


def test_alone_an_error_is_raised_at_its_item() -> None:
    with pytest.raises(ZeroDivisionError):
        list(in_parallel(lambda item: 1 // item, [1, 0, 2], 1))
