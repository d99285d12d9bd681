"""Fills a Tryton with invented people. Run by the Python of Tryton's own environment.

Arguments: the configuration, and the people as JSON: those on file, and one whom the wizard of
Tryton itself has erased.
"""

import json
import sys

from trytond import config

config.update_etc(sys.argv[1])

from trytond.pool import Pool  # noqa: E402 - it reads the configuration
from trytond.transaction import Transaction  # noqa: E402

people = json.loads(sys.argv[2])
Pool.start()
pool = Pool("crm")
pool.init()

with Transaction().start("crm", 1) as transaction:
    Party, List, Email, User = map(
        pool.get, ("party.party", "marketing.email.list", "marketing.email", "web.user")
    )
    Note, Attempt = map(pool.get, ("ir.note", "web.user.authenticate.attempt"))
    news = List(name="News")
    news.save()
    parties = {}
    for one in [*people["filed"], people["erased"]]:
        ways = [
            {"type": "email", "value": one["email"]},
            {"type": "mobile", "value": one["phone"], "comment": one["note"]},
        ]
        if one["second"]:
            ways.append({"type": "email", "value": one["second"]})
        party = {
            "name": one["name"],
            "contact_mechanisms": [("create", ways)],
            "addresses": [("create", [{"street_unstructured": one["street"], "city": "Gdynia"}])],
        }
        (parties[one["email"]],) = Party.create([party])
        Email.create([{"email": one["email"], "list_": news.id}])
    for one in people["filed"]:
        party = parties[one["email"]].id
        User.create([{"email": one["email"], "email_valid": True, "party": party}])
        Attempt.create([{"login": one["email"], "ip_address": "192.0.2.7"}])
        if one["remark"]:
            Note.create([{"resource": f"party.party,{party}", "message": one["remark"]}])
    gone = parties[people["erased"]["email"]]
    gone.active = False
    gone.save()
    Erase = pool.get("party.erase", type="wizard")
    session, _, _ = Erase.create()
    erase = Erase(session)
    erase.ask.party = gone
    erase.transition_erase()
    transaction.commit()
