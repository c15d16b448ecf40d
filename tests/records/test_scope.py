from hypothesis import given
from hypothesis import strategies as st

from sync.records.scope import shown_to

WINDOW_OF = {"east": "window", "west": "window", "far": "other_window", "window": None}


def referral(status, to="window", start="east"):
    return {"status": status, "from_org_id": start, "to_org_id": to}


def test_a_case_is_shown_at_home_and_at_its_window():
    assert shown_to("east", "window", [], WINDOW_OF) == {"east", "window"}


def test_a_window_s_own_case_has_no_second_window():
    assert shown_to("window", None, [], WINDOW_OF) == {"window"}


def test_a_village_it_was_referred_to_sees_it_and_so_does_that_village_s_window():
    shown = shown_to("east", "window", [referral("sent", "far", "window")], WINDOW_OF)
    assert shown == {"east", "window", "far", "other_window"}


def test_after_the_return_the_target_is_out():
    for status in ("returned", "cancelled", "draft"):
        assert "west" not in shown_to("east", "window", [referral(status, "west")], WINDOW_OF)


def test_a_referral_without_status_shows_the_case_to_nobody():
    assert shown_to("east", None, [{"to_org_id": "west"}], WINDOW_OF) == {"east"}


def test_another_open_referral_keeps_a_station_in():
    both = [referral("returned", "west"), referral("accepted", "west")]
    assert "west" in shown_to("east", "window", both, WINDOW_OF)


def test_a_referral_without_ends_adds_none():
    assert shown_to("east", None, [{"status": "sent", "to_org_id": ""}], WINDOW_OF) == {"east"}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["draft", "sent", "received", "accepted", "returned", "cancelled"]),
            st.sampled_from(["west", "far", "window"]),
        )
    )
)
def test_a_station_nobody_sent_it_to_never_sees_it(sent):
    shown = shown_to("east", "window", [referral(s, t) for s, t in sent], WINDOW_OF)
    live = {t for s, t in sent if s not in ("draft", "returned", "cancelled")}
    assert ("west" in shown) == ("west" in live)
    assert ("far" in shown) == ("far" in live)
    assert {"east", "window"} <= shown
