"""What the window's code must not do: show data as HTML, or block with a modal box."""

import ast

import pytest

from tests.house.code import calls, place, python_files, tree

MODAL = {
    "QMessageBox": {"question", "information", "warning", "critical", "about", "aboutQt"},
    "QInputDialog": {"getText", "getMultiLineText", "getInt", "getDouble", "getItem"},
    "QFileDialog": {
        "getOpenFileName",
        "getOpenFileNames",
        "getSaveFileName",
        "getExistingDirectory",
        "getOpenFileUrl",
        "getOpenFileUrls",
        "getSaveFileUrl",
    },
    "QColorDialog": {"getColor"},
    "QFontDialog": {"getFont"},
}
AS_HTML = {"setHtml", "insertHtml", "appendHtml", "setMarkdown", "RichText", "AutoText"}


def modal_calls(path):
    for name, node in calls(path):
        parts = name.split(".")
        if len(parts) > 1 and parts[-1] in MODAL.get(parts[-2], set()):
            yield f"{place(path, node.lineno)}: {name}"


def html_uses(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute) and node.attr in AS_HTML:
            yield f"{place(path, node.lineno)}: {node.attr}"


def guessing_labels(path):
    """Labels that guess whether their text is HTML: in files that never say PlainText.

    A villager's `<b>` must be shown as typed.  A label whose text is a `tr()` of ours, or that
    has none yet to guess about, is as safe as its later texts: so the file must say PlainText.
    """
    if "PlainText" in path.read_text("utf-8"):
        return
    for name, node in calls(path):
        if name.split(".")[-1] == "QLabel":
            yield f"{place(path, node.lineno)}: {name}"


def test_nothing_blocks_with_a_static_modal_box():
    assert [found for path in python_files("station_app") for found in modal_calls(path)] == []


def test_the_window_shows_data_as_it_was_typed_never_as_html():
    assert [found for path in python_files("station_app/ui") for found in html_uses(path)] == []


def test_labels_say_that_their_text_is_plain():
    assert [
        found for path in python_files("station_app/ui") for found in guessing_labels(path)
    ] == []


@pytest.mark.parametrize(
    ("check", "code"),
    [
        (modal_calls, "QtWidgets.QMessageBox.question(None, '', '')"),
        (modal_calls, "QFileDialog.getOpenFileName()"),
        (html_uses, "view.setHtml(facts)"),
        (html_uses, "label.setTextFormat(Qt.TextFormat.RichText)"),
        (guessing_labels, "QLabel(name)"),
    ],
)
def test_each_of_these_is_recognised(check, code, tmp_path, monkeypatch):
    monkeypatch.setattr("tests.house.code.ROOT", tmp_path)
    path = tmp_path / "page.py"
    path.write_text(code, "utf-8")
    assert len(list(check(path))) == 1
