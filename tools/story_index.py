"""The index of the pictures: what each shows, beside its other sizes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

HEAD = """# Pictures of the program

Taken from the real window while the story of one complaint is clicked through in it, with a real
center that is off at first; `make screens` makes them all anew. 1366x768 pixels; the large ones
are at 200 % text. The people, traders and cases are invented.
"""

SHOWN: Sequence[tuple[str, str]] = (
    ("01-sign-in", "Signing in; the demonstration tells its accounts"),
    ("02-cases-without-network", "The case ledger, without a network"),
    ("03-intake-begun", "Taking down a complaint"),
    ("04-intake-facts", "What happened, in the person's words"),
    ("05-intake-proofs", "A photo handed in, the privacy notice read out"),
    ("06-read-back", "Reading back before registering"),
    ("07-registered", "The number, and what happens next"),
    ("08-case-registered", "The case, its next step as the blue button"),
    ("09-accept", "Accepting it"),
    ("10-refer", "Referring it up to the window"),
    ("11-waiting-without-network", "What waits, and why"),
    ("12-exchanged", "The network is back: everything is with the county"),
    ("13-county-number", "The county's receipt and number"),
    ("14-window-referral", "The window receives it"),
    ("15-window-returns", "… and returns it with a reason"),
    ("16-window-takes-over", "Another one is taken over"),
    ("17-window-handed-down", "… and handed down to another village"),
    ("18-neighbour-sees-it", "That village sees it whole"),
    ("19-neighbour-has-the-files", "… with its files"),
    ("20-it-left-again", "Returned, it has left that village"),
    ("21-back-at-the-window", "The window reads why"),
    ("22-returned-to-the-village", "The first village reads why its own came back"),
    ("23-taken-over-by-the-window", "What the window took over, seen by the village"),
    ("calendar-month", "The publicity calendar"),
    ("calendar-chosen", "A chosen entry and its next step"),
    ("calendar-plan", "Planning an activity"),
    ("calendar-repeat", "… that comes again by the lunar market days"),
    ("calendar-hold", "It was held: numbers, leaflets, photos"),
    ("calendar-hold-stock", "… with what the stock has left"),
    ("calendar-held", "What was held"),
    ("calendar-week", "The week"),
    ("calendar-agenda", "The list"),
    ("calendar-year", "The year at a glance"),
    ("calendar-stock", "Leaflets and banners: received, given, left"),
    ("calendar-print", "The month for the wall"),
    ("calendar-series", "One of a series"),
    ("calendar-series-asked", "… changed by itself, with what follows, or all"),
    ("calendar-answer", "A day for what the county asks"),
    ("calendar-taken-in", "What another program's calendar brought"),
    ("training-coming", "Training: what is coming"),
    ("training-plan", "Planning a session"),
    ("training-invite", "Inviting people"),
    ("training-hold", "It was held"),
    ("training-roll", "The roll, ticked by keyboard"),
    ("training-line", "One line of it whole"),
    ("training-scores", "Scores of the test"),
    ("training-check", "The signed sheet, read back and checked"),
    ("training-certificates", "Certificates"),
    ("training-files", "What was taught from"),
    ("training-people", "People and their hours"),
    ("training-materials", "Materials"),
    ("training-material-pdf", "… read inside the program"),
    ("knowledge-law", "The law articles"),
    ("knowledge-law-article", "One of them, in plain words"),
    ("knowledge-notices", "Consumer notices: what is to be posted or taken down stands first"),
    ("knowledge-notice-new", "Drafting one"),
    ("knowledge-notice-post", "It is posted: where, how many, its photo"),
    ("knowledge-notice-hung", "What hangs, with its photo"),
    ("knowledge-county-approve", "The county: approving one that was checked"),
    ("knowledge-county-publish", "… publishing it for its days"),
    ("knowledge-county-posted", "… and who has posted"),
    ("knowledge-requests", "What villagers want to know, the one promised first at the top"),
    ("knowledge-request-new", "Writing down a question"),
    ("knowledge-request-answer", "Answering it"),
    ("knowledge-request-plan", "… by an activity in the calendar"),
    ("knowledge-visits", "Visits to stations"),
    ("knowledge-visit-new", "Planning one"),
    ("knowledge-visit-hold", "What was found there"),
    ("knowledge-visit-held", "… and is to be mended"),
    ("knowledge-typical", "Typical cases"),
    ("knowledge-typical-choose", "Choosing the closed case it is made from"),
    ("knowledge-typical-make", "Its persons are out; what was replaced stands beside"),
    ("knowledge-county-check", "The county: nobody is to be known from it"),
    ("knowledge-booklet", "The booklet of the year, as PDF or as a Word file"),
    ("sign-in-dark", "Dark: signing in"),
    ("cases-dark", "Dark: the case ledger"),
    ("intake-dark", "Dark: taking down"),
    ("knowledge-requests-dark", "Dark: what villagers want to know"),
    ("cases-en", "English: the case ledger"),
    ("intake-en", "English: taking down"),
    ("knowledge-notices-en", "English: consumer notices"),
    ("knowledge-visit-held-en", "English: a visit"),
    ("knowledge-typical-make-en", "English: a typical case begun"),
)


def write_index(folder: Path) -> None:
    """`README.md` of the folder; names a picture only where it is there."""
    lines = [HEAD]
    for name, words in SHOWN:
        if not (folder / f"{name}.png").exists():
            continue
        lines.append(f"## {words}\n")
        lines.append(f"![{words}]({name}.png)\n")
        if (folder / f"{name}-200.png").exists():
            lines.append(f"![{words}, at 200 %]({name}-200.png)\n")
    (folder / "README.md").write_text("\n".join(lines), encoding="utf-8")
