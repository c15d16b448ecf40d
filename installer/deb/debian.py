"""Packages of another Debian release, fetched by an apt of our own beside the machine's.

Mirror and proxies are those of the machine's apt; its package lists and its state stay untouched.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


class BuildError(Exception):
    """What keeps the package from being built, in one line for who started the build."""


@dataclass(frozen=True)
class Package:
    """A fetched package: its file, and what its own description says."""

    file: Path
    name: str
    version: str
    source: str
    source_version: str


def run(*command: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None) -> str:
    """Runs a program and returns what it printed; BuildError with its last words if it failed."""
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        cwd=cwd,
        env=env,
        check=False,
    )
    if done.returncode != 0:
        words = (done.stderr.strip() or done.stdout.strip()).splitlines()[-5:]
        raise BuildError(f"{Path(command[0]).name} failed: " + " / ".join(words))
    return done.stdout


def machine_mirrors() -> tuple[str, str | None]:
    """The machine's own Debian mirror and its mirror of security updates, if it has one."""
    told = run(
        "apt-get",
        "indextargets",
        "--format",
        "$(REPO_URI)|$(RELEASE)|$(COMPONENT)",
        "Created-By: Packages",
    )
    return choose_mirrors(told, _codename())


def choose_mirrors(indextargets: str, codename: str) -> tuple[str, str | None]:
    """The mirrors among lines of `URI|release|component`, for a machine of release `codename`.

    BuildError when the machine's apt knows no Debian.
    """
    rows = [line.split("|") for line in indextargets.splitlines()]
    by_release = {release: uri for uri, release, component in reversed(rows) if component == "main"}
    mirror = by_release.get(codename) or by_release.get("stable")
    if mirror is None:
        raise BuildError(
            "apt on this machine has no source for Debian; name one: build.py --mirror URL"
        )
    security = by_release.get(f"{codename}-security") or by_release.get("stable-security")
    return mirror, security


def _codename() -> str:
    for line in Path("/etc/os-release").read_text("utf-8").splitlines():
        if line.startswith("VERSION_CODENAME="):
            return line.partition("=")[2].strip('"')
    return "stable"


def sources_list(release: str, architecture: str, mirror: str, security: str | None) -> str:
    """The sources of one release with its updates, trusted by Debian's own keys alone."""
    options = f"[arch={architecture} signed-by={KEYRING}]"
    lines = [f"deb {options} {mirror} {suite} main" for suite in (release, f"{release}-updates")]
    if security is not None:
        lines.append(f"deb {options} {security} {release}-security main")
    return "\n".join(lines) + "\n"


class PrivateApt:
    """An apt whose lists, state and sources lie in `folder`."""

    def __init__(self, folder: Path, architecture: str) -> None:
        self._folder = folder.resolve()
        self._architecture = architecture
        self._config = self._folder / "apt.conf"

    def use(self, sources: str) -> None:
        """Takes these sources and reads their lists; BuildError when they can't be had."""
        for name in ("state", "lists/partial", "cache/archives/partial"):
            (self._folder / name).mkdir(parents=True, exist_ok=True)
        status = self._folder / "state" / "status"
        status.write_text("")
        sources_file = self._folder / "sources.list"
        sources_file.write_text(sources)
        # The machine's hooks belong to the machine's packages.
        self._config.write_text(
            f'Dir::State "{self._folder}/state";\n'
            f'Dir::State::lists "{self._folder}/lists";\n'
            f'Dir::State::status "{status}";\n'
            f'Dir::Cache "{self._folder}/cache";\n'
            f'Dir::Etc::sourcelist "{sources_file}";\n'
            'Dir::Etc::sourceparts "-";\n'
            f'APT::Architecture "{self._architecture}";\n'
            f'APT::Architectures {{ "{self._architecture}"; }};\n'
            'APT::Sandbox::User "";\n'
            'Acquire::Languages "none";\n'
            'Acquire::Retries "3";\n'
            "#clear APT::Update::Post-Invoke;\n"
            "#clear APT::Update::Post-Invoke-Success;\n"
            "#clear DPkg::Post-Invoke;\n"
        )
        run("apt-get", "-c", self._config, "-q", "-o", "APT::Update::Error-Mode=any", "update")

    def download(self, names: list[str], into: Path) -> list[Package]:
        """The packages as files in `into`; signatures and hashes are checked by apt."""
        into.mkdir(parents=True, exist_ok=True)
        run("apt-get", "-c", self._config, "-q", "download", *names, cwd=into)
        packages = [describe(file) for file in sorted(into.glob("*.deb"))]
        missing = set(names) - {package.name for package in packages}
        if missing:
            raise BuildError(f"not downloaded: {', '.join(sorted(missing))}")
        return packages


def describe(file: Path) -> Package:
    """What a package file says of itself.  Without a Source field the source has its own name."""
    shown = run("dpkg-deb", "--show", "--showformat", "${Package}|${Version}|${Source}", file)
    name, version, source = shown.split("|")
    source_name, _, source_version = source.partition(" ")
    return Package(file, name, version, source_name or name, source_version.strip("()") or version)


def extract(packages: list[Package], into: Path) -> None:
    """Unpacks the packages over each other, without running anything of theirs."""
    into.mkdir(parents=True, exist_ok=True)
    for package in packages:
        run("dpkg-deb", "--extract", package.file, into)
