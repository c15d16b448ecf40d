"""Law articles: whole, in Chinese, found by what people type, and right for the day asked."""

import re
from datetime import date

import pytest

from station_app.usecases.complaints import code_book
from station_app.usecases.lessons import read_lessons
from station_app.usecases.reading.laws import (
    COMING,
    ENDED,
    IN_FORCE,
    AskedLaw,
    find_articles,
    lessons_on,
    numeral,
    read_laws,
)
from sync.resources import resources_folder

TODAY = date(2026, 11, 22)
NEW = "市场监督管理投诉举报处理办法"
OLD = "市场监督管理投诉举报处理暂行办法"
GOOD = (
    'title = "甲法"\nofficial = "甲法"\nedition = "2020年公布文本"\nfrom = 2020-01-01\n'
    '[[article]]\nnumber = 3\nheading = "题"\nsays = "说"\nwindow = "窗"\n'
)


@pytest.fixture(params=read_laws().articles, ids=lambda article: article.id)
def article(request):
    return request.param


def found(words="", **asked):
    return [a.citation for a in find_articles(read_laws(), AskedLaw(words, **asked))]


def test_every_file_can_be_read_and_there_are_at_least_sixty_articles():
    book = read_laws()
    assert book.faults == ()
    assert len(book.laws) == len(list((resources_folder() / "law").glob("*.toml")))
    assert len(book.articles) >= 60


def test_an_article_is_short_in_chinese_and_on_topics_of_the_county_s_lists(article):
    said = article.heading + article.says + article.window
    assert not re.search(r"[A-Za-z]|[,;:?!]", said)
    assert len(article.heading) <= 24
    assert len(article.says) <= 200
    assert article.says.endswith("。")
    assert re.fullmatch(r"[^\n]{6,60}[。？]", article.window)
    book = code_book()
    assert article.topics
    assert all(book.knows("topic", code) for code in article.topics)
    assert all(
        book.knows("goods_category", code) or book.knows("service_category", code)
        for code in article.categories
    )


def test_names_of_laws_are_not_quoted_in_their_titles():
    for law in read_laws().laws:
        assert "《" not in law.title
        assert law.title in law.official
        assert len(law.short) <= 10
        assert re.fullmatch(r"\d{4}年.{2}文本", law.edition)


def test_an_incident_of_march_2026_is_under_the_old_measures_one_of_april_15_under_the_new():
    march = found("终止", day=date(2026, 3, 10))
    assert f"《{OLD}》第二十一条" in march
    assert f"《{NEW}》第二十三条" not in march
    april = found("终止", day=date(2026, 4, 15))
    assert f"《{NEW}》第二十三条" in april
    assert not any(OLD in one for one in april)
    assert any(OLD in one for one in found("终止", day=date(2026, 4, 14)))
    both = found("终止")
    assert {f"《{OLD}》第二十一条", f"《{NEW}》第二十三条"} <= set(both)


def test_an_article_is_coming_in_force_or_ended():
    old = next(a for a in read_laws().articles if a.law.title == OLD)
    assert old.state_on(date(2019, 12, 31)) == COMING
    assert old.state_on(date(2020, 1, 1)) == IN_FORCE
    assert old.until == date(2026, 4, 14)
    assert old.state_on(old.until) == IN_FORCE
    assert old.state_on(TODAY) == ENDED


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("消法 55", "《消费者权益保护法》第五十五条"),
        ("消法第五十五条", "《消费者权益保护法》第五十五条"),
        ("《消费者权益保护法》第55条", "《消费者权益保护法》第五十五条"),
        ("xf 25", "《消费者权益保护法》第二十五条"),
        ("XFZQYBHF 无理由", "《消费者权益保护法》第二十五条"),
        ("十倍", "《食品安全法》第一百四十八条"),
        ("退一赔三", "《消费者权益保护法》第五十五条"),
        ("订金", "《民法典》第五百八十六条、第五百八十七条"),
        ("民法典 587", "《民法典》第五百八十六条、第五百八十七条"),
        ("司法确认", "《人民调解法》第三十三条"),
        ("不出苗", "《种子法》第四十五条"),
        ("会销", "《消费者权益保护法实施条例》第十五条"),
    ],
)
def test_it_is_found_by_what_people_type(typed, first):
    assert found(typed, day=TODAY)[0] == first


def test_what_nobody_wrote_is_not_found():
    assert found("宇宙飞船") == []
    assert found("消法 999") == []
    assert found("第一千四百九十九条") == []


def test_a_law_a_topic_and_a_category_narrow_the_list():
    seeds = find_articles(read_laws(), AskedLaw(category="farm_inputs.seed", day=TODAY))
    assert {a.law.title for a in seeds} == {"种子法", "消费者权益保护法"}
    assert find_articles(read_laws(), AskedLaw(category="farm_inputs", day=TODAY)) == tuple(
        a for a in seeds if a.law.title == "消费者权益保护法"
    )
    prepaid = find_articles(read_laws(), AskedLaw(topic="prepaid"))
    assert prepaid
    assert all("prepaid" in a.topics for a in prepaid)
    one_law = find_articles(read_laws(), AskedLaw(law="14-seed"))
    assert [a.number for a in one_law] == [36, 40, 45, 48]


def test_numbers_are_said_as_articles_are_counted():
    said = [numeral(n) for n in (3, 10, 12, 20, 55, 100, 108, 110, 148, 188, 1003, 1020, 1198)]
    assert said == [
        "三", "十", "十二", "二十", "五十五", "一百", "一百零八", "一百一十", "一百四十八",
        "一百八十八", "一千零三", "一千零二十", "一千一百九十八",
    ]  # fmt: skip


def test_what_the_lessons_lean_on_is_here_and_leads_to_them():
    reached = {lesson.id for a in read_laws().articles for lesson in lessons_on(a)}
    assert reached == {lesson.id for lesson in read_lessons()}

    def on(article_id):
        found = read_laws().by_id(article_id)
        assert found is not None
        return [one.id for one in lessons_on(found)]

    assert on("01-consumer-law/62") == ["03-seed-no-sprout"]
    assert "13-personal-data" in on("13-personal-information/31")
    assert on("14-seed/36") == []
    assert read_laws().by_id("14-seed/999") is None


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (GOOD.replace("number = 3", "number = 0"), "number 0"),
        (
            GOOD + '[[article]]\nnumber = 3\nheading = "题"\nsays = "说"\nwindow = "窗"\n',
            "number 3",
        ),
        (GOOD.replace("from = 2020-01-01", 'from = "2020"'), "from"),
        (GOOD.replace("from = 2020-01-01", "from = 2020-01-01\nuntil = 2019-01-01"), "until"),
        (GOOD.replace('"窗"', '" "'), "window"),
        (GOOD.replace('edition = "2020年公布文本"\n', ""), "edition"),
        (GOOD + "topics = 3\n", "topics"),
        ("这不是法律", "line 1"),
    ],
)
def test_a_slip_in_one_file_is_named_and_takes_no_other_law_away(tmp_path, wrong, named):
    (tmp_path / "a.toml").write_text(GOOD, "utf-8")
    (tmp_path / "b.toml").write_text(wrong, "utf-8")
    book = read_laws(tmp_path)
    assert [law.id for law in book.laws] == ["a"]
    assert len(book.faults) == 1
    assert book.faults[0].startswith("b.toml: ")
    assert named in book.faults[0]


def test_dates_of_one_article_go_before_those_of_its_law(tmp_path):
    (tmp_path / "a.toml").write_text(GOOD + "from = 2022-03-01\nuntil = 2022-12-31\n", "utf-8")
    (only,) = read_laws(tmp_path).articles
    assert (only.from_day, only.until) == (date(2022, 3, 1), date(2022, 12, 31))
