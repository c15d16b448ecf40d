"""Settings of the center, wherever they are said, and what of them it refuses to serve by."""

from __future__ import annotations

import gc
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from sync.center.database import open_database
from sync.center.server import check_serving, is_loopback, listen, make_app, server_config
from sync.center.settings import Settings, default_folder, load_settings
from sync.collector import YOUNG
from sync.problems import Problem, ProblemKind


@pytest.mark.parametrize(
    ("said", "meant"),
    [("yes", True), ("1", True), ("ON", True), ("no", False), ("0", False), ("", False)],
)
def test_yes_and_no_are_read_as_people_write_them(tmp_path, said, meant):
    environ = {"STATION_CENTER_BEHIND_PROXY": said}
    assert load_settings({"data": str(tmp_path)}, environ).behind_proxy is meant


def test_a_file_of_settings_may_be_named_in_the_environment(tmp_path):
    file = tmp_path / "county.toml"
    file.write_text('behind_proxy = true\npublic_url = "https://xian.example/"\n', "utf-8")
    found = load_settings({"data": str(tmp_path)}, {"STATION_CENTER_CONFIG": str(file)})
    assert (found.behind_proxy, found.url) == (True, "https://xian.example")


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("port = 70000", "port"),
        ("workers = 0", "workers"),
        ('port = "many"', "port"),
        ("host = 5", "host"),
        ("colour = 1", "colour"),
        ('behind_proxy = "perhaps"', "behind_proxy"),
    ],
)
def test_a_line_of_the_file_that_cannot_stand_is_named(tmp_path, content, named):
    (tmp_path / "center.toml").write_text(content, "utf-8")
    with pytest.raises(Problem) as told:
        load_settings({"data": str(tmp_path)}, {})
    assert list(told.value.fields) == [named]


def test_a_file_of_settings_that_is_no_text_is_told(tmp_path):
    (tmp_path / "center.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Problem) as told:
        load_settings({"data": str(tmp_path)}, {})
    assert (told.value.kind, told.value.details["name"]) == (
        ProblemKind.FILE_UNREADABLE,
        "center.toml",
    )


def test_without_a_word_the_folder_is_the_users_own_or_the_packages(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_folder() in (tmp_path / "station-center", Path("/var/lib/station-center"))


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        ({}, "http://127.0.0.1:8312"),
        ({"host": "::1", "port": 9}, "http://[::1]:9"),
        ({"tls_cert": "a", "tls_key": "b", "host": "x"}, "https://x:8312"),
    ],
)
def test_the_address_on_slips_is_where_it_listens(tmp_path, settings, url):
    assert Settings(tmp_path, **settings).url == url


@pytest.mark.parametrize(
    ("host", "is_it"),
    [("localhost", True), ("127.0.0.9", True), ("::1", True), ("0.0.0.0", False), ("x.y", False)],
)
def test_this_machine_is_known_by_its_address(host, is_it):
    assert is_loopback(host) is is_it


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ({"host": "0.0.0.0"}, {"host": "needs_tls"}),
        ({"tls_cert": "a"}, {"tls_key": "both_or_none"}),
        ({"workers": 2}, {"workers": "needs_postgresql"}),
    ],
)
def test_what_would_be_served_unsafely_is_refused(tmp_path, settings, fault):
    with pytest.raises(Problem) as told:
        check_serving(Settings(tmp_path, **settings))
    assert told.value.fields == fault
    check_serving(Settings(tmp_path, host="0.0.0.0", behind_proxy=True))


def test_files_for_tls_are_looked_at_before_anything_is_said(tmp_path):
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    settings = Settings(tmp_path, host="0.0.0.0", tls_cert=str(cert), tls_key=str(key))
    for fault in ({"tls_cert": "no_such_file"}, {"tls_cert": "not_a_certificate"}):
        with pytest.raises(Problem) as told:
            check_serving(settings)
        assert told.value.fields == fault
        cert.write_text("code,name\n")
        key.write_text("code,name\n")
    own = Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "县中心")])
    day = datetime(2026, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    made = made.public_key(own.public_key()).serial_number(1)
    signed = made.not_valid_before(day).not_valid_after(day + timedelta(3650)).sign(own, None)
    cert.write_bytes(signed.public_bytes(Encoding.PEM))
    key.write_bytes(own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    check_serving(settings)


def test_the_door_tells_what_stands_in_the_way(tmp_path):
    with listen(Settings(tmp_path, port=0)) as door:
        taken = Settings(tmp_path, port=door.getsockname()[1])
        faults = {}
        for settings in (
            taken,
            Settings(tmp_path, host="no such host.invalid"),
        ):
            with pytest.raises(Problem) as told:
                listen(settings)
            faults |= told.value.fields
    assert faults == {"host": "not_found", "port": "taken"}
    assert door.family == socket.AF_INET


def test_the_application_is_made_without_opening_anything(tmp_path):
    threshold = gc.get_threshold()
    try:
        app = make_app(Settings(tmp_path))
        assert gc.get_threshold()[0] == YOUNG
    finally:
        gc.unfreeze()
        gc.set_threshold(*threshold)
    assert {"/v1/sync", "/healthz"} <= {getattr(route, "path", "") for route in app.routes}
    assert list(tmp_path.iterdir()) == []
    config = server_config(Settings(tmp_path))
    assert (config.access_log, config.server_header) == (False, False)


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "postgresql://h:1:2/x", "nonsense"])
def test_another_kind_of_database_is_refused(url):
    with pytest.raises(Problem) as told:
        open_database(url)
    assert told.value.fields == {"db": "not_a_database_url"}
