from sync.records.fixed_codes import FIXED
from sync.records.places import KIND_OF_LEVEL, station_id


def test_a_station_has_one_id_wherever_it_is_first_written_down():
    assert station_id("120115101201", "village_station") == station_id(
        "120115101201", "village_station"
    )


def test_window_and_office_of_one_township_are_two():
    code = "120115101000"
    assert station_id(code, "township_window") != station_id(code, "market_office")


def test_every_level_of_station_has_a_kind():
    assert KIND_OF_LEVEL.keys() == FIXED["station_level"].keys()
    assert FIXED["station_kind"].keys() >= set(KIND_OF_LEVEL.values())
