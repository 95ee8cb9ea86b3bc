"""What stands where, as far as import-linter's contracts in pyproject.toml do not say it."""

import ast
import tomllib
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())

OUTSIDE = (
    *("asyncio", "anyio", "sqlalchemy", "fastapi", "asyncpg", "picows", "httpx"),
    *("socket", "subprocess", "shutil", "tempfile", "multiprocessing", "aiosmtplib", "aiosmtpd", "imap_tools"),
)
"""What a pure module does not import, nor does any module of ours that it imports."""

OF_THE_MACHINE = ("os", "threading", "signal", "fcntl", "secrets", "logging", "gc", "time")
"""What a pure module does not import itself: others may use it for something pure, as names of files are."""

FILE_CALLS = {"open", "write_text", "write_bytes", "unlink", "mkdir", "rename", "iterdir", "glob"}
READS = {"read_text", "read_bytes"}
"""Allowed for data that ship with the package (`importlib.resources`): they are the same at every start."""

SAYING = (
    *("core", "acd", "ivr", "recordings", "reports", "clients", "knowledge", "assessments"),
    *("guidance", "helpdesk", "market", "messaging"),
    "dialplan",
)
"""Packages whose pure modules all say so in their docstring."""

MOST_MODULES = 18
"""At the top of a package: what is more belongs into one of its rooms."""

LISTS = {"core.db.migrations.versions", "core.metrics", "ivr.nodes"}
"""Packages that are lists: one module a migration, a family of figures, a kind of node."""

NO_PRODUCT = ("softphone", "tests", "bench", "chaos")


@lru_cache
def imports() -> grimp.ImportGraph:
    roots = PYPROJECT["tool"]["importlinter"]["root_packages"]
    return grimp.build_graph(roots[0], *roots[1:], include_external_packages=True, cache_dir=None)


def modules_in(folder: str) -> set[str]:
    """The modules of a folder, without folders inside it."""
    path = ROOT.joinpath(*folder.split("."))
    return {file.stem for file in path.glob("*.py") if file.stem != "__init__"}


def packages_of_the_wheel() -> set[str]:
    """As setuptools finds them: every folder with an `__init__.py` whose dotted name matches."""
    patterns = PYPROJECT["tool"]["setuptools"]["packages"]["find"]["include"]
    folders = (file.parent.relative_to(ROOT) for file in ROOT.glob("[!.]*/**/__init__.py"))
    names = {".".join(folder.parts) for folder in folders}
    return {name for name in names if any(fnmatch(name, pattern) for pattern in patterns)}


def test_only_stores_and_the_plumbing_of_the_database_import_sqlalchemy() -> None:
    plumbing = ("core.db.", "core.fact_log.event_log", "core.relay.relay", "ops.")
    strangers = {
        module
        for module in imports().find_modules_that_directly_import("sqlalchemy")
        if not module.rpartition(".")[2].endswith("store") and not module.startswith(plumbing)
    }
    assert strangers == set(), "Hand the SQL to a store; else see core.db.engine and core.db.errors"


def file_of(module: str) -> Path:
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@lru_cache
def doing_input_or_output() -> frozenset[str]:
    found: set[str] = set()
    for outside in set(OUTSIDE) & imports().modules:
        found |= imports().find_downstream_modules(outside)
    for outside in set(OF_THE_MACHINE) & imports().modules:
        found |= imports().find_modules_that_directly_import(outside)
    return frozenset(found | {module for module in product() if touches_files(file_of(module))})


def product() -> set[str]:
    roots = set(PYPROJECT["tool"]["importlinter"]["root_packages"])
    return {module for module in imports().modules if module.partition(".")[0] in roots}


def touches_files(path: Path) -> bool:
    text = path.read_text(encoding="utf-8")
    if not any(f"{name}(" in text for name in FILE_CALLS | READS):
        return False  # parsing all of them takes seconds
    tree = ast.parse(text)
    ships_data = any(isinstance(node, ast.ImportFrom) and node.module == "importlib" for node in ast.walk(tree))
    calls = FILE_CALLS if ships_data else FILE_CALLS | READS
    return any(
        isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id == "open")
            or (isinstance(node.func, ast.Attribute) and node.func.attr in calls)
        )
        for node in ast.walk(tree)
    )


def says_pure(module: str) -> bool:
    text = file_of(module).read_text(encoding="utf-8")
    return "Pure." in text and "Pure." in (ast.get_docstring(ast.parse(text)) or "")


def test_modules_that_say_that_they_are_pure_do_no_input_or_output() -> None:
    wrong = {module for module in product() if says_pure(module)} & doing_input_or_output()
    assert wrong == set(), "Split the policy from its input and output, or take the word away"


def test_pure_modules_of_the_features_say_so() -> None:
    silent = {
        module
        for module in product() - doing_input_or_output()
        if module.partition(".")[0] in SAYING
        and file_of(module).name != "__init__.py"
        and not module.startswith("core.db.")
        and not says_pure(module)
    }
    assert silent == set(), 'Say "Pure." in the docstring, so that it stays so'


def test_no_package_has_many_modules_at_its_top() -> None:
    packages = {module for module in product() if file_of(module).name == "__init__.py"}
    counts = {package: len(modules_in(package)) for package in packages - LISTS}
    crowded = {package: count for package, count in counts.items() if count > MOST_MODULES}
    assert crowded == {}, "Give what belongs together a room of its own"


PROCESSES = ("agi_scripts", "agi_scripts.watchdog", "api", "ari_app", "courier", "jobs")


def test_only_entries_of_processes_load_without_looking_for_garbage() -> None:
    importers = imports().find_modules_that_directly_import("core.loading")
    assert importers == {f"{process}.__main__" for process in PROCESSES}


def test_the_wheel_holds_no_tests_benches_or_their_tools() -> None:
    packages = packages_of_the_wheel()
    assert {"core", "ivr.graph", "ari_app.calls", "ops"} <= packages
    assert [name for name in packages if name.split(".")[0] in NO_PRODUCT] == []
    product = imports().modules - {m for m in imports().modules if m.split(".")[0] in NO_PRODUCT}
    assert [m for m in product if imports().find_modules_directly_imported_by(m) & set(NO_PRODUCT)] == []


def test_every_package_of_the_product_is_in_the_wheel_and_under_contract() -> None:
    found = {file.parent.name for file in ROOT.glob("[!.]*/__init__.py")}
    wheel = {name for name in packages_of_the_wheel() if "." not in name}
    assert wheel == found - set(NO_PRODUCT)
    assert wheel <= set(PYPROJECT["tool"]["importlinter"]["root_packages"])


SUPPORT, MOST_TEST_FILES = ROOT / "tests" / "support", 40


def test_what_supports_tests_stands_in_rooms() -> None:
    assert [file.name for file in SUPPORT.glob("*.py")] == ["__init__.py"], "Find its room, or make one"
    counts = {room.parent.name: len(list(room.parent.glob("*.py"))) - 1 for room in SUPPORT.rglob("__init__.py")}
    assert {room: count for room, count in counts.items() if count > MOST_MODULES} == {}


def test_no_folder_of_tests_has_many_files_at_its_top() -> None:
    folders = {file.parent for file in (ROOT / "tests").rglob("test_*.py")}
    counts = {str(folder.relative_to(ROOT)): len(list(folder.glob("test_*.py"))) for folder in folders}
    assert {folder: count for folder, count in counts.items() if count > MOST_TEST_FILES} == {}


LONGEST_LINE = 120
"""Of a document: what is longer no difference can show."""

GENERATED = {"docs/figures.md"}


def test_documents_are_wrapped() -> None:
    long = {
        f"{name}:{number}"
        for name in tracked("*.md")
        if name not in GENERATED
        for number, line in enumerate(prose(ROOT / name), 1)
        if len(line) > LONGEST_LINE and " " in line.strip()
    }
    assert long == set()


def tracked(pattern: str) -> list[str]:
    skipped = {"node_modules", ".venv", ".tools", "var"}
    files = (file.relative_to(ROOT) for file in ROOT.rglob(pattern))
    return [str(file) for file in files if not skipped & set(file.parts) and not file.parts[0].startswith(".")]


def prose(file: Path) -> list[str]:
    """The lines, with those of code and tables emptied: these are as long as they are."""
    lines, is_code = [], False
    for line in file.read_text("utf-8").splitlines():
        is_fence = line.lstrip().startswith("```")
        is_code ^= is_fence
        lines.append("" if is_fence or is_code or line.startswith(("|", "    ")) else line)
    return lines
