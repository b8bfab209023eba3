"""Signature: what stands below the words of a mail and is none of them: sign-off, name, device line, disclaimer."""

import re
from collections.abc import Sequence

from mailflow.mail.line import Line, Mark

MAX_LINES = 25
MAX_SIGN_OFF = 8
MAX_BLOCKS = 8

_DEVICE = re.compile(
    r"""[\s*_\[(—–-]{0,5}(?:
        sent\ (?:from|via|with|using)\ (?:my\ |the\ |an?\ )?WHAT
        |get\ outlook\ for\ (?:ios|android|mac|windows)
        |(?:von|vom)\ (?:meinem|meiner|mobile)\ ?WHAT\ (?:aus\ )?(?:gesendet|geschickt|verschickt)
        |gesendet\ (?:von|vom|mit|über)\ (?:meinem\ |meiner\ |der\ )?WHAT
        |diese\ nachricht\ wurde\ (?:von|mit)\ WHAT\ gesendet
        |(?:envoyé|expédié)\ (?:de|depuis|à\ partir\ de|par|avec)\ (?:mon\ |ma\ |l['’])?WHAT
        |envoyé\ d['’]WHAT
        |enviado\ (?:desde|de|do|a\ partir\ do|por|con)\ (?:mi\ |meu\ |el\ |minha\ )?WHAT
        |enviat\ des\ (?:del?\ |de\ ).{1,40}
        |inviato\ (?:dal?|da|con|tramite)\ (?:mio\ |il\ mio\ |mia\ )?WHAT
        |verzonden\ (?:vanaf|vanuit|met|via)\ (?:mijn\ )?WHAT
        |verstuurd\ (?:vanaf|met|via)\ (?:mijn\ )?WHAT
        |sendt\ fra\ (?:min\ |mit\ )?WHAT
        |skickat\ (?:från|fr)\ (?:min\ |mitt\ )?WHAT
        |lähetetty\ (?:\w+\ ){0,3}WHAT
        |wysłan[eo]\ (?:z|przy\ użyciu)\ (?:mojego\ |mego\ )?WHAT
        |отправлено\ (?:с|из|через)\ WHAT
        |надіслано\ з\ WHAT
        |odesláno\ z[e]?\ (?:mého\ )?WHAT
        |WHAT(?:['’]?\w{1,4})?\ (?:gönderildi|dan\ gönderildi)
        |iphone(?:から送信|から送信されました)|.{1,30}から送信
        |发自我的\ ?.{1,30}|從我的.{1,20}傳送|.{1,20}에서\ 보냄|나의\ .{1,20}에서\ 보냄
    )[\s.*_\])!]{0,5}(?:[<(\[]\s?(?:https?://|mailto:)[^\s<>]{1,400}[>)\]])?[\s.]{0,5}""".replace(
        "WHAT", r"[^\s,;:!?<>]{1,30}(?:[ /][^\s,;:!?<>.]{1,20}){0,5}"
    ),
    re.VERBOSE | re.IGNORECASE,
)
# "Sent from my desk, …" is a sentence; a device line names a machine or a program.
_MACHINE = re.compile(
    r"iphone|ipad|android|blackberry|samsung|galaxy|nokia|lumia|windows|phone|mobile|mobil|outlook|gmail|yahoo"
    r"|mailbox|spark"
    r"|thunderbird|k-9|proton|tablet|handy|smartphone|telef|device|htc|xperia|huawei|xiaomi|oneplus|pixel|wiko"
    r"|sony|motorola|lg "
    r"|nexus|ios|app\b|apps\b|web\.de|gmx|aol|sparrow|acompli|nine|fairmail|fairemail|bluemail|aquamail|typeapp"
    r"|airmail|superhuman|hey\b|mac\b"
    r"|macbook|watch|verizon|t-mobile|vodafone|orange|at&t|[A-Z]{2,}\d|téléphone|portable|móvil|móvel|celular"
    r"|cellulare|telefono|телефон|айфон",
    re.IGNORECASE,
)
_REGARDS = (
    "regards|kind regards|best regards|kindest regards|warm regards|warmest regards|with (?:kind|best"
    "|warm) regards|with regards"
    "|best|all the best|best wishes|kind wishes|warmly|warm wishes|cheers|sincerely|sincerely yours"
    "|yours sincerely|yours truly|yours faithfully"
    "|yours|respectfully|cordially|br|rgds|kr|rgrds|take care|talk soon|see you|speak soon|ciao|xoxo|x|xx|bests"
    "|greetings|love"
    "|(?:mit |viele |beste |liebe |schöne |herzliche |freundliche |mit freundlichen |mit besten |mit herzlichen "
    "|mit lieben |mit vielen )*grü(?:ß|ss)en?"
    "|(?:mit )?freundlichem gru(?:ß|ss)|gru(?:ß|ss)|lieben? gru(?:ß|ss)|schönen gru(?:ß|ss)|besten? gru(?:ß|ss)"
    "|mfg|lg|vg|bg|hg|herzlichst|hochachtungsvoll|servus|tschüss"
    "|cordialement|bien cordialement|très cordialement|bien à (?:vous|toi)|amicalement|sincères salutations"
    "|salutations|meilleures salutations"
    "|cdlt|cdt|bàt|bav|à bientôt|bises|bonne journée|bonne soirée"
    "|(?:un |muchos |cordiales |atentos )?saludos?(?: cordial(?:es)?| atentos?)?|un abrazo|abrazos|atentamente"
    "|cordialmente|atte"
    "|cordiali saluti|distinti saluti|(?:un )?(?:caro )?saluto|saluti|tanti saluti|a presto|un abbraccio"
    "|buona giornata"
    "|atenciosamente|cumprimentos|com os melhores cumprimentos|melhores cumprimentos|abraços?|um abraço|att|saudações"
    "|(?:met )?(?:vriendelijke|hartelijke|beste) groet(?:en|jes)?|groet(?:en|jes)?|mvg|gr"
    "|(?:med )?(?:venlig|venlige|vennlig|kærlig|bedste|beste|vänliga?|bästa|varma|hjärtliga) (?:hilsen|hilsener"
    "|hilsner|hälsning|hälsningar)"
    "|hilsen|hilsner|hälsningar|mvh|vh|kh|mvh\\.|bästa hälsningar|bh|dbh|hej hej|ha det|vennligst"
    "|(?:ystävällisin |parhain )?terveisin|terv\\.?|yst\\.? ?terv\\.?|t\\."
    "|(?:z )?(?:poważaniem|powazaniem|wyrazami szacunku)|pozdrawiam(?: serdecznie)?|pozdrowienia"
    "|serdecznie pozdrawiam|łączę pozdrowienia"
    "|с уважением|с наилучшими пожеланиями|всего доброго|з повагою|с приветом|с поздрав|поздрави|с уважение"
    "|saygılarımla|saygılar|sevgiler|iyi çalışmalar|selamlar|üdvözlettel|üdv|tisztelettel|köszönettel"
    "|s pozdravem|se srdečným pozdravem|s pozdravom|s úctou|hezký den|zdravím|lep pozdrav|lp|srdačan pozdrav|pozdrav"
    "|cu stimă|cu respect|toate cele bune|με εκτίμηση|φιλικά|trân trọng|salam|hormat saya|atentament|salutacions"
    "|此致|敬礼|祝好|顺祝商祺|敬具|よろしくお願いします|よろしくお願いいたします|宜しくお願い致します"
    "|以上、よろしくお願いいたします|以上|감사합니다|드림|올림|בברכה|مع تحياتي|تحياتي"
)
_THANKS = (
    "thanks|thank you|many thanks|thanks again|thanks a lot|thanks in advance|thx|ty|tia|with thanks"
    "|thank you very much|thanks so much"
    "|thanks and regards|thanks & regards|thanks,? best|danke|vielen dank|besten dank|herzlichen dank"
    "|danke (?:schön|dir|ihnen)|vielen dank im voraus"
    "|merci|merci beaucoup|merci d'avance|merci et à bientôt|gracias|muchas gracias|gracias de antemano|grazie"
    "|grazie mille|molte grazie"
    "|obrigad[oa]|muito obrigad[oa]|bedankt|dank je|dank u|hartelijk dank|alvast bedankt|tak|mange tak"
    "|på forhånd tak|takk|tack|tack på förhand"
    "|kiitos|kiitos etukäteen|dziękuję|dzięki|z góry dziękuję|спасибо|заранее спасибо|дякую|teşekkürler"
    "|teşekkür ederim|köszönöm|díky|děkuji|ďakujem|hvala"
    "|mulțumesc|ευχαριστώ|谢谢|謝謝|ありがとうございます|ありがとう|cảm ơn"
)
_EDGE = r"[\s*_~]*"
_CLOSING = re.compile(
    rf"{_EDGE}(?:(?:{_THANKS})\s?(?:[,&+!.-]|and|und|et|y"
    rf"|e)\s?)?(?:{_REGARDS})[\s,.!;:*_–—-]{{0,6}}(?P<name>.{{0,40}})",
    re.IGNORECASE,
)
_THANKING = re.compile(rf"{_EDGE}(?:{_THANKS})[\s,.!;:*_–—-]{{0,6}}", re.IGNORECASE)
_PART = r"(?:[^\W\d_a-zß-öø-ÿ][^\W\d_]*['’.]?(?:-?[^\W\d_]+)*\.?)"
_NAME = re.compile(rf"{_PART}(?:\ (?:van|von|de|der|den|da|di|del|la|le|el|al|bin|zu|{_PART})){{0,4}}")
_DASHED_NAME = re.compile(rf"(?:[-–—~/]|--|//)\s?(?=\S)(?P<name>{_PART}(?:\ {_PART}){{0,2}})[\s.]{{0,3}}")
_RULE = re.compile(r"[\s*]*[-_=~*—–]{3,}[\s*]*")
_LIST_FOOTER = re.compile(
    r"mailing list|_______|listinfo|unsubscribe|google groups|you (?:are receiving|received) this"
    r"|reply to this email directly"
    r"|lijst|verteiler|liste de diffusion|lista de correo",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(
    r"confidential|intended (?:only|solely|recipient|for)|privileged|legally|unauthori[sz]ed|if you (?:are not"
    r"|have received)|in error"
    r"|disclos|dissemination|liability|registered (?:office|in)|virus|think before (?:you )?print"
    r"|consider the environment|before printing"
    r"|vertraulich|empfänger|irrtümlich|unbefugt|weiterleitung|rechtlich geschützt|amtsgericht|geschäftsführer"
    r"|handelsregister|umwelt"
    r"|confidentiel|destinataire|par erreur|divulgation|strictement|environnement|imprimer"
    r"|confidencial|destinatario|por error|divulgación|por engano|destinatário|riservat|per errore|divulgazione"
    r"|imprimir"
    r"|vertrouwelijk|geadresseerde|bestemd voor|abusievelijk|fortrolig|konfidentiell|mottagare|poufn|adresat"
    r"|pomyłkowo"
    r"|конфиденциальн|адресат|機密|保密|기밀",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"[\s*_]*(?:virus-free\.?|this e-?mail (?:has been|was) (?:checked|scanned)|diese e-?mail wurde (?:von|auf)"
    r"|you received this (?:message|e-?mail) because"
    r"|to unsubscribe|l'absence de virus|este (?:correo|mensaje) ha sido (?:comprobado|analizado)"
    r"|please consider the environment|think before (?:you )?print"
    r"|avast|avg)\b",
    re.IGNORECASE,
)


def starts_at(lines: Sequence[Line], name: str = "") -> tuple[int, int]:
    """Where in a run of newly written lines the sign-off begins, and where the signature block does.

    Both are `len(lines)` when there is none; the sign-off never stands below the signature block. `name` is the
    sender's, if known, so that a last line with just that name is one too. What is unsure is no signature.
    """
    end = _block_at(lines)
    while end > 0 and lines[end - 1].blank:
        end -= 1
    return _sign_off_at(lines, end, name), end


def _block_at(lines: Sequence[Line]) -> int:
    """Where device lines, delimited signatures, list footers and disclaimers begin."""
    end = len(lines)
    for i, line in enumerate(lines):
        if line.mark is Mark.SIGNATURE:
            rest = [other for other in lines[i:] if not other.blank]
            if all(other.mark is Mark.SIGNATURE for other in rest) or len(rest) <= MAX_LINES:
                end = i
                break
    for _ in range(MAX_BLOCKS):
        while end > 0 and lines[end - 1].blank:
            end -= 1
        before = end
        end = _delimited(lines, end)
        end = _device(lines, end)
        end = _footer(lines, end)
        if end == before:
            break
    return end


def _delimited(lines: Sequence[Line], end: int) -> int:
    """Cut at the last "-- " line (RFC 3676 section 4.3), if what follows is no longer than a signature."""
    filled = 0
    for i in range(end - 1, -1, -1):
        text = lines[i].text.strip()
        if lines[i].text == "-- ":
            return i
        if text == "--":
            # A row of two dashes may also part the sections of somebody's notes: those go on with prose or lists.
            return i if filled <= 8 and not _reads_on(lines[i + 1 : end]) else end
        filled += bool(text)
        if filled > MAX_LINES:
            break
    return end


def _reads_on(lines: Sequence[Line]) -> bool:
    bullets = sum(bool(re.match(r"\s*(?:[-*•+]|\d{1,2}[.)])\s", line.text)) for line in lines)
    prose = sum(len(line.text) > 60 and line.text.rstrip().endswith((".", "!", "?", ":")) for line in lines)
    return bullets >= 1 or prose >= 2


def _device(lines: Sequence[Line], end: int) -> int:
    if end > 0:
        text = lines[end - 1].text.strip()
        if len(text) < 500 and _DEVICE.fullmatch(text) and _MACHINE.search(text):
            return end - 1
    return end


def _footer(lines: Sequence[Line], end: int) -> int:
    """Cut list footers below a rule, scanner notices, and legal paragraphs, which all stand last."""
    start = end
    while start > 0 and not lines[start - 1].blank and end - start < 2 * MAX_LINES:
        start -= 1
    paragraph = lines[start:end]
    if not paragraph or start == 0:
        return end
    words = " ".join(line.text for line in paragraph)[:4000]
    hits = {hit.lower() for hit in _DISCLAIMER.findall(words)}
    if len(words) > 80 and len(hits) >= 3:
        return start
    if _FOOTER.match(words) and len(words) < 600:
        return start
    if _RULE.fullmatch(paragraph[0].text) and len(paragraph) <= 8 and _LIST_FOOTER.search(words.lstrip(" _-=")):
        return start
    return end


def _sign_off_at(lines: Sequence[Line], end: int, name: str) -> int:
    filled = 0
    for i in range(end - 1, -1, -1):
        text = lines[i].text.strip()
        if not text:
            continue
        below = [line.text.strip() for line in lines[i + 1 : end] if not line.blank]
        has_words_above = any(not line.blank for line in lines[:i][-30:])
        if len(text) <= 90 and has_words_above:
            closing = _CLOSING.fullmatch(text)
            if closing and _is_name(closing["name"], name) and _is_block(below):
                return i
            if _THANKING.fullmatch(text) and below and _is_name(below[0], name) and _is_block(below):
                return i
        filled += 1
        if filled > MAX_SIGN_OFF or len(text) > 90:
            break
    return _name_at(lines, end, name)


def _is_name(text: str, name: str) -> bool:
    text = text.strip(" *_,.-–—")
    if not text or (name and text.lower() in _calls(name)):
        return True
    return bool(len(text) <= 40 and _NAME.fullmatch(text))


def _is_block(below: Sequence[str]) -> bool:
    """Whether the lines under a closing are names, titles, numbers and links rather than words to be read."""
    return not any(
        len(text) > 90 or text.endswith(("?", ":")) or (len(text) > 45 and text.endswith(".")) for text in below
    )


def _name_at(lines: Sequence[Line], end: int, name: str) -> int:
    """A last line that is only the sender's own name, or a name behind a dash."""
    if end < 2:
        return end
    text = lines[end - 1].text.strip()
    if not any(not line.blank for line in lines[: end - 1][-30:]):
        return end
    bare = text.strip(" *_,.-–—~/").lower()
    if name and bare and bare in _calls(name):
        return end - 1
    # A list of names behind dashes is a list.
    above = next((line.text.strip() for line in reversed(lines[: end - 1]) if not line.blank), "")
    if lines[end - 2].blank and _DASHED_NAME.fullmatch(text[:100]) and not above.startswith(tuple("-–—~/*•")):
        return end - 1
    return end


def _calls(name: str) -> set[str]:
    """The ways in which people write their own name below a mail."""
    words = name.lower().replace(",", " ").split()
    if not words:
        return set()
    return {name.lower(), " ".join(words), words[0], words[0][0], "".join(word[0] for word in words), words[-1]}
