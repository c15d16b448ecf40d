"""The paper of the recovery code: what is printed once at the first start and locked away."""

from __future__ import annotations

from datetime import date
from html import escape

from sync.words import Words

STYLE = """
body { font-size: 14pt; color: #000000; }
h1 { font-size: 22pt; }
td { border: 1px solid #000000; }
table { border-collapse: collapse; }
.code { font-size: 17pt; font-weight: bold; }
"""


def recovery_paper(words: Words, station: str, code: str, login: str, day: date) -> str:
    """The page as HTML.  It opens the ledger: it is made for paper, never kept by the program."""
    tr = words.tr
    title = tr("Recovery code")
    made = tr("{year}-{month}-{day}", year=day.year, month=day.month, day=day.day)
    rules = (
        tr("Whoever has this paper can open the ledger. Keep it locked away, not beside the PC."),
        tr("Give a copy in a closed envelope to the township to keep."),
        tr("Password forgotten: at the sign-in press “Password forgotten” and type this code."),
        tr("The program cannot tell the code again."),
    )
    lines = "".join(f"<p>{number}. {escape(rule)}</p>" for number, rule in enumerate(rules, 1))
    signed = tr("Kept by (signature): {line}  Place: {line}", line="_" * 18)
    return (
        f"<html><body><h1 align='center'>{escape(title)}</h1>"
        f"<p>{escape(station)}</p>"
        "<table width='100%' cellpadding='18'><tr><td align='center' class='code'>"
        f"{escape(code)}</td></tr></table>"
        f"<p>{escape(tr('First account: {login}', login=login))}<br/>"
        f"{escape(tr('Made on: {day}', day=made))}</p>"
        f"{lines}<p>&nbsp;</p><p style='white-space: pre-wrap'>{escape(signed)}</p></body></html>"
    )
