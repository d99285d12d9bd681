"""Lets invented people apply at a pretalx. Run by `pretalx shell`; $PEOPLE tells who, as JSON."""

import datetime as dt
import json
import os

from django.core.files.base import ContentFile
from pretalx.event.models import Event, Organiser
from pretalx.mail.models import QueuedMail
from pretalx.person.models import SpeakerProfile, User
from pretalx.submission.models import Resource, Review, Submission

organiser = Organiser.objects.create(name="Example", slug="example")
day = dt.date(2026, 5, 4)
event = Event.objects.create(
    name="Cooks wanted", slug="cooks", organiser=organiser, date_from=day, date_to=day,
    email="jobs@example.com", timezone="UTC", locale="en", locale_array="en",
    content_locale_array="en",
)  # fmt: skip
event.build_initial_data()
reviewer = User.objects.create_user(
    email="reviewer@example.com", name="Reviewer", password="x" * 20
)

for one in json.loads(os.environ["PEOPLE"]):
    user = User.objects.create_user(email=one["email"], name=one["name"], password="x" * 20)
    user.log_action("pretalx.user.profile.update", person=user, data={"email": one["email"]})
    profile = SpeakerProfile.objects.create(user=user, event=event, biography=one["life"])
    change = {"biography": {"old": f"Call {one['phone']}", "new": one["life"]}}
    profile.log_action("pretalx.user.profile.update", person=reviewer, data=change)
    proposal = Submission.objects.create(
        title=f"Application of {one['name']}", event=event, submission_type=event.cfp.default_type,
        abstract=f"Reach me at {one['phone']}", content_locale="en",
    )  # fmt: skip
    proposal.speakers.add(user)
    proposal.log_action("pretalx.submission.create", person=reviewer, data={"by": one["email"]})
    cv = Resource(submission=proposal, description=f"CV of {one['name']}")
    cv.resource.save("cv.pdf", ContentFile(f"CV {one['email']}".encode()))
    cv.save()
    Review.objects.create(submission=proposal, user=reviewer, text=f"Ask {one['email']} again")
    mail = QueuedMail.objects.create(
        event=event, to=one["email"], subject="Thanks", text=f"Dear {one['name']}, {one['phone']}"
    )
    mail.to_users.add(user)
    if one["withdraws"]:
        proposal.state = "deleted"
        proposal.save()
