"""The laws of turns: one unit of a host at a time, each host in its turn, and no unit is forgotten."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from nightdesk.scheduler import NOBODY, Due, HostQueue, Turns

HOSTS = ("a", "b", "c", "d", NOBODY)


def due(*hosts, start=0):
    return [Due(f"{host}{number}", host) for number, host in enumerate(hosts, start)]


def taken(queue, turns, number, now=0.0):
    """Units that are taken where each ends as soon as it has begun."""
    units = []
    for _ in range(number):
        found = queue.take(now)
        if found is None:
            break
        units.append(found[0])
        turns.end(found[1], now)
        queue.wake(found[1])
    return units


def test_two_units_of_an_honest_host_do_not_stand_behind_eighty_of_another():
    turns = Turns()
    queue = HostQueue(turns)
    queue.add(due(*["hog"] * 80, "honest", "honest"))
    assert taken(queue, turns, 4) == ["hog0", "honest80", "hog1", "honest81"]


def test_a_host_is_asked_by_one_stage_at_a_time():
    turns = Turns()
    polls, reads = HostQueue(turns), HostQueue(turns)
    polls.add(due("a"))
    reads.add(due("a", start=1))
    assert polls.take(0.0) == ("a0", "a")
    assert reads.take(0.0) is None
    turns.end("a", 1.0)
    reads.wake("a")
    assert reads.take(1.0) == ("a1", "a")


def test_a_pause_holds_back_its_own_host_alone():
    turns = Turns()
    queue = HostQueue(turns)
    queue.add(due("slow", "slow", "quick", "quick"))
    unit, host = queue.take(0.0)
    turns.end(host, 0.0)
    turns.pause(host, 30.0, 0.0)
    queue.put_back(unit, host)
    assert taken(queue, turns, 9, now=1.0) == ["quick2", "quick3"]
    assert queue.ready_at == 30.0
    assert taken(queue, turns, 1, now=30.0) == ["slow0"]
    assert queue.take(59.0) is None
    assert queue.take(60.0) == ("slow1", "slow")


def test_what_is_put_off_is_waited_for_no_more():
    queue = HostQueue(Turns())
    queue.add(due("a", "a", "b"))
    assert queue.take_all("a") == ["a0", "a1"]
    assert len(queue) == 1
    assert queue.take(0.0) == ("b2", "b")
    assert queue.take(0.0) is None


class Stages:
    """Two stages that share the turns of hosts; no host may be under way twice."""

    def __init__(self, units):
        self.turns = Turns()
        self.queues = [HostQueue(self.turns), HostQueue(self.turns)]
        self.now, self.under_way, self.ended = 0.0, [], []
        for number, (row, host) in enumerate(units):
            self.queues[row].add([Due(f"{number}", host)])

    def take(self, row):
        found = self.queues[row].take(self.now)
        if found is not None:
            self.under_way.append((row, *found))
        most = Counter(host for _, _, host in self.under_way if host != NOBODY)
        assert max(most.values(), default=0) <= 1

    def end(self, index, *, is_back=False):
        if not self.under_way:
            return
        row, unit, host = self.under_way.pop(index % len(self.under_way))
        self.turns.end(host, self.now)
        if is_back:
            self.turns.pause(host, 2.0, self.now)
            self.queues[row].put_back(unit, host)
        else:
            self.ended.append(unit)
        for queue in self.queues:
            queue.wake(host)

    def do(self, step, number):
        self.now += 0.5
        if step == "take":
            self.take(number % 2)
        elif step == "rest":
            self.ended.extend(self.queues[number % 2].take_all(HOSTS[number % len(HOSTS)]))
        else:
            self.end(number, is_back=step == "turn back")


@given(
    st.lists(st.tuples(st.integers(0, 1), st.sampled_from(HOSTS)), max_size=40),
    st.lists(st.tuples(st.sampled_from(["take", "end", "turn back", "rest"]), st.integers(0, 99)), max_size=120),
)
def test_whatever_happens_each_unit_is_taken_and_no_host_twice_at_once(units, steps):
    stages = Stages(units)
    for step, number in steps:
        stages.do(step, number)
    for _ in range(len(units) * 6):
        stages.now += 1.0
        stages.take(0)
        stages.take(1)
        stages.end(0)
    assert sorted(stages.ended) == sorted(f"{number}" for number in range(len(units)))
    assert [len(queue) for queue in stages.queues] == [0, 0]
