"""What the kinds of records are called."""

from collections.abc import Mapping

from services.runtime.agenda.words.fields import Noun, field_noun

_KINDS: Mapping[str, Noun] = {
    "recommendations": Noun("aanbeveling", "de", "recommendation"),
    "indicators": Noun("indicator", "de", "indicator"),
    "milestones": Noun("mijlpaal", "de", "milestone"),
    "bodies": Noun("instantie", "de", "body"),
    "overlap_groups": Noun("overlapgroep", "de", "overlap group"),
    "areas": Noun("domein", "het", "area"),
    "challenges": Noun("uitdaging", "de", "challenge"),
    "strategies": Noun("strategie", "de", "strategy"),
    "policy_issues": Noun("beleidsthema", "het", "policy issue"),
    "cells": Noun("cel", "de", "cell"),
    "building_blocks": Noun("bouwsteen", "de", "building block"),
    "actions": Noun("actie", "de", "action"),
    "editions": Noun("editie", "de", "edition"),
}


def kind_noun(kind: str) -> Noun:
    """One record of a kind; an unknown kind by its own name."""
    return _KINDS.get(kind) or field_noun(kind)
