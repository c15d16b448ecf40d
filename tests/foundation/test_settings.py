import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_app.foundation.settings import Settings, read_settings, write_settings
from sync.problems import Problem, ProblemKind
from tests.noise import heard_log


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def test_before_anything_was_set_the_usual_values_hold(file):
    assert read_settings(file) == Settings(lang="zh_CN", text_size=100, center="")


@given(
    lang=st.sampled_from(["zh_CN", "en"]),
    text_size=st.integers(100, 200),
    path=st.text(st.characters(exclude_categories=["Cs"])),
)
def test_what_was_written_is_read_again(tmp_path_factory, lang, text_size, path):
    file = tmp_path_factory.getbasetemp() / "settings.toml"
    settings = Settings(lang, text_size, f"https://county.example/{path}")
    write_settings(file, settings)
    assert read_settings(file) == settings


def test_the_folder_is_made_when_it_is_missing(tmp_path):
    write_settings(tmp_path / "new" / "settings.toml", Settings(text_size=150))
    assert read_settings(tmp_path / "new" / "settings.toml").text_size == 150


@pytest.mark.parametrize(
    "damaged", [b"lang = ", b"\xff\xfe", b"text_size 150\n"], ids=["cut", "no_text", "no_toml"]
)
def test_a_damaged_file_does_not_keep_the_station_from_its_work(file, damaged, log_lines):
    file.write_bytes(damaged)
    log_lines.expect("settings.toml cannot be read")
    assert read_settings(file) == Settings()


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ('lang = "xx"', "lang"),
        ("lang = [1]", "lang"),
        ("text_size = 99", "text_size"),
        ("text_size = 201", "text_size"),
        ("text_size = true", "text_size"),
        ('center = "ftp://county.example"', "center"),
        ('center = "county"', "center"),
        ('center = "https://[::1"', "center"),
        ("center = 5", "center"),
    ],
)
def test_one_senseless_value_costs_only_itself(file, line, name, log_lines):
    good = {"lang": 'lang = "en"', "text_size": "text_size = 150", "center": 'center = "http://a"'}
    file.write_text("\n".join([line, *(g for n, g in good.items() if n != name)]), "utf-8")
    log_lines.expect(f"{name} makes no sense")
    settings = read_settings(file)
    usual, wanted = Settings(), Settings("en", 150, "http://a")
    for other in ("lang", "text_size", "center"):
        assert getattr(settings, other) == getattr(usual if other == name else wanted, other)


def test_settings_of_a_newer_program_are_passed_over_quietly(file):
    file.write_text('theme = "dark"\ntext_size = 125\n', "utf-8")
    assert read_settings(file) == Settings(text_size=125)


def test_a_senseless_value_is_refused_and_the_old_file_stays(file):
    write_settings(file, Settings(text_size=120))
    with pytest.raises(Problem) as told:
        write_settings(file, Settings(text_size=500))
    assert told.value.kind is ProblemKind.REFUSED_INPUT
    assert set(told.value.fields) == {"text_size"}
    assert read_settings(file).text_size == 120


def test_a_write_that_fails_leaves_the_old_file_and_no_rest(file, monkeypatch):
    write_settings(file, Settings(text_size=120))

    def full_disk(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space"):
        write_settings(file, Settings(text_size=150))
    assert read_settings(file).text_size == 120
    assert [p.name for p in file.parent.iterdir()] == ["settings.toml"]


def test_reading_good_settings_says_nothing(file):
    write_settings(file, Settings(center="https://county.example"))
    with heard_log() as heard:
        read_settings(file)
    assert heard.lines == []
