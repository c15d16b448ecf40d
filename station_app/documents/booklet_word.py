"""The booklet of typical cases as a Word file: for a county that has it printed and bound.

A4, real headings, a field for the contents, pages numbered from the first case on.  Fonts are
named and not put in: a PC that has none of that name takes its own.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, datetime

from docx import Document
from docx.document import Document as Word
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from station_app.documents.typical_case import (
    Booklet,
    CasePage,
    about_words,
    booklet_title,
    paragraphs,
    parts_of,
)
from sync.words import Words

BODY, HEADS = "仿宋", "黑体"
LATIN = "Times New Roman"
MARGIN_MM = 25
TEXT_MM = 210 - 2 * MARGIN_MM
HEADING, TEXT = "Heading{}", "Booklettext"
SIZES = {1: 20, 2: 17, 3: 14}
"""Points of each level of heading; the text under them has 14."""


def booklet_word(
    booklet: Booklet,
    words: Words,
    pages: Mapping[str, int],
    made_at: datetime,
    *,
    practice: bool = False,
) -> bytes:
    """The file's content.

    `pages`: key of a case -> the page it stands on in the PDF, said in the contents until the
    reader's program has reckoned its own.  `made_at`: told by the file as its age.
    """
    word = Document()
    _styles(word)
    _facts(word, booklet, words, made_at)
    _page(word.sections[0])
    _cover(word, booklet, words)
    _contents(word, booklet, words, pages)
    body = word.add_section(WD_SECTION.NEW_PAGE)
    _page(body)
    _numbered(body, words)
    for number, chapter in enumerate(booklet.chapters):
        head = _write(word, chapter.title, HEADING.format(1))
        # The new section has begun a page already.
        head.paragraph_format.page_break_before = number > 0
        for n, case in enumerate(chapter.cases):
            _case(word, case, words, starts=n > 0)
    if practice:
        for section in word.sections:
            over = section.header.paragraphs[0]
            over.text = words.tr("PRACTICE")
            over.alignment = WD_ALIGN_PARAGRAPH.CENTER
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _facts(word: Word, booklet: Booklet, words: Words, made_at: datetime) -> None:
    """What the file says of itself: the station, and nobody's name."""
    facts = word.core_properties
    facts.author = facts.last_modified_by = booklet.made_by
    facts.title = booklet_title(booklet.year, words)
    facts.comments = facts.keywords = facts.subject = facts.category = ""
    facts.language = "zh-CN"
    facts.created = facts.modified = made_at.astimezone(UTC)
    # Page numbers are the reader's own: its program asks once whether to reckon them.
    update = OxmlElement("w:updateFields")
    update.set(qn("w:val"), "true")
    # Word reads its settings in the schema's order: these stand before what is kept for old files.
    compat = word.settings.element.find(qn("w:compat"))
    if compat is not None:
        compat.addprevious(update)


def _styles(word: Word) -> None:
    defaults = word.styles.element.find(qn("w:docDefaults"))
    if defaults is not None:
        for tongue in defaults.iter(qn("w:lang")):
            tongue.set(qn("w:eastAsia"), "zh-CN")
    normal = _style(word, "Normal")
    _font(normal, BODY, 14)
    normal.paragraph_format.line_spacing_rule = WD_LINE_SPACING.ONE_POINT_FIVE
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.widow_control = True
    for level, points in SIZES.items():
        style = _style(word, f"Heading {level}")
        _font(style, HEADS, points, bold=level < 3)
        style.paragraph_format.space_before = Pt(6)
        style.paragraph_format.space_after = Pt(4)
        style.paragraph_format.keep_with_next = True
    for level in (1, 2):
        style = _made(word, f"toc {level}")
        _font(style, HEADS if level == 1 else BODY, 14)
        style.paragraph_format.left_indent = Pt(28 * (level - 1))
        # A long title keeps clear of the numbers.
        style.paragraph_format.right_indent = Mm(10)
        style.paragraph_format.tab_stops.add_tab_stop(
            Mm(TEXT_MM), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
        )
    text = _made(word, "Booklet text")
    _font(text, BODY, 14)
    text.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    indent = text.element.get_or_add_pPr().get_or_add_ind()
    indent.set(qn("w:firstLineChars"), "200")
    indent.set(qn("w:firstLine"), str(2 * 14 * 20))


def _style(word: Word, name: str) -> ParagraphStyle:
    style = word.styles[name]
    if not isinstance(style, ParagraphStyle):
        raise ValueError(name)
    return style


def _made(word: Word, name: str) -> ParagraphStyle:
    builtin = name.startswith("toc")
    style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=builtin)
    if not isinstance(style, ParagraphStyle):
        raise ValueError(name)
    style.base_style = word.styles["Normal"]
    return style


def _font(style: ParagraphStyle, family: str, points: int, *, bold: bool = False) -> None:
    style.font.name = LATIN
    style.font.size = Pt(points)
    style.font.bold = bold
    style.font.italic = False
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        # A theme's font would win over the one named.
        fonts.attrib.pop(qn(theme), None)
    fonts.set(qn("w:eastAsia"), family)


def _page(section: Section) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(MARGIN_MM)
    section.top_margin = section.bottom_margin = Mm(MARGIN_MM)


def _numbered(section: Section, words: Words) -> None:
    """The pages of this section from 1 on; those before it bear no number.

    How many there are isn't told: not every office program counts the pages of one section.
    """
    section.footer.is_linked_to_previous = False
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    before, _, after = words.tr("Page {page}").partition("{page}")
    foot.add_run(before)
    _field(foot, "PAGE", "1")
    foot.add_run(after)
    for run in foot.runs:
        run.font.size = Pt(10)
    start = OxmlElement("w:pgNumType")
    start.set(qn("w:start"), "1")
    # The schema's order: after the margins.
    margins = section._sectPr.find(qn("w:pgMar"))
    if margins is not None:
        margins.addnext(start)


def _write(word: Word, text: str, style: str) -> Paragraph:
    """A paragraph of a style by its id: by its name it would be looked up each time, which takes
    most of a long booklet's seconds."""
    made = word.add_paragraph(text)
    made._p.style = style
    return made


def _cover(word: Word, booklet: Booklet, words: Words) -> None:
    title = word.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_before = Pt(200)
    _in(title.add_run(booklet_title(booklet.year, words)), HEADS, 28)
    for n, line in enumerate((booklet.made_by, booklet.made_in)):
        under = word.add_paragraph()
        under.alignment = WD_ALIGN_PARAGRAPH.CENTER
        under.paragraph_format.space_before = Pt(0 if n else 250)
        _in(under.add_run(line), BODY, 18)


def _in(run: Run, family: str, points: int) -> None:
    run.font.name, run.font.size = LATIN, Pt(points)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), family)


def _contents(word: Word, booklet: Booklet, words: Words, pages: Mapping[str, int]) -> None:
    """A heading that is none of the contents', then a field over headings of two levels."""
    head = word.add_paragraph()
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    head.paragraph_format.page_break_before = True
    head.paragraph_format.space_after = Pt(12)
    _in(head.add_run(words.tr("Contents")), HEADS, 20)
    lines = [
        line
        for chapter in booklet.chapters
        for line in (
            ("toc 1", chapter.title, pages.get(chapter.cases[0].key)),
            *(("toc 2", case.title, pages.get(case.key)) for case in chapter.cases),
        )
    ]
    made: list[Paragraph] = []
    for style, title, page in lines:
        line = word.add_paragraph(style=style)
        if not made:
            _begin(line, 'TOC \\o "1-2" \\h \\z \\u')
        line.add_run(title)
        line.add_run(f"\t{page if page is not None else ''}")
        made.append(line)
    _mark(made[-1], "end")


def _case(word: Word, case: CasePage, words: Words, *, starts: bool) -> None:
    head = _write(word, case.title, HEADING.format(2))
    head.paragraph_format.page_break_before = starts
    about = word.add_paragraph(about_words(case, words))
    for run in about.runs:
        run.font.size = Pt(12)
    about.paragraph_format.keep_with_next = True
    for title, text in parts_of(case, words):
        _write(word, title, HEADING.format(3))
        for one in paragraphs(text):
            _write(word, one, TEXT)


def _field(into: Paragraph, code: str, shown: str) -> None:
    _begin(into, code)
    into.add_run(shown)
    _mark(into, "end")


def _begin(into: Paragraph, code: str) -> None:
    _mark(into, "begin")
    told = OxmlElement("w:instrText")
    told.set(qn("xml:space"), "preserve")
    told.text = f" {code} "
    into.add_run()._r.append(told)
    _mark(into, "separate")


def _mark(into: Paragraph, kind: str) -> None:
    """One of the three signs between which a field stands."""
    sign = OxmlElement("w:fldChar")
    sign.set(qn("w:fldCharType"), kind)
    into.add_run()._r.append(sign)
