"""Names as they are compared: two that differ in spelling alone have the same likeness.

Case, accents, punctuation and what a company's legal form is called do not count, nor in which
order the names of a person stand.
"""

import re
import unicodedata
from itertools import groupby

MAX_LENGTH = 300
# Letters that no decomposition takes apart.
PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i"}
    | {"&": " and ", "+": " and "}
    | dict.fromkeys("'\u2018\u2019\u02bc`", "")
)
_FORMS = (
    # English
    "ltd limited inc incorporated corp corporation co company llc llp lp lllp plc pllc pc cic cio"
    " pty pte unlimited"
    # German, Dutch, Nordic
    " gmbh mbh ggmbh ag kg kgaa ohg gbr ug ek ev eg se aktiengesellschaft"
    " bv nv vof cv besloten vennootschap ab oy oyj as asa aps hf ehf"
    # French, Italian, Spanish, Portuguese
    " sa sas sasu sarl eurl snc sci srl srls spa sl slu slne ltda lda eireli sab sapi"
    # Central and Eastern European
    " sro zoo spzoo kft zrt nyrt doo dooel eood ood ead uab ou sia ooo zao oao"
    # others
    " kk gk bhd sdn tbk pt jsc ojsc pjsc"
)
LEGAL_FORMS = frozenset(_FORMS.split())
# Each is one form; longer ones stand first.
PHRASES = (
    ("gesellschaft", "mit", "beschrankter", "haftung"),
    ("limited", "liability", "partnership"),
    ("limited", "liability", "company"),
    ("public", "limited", "company"),
    ("private", "limited", "company"),
    ("societe", "a", "responsabilite", "limitee"),
    ("societe", "anonyme"),
    ("sociedad", "anonima"),
    ("sociedad", "limitada"),
    ("private", "limited"),
    ("pvt", "ltd"),
    ("sp", "zoo"),
)
JOINING = {"and", "und", "et", "y", "e", "og", "och"}


def of_person(*names: str) -> str:
    """The likeness of a person's names, in whichever order they stand."""
    return " ".join(sorted(_words(" ".join(names))))


def of_organization(name: str) -> str:
    """The likeness of an organization's name without its legal form."""
    words = _words(name)
    return " ".join(_bare(words) or words)


def _words(name: str) -> list[str]:
    """The words without case, accents and punctuation; single letters in a row are one word."""
    decomposed = unicodedata.normalize("NFKD", name[:MAX_LENGTH].casefold())
    letters = "".join(each for each in decomposed if not unicodedata.combining(each))
    words = re.findall(r"[^\W_]+", letters.casefold().translate(PLAIN))
    joined: list[str] = []
    for single, run in groupby(words, key=lambda word: len(word) == 1 and word.isalpha()):
        found = list(run)
        joined += ["".join(found)] if single else found
    return joined


def _bare(words: list[str]) -> list[str]:
    """The words without legal forms at the end, and without a leading "the"."""
    left = words[1:] if words[:1] == ["the"] else words
    while left:
        phrase = next((each for each in PHRASES if tuple(left[-len(each) :]) == each), ())
        if phrase:
            left = left[: -len(phrase)]
        elif left[-1] in LEGAL_FORMS or left[-1] in JOINING:
            left = left[:-1]
        else:
            break
    return left
