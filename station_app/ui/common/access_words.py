"""Lines of the access log in sentences."""

from __future__ import annotations

from station_app.ui.common.record_words import RecordWords
from station_app.usecases.reading.access_lines import AccessLine


def access_sentence(words: RecordWords, line: AccessLine, *, names_case: bool = True) -> str:
    """`李某 看了全部内容：0017 玉米种子不出苗（督办要求核实）`."""
    tr = words.words.tr
    who = line.who or tr("Somebody")
    what = " ".join(part for part in (line.number, line.title) if part) if names_case else ""
    if line.action == "login":
        said = tr("{who} signed in", who=who)
    elif line.action == "failed_login" and line.who:
        said = tr("a wrong password was typed for {who}", who=who)
    elif line.action == "failed_login":
        said = tr("somebody tried an account that does not exist")
    elif line.action == "view_full":
        said = tr("{who} saw everything", who=who)
    elif line.action == "unmask":
        kind = "case_party" if line.object_kind in ("case", "case_party") else line.object_kind
        fields = "、".join(words.label(kind, name) for name in line.fields)
        said = tr("{who} saw: {fields}", who=who, fields=fields)
    else:
        kind_words = words.kind(line.object_kind)
        did = words.code("access_action", line.action)
        said = f"{who} {did} {kind_words}".strip()
    if what:
        said = f"{said}：{what}"
    return f"{said}（{line.reason}）" if line.reason else said
