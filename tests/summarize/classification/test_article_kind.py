import subprocess
import sys
import time

import pytest

from news.article_kind import ArticleKind, KindDecision, KindReason
from summarize.classification import kind_features, kind_model
from summarize.classification.article_kind import classify

REPORT = """The Lornwick council voted 9 to 4 on Tuesday to close the old harbour bridge for repairs until spring, officials said.

"We looked at every other way," Mayor Edda Hollin told reporters after the vote. "The bridge is not safe."

Hollin said the works would begin on Monday and cost about 3.1 million crowns. Police said traffic would be sent over the mill road.

The ferry company announced that it would run two more boats a day. A spokesman for the company declined to say what tickets would cost."""
COLUMN = """Let us be honest: nobody in this town ever believed the bridge would be mended, and perhaps we should stop pretending.

I have lived here for forty years, and I still remember what we were promised. We must ask ourselves why our leaders never tell us the truth. Is it cowardice? Is it simply habit? I think it is worse: it is contempt for us, the people who pay for everything.

You may call me bitter. But the idea that a nation can live on promises is nonsense, and we really ought to know better. Our politics is a culture of excuses."""
PLAIN = "Der Rat hat am Dienstag beschlossen, die alte Brücke bis zum Frühjahr zu sperren. Die Arbeiten beginnen am Montag."


def test_a_report_is_a_report() -> None:
    decision = classify("Council votes to close harbour bridge", REPORT, language="en")

    assert decision.is_report
    assert decision.reasons[0] is KindReason.SCORE
    assert decision.probability is not None
    assert decision.probability < 0.2


def test_a_column_without_any_label_is_no_report() -> None:
    decision = classify("The bridge we deserve", COLUMN, language="en")

    assert decision.kind is ArticleKind.OPINION
    assert KindReason.FIRST_PERSON in decision.reasons
    assert decision.probability is not None
    assert decision.probability > 0.8


def test_english_is_recognised_where_no_language_is_given() -> None:
    assert classify("The bridge we deserve", COLUMN).kind is ArticleKind.OPINION


def test_quotations_in_the_first_person_leave_a_report_a_report() -> None:
    text = REPORT.replace(
        '"We looked at every other way,"', '"I think we must ask ourselves what we want for our town,"'
    )

    assert classify("Council votes to close harbour bridge", text, language="en").is_report


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Opinion: The bridge was never safe", "opinion"),
        ("The bridge was never safe | Opinion", "opinion"),
        ("[Editorial] The bridge was never safe", "opinion"),
        ("Kommentar: Die Brücke war nie sicher", "opinion"),
        ("Leitartikel – Die Brücke war nie sicher", "opinion"),
        ("Tribune : « Le pont n’a jamais été sûr »", "opinion"),
        ("Editorial | El puente nunca fue seguro", "opinion"),
        ("L'editoriale: il ponte e noi", "opinion"),
        ("Opinião: a ponte nunca foi segura", "opinion"),
        ("Opinie: de brug was nooit veilig", "opinion"),
        ("Ledare: Bron var aldrig säker", "opinion"),
        ("Görüş: Köprü hiç güvenli olmadı", "opinion"),
        ("Мнение: мост никогда не был безопасным", "opinion"),
        ("社説：橋の安全を問う", "opinion"),
        ("Analysis: What the bridge vote means for Lornwick", "analysis"),
        ("AP analysis: A vote that changes the harbour", "analysis"),
        ("Analyse: Was die Abstimmung bedeutet", "analysis"),
        ("Décryptage : le vote sur le pont", "analysis"),
        ("Análisis: un voto que cambia el puerto", "analysis"),
        ("Analiz: Köprü oylaması", "analysis"),
        ("Fact check: Did the mayor close the bridge?", "analysis"),
        ("Harbour bridge closes – live updates", "live"),
        ("Live: Harbour bridge closes", "live"),
        ("EN DIRECT - Le pont du port est fermé", "live"),
        ("En vivo: cierra el puente del puerto", "live"),
        ("Ponte chiuso, la notte in diretta | diretta", "live"),
        ("Ao vivo: ponte do porto é fechada", "live"),
        ("Canlı anlatım: Liman köprüsü kapandı", "live"),
        ("Liveblog | De havenbrug gaat dicht", "live"),
        ("Hetki hetkeltä: Satamasilta suljetaan", "live"),
        ("Morning briefing: bridge, ferries and a lost swan", "roundup"),
        ("First Thing: Lornwick closes its bridge", "roundup"),
        ("Presseschau: Was andere über die Brücke schreiben", "roundup"),
        ("Revue de presse : le pont du port", "roundup"),
        ("Correction: Harbour bridge story", "correction"),
        ("Richtigstellung: Zur Brücke", "correction"),
        ("Fe de errores: el puente", "correction"),
        ("Rättelse: Om bron", "correction"),
        ("Obituary: Edda Hollin, builder of bridges", "obituary"),
        ("Nachruf: Edda Hollin", "obituary"),
        ("Book review: The Bridge at Lornwick", "review"),
        ("The Bridge at Lornwick review – a slow and lovely film", "review"),
        ("Recensione: Il ponte", "review"),
        ("Press release: Hollin Ferries opens a new line", "press_release"),
        ("Pressemitteilung: Neue Linie", "press_release"),
        ("Interview: The man who paints the bridge", "feature"),
    ],
)
def test_a_label_in_the_headline_decides(title: str, kind: str) -> None:
    decision = classify(title, REPORT)

    assert decision == KindDecision(ArticleKind(kind), (KindReason.HEADLINE_LABEL,))


@pytest.mark.parametrize(
    ("language", "title", "kind"),
    [
        ("en", "5 things to know about the bridge", "list"),
        ("en", "The seven best ways over the river", "list"),
        ("de", "Fünf Dinge, die Sie über die Brücke wissen sollten", "list"),
        ("de", "Brücke gesperrt: Entwicklungen im Liveticker", "live"),
        ("fr", "Cinq choses à savoir sur le pont", "list"),
        ("es", "Cinco claves sobre el cierre del puente", "list"),
        ("it", "10 cose da sapere sul ponte", "list"),
        ("en", "How to cross the river while the bridge is closed", "list"),
        ("en", "Why the bridge had to close", "analysis"),
        ("en", "The bridge vote, explained", "analysis"),
        ("en", "Harbour bridge: What we know", "analysis"),
        ("de", "Warum die Brücke gesperrt wird", "analysis"),
        ("fr", "Pourquoi le pont ferme", "analysis"),
        ("fr", "Pont fermé : ce que l’on sait", "analysis"),
        ("es", "Por qué cierra el puente", "analysis"),
        ("it", "Perché il ponte chiude", "analysis"),
        ("pt", "Por que a ponte fecha", "analysis"),
        ("nl", "Waarom de brug dichtgaat", "analysis"),
        ("sv", "Varför bron stängs", "analysis"),
        ("tr", "Köprü neden kapanıyor, nasıl", "analysis"),
        ("nb", "Derfor stenger broen", "analysis"),
        ("ru", "Почему закрывают мост", "analysis"),
        ("de", "Ist die Brücke noch zu retten?", "analysis"),
        ("en", "Harbour bridge closes: Latest developments", "live"),
        ("en", "The case for closing the bridge", "opinion"),
    ],
)
def test_the_form_of_a_headline_decides_in_its_language(language: str, title: str, kind: str) -> None:
    assert classify(title, PLAIN, language=language).kind is ArticleKind(kind)


@pytest.mark.parametrize(
    "title",
    [
        "Live Nation buys the Lornwick concert hall",
        "Opinion polls put Hollin ahead",
        "Two people die as ferry hits bridge",
        "12 arrested after harbour protest",
        "Review of bridge safety ordered by court",
        "Comment by mayor angers ferrymen",
        "Council: Bridge to stay closed",
        "Police: Two dead in ferry crash",
        "2024 questions sent to council by angry residents",
        "Long live the bridge, say protesters",
        "Letters bomb suspect arrested in Lornwick",
    ],
)
def test_a_headline_that_only_looks_like_a_label_decides_nothing(title: str) -> None:
    assert classify(title, REPORT, language="en").is_report


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://courier.example/opinion/2026/11/the-bridge", "opinion"),
        ("https://courier.example/commentisfree/2026/nov/18/the-bridge", "opinion"),
        ("https://courier.example/2026/opinion-columnists/hollin/", "opinion"),
        ("https://opinion.courier.example/2026/the-bridge", "opinion"),
        ("https://tagblatt.example/meinung/die-bruecke-101.html", "opinion"),
        ("https://phare.example/tribunes/article-12.html", "opinion"),
        ("https://faro.example/columnas/el-puente", "opinion"),
        ("https://courier.example/world/live/2026/nov/18/the-bridge", "live"),
        ("https://courier.example/news/the-bridge-live-updates-123", "live"),
        ("https://courier.example/obituaries/edda-hollin", "obituary"),
        ("https://courier.example/fact-check/the-bridge", "analysis"),
        ("https://courier.example/books/book-reviews/the-bridge", "review"),
        ("https://www.prnewswire.com/news/hollin-ferries-1.html", "press_release"),
    ],
)
def test_a_section_in_the_address_decides(url: str, kind: str) -> None:
    decision = classify("Harbour bridge", REPORT, url=url, language="en")

    assert decision == KindDecision(ArticleKind(kind), (KindReason.SECTION_IN_URL,))


@pytest.mark.parametrize(
    "url",
    [
        "https://courier.example/news/opinion-polls-put-hollin-ahead",
        "https://courier.example/politics/public-opinion/hollin-ahead",
        "https://courier.example/newsticker/meldung/bridge-123.html",
        "https://courier.example/news/?section=/opinion/",
        "https://courier.example",
        "mailto:opinion",
        "http://[broken/opinion",
        "",
    ],
)
def test_an_address_without_a_section_decides_nothing(url: str) -> None:
    assert classify("Council votes to close harbour bridge", REPORT, url=url, language="en").is_report


def test_other_evidence_about_the_page_decides() -> None:
    title = "Harbour bridge"

    assert classify(title, REPORT, categories=("Harbour", "Opinion")).reasons == (KindReason.FEED_CATEGORY,)
    assert classify(title, REPORT, categories=("News/Columnists",)).kind is ArticleKind.OPINION
    assert classify(title, REPORT, jsonld_type="OpinionNewsArticle").kind is ArticleKind.OPINION
    assert classify(title, REPORT, jsonld_type="https://schema.org/LiveBlogPosting").kind is ArticleKind.LIVE
    assert classify(title, COLUMN, jsonld_type="ReportageNewsArticle").is_report
    assert classify(title, REPORT, outlet="Courier - Opinion").reasons == (KindReason.OUTLET_NAME,)
    assert classify(title, "ANALYSIS/OPINION:\n\n" + REPORT).reasons == (KindReason.TEXT_LABEL,)


def test_a_newspaper_that_is_called_opinion_prints_reports() -> None:
    for outlet in ("La Opinión", "L'Opinion", "La Opinion"):
        assert classify("Council votes to close bridge", REPORT, outlet=outlet, language="en").is_report


def test_what_an_ordinary_page_says_of_itself_decides_nothing() -> None:
    decision = classify(
        "Council votes to close harbour bridge",
        REPORT,
        categories=("Politics", "Podcasts", "Analysis", ""),
        jsonld_type="NewsArticle",
        outlet="Courier",
        language="en",
    )

    assert decision.is_report


@pytest.mark.parametrize(
    "text",
    [
        "These crawls are part of an effort to archive pages as they are made.",
        "We use cookies and similar techniques. Accept all or manage your settings.",
        "Wir verwenden Cookies. Alle akzeptieren oder Einstellungen ändern.",
        "Nous et nos partenaires stockons des informations sur votre appareil.",
        "Please enable JavaScript and cookies to continue.",
        "404 Not Found\nnginx",
    ],
)
def test_a_page_that_is_no_article_is_a_notice(text: str) -> None:
    assert classify("Courier", text) == KindDecision(ArticleKind.NOTICE, (KindReason.PAGE_NOTICE,))


def test_a_report_behind_a_consent_line_is_still_a_report() -> None:
    text = "We use cookies.\n" + REPORT + "\n" + REPORT

    assert classify("Council votes to close harbour bridge", text, language="en").is_report


def test_a_wire_of_press_releases_is_recognised() -> None:
    text = "LORNWICK, Nov. 18, 2026 /PRNewswire/ -- Hollin Ferries, the leader in crossings, is proud to announce a boat."

    assert classify("Hollin Ferries announces a boat", text).reasons == (KindReason.WIRE_LABEL,)


@pytest.mark.parametrize("language", ["de", "fr", "tr", "ja", "und", "xx"])
def test_what_cannot_be_told_is_a_report(language: str) -> None:
    decision = classify("Rat sperrt die alte Brücke", PLAIN, language=language)

    assert decision == KindDecision(ArticleKind.REPORT, (KindReason.LANGUAGE_NOT_COVERED,))


@pytest.mark.parametrize("text", ["", "  \n ", "\x00"])
def test_an_empty_text_is_a_report_for_want_of_evidence(text: str) -> None:
    assert classify("Council votes to close harbour bridge", text, language="en").is_report


def test_nothing_at_all_is_a_report() -> None:
    assert classify("", "") == KindDecision(ArticleKind.REPORT, (KindReason.EMPTY_TEXT,))


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        '"',
        "“",
        "(",
        "- ",
        ": ",
        "\n",
        "\x00",
        "A. ",
        "Opinion: ",
        "1 ",
        "/",
        "I ",
        "’",
        "\ud800",
        "AB'",
        "[x]",
    ],
)
def test_hostile_input_takes_bounded_time(unit: str) -> None:
    hostile = unit * (1_000_000 // len(unit))
    begun = time.process_time()

    classify(
        hostile,
        hostile,
        url="https://" + hostile,
        categories=(hostile,) * 100,
        jsonld_type=hostile,
        language="en",
        outlet=hostile,
    )

    assert time.process_time() - begun < 1.0


def test_only_the_beginning_of_a_text_is_looked_at() -> None:
    title = "Council votes to close harbour bridge"
    long = REPORT * 10

    assert classify(title, long + COLUMN * 50, language="en") == classify(title, long, language="en")


def test_nothing_is_read_at_import() -> None:
    code = (
        "from summarize.classification import article_kind, kind_model, kind_rules, lexicon;"
        "assert lexicon.sections.cache_info().currsize == 0;"
        "assert kind_model.shipped.cache_info().currsize == 0"
    )

    subprocess.run([sys.executable, "-c", code], check=True)


def test_weights_of_other_features_are_refused() -> None:
    with pytest.raises(ValueError, match="fit_kinds"):
        kind_model.from_json('{"features": {"said": {}}}')


def test_weights_speak_as_an_editor_would() -> None:
    model = kind_model.shipped()
    weights = dict(zip(kind_features.NAMES, model.weights, strict=True))

    assert 0.3 < model.threshold < 0.8
    for name in ("said", "weekday", "attribution", "title_in_lead", "title_verbs_in_s"):
        assert weights[name] < 0, name
    for name in ("first_person", "evaluative", "questions", "abstract", "title_asks", "title_necessity"):
        assert weights[name] > 0, name


def test_furniture_of_the_page_is_left_out_of_the_prose() -> None:
    text = "Enlarge this image\nMenu\nShare\n" + REPORT

    assert kind_features.prose(text) == kind_features.prose(REPORT)
