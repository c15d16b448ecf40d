"""The words of the program, and that the Chinese ones are complete."""

import gettext
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.records.kinds import Field, Kind, Type
from sync.resources import resources_folder
from sync.words import DEFAULT_LANG, LANGS, load_words
from tests.house.code import ROOT
from tools.sources import Source, all_sources, code_sources, declared_labels, room_of
from tools.translations import FOLDER, faults, merge, mo_bytes, po_bytes, read_catalogues


def test_the_chinese_catalogue_is_complete():
    assert faults(all_sources(ROOT), read_catalogues(), FOLDER) == []


def test_a_fuzzy_entry_counts_as_not_translated(tmp_path):
    text = '#, fuzzy\nmsgid "Saved"\nmsgstr "已保存"\n\nmsgid "Open"\nmsgstr "打开"\n'
    (tmp_path / "ui.po").write_text(text, "utf-8")
    rooms = read_catalogues(tmp_path)
    assert rooms == {"ui": {Source("Saved"): "", Source("Open"): "打开"}}
    (tmp_path / "ui.mo").write_bytes(mo_bytes(rooms["ui"]))
    assert faults({Source("Saved"), Source("Open")}, rooms, tmp_path) == [
        "ui: no translation: 'Saved'"
    ]


def test_chinese_is_what_a_machine_speaks_unless_told():
    words = load_words()
    assert words.lang == DEFAULT_LANG == "zh_CN"
    single = [(s, t) for room in read_catalogues().values() for s, t in room.items() if not s.many]
    assert len(single) > 100
    assert [s.one for s, t in single if t and words.tr(s.one) != t] == []


def test_english_is_the_source_itself():
    words = load_words("en")
    assert words.tr("Station") == "Station"
    assert [words.ntr("{n} case", "{n} cases", n) for n in (0, 1, 2)] == [
        "0 cases",
        "1 case",
        "2 cases",
    ]


def test_another_language_is_refused():
    assert "de" not in LANGS
    with pytest.raises(ValueError, match="de"):
        load_words("de")


def test_all_rooms_are_read_and_places_filled(tmp_path):
    rooms = {
        "cli": {Source("{n} case of {who}", "{n} cases of {who}"): "{who}的{n}件案件"},
        "ui": {Source("Hello, {who}"): "{who},您好", Source("{", None): "左括号 {"},
    }
    (tmp_path / "zh_CN").mkdir()
    for room, entries in rooms.items():
        (tmp_path / "zh_CN" / f"{room}.mo").write_bytes(mo_bytes(entries))
    words = load_words("zh_CN", tmp_path)
    assert words.tr("Hello, {who}", who="老李") == "老李,您好"
    assert words.ntr("{n} case of {who}", "{n} cases of {who}", 3, who="老李") == "老李的3件案件"
    assert words.tr("{") == "左括号 {"
    assert words.tr("Not said in Chinese yet") == "Not said in Chinese yet"
    assert words.tr("") == ""


def test_the_resources_of_a_checkout_lie_beside_the_packages():
    assert resources_folder() == ROOT / "resources"


printable = st.text(st.characters(codec="utf-8", exclude_characters="\0\x04\r"), min_size=1)


@given(st.dictionaries(printable, printable, max_size=20))
def test_what_is_compiled_reads_back_through_gettext(tmp_path_factory, texts):
    path = tmp_path_factory.getbasetemp() / "words.mo"
    path.write_bytes(mo_bytes({Source(one): text for one, text in texts.items()}))
    with path.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    assert {one: catalogue.gettext(one) for one in texts} == texts


entries = st.dictionaries(
    st.builds(
        Source,
        st.text(string.ascii_letters + ' {}"\\%\n\té,。', min_size=1).filter(str.strip),
        st.none() | st.text(string.ascii_letters + '"', min_size=1),
    ),
    st.text('登记投诉 {}"\\\n,。'),
    max_size=10,
)


@given(entries)
def test_a_catalogue_reads_back_what_was_written(tmp_path_factory, entries):
    # Two entries that differ in the plural only are one to gettext.
    entries = dict({s.one: (s, t) for s, t in entries.items()}.values())
    folder = tmp_path_factory.getbasetemp() / "catalogues"
    folder.mkdir(exist_ok=True)
    (folder / "ui.po").write_bytes(po_bytes("ui", entries))
    assert read_catalogues(folder) == {"ui": entries}


def test_sources_are_the_texts_of_marked_calls():
    code = """
label = tr("Register")
label = self.words.tr("Hello, " "{who}", who=name)
label = words.ntr("{n} case", "{n} cases", n)
TABLE = {1: mark("Saved")}
label = tr("On" if on else "Off")
label = tr(TABLE[1]) + other("Not a source") + tr("")
label = self._tr("Under a name of its own") + _ntr("{n} day", "{n} days", n)
tr, px = context.words.tr, look.px
"""
    assert set(code_sources(code, "x.py")) == {
        Source("Register"),
        Source("Hello, {who}"),
        Source("{n} case", "{n} cases"),
        Source("Saved"),
        Source("On"),
        Source("Off"),
        Source("Under a name of its own"),
        Source("{n} day", "{n} days"),
    }


@pytest.mark.parametrize(
    "code", ["say = self.words.tr", "self.say = tr", "px, say = look.px, words.ntr"]
)
def test_words_may_not_be_asked_for_under_a_name_that_hides_them(code):
    with pytest.raises(ValueError, match=r"x\.py:1: n?tr under the name say"):
        list(code_sources(code, "x.py"))


def test_an_f_string_cannot_be_a_source():
    with pytest.raises(ValueError, match=r"x\.py:1"):
        list(code_sources('tr(f"{n} cases")', "x.py"))


def test_labels_of_declarations_are_sources_at_any_depth():
    kind = Kind("case", "Case", (Field("title", Type.TEXT, "Matter"),))
    assert set(declared_labels([{"ALL": {"case": (kind,)}, "__name__": "x"}])) == {"Case", "Matter"}


@pytest.mark.parametrize(
    ("path", "room"),
    [
        ("sync/records/case.py", "records"),
        ("sync/center/pages/board.py", "center"),
        ("resources/pages/board.html", "center"),
        ("station_app/cli/complaint.py", "cli"),
        ("station_app/ui/intake/page.py", "ui"),
        ("station_app/foundation/wording.py", "wording"),
    ],
)
def test_each_room_has_its_catalogue(path, room):
    assert room_of(path) == room


SAVED, HELLO = Source("Saved"), Source("Hello, {who}")


@pytest.mark.parametrize(
    ("rooms", "fault"),
    [
        ({}, "not in any catalogue"),
        ({"ui": {SAVED: ""}}, "no translation"),
        ({"ui": {SAVED: "Saved"}}, "still English"),
        ({"ui": {SAVED: "已保存 {n}"}}, "places"),
        ({"ui": {SAVED: "已保存"}, "cli": {SAVED: "存好了"}}, "also in"),
        ({"ui": {SAVED: "已保存", HELLO: "您好"}}, "no code says it"),
    ],
)
def test_every_fault_of_a_catalogue_is_told(tmp_path, rooms, fault):
    for room, entries in rooms.items():
        (tmp_path / f"{room}.mo").write_bytes(mo_bytes(entries))
    found = faults({SAVED}, rooms, tmp_path)
    assert len(found) == 1
    assert fault in found[0]


def test_a_catalogue_that_was_not_compiled_is_told(tmp_path):
    rooms = {"ui": {SAVED: "已保存"}}
    assert "make translations" in faults({SAVED}, rooms, tmp_path)[0]
    (tmp_path / "ui.mo").write_bytes(mo_bytes(rooms["ui"]))
    assert faults({SAVED}, rooms, tmp_path) == []


def test_new_sources_are_added_and_old_ones_stay_until_pruned():
    rooms = {"cli": {SAVED: "已保存"}, "ui": {Source("Gone"): "没有了"}}
    sources = {SAVED: "ui", HELLO: "ui"}
    merged = merge(sources, rooms, {"Hello, {who}": "{who},您好"}, prune=False)
    assert merged == {
        "cli": {SAVED: "已保存"},
        "ui": {Source("Gone"): "没有了", HELLO: "{who},您好"},
    }
    pruned = merge(sources, rooms, {}, prune=True)
    assert pruned == {"cli": {SAVED: "已保存"}, "ui": {HELLO: ""}}
