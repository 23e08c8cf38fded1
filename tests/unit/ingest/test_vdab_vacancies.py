"""The Vacature API against a server that behaves as documented; every vacancy here is made up."""

import contextlib
import gzip
import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from schemas.stats import PollOutcome, PollReport
from services.ingest.bootstrap import _pollers
from services.ingest.connectors.vdab.access import credentials_of, with_key
from services.ingest.connectors.vdab.api import Credentials, VacancyApi, windows
from services.ingest.connectors.vdab.errors import AccessRefused
from services.ingest.connectors.vdab.register import Register
from services.ingest.connectors.vdab.sync import VacancyPoller
from services.ingest.connectors.vdab.vacancy import vacancy_of
from services.ingest.decode.errors import NotData
from services.ingest.loop import idle_reason
from services.ingest.recipes import load_recipes
from services.ingest.settings import IngestSettings
from services.runtime.errors import ConfigError
from tests.builders.ingest import Bench, shipped
from tests.builders.vdab_server import CLIENT, CONTACT, KEY, SECRET, VdabServer, advert

START = datetime(2026, 9, 28, 4, 0, tzinfo=UTC)
RECIPE = shipped("vdab.vacancies").model_copy(update={"suspended": None})


class Rig:
    """A poller with a desk on fakes, asking a server on the loopback."""

    def __init__(self, folder: Path, server: VdabServer) -> None:
        self.bench, self.server = Bench(folder), server
        self.bench.clock.advance(START - self.bench.clock.now())
        credentials = Credentials(CLIENT, SecretStr(SECRET), SecretStr(KEY))
        token_url = f"{server.url}/token"
        self.api = VacancyApi(
            credentials, self.bench.clock, agent="koers-test", home=server.url, token_url=token_url, pause=0, back_off=0
        )
        self.poller = VacancyPoller(self.bench.desk, self.api)

    async def poll(self, after: timedelta = timedelta()) -> PollReport:
        self.bench.clock.advance(after)
        return await self.poller.poll(RECIPE)

    async def poll_until(self, day: datetime) -> PollReport:
        """Poll every four days until a day, which is polled too; between polls nothing is told."""
        report = await self.poll()
        while self.bench.clock.now() < day:
            self.server.changes.clear()
            report = await self.poll(min(timedelta(days=4), day - self.bench.clock.now()))
        return report

    def figures(self, measure: str, geo: str, domain: str = "TOTAL", shortage: str = "TOTAL") -> dict[str, str | None]:
        name = f"vdab:vacancies?circuit=vacancy_api&domain={domain}&geo={geo}&measure={measure}&shortage={shortage}"
        found = self.bench.snapshots(name)
        return {o.period.label: o.value for o in found[-1].observations} if found else {}

    @property
    def register(self) -> Register:
        entry = self.bench.archive.entries(RECIPE.id)[-1]
        return Register.read(gzip.decompress(self.bench.archive.body(entry)))


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    async with VdabServer().running() as server:
        made = Rig(tmp_path, server)
        async with made.api:
            yield made


OCTOBER_5, NOVEMBER_2 = datetime(2026, 10, 5, 6, tzinfo=UTC), datetime(2026, 11, 2, 6, tzinfo=UTC)


async def test_vdab_rule_12_token_two_headers_and_no_secret_in_address_or_log(rig: Rig) -> None:
    rig.server.publish(advert(1))
    with capture_logs() as logs:
        report = await rig.poll()
    assert report.outcome is not PollOutcome.failed
    (token, *calls) = rig.server.calls
    assert (token.method, token.path, token.query) == ("POST", "/token", {})
    assert {call.headers["authorization"] for call in calls} == {"Bearer token-1"}
    assert {call.headers["x-ibm-client-id"] for call in calls} == {KEY}
    told = json.dumps(logs, default=str) + report.model_dump_json() + repr(rig.api._credentials)
    assert not any(secret in told for secret in (SECRET, KEY, "token-1"))


async def test_vdab_rule_12_a_token_is_renewed_before_it_ends(rig: Rig) -> None:
    await rig.poll()
    await rig.poll(timedelta(seconds=839))
    assert rig.server.tokens == 1
    await rig.poll(timedelta(seconds=2))
    assert rig.server.tokens == 2


async def test_vdab_rule_12_a_refused_token_is_renewed_once(rig: Rig) -> None:
    await rig.poll()
    rig.server.revoked.add("token-1")
    assert (await rig.poll(timedelta(minutes=1))).outcome is not PollOutcome.failed
    assert rig.server.tokens == 2
    rig.server.revoked |= {f"token-{n}" for n in range(9)}
    report = await rig.poll(timedelta(minutes=1))
    assert (report.outcome, rig.server.tokens) == (PollOutcome.failed, 3)
    assert "refuses access to /vacatures/bulk (401)" in (report.reason or "")


async def test_vdab_rule_12_a_refused_client_and_a_refused_key_are_named(rig: Rig) -> None:
    rig.server.refuses_client = True
    report = await rig.poll()
    assert "refuses access to token (401)" in (report.reason or "")
    rig.server.refuses_client = False
    rig.server.failing = [(403, {}, b"{}")]
    report = await rig.poll()
    assert "refuses access to /vacatures/initial (403)" in (report.reason or "")
    assert report.next_due == datetime(2026, 9, 29, 3, 20, tzinfo=UTC)
    assert rig.bench.archive.entries() == []
    rig.server.failing = [(403, {}, b"{}")]
    with pytest.raises(AccessRefused):
        await rig.api.everything(START)


async def test_vdab_rule_12_too_many_calls_are_waited_for_and_then_put_off(rig: Rig) -> None:
    rig.server.publish(advert(1))
    rig.server.failing = [(429, {"Retry-After": "0"}, b""), (503, {}, b"")]
    assert (await rig.poll()).outcome is not PollOutcome.failed
    rig.server.failing = [(429, {"Retry-After": "3600"}, b"")]
    report = await rig.poll(timedelta(hours=1))
    assert report.outcome is PollOutcome.failed
    assert "fewer calls" in (report.reason or "")
    assert report.next_due is not None
    assert report.next_due - rig.bench.clock.now() >= timedelta(hours=1)
    assert report.unreachable_since == rig.bench.clock.now()


async def test_vdab_rule_13_changes_are_asked_in_windows_of_five_days_that_overlap(rig: Rig) -> None:
    await rig.poll()
    await rig.poll(timedelta(days=4, hours=23, minutes=30))
    spans = [(call.query["van"], call.query["tot"]) for call in rig.server.asked("/vacatures/bulk")]
    assert spans == [
        ("2026-09-28T03:00:00.000Z", "2026-10-03T03:00:00.000Z"),
        ("2026-10-03T03:00:00.000Z", "2026-10-03T03:30:00.000Z"),
    ]
    assert all(end - begin <= timedelta(days=5) for begin, end in windows(START, START + timedelta(days=23)))


async def test_vdab_rule_13_after_a_longer_outage_everything_is_read_and_the_hole_stays_one(rig: Rig) -> None:
    rig.server.publish(advert(1, publicatieDatum="2026-09-20"))
    await rig.poll_until(datetime(2026, 10, 28, 6, tzinfo=UTC))
    await rig.poll(timedelta(days=6))
    assert len(rig.server.asked("/vacatures/initial")) == 2
    assert rig.register.since == rig.bench.clock.now()
    assert rig.figures("open", "BE2") == {"2026-09": "1"}
    assert rig.figures("received", "BE2") == {}


async def test_vdab_rule_13_what_is_deleted_is_open_no_more_but_was_received(rig: Rig) -> None:
    kept, gone = advert(1), advert(2, aantalJobs=4)
    await rig.poll_until(OCTOBER_5)
    rig.server.publish(kept, gone)
    await rig.poll(timedelta(days=1))
    rig.server.delete(gone, on="2026-10-09")
    await rig.poll(timedelta(days=4))
    assert rig.register.vacancies[gone["vacatureReferentie"]["interneReferentie"]].unpublished == date(2026, 10, 9)
    await rig.poll_until(NOVEMBER_2)
    assert rig.figures("received", "BE2") == {"2026-10": "5"}
    assert rig.figures("open", "BE2") == {"2026-09": "0", "2026-10": "1"}


async def test_vdab_rule_14_pages_move_on_by_what_came_and_each_vacancy_counts_once(rig: Rig) -> None:
    rig.server.publish(*(advert(n, publicatieDatum="2026-09-01") for n in range(450)))
    rig.server.largest_page = 200
    await rig.poll_until(datetime(2026, 10, 1, 6, tzinfo=UTC))
    assert [call.query["vanaf"] for call in rig.server.asked("/vacatures/initial")] == ["0", "200", "400"]
    assert {call.query["aantal"] for call in rig.server.asked("/vacatures/initial")} == {"2000"}
    assert len(rig.server.asked("/vacatures")) >= 3
    assert rig.figures("open", "BE2") == {"2026-09": "450"}


async def test_vdab_rule_14_a_server_that_repeats_a_page_for_ever_is_found_out(rig: Rig) -> None:
    rig.server.publish(*(advert(n) for n in range(300)))
    rig.server.largest_page, rig.server.ignores_offset = 100, True
    report = await rig.poll()
    assert report.outcome is PollOutcome.failed
    assert "100 of 300" in (report.reason or "")
    assert len(rig.server.asked("/vacatures/initial")) == 2
    assert rig.bench.archive.entries() == []


async def test_vdab_rule_14_a_doubled_advert_counts_once(rig: Rig) -> None:
    first = advert(1, publicatieDatum="2026-09-01")
    parent = {"parentId": first["vacatureReferentie"]["interneReferentie"], "dubbelIds": None}
    orphan = {"parentId": "not-there", "dubbelIds": []}
    rig.server.publish(first, advert(2, publicatieDatum="2026-09-01", dubbels=parent))
    rig.server.publish(advert(3, publicatieDatum="2026-09-01", dubbels=orphan))
    await rig.poll_until(datetime(2026, 10, 1, 6, tzinfo=UTC))
    assert rig.figures("open", "BE2") == {"2026-09": "2"}


async def test_vdab_rule_15_no_person_reaches_archive_topics_or_logs(rig: Rig) -> None:
    with capture_logs() as logs:
        rig.server.publish(advert(1), advert(2, aantalJobs="a lot"))
        await rig.poll_until(NOVEMBER_2)
    stored = [gzip.decompress(rig.bench.archive.body(entry)).decode() for entry in rig.bench.archive.entries()]
    published = [str(record.value) for log in rig.bench.broker.log.values() for record in log]
    for text in (*stored, *published, json.dumps(logs, default=str)):
        assert not any(word in text for word in ("Peeters", CONTACT, "0470", "Dorpstraat", "0862409974", "LEUVEN"))
    assert stored
    assert published


async def test_vdab_rule_15_jobs_are_counted_by_region_and_domain_and_not_adverts(rig: Rig) -> None:
    two = [{"code": "JOBCAT10"}, {"code": "JOBCAT22", "label": None}]
    job = {"jobdomeinen": two, "beroepsprofiel": {"label": "Software Ontwikkelaar", "code": None}}
    rig.server.publish(
        advert(1, aantalJobs=10, functie=job),
        advert(2, aantalJobs=None, functie=None),
        advert(3, tewerkstellingsadres={"postcode": "1000", "landCode": None}),
        advert(4, tewerkstellingsadres={"landCode": "NL", "postcode": "3000"}),
        advert(5, tewerkstellingsadres=None),
    )
    await rig.poll_until(NOVEMBER_2)
    regions = {geo: rig.figures("open", geo)["2026-10"] for geo in ("BE1", "BE2", "BE3", "ABROAD", "UNKNOWN")}
    assert regions == {"BE1": "1", "BE2": "11", "BE3": "0", "ABROAD": "1", "UNKNOWN": "1"}
    assert rig.figures("open", "BE2", "JOBCAT10")["2026-10"] == "10"
    assert rig.figures("open", "BE2", "JOBCAT10", "2026")["2026-10"] == "10"


@pytest.mark.parametrize(
    ("address", "geo"),
    [
        ({"postcode": "0862"}, "UNKNOWN"),
        ({"postcode": "1299"}, "BE1"),
        ({"postcode": "1300"}, "BE3"),
        ({"postcode": "1500"}, "BE2"),
        ({"postcode": "3999"}, "BE2"),
        ({"postcode": "7700", "gemeente": "MOESKROEN"}, "BE3"),
        ({"postcode": "8000"}, "BE2"),
        ({"postcode": None, "regioCode": "BE24"}, "BE2"),
        ({"provincie": {"label": "Provincie Henegouwen"}}, "BE3"),
        ({"provincie": "Limburg"}, "BE2"),
        ({"provincie": {"label": None, "code": 7}}, "UNKNOWN"),
        ("Leuven", "UNKNOWN"),
    ],
)
def test_vdab_rule_15_the_region_comes_from_whatever_is_there(address: Any, geo: str) -> None:
    assert vacancy_of(advert(1, aantalJobs="1", tewerkstellingsadres=address), date(2026, 10, 1)).geo == geo


async def test_vdab_shortage_titles_without_a_vacancy_stand_in_the_report(rig: Rig) -> None:
    rig.server.publish(advert(1))
    report = await rig.poll()
    assert "226 of the 227 shortage occupations of 2026 match no vacancy" in (report.reason or "")
    assert "Data engineer" not in (report.reason or "")


async def test_vdab_rule_15_a_change_without_a_date_moves_no_vacancy_to_another_month(rig: Rig) -> None:
    await rig.poll()
    rig.server.publish(advert(1, publicatieDatum=None))
    await rig.poll(timedelta(days=4))
    await rig.poll_until(NOVEMBER_2)
    rig.server.publish(advert(1, publicatieDatum=None, aantalJobs=3))
    await rig.poll(timedelta(days=1))
    (vacancy,) = rig.register.vacancies.values()
    assert (vacancy.published, vacancy.jobs) == (date(2026, 10, 2), 3)


async def test_vdab_rule_15_an_unknown_status_is_left_out_and_many_are_refused(rig: Rig) -> None:
    rig.server.publish(*(advert(n) for n in range(50)))
    for number in range(3):
        odd = advert(100 + number, status="IN_BEHANDELING")
        rig.server.current[odd["vacatureReferentie"]["interneReferentie"]] = odd
        report = await rig.poll(timedelta(minutes=1)) if number == 0 else None
        if report:
            assert (report.outcome, rig.register.unreadable) == (PollOutcome.unchanged, 1)
    report = await rig.poll(timedelta(days=9))
    assert report.outcome is PollOutcome.quarantined
    assert "unreadable: 3 of 53" in (report.reason or "")


def test_vdab_rule_09_codes_of_both_releases_of_competent_are_told_apart() -> None:
    uuid = {"code": "5fd36fad-4b60-4015-9692-2a8cc8b0f025", "label": "Data engineer"}
    codes = [None, {"code": "M180101-1", "label": "x"}, uuid, "Data engineer"]
    found = [vacancy_of(advert(1, aantalJobs=None, functie={"beroepsprofiel": c}), date(2026, 1, 1)) for c in codes]
    assert [v.competent for v in found] == [None, "1", "2", None]
    assert [v.occupation for v in found] == [None, "x", "Data engineer", "Data engineer"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<!DOCTYPE html><html>onderhoud</html>", "html"),
        (b"", "empty"),
        (b'{"resultaten": [{"id": 1}]}', "no_reference"),
        (b'{"results": []}', "changed_shape"),
        (b'{"resultaten": [', "json_malformed"),
        (b"[]", "not_vacancies"),
    ],
)
async def test_vdab_hostile_answers_are_named_and_nothing_is_kept_of_them(rig: Rig, body: bytes, reason: str) -> None:
    rig.server.publish(*(advert(n) for n in range(3)))
    await rig.poll()
    published = len(rig.bench.broker.records("stats.series.v1"))
    rig.server.failing = [(200, {}, body)]
    report = await rig.poll(timedelta(days=1))
    assert report.outcome is PollOutcome.quarantined
    assert (report.reason or "").startswith(reason)
    assert len(rig.bench.archive.entries()) == 1
    assert len(rig.bench.broker.records("stats.series.v1")) == published


async def test_vdab_hostile_a_redirect_gets_neither_token_nor_key(rig: Rig) -> None:
    rig.server.failing = [(302, {"Location": f"{rig.server.url}/elsewhere"}, b"")]
    report = await rig.poll()
    assert report.outcome is PollOutcome.quarantined
    assert rig.server.asked("/elsewhere") == []


async def test_a_restart_goes_on_from_the_archive(rig: Rig) -> None:
    rig.server.publish(advert(1, publicatieDatum="2026-09-01"))
    await rig.poll()
    rig.poller = VacancyPoller(rig.bench.desk, rig.api)
    rig.server.changes.clear()
    await rig.poll_until(datetime(2026, 10, 1, 6, tzinfo=UTC))
    assert len(rig.server.asked("/vacatures/initial")) == 1
    assert rig.figures("open", "BE2") == {"2026-09": "1"}


def test_a_body_that_is_no_register_is_refused() -> None:
    with pytest.raises(NotData) as caught:
        Register.read(b'{"vacancies": [{"id": "x", "contact": "y"}]}')
    assert caught.value.reason == "not_register"


def settings(tmp_path: Path, **more: Any) -> IngestSettings:
    return IngestSettings(kafka="localhost:9092", state_dir=tmp_path, **more)


def test_without_a_key_the_api_is_never_asked(tmp_path: Path) -> None:
    (recipe,) = (r for r in with_key(load_recipes(), settings(tmp_path)) if r.id == "vdab.vacancies")
    assert "no client" in (idle_reason(Bench(tmp_path).desk, recipe) or "")


def test_a_key_from_a_file_switches_it_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text(SECRET + "\n")
    monkeypatch.setenv("KOERS_VDAB_CLIENT_SECRET_FILE", str(tmp_path / "secret"))
    made = settings(tmp_path, vdab_client_id=CLIENT, vdab_api_key=KEY)
    credentials = credentials_of(made)
    assert credentials
    assert credentials.client_secret.get_secret_value() == SECRET
    assert SECRET not in repr(made) + repr(credentials)
    (recipe,) = (r for r in with_key(load_recipes(), made) if r.id == "vdab.vacancies")
    assert idle_reason(Bench(tmp_path).desk, recipe) is None


def test_half_a_client_and_an_address_without_tls_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="one is missing"):
        credentials_of(settings(tmp_path, vdab_client_id=CLIENT))
    whole = {"vdab_client_id": CLIENT, "vdab_client_secret": SECRET, "vdab_api_key": KEY}
    with pytest.raises(ConfigError, match="without TLS"):
        credentials_of(settings(tmp_path, source_vdab_url="http://vdab.invalid/v4", **whole))


async def test_the_service_asks_the_api_for_the_vacancies_and_the_folder_for_the_rest(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    whole = {"vdab_client_id": CLIENT, "vdab_client_secret": SECRET, "vdab_api_key": KEY}
    async with VdabServer().running() as server, contextlib.AsyncExitStack() as stack:
        server.publish(advert(1))
        urls = {"source_vdab_url": server.url, "vdab_token_url": f"{server.url}/token"}
        made = settings(tmp_path, **whole, **urls)
        recipes = [recipe for recipe in with_key(load_recipes(), made) if recipe.source == "vdab"]
        pollers = await _pollers(made, bench.desk, recipes, stack)
        reports = {recipe.dataset: await pollers["vdab"].poll(recipe) for recipe in recipes}
        assert len(server.asked("/vacatures/initial")) == 1
    assert "shortage occupations" in (reports["vacancies"].reason or "")
    assert reports["arvastat_occupations"].outcome is PollOutcome.suspended
