"""Travel times and searches for routes take seconds: nobody asks for them inside a transaction."""

import ast
from pathlib import Path

#: Functions that wait for a routing server or for the solver.
SLOW = {"plan_routes", "repair_routes", "matrix"}
#: What is annotated so holds a transaction, or is in one.
SESSIONS = ("Session", "Can")


def slow_calls(source: str) -> list[int]:
    """Lines of slow calls in functions that are handed a session, and in blocks that open one."""
    return sorted(
        {
            call.lineno
            for node in ast.walk(ast.parse(source))
            if _has_session(node)
            for call in ast.walk(node)
            if isinstance(call, ast.Call) and _name(call.func) in SLOW
        }
    )


def _has_session(node: ast.AST) -> bool:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        given = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
        return any(
            arg.annotation and any(word in ast.unparse(arg.annotation) for word in SESSIONS)
            for arg in given
        )
    if isinstance(node, ast.AsyncWith):
        return any(".transaction(" in ast.unparse(item.context_expr) for item in node.items)
    return False


def _name(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")


def test_no_transaction_waits_for_routes() -> None:
    assert not {
        str(path): lines
        for path in Path("app").rglob("*.py")
        if (lines := slow_calls(path.read_text()))
    }


def test_such_a_call_is_found() -> None:
    assert slow_calls("async def f(session: TenantSession):\n  await travel.matrix(points)") == [2]
    assert slow_calls("async def f(s: CanWrite):\n  async for x in plan_routes(p): ...") == [2]
    assert slow_calls("async with database.transaction(a) as s:\n  await t.matrix(points)") == [2]
    assert not slow_calls("async def f(points):\n  await travel.matrix(points)")
