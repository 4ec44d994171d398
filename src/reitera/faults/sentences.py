"""What was done to mass outages, in words."""

from django.utils.translation import gettext_lazy as _

from reitera.core.sentences import describe

describe("outage.recorded", _("anotó la falla masiva {number}"))
describe("outage.ended", _("anotó el fin de la falla masiva {number}"))
describe("outage.reopened", _("quitó el fin de la falla masiva {number}: sigue"))
