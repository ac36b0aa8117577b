"""What callers read of links, participants, steps of a process and kept lists: compiled once."""

from sqlalchemy import and_, any_, bindparam, cast, func, or_, select
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import aliased
from sqlalchemy.types import Text, Uuid

from app.core.listing import Listing
from app.core.statements import as_json, prepared
from app.files.models import File
from app.forms.models import ActivityDialog, FormVersion
from app.people.models import Person
from app.tickets.models import Participant, ReplyDraft, SavedView, Ticket, TicketLink
from app.tickets.reads import VIEWS
from app.tickets.sight import ACTOR, SEEN_FROM_OUTSIDE

_THIS = (Ticket.organization_id == bindparam("organization_id"), Ticket.id == bindparam("id"))
_STEP = select(Ticket.activity_id, Ticket.requester_id).where(*_THIS)
STEP = {True: prepared(_STEP), False: prepared(_STEP.where(SEEN_FROM_OUTSIDE))}
#: What may be submitted in a ticket now, by one audience.
DIALOGS = prepared(
    select(
        ActivityDialog.id,
        ActivityDialog.key,
        ActivityDialog.form_id,
        FormVersion.id.label("form_version_id"),
        ActivityDialog.submit_label,
        ActivityDialog.submit_advice,
    )
    .select_from(Ticket)
    .join(
        ActivityDialog,
        and_(
            ActivityDialog.organization_id == Ticket.organization_id,
            ActivityDialog.activity_id == Ticket.activity_id,
        ),
    )
    .join(
        FormVersion,
        and_(
            FormVersion.organization_id == ActivityDialog.organization_id,
            FormVersion.form_id == ActivityDialog.form_id,
            FormVersion.state == "published",
        ),
    )
    .where(
        *_THIS,
        *VIEWS["open"],
        ~ActivityDialog.is_opening,
        ActivityDialog.audience.in_(["both", bindparam("audience", type_=Text())]),
    )
    .order_by(ActivityDialog.position, ActivityDialog.id)
)
_Other = aliased(Ticket)
LINKS = Listing(
    select(
        TicketLink.id,
        TicketLink.kind,
        TicketLink.other_id,
        _Other.number.label("other_number"),
        _Other.subject.label("other_subject"),
        _Other.status.label("other_status"),
        TicketLink.created_at,
    ).join(
        _Other,
        and_(
            _Other.organization_id == TicketLink.organization_id, _Other.id == TicketLink.other_id
        ),
    ),
    TicketLink,
)
OF_TICKET = {
    model: model.ticket_id == bindparam("ticket_id", type_=Uuid())
    for model in (TicketLink, Participant, ReplyDraft)
}
_PARTICIPANTS = select(
    Participant.id,
    Participant.person_id,
    Person.name,
    Participant.role,
    Participant.notify,
    Participant.created_at,
).join(
    Person,
    and_(Person.organization_id == Participant.organization_id, Person.id == Participant.person_id),
)
PARTICIPANTS = Listing(_PARTICIPANTS, Participant)
PARTICIPANT = prepared(
    as_json(
        _PARTICIPANTS.where(
            Participant.organization_id == bindparam("organization_id"),
            Participant.id == bindparam("id"),
        )
    )
)
LINK = prepared(
    as_json(
        LINKS.rows.where(
            TicketLink.organization_id == bindparam("organization_id"),
            TicketLink.id == bindparam("id"),
        )
    )
)
DRAFTS = Listing(
    select(
        ReplyDraft.id,
        ReplyDraft.order_id,
        ReplyDraft.body,
        ReplyDraft.cause_code_id,
        ReplyDraft.solution_code_id,
        select(
            func.coalesce(
                func.json_agg(
                    func.json_build_object(
                        *("id", File.id, "name", File.name, "media_type", File.media_type),
                        *("size_bytes", File.size_bytes),
                    )
                ),
                cast("[]", JSON),
            )
        )
        .where(
            File.organization_id == ReplyDraft.organization_id,
            File.id == any_(ReplyDraft.file_ids),
        )
        .correlate(ReplyDraft)
        .scalar_subquery()
        .label("files"),
        ReplyDraft.created_at,
    ),
    ReplyDraft,
)
_SAVED_VIEWS = select(
    SavedView.id, SavedView.name, SavedView.person_id, SavedView.query, SavedView.version
)
SAVED_VIEWS = Listing(_SAVED_VIEWS, SavedView)
_MINE = SavedView.person_id == ACTOR
#: By whether the reader is of the desk: its own lists are nobody else's.
VIEWS_SEEN = {True: or_(_MINE, SavedView.person_id.is_(None)), False: _MINE}
SAVED_VIEW = {
    sees: prepared(
        as_json(
            _SAVED_VIEWS.where(
                SavedView.organization_id == bindparam("organization_id"),
                SavedView.id == bindparam("id"),
                VIEWS_SEEN[sees],
            ),
            "version",
        )
    )
    for sees in (True, False)
}
