"""`station-app` as it is typed."""

import pytest

from station_app.ui.shell.program import run


def ended(line, capsys):
    with pytest.raises(SystemExit) as end:
        run(line)
    told = capsys.readouterr()
    return end.value.code, told.out, told.err


def test_help_is_told_in_the_language_asked_for(capsys):
    code, chinese, _ = ended(["--help"], capsys)
    assert (code, chinese.startswith("用法：station-app")) == (0, True)
    code, english, _ = ended(["--help", "--lang", "en"], capsys)
    assert (code, english.startswith("Usage: station-app")) == (0, True)
    for option in ("--data", "--lang", "--offline", "--safe", "--version"):
        assert option in chinese
        assert option in english


def test_a_line_that_is_none_ends_with_2(capsys):
    for line in (["--bogus"], ["--lang", "fr"], ["--data"]):
        code, out, err = ended(line, capsys)
        assert (code, out) == (2, "")
        assert "Traceback" not in err
