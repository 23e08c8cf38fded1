"""SDMX-ML 2.1 data messages. The layouts are those of the standard, the figures made up."""

import pytest

from services.ingest.decode.answer import Answer
from services.ingest.decode.errors import NotData, SourceSaid
from services.ingest.decode.formats import decode_as
from tests.builders.ingest import recorded

NAMES = (
    'xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message" '
    'xmlns:c="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common" '
    'xmlns:g="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/generic" '
    'xmlns:f="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message/footer" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
STRUCTURE = '<c:Structure><Ref agencyID="ESTAT" id="MADE_UP" version="1.0"/></c:Structure>'


def message(kind: str, dataset: str, *, at: str = "TIME_PERIOD", structure: str = STRUCTURE, after: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><m:{kind} {NAMES}><m:Header><m:ID>x</m:ID>'
        f'<m:Structure structureID="S" dimensionAtObservation="{at}">{structure}</m:Structure></m:Header>'
        f"{dataset}{after}</m:{kind}>"
    )


def specific(rows: str, **changes: str) -> str:
    return message("StructureSpecificData", f'<m:DataSet action="Replace" xsi:type="x">{rows}</m:DataSet>', **changes)


def generic(rows: str, **changes: str) -> str:
    return message("GenericData", f'<m:DataSet structureRef="S" action="Replace">{rows}</m:DataSet>', **changes)


def decoded(text: str) -> Answer:
    return decode_as("sdmx-ml", text.encode())


def cells(answer: Answer) -> dict[str, tuple[str | None, str, str | None]]:
    return {
        f"{' '.join(codes)} {period.label}": (value, flags.letters, flags.confidentiality)
        for codes, found in answer.series.items()
        for period, value, flags in found
    }


def refusal(text: str | bytes) -> str:
    with pytest.raises(NotData) as caught:
        decode_as("sdmx-ml", text if isinstance(text, bytes) else text.encode())
    return caught.value.reason


EXPECTED = {"A BE 2023": ("5.10", "", None), "A BE 2024": ("0", "bu", "C")}


def test_structure_specific_in_series() -> None:
    answer = decoded(
        specific(
            '<Series freq="A" geo="BE" TIME_FORMAT="P1Y" UNIT_MULT="0"><Obs TIME_PERIOD="2024" OBS_VALUE="0"'
            ' OBS_FLAG="bu" CONF_STATUS="C"/><Obs TIME_PERIOD="2023" OBS_VALUE="5.10"/></Series>'
        )
    )
    assert cells(answer) == EXPECTED
    assert (answer.dimensions, answer.agency, answer.dataset) == (("freq", "geo"), "ESTAT", "made_up")


def test_structure_specific_flat() -> None:
    rows = (
        '<Obs freq="A" geo="BE" TIME_PERIOD="2023" OBS_VALUE="5.10"/>'
        '<Obs geo="BE" freq="A" TIME_PERIOD="2024" OBS_VALUE="0" OBS_FLAG="bu" CONF_STATUS="C"/>'
    )
    assert cells(decoded(specific(rows, at="AllDimensions"))) == EXPECTED


def test_generic_in_series_with_attributes_and_groups() -> None:
    rows = (
        '<g:Group type="Sibling"><g:GroupKey><g:Value id="geo" value="FR"/></g:GroupKey>'
        '<g:Attributes><g:Value id="TITLE" value="x"/></g:Attributes></g:Group>'
        '<g:Series><g:SeriesKey><g:Value id="freq" value="A"/><g:Value id="geo" value="BE"/></g:SeriesKey>'
        '<g:Attributes><g:Value id="TIME_FORMAT" value="P1Y"/></g:Attributes>'
        '<g:Obs><g:ObsDimension value="2023"/><g:ObsValue value="5.10"/></g:Obs>'
        '<g:Obs><g:ObsDimension id="TIME_PERIOD" value="2024"/><g:ObsValue value="0"/><g:Attributes>'
        '<g:Value id="OBS_FLAG" value="bu"/><g:Value id="CONF_STATUS" value="C"/></g:Attributes></g:Obs></g:Series>'
    )
    answer = decoded(generic(rows))
    assert cells(answer) == EXPECTED
    assert answer.dimensions == ("freq", "geo")


def test_generic_flat() -> None:
    def row(year: str, value: str, attributes: str = "") -> str:
        key = "".join(
            f'<g:Value id="{n}" value="{v}"/>' for n, v in [("freq", "A"), ("geo", "BE"), ("TIME_PERIOD", year)]
        )
        return f'<g:Obs><g:ObsKey>{key}</g:ObsKey><g:ObsValue value="{value}"/>{attributes}</g:Obs>'

    told = '<g:Attributes><g:Value id="OBS_FLAG" value="bu"/><g:Value id="CONF_STATUS" value="C"/></g:Attributes>'
    assert cells(decoded(generic(row("2023", "5.10") + row("2024", "0", told), at="AllDimensions"))) == EXPECTED


def test_another_dimension_may_vary_within_a_series() -> None:
    rows = (
        '<Series freq="A" TIME_PERIOD="2023"><Obs geo="BE" OBS_VALUE="1"/><Obs geo="FR" OBS_VALUE="2"/></Series>'
        '<Series freq="A" TIME_PERIOD="2024"><Obs geo="BE" OBS_VALUE="3"/></Series>'
    )
    assert cells(decoded(specific(rows, at="geo"))) == {
        "A BE 2023": ("1", "", None),
        "A FR 2023": ("2", "", None),
        "A BE 2024": ("3", "", None),
    }


def test_the_old_archives_say_nan_and_na_for_no_value_and_put_the_newest_first() -> None:
    rows = (
        '<g:Series><g:SeriesKey><g:Value id="FREQ" value="A"/></g:SeriesKey>'
        '<g:Obs><g:ObsDimension value="2019"/><g:ObsValue value="NaN"/>'
        '<g:Attributes><g:Value id="OBS_STATUS" value="na"/></g:Attributes></g:Obs>'
        '<g:Obs><g:ObsDimension value="2018"/><g:ObsValue value="1"/></g:Obs></g:Series>'
    )
    assert cells(decoded(generic(rows))) == {"A 2019": (None, "na", None), "A 2018": ("1", "", None)}


def test_an_observation_that_says_nothing_is_no_cell() -> None:
    assert decoded(specific('<Series geo="BE"><Obs TIME_PERIOD="2024"/></Series>')).series == {}


def test_a_dataset_without_series_is_an_empty_answer() -> None:
    assert decoded(specific("")).series == {}


def test_the_dataflow_is_taken_before_the_structure_and_from_a_urn_too() -> None:
    usage = '<c:StructureUsage><Ref agencyID="ECB" id="EXR" version="1.0"/></c:StructureUsage>'
    other = '<c:Structure><Ref agencyID="ECB" id="ECB_EXR1" version="1.0"/></c:Structure>'
    rows = '<Series geo="BE"><Obs TIME_PERIOD="2024" OBS_VALUE="1"/></Series>'
    assert decoded(specific(rows, structure=usage + other)).dataset == "exr"
    urn = "urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=ESTAT:MADE_UP(1.0)"
    answer = decoded(specific(rows, structure=f"<c:Structure><URN>{urn}</URN></c:Structure>"))
    assert (answer.agency, answer.dataset) == ("ESTAT", "made_up")


def test_a_footer_that_promises_the_data_is_a_notice_of_the_source() -> None:
    footer = (
        '<f:Footer><f:Message code="413" severity="Information"><c:Text>The result will be written to a file.</c:Text>'
        "</f:Message></f:Footer>"
    )
    with pytest.raises(SourceSaid) as caught:
        decoded(generic("", after=footer))
    assert (caught.value.code, caught.value.retry) == ("413", True)
    assert "will be written to a file" in caught.value.message


def test_any_encoding_that_the_xml_declares_is_read() -> None:
    text = specific('<Series geo="BE"><Obs TIME_PERIOD="2024" OBS_VALUE="1"/></Series>')
    body = text.replace("UTF-8", "UTF-16").encode("utf-16")
    assert cells(decode_as("sdmx-ml", body)) == {"BE 2024": ("1", "", None)}


@pytest.mark.parametrize("name", ["ESTAT_ISOC_CISCE_RA_41.0.xml"])
def test_a_structure_message_is_no_data(name: str) -> None:
    assert refusal(recorded(f"eurostat/{name}")) == "xml"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("sdmx_fault_extraction_too_big_413.xml", "413"),
        ("async_fault_UNKNOWN_REQUEST_400.xml", "100"),
        ("async_fault_DATA_NOT_YET_AVAILABLE_400.xml", "100"),
        ("async_status_SUBMITTED.xml", None),
    ],
)
def test_a_fault_in_place_of_data_is_told_in_the_words_of_the_source(name: str, code: str | None) -> None:
    with pytest.raises(SourceSaid) as caught:
        decode_as("sdmx-ml", recorded(f"eurostat/errors/{name}"))
    assert caught.value.code == code


SERIES = '<Series geo="BE"><Obs TIME_PERIOD="2024" OBS_VALUE="1"/></Series>'
ENTITY = '<!DOCTYPE x [<!ENTITY a "1"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x SYSTEM "file:///etc/passwd">'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (specific(SERIES)[:-30], "xml_malformed"),
        (specific(SERIES).replace("</Series>", "</Serie>"), "xml_malformed"),
        (specific(SERIES).replace("?>", f"?>{ENTITY}", 1), "xml_entities"),
        (specific(SERIES).replace("?>", f"?>{OUTSIDE}", 1), "xml_entities"),
        (specific('<Series geo="&unknown;"/>'), "xml_malformed"),
        (specific("<a>" * 100 + "</a>" * 100), "xml_too_deep"),
        (specific(SERIES + SERIES.replace('"1"', '"2"')), "conflict"),
        (specific(SERIES + '<Series sex="T"><Obs TIME_PERIOD="2024" OBS_VALUE="1"/></Series>'), "bad_line"),
        (specific(SERIES.replace("2024", "20x4")), "bad_period"),
        (specific(SERIES.replace('"1"', '"1,5"')), "bad_value"),
        (specific(SERIES.replace('"1"', '"1e999"')), "not_finite"),
        (specific(SERIES.replace('"1"', '"INF"')), "not_finite"),
        (specific(SERIES.replace(' TIME_PERIOD="2024"', "")), "no_time"),
        (specific(SERIES).replace('action="Replace"', 'action="Delete"'), "deletion"),
        (message("StructureSpecificData", f"<m:DataSet>{SERIES}</m:DataSet>" * 2), "many_datasets"),
        (message("StructureSpecificData", ""), "no_dataset"),
        (message("GenericMetadata", ""), "xml"),
        (generic('<g:Series><g:SeriesKey><g:Value value="BE"/></g:SeriesKey></g:Series>'), "xml_malformed"),
        (
            generic(
                '<g:Series><g:SeriesKey><g:Value id="geo" value="BE"/><g:Value id="geo" value="FR"/></g:SeriesKey>'
                "</g:Series>"
            ),
            "conflict",
        ),
    ],
)
def test_what_is_no_such_message_is_refused(text: str, reason: str) -> None:
    assert refusal(text) == reason


def test_a_billion_laughs_and_a_far_too_long_name_end_soon() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 30))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><m:GenericData {NAMES}>&l29;</m:GenericData>'
    assert refusal(bomb) == "xml_entities"
    assert (
        refusal(specific(f'<Series geo="{"B" * 1_000_000}"><Obs TIME_PERIOD="x" OBS_VALUE="1"/></Series>'))
        == "bad_period"
    )
