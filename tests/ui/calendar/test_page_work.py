"""Held with its numbers and photos, series changed in three ways, the county answered, files."""

from datetime import date, timedelta

from icalendar import Calendar
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel

from station_app.background.changed import Changed
from station_app.ui.calendar.hold import MaterialsEdit
from station_app.ui.calendar.sheet import sheet_of
from station_app.ui.common.record_words import RecordWords
from station_app.usecases.activities import act
from station_app.usecases.reading.calendar_entry import read_entry
from station_app.usecases.reading.stock import stock
from station_app.usecases.series import add_rule
from station_app.usecases.stock import add_entry
from sync.clock import Json, iso, parse_iso
from sync.ledger.unit import unit_of_work
from sync.ledger.work_days import work_calendar
from sync.records.codes import CodeBook
from tests.printing.reading import pages_of
from tests.ui.calendar.test_page import at, open_month, planned

SERIES = {
    "name": "每周宣传",
    "kind": "weekly",
    "params": {"weekdays": [2]},
    "time_of_day": "09:00",
    "duration_min": 60,
    "template": {
        "title": "每周宣传",
        "kind": "board",
        "place": "村委会",
        "topic_codes": ["food"],
    },
}


def photo(folder, name, colour="red"):
    path = folder / name
    Image.new("RGB", (60, 40), colour).save(path)
    return path


def past_activity(seat):
    seat.open()
    seat.goto(seat.today)
    return planned(seat, seat.today - timedelta(days=1))


def dropped(widget, path):
    """A file let go over a widget, as a file manager does it."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPoint(5, 5).toPointF(),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    widget.dropEvent(event)


def test_a_held_activity_takes_numbers_stock_and_its_two_photos(seat, tmp_path):
    entry = past_activity(seat)
    received: dict[str, Json] = {
        "item_kind": "leaflet",
        "item_name": "识假挂历",
        "way": "received",
        "quantity": 500,
    }
    received["at"] = iso(parse_iso(at(seat.today - timedelta(days=20))))
    seat.do(lambda desk: add_entry(desk.ledger, desk.session, received))
    seat.goto(seat.today - timedelta(days=1))
    panel = seat.choose(entry)
    assert panel.primary.text() == "已举办"
    panel.primary.click()
    form = seat.form()
    assert iso(form.rows["held_start"].value()) == at(seat.today - timedelta(days=1))
    seat.send(form)
    assert {n for n, row in form.rows.items() if row.fault} == {
        "audience_count",
        "consult_count",
        "summary",
    }
    form.rows["audience_count"].set_value(120)
    form.rows["consult_count"].set_value(14)
    form.rows["summary"].set_value("发放识假挂历，讲解种子标签。")
    form.rows["feedback"].set_value("问哪里能退种子")
    materials = form.rows["materials"].widget
    assert isinstance(materials, MaterialsEdit)
    assert any("还有 500" in label.text() for label in materials.findChildren(QLabel))
    (line,) = materials.given.values()
    line.set_value(120)
    seat.dialogs.files = [photo(tmp_path, "横幅.png")]
    form.photos[0].choose.click()
    dropped(form.photos[1], photo(tmp_path, "现场.png", "blue"))
    seat.send(form)
    assert seat.saved == ["已保存"]
    assert seat.rows("SELECT status, audience_count FROM r_propaganda_activity") == [("held", 120)]
    assert seat.rows("SELECT title, owner_type FROM r_attachment ORDER BY title") == [
        ("横幅照片", "activity"),
        ("现场照片", "activity"),
    ]
    said = seat.words(seat.face.panel)
    assert "问哪里能退种子" in said
    assert "2 个照片或文件" in said
    (kept,) = seat.do(lambda desk: stock(desk.ledger))
    assert kept.left == 380
    seat.face.panel.buttons["sheet"].click()
    dialog = seat.form()
    seat.dialogs.files = [tmp_path / "活动记录表.pdf"]
    dialog.save.click()
    seat.qtbot.waitUntil(lambda: dialog.told.text() != "", timeout=20_000)
    content = (tmp_path / "活动记录表.pdf").read_bytes()
    assert content.startswith(b"%PDF")
    assert content.count(b"/Subtype /Image") >= 2, "both photos"
    (page,) = pages_of(tmp_path / "活动记录表.pdf")
    assert "表号 F-35 第1版" in page
    assert "第1页 共1页" in page


def test_what_was_moved_is_suggested_for_the_day_it_was_moved_to(seat):
    entry = past_activity(seat)
    moved = at(seat.today - timedelta(days=1), 5)
    told = {"not_held_reason": "下雪", "moved_to": moved}
    seat.do(
        lambda desk: act(desk.ledger, desk.session, entry, "postpone", told),
        lambda done: Changed.of("propaganda_activity", done.id),
    )
    seat.goto(seat.today - timedelta(days=1))
    seat.choose(entry).primary.click()
    assert iso(seat.form().rows["held_start"].value()) == moved


def test_the_sheet_of_an_activity_without_a_known_end_tells_when_it_began(seat):
    entry = past_activity(seat)
    begun = at(seat.today - timedelta(days=1))
    told: dict[str, Json] = {
        "held_start": begun,
        "held_end": begun,
        "audience_count": 3,
        "consult_count": 0,
        "summary": "宣传",
    }
    seat.do(lambda desk: act(desk.ledger, desk.session, entry, "hold", told))
    read = seat.do(lambda desk: read_entry(desk.ledger, desk.session, "propaganda_activity", entry))
    words = RecordWords(seat.context.words, CodeBook({}), seat.context.today)
    paper = sheet_of(read, words, {}, "镇东站", ())
    assert "08:00" in paper.html
    assert "08:00–" not in paper.html


def test_a_photo_that_cannot_be_taken_keeps_nothing_else_back(seat, tmp_path):
    entry = past_activity(seat)
    seat.goto(seat.today - timedelta(days=1))
    seat.choose(entry).primary.click()
    form = seat.form()
    form.fill({"audience_count": 3, "consult_count": 0, "summary": "宣传"})
    bad = tmp_path / "程序.exe"
    bad.write_bytes(b"MZ" + bytes(100))
    form.photos[0].take([bad])
    seat.send(form)
    assert seat.rows("SELECT status FROM r_propaganda_activity") == [("held",)]
    assert "没能收下" in seat.said[-1]


def test_what_was_typed_about_a_held_one_is_there_again(seat, tmp_path):
    entry = past_activity(seat)
    seat.goto(seat.today - timedelta(days=1))
    seat.choose(entry).primary.click()
    form = seat.form()
    form.rows["summary"].set_value("写到一半")
    form.rows["summary"].editor.edited.emit()
    form.photos[0].take([photo(tmp_path, "横幅.png")])
    form.reject()
    seat.rest()
    seat.face.panel.primary.click()
    form = seat.form()
    assert form.rows["summary"].value() == "写到一半"
    assert [path.name for path in form.photos[0].paths] == ["横幅.png"]


# Series


def series(seat):
    """Every Tuesday from today on; the ids of its entries."""
    rule = {**SERIES, "start_on": seat.today.isoformat()}
    made = seat.do(lambda desk: add_rule(desk.ledger, desk.session, rule, work_calendar()))
    seat.open()
    return made.id, entries_of(seat)


def entries_of(seat):
    return seat.rows(
        "SELECT id, occurrence_on, title, place FROM r_propaganda_activity "
        "WHERE deleted_at IS NULL ORDER BY planned_start"
    )


def change(seat, entry, how):
    """Opens the form for one, this and following, or all."""
    seat.goto(date.fromisoformat(entry[1]))
    panel = seat.choose(entry[0])
    assert "每周的" in seat.words(panel)
    seat.dialogs.answer = how
    panel.buttons["edit"].click()
    return seat.form()


def test_a_series_is_planned_with_its_next_days_shown(seat):
    page, _ = open_month(seat)
    page.face.header.new.click()
    form = seat.form()
    form.fill({"title": "赶集日宣传", "place": "镇大集", "kind": "market_day"})
    form.rows["topic_codes"].set_value(["farm_inputs"])
    repeat = form.repeat
    repeat.kind.set_value("lunar_digit")
    repeat._edited()
    assert "填完整" in repeat.preview.text()
    repeat.rows["digits"].set_value(["3", "8"])
    repeat._edited()
    assert repeat.preview.text().startswith("农历逢3、8。接下来：")
    seat.send(form)
    (rule,) = seat.rows("SELECT kind, params FROM r_recurrence_rule")
    assert rule == ("lunar_digit", '{"digits":[3,8]}')
    assert len(entries_of(seat)) > 5


def test_a_rule_that_cannot_stand_is_told_at_its_own_field(seat):
    page, _ = open_month(seat)
    page.face.header.new.click()
    form = seat.form()
    form.fill({"title": "每月", "place": "村口"})
    form.repeat.kind.set_value("monthly_day")
    form.repeat.rows["month_day"].set_value(40)
    form.repeat._edited()
    seat.send(form)
    assert form.repeat.rows["month_day"].fault
    assert seat.rows("SELECT COUNT(*) FROM r_recurrence_rule") == [(0,)]


def test_one_of_a_series_is_changed_and_the_others_stay(seat):
    _, found = series(seat)
    form = change(seat, found[2], "one")
    form.rows["place"].set_value("村口")
    seat.send(form)
    after = entries_of(seat)
    assert [row[3] for row in after[:4]] == ["村委会", "村委会", "村口", "村委会"]
    assert "单独改过" in seat.words(seat.face.panel)


def test_this_and_following_go_by_a_rule_of_their_own(seat):
    rule_id, found = series(seat)
    form = change(seat, found[2], "following")
    form.rows["title"].set_value("新题目")
    form.repeat.rows["weekdays"].set_value(["3"])
    form.repeat._edited()
    seat.send(form)
    after = entries_of(seat)
    assert [row[2] for row in after[:4]] == ["每周宣传", "每周宣传", "新题目", "新题目"]
    assert [date.fromisoformat(row[1]).isoweekday() for row in after[:4]] == [2, 2, 3, 3]
    assert seat.rows("SELECT follows_id FROM r_recurrence_rule WHERE follows_id IS NOT NULL") == [
        (rule_id,)
    ]


def test_all_of_a_series_are_changed(seat):
    _, found = series(seat)
    form = change(seat, found[2], "all")
    form.rows["place"].set_value("村口")
    form.rows["from"].set_value("14:30")
    form.rows["until"].set_value("15:30")
    seat.send(form)
    after = entries_of(seat)
    assert {row[3] for row in after} == {"村口"}
    starts = seat.rows("SELECT planned_start FROM r_propaganda_activity WHERE deleted_at IS NULL")
    assert {iso(start)[11:16] for (start,) in starts} == {"14:30"}


# The county's plan


def campaign(seat, **other):
    values = {
        "plan_name": "2026年宣传计划",
        "entry_key": "315",
        "title": "年末农资宣传",
        "kind": "campaign",
        "topic_codes": ["farm_inputs"],
        "from_on": seat.today.isoformat(),
        "to_on": (seat.today + timedelta(days=20)).isoformat(),
        "levels": ["village"],
        **other,
    }

    def job(desk):
        with unit_of_work(desk.ledger, desk.session.user_id) as unit:
            return unit.create("campaign", values).id

    return seat.do(job)


def test_the_county_is_answered_with_a_day_in_its_span(seat):
    asked = campaign(seat)
    page = seat.open()
    panel = page.face.panel
    assert "年末农资宣传" in seat.words(panel)
    panel.answers[asked].click()
    form = seat.form()
    form.rows["place"].set_value("镇大集")
    form.rows["day"].set_value((seat.today + timedelta(days=30)).isoformat())
    seat.send(form)
    assert form.rows["day"].fault
    form.rows["day"].set_value((seat.today + timedelta(days=7)).isoformat())
    seat.send(form)
    (row,) = seat.rows("SELECT campaign_id, title, place FROM r_propaganda_activity")
    assert row == (asked, "年末农资宣传", "镇大集")
    assert asked not in page.face.panel.answers, "it is answered"
    assert page.face.detail.entry.kind == "county"


def test_training_that_the_county_asks_for_becomes_a_session(seat):
    asked = campaign(seat, answer_kind="training", training_kind="study_day")
    page = seat.open()
    page.face.panel.answers[asked].click()
    form = seat.form()
    form.rows["place"].set_value("村委会")
    seat.send(form)
    assert seat.rows("SELECT campaign_id, kind, place FROM r_training_session") == [
        (asked, "study_day", "村委会")
    ]


def test_the_county_sees_which_stations_lack(county_seat):
    seat = county_seat
    asked = campaign(seat)

    def job(desk):
        with unit_of_work(desk.ledger, desk.session.user_id) as unit:
            for code, name in (("120115101201", "镇东村站"), ("120115101202", "镇西村站")):
                unit.create(
                    "station",
                    {"station_code": code, "display_name": name, "level": "village"},
                )

    seat.do(job)
    page = seat.open()
    said = seat.words(page.face.panel)
    assert "镇东村站：还没定日子" in said
    assert "镇西村站：还没定日子" in said
    assert asked not in page.face.panel.answers


# Paper and files


def test_the_month_goes_onto_paper(seat, tmp_path):
    entry = past_activity(seat)
    assert entry
    seat.face.header.print.click()
    dialog = seat.form()
    dialog.paper.set_value("A4")
    seat.dialogs.files = [tmp_path / "十一月"]
    dialog.save.click()
    seat.qtbot.waitUntil(lambda: dialog.told.text() != "", timeout=20_000)
    assert (tmp_path / "十一月.pdf").read_bytes().startswith(b"%PDF")
    assert "十一月.pdf" in dialog.told.text()


def test_the_calendar_goes_out_as_a_file_and_comes_in_once(seat, tmp_path):
    page, day = open_month(seat)
    planned(seat, day)
    place = tmp_path / "out.ics"
    seat.dialogs.files = [place]
    page.acts.files.export()
    seat.rest()
    (event,) = Calendar.from_ical(place.read_bytes()).walk("VEVENT")
    assert event["SUMMARY"] == "赶集日农资识假"
    foreign = place.read_text("utf-8").replace(event["UID"], "other@example.org")
    place.write_text(foreign.replace("赶集日农资识假", "镇里的会"), "utf-8")
    for made in ("1 条已列入日历", "0 条已列入日历"):
        page.acts.files.take_in()
        seat.rest()
        assert made in seat.words(seat.form())
    titles = seat.rows("SELECT title FROM r_propaganda_activity ORDER BY title")
    assert titles == [("赶集日农资识假",), ("镇里的会",)]


def test_leaflets_are_received_and_counted_in_one_sitting(seat):
    page = seat.open()
    page.acts.stock()
    form = seat.form()
    form.fill({"item_name": "识假挂历", "quantity": 500})
    seat.send(form)
    assert "还有 500" in seat.words(form)
    form.fill({"item_name": "识假挂历", "way": "counted", "quantity": 480})
    seat.send(form)
    assert "还有 480" in seat.words(form)
    seat.send(form)
    assert form.rows["item_name"].fault


def test_a_market_is_written_down_and_seen(seat):
    page, day = open_month(seat)
    page.acts.market()
    form = seat.form()
    form.rows["name"].set_value("大口屯集")
    form.repeat.kind.set_value("solar_digit")
    form.repeat.rows["digits"].set_value(["5"])
    form.repeat._edited()
    seat.send(form)
    assert page.face.facts[day].markets == ("大口屯集",)


def test_what_another_page_writes_is_seen_at_once(seat):
    page, day = open_month(seat)
    entry = planned(seat, day)
    assert page.shown(entry) is not None

    def job(desk):
        return act(desk.ledger, desk.session, entry, "cancel", {"not_held_reason": "雨"})

    seat.do(job, lambda done: Changed.of("propaganda_activity", done.id))
    assert page.shown(entry).status == "cancelled"
