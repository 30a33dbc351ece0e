"""The command line."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from saadan.cli import main
from saadan.problems import KINDS, problem
from saadan.reports import FORMATS

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SAADAN_LANGUAGE", "en")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "bog"
    root.mkdir()
    (root / "index.md").write_text("---\ntitle: Forside\n---\n# Forside\n\n" + "ord " * 40)
    return root


def test_checks_a_good_handbook(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(folder)]) == 0
    assert capsys.readouterr().out == ""


def test_checks_a_handbook_with_errors(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "ferie.md").write_text(
        "---\ntitle: Ferie\n---\n" + "ord " * 40 + "\n[x](xyzæøå)\n", "utf-8"
    )

    assert main(["check", str(folder)]) == 1
    assert capsys.readouterr().out == "ferie.md:5: link-missing: “xyzæøå” does not exist.\n"


def test_speaks_danish(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAADAN_LANGUAGE", "da")
    (folder / "ferie.md").write_text("---\ntitle: Ferie\n---\n" + "ord " * 40 + "\n[x](feries)\n")

    main(["check", str(folder)])

    assert capsys.readouterr().out == (
        "ferie.md:5: link-missing: »feries« findes ikke. Mente du »ferie.md«?\n"
    )


def test_reports_json_as_a_list_of_objects(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.md").write_text("[x]()\n" + "ord " * 40)

    main(["check", str(folder), "--format", "json"])

    found = json.loads(capsys.readouterr().out)
    assert set(found[0]) == {"path", "line", "code", "severity", "message", "hint"}
    assert ("a.md", 1, "link-empty", "error") in [
        (each["path"], each["line"], each["code"], each["severity"]) for each in found
    ]


def test_reports_for_github_and_in_sarif() -> None:
    problems = [
        problem("a,b.md", 0, "link-missing", href="x%y\nz"),
        problem("c.md", 3, "page-todo", marker="x"),
    ]

    github = FORMATS["github"](problems, "en").splitlines()
    sarif = json.loads(FORMATS["sarif"](problems, "en"))

    assert github[0].startswith("::error file=a%2Cb.md,line=1,title=link-missing::“x%25y")
    assert github[1].startswith("::notice file=c.md,line=3")
    assert sarif["version"] == "2.1.0"
    assert [each["ruleId"] for each in sarif["runs"][0]["results"]] == ["link-missing", "page-todo"]


def test_renders_each_page_as_a_json_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "docs").mkdir()
    (folder / "docs" / "index.md").write_text("[a](../index.md)\n\n| x |\n|---|\n| 1 |\n")

    assert main(["render", str(folder)]) == 0

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(each["path"], each["address"]) for each in lines] == [
        ("docs/index.md", "/docs/"),
        ("index.md", "/"),
    ]
    assert '<a href="../index.md">a</a>' in lines[0]["html"]
    assert "table-wrapper" not in lines[0]["html"]


def test_searches_and_asks(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "---\ntitle: Ferie\nanswers: [hvor lang er ferien]\n---\n\nDu har fem uger.\n"
    (folder / "ferie.md").write_text(text, "utf-8")

    assert main(["search", str(folder), "ferien"]) == 0
    assert capsys.readouterr() == ("/ferie  Ferie\n    Du har fem uger.\n", "")

    assert main(["search", str(folder), "ferie", "uger", "kattepasning", "2031"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("/ferie  Ferie\n")
    assert err == "No place says all that you ask. These come closest.\n"

    assert main(["search", str(folder), "kattepasning"]) == 1
    assert main(["ask", str(folder), "hvor", "lang", "er", "ferien"]) == 0
    assert "Du har fem uger." in capsys.readouterr().out


def test_asks_for_a_choice(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, who in (("skuret", "Anna"), ("kontoret", "Bo")):
        text = (
            f"# {name.title()}\n\n## Nøglen\n\nNøglen hænger hos {who}.\n\n## Mere\n\nSluk lyset.\n"
        )
        (folder / f"{name}.md").write_text(text, "utf-8")

    assert main(["ask", str(folder), "hvor", "hænger", "nøglen"]) == 0
    assert capsys.readouterr().out == (
        "The answer is probably in one of these places:\n"
        "Nøglen hænger hos Bo.\n/kontoret#nøglen  Kontoret\n"
        "Nøglen hænger hos Anna.\n/skuret#nøglen  Skuret\n"
    )


def test_builds_and_says_where(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(folder), "--store", str(folder.parent / "store")]) == 0

    place = Path(capsys.readouterr().out.strip())
    assert (place / "content.sqlite").is_file()


def test_begins_a_handbook_that_has_no_errors(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", str(tmp_path / "ny")]) == 0
    assert main(["check", str(tmp_path / "ny")]) == 0
    assert (tmp_path / "ny" / "handbook.toml").is_file()
    assert (tmp_path / "ny" / ".git").is_dir()
    capsys.readouterr()


def test_never_writes_into_a_folder_that_has_something(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", str(folder)]) == 2
    assert "not an empty folder" in capsys.readouterr().err


def test_explains_itself_when_nothing_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "saadan [-h]" in capsys.readouterr().err


def test_does_not_share_a_port_with_another_server(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        assert main(["serve", str(folder), "--port", str(port)]) == 2

    assert f"Port {port} cannot be used" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["serve", "build", "check", "render"])
def test_says_when_there_is_no_handbook(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, str(tmp_path / "intet")]) == 2
    assert "does not exist" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["fly"], ["serve", "--port", "x"], ["check", "--format", "y"]]
)
def test_explains_how_it_is_used(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)

    assert stopped.value.code == 2
    assert "usage: saadan" in capsys.readouterr().err


def test_reads_what_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    helped = subprocess.run(
        [sys.executable, "-m", "saadan.cli", "--help"], capture_output=True, text=True, check=True
    ).stdout

    for command in re.findall(r"^    (\w+) ", helped, re.M):
        assert f"saadan {command}" in readme


def test_every_kind_of_problem_is_documented() -> None:
    documented = (ROOT / "docs" / "problems.md").read_text("utf-8")

    assert all(f"| `{code}` |" in documented for code in KINDS)
    assert documented.count("| `") == len(KINDS)


def test_the_handbooks_of_this_project_have_no_problems(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for handbook in ("handbooks/os2", "examples/minimal"):
        assert main(["check", str(ROOT / handbook)]) == 0
        assert capsys.readouterr().out == ""
