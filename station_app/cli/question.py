"""`station question ...`: what villagers want to know (knowledge requests)."""

from __future__ import annotations

from station_app.cli import knowledge_work
from station_app.cli.call import Call
from station_app.cli.weekly import Subject
from station_app.usecases import knowledge

QUESTIONS = Subject(knowledge.KIND, knowledge.add_request, knowledge.edit_request, knowledge.act)


def add(call: Call) -> int:
    return QUESTIONS.add(call)


def edit(call: Call) -> int:
    return QUESTIONS.edit(call)


def act(call: Call) -> int:
    return QUESTIONS.act(call)


def listing(call: Call) -> int:
    return knowledge_work.listing(call, knowledge.KIND, ("asked_at", "question"))


def show(call: Call) -> int:
    return knowledge_work.show(call, knowledge.KIND)
