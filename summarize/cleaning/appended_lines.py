"""Recognize the lines that outlets append to their articles, in many languages.

source       "The post X appeared first on Y.", "This article was originally published in ..."
promotion    "Subscribe to our newsletter", "Listen wherever you get your podcasts", "Help us keep going"
membership   "This is for paid subscribers only"
legal        "forward-looking statements", "Lom Corp. is a leading provider of ..."
truncation   "the mayor said that [...]", "(more…)"

Such a line contains the words of its article's title, or reads like a sentence, so it would be quoted.
"""

from __future__ import annotations

import re

# The beginnings of such lines. An invitation begins with a verb in the imperative; weak verbs need a noun of promotion.
_START_PATTERN = re.compile(
    r"(?:The )?(?:post|article|story)\b.{0,300}\b(?:appeared first|first appeared|was first published) (?:on|in|at)\b"
    r"|(?:This|The) (?:article|story|post|piece|content|report) (?:is|was|has been) (?:re)?(?:published|syndi"
    r"cated|produced)"
    r"|(?:(?:An? (?:\w+ )?|This |The )?(?:article|story|column|post|piece|version|essay|interview)\b.{0,20})?"
    r"\b(?:originally|first) (?:published|appeared|posted) (?:in|on|at|by)\b"
    r"|(?:Der|Dieser) (?:Beitrag|Artikel)\b.{0,300}\b(?:erschien|ist) zuerst\b|Příspěvek\b.{0,300}\bpochází z\b"
    r"|L['’]articolo\b.{0,300}\b(?:proviene da|sembra essere)"
    r"|(?-i:About ([A-Z][\w&’'-]*)\b.{0,60}(?:\.|:|—) (?:The )?\1\b)"
    r"|\W*(?:please )?(?:subscribe|sign up|donate|become an? (?:member|subscriber|patron|supporter)|follow us|like us"
    r"|support (?:our|independent|us|quality)|help us\b|thanks? (?:you )?for (?:reading|watching|listening|su"
    r"bscribing))\b"
    r"|\W*(?:please )?(?:listen|watch|get|join|download|register|click|tap|visit|check out|stay|never miss|do"
    r"n['’]t miss"
    r"|read|follow)\b.{0,160}\b(?:our|newsletters?|inbox|podcasts?|app|apps|whatsapp|telegram|youtube|channel"
    r"|email alerts?"
    r"|here|free trial)\b"
    r"|(?:Abonnieren|Melden|Folgen|Unterstützen|Registrieren|Holen|Laden|Jetzt|Hier|Mehr)\b.{0,120}"
    r"\b(?:Newsletter|Kanal|Podcasts?|App|uns|unseren?|abonnieren|anmelden)\b"
    r"|(?:Inscrivez|Abonnez|Suivez|Recevez|Soutenez|Téléchargez|Cliquez|Écoutez|Rejoignez|Retrouvez)(?:-(?:vo"
    r"us|nous))?\b"
    r"|(?:Suscr[ií]b\w+|S[ií]gue(?:nos|n)?|Regístr\w+|Apoya\w*|Descarga\w*|Haz clic|Únete|Recibe)\b"
    r"|(?:Assin[ae]|Inscreva-se|Siga(?:-nos)?|Receba|Apoie|Baixe|Clique|Cadastre-se|Acompanhe)\b"
    r"|(?:Iscriviti|Iscrivetevi|Abbonati|Seguici|Ricevi|Sostieni|Scarica|Clicca|Registrati)\b"
    r"|(?:Schrijf (?:je|u) in|Abonneer|Volg ons|Steun ons|Meld (?:je|u) aan|Klik hier|Download)\b"
    r"|(?:Prenumerera|Följ oss|Anmäl dig|Stöd oss|Abonn[ée]r|Følg oss|Følg os|Meld deg på|Tilmeld|Støtt|Klikk"
    r"|Klicka|Klik)\b"
    r"|(?:Tilaa|Seuraa meitä|Liity|Zapisz się|Zaprenumeruj|Obserwuj|Subskrybuj|Wesprzyj|Kliknij|Dołącz)\b"
    r"|(?:Подпи(?:шитесь|сывайтесь|саться)|Читайте|Следите|Присоединяйтесь|Поддержите|Скачайте|Нажмите|Смотрите)\b"
    r"|(?:Підпи(?:шіться|суйтесь|суйтеся)|Стежте|Приєднуйтесь|Підтримайте)\b"
    r"|(?:Абонирайте|Последвайте|Pretplatite|Zapratite|Pratite nas|Přihlaste|Odebírejte|Sledujte|Podpořte|Prihláste)\b"
    r"|(?:Iratkozz\w*|Kövess\w*|Csatlakozz\w*|Abonează-te|Abonați-vă|Urmărește-ne|Urmăriți-ne)\b"
    r"|(?:Berlangganan|Ikuti (?:kami|saluran|berita)|Dapatkan|Klik di sini|Gabung|Baca juga|Simak)\b"
    r"|(?:Đăng ký|Theo dõi (?:chúng tôi|kênh|báo)|Nhấn|Tải ứng dụng|Mời quý|Εγγραφείτε|Ακολουθήστε|Κάντε κλικ)\b"
    r"|(?:اشترك|تابعوا|تابعونا|انضم|حمّل|اضغط|سجّل)\w*\b|(?:עקבו|הירשמו|הצטרפו|عضو شوید)",
    re.IGNORECASE,
)
# Words of such lines anywhere in them, with a part that all sentences found by them have: searched for only then.
_HINTS = (
    "publish", "podcast", "journalism", "join ", "-supported", "-funded", "subscribers", "members", "statement",
    "litigation", "safe harbor", "leading", "creative commons", "[", "(", "more", "reading", "conversation",
    "est appar", "primero", "originalmente", "primeiro", "verscheen", "först", "først", "dukket", "serwisu", "pierwszy",
    "ilk önce", "prima dată", "julkaistiin", "pertama kali", "zuerst", "nur für", "réservé", "para ", "riservat",
    "alleen voor", "tylko dla", "tıklay", "olun", "edin",
)  # fmt: skip
_ANYWHERE_PATTERN = re.compile(
    r"\b(?:was|is) originally published in\b.{0,120}\bon Medium\b|\brepublished (?:from|with permission|under)\b"
    r"|\bunder an? Creative Commons\b|\bwherever you (?:get|listen to) your podcasts\b"
    r"|\b(?:support|fund) (?:our|independent|quality) journalism\b"
    r"|\bjoin (?:the conversation|our (?:community|channel|mailing list))\b"
    r"|\b(?:reader|listener|viewer|community)-(?:supported|funded) (?:publication|newsletter|podcast|journalism|site)\b"
    r"|\bfor (?:paid|paying|premium) (?:subscribers|members)\b|\b(?:subscribers|members)-only\b"
    r"|\bforward-looking (?:statements?|information)\b|\bSecurities Litigation Reform Act\b"
    r"|\bsafe harbor statement\b"
    r"|\bis (?:an?|the|one of the) (?:\w+[- ]){0,3}leading (?:[\w-]+ ){0,3}(?:providers?|suppliers?|manufacturers?"
    r"|developers?|producers?|distributors?|compan(?:y|ies)) (?:of|in|for)\b"
    r"|(?:\[\s?(?:\.{2,}|…)\s?\]|\((?:more|continued|read more|mehr|suite|lire la suite|más|leggi tutto|meer)[\s.…]*\)"
    r"|\b(?:Read|Continue) (?:more|reading)\W*|\[email\W?protected\].*)[\s.…→»]*$"
    r"|\berschien zuerst (?:auf|bei|in)\b|\best apparue? en premier (?:sur|dans)\b"
    r"|\b(?:se publicó|apareció|fue publicad[oa]) (?:primero|originalmente) en\b"
    r"|\b(?:apareceu|foi publicad[oa]) (?:primeiro|originalmente) em\b|\bverscheen (?:eerst|het eerst) op\b"
    r"|\b(?:dök först upp|publicerades först) (?:på|i)\b|\b(?:blev|ble) (?:først|opprinnelig) (?:udgivet|publ"
    r"isert) (?:på|i)\b"
    r"|\bdukket (?:først )?opp (?:først )?på\b|\bpochodzi z serwisu\b|\bpo raz pierwszy pojawił\w* się\b"
    r"|\bilk önce\b.{0,120}\b(?:ortaya çıktı|yayınlandı|göründü)|\bapare prima dată\b"
    r"|\bjulkaistiin (?:ensin|ensimmäisenä|ensimmäisen kerran)\b|\bpertama kali (?:tampil|muncul|terbit) (?:di|pada)\b"
    r"|\bnur für (?:Abonnenten|Mitglieder)\b|\bréservée?s? aux abonnés\b|\bpara (?:suscriptores|assinantes)\b"
    r"|\briservat\w+ agli abbonati\b|\balleen voor (?:abonnees|leden)\b|\btylko dla (?:subskrybentów|prenumeratorów)\b"
    r"|\b(?:tıklayın(?:ız)?|abone olun(?:uz)?|takip edin(?:iz)?|üye olun(?:uz)?)\W*$",
    re.IGNORECASE,
)
# The same in other scripts.
_OTHER_SCRIPTS_PATTERN = re.compile(
    r"\b(?:впервые появил\w+|появил\w+ сначала) на\b|\bтолько для подписчиков\b|\bспочатку з['’]явил\w+\b"
    r"|\bεμφανίστηκε πρώτα\b|\bза пръв път се появи\b|xuất hiện đầu tiên|最先出现在|最先出現在|に最初に表示されました"
    r"|에 처음 (?:등장|게시)|ظهر(?:ت)? أولا?ً? (?:على|في)"
    r"|(?:सब्सक्राइब|फॉलो|डाउनलोड) (?:करें|कीजिए)|यहां क्लिक करें|(?:সাবস্ক্রাইব|ফলো) করুন"
    r"|(?:会員登録|メルマガ|フォロー|ダウンロード|購読).{0,20}(?:ください|必要です|こちら|お願い|できます)"
    r"|続きを読む|続きは.{0,20}(?:会員|有料)"
    r"|(?:关注|订阅|扫描|下载|点击|關注|訂閱|掃描|下載|點擊).{0,20}"
    r"(?:公众号|公眾號|微信|客户端|二维码|频道|頻道|更多|查看|粉絲|App|APP)"
    r"|(?:구독|팔로우|가입|다운로드|클릭).{0,12}(?:하세요|해주세요|하기|바랍니다)|다른 기사 보기|무단 ?전재|재배포 금지"
    r"|会員限定|有料会員|仅限会员|會員專屬|회원 ?전용|유료 ?회원|للمشتركين فقط",
    re.IGNORECASE,
)


def is_appended(sentence: str) -> bool:
    """Whether a sentence was appended to an article by its outlet and is not part of the news."""
    if _START_PATTERN.match(sentence):
        return True
    lowercase_sentence = sentence.lower()
    if any(map(lowercase_sentence.__contains__, _HINTS)) and _ANYWHERE_PATTERN.search(sentence):
        return True
    return not sentence.isascii() and bool(_OTHER_SCRIPTS_PATTERN.search(sentence))
