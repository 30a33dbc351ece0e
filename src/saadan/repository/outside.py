"""Git commands that talk to another place: only to those that the operator has named.

Each runs in a repository of its own, made anew, that has nothing but our settings and lends the
objects of the handbook's. So no setting of that repository has a say, and no lock of git's that a
killed command leaves is in anybody's way.
"""

from __future__ import annotations

import base64
import os
import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from saadan.errors import Invalid, NotAllowed
from saadan.language import _
from saadan.repository.command import DURABLE, Done, Git
from saadan.repository.names import shown
from saadan.repository.refs import OWN, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

#: What an operator's list says so that folders of the same machine may be named.
LOCAL: Final = "file:"
#: Seconds for one command, and for how long next to nothing may come.
PATIENCE: Final = 120.0
_SLOWEST: Final = ("http.lowSpeedLimit=100", "http.lowSpeedTime=20")

_ADDRESS: Final = re.compile(
    r"(?P<scheme>https|ssh)://(?:(?P<user>[A-Za-z0-9][\w.-]{0,63})@)?"
    r"(?P<host>[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]*[A-Za-z0-9])*)"
    r"(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>(?:/[A-Za-z0-9_.~%+][A-Za-z0-9_.~%+-]*)+/?)",
    re.ASCII,
)
_PORTS: Final = {"https": "443", "ssh": "22"}
_SETTINGS: Final = (
    "credential.helper=",
    "fetch.fsckObjects=true",
    "fetch.recurseSubmodules=false",
    "http.cookieFile=",
    "http.followRedirects=false",
    "push.recurseSubmodules=no",
    "submodule.recurse=false",
    "transfer.bundleURI=false",
    "transfer.fsckObjects=true",
    *_SLOWEST,
)
_SSH: Final = "ssh -oBatchMode=yes -oStrictHostKeyChecking=yes -oConnectTimeout=10"
#: Of the surroundings, which are the operator's: how to reach the world, and whom to trust.
_FROM_OUTSIDE: Final = (
    *("https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY"),
    *("GIT_SSL_CAINFO", "SSL_CERT_FILE", "SSH_AUTH_SOCK"),
)
_CONFIG: Final = "[core]\n\trepositoryformatversion = 0\n\tbare = true\n"


@dataclass(frozen=True, slots=True)
class Place:
    """Another place that has the handbook: a repository to get from and to give to."""

    address: str
    scheme: str  #: https, ssh or file
    host: str  #: as people may see it
    token: str = field(default="", repr=False)


def place_at(address: str, allowed: Sequence[str], token: str = "") -> Place:
    """Return a place by its address, if the operator allows that.

    Args:
        address: https://host/path or ssh://user@host/path; nothing in it is expanded
        allowed: hosts, as host or host:port; LOCAL for folders of this machine
        token: for https, sent as a password; never shown, logged or named to another command

    Raises:
        Invalid: the address cannot be understood.
        NotAllowed: the operator's list does not name the host.
    """
    if address.startswith("/") and LOCAL in allowed:
        return Place(address, "file", address)
    found = _ADDRESS.fullmatch(address)
    if (
        not found
        or ".." in found["path"].split("/")
        or (found["user"] and found["scheme"] != "ssh")
    ):
        sentence = _(
            "“{address}” is no address to get a handbook from. Write https://host/path or "
            "ssh://user@host/path, without a password."
        )
        raise Invalid(sentence, address=shown(re.sub("//[^/]*@", "//", address)))
    host, port = found["host"].lower(), found["port"] or _PORTS[found["scheme"]]
    named = {each.lower() for each in allowed}
    is_usual = port == _PORTS[found["scheme"]]
    if f"{host}:{port}" not in named and not (is_usual and host in named):
        sentence = _("{host} is not among the hosts that this handbook may be shared with.")
        raise NotAllowed(sentence, host=host if is_usual else f"{host}:{port}")
    return Place(address, found["scheme"], host, token)


class Outside:
    """Git commands for one place, which lend the objects of a repository."""

    def __init__(self, folder: Path, place: Place) -> None:
        self.folder, self._place = folder, place
        environment = {name: os.environ[name] for name in _FROM_OUTSIDE if name in os.environ}
        environment |= {
            "GIT_ALLOW_PROTOCOL": place.scheme,
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": "",
            "GIT_OBJECT_DIRECTORY": os.fspath(folder.parent.parent / "objects"),
            "GIT_SSH_COMMAND": _SSH,
            "GIT_SSH_VARIANT": "ssh",
        }
        if place.token and place.scheme == "https":
            word = base64.b64encode(f"saadan:{place.token}".encode()).decode("ascii")
            environment |= {
                "GIT_CONFIG_COUNT": "1",
                "GIT_CONFIG_KEY_0": "http.extraHeader",
                "GIT_CONFIG_VALUE_0": f"Authorization: Basic {word}",
            }
        self._git = Git(folder, settings=(*DURABLE, *_SETTINGS), environment=environment)

    def ask(self, *arguments: str) -> Done:
        """Return how a command ended; one that takes too long is killed.

        Raises:
            Unavailable: it cannot be run.
        """
        return self._git.ask(*arguments, patience=PATIENCE)

    def came(self) -> str:
        """Return the commit that a fetch has named `came`."""
        return (self.folder / "refs" / "heads" / "came").read_text("ascii").strip()


@contextmanager
def outside(repository: Path, place: Place, tips: Sequence[str]) -> Iterator[Outside]:
    """Make what commands for a place run in; nobody else does so meanwhile.

    Args:
        repository: git's own folder
        tips: commits that are here, so that only what comes after has to travel

    Raises:
        Unavailable: others are at it for too long.
        OSError: the disk is full, or cannot be written.
    """
    own = repository / OWN
    own.mkdir(exist_ok=True)
    folder = own / "outside"
    turn = os.open(own / "outside-turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        wait_for(turn)
        shutil.rmtree(folder, ignore_errors=True)
        for name in ("objects", "refs/heads"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / "HEAD").write_text("ref: refs/heads/none\n", "ascii")
        (folder / "config").write_text(_CONFIG, "ascii")
        for number, tip in enumerate(tips):
            (folder / "refs" / "heads" / f"tip-{number}").write_text(f"{tip}\n", "ascii")
        yield Outside(folder, place)
    finally:
        os.close(turn)
