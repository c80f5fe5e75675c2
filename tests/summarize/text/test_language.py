"""Languages, words and stems."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from paths import ROOT
from sumy.parsers.plaintext import PlaintextParser

from summarize.text import language

if TYPE_CHECKING:
    from pathlib import Path

SAMPLES = {
    "cs": "Vláda v pondělí rozhodla, že nový most přes řeku se začne stavět až příští rok na jaře.",
    "da": "Regeringen besluttede mandag, at den nye bro over åen først skal bygges til næste forår.",
    "de": "Die Regierung beschloss am Montag, dass die neue Brücke über den Fluss erst im Frühjahr gebaut wird.",
    "el": "Η κυβέρνηση αποφάσισε τη Δευτέρα ότι η νέα γέφυρα θα χτιστεί την άνοιξη.",
    "en": "The government decided on Monday that the new bridge over the river will be built in spring.",
    "es": "El gobierno decidió el lunes que el nuevo puente sobre el río se construirá en primavera.",
    "fi": "Hallitus päätti maanantaina, että uusi silta joen yli rakennetaan vasta ensi keväänä.",
    "fr": "Le gouvernement a décidé lundi que le nouveau pont sur la rivière sera construit au printemps.",
    "it": "Il governo ha deciso lunedì che il nuovo ponte sul fiume sarà costruito in primavera.",
    "ja": "政府は月曜日に、川に架かる新しい橋を来春に建設すると決めた。",
    "nl": "De regering besloot maandag dat de nieuwe brug over de rivier pas in het voorjaar wordt gebouwd.",
    "no": "Regjeringen bestemte mandag at den nye broen over elva først skal bygges til våren neste år.",
    "pl": "Rząd zdecydował w poniedziałek, że nowy most przez rzekę zostanie zbudowany wiosną.",
    "pt": "O governo decidiu na segunda-feira que a nova ponte sobre o rio será construída na primavera.",
    "ru": "Правительство решило в понедельник, что новый мост через реку построят только весной.",
    "sv": "Regeringen beslutade på måndagen att den nya bron över ån ska byggas först till våren.",
    "uk": "Уряд вирішив у понеділок, що новий міст через річку збудують лише навесні.",
    "zh": "政府星期一决定，横跨河流的新桥将于明年春天动工。",
}


@pytest.mark.parametrize(("code", "text"), SAMPLES.items())
def test_each_language_is_told_from_one_sentence(code: str, text: str) -> None:
    assert language.detect(text) == code


@pytest.mark.parametrize("text", ["", "   ", "hej", "123 456", "\x00\ud800", "!?"])
def test_what_is_too_short_is_undetermined(text: str) -> None:
    assert language.detect(text) == "und"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("tr", "Hükümet pazartesi günü nehrin üzerindeki yeni köprünün ilkbaharda yapılacağına karar verdi."),
        ("ko", "정부는 월요일에 새 다리를 봄에 짓기로 결정했다."),
        ("hu", "A kormány hétfőn úgy döntött, hogy az új hidat csak tavasszal építik meg a folyón."),
    ],
)
def test_a_language_without_support_is_not_taken_for_one_with_it(code: str, text: str) -> None:
    assert language.detect(text) == code
    assert not language.is_supported(code)
    assert language.stop_words(code) == frozenset()
    assert language.stem("köprünün", code) == ("köpr" if code == "tr" else "köprünün")


@pytest.mark.parametrize("code", SAMPLES)
def test_each_language_has_stop_words(code: str) -> None:
    assert len(language.stop_words(code)) >= 50


@pytest.mark.parametrize("code", sorted(SAMPLES.keys() - {"ja", "zh"}))
def test_stop_words_stand_in_each_sentence(code: str) -> None:
    assert language.stop_words(code) & set(language.tokenize(SAMPLES[code], code))


@pytest.mark.parametrize(
    ("code", "one", "other"),
    [
        ("cs", "mostem", "mostu"),
        ("da", "regeringen", "regering"),
        ("de", "brücken", "brücke"),
        ("el", "γέφυρας", "γέφυρα"),
        ("en", "bridges", "bridge"),
        ("es", "puentes", "puente"),
        ("fi", "sillassa", "sillasta"),
        ("fr", "gouvernements", "gouvernement"),
        ("it", "ponti", "ponte"),
        ("nl", "regeringen", "regering"),
        ("no", "broene", "broen"),
        ("pl", "mostami", "mostach"),
        ("pt", "pontes", "ponte"),
        ("ru", "мостами", "мостах"),
        ("sv", "regeringen", "regering"),
        ("uk", "мостами", "мостах"),
    ],
)
def test_two_forms_of_a_word_have_one_stem(code: str, one: str, other: str) -> None:
    assert language.stem(one, code) == language.stem(other, code)


def test_words_are_lower_case_with_straight_apostrophes() -> None:
    assert language.tokenize("Amazon’s U.S. staff (400) don't agree — at 3.5%!") == [
        "amazon's", "u", "s", "staff", "400", "don't", "agree", "at", "3", "5",
    ]  # fmt: skip


def test_chinese_and_japanese_words_are_pairs_of_characters() -> None:
    assert language.tokenize("新大桥 opened 2014", "zh") == ["新大", "大桥", "opened", "2014"]
    assert language.tokenize("橋は", "ja") == ["橋は"]


def test_regions_and_names_mean_the_same_language() -> None:
    assert language.stop_words("pt-BR") == language.stop_words("pt") == language.stop_words("portuguese")
    assert language.stop_words("nb") == language.stop_words("no")


def test_the_tokenizer_serves_sumy() -> None:
    parser = PlaintextParser.from_string("Sen. Reyes left. She was late.", language.Tokenizer("en"))

    assert [str(sentence) for sentence in parser.document.sentences] == ["Sen. Reyes left.", "She was late."]
    assert parser.document.sentences[1].words == ("she", "was", "late")


ALONE = """
import sys
def guard(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        raise SystemExit(f"opened {args}")
sys.addaudithook(guard)
from summarize.text import language
from summarize.text.sentence_splitter import split_into_spans
for code in language.LANGUAGE_NAMES:
    tokenizer = language.Tokenizer(code)
    assert tokenizer.to_sentences("Abc def. Ghi jkl.") and tokenizer.to_words("Abc def")
    assert language.stop_words(code) and language.stem("abcdef", code)
assert language.detect("Die Regierung hat am Montag beschlossen, die Brücke zu bauen.") == "de"
print("done")
"""


def test_nothing_is_downloaded_with_an_empty_home_and_no_network(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ALONE]
    unshare = shutil.which("unshare")
    if unshare and subprocess.run([unshare, "-rn", "true"], capture_output=True, check=False).returncode == 0:
        command = [unshare, "-rn", *command]
    clean = {key: value for key, value in os.environ.items() if key not in {"NLTK_DATA", "XDG_CACHE_HOME"}}
    alone = subprocess.run(
        command,
        env=clean | {"HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )

    assert alone.stdout.strip() == "done", alone.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ქალაქმა ორშაბათს ძველი ხიდი დახურა, რადგან ბურჯებში ბზარები აღმოჩნდა.", "ka"),
        ("ເທດສະບານສັ່ງປິດຂົວເກົ່າເປັນເວລາໜຶ່ງປີ", "lo"),
        ("မြို့က တံတားဟောင်းကို တစ်နှစ်ကြာ ပိတ်လိုက်သည်။", "my"),
        ("ክተማዋ አሮጌውን ድልድይ ለአንድ ዓመት ዘጋች።", "am"),
        ("Քաղաքը երկուշաբթի օրը փակեց հին կամուրջը։", "hy"),
        ("Қала әкімдігі ескі көпірді бір жылға жапты, өйткені тіректерінде жарықтар табылды.", "kk"),
        ("Горад зачыніў стары мост на год, бо ў яго апорах знайшлі расколіны.", "be"),
        ("ᏔᎵᏁ ᎤᎾᏓᏡᎬ ᎠᏍᏚᏅ ᎠᏯᏖᎾ ᎤᏪᏘ ᎠᏯᏖᎾ ᏌᏊ ᎤᏕᏘᏴᏌᏗᏒᎢ", "und"),
    ],
)
def test_a_language_of_its_own_script_is_not_taken_for_another(text: str, code: str) -> None:
    assert language.detect(text) == code
