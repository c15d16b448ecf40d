"""How a command line is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_app.cli.helping import help_text
from station_app.cli.parsing import Argument, Command, Option, Usage, parse
from station_app.cli.table import COMMANDS, COMMON, GROUPS
from sync.words import Words, load_words

ENGLISH = Words("en")
SHOW = Command(
    ("case", "show"),
    "show it",
    "x:y",
    (Argument("id", "which"), Argument("input", "json", literal="-", optional=True)),
    (
        Option("reason", "why", "TEXT"),
        Option("plain", "plainly"),
        Option("n", "n", "N", whole=True),
    ),
)
MANY = Command(
    ("attach",), "attach", "x:y", (Argument("id", "id"), Argument("file", "f", many=True))
)
NEEDY = Command(("init",), "init", "x:y", options=(Option("code", "code", "C", required=True),))
TABLE = (SHOW, MANY, NEEDY)
SHARED = (Option("data", "folder", "DIR"), Option("json", "json"))


def read(*line):
    return parse(line, TABLE, SHARED, ENGLISH)


@pytest.mark.parametrize(
    "line",
    [
        ("--data", "D", "--json", "case", "show", "7", "--reason", "R"),
        ("case", "--json", "show", "--reason=R", "7", "--data=D"),
        ("case", "show", "7", "--reason", "R", "--data", "D", "--json"),
    ],
)
def test_what_all_commands_share_may_stand_anywhere(line):
    parsed = read(*line)
    assert parsed.command is SHOW
    assert parsed.common == {"data": "D", "json": True}
    assert parsed.values == {"id": "7", "input": None, "reason": "R", "plain": False, "n": None}


def test_what_follows_two_dashes_is_a_word():
    assert read("case", "show", "--", "--json").values["id"] == "--json"


def test_many_words_are_kept_in_order():
    assert read("attach", "7", "a", "b").values == {"id": "7", "file": ("a", "b")}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("case", "hide"), "no command hide"),
        (("nothing",), "no command nothing"),
        (("case", "show"), "ID is missing"),
        (("case", "show", "7", "x"), "only - is"),
        (("case", "show", "7", "-", "x"), "x is one word too many"),
        (("case", "show", "7", "--colour", "red"), "no option --colour"),
        (("case", "show", "7", "--reason"), "--reason needs a value"),
        (("case", "show", "7", "--plain=yes"), "--plain takes no value"),
        (("case", "show", "7", "--n", "0"), "whole number above 0"),
        (("case", "show", "7", "--n", "²"), "whole number above 0"),
        (("attach", "7"), "FILE... is missing"),
        (("init",), "--code C is missing"),
        (("--data",), "--data needs a value"),
    ],
)
def test_a_line_that_does_not_fit_is_told_why(line, said):
    with pytest.raises(Usage, match=said.replace(".", r"\.")):
        read(*line)


@pytest.mark.parametrize("line", [(), ("case",)])
def test_a_group_alone_names_no_command(line):
    assert read(*line).command is None


@pytest.mark.parametrize("line", [("case", "show", "--help"), ("-h", "case", "show")])
def test_help_is_given_before_anything_is_missed(line):
    parsed = read(*line)
    assert (parsed.wants_help, parsed.command) == (True, SHOW)


SCRAPS = ("case", "show", "-", "--", "--n", "7", "--help", "--x", "", "=", "-h")


@given(st.lists(st.sampled_from(SCRAPS)))
def test_every_line_is_read_or_told_of(line):
    try:
        known = read(*line).command in (None, *TABLE)
    except Usage as told:
        known = bool(str(told))
    assert known


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: " ".join(c.path))
def test_every_command_is_explained_in_both_languages(command, lang):
    words = load_words(lang)
    page = help_text(command.path, command, COMMANDS, COMMON, GROUPS, words)
    assert " ".join(("station", *command.path)) in page
    assert words.tr(command.help) in page
    for option in command.options:
        assert f"--{option.name}" in page


@pytest.mark.parametrize("path", [(), *GROUPS])
def test_a_group_lists_its_commands_and_the_exits(path):
    page = help_text(path, None, COMMANDS, COMMON, GROUPS, ENGLISH)
    for command in COMMANDS:
        shown = " ".join(command.path[len(path) :]) in page
        assert shown or command.path[: len(path)] != path
    assert "7  integrity failure found" in page
