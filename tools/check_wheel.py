"""Prove that the built wheel works without the source tree.

Builds the wheel; compares it with the tree, file by file; installs it into a fresh
environment that sees this environment's packages; imports every module there, with
nothing but the runtime dependencies (tools/import_all.py) and from another folder. An
editable install hides all three kinds of fault.
"""

import os
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
import venv
import zipfile
from pathlib import Path

NOT_SHIPPED = {"__pycache__", ".DS_Store"}


def packages(root: Path) -> list[str]:
    """List the top-level packages that pyproject.toml puts into the wheel."""
    settings = tomllib.loads((root / "pyproject.toml").read_text())
    return list(settings["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])


def tree_files(root: Path) -> set[str]:
    """List the files of the packages in the tree: code, letters, fonts, migrations, examples."""
    paths = (path for package in packages(root) for path in (root / package).rglob("*"))
    return {
        path.relative_to(root).as_posix()
        for path in paths
        if path.is_file() and not NOT_SHIPPED.intersection(path.parts)
    }


def wheel_files(wheel: Path) -> set[str]:
    """List the files of the wheel without its own metadata."""
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def differences(root: Path, wheel: Path) -> list[str]:
    """Say which files are in the tree or in the wheel only."""
    tree, shipped = tree_files(root), wheel_files(wheel)
    missing = [f"{name}: is not in the wheel" for name in sorted(tree - shipped)]
    return missing + [f"{name}: is only in the wheel" for name in sorted(shipped - tree)]


def build(root: Path, target: Path) -> Path:
    """Build the wheel of `root` into `target`, with the build backend of this environment."""
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(target)]
    subprocess.run([*command, str(root)], check=True, capture_output=True)
    return next(target.glob("*.whl"))


def install(wheel: Path, folder: Path) -> Path:
    """Install the wheel alone into a fresh environment and return that one's Python.

    The packages of this environment are seen through a path file; its editable install
    of the same project is not, since path files of a path file's folder are not read.
    """
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    site = sysconfig.get_path("purelib", vars={"base": str(folder)})
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    (Path(site) / "packages.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def import_everything(python: Path, names: list[str], folder: Path) -> list[str]:
    """Import every module of the packages with `python`, started in `folder`; list the faults."""
    script = Path(__file__).with_name("import_all.py")
    environment = {key: os.environ[key] for key in ("PATH", "LANG") if key in os.environ}
    environment |= {"HOME": str(folder), "PREFECT_HOME": str(folder / "prefect")}
    command = [str(python), "-P", "-W", "ignore", str(script), *names]
    result = subprocess.run(
        command, check=False, capture_output=True, text=True, cwd=folder, env=environment
    )
    return result.stderr.splitlines() if result.returncode else []


def main(root: Path) -> None:
    """Exit with the list of faults, if there are any."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            wheel = build(root, folder)
        except subprocess.CalledProcessError as error:
            sys.exit(f"the wheel was not built:\n{error.stdout.decode()}{error.stderr.decode()}")
        python = install(wheel, folder / "venv")
        problems = differences(root, wheel) + import_everything(python, packages(root), folder)
    if problems:
        sys.exit("\n".join(problems))


if __name__ == "__main__":
    main(Path(__file__).resolve().parent.parent)
