"""Git both ways, with real repositories: of this machine and over https."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import threading
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest

from saadan.errors import Conflict, Invalid, NotAllowed, Unavailable
from saadan.repository import outside, syncing
from saadan.repository.outside import place_at
from saadan.repository.syncing import Outcome
from saadan.repository.writing import Writer
from tests.repository.test_git import git
from tests.repository.writing import ANNA, BO, WHEN, bare, is_whole, save

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from saadan.repository.syncing import Exchange

LOCAL = ("file:",)


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """The repository of others."""
    return bare(tmp_path)


@pytest.fixture
def writer(tmp_path: Path, there: Path) -> Writer:
    """Ours, which begins as a copy."""
    git(tmp_path, "clone", "-q", "--bare", str(there), "vores.git")
    return Writer(tmp_path / "vores.git", "main")


def fetch(writer: Writer, there: Path) -> Exchange:
    return syncing.fetch(writer, str(there), allowed=LOCAL, author=ANNA, when=WHEN)


def push(writer: Writer, there: Path) -> Exchange:
    return syncing.push(writer, str(there), allowed=LOCAL)


def theirs(there: Path) -> Writer:
    return Writer(there, "main")


def test_takes_in_what_comes_after_ours(writer: Writer, there: Path) -> None:
    assert fetch(writer, there).outcome is Outcome.NOTHING
    made = save(theirs(there), {"index.md": b"Bo\n"}, author=BO)

    found = fetch(writer, there)

    assert (found.outcome, found.head, found.came) == (Outcome.FORWARD, made, made)
    assert writer.read(writer.head(), "index.md") == b"Bo\n"
    assert fetch(writer, there).outcome is Outcome.NOTHING
    assert is_whole(writer.folder)


def test_merges_what_parted_from_ours(writer: Writer, there: Path) -> None:
    ours = save(writer, {"docs/a.md": b"1\n2\n3\n4\n"})
    came = save(theirs(there), {"docs/a.md": b"0\n1\n2\n3\n"}, author=BO)

    found = fetch(writer, there)

    assert found.outcome is Outcome.MERGED
    assert writer.read(found.head, "docs/a.md") == b"0\n1\n2\n3\n4\n"
    assert git(writer.folder, "rev-parse", "main^1", "main^2").split() == [ours, came]
    assert push(writer, there).outcome is Outcome.FORWARD
    assert theirs(there).head() == found.head
    assert push(writer, there).outcome is Outcome.NOTHING
    assert fetch(writer, there).outcome is Outcome.NOTHING
    assert is_whole(there)


def test_keeps_both_where_both_changed_the_same(writer: Writer, there: Path) -> None:
    ours = save(writer, {"index.md": b"Anna\n"})
    came = save(theirs(there), {"index.md": b"Bo\n", "ny.md": b"x"}, author=BO)

    found = fetch(writer, there)
    again = fetch(writer, there)

    assert (found.outcome, found.head, found.overlaps) == (Outcome.OVERLAPS, ours, ("index.md",))
    assert found.aside == f"incoming/2026-03-01-{came[:9]}"
    assert writer.branches("incoming/") == {found.aside: came}
    assert again.aside == found.aside
    assert isinstance(found.reason, Conflict)
    assert "index.md" in str(found.reason)
    merge = writer.merge(ours, came, resolved={"index.md": b"Begge\n"})
    writer.commit_merge("main", merge, seen=ours, author=ANNA, message="x", when=WHEN)
    assert fetch(writer, there).outcome is Outcome.NOTHING
    assert push(writer, there).outcome is Outcome.FORWARD


def test_refuses_a_history_that_was_rewritten(writer: Writer, there: Path, tmp_path: Path) -> None:
    made = save(theirs(there), {"index.md": b"Bo\n"}, author=BO)
    fetch(writer, there)
    git(tmp_path, "clone", "-q", str(there), "anden")
    git(tmp_path / "anden", "commit", "-q", "--amend", "-m", "Omskrevet")
    git(tmp_path / "anden", "push", "-q", "--force", "origin", "main")

    found = fetch(writer, there)
    again = fetch(writer, there)

    assert (found.outcome, found.head) == (Outcome.REWRITTEN, made)
    assert writer.branches("incoming/") == {found.aside: theirs(there).head()}
    assert again.aside == found.aside
    assert "taken back" in str(found.reason)
    assert push(writer, there).outcome is Outcome.BEHIND
    merge = writer.merge(made, found.came)
    writer.commit_merge("main", merge, seen=made, author=ANNA, message="x", when=WHEN)
    assert fetch(writer, there).outcome is Outcome.NOTHING
    assert push(writer, there).outcome is Outcome.FORWARD


def test_says_when_commits_were_taken_back(writer: Writer, there: Path) -> None:
    first = writer.head()
    made = save(theirs(there), {"index.md": b"Bo\n"}, author=BO)
    fetch(writer, there)
    git(there, "update-ref", "refs/heads/main", first)

    found = fetch(writer, there)

    assert (found.outcome, found.head, found.aside) == (Outcome.REWRITTEN, made, "")
    assert fetch(writer, there).outcome is Outcome.REWRITTEN
    push(writer, there)
    assert fetch(writer, there).outcome is Outcome.NOTHING
    assert theirs(there).head() == made


def test_pushes_nothing_against_what_is_there(writer: Writer, there: Path) -> None:
    save(writer, {"index.md": b"Anna\n"})
    came = save(theirs(there), {"docs/a.md": b"Bo\n"}, author=BO)

    found = push(writer, there)

    assert found.outcome is Outcome.BEHIND
    assert "something new" in str(found.reason)
    assert theirs(there).head() == came


def test_says_why_others_do_not_take_ours(writer: Writer, there: Path) -> None:
    (there / "hooks" / "pre-receive").write_text("#!/bin/sh\nexit 1\n")
    (there / "hooks" / "pre-receive").chmod(0o755)
    save(writer, {"index.md": b"Anna\n"})

    found = push(writer, there)

    assert found.outcome is Outcome.REFUSED
    assert "hook declined" in str(found.reason)


@pytest.mark.parametrize("names", [["Docs/b.md"], ["ny.md", "NY.md"], ["con.md"], ["a\\b.md"]])
@pytest.mark.parametrize("parted", [False, True])
def test_refuses_names_that_are_not_the_same_everywhere(
    writer: Writer, there: Path, tmp_path: Path, names: list[str], parted: bool
) -> None:
    before = save(writer, {"docs/a.md": b"x"}) if parted else writer.head()
    work = tmp_path / "work"
    for name in names:
        (work / name).parent.mkdir(exist_ok=True)
        (work / name).write_text("x")
    git(work, "add", "-A")
    git(work, "commit", "-qm", "x")
    git(work, "push", "-q", str(there), "main")

    found = fetch(writer, there)

    assert (found.outcome, found.head) == (Outcome.REFUSED, before)
    assert writer.branches("incoming/") == {found.aside: theirs(there).head()}
    assert isinstance(found.reason, Invalid)


def test_refuses_twins_of_both_sides(writer: Writer, there: Path) -> None:
    before = save(writer, {"ny.md": b"x"})
    save(theirs(there), {"NY.md": b"x"}, author=BO)

    found = fetch(writer, there)

    assert (found.outcome, found.head) == (Outcome.REFUSED, before)
    assert writer.branches("incoming/").keys() == {found.aside}


def test_takes_in_no_object_that_is_broken(writer: Writer, there: Path) -> None:
    before = writer.head()
    blob = git(there, "rev-parse", "main:index.md")
    made = subprocess.run(
        ["git", "-C", there, "hash-object", "-w", "-t", "tree", "--stdin", "--literally"],
        input=b"100644 .GIT\0" + bytes.fromhex(blob),
        capture_output=True,
        check=True,
    )
    commit = git(there, "commit-tree", made.stdout.decode().strip(), "-p", before, "-m", "x")
    git(there, "update-ref", "refs/heads/main", commit)

    found = fetch(writer, there)

    assert found.outcome is Outcome.REFUSED
    assert writer.head() == before
    assert writer.branches("") == {"main": before}


def test_keeps_links_and_what_is_left_out(writer: Writer, there: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    (work / "_includes").mkdir()
    (work / "_includes" / "A.html").write_text("x")
    (work / "_includes" / "a.html").write_text("x")
    (work / "hen").symlink_to("/etc/passwd")
    git(work, "add", "-A")
    git(work, "commit", "-qm", "x")
    git(work, "push", "-q", str(there), "main")
    save(writer, {"index.md": b"Anna\n"})

    found = fetch(writer, there)

    assert found.outcome is Outcome.MERGED
    assert git(writer.folder, "show", "main:_includes/A.html") == "x"


def test_says_when_nobody_answers(writer: Writer, tmp_path: Path) -> None:
    for found in (fetch(writer, tmp_path / "findes-ikke"), push(writer, tmp_path / "findes-ikke")):
        assert found.outcome is Outcome.UNREACHABLE
        assert isinstance(found.reason, Unavailable)
        assert "findes-ikke" in str(found.reason)


def test_begins_a_branch_that_is_not_there(writer: Writer, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--bare", "tom.git")

    assert fetch(writer, tmp_path / "tom.git").outcome is Outcome.NOTHING
    assert push(writer, tmp_path / "tom.git").outcome is Outcome.FORWARD
    assert theirs(tmp_path / "tom.git").head() == writer.head()


def test_merges_when_somebody_saves_meanwhile(
    writer: Writer, there: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(theirs(there), {"index.md": b"Bo\n"}, author=BO)
    advance, saved = Writer.advance, list[str]()

    def late(self: Writer, branch: str, to: str, *, seen: str) -> None:
        if not saved:
            saved.append(save(writer, {"docs/a.md": b"Anna\n"}))
        advance(self, branch, to, seen=seen)

    monkeypatch.setattr(Writer, "advance", late)

    found = fetch(writer, there)

    assert found.outcome is Outcome.MERGED
    assert writer.read(found.head, "docs/a.md") == b"Anna\n"
    assert writer.read(found.head, "index.md") == b"Bo\n"


def test_lets_the_repository_have_no_say(writer: Writer, there: Path, tmp_path: Path) -> None:
    mark, script = tmp_path / "mark", tmp_path / "script"
    script.write_text(f"#!/bin/sh\ntouch {mark}\n")
    script.chmod(0o755)
    for key, value in {
        f"url.{tmp_path / 'forkert'}.insteadOf": str(there),
        "core.sshCommand": str(script),
        "core.hooksPath": str(tmp_path),
        "core.alternateRefsCommand": str(script),
        "credential.helper": str(script),
        "uploadpack.packObjectsHook": str(script),
        "gc.auto": "1",
    }.items():
        git(writer.folder, "config", key, value)
    for hook in ("reference-transaction", "pre-push", "post-merge"):
        (writer.folder / "hooks" / hook).write_text(script.read_text())
        (writer.folder / "hooks" / hook).chmod(0o755)
    save(theirs(there), {"index.md": b"Bo\n"}, author=BO)

    assert fetch(writer, there).outcome is Outcome.FORWARD
    save(writer, {"index.md": b"Anna\n"})
    assert push(writer, there).outcome is Outcome.FORWARD

    assert not mark.exists()
    assert git(writer.folder, "for-each-ref", "--format=%(refname)") == "refs/heads/main"


def test_is_not_held_up_by_what_a_killed_command_left(writer: Writer, there: Path) -> None:
    left = writer.folder / "saadan/outside/refs/heads"
    left.mkdir(parents=True)
    (left / "came.lock").write_text("")
    save(theirs(there), {"index.md": b"Bo\n"}, author=BO)

    assert fetch(writer, there).outcome is Outcome.FORWARD


def test_forgets_nothing_when_its_memory_is_broken(writer: Writer, there: Path) -> None:
    fetch(writer, there)
    (writer.folder / "saadan/known.json").write_text("[")
    made = save(theirs(there), {"index.md": b"Bo\n"}, author=BO)

    assert fetch(writer, there).head == made
    known = json.loads((writer.folder / "saadan/known.json").read_text())
    assert list(known.values()) == [made]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "-oProxyCommand=x",
        "--upload-pack=touch /tmp/x",
        "ext::sh -c touch% /tmp/x",
        "file:///etc",
        "git://git.example.org/a",
        "http://git.example.org/a",
        "git@git.example.org:a",
        "git.example.org:a/b",
        "ssh://-oProxyCommand=x/a",
        "ssh://git.example.org/-x",
        "ssh://-x@git.example.org/a",
        "https://anna:hemmeligt@git.example.org/a",
        "https://anna@git.example.org/a",
        "https://git.example.org/$HOME",
        "https://git.example.org/${HOME}",
        "https://git.example.org/a b",
        "https://git.example.org/a\n",
        "https://git.example.org/a?b",
        "https://git.example.org/a#b",
        "https://git.example.org/../a",
        "https://git.example.org\\@example.net/a",
        "https://git.example.org",
        "https://git..example.org/a",
        "https://gıt.example.org/a",
        "/tmp/a",
        "../a",
    ],
)
def test_refuses_an_address_that_may_mean_something_else(address: str) -> None:
    with pytest.raises(Invalid) as caught:
        place_at(address, ["git.example.org"])

    assert "hemmeligt" not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    [
        "https://git.example.net/a",
        "https://git.example.org.example.net/a",
        "https://xgit.example.org/a",
        "https://git.example.org:8443/a",
        "ssh://git@git.example.org:443/a",
        "https://127.0.0.1/a",
    ],
)
def test_talks_only_to_hosts_on_the_list(address: str) -> None:
    with pytest.raises(NotAllowed):
        place_at(address, ["git.example.org", "other.example.org:8443"])


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://git.example.org/os2/h%C3%A5ndbog.git", "git.example.org"),
        ("https://GIT.example.org:443/a/", "git.example.org"),
        ("https://git.example.org:8443/a", "git.example.org:8443"),
        ("ssh://git@git.example.org/a.git", "git.example.org"),
        ("ssh://git.example.org:2222/~anna/a", "git.example.org:2222"),
    ],
)
def test_talks_to_a_host_on_the_list(address: str, allowed: str) -> None:
    assert place_at(address, [allowed]).address == address


# Over https


class Host:
    """A real git server for one folder, over https on this machine."""

    def __init__(self, root: Path, server: WSGIServer) -> None:
        self.root, self.port = root, server.server_port
        self.address = f"https://localhost:{self.port}/bog.git"
        self.allowed = (f"localhost:{self.port}",)
        self.authorization: list[str] = []
        self.moved_to = ""
        self.pause = 0.0
        self.is_over = threading.Event()
        server.set_app(self.answer)

    def answer(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        self.is_over.wait(self.pause)
        self.authorization.append(environ.get("HTTP_AUTHORIZATION", ""))
        if self.moved_to:
            start("302 Found", [("Location", self.moved_to + environ["PATH_INFO"])])
            return [b""]
        length = int(environ.get("CONTENT_LENGTH") or 0)
        wanted = (
            "REQUEST_METHOD",
            "PATH_INFO",
            "QUERY_STRING",
            "CONTENT_TYPE",
            "HTTP_CONTENT_ENCODING",
        )
        done = subprocess.run(
            ["git", "http-backend"],
            input=environ["wsgi.input"].read(length),
            capture_output=True,
            check=True,
            env={
                **{name: environ.get(name, "") for name in wanted},
                **{"GIT_PROJECT_ROOT": str(self.root), "GIT_HTTP_EXPORT_ALL": "1"},
                **{"REMOTE_USER": "bo", "PATH": os.environ["PATH"], "CONTENT_LENGTH": str(length)},
                "GIT_PROTOCOL": environ.get("HTTP_GIT_PROTOCOL", ""),
            },
        )
        head, _, body = done.stdout.partition(b"\r\n\r\n")
        headers = [tuple(line.split(": ", 1)) for line in head.decode().split("\r\n")]
        status = dict(headers).pop("Status", "200 OK")
        start(status, [each for each in headers if each[0] != "Status"])
        return [body]


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None: ...


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", folder / "key.pem", "-out", folder / "cert.pem"),
        ],
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture
def host(
    there: Path, certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Host]:
    root = tmp_path / "vært"
    root.mkdir()
    there.rename(root / "bog.git")
    server = make_server("127.0.0.1", 0, lambda *_: [], handler_class=Quiet)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    monkeypatch.setenv("GIT_SSL_CAINFO", str(certificate / "cert.pem"))
    monkeypatch.setenv("no_proxy", "localhost")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    made = Host(root, server)
    yield made
    made.is_over.set()
    server.shutdown()
    server.server_close()


def test_goes_both_ways_over_https(writer: Writer, host: Host) -> None:
    made = save(theirs(host.root / "bog.git"), {"index.md": b"Bo\n"}, author=BO)

    found = syncing.fetch(
        *(writer, host.address), allowed=host.allowed, author=ANNA, when=WHEN, token="nøgle"
    )
    ours = save(writer, {"docs/a.md": b"Anna\n"})
    given = syncing.push(writer, host.address, allowed=host.allowed, token="nøgle")

    assert (found.outcome, found.head) == (Outcome.FORWARD, made)
    assert given.outcome is Outcome.FORWARD
    assert theirs(host.root / "bog.git").head() == ours
    assert set(host.authorization) == {"Basic c2FhZGFuOm7DuGdsZQ=="}
    assert is_whole(host.root / "bog.git")


def test_follows_nobody_to_another_host(writer: Writer, host: Host) -> None:
    before = writer.head()
    save(theirs(host.root / "bog.git"), {"index.md": b"Bo\n"}, author=BO)
    host.moved_to = f"https://localhost:{host.port}/bog.git/../.."

    found = syncing.fetch(writer, host.address, allowed=host.allowed, author=ANNA, when=WHEN)

    assert found.outcome is Outcome.UNREACHABLE
    assert len(host.authorization) == 1
    assert writer.head() == before


def test_gives_up_on_a_host_that_says_nothing(
    writer: Writer, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outside, "PATIENCE", 0.5)
    host.pause = 3

    found = syncing.fetch(writer, host.address, allowed=host.allowed, author=ANNA, when=WHEN)

    assert found.outcome is Outcome.UNREACHABLE
    assert "too long" in str(found.reason)


def test_trusts_no_host_that_cannot_prove_itself(
    writer: Writer, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GIT_SSL_CAINFO")

    found = syncing.fetch(writer, host.address, allowed=host.allowed, author=ANNA, when=WHEN)

    assert found.outcome is Outcome.UNREACHABLE
    assert host.authorization == []
