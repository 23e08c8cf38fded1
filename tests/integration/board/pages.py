"""The kinds of pages, and what may be wrong with any of them."""

import re

import httpx

KINDS = (
    "/",
    "/?state=off_track",
    "/how/",
    "/sources/",
    "/editions/",
    "/areas/",
    "/areas/future-oriented-skills/",
    "/areas/social-dialogue/",
    "/priorities/",
    "/priorities/stand-firm.education-training/",
    "/priorities/steer-intercept.services-government/",
    "/building-blocks/",
    "/building-blocks/8/",
    "/building-blocks/21/",
    "/actions/",
    "/milestones/",
    "/milestones/?area=modern-public-services&timing=overdue",
    "/milestones/m001-2/",
    "/milestones/serv-03-1-1/",
    "/bodies/",
    "/bodies/education/",
    "/bodies/wse/",
    "/recommendations/15/",
    "/recommendations/1/",
    "/recommendations/42/",
    "/indicators/digital-skills-basic/",
    "/indicators/piaac-low-literacy/",
    "/data/",
    "/changed/",
    "/calendar/",
    "/quiet/",
    "/unknown/",
    "/glossary/",
    "/corrections/",
    "/report/?about=/nl/",
    "/subscribe/?part=/areas/future-oriented-skills/",
    "/subscribe/?sent=1",
    "/subscriptions/no-such-token/",
    "/mails/",
    "/mails/1/",
)
HEAVIEST = 100_000
_LABEL = re.compile(r'<span class="label"[^>]*>[^<]*</span>')
_UNFILLED = re.compile(r">\s*(?:None|True|False|Undefined)\s*<|\{\w*\}")


def faults(page: httpx.Response, lang: str, *, hostile: bool = False) -> list[str]:
    """What is wrong with a page of this language; `hostile` text may hold braces."""
    text = page.text
    found = {
        f"status {page.status_code}": page.status_code != 200,
        "not in its language": f'<html lang="{lang}">' not in text,
        "not one h1": len(re.findall(r"<h1[ >]", text)) != 1,
        "no landmarks": any(mark not in text for mark in ("<header", "<nav", '<main id="main"', "<footer")),
        "a table without caption": text.count("<table") != text.count("<caption"),
        "a script": "<script" in text,
        "a style of its own": re.search(r"\sstyle=", text) is not None,
        "a missing text": not hostile and _UNFILLED.search(text) is not None,
        "an empty heading or link": re.search(r"<(h[1-6]|a|th|option)\b[^>]*>\s*</\1>", text) is not None,
        "an id twice": len(ids := re.findall(r'\sid="([^"]*)"', text)) != len(set(ids)),
        f"{len(page.content)} bytes": len(page.content) >= HEAVIEST,
    }
    return [fault for fault, wrong in found.items() if wrong]


def words(page: httpx.Response) -> str:
    """The visible words of a page at desktop width, on one line."""
    wide = _LABEL.sub("", page.text)
    return " ".join(re.sub(r"<[^>]*>", " ", wide).replace("\xa0", " ").split())
