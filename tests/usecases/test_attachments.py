"""Files handed in with a case."""

import io
import zipfile
from dataclasses import replace

import pytest
from PIL import Image

from station_app.importing.file_kinds import kind_of_file
from station_app.importing.pictures import prepare_picture
from station_app.usecases import cases
from station_app.usecases.attachments import (
    Handed,
    attach,
    attach_file,
    attach_thing,
    content_of,
    preview_of,
)
from station_app.usecases.reading.case_detail import case_detail, detail_json
from station_app.usecases.reading.status import pending_attachments
from sync.ledger.attachments import LARGEST
from sync.problems import Problem, ProblemKind
from tests.usecases.desks import complaint

PDF = b"%PDF-1.7\nreceipt"
GPS, EXIF, TAKEN = 0x8825, 0x8769, 0x9003


@pytest.fixture
def case(desk):
    return cases.add(desk.ledger, desk.session, complaint()).id


def photo(size=(300, 200), exif=False, fmt="JPEG"):
    made = io.BytesIO()
    extra = {}
    if exif:
        written = Image.Exif()
        written[EXIF] = {TAKEN: "2026:05:12 10:11:12"}
        written[GPS] = {1: "N", 2: (39.0, 43.0, 12.0)}
        extra["exif"] = written
    Image.effect_noise(size, 60).convert("RGB").save(made, fmt, **extra)
    return made.getvalue()


def told(desk, case):
    return detail_json(desk.ledger, case_detail(desk.ledger, case, full=True))


def test_a_paper_is_kept_as_it_is_with_its_event(desk, case):
    made = attach(desk, case, "小票.pdf", PDF)
    assert content_of(desk, made.id) == PDF
    (row,) = told(desk, case)["attachments"]
    assert (row["title"], row["file_name"], row["mime"]) == ("小票", "小票.pdf", "application/pdf")
    assert (row["evidence_kind"], row["provided_by"]) == ("written", "complainant")
    assert (row["is_original"], row["pii_class"]) == ("copy_unchecked", "P2")
    assert (row["sha256"], row["size"]) == (made.sha256, len(PDF))
    assert (row["here"], row["at_center"]) == (True, False)
    event = told(desk, case)["events"][-1]
    assert (event["event_type"], event["attachment_ids"]) == ("evidence_added", [made.id])
    assert pending_attachments(desk.ledger) == 1


def test_a_large_photo_is_made_smaller_and_tells_no_place(desk, case):
    taken = photo((2600, 1300), exif=True)
    made = attach(desk, case, "IMG_0021.jpg", taken)
    kept = content_of(desk, made.id)
    with Image.open(io.BytesIO(kept)) as picture:
        assert picture.size == (2000, 1000)
        assert dict(picture.getexif()) == {}
    preview = preview_of(desk, made.id)
    assert preview is not None
    assert len(preview) <= 200 * 1024
    (row,) = told(desk, case)["attachments"]
    assert row["taken_at"] == "2026-05-12T10:11:12+08:00"
    assert row["evidence_kind"] == "photo"
    assert desk.contents.read_all(row["original_sha256"]) == taken


def test_a_small_photo_without_anything_beside_it_stays_as_it_is(desk, case):
    taken = photo()
    assert content_of(desk, attach(desk, case, "a.jpg", taken).id) == taken


def test_what_hangs_behind_a_picture_is_left_out(desk, case):
    made = attach(desk, case, "a.jpg", photo() + b"MZ a program")
    assert b"MZ a program" not in content_of(desk, made.id)


def test_a_picture_lying_on_its_side_stands_up():
    made = io.BytesIO()
    turned = Image.Exif()
    turned[0x0112] = 6
    Image.new("RGB", (300, 200), "red").save(made, "JPEG", exif=turned)
    picture = prepare_picture(made.getvalue())
    assert (picture.width, picture.height) == (200, 300)


@pytest.mark.parametrize("fmt", ["PNG", "WEBP", "GIF", "BMP", "TIFF"])
def test_other_pictures_become_ones_that_open_everywhere(fmt):
    picture = prepare_picture(photo(fmt=fmt))
    assert picture.mime in ("image/jpeg", "image/png")
    with Image.open(io.BytesIO(picture.content)) as opened:
        assert opened.size == (300, 200)


def test_a_broken_picture_is_refused_and_nothing_kept(desk, case):
    with pytest.raises(Problem) as fault:
        attach(desk, case, "a.jpg", photo()[:400])
    assert fault.value.kind is ProblemKind.FILE_DAMAGED
    assert told(desk, case)["attachments"] == []


def test_a_picture_that_unfolds_without_end_is_refused():
    bomb = io.BytesIO()
    Image.new("1", (16_000, 16_000)).save(bomb, "PNG")
    with pytest.raises(Problem) as fault:
        prepare_picture(bomb.getvalue(), "bomb.png")
    assert fault.value.kind is ProblemKind.FILE_DAMAGED
    assert fault.value.details["name"] == "bomb.png"


def office(*names):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (office("[Content_Types].xml", "word/document.xml"), "wordprocessingml"),
        (office("[Content_Types].xml", "xl/workbook.xml"), "spreadsheetml"),
        (b"\x00\x00\x00\x18ftypmp42....", "video/mp4"),
        (b"\x00\x00\x00\x18ftypM4A ....", "audio/mp4"),
        (b"RIFF....WAVEfmt ", "audio/wav"),
        (b"#!AMR\n", "audio/amr"),
    ],
)
def test_papers_sound_and_video_are_known_by_their_first_bytes(content, mime):
    kind = kind_of_file(content)
    assert kind is not None
    assert mime in kind.mime


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00",
        b"\x7fELF",
        b"#!/bin/sh\n",
        b"<html><script>",
        b"plain words",
        b"PK\x03\x04 cut",
        office("a.txt"),
        office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        b"\x00\x00\x00\x18ftypheic....",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an installer",
    ],
)
def test_anything_else_is_not_taken(desk, case, content):
    with pytest.raises(Problem) as fault:
        attach(desk, case, "a.jpg", content)
    assert fault.value.kind is ProblemKind.FILE_KIND_REFUSED


def test_a_file_too_large_is_refused_from_the_disk_and_from_memory(desk, case, tmp_path):
    large = tmp_path / "large.pdf"
    large.write_bytes(PDF.ljust(LARGEST + 1))
    with pytest.raises(Problem) as fault:
        attach_file(desk, case, large)
    assert fault.value.kind is ProblemKind.FILE_TOO_LARGE


def test_a_file_that_is_not_there_is_told(desk, case, tmp_path):
    with pytest.raises(Problem) as fault:
        attach_file(desk, case, tmp_path / "nothing.pdf")
    assert fault.value.kind is ProblemKind.FILE_UNREADABLE


def test_the_same_file_again_changes_nothing_but_under_another_title_it_is_another(desk, case):
    first = attach(desk, case, "a.pdf", PDF)
    assert attach(desk, case, "a.pdf", PDF) == first
    assert attach(desk, case, "a.pdf", PDF, Handed(title="背面")).id != first.id


def test_words_that_no_list_holds_are_refused_by_name(desk, case):
    with pytest.raises(Problem) as fault:
        attach(desk, case, "a.pdf", PDF, Handed("x" * 81, "dream", "ghost", "fake"))
    assert fault.value.fields.keys() == {"title", "evidence_kind", "provided_by", "is_original"}
    assert told(desk, case)["attachments"] == []


def test_an_image_of_an_identity_card_is_sensitive(desk, case):
    attach(desk, case, "a.pdf", PDF, Handed(evidence_kind="id_image"))
    assert told(desk, case)["attachments"][0]["pii_class"] == "P3"


def test_a_name_no_file_system_could_bear_is_made_readable(desk, case):
    attach(desk, case, "a\n\u202eb" + "字" * 200 + ".pdf", PDF)
    (row,) = told(desk, case)["attachments"]
    assert len(row["file_name"]) <= 120
    assert row["file_name"].startswith("ab字")
    assert row["file_name"].endswith(".pdf")


def test_a_case_nobody_has_takes_no_file(desk):
    with pytest.raises(Problem) as fault:
        attach(desk, "nobody", "a.pdf", PDF)
    assert fault.value.kind is ProblemKind.NOT_FOUND


SEED = Handed("剩下的种子一袋", "goods", "complainant", "original", "资料柜2层")


def test_a_thing_without_a_file_is_noted_with_its_place_and_its_event(desk, case):
    made = attach_thing(desk, case, SEED)
    (row,) = told(desk, case)["attachments"]
    assert (row["id"], row["title"], row["physical_place"]) == (made.id, SEED.title, "资料柜2层")
    assert (row["evidence_kind"], row["is_original"], row["sha256"]) == ("goods", "original", None)
    assert (row["file_name"], row["mime"], row["size"], row["here"]) == (None, None, None, False)
    event = told(desk, case)["events"][-1]
    assert (event["event_type"], event["attachment_ids"]) == ("evidence_added", [made.id])
    # There is no content that could wait for the county.
    assert pending_attachments(desk.ledger) == 0


def test_a_thing_must_say_what_it_is_and_where_it_lies_a_paper_only_what_it_is(desk, case):
    with pytest.raises(Problem) as refusal:
        attach_thing(desk, case, replace(SEED, title=" ", physical_place=""))
    assert refusal.value.fields == {"title": "missing", "physical_place": "missing"}
    assert told(desk, case)["attachments"] == []
    paper = replace(SEED, evidence_kind="contract", physical_place="")
    assert attach_thing(desk, case, paper).sha256 == ""


def test_the_same_thing_noted_again_after_a_cut_is_one(desk, case):
    own = desk.ledger.new_id()
    first = attach_thing(desk, case, SEED, own)
    events = len(told(desk, case)["events"])
    assert attach_thing(desk, case, SEED, own) == first
    assert len(told(desk, case)["attachments"]) == 1
    assert len(told(desk, case)["events"]) == events


def test_a_file_may_say_where_its_paper_is_kept(desk, case):
    attach(desk, case, "小票.pdf", PDF, Handed(physical_place="资料柜1层"))
    (row,) = told(desk, case)["attachments"]
    assert row["physical_place"] == "资料柜1层"
