"""How text is cut into words, their base forms, and which language a text is in."""

import pytest
import spacy

from tidings.language import detect
from tidings.language.lemmas import Lemmas
from tidings.language.names import mended
from tidings.language.tokenizer import make_tokenizer

NLP = spacy.blank("en")
TOKENIZER = make_tokenizer(NLP)
LEMMA = Lemmas()


@pytest.mark.parametrize(
    "words",
    [
        "Kessa ’s mayor do| n’t know , “ he ” said .",
        '" We hit U.S.| -| backed forces| , " he said .',
        "Lt. Col. Ahn and Capt. Reeve met Gen. Okun in St. Annen| .",
        "at 10:30| am or 6.30| pm or 8 p.m. on Jan. 3",
        "8| –| 10 people| , 40| -| 50 tanks| , 1,000| -| strong",
        "( age 8| ) and hit| .| [| 12| ]",
        "said| —| we left",
        "anti-tank pre-dawn non-state ex-president counter-attack but self| -| defence",
        "F-16 S-300 M23 155| mm 20| km $| 1.2bn US$| 5",
        "Wait| !!! No| ?! === ***",
        "killed| /| wounded and| /| or",
        "al| -| Velmi O'Brien N'Kessa",
        "a| lot wan| na Wan| na kind| a b/c it| s a but its army",
        "trucks, tents, etc., and tanks, guns, etc| .".replace(",", "| ,"),
    ],
)
def test_news_is_cut_into_words(words: str) -> None:
    """A blank parts words in the text and in the list, "| " in the list alone."""
    wanted = words.replace("|", " ").split()
    text = words
    for glued, free in (("| ", ""), (" ’s", "’s"), (" .", "."), (" ,", ","), ("( ", "("), ("“ ", "“"), (" ”", "”")):
        text = text.replace(glued, free)
    text = text.replace('" We', '"We').replace(', "', ',"')
    assert [t.text for t in TOKENIZER(text) if not t.is_space] == wanted


@pytest.mark.parametrize(
    ("word", "tag", "pos", "lemma"),
    [
        ("shelled", "VBD", "VERB", "shell"),
        ("hitting", "VBG", "VERB", "hit"),
        ("struck", "VBN", "VERB", "strike"),
        ("seized", "VBN", "VERB", "seize"),
        ("ambushed", "VBN", "VERB", "ambush"),
        ("swinging", "VBG", "VERB", "swing"),
        ("Droned", "VBD", "VERB", "drone"),
        ("was", "VBD", "AUX", "be"),
        ("'s", "VBZ", "AUX", "be"),
        ("'s", "POS", "PART", "'s"),
        ("n't", "RB", "PART", "not"),
        ("wo", "MD", "AUX", "will"),
        ("me", "PRP", "PRON", "I"),
        ("her", "PRP", "PRON", "she"),
        ("her", "PRP$", "PRON", "her"),
        ("an", "DT", "DET", "a"),
        ("children", "NNS", "NOUN", "child"),
        ("Gunmen", "NNS", "NOUN", "gunman"),
        ("casualties", "NNS", "NOUN", "casualty"),
        ("bases", "NNS", "NOUN", "base"),
        ("IEDs", "NNS", "NOUN", "IED"),
        ("UN", "NN", "NOUN", "UN"),
        ("business", "NN", "NOUN", "business"),
        ("shelling", "NN", "NOUN", "shelling"),
        ("barracks", "NNS", "NOUN", "barracks"),
        ("Velmians", "NNPS", "PROPN", "Velmian"),
        ("Kessas", "NNP", "PROPN", "Kessas"),
        ("worse", "JJR", "ADJ", "bad"),
        ("heaviest", "JJS", "ADJ", "heavy"),
        ("later", "RBR", "ADV", "late"),
        ("Heavily", "RB", "ADV", "heavily"),
        ("“", "``", "PUNCT", '"'),
    ],
)
def test_lemmas(word: str, tag: str, pos: str, lemma: str) -> None:
    assert LEMMA(word, tag, pos, first=False) == lemma


@pytest.mark.parametrize(
    ("words", "found", "kept"),
    [
        ("the Ministry of", [(0, 3, "ORG")], [(1, 2, "ORG")]),
        ("the", [(0, 1, "ORG")], []),
        ("the 1990s", [(0, 2, "DATE")], [(0, 2, "DATE")]),
        ("Anna Brandt 's", [(0, 3, "PERSON")], [(0, 2, "PERSON")]),
        ("Umm Anna Brandt .", [(0, 1, "PERSON"), (1, 4, "PERSON")], [(0, 3, "PERSON")]),
        ("Gorba Velm", [(0, 1, "LOC"), (1, 2, "LOC")], [(0, 1, "LOC"), (1, 2, "LOC")]),
    ],
)
def test_names_are_mended(words: str, found: list[tuple[int, int, str]], kept: list[tuple[int, int, str]]) -> None:
    assert mended(list(spacy.tokens.Doc(NLP.vocab, words.split())), found) == kept


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Missile strike kills four near Velm airport", "en"),
        ("Two dead as drone hits bus, mayor says", "en"),
        ("REBELS SHELL MARKET IN GORBA", "en"),
        ("The army of Velm (Войско Велма) said its soldiers had left the town of Gorba.", "en"),
        ("Los rebeldes atacaron el mercado de la ciudad, según el alcalde.", "es"),
        ("Les rebelles ont attaqué le marché de la ville, selon le maire.", "fr"),
        ("Die Rebellen haben den Markt der Stadt mit Granaten beschossen.", "de"),
        ("De rebellen hebben de markt van de stad met granaten beschoten.", "nl"),
        ("Os rebeldes atacaram o mercado da cidade, disse o prefeito.", "pt"),
        ("I ribelli hanno attaccato il mercato della città, ha detto il sindaco.", "it"),
        ("İsyancılar şehirdeki pazarı bombaladı ve çok sayıda kişi öldü.", "tr"),
        ("Повстанцы обстреляли рынок в городе, сообщил мэр.", "ru"),
        ("Повстанці обстріляли ринок у місті, повідомив її мер.", "uk"),
        ("قصف المتمردون السوق في المدينة وقال رئيس البلدية إن أربعة قتلوا", "ar"),
        ("شورشیان بازار شهر را گلوله باران کردند و شهردار گفت", "fa"),
        ("המורדים הפגיזו את השוק בעיר", "he"),
        ("反政府勢力が市場を砲撃した", "ja"),
        ("叛军炮击了城里的市场", "zh"),
        ("반군이 시장을 포격했다", "ko"),
        ("", None),
        ("12:30 -- 45%", None),
        ("Rebels атаковали قصف שוק", None),
    ],
)
def test_languages_are_told(text: str, language: str | None) -> None:
    assert detect(text) == language


def test_a_long_text_is_told_by_its_start() -> None:
    assert detect("The rebels left the town. " * 100_000) == "en"
