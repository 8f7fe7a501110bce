"""Each reader by itself: what it finds, and what it must not take for a find."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tocsin.understanding.advice import find_advice
from tocsin.understanding.article import find_article, joined
from tocsin.understanding.counts import count_mentions, find_counts, report_count
from tocsin.understanding.dates import find_dates, find_periods
from tocsin.understanding.identifiers import find_identifiers
from tocsin.understanding.links import find_links, host_of
from tocsin.understanding.losses import find_losses
from tocsin.understanding.money import find_amounts, find_money
from tocsin.understanding.numbers import read_count, read_number
from tocsin.understanding.phones import find_phones, phone_value
from tocsin.understanding.places import find_places
from tocsin.understanding.repair import repair
from tocsin.understanding.sentences import LONGEST_SENTENCE, level, split_sentences
from tocsin.understanding.stated_rules import find_stated_rules

# --- repair ------------------------------------------------------------------------------------------


def test_a_broken_pound_sign_is_mended_and_recorded() -> None:
    mended = repair("They paid around Â£900 each")
    assert mended.text == "They paid around £900 each"
    assert [(each.kind, each.start, each.end, each.before, each.after) for each in mended.repairs] == [
        ("mojibake", 17, 19, "Â£", "£")
    ]


def test_positions_lead_back_to_the_given_text() -> None:
    given = "Itâ€™s â€œfreeâ€\x9d: pay Â£5 \u200bnow &amp; here"
    mended = repair(given)
    assert mended.text == "It’s “free”: pay £5 now & here"
    for word in ("free", "pay", "now", "here"):
        start = mended.text.index(word)
        assert given[mended.to_given(start) : mended.to_given(start + len(word))] == word
    assert mended.to_given(len(mended.text)) == len(given)


def test_a_sound_text_is_left_alone() -> None:
    text = "A café in Ålesund charged £5 – “naïve” Ângela agreed. AT&T; R&D"
    assert repair(text).text == text
    assert repair(text).repairs == ()


# --- telephone numbers, links ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("07700 900123", "+447700900123"),
        ("0113 496 0999", "+441134960999"),
        ("(01632) 960 123", "+441632960123"),
        ("+44 (0)20 7946 0018", "+442079460018"),
        ("0044 1632 960001", "+441632960001"),
        ("0909 879 0123", "+449098790123"),
        ("07700\u00a0900\u2011123", "+447700900123"),
    ],
)
def test_british_numbers_are_read_however_written(written: str, value: str) -> None:
    text = f"Ring {written} today."
    (mention,) = find_phones(text)
    assert mention.value == value
    assert text[mention.start : mention.end] == mention.text


def test_two_numbers_side_by_side_are_two() -> None:
    assert [each.value for each in find_phones("Tel 01632 960001 07700 900002")] == ["+441632960001", "+447700900002"]


def test_short_codes_count_only_where_somebody_is_told_to_use_them() -> None:
    assert [each.value for each in find_phones("Call 159, text 7726, dial 999 or ring 101.")] == [
        "159",
        "7726",
        "999",
        "101",
    ]
    assert find_phones("In 101 cases out of 999 they lost £159.") == []


def test_dates_amounts_and_references_are_no_telephone_numbers() -> None:
    assert find_phones("On 01/02/2020 at 2020-07-09 12:31, £1,234,567.89, ref 24000012345, 20-00-00 12345678") == []
    assert phone_value("012345") is None


def test_links_and_addresses_are_read_also_when_made_harmless() -> None:
    text = "See www.marlshire.example/report, hxxps://evil[.]example/a and mail help@desk.example."
    assert [(each.kind, each.value) for each in find_links(text)] == [
        ("link", "http://www.marlshire.example/report"),
        ("link", "https://evil.example/a"),
        ("email", "help@desk.example"),
    ]
    assert host_of("http://www.marlshire.example/report") == "marlshire.example"


def test_sentences_run_together_are_no_links() -> None:
    assert find_links("Hang up.The caller said e.g. 9.30am on 3.5 per cent.It is a scam") == []


def test_a_bracket_around_a_link_is_not_part_of_it() -> None:
    (link,) = find_links("(see https://a.example/b_(c))")
    assert link.value == "https://a.example/b_(c)"


# --- numbers, money, losses --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("4,555", 4555),
        ("forty-three", 43),
        ("two thousand four hundred and fifty", 2450),
        ("a dozen", 12),
        ("half a million", 500_000),
        ("6.7 million", 6_700_000),
        ("2.5k", 2500),
    ],
)
def test_numbers_are_read_in_figures_and_words(written: str, number: int) -> None:
    assert read_number(written) == number


@pytest.mark.parametrize("written", ["", "several", "one two", "dozens", "3.5"])
def test_what_is_no_whole_number_is_none(written: str) -> None:
    assert read_count(written) is None


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("£900 and £15,466.19", ["900", "15466.19"]),
        ("she lost 3k, then two grand", ["3000", "2000"]),
        ("nine hundred pounds or 50 quid", ["900", "50"]),
        ("£1.5m of £6.7 million", ["1500000", "6700000"]),
        ("US$200 and €5", ["USD 200", "EUR 5"]),
        ("a 3k run, 25 people, 40%", []),
    ],
)
def test_money_is_read_as_pounds(text: str, values: list[str]) -> None:
    assert [each.value for each in find_money(text)] == values


def losses_of(text: str) -> list[tuple[float, str, str]]:
    plain = level(text)
    found = find_losses(split_sentences(plain), find_amounts(text))
    return [(each.loss.amount_minor / 100, each.loss.basis, each.loss.qualifier) for each in found]


@pytest.mark.parametrize(
    ("text", "losses"),
    [
        ("Two of them agreed to pay around £900 each.", [(900, "per_victim", "about")]),
        ("Losses came to more than £830,000.", [(830_000, "total", "over")]),
        ("People have lost up to £400.", [(400, "per_victim", "up_to")]),
        ("A couple lost £24,000.", [(24_000, "total", "exact")]),
        ("One woman lost nearly £10,000.", [(10_000, "per_victim", "nearly")]),
        (
            "Each victim handed over between £6,000 and £22,000.",
            [(6000, "per_victim", "from"), (22_000, "per_victim", "up_to")],
        ),
        ("Losses fell from £15,000 last year to £2,484 this year.", [(2484, "total", "exact")]),
        (
            "Victims lost £50,000. That is £500 each on average.",
            [(50_000, "total", "exact"), (500, "per_victim", "exact")],
        ),
        ("£1,500 was taken from her account.", [(1500, "per_victim", "exact")]),
        ("He was tricked into sending £3,200 to a stranger.", [(3200, "per_victim", "exact")]),
        ("i paid them nine hundred pounds over the phone", [(900, "per_victim", "exact")]),
        ("A man handed over £350 in cash.", [(350, "per_victim", "exact")]),
    ],
)
def test_losses_are_told_with_whose_and_how_exactly(text: str, losses: list[tuple[float, str, str]]) -> None:
    assert losses_of(text) == losses


@pytest.mark.parametrize(
    "text",
    [
        "The caller asked for £750 to help catch the hackers.",
        "She was told she was due £900 back.",
        "He then said £9,000 had been paid in by accident.",
        "He was quoted £9,500 for a new roof.",
        "Her account grew to a supposed balance of £387,495.",
        "You could lose up to £5,000.",
        "He tried to send £2,000 but the bank stopped it.",
        "They offered to clean the gutters for £40.",
        "Police seized £30,000.",
        "I didn't pay the £300.",
    ],
)
def test_money_asked_for_offered_or_stopped_is_no_loss(text: str) -> None:
    assert losses_of(text) == []


# --- counts, dates, periods --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("The force has received at least three reports of this nature.", 3),
        ("There were 43 reports in the first half of the year, against 19 the year before.", 43),
        ("Some 40 doorstep scams have taken place since June.", 40),
        ("Between May and July there were over 500 instances reported.", 500),
        ("We have had more than 200 complaints.", 200),
        ("At least 60 people have reported the text.", 60),
        ("Several reports have come in.", None),
        ("Three officers spoke to two men in 2023.", None),
        ("The caller rang 12 times a day for three hours.", None),
        ("Dozens of complaints arrived.", None),
    ],
)
def test_the_number_of_reports_is_told_from_other_numbers(text: str, number: int | None) -> None:
    counted = report_count(find_counts(text, split_sentences(text)))
    assert (counted.number if counted else None) == number


def test_counted_things_are_mentions_with_their_kind() -> None:
    (mention,) = count_mentions("They took eleven reports.")
    assert (mention.value, mention.role) == ("11", "reports")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("3 December 2014", "2014-12-03"),
        ("Friday, July 5, 2024", "2024-07-05"),
        ("12:31 09/07/2020", "2020-07-09T12:31"),
        ("in June 2018", "2018-06"),
        ("on Tuesday 24 October", "2023-10-24"),
        ("yesterday", "2023-10-27"),
    ],
)
def test_days_are_read_and_the_year_is_taken_from_the_anchor(text: str, iso: str) -> None:
    (mention,) = find_dates(text, at=datetime(2023, 10, 28))
    assert mention.value == iso


def test_without_an_anchor_nothing_is_guessed() -> None:
    assert [each.value for each in find_dates("on 24 October and yesterday")] == ["", ""]
    (found,) = find_periods("since the start of June")
    assert (found.period.from_on, found.period.to_on, found.period.text) == (None, None, "since the start of June")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("since the beginning of July", (date(2020, 7, 1), date(2020, 7, 9))),
        ("in the past week", (date(2020, 7, 2), date(2020, 7, 9))),
        ("between 26 June and 3 July", (date(2020, 6, 26), date(2020, 7, 3))),
        ("between 26 July and 23 August 2019", (date(2019, 7, 26), date(2019, 8, 23))),
        ("in the last year", (date(2019, 7, 10), date(2020, 7, 9))),
        ("last year", (date(2019, 1, 1), date(2019, 12, 31))),
        ("in the first six months of this year", (date(2020, 1, 1), date(2020, 6, 30))),
        ("In 2018", (date(2018, 1, 1), date(2018, 12, 31))),
        ("over the last several months", (None, None)),
    ],
)
def test_periods_are_anchored_to_the_day_of_the_document(text: str, days: tuple[date | None, date | None]) -> None:
    (found,) = find_periods(text, on=date(2020, 7, 9))
    assert (found.period.from_on, found.period.to_on) == days


def test_may_and_march_are_words_unless_they_are_months() -> None:
    assert find_dates("You may 5 times march on") == []
    assert find_periods("since march we may in may") == []


# --- places ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        (
            "Reports came from people living in **Faversham** , **Gravesend** and **Whitstable**.",
            ["faversham", "gravesend", "whitstable"],
        ),
        ("A Norfolk resident refused.", ["Norfolk"]),
        ("Kent and Essex Serious Crime Directorate and Dorset Police said so.", []),
        ("Cllr Lee Crewe and Inspector Wells of the Bath neighbourhood team spoke.", []),
        ("In March the caller said he may read the card. Deal with it.", []),
        ("He said he was from Holborn police station in London.", []),
        ("The calls were in Blackburn at 1.27pm and Accrington at 2pm.", ["blackburn", "accrington"]),
    ],
)
def test_places_of_events_are_told_from_names_of_bodies_and_people(text: str, ids: list[str]) -> None:
    found = [each.value for each in find_places(text)]
    assert [
        each.rpartition("-")[0] if each.rpartition("-")[2] in {"kent", "lancashire"} else each for each in found
    ] == ids


def test_the_area_settles_which_place_is_meant() -> None:
    (kent,) = find_places("It happened in Gillingham.", area="Kent")
    (dorset,) = find_places("It happened in Gillingham.", area="Dorset")
    assert kent.value != dorset.value


# --- advice and rules --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "Hang up and ring 159.",
        "If a caller asks for your PIN, put the phone down.",
        "Never share a code.",
        "Anyone who thinks they have paid should contact their bank.",
        "Police are urging residents to check on their neighbours.",
        "STOP: do not act in haste.",
        "Calls like this should be treated with suspicion.",
    ],
)
def test_advice_is_found(sentence: str) -> None:
    (mention,) = find_advice(sentence)
    assert mention.text in sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "Call centres ring people in the evening.",
        "The caller asks people to move their money.",
        "Emails are asking householders to apply for a refund.",
        "Reports rose by half.",
        "What should you do?",
        "They told her to press one.",
    ],
)
def test_a_story_is_no_advice(sentence: str) -> None:
    assert find_advice(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("Microsoft will never cold call you.", "Microsoft: will never cold call you"),
        (
            "Legitimate companies like Alpha and Beta will never ask for remote access.",
            "Alpha, Beta: will never ask for remote access",
        ),
        (
            "The police never ask you to move money to another account.",
            "police: never ask you to move money to another account",
        ),
        ("No officer from any force will ask for your card.", "police: will never ask for your card"),
        (
            "Your bank will never ring for your PIN, and neither will the police.",
            "bank, police: will never ring for your PIN",
        ),
        ("Marlcom do not operate premium rate numbers.", "Marlcom: do not operate premium rate numbers"),
        ("Marlcom will only call customers directly.", "Marlcom: will only call customers directly"),
    ],
)
def test_conduct_rules_are_read_with_whose_they_are(sentence: str, value: str) -> None:
    assert [each.value for each in find_stated_rules(sentence)] == [value]


def test_nor_gives_a_second_rule() -> None:
    text = "A police officer will never ask you to pay by phone, nor will they threaten you with arrest."
    assert [each.value for each in find_stated_rules(text)] == [
        "police officer: will never ask you to pay by phone",
        "police officer: will never threaten you with arrest",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "You should never give your PIN to a caller.",
        "Victims do not report it.",
        "The caller will not take no for an answer.",
        "They will never call back.",
        "If you do not call us back, we will come.",
        "There is a cooling-off period, and a trader who does not tell you is breaking the law.",
    ],
)
def test_what_people_and_scammers_do_is_no_conduct_rule(sentence: str) -> None:
    assert find_stated_rules(sentence) == []


# --- the article -------------------------------------------------------------------------------------


def title_of(text: str) -> str | None:
    return joined(text, find_article(level(text)).title)


BODY = (
    "Police are warning of calls from people who say they are engineers.\n\n"
    "Several residents were called last week and two lost money.\n"
)


def test_a_headline_is_a_title_and_a_first_sentence_is_none() -> None:
    assert title_of(f"Fake engineers ring residents\n\n{BODY}") == "Fake engineers ring residents"
    assert title_of(BODY) is None
    assert title_of(f"3 December 2014\n\n{BODY}") is None


def test_a_letterhead_is_no_title() -> None:
    assert (
        title_of(f"Marlshire Fraud Alert System\n\n\nFake engineers ring residents\n\n{BODY}")
        == "Fake engineers ring residents"
    )


def test_headlines_of_other_news_at_the_end_are_cut_off() -> None:
    tail = "Man charged after burglary in Northwich\nBand wins award in Macclesfield\nAppeal after crash in Sandbach\n"
    text = BODY + "Report it to www.marlshire.example/report\n" + tail
    article = find_article(level(text))
    assert article.cut
    assert text[article.end :].strip() == tail.strip()


def test_tips_without_full_stops_at_the_end_stay() -> None:
    text = BODY + "Never give your PIN to a caller\nAlways ring your bank back\nKeep your card where you can see it\n"
    assert not find_article(level(text)).cut


def test_what_follows_a_related_news_heading_is_cut_off() -> None:
    text = BODY + "Recent News\nA man from Crewe was sentenced today. He lost £400.\n"
    article = find_article(level(text))
    assert "Crewe" not in text[article.start : article.end]


# --- sentences ---------------------------------------------------------------------------------------


def test_levelling_keeps_every_position() -> None:
    text = "## “Don’t” pay **£5** – see [us](http://a.example) _now_\n> it’s ﬁne"
    assert len(level(text)) == len(text)
    assert '"Don\'t" pay   £5   - see' in level(text)


def test_sentences_end_at_stops_but_not_at_abbreviations() -> None:
    text = "Mr. Jones paid £5.50 at 9 a.m. on Monday. He rang back. Call now!"
    assert [each.text for each in split_sentences(text)] == [
        "Mr. Jones paid £5.50 at 9 a.m. on Monday.",
        "He rang back.",
        "Call now!",
    ]


def test_wrapped_lines_are_joined_and_list_items_are_not() -> None:
    text = "Report the case to the\nMarlshire Trading Standards\n. Then rest.\n- Hang up\n- Ring back"
    assert [" ".join(each.text.split()) for each in split_sentences(text)] == [
        "Report the case to the Marlshire Trading Standards .",
        "Then rest.",
        "- Hang up",
        "- Ring back",
    ]


def test_no_sentence_is_longer_than_the_limit_and_nothing_is_lost() -> None:
    text = "word " * 10_000
    sentences = split_sentences(text)
    assert max(len(each.text) for each in sentences) <= LONGEST_SENTENCE
    assert sum(each.text.count("word") for each in sentences) == 10_000


# --- other identifiers -------------------------------------------------------------------------------


def test_postcodes_cards_and_accounts_are_read() -> None:
    text = "ME13 7BH, card 4111 1111 1111 1111, sort code 20-00-00 account 12345678, ref 4111111111111112"
    assert [(each.kind, each.value) for each in find_identifiers(text)] == [
        ("postcode", "ME13 7BH"),
        ("card", "4111111111111111"),
        ("account", "200000"),
        ("account", "12345678"),
    ]


def test_a_stretch_of_time_in_capitals_is_one_all_the_same() -> None:
    on = date(2024, 6, 3)
    small = [each.period for each in find_periods("27 reports last month, in the past three weeks", on=on)]
    large = [each.period for each in find_periods("27 REPORTS LAST MONTH, IN THE PAST THREE WEEKS", on=on)]
    assert [(each.from_on, each.to_on) for each in large] == [(each.from_on, each.to_on) for each in small]
