"""The digital skills as the board tells them: what is sent, and what lies in the state folder."""

import gzip
import hashlib
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from schemas.policy import Answer, AnswerStatus
from schemas.stats import PollOutcome
from services.board.settings import WebSettings
from services.runtime.archive_paths import archive_root, body_path
from tests.builders.assessments import EUROSTAT, digital_skills
from tests.builders.milestones import milestone, poll
from tests.builders.recommendations import rolled_up
from tests.builders.snapshots import DAY_1, snapshot

if TYPE_CHECKING:
    from tests.integration.board.conftest import Board

BODY = b'{"made": "up"}'
BODY_SHA256 = hashlib.sha256(BODY).hexdigest()


async def tell(board: "Board") -> None:
    """Send the story and project it."""
    proof = snapshot({"2025": "61.20"}, series_id=EUROSTAT, live=False)
    proof = proof.model_copy(update={"raw": proof.raw.model_copy(update={"sha256": BODY_SHA256})})
    await board.send("stats.series.v1", EUROSTAT, proof)
    await board.send("policy.assessment.v1", "digital-skills-basic/BE2", digital_skills())
    await board.send("policy.recommendation.v1", "15", rolled_up(digital_skills()))
    await board.send("policy.milestone.v1", "m999-1", milestone())
    await board.send("policy.answer.v1", "department-of-education/digital-skills-basic/BE2", answer())
    await board.send("stats.poll.v1", "eurostat-isoc_r_dskl_i", poll(PollOutcome.failed, unreachable_since=DAY_1))
    await board.catch_up()


def settings_of(folder: Path) -> WebSettings:
    """Settings for `folder`, in which one archived body and one caught mail are put."""
    archived = body_path(archive_root(folder), BODY_SHA256, packed=True)
    archived.parent.mkdir(parents=True, exist_ok=True)
    archived.write_bytes(gzip.compress(BODY))
    mail_dir = folder / "mail"
    mail_dir.mkdir()
    (mail_dir / "1.eml").write_bytes(bytes(mail()))
    return WebSettings(
        kafka="unused:1",
        state_dir=folder,
        postgres=SecretStr("unused"),
        public_url="http://board.test",
        mail_dir=mail_dir,
    )


def answer(**changes: object) -> Answer:
    """A made-up answer of a body about the digital skills."""
    fields: dict[str, object] = {
        "body": "department-of-education",
        "item": "digital-skills-basic/BE2",
        "status": AnswerStatus.measure_planned,
        "reason": "<b>We start</b> in autumn.",
        "as_of": DAY_1,
        "public": True,
    }
    return Answer.model_validate(fields | changes)


def mail() -> EmailMessage:
    """A mail to an owner whose subject holds markup."""
    made = EmailMessage()
    made["To"], made["Subject"] = "owner@example.org", "Uit koers <script>"
    made["Date"] = "Mon, 02 Nov 2026 08:00:00 +0000"
    made.set_content("61,2 %\n")
    made.add_alternative("<p>61,2 %</p>", subtype="html")
    return made
