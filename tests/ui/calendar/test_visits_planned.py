"""A visit planned from the calendar stands there at once."""

from datetime import timedelta


def test_a_visit_is_planned_from_the_menu_and_stands_in_the_calendar(seat):
    page = seat.open()
    own = seat.live.do(lambda desk: desk.session.station_id)
    said = [action.text() for action in page.acts.menu().actions()]
    assert "安排坐班巡访" in said
    page.acts.visit()
    form = seat.form()
    day = seat.today + timedelta(2)
    for name, value in (
        ("kind", "sit_in"),
        ("planned_on", day.isoformat()),
        ("visitor_org_id", own),
    ):
        form.rows[name].set_value(value)
    seat.send(form)
    ((visit, on),) = seat.rows("SELECT id, planned_on FROM r_visit")
    assert on == day.isoformat()
    seat.goto(day)
    assert visit in [entry.id for entry in seat.face.entries]


def test_who_may_not_plan_is_not_offered_a_visit(seat):
    seat.live.role("auditor")
    page = seat.open()
    said = [action.text() for action in page.acts.menu().actions()]
    assert "安排坐班巡访" not in said
