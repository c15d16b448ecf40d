"""A year's official table of days off: read whole or not at all, published for every station."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from sync.center.days_off import off_by_law, publish_days_off, read_days_off
from sync.ledger.work_days import bundled_tables
from sync.problems import Problem
from tests.center.running import make_center
from tests.center.test_commands import Typist

BUNDLED = Path(__file__).resolve().parents[2] / "resources" / "calendar" / "holidays.csv"
WEEKDAYS = "一二三四五六日"


def days_2027(*without):
    """The days off by law of 2027 and one make-up Saturday, as (date, 休 or 班, name)."""
    off = [(day.isoformat(), "休", "节日") for day in sorted(off_by_law(2027))]
    return [row for row in (*off, ("2027-02-20", "班", "春节")) if row[0] not in without]


def csv_of(rows, heading="date,kind,name"):
    return "\n".join([heading, *(",".join(row) for row in rows)]) + "\n"


@pytest.fixture
def file(tmp_path):
    def write(text, name="table.csv"):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return write


@pytest.mark.parametrize("year", range(2019, 2027))
def test_every_table_that_comes_with_the_program_can_be_published(year):
    table = read_days_off(BUNDLED, year)
    assert table.days == bundled_tables()[year].days


@pytest.mark.parametrize("year", range(2019, 2027))
def test_a_file_without_a_column_of_years_gives_the_same_tables(file, year):
    rows = []
    for table in bundled_tables().values():
        for day, row in table.days.items():
            off = row.kind.value == "off"
            rows.append((day.isoformat(), WEEKDAYS[day.weekday()], "0" if off else "1",
                         "休" if off else "班", row.name, "1"))  # fmt: skip
    path = file(csv_of(rows, "date,weekday,is_workday,kind,name,second_source_agrees"))
    assert read_days_off(path, year).days == bundled_tables()[year].days


def test_the_year_is_the_files_own_where_it_holds_one(file):
    table = read_days_off(file(csv_of(days_2027())))
    assert (table.year, len(table.days)) == (2027, 14)


def test_a_december_day_of_the_new_year_stands_in_the_year_after(file):
    rows = [("2026-12-31", "休", "元旦"), *days_2027()]
    table = read_days_off(file(csv_of(rows)))
    assert (table.year, min(table.days)) == (2027, date(2026, 12, 31))


def test_json_may_tell_of_the_notice_itself(file):
    days = [{"date": d, "kind": "off" if k == "休" else "work", "name": n}
            for d, k, n in days_2027()]  # fmt: skip
    told = {"issued_no": "国办发明电〔2026〕7号", "issued_on": "2026-11-04",
            "published_by": "国务院办公厅"}  # fmt: skip
    whole = {"year": 2027, **told, "days": days}
    table = read_days_off(file(json.dumps(whole, ensure_ascii=False), "t.json"))
    assert table.days == read_days_off(file(csv_of(days_2027()))).days
    assert dict(table.told) == told
    assert read_days_off(file(json.dumps(days), "bare.json")).year == 2027


BAD_ROWS = [
    (("2027-02-30", "休", "春节"), "date"),
    (("15.2.2027", "休", "春节"), "date"),
    (("", "休", "春节"), "date"),
    (("2027-05-03", "歇", "劳动节"), "kind"),
    (("2027-05-03", "", "劳动节"), "kind"),
    (("2027-05-03", "休", ""), "name"),
    (("2027-05-03", "休", "节" * 31), "name"),
    (("2027-05-03", "班", "劳动节"), "kind"),
    (("2027-05-01", "休", "劳动节"), "date"),
    (("2028-05-02", "休", "劳动节"), "date"),
    (("2026-11-30", "休", "元旦"), "date"),
]


@pytest.mark.parametrize(("row", "field"), BAD_ROWS)
def test_a_row_that_cannot_stand_is_named_by_its_line_and_field(file, row, field):
    with pytest.raises(Problem) as raised:
        read_days_off(file(csv_of([*days_2027(), row])))
    assert list(raised.value.fields) == [f"line 16.{field}"]


def test_every_faulty_row_is_told_at_once(file):
    rows = [("x", "休", "元旦"), *days_2027(), ("2027-06-10", "?", "")]
    with pytest.raises(Problem) as raised:
        read_days_off(file(csv_of(rows)))
    assert list(raised.value.fields) == ["line 2.date", "line 17.name", "line 17.kind"]


@pytest.mark.parametrize(
    ("heading", "row", "field"),
    [
        ("date,kind,name,weekday", ("2027-05-03", "休", "劳动节", "二"), "weekday"),
        ("date,kind,name,is_workday", ("2027-05-03", "休", "劳动节", "1"), "is_workday"),
        ("date,kind,name,year", ("2027-05-03", "休", "劳动节", "2028"), "date"),
        ("date,kind,name,colour", ("2027-05-03", "休", "劳动节", "red"), "colour"),
    ],
)
def test_what_disagrees_within_a_row_is_refused(file, heading, row, field):
    with pytest.raises(Problem) as raised:
        read_days_off(file(csv_of([row], heading)))
    assert list(raised.value.fields) == [f"line 2.{field}"]


@pytest.mark.parametrize(
    "day",
    ["01-01", "02-05", "02-08", "04-05", "05-02", "06-09", "09-15", "10-03"],
)
def test_a_table_without_a_day_that_is_off_by_law_is_not_whole(file, day):
    with pytest.raises(Problem) as raised:
        read_days_off(file(csv_of(days_2027(f"2027-{day}"))))
    assert raised.value.fields == {f"2027-{day}": "day_off_missing"}


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("", "file"),
        ("a,b\n1,2\n", "file"),
        ("date,name\n", "file"),
        ("date,kind,name\n", "days"),
        ("{", "file"),
        ("{}", "days"),
        ('{"days": 3}', "days"),
        ('{"days": [3]}', "days[0]"),
        ('{"days": [], "colour": 1}', "colour"),
        ('{"days": [], "year": "x"}', "year"),
        ('{"days": [{"date": "2027-01-01", "kind": "off", "name": 5}]}', "days[0].name"),
        ("date,kind,name\n2027-01-01,休,元旦,更多\n", "line 2"),
    ],
)
def test_a_file_that_is_no_table_is_refused_by_what_is_wrong(file, text, field):
    with pytest.raises(Problem) as raised:
        read_days_off(file(text))
    assert list(raised.value.fields) == [field]


@pytest.fixture(params=["sqlite", "postgresql"])
def made(request, tmp_path):
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    folder = tmp_path / "center"
    folder.mkdir()
    center = make_center(folder, url)
    yield center
    center.database.close()


def test_another_table_of_the_year_takes_the_place_of_the_former(made, file):
    first = read_days_off(file(csv_of(days_2027())))
    more = read_days_off(file(csv_of([*days_2027(), ("2027-05-03", "休", "劳动节")])))

    def publish(table):
        with made.office() as office:
            done = publish_days_off(office, table)
        return (done.edition, done.new, done.off, done.work)

    assert publish(first) == (1, True, 13, 1)
    assert publish(first) == (1, False, 13, 1), "the same again changes nothing"
    assert publish(more) == (2, True, 14, 1)
    assert publish(first) == (3, True, 13, 1)
    with made.office() as office:
        ((newest, days),) = office.db.rows(
            "SELECT t.edition, COUNT(*) FROM r_holiday_table t JOIN r_calendar_day d "
            "ON d.table_id = t.id WHERE t.edition = 3 GROUP BY t.edition"
        )
    assert (newest, days) == (3, 14)


def test_the_programs_own_table_counts_as_the_first_edition(made):
    with made.office() as office:
        assert publish_days_off(office, read_days_off(BUNDLED, 2026)).edition == 2


@pytest.fixture
def typed(tmp_path, capsys):
    center = Typist(tmp_path / "center", capsys, "")
    center("init", "--county-code", "120115", "--county-name", "宝坻区消费者维权中心")
    return center


def test_the_command_publishes_and_tells_how_many_days(typed, file):
    path = str(file(csv_of(days_2027())))
    code, out, _ = typed("publish", "holidays", path, "--json")
    assert (code, json.loads(out)) == (
        0,
        {"year": 2027, "edition": 1, "off": 13, "work": 1, "first": "2027-01-01",
         "last": "2027-10-03", "changed": True},
    )  # fmt: skip
    assert typed("publish", "holidays", path)[1].splitlines() == [
        "与原来一样：2027年放假安排，第1版",
        "放假：13天",
        "补班：1天",
    ]
    assert typed("publish", "holidays", str(BUNDLED), "--year", "2026")[0] == 0


def test_a_refused_table_names_line_and_field_and_changes_nothing(typed, file):
    path = str(file(csv_of([*days_2027(), ("2027-02-31", "休", "春节")])))
    code, _, err = typed("publish", "holidays", path, "--json")
    assert (code, list(json.loads(err)["fields"])) == (3, ["line 16.date"])
    code, _, err = typed("publish", "holidays", path)
    assert (code, "line 16.date" in err) == (3, True)
    gone = str(Path(path).with_name("gone.csv"))
    assert typed("publish", "holidays", gone, "--json")[0] == 3
    assert typed("publish", "holidays", path, "--year", "1999", "--json")[0] == 3
    good = str(file(csv_of(days_2027())))
    assert json.loads(typed("publish", "holidays", good, "--json")[1])["edition"] == 1


def test_the_law_names_thirteen_days_since_2025_and_eleven_before():
    assert [len(list(off_by_law(year))) for year in (2024, 2025, 2027)] == [11, 13, 13]
    assert set(off_by_law(2027)) >= {date(2027, 2, 5) + timedelta(days=n) for n in range(4)}
