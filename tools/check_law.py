"""Prove that `rightsflow.law` is pure: an allow-list of imports, no input or output, no clock.

The import floors say what law must not import of our own; they cannot say "nothing but
the standard library and holidays", nor that nobody asks the time.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

THIRD_PARTY = {"holidays"}
OWN = ("rightsflow.law", "rightsflow.errors")
# Parts of the standard library that reach outside, wait, or draw lots.
IMPURE = {
    "asyncio", "http", "io", "logging", "multiprocessing", "os", "random", "secrets", "shutil",
    "socket", "sqlite3", "ssl", "subprocess", "tempfile", "threading", "time", "urllib",
}  # fmt: skip
CLOCKS = {"now", "utcnow", "today"}


def allowed(module: str) -> bool:
    """Tell whether law may import this module, given by its full name."""
    top = module.partition(".")[0]
    if top == "rightsflow":
        return any(module == own or module.startswith(own + ".") for own in OWN)
    return top in THIRD_PARTY or (top in sys.stdlib_module_names and top not in IMPURE)


def imported(node: ast.AST) -> list[str]:
    """Name the modules that one statement imports; `from . import x` stays inside law."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        if node.module == "rightsflow":
            return [f"rightsflow.{alias.name}" for alias in node.names]
        return [node.module]
    return []


def faults(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and fault for everything impure in one module's source."""
    for node in ast.walk(ast.parse(source)):
        for module in imported(node):
            if not allowed(module):
                yield getattr(node, "lineno", 0), f"imports {module}"
        if isinstance(node, ast.AsyncFunctionDef | ast.Await):
            yield node.lineno, "is asynchronous"
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Attribute(attr=name) if name in CLOCKS:
                    yield node.lineno, f"asks the clock: {name}()"
                case ast.Name(id="open"):
                    yield node.lineno, "opens a file"
                case _:
                    pass


def main(root: Path) -> None:
    """Exit with the list of faults, if there are any, under `root`/rightsflow/law."""
    modules = sorted((root / "rightsflow" / "law").rglob("*.py"))
    if not modules:
        sys.exit("rightsflow/law holds no module: nothing was checked")
    problems = [
        f"{path.relative_to(root)}:{line}: law {fault}"
        for path in modules
        for line, fault in faults(path.read_text())
    ]
    if problems:
        sys.exit("\n".join(problems))


if __name__ == "__main__":
    main(Path(__file__).resolve().parent.parent)
