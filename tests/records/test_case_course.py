import random

from hypothesis import given
from hypothesis import strategies as st

from sync.clock import Json
from sync.records.case import CASE
from sync.records.case_course import READ_OF_CASE, READ_OF_EVENT, course, referral_course
from sync.records.fixed_codes import FIXED
from sync.records.kinds import By

CASE_VALUES: dict[str, Json] = {"id": "case", "station_id": "east", "registered_at": 1}


def step(id_, after, to_status, *, rank=1, at=100, kind="note", sets=None, **more):
    return {
        "id": id_,
        "follows_id": after,
        "to_status": to_status,
        "rank": rank,
        "recorded_at": at,
        "event_type": kind,
        "sets": sets or {},
        **more,
    }


REGISTERED = step("r", None, "registered", at=1, kind="registered")
ACCEPTED = step("a", "r", "accepted", at=2, kind="accepted", sets={"handler_id": "li"})


def decision(id_, winner, loser, *, at=900, after=None):
    return step(id_, after or winner, None, rank=9, at=at, sets={"decides": [winner, loser]})


def test_a_case_without_events_stands_where_its_creation_left_it():
    assert course({"station_id": "east"}, []).fields["status"] == "draft"
    fresh = course(CASE_VALUES, [])
    assert fresh.fields["status"] == "registered"
    assert fresh.fields["owner_org_id"] == "east"
    assert fresh.last_step_id is None


def test_steps_follow_one_another():
    end = step(
        "c",
        "a",
        "concluded",
        kind="settled_now",
        sets={
            "outcome": "immediate",
            "money_refund": 32000,
            "money_compensate": 5,
            "handler_id": None,
        },
    )
    went = course(CASE_VALUES, [end, ACCEPTED, REGISTERED])
    assert went.winning == ("r", "a", "c")
    assert went.last_step_id == "c"
    assert went.open_branch is None
    assert went.fields["status"] == "concluded"
    assert went.fields["handler_id"] is None
    assert went.fields["recovered_agreed"] == went.fields["recovered_confirmed"] == 32005


def test_money_of_what_was_not_resolved_is_not_recovered():
    end = step("c", "a", "concluded", sets={"outcome": "refused", "money_refund": 5})
    assert course(CASE_VALUES, [REGISTERED, ACCEPTED, end]).fields["recovered_agreed"] == 0
    end = step("c", "a", "concluded", sets={"outcome": "self_settled", "money_refund": 5})
    fields = course(CASE_VALUES, [REGISTERED, ACCEPTED, end]).fields
    assert (fields["recovered_agreed"], fields["recovered_confirmed"]) == (5, 0)


def test_of_two_steps_after_the_same_one_the_higher_authority_counts_with_its_branch():
    cancel = step("x", "r", "cancelled", rank=2, at=50)
    later = step("b", "a", "in_progress", at=60)
    went = course(CASE_VALUES, [REGISTERED, ACCEPTED, later, cancel])
    assert went.fields["status"] == "cancelled"
    assert went.superseded == {"a", "b"}
    assert went.open_branch == ("x", "b")


def test_of_equal_authority_the_later_recording_counts():
    early = step("z", "r", "accepted", at=5)
    late = step("b", "r", "concluded", at=6)
    assert course(CASE_VALUES, [late, early, REGISTERED]).winning == ("r", "b")


def test_two_steps_that_say_the_same_need_no_decision():
    twin = step(
        "t", "r", "accepted", at=9, kind="accepted", sets={"handler_id": "li", "accepted_at": 9}
    )
    went = course(CASE_VALUES, [REGISTERED, ACCEPTED, twin])
    assert went.open_branch is None
    assert went.superseded == {"a"}
    more = step("m", "a", "concluded", at=10)
    assert course(CASE_VALUES, [REGISTERED, ACCEPTED, twin, more]).open_branch == ("t", "m")
    ahead = step("n", "t", "concluded", at=11)
    assert course(CASE_VALUES, [REGISTERED, ACCEPTED, twin, ahead]).open_branch is None


def test_a_desk_s_decision_closes_the_fork():
    cancel = step("x", "r", "cancelled", rank=4, at=50)
    events = [REGISTERED, ACCEPTED, cancel, decision("d", "a", "x")]
    went = course(CASE_VALUES, events)
    assert went.fields["status"] == "accepted"
    assert went.superseded == {"x"}
    assert went.open_branch is None
    # What comes after the decision, or after the winner unseen by it, goes on from the winner.
    for after in ("a", "d"):
        on = step("n", after, "in_progress")
        assert course(CASE_VALUES, [*events, on]).winning == ("r", "a", "n")
    # The loser's own later steps stay with the loser.
    off = step("y", "x", "archived", rank=9)
    assert course(CASE_VALUES, [*events, off]).winning == ("r", "a")


def test_the_newest_decision_counts():
    cancel = step("x", "r", "cancelled", rank=4, at=50)
    events = [
        REGISTERED,
        ACCEPTED,
        cancel,
        decision("d", "a", "x"),
        decision("e", "x", "a", at=901),
    ]
    assert course(CASE_VALUES, events).winning == ("r", "x")
    again = decision("f", "d", "x", at=902)
    assert course(CASE_VALUES, [*events, again]).winning == ("r", "a")


def test_a_decision_of_two_leaves_the_third_open():
    third = step("t", "r", "not_accepted", rank=2, at=60)
    cancel = step("x", "r", "cancelled", rank=4, at=50)
    went = course(CASE_VALUES, [REGISTERED, ACCEPTED, third, cancel, decision("d", "a", "x")])
    assert went.winning == ("r", "t")
    assert went.open_branch == ("t", "a")
    older = decision("o", "t", "a", at=800)
    went = course(
        CASE_VALUES, [REGISTERED, ACCEPTED, third, cancel, decision("d", "a", "x"), older]
    )
    assert went.winning == ("r", "t")


def test_what_lost_to_a_loser_is_out_as_well():
    third = step("t", "r", "not_accepted", rank=4, at=60)
    cancel = step("x", "r", "cancelled", rank=2, at=50)
    both = [decision("d", "a", "x"), decision("o", "x", "t", at=800)]
    went = course(CASE_VALUES, [REGISTERED, ACCEPTED, third, cancel, *both])
    assert went.winning == ("r", "a")
    assert went.open_branch is None


def test_a_decision_needs_the_highest_rank_and_two_ends():
    cancel = step("x", "r", "cancelled", rank=4, at=50)
    for sets in ({"decides": ["a"]}, {"decides": ["a", 7]}, {"decides": "a"}):
        bad = step("d", "a", None, rank=9, sets=sets)
        assert course(CASE_VALUES, [REGISTERED, ACCEPTED, cancel, bad]).winning == ("r", "x")
    low = step("d", "a", None, rank=4, sets={"decides": ["a", "x"]})
    assert course(CASE_VALUES, [REGISTERED, ACCEPTED, cancel, low]).winning == ("r", "x")


def test_a_decision_about_what_is_no_fork_changes_nothing():
    for ends in (("a", "r"), ("a", "a"), ("moon", "a"), ("d", "a")):
        went = course(CASE_VALUES, [REGISTERED, ACCEPTED, decision("d", *ends)])
        assert went.winning == ("r", "a")


def test_a_correction_changes_no_status():
    correction = step("k", "a", "concluded", kind="correction")
    assert course(CASE_VALUES, [REGISTERED, ACCEPTED, correction]).fields["status"] == "accepted"


def test_what_this_version_does_not_know_is_passed_over():
    strange = step(
        "s",
        "a",
        "in_progress",
        kind="teleported",
        sets={"aura": "blue", "accepted_at": "noon", "status": "archived", "case_no": "1"},
    )
    went = course(CASE_VALUES, [REGISTERED, ACCEPTED, strange])
    assert went.fields["status"] == "in_progress"
    assert went.fields["accepted_at"] is None
    assert went.fields.keys() == {f.name for f in CASE.fields if f.by is By.STEP}
    unknown_status = step("s", "a", "in_orbit")
    assert course(CASE_VALUES, [REGISTERED, ACCEPTED, unknown_status]).winning == ("r", "a")


def test_a_step_whose_parent_has_not_come_waits():
    orphan = step("o", "missing", "archived", rank=4)
    went = course(CASE_VALUES, [REGISTERED, ACCEPTED, orphan])
    assert went.winning == ("r", "a")
    assert went.superseded == frozenset()


def test_steps_that_follow_themselves_wait_too():
    ring = [step("p", "q", "archived"), step("q", "p", "archived"), step("o", "o", "cancelled")]
    assert course(CASE_VALUES, [REGISTERED, ACCEPTED, *ring]).winning == ("r", "a")
    decisions = [decision("d", "e", "a"), decision("e", "d", "a"), step("n", "d", "archived")]
    assert course(CASE_VALUES, [REGISTERED, ACCEPTED, *decisions]).winning == ("r", "a")


def test_a_second_registration_is_set_aside_and_its_steps_are_not_lost():
    again = step("r2", None, "registered", at=3, kind="registered")
    went = course(CASE_VALUES, [REGISTERED, again, step("a", "r2", "accepted")])
    assert went.winning == ("r", "a")
    assert went.superseded == {"r2"}


IDS = [*"abcdefg"]
JUNK = st.one_of(
    st.none(), st.integers(), st.text(max_size=3), st.lists(st.sampled_from(IDS)), st.booleans()
)
EVENT = st.fixed_dictionaries(
    {},
    optional={
        "id": st.one_of(st.sampled_from(IDS), JUNK),
        "follows_id": st.one_of(st.none(), st.sampled_from(IDS), JUNK),
        "to_status": st.one_of(st.sampled_from([*FIXED["status"]]), JUNK),
        "rank": st.one_of(st.sampled_from([1, 2, 4, 9]), JUNK),
        "recorded_at": st.one_of(st.integers(0, 5), JUNK),
        "origin_device": JUNK,
        "event_type": st.one_of(
            st.sampled_from(
                [
                    "registered",
                    "correction",
                    "referred",
                    "referral_received",
                    "referral_returned",
                    "cancelled",
                ]
            ),
            JUNK,
        ),
        "referral_id": st.sampled_from(["ref", None, "other"]),
        "sets": st.one_of(
            JUNK,
            st.dictionaries(
                st.sampled_from(["outcome", "money_refund", "accepted_at", "returned_at", "x"]),
                JUNK,
            ),
            st.fixed_dictionaries(
                {"decides": st.lists(st.sampled_from(IDS), min_size=2, max_size=2)}
            ),
        ),
    },
)


@given(st.lists(EVENT, max_size=9), st.randoms(use_true_random=False))
def test_any_events_in_any_order_and_however_often_give_the_same_course(
    events: list, chance: random.Random
):
    shuffled = [*events, *events]
    chance.shuffle(shuffled)
    assert course(CASE_VALUES, shuffled) == course(CASE_VALUES, events)
    referral: dict[str, Json] = {"id": "ref"}
    assert referral_course(referral, shuffled) == referral_course(referral, events)


class Asked(dict[str, Json]):
    """Values that remember which of them were asked for."""

    def __init__(self, values: dict[str, Json]) -> None:
        super().__init__(values)
        self.names: set[str] = set()

    def get(self, name, default=None):
        self.names.add(name)
        return super().get(name, default)

    def __getitem__(self, name):
        self.names.add(name)
        return super().__getitem__(name)


@given(st.lists(EVENT, max_size=9, unique_by=lambda event: str(event.get("id"))))
def test_a_course_reads_no_more_of_a_case_and_its_events_than_is_loaded_for_it(events: list):
    case, asked = Asked({**CASE_VALUES}), [Asked(event) for event in events]
    course(case, asked)
    referral_course({"id": "ref"}, asked)
    assert case.names <= {*READ_OF_CASE}
    assert {name for event in asked for name in event.names} <= {"id", *READ_OF_EVENT}


TREES = st.lists(
    st.tuples(st.integers(0, 8), st.sampled_from([1, 2, 4]), st.integers(0, 3)), max_size=9
)


@given(TREES)
def test_every_step_that_hangs_on_the_registration_counts_or_is_superseded(tree):
    events = [REGISTERED]
    for number, (parent, rank, at) in enumerate(tree):
        after = "r" if parent >= number else f"s{parent}"
        events.append(
            step(
                f"s{number}",
                after,
                "in_progress",
                rank=rank,
                at=at,
                sets={"outcome_note": str(number)},
            )
        )
    went = course(CASE_VALUES, events)
    assert set(went.winning) | went.superseded == {e["id"] for e in events}
    assert not set(went.winning) & went.superseded
    assert (went.open_branch is not None) == bool(went.superseded)
    if went.open_branch is not None:
        winner, loser = went.open_branch
        settled = course(CASE_VALUES, [*events, decision("d", winner, loser)])
        assert settled.winning == went.winning
        other = course(CASE_VALUES, [*events, decision("d", loser, winner)])
        assert other.winning[-1] == loser


REFERRED = step("s", "a", "referred_out", kind="referred", referral_id="ref")
REFERRAL: dict[str, Json] = {"id": "ref", "to_org_id": "window"}


def status_of(*events):
    return referral_course(REFERRAL, [REGISTERED, ACCEPTED, *events]).fields["status"]


def test_a_referral_goes_from_sent_to_taken_over():
    received = step(
        "g",
        None,
        None,
        kind="referral_received",
        referral_id="ref",
        sets={"receipt_at": 7, "receipt_by": "wang", "accepted_at": 3},
    )
    over = step("o", "s", "accepted", kind="referral_received", referral_id="ref")
    assert status_of() == "draft"
    assert status_of(REFERRED) == "sent"
    assert status_of(REFERRED, received) == "received"
    assert status_of(REFERRED, received, over) == "accepted"
    fields = referral_course(REFERRAL, [REGISTERED, ACCEPTED, REFERRED, received]).fields
    assert (fields["receipt_at"], fields["receipt_by"]) == (7, "wang")
    assert "accepted_at" not in fields


def test_a_returned_referral_stays_returned_though_receipt_is_heard_of_later():
    back = step(
        "b",
        "s",
        "in_progress",
        kind="referral_returned",
        referral_id="ref",
        sets={"return_reason": "非本单位职责", "returned_at": 9},
    )
    received = step("g", None, None, kind="referral_received", referral_id="ref", at=500)
    assert status_of(REFERRED, back, received) == "returned"


def test_a_referral_that_lost_to_another_step_never_took_place():
    cancel = step("x", "a", "cancelled", rank=4)
    assert status_of(REFERRED, cancel) == "cancelled"
    over = step("o", "s", "accepted", kind="referral_received", referral_id="ref")
    back = step("b", "s", "in_progress", rank=2, kind="referral_returned", referral_id="ref")
    assert status_of(REFERRED, over, back) == "returned"


def test_events_of_another_referral_or_none_are_not_its_own():
    other = step("s", "a", "referred_out", kind="referred", referral_id="other")
    assert status_of(other, step("n", None, None, kind="note", referral_id="ref")) == "draft"
    assert (
        referral_course({}, [step("s", None, "referred_out", kind="referred")]).fields["status"]
        == "draft"
    )
