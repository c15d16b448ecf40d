from pathlib import Path

from station_app.foundation.paths import Paths, data_folder


def test_the_files_stand_where_scripts_look_for_them(tmp_path):
    paths = Paths.under(tmp_path)
    names = {
        name: getattr(paths, name).relative_to(tmp_path).as_posix()
        for name in ("ledger", "keys", "attachments", "backups", "practice", "logs", "settings")
    }
    assert names == {
        "ledger": "ledger.db",
        "keys": "keys.json",
        "attachments": "attachments",
        "backups": "backups",
        "practice": "practice",
        "logs": "logs",
        "settings": "settings.toml",
    }


def test_asking_for_the_paths_makes_nothing(tmp_path):
    Paths.under(tmp_path / "data").for_practice()
    assert list(tmp_path.iterdir()) == []


def test_practice_keeps_a_ledger_of_its_own(tmp_path):
    paths = Paths.under(tmp_path)
    assert paths.for_practice().ledger == tmp_path / "practice" / "ledger.db"


def test_a_folder_that_was_asked_for_comes_before_the_environment(tmp_path):
    assert data_folder(tmp_path, {"STATION_DATA_DIR": "/elsewhere"}) == tmp_path


def test_the_environment_comes_before_the_package(tmp_path):
    named = {"STATION_DATA_DIR": "/elsewhere"}
    assert data_folder(None, named, package_folder=tmp_path) == Path("/elsewhere")


def test_an_empty_variable_names_no_folder(tmp_path):
    assert data_folder(None, {"STATION_DATA_DIR": ""}, tmp_path, windows=False) == tmp_path


def test_the_packages_folder_is_taken_where_the_package_made_it(tmp_path):
    assert data_folder(None, {}, package_folder=tmp_path, windows=False) == tmp_path


def test_without_the_package_it_is_the_users_own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "mine"))
    folder = data_folder(None, {}, package_folder=tmp_path / "absent", windows=False)
    assert folder == tmp_path / "mine" / "station"


def test_on_windows_all_users_of_the_pc_share_one_folder(tmp_path):
    folder = data_folder(None, {"ProgramData": "D:/Shared"}, tmp_path, windows=True)
    assert folder == Path("D:/Shared/Station")
