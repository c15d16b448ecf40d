"""Accounts of the own station."""

import pytest

from station_app.usecases import people
from station_app.usecases.desk import open_desk
from sync.problems import Problem, ProblemKind
from tests.usecases.desks import PASSWORD

OTHER = "corn-and-beans-7"


def opened(tmp_path, login, password, clock):
    return open_desk(tmp_path / "desk", login, password, clock=clock)


def test_a_further_person_signs_in_with_the_role_given(desk, tmp_path, clock):
    made = people.add_user(desk, "wang", OTHER, "王五", "village_cadre", "2026-12-31")
    assert [(r.role, r.to_day) for r in made.roles] == [("village_cadre", "2026-12-31")]
    with_other = opened(tmp_path, "wang", OTHER, clock)
    assert with_other.session.name == "王五"
    with_other.close()
    assert [row.login for row in people.users(desk)] == ["lizhuli", "wang"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"login": "lizhuli"}, "login"),
        ({"login": "a b"}, "login"),
        ({"name": ""}, "name"),
        ({"role": "county_leader"}, "role"),
        ({"role": "king"}, "role"),
        ({"until": "2020-01-01"}, "until"),
        ({"until": "soon"}, "until"),
        ({"password": "short"}, "password"),
    ],
)
def test_what_is_wrong_with_a_new_account_is_named(desk, changes, field):
    given = {"login": "wang", "password": OTHER, "name": "王五", "role": "village_cadre"}
    given |= changes
    with pytest.raises(Problem) as told:
        people.add_user(desk, **given)
    assert told.value.fields.keys() == {field}
    assert len(people.users(desk)) == 1


def test_a_cadre_keeps_no_accounts_but_changes_the_own_password(desk, tmp_path, clock):
    people.add_user(desk, "wang", OTHER, "王五", "village_cadre")
    cadre = opened(tmp_path, "wang", OTHER, clock)
    for wish in (
        lambda: people.add_user(cadre, "zhao", OTHER, "赵六", "village_cadre"),
        lambda: people.disable(cadre, "lizhuli"),
        lambda: people.change_password(cadre, "lizhuli", "third-harvest-9"),
    ):
        with pytest.raises(Problem) as told:
            wish()
        assert told.value.kind is ProblemKind.NOT_PERMITTED
    people.change_password(cadre, "wang", "third-harvest-9")
    cadre.close()
    opened(tmp_path, "wang", "third-harvest-9", clock).close()


def test_a_disabled_account_opens_nothing_and_its_login_stays_taken(desk, tmp_path, clock):
    people.add_user(desk, "wang", OTHER, "王五", "village_cadre")
    people.disable(desk, "wang")
    with pytest.raises(Problem) as told:
        opened(tmp_path, "wang", OTHER, clock)
    assert told.value.kind is ProblemKind.WRONG_PASSWORD
    assert [row.active for row in people.users(desk)] == [True, False]
    with pytest.raises(Problem) as told:
        people.add_user(desk, "wang", OTHER, "王五", "village_cadre")
    assert told.value.fields == {"login": "taken"}


def test_a_login_that_is_there_in_other_letters_is_taken(desk):
    people.add_user(desk, "wang", OTHER, "王五", "village_cadre")
    with pytest.raises(Problem) as told:
        people.add_user(desk, "WANG", "third-harvest-9", "王五", "village_cadre")
    assert told.value.fields == {"login": "taken"}
    assert [row.login for row in people.users(desk)] == ["lizhuli", "wang"]


def test_the_last_account_that_lets_others_in_stays(desk):
    people.add_user(desk, "wang", OTHER, "王五", "village_cadre")
    with pytest.raises(Problem) as told:
        people.disable(desk, "lizhuli")
    assert told.value.fields == {"login": "last_one"}
    people.add_user(desk, "zhao", OTHER, "赵六", "village_assistant")
    people.disable(desk, "lizhuli")


def test_an_account_the_county_disabled_is_not_let_in(desk, tmp_path, clock):
    people.add_user(desk, "wang", OTHER, "王五", "village_cadre")
    desk.ledger.db.run("UPDATE r_user SET active = 0 WHERE login = 'wang'")
    with pytest.raises(Problem) as told:
        opened(tmp_path, "wang", OTHER, clock)
    assert told.value.kind is ProblemKind.NOT_PERMITTED


def test_a_cut_between_keys_and_ledger_is_mended_by_doing_it_again(desk, tmp_path, clock):
    left = desk.ledger.new_id()
    desk.keys.add_user("wang", "half-done-work-1", desk.data_key, user_id=left)
    made = people.add_user(desk, "wang", OTHER, "王五", "village_cadre")
    assert made.id == left
    opened(tmp_path, "wang", OTHER, clock).close()


def test_another_person_takes_the_seat_at_an_open_desk(desk):
    people.add_user(desk, "wang", OTHER, "王五", "village_cadre")
    assert desk.sign_in("wang", OTHER).login == "wang"
    with pytest.raises(Problem):
        desk.sign_in("lizhuli", "wrong password")
    assert desk.session.login == "wang"
    assert desk.sign_in("lizhuli", PASSWORD).login == "lizhuli"
