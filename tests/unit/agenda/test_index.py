"""What services ask the agenda."""

import pytest

from schemas.verdicts import Validity
from services.runtime.agenda import AgendaIndex


def test_links_tell_validity_and_where_the_indicator_leads(index: AgendaIndex) -> None:
    links = index.links_of(index.indicator("digital-skills-basic"))
    assert [(link.number, link.validity, link.lead) for link in links] == [
        (15, Validity.direct, True),
        (20, Validity.context, False),
        (33, Validity.proxy, False),
        (35, Validity.direct, True),
        (44, Validity.proxy, False),
    ]
    assert not any(link.stand_in for link in links)
    assert (links[0].slug, links[0].title.en) == (
        "skill-guarantee",
        "Guarantee basic and digital skills for children, adults and job seekers",
    )


def test_a_declared_stand_in_is_told_on_every_link(index: AgendaIndex) -> None:
    links = index.links_of(index.indicator("enterprises-ict-training"))
    assert {(link.number, link.lead, link.stand_in) for link in links if link.number == 20} == {(20, True, True)}


def test_a_belgian_figure_for_a_flemish_recommendation_is_a_stand_in_without_saying_so(index: AgendaIndex) -> None:
    composite = index.indicator("sme-digital-index")
    assert (composite.geography.primary, composite.stand_in) == ("BE", False)
    levels = {link.number: index.recommendation(link.number).level for link in index.links_of(composite)}
    assert "flemish" in levels.values()
    for link in index.links_of(composite):
        assert link.stand_in == (levels[link.number] == "flemish")


def test_a_retired_body_leads_to_all_that_took_over(index: AgendaIndex) -> None:
    assert [body.id for body in index.active_bodies("syntra")] == ["vlaio", "wewis", "vdab"]
    assert [body.id for body in index.active_bodies("wse")] == ["wewis"]
    assert [body.id for body in index.active_bodies("vdab")] == ["vdab"]
    assert not index.body("wse").active


def test_milestones_of_a_recommendation(index: AgendaIndex) -> None:
    assert [found.id for found in index.milestones_of(78)] == ["m078-1"]
    assert "m022-1" in [found.id for found in index.milestones_of(75)]


def test_composites_know_their_members(index: AgendaIndex) -> None:
    assert index.composites_of("digital-skills-basic") == ("digital-skills-distance", "digital-exclusion-index")
    assert index.composites_of("unicorns") == ()


def test_a_series_is_wanted_by_the_indicator_and_by_its_composites(index: AgendaIndex) -> None:
    uses = index.series_wanted()["eurostat:isoc_r_dskl_i?freq=A&geo=BE2&indic_is=I_DSK2_BAB&unit=PC_IND"]
    assert sorted(uses) == [
        ("digital-exclusion-index/BE", "digital-skills-basic/value", "BE2"),
        ("digital-skills-basic/BE2", "value", "BE2"),
        ("digital-skills-distance/BE2", "digital-skills-basic/value", "BE2"),
    ]


def test_a_top_three_asks_every_member_state(index: AgendaIndex) -> None:
    wanted = index.series_wanted()
    measure = index.indicator("sec-awareness-sme").series[0]
    assert wanted[str(measure.at("LU"))] == [("sec-awareness-sme/BE", "value", "LU")]


def test_a_composite_scaled_between_the_members_asks_every_one_of_them(index: AgendaIndex) -> None:
    measure = index.indicator("digital-skills-basic").series[1]
    uses = index.series_wanted()[str(measure.at("LU"))]
    assert uses == [("digital-exclusion-index/BE", "digital-skills-basic/value", "LU")]


def test_unconfirmed_codes_are_not_asked_for(index: AgendaIndex) -> None:
    assert index.indicator("learning-by-firm-size").series[0].verified == "unverified"
    assert not any(series.startswith("eurostat:trng_lfs_28?") for series in index.series_wanted())


def test_unknown_names_raise(index: AgendaIndex) -> None:
    with pytest.raises(KeyError):
        index.indicator("no-such-indicator")
    assert index.milestones_of(3000) == ()
