import io
import zipfile

import pytest
from PIL import Image

from station_app.importing.text_child import paragraphs
from station_app.ui.training.page import MATERIALS
from station_app.usecases import trainings
from station_app.usecases.attachments import attach_file
from tests.ui.training.conftest import NAMES

HANDBOOK = {
    "title": "消费维权手册",
    "kind": "handbook",
    "source": "县消费者协会",
    "licence_note": "可用于培训",
    "edition": "2026版",
}
_XML = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    "<w:p><w:r><w:t>七日无理由退货</w:t></w:r></w:p><w:p/>"
    "<w:p><w:r><w:t>第一</w:t><w:tab/><w:t>条</w:t></w:r></w:p></w:body></w:document>"
)


def word_file(xml=_XML):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", "<Relationships/>")
        archive.writestr("word/document.xml", xml)
    return out.getvalue()


def tab(hall):
    hall.open()
    hall.page.tabs.setCurrentIndex(MATERIALS)
    hall.rest()
    return hall.page.materials


def kept(hall, **other):
    given = {**HANDBOOK, **other}
    return hall.live.do(lambda desk: trainings.add_material(desk.ledger, desk.session, given).id)


def test_a_material_is_added_with_f2_and_a_file_is_put_to_it(hall, live, dialogs, tmp_path):
    materials = tab(hall)
    hall.page.start_new()
    (form,) = dialogs.shown
    form.go.click()
    hall.rest()
    assert form.rows["title"].fault
    for name, value in HANDBOOK.items():
        form.rows[name].set_value(value)
    form.go.click()
    hall.rest()
    assert "消费维权手册" in hall.words(materials)
    path = tmp_path / "手册.docx"
    path.write_bytes(word_file())
    dialogs.files = [path]
    materials.attach()
    hall.rest()
    (opened,) = materials.links
    opened.click()
    hall.qtbot.waitUntil(lambda: len(dialogs.shown) == 2, timeout=20_000)
    assert "七日无理由退货" in hall.words(dialogs.shown[-1])


def test_a_picture_is_shown_and_a_copy_can_be_saved(hall, live, dialogs, tmp_path):
    record = kept(hall)
    path = tmp_path / "图.png"
    Image.new("RGB", (80, 60), "red").save(path)
    live.do(lambda desk: attach_file(desk, record, path, owner="material"))
    tab(hall).links[0].click()
    hall.rest()
    (viewer,) = dialogs.shown
    assert viewer.image.width() == 80
    copy = tmp_path / "copy.png"
    dialogs.files = [copy]
    viewer.copy.click()
    hall.rest()
    with Image.open(copy) as written:
        assert written.size == (80, 60)


def test_what_cannot_be_shown_says_so(hall, live, dialogs, tmp_path):
    record = kept(hall)
    path = tmp_path / "广播.mp3"
    path.write_bytes(b"ID3" + bytes(200))
    live.do(lambda desk: attach_file(desk, record, path, owner="material"))
    tab(hall).links[0].click()
    hall.rest()
    (viewer,) = dialogs.shown
    assert "不能在这里显示" in hall.words(viewer)


def test_what_is_out_of_date_is_listed_only_when_asked_for(hall):
    kept(hall)
    kept(hall, title="旧手册", valid_until="2020-01-01")
    materials = tab(hall)

    def listed():
        model = materials.model
        return [model.row(n).row.text("title") for n in range(model.rowCount())]

    assert listed() == ["消费维权手册"]
    materials.old.click()
    hall.rest()
    assert listed() == ["旧手册"]
    assert "已过时" in hall.words(materials)


def test_a_session_takes_its_materials_and_opens_their_files(hall, live, dialogs, tmp_path):
    record = kept(hall)
    path = tmp_path / "手册.docx"
    path.write_bytes(word_file())
    live.do(lambda desk: attach_file(desk, record, path, owner="material"))
    hall.people()
    session_id = hall.session(NAMES)
    panel = hall.show(session_id)
    panel.tabs.setCurrentIndex(2)
    hall.sessions.rolls.choose_materials()
    hall.rest()
    (dialog,) = dialogs.shown
    dialog.tick(record)
    dialog.go.click()
    hall.rest()
    assert "消费维权手册 2026版" in hall.words(panel)


@pytest.mark.parametrize(
    "xml",
    [
        "<!DOCTYPE x [<!ENTITY a 'aaaa'>]><x>&a;</x>",
        "no xml",
    ],
)
def test_a_word_file_that_is_none_is_refused_whatever_it_says(xml):
    with pytest.raises((ValueError, SyntaxError)):
        paragraphs(word_file(xml))


def test_the_words_of_a_word_file_come_paragraph_by_paragraph():
    assert paragraphs(word_file()) == ["七日无理由退货", "第一\t条"]
