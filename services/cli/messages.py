"""`make messages`: the Dutch catalogue brought up to what the code says; what is new stands there untranslated."""

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from services.alerts.texts import CATALOGUE, catalogue

_SAID_BY = CATALOGUE.parents[3]
_ROOT = Path(__file__).parents[2]
_KEYWORDS = {"phrase": None, "phrase_in": ((1, "c"), 2), "plural": (1, 2)}
_HEADER = """# Dutch words of the mails of Koers and of the pages behind them; `make messages` keeps it up to the code.
msgid ""
msgstr ""
"Language: nl\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def updated() -> str:
    """The catalogue with every message of the code and no other, in the order of files; translations are kept."""
    known, found = catalogue(), Catalog(locale="nl")
    for name, line, message, _, context in extract_from_dir(_SAID_BY, keywords=_KEYWORDS, strip_comment_tags=True):
        old = known.get(message[0] if isinstance(message, tuple) else message, context)
        place = (str((_SAID_BY / name).relative_to(_ROOT)), line)
        found.add(message, old.string if old else "", locations=[place], context=context)
    text = io.BytesIO()
    write_po(text, found, width=110, sort_by_file=True, include_lineno=False, omit_header=True)
    return _HEADER + text.getvalue().decode()


if __name__ == "__main__":
    CATALOGUE.write_text(updated(), encoding="utf-8")
