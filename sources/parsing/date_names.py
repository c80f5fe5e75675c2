"""The names of months and time zones in dates, in lower case and without accents."""

from __future__ import annotations

import unicodedata

# Names of the months, full and abbreviated, nominative and genitive, of the languages that feeds are written in:
# a string for each month, languages that write from the left first.
_MONTH_NAMES = (
    (
        "january jan januar janner janvier janv enero ene janeiro gennaio gen gener januari tammikuu "
        "tammikuuta tammi stycznia styczen sty leden ledna led januara sijecanj sijecnja sij ianuarie ian "
        "ocak oca января январь янв січня січень січ януари яну јануар јан ιανουαριου ιανουαριος ιαν يناير "
        "ינואר בינואר जनवरी"
    ),
    (
        "februar februari february feb febr feber fevrier fev fevr febrero fevereiro febbraio febrer helmikuu "
        "helmikuuta helmi lutego luty lut unor unora uno februara veljaca veljace velj februarie subat sub "
        "февраля февраль фев февр лютого лютий лют февруари фебруар феб φεβρουαριου φεβρουαριος φεβ فبراير "
        "شباط פברואר בפברואר फरवरी फ़रवरी"
    ),
    (
        "march mar marz mrz maerz mars marzo marco maart mrt marts maaliskuu maaliskuuta maalis marca marzec "
        "brezen brezna bre marec ozujak ozujka ozu martie marcius marc mart maret марта март мар березня "
        "березень бер μαρτιου μαρτιος μαρ مارس آذار מרץ במרץ मार्च"
    ),
    (
        "april apr avril avr abril abr aprile huhtikuu huhtikuuta huhti kwietnia kwiecien kwi duben dubna dub "
        "aprila travanj travnja tra aprilie aprilis nisan nis апреля апрель апр квітня квітень квіт кві април "
        "απριλιου απριλιος απρ أبريل ابريل إبريل نيسان אפריל באפריל अप्रैल"
    ),
    (
        "may mai mayo maio maggio mag maig mei maj toukokuu toukokuuta touko maja kveten kvetna kve svibanj "
        "svibnja svi majus mayis мая май травня травень трав тра мај маја μαιου μαιος μαι مايو أيار מאי במאי "
        "मई"
    ),
    (
        "june jun juni juin junio junho giugno giu juny kesakuu kesakuuta kesa czerwca czerwiec cze cerven "
        "cervna juna lipanj lipnja iunie iun junius haziran haz июня июнь июн червня червень черв чер юни јун "
        "јуна ιουνιου ιουνιος ιουν يونيو حزيران יוני ביוני जून"
    ),
    (
        "july jul juli juillet juil julio julho luglio lug juliol heinakuu heinakuuta heina lipca lipiec "
        "cervenec cervence jula srpanj srpnja iulie iul julius temmuz tem июля июль июл липня липень лип юли "
        "јул јула ιουλιου ιουλιος ιουλ يوليو تموز יולי ביולי जुलाई"
    ),
    (
        "august aug aout aou agosto ago agost augustus augusti elokuu elokuuta elo sierpnia sierpien sie "
        "srpen srpna augusta kolovoz kolovoza kol augusztus agustos agu agustus ags agt августа август авг "
        "серпня серпень серп сер αυγουστου αυγουστος αυγ أغسطس اغسطس آب אוגוסט באוגוסט अगस्त"
    ),
    (
        "september sep sept septembre septiembre setiembre set setembro settembre setembre syyskuu syyskuuta "
        "syys wrzesnia wrzesien wrz zari septembra rujan rujna ruj septembrie szeptember szept eylul eyl "
        "сентября сентябрь сен сент вересня вересень вер септември септембар септембра сеп σεπτεμβριου "
        "σεπτεμβριος σεπ σεπτ سبتمبر أيلول ספטמבר בספטמבר सितंबर सितम्बर"
    ),
    (
        "october oct oktober okt octobre octubre outubro out ottobre ott lokakuu lokakuuta loka pazdziernika "
        "pazdziernik paz rijen rijna rij oktobra octombrie ekim eki октября октябрь окт жовтня жовтень жовт "
        "жов октомври октобар октобра οκτωβριου οκτωβριος οκτ أكتوبر اكتوبر אוקטובר באוקטובר अक्टूबर अक्तूबर"
    ),
    (
        "november nov novembre noviembre novembro marraskuu marraskuuta marras listopada listopad lis "
        "listopadu novembra studeni studenoga studenog stu noiembrie noi kasim kas nopember nop ноября ноябрь "
        "ноя нояб листопада листопад лист лис ноември ное новембар новембра нов νοεμβριου νοεμβριος νοε "
        "نوفمبر נובמבר בנובמבר नवंबर नवम्बर"
    ),
    (
        "december dec dezember dez decembre diciembre dic dezembro dicembre desembre des desember joulukuu "
        "joulukuuta joulu grudnia grudzien gru prosinec prosince pro decembra prosinac prosinca decembrie "
        "aralik ara декабря декабрь дек грудня грудень груд гру декември децембар децембра дец δεκεμβριου "
        "δεκεμβριος δεκ ديسمبر דצמבר בדצמבר दिसंबर दिसम्बर"
    ),
)
# Names that mean two months in two languages, by language and name; `MONTHS` has the meaning in the other languages.
_LOCAL_MONTH_NAMES = {
    "hr": {"listopad": 10, "listopada": 10, "lis": 10, "lip": 6, "srp": 7},
    "cs": {"srp": 8},
}
# Hours from UTC by the zone's abbreviation. Of several meanings the one that RFC 822 gives, else the most people's.
_ZONES_BY_HOURS = {
    0: "z ut utc gmt wet uct zulu",
    1: "cet mez bst west wat met",
    2: "cest mesz eet sast cat mest kalt",
    3: "eest oesz msk eat trt idt syot",
    3.5: "irst",
    4: "gst msd azt get amt samt",
    4.5: "afst irdt aft",
    5: "pkt uzt yekt mvt tmt tjt",
    5.5: "ist slst",
    5.75: "npt",
    6: "bdt almt omst btt kgt",
    6.5: "mmt",
    7: "wib ict novt krat hovt",
    8: "hkt sgt myt pht wita awst irkt ulat",
    9: "jst kst wit yakt tlt awdt",
    9.5: "acst",
    10: "aest vlat chst pgt",
    10.5: "acdt",
    11: "aedt magt sbt nct",
    12: "nzst pett fjt",
    13: "nzdt",
    -1: "cvt azot",
    -2: "brst uyst fnt",
    -2.5: "ndt",
    -3: "brt art adt clst uyt gft srt pyst",
    -3.5: "nst",
    -4: "edt ast clt bot vet pyt gyt hae",
    -5: "est cdt cot pet ect hne",
    -6: "cst mdt galt",
    -7: "mst pdt",
    -8: "pst akdt",
    -9: "akst hadt",
    -10: "hst hast",
    -11: "sst",
}


def _fold(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))


MONTHS = {_fold(name): number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
LOCAL_MONTHS = {
    (language, name): month
    for language, months in _LOCAL_MONTH_NAMES.items()
    for name, month in months.items()
}
ZONE_HOURS = {name: hours for hours, names in _ZONES_BY_HOURS.items() for name in names.split()}
# Abbreviations without summer time, as people in North America write them.
ZONE_NAMES = {
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
}
