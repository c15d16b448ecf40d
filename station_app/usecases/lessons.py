"""Lessons: short cards on the kinds of cases a village really has, read without any line.

They are files of `resources/lessons`, one each, in the order of their names.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from sync.resources import resources_folder


@dataclass(frozen=True, slots=True)
class LawPoint:
    """An article, and what of it the lesson leans on."""

    article: str
    point: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the short test.  `answer` is the place of the right option, from 0."""

    ask: str
    options: tuple[str, ...]
    answer: int
    why: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """One card.  `screens`: the pages it concerns; `minutes`: how long it takes to read;
    `law_as_of`: the day as of which its law was looked up."""

    id: str
    title: str
    topic: str
    screens: frozenset[str]
    minutes: int
    law_as_of: date
    story: tuple[str, ...]
    steps: tuple[str, ...]
    say: str
    mistakes: tuple[str, ...]
    law: tuple[LawPoint, ...]
    questions: tuple[Question, ...]

    def right(self, chosen: Iterable[int | None]) -> int:
        """How many of the chosen options, one a question, are right."""
        return sum(
            one == question.answer for one, question in zip(chosen, self.questions, strict=True)
        )


@cache
def read_lessons(folder: Path | None = None) -> tuple[Lesson, ...]:
    """All lessons; those of the program unless a folder is named.

    ValueError, KeyError or TypeError for a file that is no lesson: they come with the program.
    """
    place = resources_folder() / "lessons" if folder is None else folder
    return tuple(_read(path) for path in sorted(place.glob("*.toml")))


def lessons_for(screen: str) -> tuple[Lesson, ...]:
    """The lessons on what a page is about."""
    return tuple(lesson for lesson in read_lessons() if screen in lesson.screens)


def _read(path: Path) -> Lesson:
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return Lesson(
        id=path.stem,
        title=told["title"],
        topic=told["topic"],
        screens=frozenset(told["screens"]),
        minutes=told["minutes"],
        law_as_of=told["law_as_of"],
        story=tuple(told["story"].strip().splitlines()),
        steps=tuple(told["steps"]),
        say=told["say"],
        mistakes=tuple(told["mistakes"]),
        law=tuple(LawPoint(one["article"], one["point"]) for one in told["law"]),
        questions=tuple(_question(one) for one in told["questions"]),
    )


def _question(told: dict[str, Any]) -> Question:
    options = tuple(told["options"])
    answer = told["answer"] - 1
    if not 0 <= answer < len(options):
        raise ValueError("answer")
    return Question(told["ask"], options, answer, told["why"])
