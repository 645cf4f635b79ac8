"""Cores and memory are handed out as far as they go."""

from penstock.engine.records import Resources
from penstock.launchers.slots import Slots

GIB = 1 << 30


def test_gives_a_core_to_who_asks_for_nothing():
    slots = Slots(2, 0)
    cost = slots.cost_of(Resources())
    assert [slots.take(cost) for _ in range(3)] == [True, True, False]


def test_takes_as_many_as_their_fractions_allow():
    slots = Slots(1, 0)
    cost = slots.cost_of(Resources(cpu=0.1))
    assert sum(slots.take(cost) for _ in range(20)) == 10


def test_counts_memory_too():
    slots = Slots(8, 4 * GIB)
    cost = slots.cost_of(Resources(memory_bytes=3 * GIB))
    assert slots.take(cost)
    assert not slots.take(cost)
    slots.give_back(cost)
    assert slots.take(cost)


def test_does_not_count_memory_where_it_cannot_be_told():
    slots = Slots(8, 0)
    assert slots.take(slots.cost_of(Resources(memory_bytes=3 * GIB)))


def test_cuts_a_request_to_the_machine_and_lets_it_run_alone():
    slots = Slots(2, 4 * GIB)
    cost = slots.cost_of(Resources(cpu=1, memory_bytes=100 * GIB))
    assert "102400 MiB of memory (there are 4096)" in cost.notice
    assert slots.take(cost)
    assert not slots.take(slots.cost_of(Resources()))


def test_describes_what_is_taken():
    slots = Slots(2, 0)
    slots.take(slots.cost_of(Resources()))
    assert slots.describe() == "1 of 2 cores are taken by 1 other task"
