import ast
from pathlib import Path

from sync.records.fault_words import FAULT_WORDS

NO_FAULTS = {"money_text", "_accepted_here"}
RECORDS = Path(__file__).resolve().parents[2] / "sync" / "records"
ROOMS = (
    "kinds",
    "check",
    "identifiers",
    "outside",
    "guards",
    "recurrence_check",
    "transitions",
)


def strings(node):
    """The constant texts an expression may come to, or the values of one it may contain."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from strings(node.body)
        yield from strings(node.orelse)
    elif isinstance(node, ast.Dict | ast.DictComp):
        values = node.values if isinstance(node, ast.Dict) else [node.value]
        for value in values:
            yield from strings(value)
    elif isinstance(node, ast.Tuple) and len(node.elts) == 2:
        yield from strings(node.elts[1])


def codes_said_in(function):
    """Of a function that tells faults: what it returns, yields, raises or puts down."""
    for node in ast.walk(function):
        if isinstance(node, ast.Return | ast.Yield) and node.value is not None:
            yield from strings(node.value)
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            for argument in [*node.exc.args, *(k.value for k in node.exc.keywords)]:
                yield from strings(argument)
        elif isinstance(node, ast.Assign) and "faults" in ast.dump(node.targets[0]):
            yield from strings(node.value)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "faults.setdefault":
            yield from strings(node.args[1])


def test_every_fault_has_words():
    said = set()
    for room in ROOMS:
        tree = ast.parse((RECORDS / f"{room}.py").read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name not in NO_FAULTS:
                said |= {code for code in codes_said_in(node) if "_" in code or code == "missing"}
    assert {"missing", "not_a_phone", "same_body", "too_short", "not_a_time"} <= said
    assert said - FAULT_WORDS.keys() == set()
