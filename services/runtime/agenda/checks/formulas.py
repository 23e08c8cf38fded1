"""Formulas as the agenda may write them: arithmetic over named inputs."""

import ast
import re

FUNCTIONS = frozenset({"mean", "min", "max", "sum", "abs"})
_LONGEST = 2000
_TOKENS = re.compile(r"(?:\s|\d+(?:\.\d+)?|[A-Za-z_][A-Za-z_0-9]*|[-+*/(),])*+\Z")
_ARITHMETIC = (
    ast.Expression, ast.BinOp, ast.UnaryOp, ast.USub, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Constant, ast.Name,
    ast.Load, ast.Call,
)  # fmt: skip


def formula_terms(formula: str) -> frozenset[str]:
    """The inputs a formula names. Raises ValueError unless it is arithmetic with mean, min, max, sum, abs."""
    if len(formula) > _LONGEST:
        raise ValueError(f"{formula[:40]!r}… has {len(formula)} characters; expected at most {_LONGEST}")
    try:
        tree = ast.parse(formula, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ValueError(f"{formula!r} is no arithmetic; expected names, numbers, + - * / and ( )") from error
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    _check_nodes(formula, tree)
    _check_calls(formula, calls)
    called = {id(call.func) for call in calls}
    return frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called)


def _check_nodes(formula: str, tree: ast.Expression) -> None:
    plain = all(isinstance(node, _ARITHMETIC) for node in ast.walk(tree))
    if not plain or not _TOKENS.match(formula):
        raise ValueError(f"{formula!r} holds more than arithmetic; expected names, numbers, + - * / and ( )")
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            divisor = node.right
            if isinstance(divisor, ast.Constant) and divisor.value == 0:
                raise ValueError(f"{formula!r} divides by zero; expected another divisor")


def _check_calls(formula: str, calls: list[ast.Call]) -> None:
    for call in calls:
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        if name not in FUNCTIONS:
            told = f"{formula!r} calls {name or 'something else'}"
            raise ValueError(f"{told}; expected only the functions {', '.join(sorted(FUNCTIONS))}")
        if not call.args or (name == "abs" and len(call.args) != 1):
            wanted = "one" if name == "abs" else "one or more"
            raise ValueError(f"{formula!r} gives {name} {len(call.args)} terms; expected {wanted}")
