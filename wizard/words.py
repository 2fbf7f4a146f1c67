"""What pages say of a submission, by its state and by what people have told about it; no HTTP."""

from collections.abc import Iterable
from dataclasses import dataclass

from .models import Delivery, Operation, Resolution, State, Submission

Found = Resolution.Found

RECEIPT_HEADINGS = {
    State.PENDING: "The profile was not created",
    State.IN_FLIGHT: "Creating the profile",
    State.PARTIAL: "The profile was created, but is not complete",
    State.CREATED: "Profile created",
    State.UNKNOWN: "We do not know yet whether the profile was created",
    State.REJECTED: "The profile was not created",
}
CHANGE_HEADINGS = {
    State.PENDING: "The changes were not saved",
    State.IN_FLIGHT: "Saving the changes",
    State.PARTIAL: "Not all of the changes were saved",
    State.UPDATED: "Changes saved",
    State.UNKNOWN: "We do not know yet whether the changes were saved",
    State.REJECTED: "The changes were not saved",
}
DOUBTFUL_PART = {
    Operation.CREATE: "The profile was created, but may not be complete",
    Operation.UPDATE: "Perhaps not all of the changes were saved",
}
PARTS = {
    Delivery.State.DONE: "Done",
    Delivery.State.SENT: "Not known yet whether it was done",
    Delivery.State.REFUSED: "Not accepted",
    Delivery.State.PENDING: "Not done yet",
}
LEFT = "Not done, or not known, and left as it is"
CLAIMS = {
    (Operation.CREATE, Found.ABSENT): "the profile does not exist",
    (Operation.CREATE, Found.EXISTS): "this is the profile",
    (Operation.UPDATE, Found.ABSENT): "the changes were not saved",
    (Operation.UPDATE, Found.EXISTS): "the changes were saved",
}
YOU, COLLEAGUE, STAFF = "You", "A colleague", "A member of staff"


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody has told: a sentence such as "You said that the profile does not exist"."""

    text: str
    resolution: Resolution


def who(resolution: Resolution, portal: str, operator: str) -> str:
    """As that operator of the portal calls whoever has told it."""
    if resolution.role == Resolution.Role.STAFF:
        return STAFF
    return YOU if (resolution.who, resolution.who_name) == (operator, portal) else COLLEAGUE


def told(submission: Submission, resolution: Resolution, portal: str, operator: str) -> Told:
    """Of the profile (or its changes), not of a part of it; as that operator reads it."""
    claim = CLAIMS[Operation(submission.operation), Found(resolution.found)]
    return Told(f"{who(resolution, portal, operator)} said that {claim}", resolution)


def parts(deliveries: Iterable[Delivery], told_of: Iterable[Resolution]) -> list[tuple[str, str]]:
    """(label, what became of it) of each write; what a person has told is not the provider's."""
    said = list(told_of)
    made = {each.kind for each in said if each.found == Found.EXISTS}
    left = any(each.found == Found.LEFT for each in said)
    return [(each.label, _part(each, told=each.kind in made, left=left)) for each in deliveries]


def _part(delivery: Delivery, *, told: bool, left: bool) -> str:
    done = delivery.state == Delivery.State.DONE
    if done and told:
        return "Done, as somebody has said"
    return LEFT if left and not done else PARTS[Delivery.State(delivery.state)]


# -- the pages on which it is told ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Words:
    """Of one thing that can be told. `sure`: what is confirmed; `then`: what comes of it."""

    h1: str
    sure: str
    then: str


KEPT = "We keep on record that you confirmed this, and when."
WORDS = {
    (Operation.CREATE, Found.ABSENT): Words(
        "Confirm that the profile does not exist",
        "I have looked at the provider, and the profile does not exist",
        "It can be created again then. If it exists after all, there will be two, and this cannot "
        "be undone here once it was sent again: that is your responsibility.",
    ),
    (Operation.CREATE, Found.EXISTS): Words(
        "Confirm that the profile exists",
        "I have looked at the provider, and this is the profile",
        "It counts as created then, and is never created again from here.",
    ),
    (Operation.UPDATE, Found.ABSENT): Words(
        "Confirm that the changes were not saved",
        "I have looked at the profile, and the changes were not saved",
        "They can be saved again then. If they were saved after all, they may overwrite what "
        "somebody else has changed since: that is your responsibility.",
    ),
    (Operation.UPDATE, Found.EXISTS): Words(
        "Confirm that the changes were saved",
        "I have looked at the profile, and the changes were saved",
        "They count as saved then, and are never sent again.",
    ),
}
PART = {
    Found.ABSENT: Words(
        "Confirm that a part of the profile was not made",
        "I have looked at the provider, and this part was not made",
        "It is made again then. If it exists after all, there will be two of it: that is your "
        "responsibility.",
    ),
    Found.EXISTS: Words(
        "Confirm that a part of the profile was made",
        "I have looked at the provider, and this part was made",
        "It counts as made then, and what is still to be made follows.",
    ),
    Found.LEFT: Words(
        "Leave the profile as it is",
        "Nothing more is to be made of what was entered",
        "The profile counts as complete then. What is not done stays undone, and what was entered "
        "for it is deleted.",
    ),
}
# Where nobody can send it again.
OVER = {
    Operation.CREATE: "What was to be sent is deleted then, or is so already, and this cannot be "
    "taken back here. Whoever creates the profile then starts anew. If it exists after all, there "
    "will be two: that is your responsibility.",
    Operation.UPDATE: "What was to be sent is deleted then, or is so already, and this cannot be "
    "taken back here. Whoever changes the profile then starts anew.",
}


def of(submission: Submission, found: Found, *, can_be_sent: bool = True) -> Words:
    """Of what is told about it as it stands."""
    if submission.state == State.PARTIAL:
        return PART[found]
    operation = Operation(submission.operation)
    said = WORDS[operation, found]
    if found == Found.ABSENT and not can_be_sent:
        return Words(said.h1, said.sure, OVER[operation])
    return said


def whether(name: str, type_label: str, profile_id: str) -> str:
    """Of the box that confirms which profile it is; blank where it is not to be shown."""
    shown = ", ".join(filter(None, [name, type_label]))
    return f"Yes, it is {shown} ({profile_id})" if shown else f"Yes, it is {profile_id}"


# -- somebody has said the opposite ---------------------------------------------------------------

OPPOSITE = "Somebody has already said the opposite"
STANDS = {
    State.PENDING: "It can be sent again, and has not been.",
    State.IN_FLIGHT: "It is being sent again.",
    State.PARTIAL: "The profile counts as created, but is not complete.",
    State.CREATED: "The profile counts as created.",
    State.UPDATED: "The changes count as saved.",
    State.UNKNOWN: "It was sent again, and it is not known yet what became of it.",
    State.REJECTED: "It is given up: nothing more can be sent or said of it here.",
}
