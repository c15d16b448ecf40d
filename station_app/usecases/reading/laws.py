"""Law articles in plain words, as of a day: what a village station meets, read without any line.

They are files of `resources/law`, one a law, written so that a county clerk can add to them
(`resources/law/README.md`).  What they say is the sense of an article, never its text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from station_app.usecases.lessons import Lesson, read_lessons
from sync.records.search_words import normal
from sync.resources import resources_folder

COMING, IN_FORCE, ENDED = "coming", "in_force", "ended"
"""What an article is on a day."""

LAST_NUMBER = 1_500
"""No law has more articles."""

_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Law:
    """`short`: its name where there is little room.  `edition`: the text the words rest on.
    `find`: other words it is found by."""

    id: str
    title: str
    short: str
    official: str
    edition: str
    find: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """One article, or a few that belong together (`number` to `last`).

    `says`: its sense; `window`: what it means for whoever sits at the counter.  `until`: the last
    day it was in force, None while no end is known.  `categories` empty: it concerns all goods
    and services.
    """

    law: Law
    number: int
    last: int
    heading: str
    says: str
    window: str
    from_day: date
    until: date | None
    topics: tuple[str, ...]
    categories: tuple[str, ...]
    find: tuple[str, ...]

    @property
    def id(self) -> str:
        return f"{self.law.id}/{self.number}"

    @property
    def label(self) -> str:
        """`第二十三条`; `第二十九条、第三十条`; `第二十八条至第三十一条`."""
        first, last = (f"第{numeral(n)}条" for n in (self.number, self.last))
        if self.last == self.number:
            return first
        return f"{first}{'、' if self.last == self.number + 1 else '至'}{last}"

    @property
    def citation(self) -> str:
        return f"《{self.law.title}》{self.label}"

    def state_on(self, day: date) -> str:
        if day < self.from_day:
            return COMING
        return ENDED if self.until is not None and day > self.until else IN_FORCE

    def concerns(self, category: str) -> bool:
        """Whether it names the category, or one above it."""
        return any(category == c or category.startswith(f"{c}.") for c in self.categories)


@dataclass(frozen=True, slots=True)
class LawBook:
    """`faults`: what of the files could not be read, as `file: what`."""

    laws: tuple[Law, ...]
    articles: tuple[Article, ...]
    faults: tuple[str, ...]

    def by_id(self, article_id: str) -> Article | None:
        return next((one for one in self.articles if one.id == article_id), None)


@dataclass(frozen=True, slots=True)
class AskedLaw:
    """What is looked for; what is empty asks for nothing.  `day` None: of whatever time."""

    words: str = ""
    law: str = ""
    topic: str = ""
    category: str = ""
    day: date | None = None


@cache
def read_laws(folder: Path | None = None) -> LawBook:
    """Every law; those of the program unless a folder is named.

    A file with a fault is left out and named in `faults`: a clerk's slip must not take the
    others away.
    """
    place = resources_folder() / "law" if folder is None else folder
    laws: list[Law] = []
    articles: list[Article] = []
    faults: list[str] = []
    for path in sorted(place.glob("*.toml")):
        try:
            law, own = _read(path)
        except (ValueError, KeyError, TypeError) as fault:
            faults.append(f"{path.name}: {fault}")
            continue
        laws.append(law)
        articles += own
    return LawBook(tuple(laws), tuple(articles), tuple(faults))


def find_articles(book: LawBook, asked: AskedLaw) -> tuple[Article, ...]:
    """What is asked for, the likeliest first, else in the order of the laws.

    Words stand for themselves; a number alone, `第55条` and `第五十五条` stand for articles.
    """
    numbers, words = _wanted(asked.words)
    found: list[tuple[int, int, Article]] = []
    for place, one in enumerate(book.articles):
        if asked.law and one.law.id != asked.law:
            continue
        if asked.topic and asked.topic not in one.topics:
            continue
        if asked.category and not one.concerns(asked.category):
            continue
        if asked.day is not None and one.state_on(asked.day) != IN_FORCE:
            continue
        if not all(one.number <= n <= one.last for n in numbers):
            continue
        far = [_far(one, word) for word in words]
        if None not in far:
            found.append((sum(f for f in far if f is not None), place, one))
    return tuple(one for _, _, one in sorted(found, key=lambda hit: hit[:2]))


def lessons_on(article: Article) -> tuple[Lesson, ...]:
    """The lessons which lean on an article."""
    return tuple(
        lesson
        for lesson in read_lessons()
        if any(
            title == article.law.title and first <= article.last and article.number <= last
            for point in lesson.law
            for title, first, last in _cited(point.article)
        )
    )


def numeral(number: int) -> str:
    """A number as articles are counted: 23 `二十三`, 108 `一百零八`, 1198 `一千一百九十八`."""
    said, gap = "", False
    for worth, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, worth)
        if not digit:
            gap = bool(said)
            continue
        if gap and said:
            said += _DIGITS[0]
        gap = False
        # 十二, not 一十二, where nothing stands before it.
        said += unit if worth == 10 and digit == 1 and not said else _DIGITS[digit] + unit
    return said


@cache
def _numbers() -> Mapping[str, int]:
    return {numeral(n): n for n in range(1, LAST_NUMBER + 1)}


_ARTICLE = re.compile(rf"第?([0-9]+|[{_DIGITS}十百千]+)条")
_TITLE = re.compile(r"《([^》]+)》([^《]*)")
_SPAN = re.compile(r"第([^第条]+)条(?:至第([^第条]+)条)?")


def _cited(words: str) -> Iterator[tuple[str, int, int]]:
    """Titles with their articles, first and last, of `《…》第三条、第五条至第七条`."""
    known = _numbers()
    for title, rest in _TITLE.findall(words):
        for first, last in _SPAN.findall(rest):
            if first in known:
                yield title, known[first], known.get(last, known[first])


def _wanted(typed: str) -> tuple[list[int], list[str]]:
    """The numbers of articles and the words somebody typed."""
    numbers: list[int] = []

    def take(hit: re.Match[str]) -> str:
        number = hit[1]
        numbers.append(int(number) if number.isdigit() else _numbers().get(number, 0))
        return " "

    words = re.sub("[《》]", " ", _ARTICLE.sub(take, normal(typed))).split()
    return numbers, words


def _far(one: Article, word: str) -> int | None:
    """How far a word is from what the article is about; None where it does not hold it."""
    if word.isdigit():
        if one.number <= int(word) <= one.last or word in one.find:
            return 0
        return 3 if word in one.says else None
    names = (one.law.title, one.law.short, one.law.official, *one.law.find)
    if word in normal(one.heading) or any(word in normal(name) for name in names):
        return 0
    if any(word in normal(name) for name in one.find):
        return 1
    return 2 if word in normal(one.says) else 3 if word in normal(one.window) else None


def _read(path: Path) -> tuple[Law, list[Article]]:
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    title = told["title"]
    law = Law(
        path.stem,
        title,
        told.get("short", title),
        told["official"],
        told["edition"],
        _listed(told, "find"),
    )
    articles = [_article(law, told, one) for one in told["article"]]
    taken: set[int] = set()
    for one in articles:
        span = set(range(one.number, one.last + 1))
        if not span or span & taken or not 0 < one.number <= one.last <= LAST_NUMBER:
            raise ValueError(f"number {one.number}")
        taken |= span
    return law, articles


def _article(law: Law, whole: Mapping[str, Any], told: Mapping[str, Any]) -> Article:
    number = told["number"]
    from_day, until = (told.get(name, whole.get(name)) for name in ("from", "until"))
    if not isinstance(from_day, date) or not isinstance(until, date | None):
        raise ValueError(f"number {number}: from, until")
    if until is not None and until < from_day:
        raise ValueError(f"number {number}: until")
    said = {name: told[name].strip() for name in ("heading", "says", "window")}
    if not all(said.values()):
        raise ValueError(f"number {number}: heading, says, window")
    return Article(
        law,
        number,
        told.get("last", number),
        said["heading"],
        said["says"],
        said["window"],
        from_day,
        until,
        _listed(told, "topics"),
        _listed(told, "categories"),
        _listed(told, "find"),
    )


def _listed(told: Mapping[str, Any], name: str) -> tuple[str, ...]:
    found = told.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise ValueError(name)
    return tuple(found)
