"""Where a case stands, computed from its events (`sync.md`, Steps of a case).

A step names the step its author saw last, so the steps form a tree.  Of two steps after the same
one the higher counts, with its branch: the higher rank, then the later recording.  The other stays
visible as superseded until a desk decides.  The result depends on the set of events alone, never
on their order, and nothing that can stand in an event makes it raise: a bad or foreign event must
not hide a case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TypeAlias

from sync.clock import Json
from sync.records.case import CASE
from sync.records.codes import RESOLVED
from sync.records.fixed_codes import FIXED
from sync.records.kinds import MAX_WHOLE, By, Field
from sync.records.referral import REFERRAL

Event: TypeAlias = Mapping[str, Json]
"""The values of a case event with its `id`."""

DECISION_RANK = 9
"""The rank of a desk's decision between two branches; `sets.decides` is [winner's end, loser's]."""

MONEY = ("money_refund", "money_replace", "money_repair", "money_compensate", "money_additional")
"""What was agreed, in fen; `recovered_agreed` is their sum."""

_SUMS = frozenset({"recovered_agreed", "recovered_confirmed"})
_CASE_FIELDS: Mapping[str, Field] = MappingProxyType(
    {f.name: f for f in CASE.fields if f.by is By.STEP and f.name not in {*_SUMS, "status"}}
)
_REFERRAL_FIELDS: Mapping[str, Field] = MappingProxyType(
    {f.name: f for f in REFERRAL.fields if f.by is By.STEP and f.name != "status"}
)
_CASE_DEFAULTS: Mapping[str, Json] = MappingProxyType(
    {f.name: f.default for f in CASE.fields if f.by is By.STEP}
)
_REFERRAL_DEFAULTS: Mapping[str, Json] = MappingProxyType(
    {f.name: f.default for f in REFERRAL.fields if f.by is By.STEP}
)
_REFERRAL_STATUS: Mapping[str, str] = {
    "referral_returned": "returned",
    "referral_result": "done",
    "cancelled": "cancelled",
}
_PROGRESS = ("draft", "sent", "received", "accepted", "done", "returned", "cancelled")
"""Referral states; of the events of a referral the furthest counts."""


@dataclass(frozen=True, slots=True)
class Course:
    """`fields`: every field of the case set by steps.  `winning`: the steps that count, first to
    last.  `superseded`: steps that lost to another.  `open_branch`: the ends (winner's, loser's) of
    the first fork a desk has still to decide.  `last_step_id`: what the next step follows."""

    fields: Mapping[str, Json]
    winning: tuple[str, ...]
    superseded: frozenset[str]
    open_branch: tuple[str, str] | None
    last_step_id: str | None


@dataclass(frozen=True, slots=True)
class ReferralCourse:
    """`fields`: every field of the referral set by steps, its status included."""

    fields: Mapping[str, Json]


READ_OF_CASE = ("station_id", "registered_at")
"""What the course depends on of the case itself."""

READ_OF_EVENT = (
    "event_type",
    "to_status",
    "follows_id",
    "rank",
    "sets",
    "referral_id",
    "recorded_at",
    "origin_device",
)
"""What it depends on of an event, besides its `id`."""

_Key: TypeAlias = tuple[int, int, str, str]


class History:
    """The events of one case, put in order once for its course and those of its referrals."""

    def __init__(self, events: Iterable[Event]) -> None:
        self._events = _unique(events)
        self._tree = _Tree(self._events)

    def course(self, case_values: Mapping[str, Json]) -> Course:
        """`case_values` gives the case's home station and whether it is registered."""
        tree = self._tree
        fields = dict(_CASE_DEFAULTS)
        fields["owner_org_id"] = case_values.get("station_id")
        if case_values.get("registered_at") is not None:
            fields["status"] = "registered"
        for step_id in tree.winning:
            step = tree.steps[step_id]
            fields["status"] = step["to_status"]
            fields.update(_known(_sets(step), _CASE_FIELDS))
        fields.update(_sums(fields))
        return Course(
            MappingProxyType(fields),
            tree.winning,
            tree.superseded,
            tree.open_branch,
            tree.winning[-1] if tree.winning else None,
        )

    def referral(self, referral_id: Json) -> ReferralCourse:
        """The course of the referral of that id, of which only its events tell."""
        fields = dict(_REFERRAL_DEFAULTS)
        status = "draft"
        named = [
            e
            for e in self._events.values()
            if referral_id is not None and e.get("referral_id") == referral_id
        ]
        for event in sorted(named, key=_key):
            if event["id"] in self._tree.superseded:
                # A referral that lost to another step never took place.
                reached = "cancelled" if event.get("event_type") == "referred" else "draft"
            else:
                reached = _referral_status(event)
                fields.update(_known(_sets(event), _REFERRAL_FIELDS))
            status = max(status, reached, key=_PROGRESS.index)
        fields["status"] = status
        return ReferralCourse(MappingProxyType(fields))


def course(case_values: Mapping[str, Json], events: Iterable[Event]) -> Course:
    """The course of a case.  `case_values` gives its home station and whether it is registered."""
    return History(events).course(case_values)


@cache
def case_beginning() -> Mapping[str, Json]:
    """What is computed of any case before its first step, but for its status and owner."""
    fields = course({}, ()).fields
    return {n: v for n, v in fields.items() if v is not None and n != "status"}


def referral_course(referral: Mapping[str, Json], events: Iterable[Event]) -> ReferralCourse:
    """The course of one referral (its `id` among the values) from all events of its case."""
    return History(events).referral(referral.get("id"))


def _referral_status(event: Event) -> str:
    kind = event.get("event_type")
    if kind == "referred":
        return "sent"
    if kind == "referral_received":
        # Taking over is a step of the case, receiving only one of the referral.
        return "received" if event.get("to_status") is None else "accepted"
    return _REFERRAL_STATUS.get(kind, "draft") if isinstance(kind, str) else "draft"


class _Tree:
    """The steps of one case and how they hang together."""

    def __init__(self, known: Mapping[str, Event]) -> None:
        """`known`: the events by id."""
        self._decisions = {id_: ends for id_, e in known.items() if (ends := _decides(e))}
        self.steps = {
            id_: e for id_, e in known.items() if id_ not in self._decisions and _is_step(e)
        }
        self._children: dict[str | None, list[str]] = {}
        for id_, step in self.steps.items():
            if not _is_root(step):
                self._children.setdefault(self._parent(step), []).append(id_)
        roots = sorted((i for i, e in self.steps.items() if _is_root(e)), key=self._rank)
        for children in self._children.values():
            children.sort(key=self._rank, reverse=True)
        self._newest_decisions = sorted(
            self._decisions, key=lambda id_: _key(known[id_]), reverse=True
        )
        self._above = self._ancestors()
        open_branches: list[tuple[str, str]] = []
        path: list[str] = []
        at: str | None = None
        while children := self._children.get(at, []):
            at, rivals = self._choose(children)
            path.append(at)
            open_branches += [(at, rival) for rival in rivals]
        self.winning = (*roots[:1], *path)
        self.superseded = frozenset(self._above.keys() - set(path)) | frozenset(roots[1:])
        self.open_branch = next(
            (
                (path[-1], self._end(rival))
                for child, rival in open_branches
                if not self._says_no_more(rival, path[path.index(child) :])
            ),
            None,
        )

    def _rank(self, id_: str) -> _Key:
        return _key(self.steps[id_])

    def _parent(self, step: Event) -> str | None:
        """The step this one stands after; None for the registration.

        Following a decision means following the branch it let win.  A circle of decisions leads
        nowhere: its first name is kept, which no step bears.
        """
        id_ = step.get("follows_id")
        seen: set[str] = set()
        while isinstance(id_, str) and id_ in self._decisions and id_ not in seen:
            seen.add(id_)
            id_ = self._decisions[id_][0]
        if not isinstance(id_, str) or (id_ in self.steps and _is_root(self.steps[id_])):
            return None
        return id_

    def _ancestors(self) -> dict[str, str | None]:
        """Every step that hangs on the registration -> its parent.

        A step whose parent has not arrived, or that hangs on itself, is not among them: it waits.
        """
        above: dict[str, str | None] = {}
        waiting: list[str | None] = [None]
        while waiting:
            parent = waiting.pop()
            for child in self._children.get(parent, []):
                above[child] = parent
                waiting.append(child)
        return above

    def _choose(self, children: list[str]) -> tuple[str, list[str]]:
        """The child that counts, and the rivals no desk has decided about.

        `children` come highest first.  The newest decision about two of them counts; what it let
        win, an older one can't put aside.
        """
        if len(children) == 1:
            return children[0], []
        out: set[str] = set()
        safe: set[str] = set()
        for decision in self._newest_decisions:
            winner, loser = (self._branch_of(end, children) for end in self._decisions[decision])
            if winner is None or loser is None or winner == loser or loser in safe:
                continue
            out.add(loser)
            if winner not in out:
                safe.add(winner)
        left = [child for child in children if child not in out]
        return left[0], left[1:]

    def _branch_of(self, end: str, children: list[str]) -> str | None:
        """Which of the sisters `end` descends from, or is."""
        seen: set[str] = set()
        while end in self._decisions and end not in seen:
            seen.add(end)
            end = self._decisions[end][0]
        at: str | None = end
        while at is not None and at in self._above:
            if at in children:
                return at
            at = self._above[at]
        return None

    def _line(self, id_: str) -> Iterator[str]:
        """The step and what counts after it."""
        yield id_
        while children := self._children.get(id_, []):
            id_, _ = self._choose(children)
            yield id_

    def _end(self, id_: str) -> str:
        *_, end = self._line(id_)
        return end

    def _says_no_more(self, rival: str, line: list[str]) -> bool:
        """Whether the rival's branch only repeats the beginning of the one that counts."""
        said = [_meaning(self.steps[id_]) for id_ in self._line(rival)]
        return said == [_meaning(self.steps[id_]) for id_ in line[: len(said)]]


def _unique(events: Iterable[Event]) -> dict[str, Event]:
    """Events by id.  Equal ids are one event; should they differ, the greater text counts."""
    found: dict[str, Event] = {}
    for event in events:
        id_ = event.get("id")
        if not isinstance(id_, str):
            continue
        if id_ not in found or _text(event) > _text(found[id_]):
            found[id_] = event
    return found


def _text(event: Event) -> str:
    return repr(sorted(event.items()))


def _is_step(event: Event) -> bool:
    """Of events that decide nothing."""
    return (
        isinstance(event.get("to_status"), str)
        and event["to_status"] in FIXED["status"]
        and event.get("event_type") != "correction"
    )


def _is_root(step: Event) -> bool:
    return step.get("event_type") == "registered" and step.get("follows_id") is None


def _decides(event: Event) -> tuple[str, str] | None:
    if event.get("rank") != DECISION_RANK:
        return None
    ends = _sets(event).get("decides")
    if not isinstance(ends, list) or len(ends) != 2:
        return None
    winner, loser = ends
    return (winner, loser) if isinstance(winner, str) and isinstance(loser, str) else None


def _sets(event: Event) -> Mapping[str, Json]:
    sets = event.get("sets")
    return sets if isinstance(sets, dict) else {}


def _known(sets: Mapping[str, Json], fields: Mapping[str, Field]) -> dict[str, Json]:
    """What a step sets of the fields this version knows, where the value can stand there.

    Unknown keys stay in the event for a version that knows them.
    """
    return {
        name: fields[name].default if value is None else value
        for name, value in sets.items()
        if name in fields and fields[name].fault(value) is None
    }


def _key(event: Event) -> _Key:
    rank, at = event.get("rank"), event.get("recorded_at")
    device = event.get("origin_device")
    return (
        rank if type(rank) is int else 0,
        at if type(at) is int else 0,
        device if isinstance(device, str) else "",
        str(event["id"]),
    )


def _meaning(step: Event) -> tuple[Json, ...]:
    """What a step says, whoever says it and when: two of one meaning are no disagreement."""
    sets = {
        name: value
        for name, value in _sets(step).items()
        if not name.endswith("_at") and value not in (None, 0)
    }
    return (step.get("event_type"), step.get("to_status"), repr(sorted(sets.items())))


def _sums(fields: Mapping[str, Json]) -> dict[str, Json]:
    """Money counts only when the matter was resolved, as recovered only when performed."""
    resolved = fields["outcome"] in RESOLVED
    agreed = 0
    for name in MONEY:
        value = fields[name]
        agreed += value if resolved and type(value) is int else 0
    agreed = min(agreed, MAX_WHOLE)
    return {
        "recovered_agreed": agreed,
        "recovered_confirmed": agreed if fields["outcome"] == "immediate" else 0,
    }
