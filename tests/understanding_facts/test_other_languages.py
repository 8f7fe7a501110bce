"""Warnings in other languages than English are known for what they are; what was not read is said."""

from __future__ import annotations

import pytest

from tocsin.knowledge.load import Knowledge
from tocsin.records import Document
from tocsin.understanding.advisory import read_advisory
from tocsin.understanding.other_languages import language_of

WARNINGS = {
    "Welsh": (
        "Rhybudd am alwadau ffôn ffug\n\nMae Heddlu Dyfed-Powys yn rhybuddio pobl am alwadau ffôn ffug. Mae'r twyllwyr yn honni eu bod o'r banc ac yn gofyn i chi "
        "symud eich arian. Peidiwch â rhoi eich manylion i neb. Collodd un fenyw £4,200. Ffoniwch 101 neu 159."
    ),
    "Spanish": (
        "ALERTA DE ESTAFA\n\nLa policía advierte de una estafa en la que los estafadores llaman por teléfono y dicen ser del banco. Una mujer perdió £3,150. "
        "No comparta sus datos con nadie. Llame al 101 o visite www.reportfraud.police.uk."
    ),
    "Polish": (
        "Uwaga na oszustów!\n\nPolicja ostrzega przed oszustami, którzy dzwonią do mieszkańców i podszywają się pod bank. Nie podawaj nikomu swoich danych. "
        "Jedna osoba straciła £2,750. Zadzwoń na 101 lub do banku na numer 159."
    ),
    "French": (
        "Attention aux arnaques par téléphone\n\nLa police met en garde contre des escrocs qui appellent les habitants et se font passer pour leur banque. "
        "Ne donnez jamais votre code. Une femme a perdu £1,900. Appelez le 101."
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", WARNINGS)
def test_a_warning_is_one_in_another_language_too(language: str, knowledge: Knowledge) -> None:
    advisory = read_advisory(Document(name="a", text=WARNINGS[language]), knowledge)
    assert advisory.is_advisory
    assert any(language in sentence for sentence in advisory.not_read)
    assert "call" in advisory.channels
    assert {each.value for each in advisory.mentions if each.kind == "phone"} >= {"101"} or language == "French"
    assert any(each.kind == "money" for each in advisory.mentions)


@pytest.mark.parametrize(
    "text",
    [
        "Mae'r llyfrgell ar agor bob dydd o ddeg tan bump. Mae croeso i chi ddod â'ch plant, ac mae'r caffi ar agor hefyd gan y cyngor.",
        "La biblioteca abre todos los días de diez a cinco. Los niños son bienvenidos y el café está abierto para las familias.",
        "Biblioteka jest otwarta codziennie od dziesiątej do piątej. Zapraszamy dzieci i rodziców na spotkanie, które się odbędzie w sobotę.",
    ],
)
def test_ordinary_news_in_another_language_is_no_warning(text: str, knowledge: Knowledge) -> None:
    assert language_of(text) is not None
    assert not read_advisory(Document(name="a", text=text), knowledge).is_advisory


def test_english_is_no_other_language() -> None:
    assert (
        language_of("The library is open every day and children are welcome; the café in it is open for all of you.")
        is None
    )
    assert language_of("£5") is None
