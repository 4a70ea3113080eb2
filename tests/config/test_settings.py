"""Settings: every wrong value is refused at start with its remedy, and secrets are made once and readable by nobody else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from askfirst.config import environment, secrets
from askfirst.config.databases import database
from askfirst.config.environment import WrongSetting

WRONG = [
    ("ASKFIRST_DEBUG", "yes", "use `True` or `False`"),
    ("ASKFIRST_PROXIES", "ten", "use a whole number from 0 to 9"),
    ("ASKFIRST_PROXIES", "10", "use a whole number from 0 to 9"),
    ("ASKFIRST_UPLOAD_MB", "-1", "use a whole number from 1 to 200"),
    ("ASKFIRST_ADDRESS", "talk.example.org", "as in `https://talk.example.org`"),
    ("ASKFIRST_ADDRESS", "https://talk.example.org/sub", "nothing behind the host"),
    ("ASKFIRST_ADDRESS", "https://talk.example.org?x=1", "nothing behind the host"),
    ("ASKFIRST_ADDRESS", "https://talk.example.org:99999", "a port from 1 to 65,535"),
    ("ASKFIRST_LISTEN", "8000", "as in `127.0.0.1:8000`"),
    ("ASKFIRST_LISTEN", "127.0.0.1:99999", "as in `127.0.0.1:8000`"),
    ("ASKFIRST_LISTEN", "127.0.0.1:0", "as in `127.0.0.1:8000`"),
    ("ASKFIRST_MAIL", "mail.example.org", "use `smtp://user:password@host:port`"),
    ("ASKFIRST_MAIL", "smtp://mail.example.org:many", "a port from 1 to 65,535"),
    ("DATABASE_URL", "mysql://db/name", "use `sqlite:///folder/file.sqlite3` or `postgresql://"),
    ("DATABASE_URL", "postgresql://db:x/name", "a port from 1 to 65,535"),
    ("DATABASE_URL", "postgresql://[::1/name", "use a host"),
]


@pytest.mark.parametrize(("name", "value", "remedy"), WRONG)
def test_a_wrong_value_is_refused_with_its_name_and_what_to_do(name: str, value: str, remedy: str) -> None:
    with pytest.raises(WrongSetting) as refused:
        environment.read({name: value})
    assert str(refused.value).startswith(f"{name} is `{value}`: ")
    assert remedy in str(refused.value)


def test_all_wrong_values_are_named_at_once() -> None:
    with pytest.raises(WrongSetting) as refused:
        environment.read({"ASKFIRST_DEBUG": "1", "ASKFIRST_LISTEN": "x"})
    assert len(str(refused.value).splitlines()) == 2


def test_a_password_in_a_wrong_value_is_not_repeated() -> None:
    with pytest.raises(WrongSetting) as refused:
        environment.read(
            {"DATABASE_URL": "oracle://me:s3cret@db/x", "ASKFIRST_MAIL": "pop://me:s3c@ret@mail"}
        )
    assert "s3c" not in str(refused.value)
    assert "me:…@" in str(refused.value)


def test_good_values_are_read_as_what_they_are() -> None:
    found = environment.read(
        {
            "ASKFIRST_HOME": "/srv/askfirst",
            "ASKFIRST_DEBUG": "TRUE",
            "ASKFIRST_ADDRESS": "https://talk.example.org/",
            "ASKFIRST_LISTEN": "[::1]:8000",
            "ASKFIRST_HOSTS": "a.example, b.example,",
            "ASKFIRST_MAIL": "smtps://me%40x:p%3Aw@mail.example",
        }
    )
    assert found["ASKFIRST_HOME"] == Path("/srv/askfirst")
    assert found["ASKFIRST_DEBUG"] is True
    assert found["ASKFIRST_ADDRESS"] == "https://talk.example.org"
    assert found["ASKFIRST_LISTEN"] == ("[::1]", 8000)
    assert found["ASKFIRST_HOSTS"] == ["a.example", "b.example"]
    assert (found["ASKFIRST_MAIL"]["user"], found["ASKFIRST_MAIL"]["password"]) == ("me@x", "p:w")
    assert (found["ASKFIRST_MAIL"]["port"], found["ASKFIRST_MAIL"]["use_ssl"]) == (465, True)
    assert environment.read({})["DATABASE_URL"] == {}


def test_each_database_address_becomes_what_django_needs(tmp_path: Path) -> None:
    assert database({}, tmp_path)["NAME"] == str(tmp_path / "askfirst.sqlite3")
    given = environment.database("sqlite:////data/x.sqlite3")
    assert database(given, tmp_path)["NAME"] == "/data/x.sqlite3"
    url = "postgresql://me%40x:p%2Fw@db.example:5433/askfirst?sslmode=require"
    found = database(environment.database(url), tmp_path)
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == (
        "me@x",
        "p/w",
        "db.example",
        "5433",
    )
    assert (found["NAME"], found["OPTIONS"]) == ("askfirst", {"sslmode": "require"})


def test_every_setting_has_a_type_a_help_and_a_default_that_can_be_read() -> None:
    names = [setting.name for setting in environment.SETTINGS]
    assert len(names) == len(set(names))
    assert all(setting.help.endswith((".", "`.")) and setting.type for setting in environment.SETTINGS)


def test_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    path = tmp_path / "new" / "secrets.json"
    made = secrets.load(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert secrets.load(path) == made
    assert [one.name for one in path.parent.iterdir()] == ["secrets.json"]
    Fernet(made.channel_keys[0])


def test_secrets_that_others_can_read_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    secrets.load(path)
    path.chmod(0o640)
    with pytest.raises(WrongSetting, match="chmod 600"):
        secrets.load(path)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"secret_key": "", "digest_key": "x", "channel_keys": ["x"]}',
        '{"secret_key": 1}',
    ],
)
def test_damaged_secrets_are_refused_and_never_replaced(tmp_path: Path, content: str) -> None:
    path = tmp_path / "secrets.json"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(WrongSetting, match="restore it from your backup"):
        secrets.load(path)
    assert path.read_text() == content


def test_a_channel_key_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    secrets.load(path)
    path.write_text(json.dumps({**json.loads(path.read_text()), "channel_keys": ["short"]}))
    with pytest.raises(WrongSetting, match="restore it from your backup"):
        secrets.load(path)


def test_a_folder_that_cannot_be_made_is_a_sentence_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WrongSetting, match="cannot be used"):
        secrets.load(tmp_path / "file" / "secrets.json")


def test_a_new_key_seals_and_the_old_ones_still_open(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    old = secrets.load(path)
    new = secrets.add_channel_key(path)
    assert new.channel_keys[1:] == old.channel_keys
    assert secrets.load(path) == new
    assert path.stat().st_mode & 0o777 == 0o600


def test_processes_that_start_at_once_get_the_same_secrets(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    code = f"from pathlib import Path; from askfirst.config import secrets; print(secrets.load(Path({str(path)!r})).secret_key)"
    started = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=dict(os.environ))
        for _ in range(4)
    ]
    assert len({process.communicate()[0] for process in started}) == 1
    assert [one.name for one in tmp_path.iterdir()] == ["secrets.json"]
