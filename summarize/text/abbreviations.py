"""Abbreviations with full stops, by language.

Entries are in lower case and lack the last full stop.
"""

from __future__ import annotations

from functools import lru_cache

# Never the end of a sentence: a name, a number or the word they introduce follows.
_NON_TERMINAL_ABBREVIATIONS = {
    "en": "the an and or its their whose because mr mrs ms messrs dr prof profs sen sens rep reps gov govs lt"
    " col gen capt cmdr cpl sgt maj pvt adm brig rev fr hon pres supt det insp dep asst atty dist sec st"
    " ste mt vs v viz cf e.g i.e approx ca mme mlle msgr pfc ofc spc cpt ssgt gens cols drs reps amb"
    " comdr hrh no nos fig figs pp vol vols p",
    "de": "dr prof hr fr frl dipl ing mag nr z.b d.h u.a o.ä vgl ca bzw evtl ggf inkl exkl max min bspw sog"
    " st str geb gest verh zzgl abzgl abs art ziff bd hrsg i.d.r u.u v.a z.t s.o s.u z d o u.s.w gem lt"
    " mio mrd tsd",
    "fr": "m mm mme mmes mlle mlles dr me pr st ste mgr p.ex c.-à-d cf env art n fig vol p pp av bd boul éd"
    " chap",
    "es": "sr sra sres sras srta dr dra drs d dña da prof lic ing gral gob ud uds vd vds pág págs núm art av"
    " avda p.ej ej aprox cap ee s.a.r mons fr arq st sto sta tel depto dpto",
    "it": "sig sigg sig.ra sig.na dott dott.ssa prof prof.ssa avv ing geom on sen gen col cap ten mons s ss"
    " st art artt pag pagg n nn nr p.es ad.es es fig vol cfr arch rag dr cav comm",
    "pt": "sr sra srs sras srta dr dra drs dras prof profa eng av r d dom pe n nº núm pág págs art p.ex ex"
    " gen cel cap sgto ten mons st sto sta tel exmo exma",
    "nl": "dhr mevr mw dr drs prof ir ing mr bijv bv nr blz ca d.w.z m.b.t o.a t.a.v t.o.v i.p.v evt incl"
    " excl st m.a.w jl vgl art n.a.v jhr ds burg gem gen kol",
    "sv": "dr prof hr fr bl.a t.ex d.v.s dvs s.k o.d ca nr kl jfr jr f.d fr.o.m t.o.m e.d resp inkl exkl st"
    " tel p.g.a m.fl bl f t",
    "da": "dr prof hr fr frk bl.a f.eks d.v.s dvs ca nr kl jf pga s.k fx skt inkl ekskl vedr f mv.v tlf hhv"
    " ang kap stk pkt",
    "no": "dr prof hr fr frk bl.a f.eks d.v.s dvs ca nr kl jf pga s.k st inkl ekskl vedr f tlf hhv ang kap"
    " pkt m.a.o bla",
    "fi": "tri prof hra rva nti esim ts mm ns nk n t s os ao em ko tns vrt puh nro klo p v ent toht maist"
    " ym.s",
    "pl": "dr hab prof mgr inż lek p pp ks św gen płk mjr kpt ul al pl os m np tzw tzn tj ok nr str poz art"
    " ust zob por śp bp abp red dyr min woj im pkt t.zw hr",
    "cs": "dr mudr judr phdr ing mgr bc prof doc rndr gen plk pplk mjr p pí sv tzv tj např resp popř cca č"
    " str ul nám tř roč obr srov kpt mons arch",
    "ru": "т.е т.к т.н т.д.е г-н г-жа проф акад доц им ул пр просп пл д кв см рис табл стр гл ст п пп св о"
    " обл р-н корп вып ред сост ген полк майор кап лейт тел напр",
    "uk": "т.зв т.е проф акад доц ім вул просп пл буд кв див рис табл стор гл ст п пп св о обл р-н корп вип"
    " ред ген полк тел напр м",
    "el": "κ κα κκ δρ κος καθ π.χ βλ αρ σελ λ.χ αγ οδ τηλ αριθ δηλ",
    "tr": "dr prof doç yrd av sn bkz örn müh gen alb yzb mim cad sok mah no tel vb arş gör op uzm",
    "ro": "dl dna d-na d-l dra dr prof conf ing av arh jud mun str bd bdul nr sf gen col lt cpt art al lit cca pag vol"
    " acad pr ec jr",
    "hu": "dr prof ifj id özv gr br ún pl kb ill st szt vö ti tel jan febr márc ápr máj jún júl aug szept okt nov dec",
    "bg": "проф доц акад инж арх адв г-н г-жа д-р ул бул пл ж.к кв св ген полк чл т.нар т.е напр вж стр обл общ тел",
    "hr": "dr prof mr mr.sc dr.sc sc ing dipl doc akad gđa gđica g st sv ul trg br tzv tj npr odn usp čl gen bb tel",
    "bs": "dr prof mr sc ing dipl doc akad gđa g st sv ul br tzv tj npr odn čl gen tel",
    "sr": "др проф мр инж дипл доц акад г г-ђа ул бр тзв тј нпр одн чл ген св тел dr prof mr ing dipl doc akad g ul br"
    " tzv tj npr odn čl gen sv tel",
    "sl": "dr prof mag ing dipl doc akad g ga gdč ul št sv tj npr oz čl gen tel t.i",
    "mk": "д-р проф инж акад ул бр бул св чл ген т.е т.н пр г-дин",
    "sk": "dr mudr judr phdr ing mgr bc prof doc rndr gen plk mjr p sv tzv t.j napr resp č čl str ul nám tel"
    " pozn obr kpt",
    "lt": "dr prof doc akad g gen pulk kun šv pvz t.y žr nr str tel al pr",
    "lv": "dr prof doc akad gen plkv sv piem t.i nr lpp tel",
    "et": "dr prof hr pr kol kindr st näit nt nr lk tel s.o",
    "ca": "sr sra srs dr dra prof st sta mn av c pl núm pàg art gral p.ex tel",
    "gl": "sr sra dr dra prof sto sta av núm páx art tel p.ex",
    "id": "dr drs dra prof ir h hj kh tn ny sdr jl gg no kec kab kel prov rs tgl hlm dll dsb a.n u.p jend"
    " letjen kol tel st",
    "ms": "dr prof ir hj en pn jln no tn tel dsb st",
    "vi": "ts gs pgs ths bs ks cn tp tx tt p q kts lm đ/c vd tr st dr ths.bs gs.ts pgs.ts tp.hcm",
    "hi": "डॉ डा प्रो श्री कु पं मो सं क्र रु एड ई इं कै ले जन कर्नल मे स्व श",
    "mr": "डॉ प्रा श्री सौ कु ॲड अॅड पं रु क्र",
    "ne": "डा प्रा डि श्री इ पं रु",
    "bn": "ড ডা মো মোঃ মোসা অধ্যাপক প্রফেসর সৈ রু নং",
    "ta": "திரு திருமதி டாக்டர் செல்வி பேரா எஸ் கே ஆர் எம் ரூ",
    "te": "డా శ్రీ ప్రొ రూ",
    "ar": "د أ م أ.د ص ج",
    "he": "ד פרופ גב עו",
    "fa": "دکتر",
    "is": "dr próf hr frú sr st nr t.d þ.e bls",
}
# The end of a sentence only if what follows can open one.
_POSSIBLY_TERMINAL_ABBREVIATIONS = {
    "en": "inc corp ltd co cos bros jr sr esq llc plc assn dept univ ave blvd rd ln hwy pkwy sq apt bldg etc"
    " jan feb mar apr jun jul aug sept sep oct nov dec ala ariz ark calif colo conn del fla ga ill ind"
    " kan ky la md mass mich minn miss mo mont neb nev okla ore pa tenn tex va vt wash wis wyo wis mon"
    " tue tues wed thu thur thurs fri sat sun oz lb lbs ft hr hrs min mins sec mph km cm mm kg intl natl"
    " govt mgmt tel ext incl alt rt pt res al est",
    "de": "usw etc jan feb febr aug sept okt nov dez co inc jh jhd chr u.ä o.g m.e a.d jr sen uhr tel",
    "fr": "etc janv févr avr juill sept oct nov déc j.-c apr cie inc ltée s.a",
    "es": "etc ee.uu cía ltda s.a s.l c.v ene feb mar abr jun jul ago sept oct nov dic a.c d.c inc jr",
    "it": "ecc etc s.p.a s.r.l a.c d.c gen febb apr giu lug ago sett ott nov dic inc jr",
    "pt": "etc ltda cia s.a jan fev mar abr mai jun jul ago set out nov dez a.c d.c jr inc",
    "nl": "enz etc jan feb mrt apr jun jul aug sept okt nov dec n.v b.v jr sr v.chr n.chr",
    "sv": "etc osv m.m jan febr mars apr aug sept okt nov dec jr f.kr e.kr",
    "da": "etc osv m.m m.v jan feb mar apr jun jul aug sept okt nov dec jr f.kr e.kr mio mia",
    "no": "etc osv m.m m.v jan feb mars apr aug sept okt nov des jr f.kr e.kr mill mrd",
    "fi": "jne ym yms eaa eea jr oy",
    "pl": "itd itp etc r w n.e p.n.e tys mln mld zł godz jr sp z.o.o",
    "cs": "atd apod aj etc r st př.n.l n.l tis mil mld kč hod s.r.o a.s jr ml",
    "ru": "г гг в вв н.э до.н.э др пр т.д т.п тыс млн млрд трлн руб коп долл кг км см мм час мин сек",
    "uk": "р рр ст н.е ін т.д т.п тис млн млрд трлн грн коп дол кг км год хв сек",
    "el": "κ.λπ κλπ κ.ά κ.τ.λ κτλ μ.χ π.χ α.ε ε.ε εκ δισ ευρ",
}
# Abbreviations before a number only; elsewhere they are ordinary words or ends ("He said no.").
NUMBER_ABBREVIATIONS = frozenset(
    {"no", "nos", "nr", "art", "fig", "figs", "p", "pp", "núm", "pág", "str", "abs", "č", "poz", "pkt"}
)
# Languages in which "str" is a street, not a page.
STREET_LANGUAGES = frozenset({"bs", "de", "hr", "ro"})
# Names that end with an exclamation mark.
NAMES_WITH_EXCLAMATION_MARK = frozenset({"Yahoo", "Jeopardy", "Oklahoma", "Joomla"})
# Languages in which a capitalized word may follow an ordinal ("am 3. Oktober"); in others months and nouns are in
# lower case.
ORDINAL_DOT_LANGUAGES = frozenset({"de"})
# "Year": after a number the end of a sentence ("w 2003 r."); elsewhere "town", or nothing.
YEAR_ABBREVIATIONS = frozenset({"r", "г", "гг", "р", "рр"})


def number_abbreviations(language: str) -> frozenset[str]:
    """Return a language's abbreviations that end a sentence, except when a number follows."""
    return NUMBER_ABBREVIATIONS - {"str"} if language in STREET_LANGUAGES else NUMBER_ABBREVIATIONS


@lru_cache(maxsize=64)
def non_terminal_abbreviations(language: str) -> frozenset[str]:
    """Return the abbreviations that never end a sentence.

    English titles are included for every language, because news names people abroad. Unknown languages have only
    these titles.
    """
    return frozenset(_NON_TERMINAL_ABBREVIATIONS.get(language, "mr mrs ms dr prof st vs no nr").split()) | {
        "mr",
        "mrs",
        "dr",
        "prof",
    }


@lru_cache(maxsize=64)
def possibly_terminal_abbreviations(language: str) -> frozenset[str]:
    """Return the abbreviations that end a sentence if the next word looks like the start of one."""
    return frozenset(_POSSIBLY_TERMINAL_ABBREVIATIONS.get(language, "inc corp ltd co jr sr etc").split())


@lru_cache(maxsize=1)
def all_abbreviations() -> frozenset[str]:
    """Return the abbreviations of all languages."""
    return (
        frozenset(
            word
            for words in (*_NON_TERMINAL_ABBREVIATIONS.values(), *_POSSIBLY_TERMINAL_ABBREVIATIONS.values())
            for word in words.split()
        )
        - _STRAY_FULL_STOP_WORDS
    )


# Not abbreviations, but in the lists because broken pages put a full stop after them.
_STRAY_FULL_STOP_WORDS = frozenset({"the", "an", "and", "or", "its", "their", "whose", "because"})
