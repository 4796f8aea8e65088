"""The asks: what one outside request may want, each decided on its own."""

from enum import Enum


class Ask(Enum):
    """One thing asked for."""

    HOLD = "hold"
    NOTIFY_RELEASE = "notify_release"
    SHARE_CUSTODY_STATUS = "share_custody_status"
    SHARE_COURT_DATE = "share_court_date"
    SHARE_PERSONAL_DATA = "share_personal_data"
    SHARE_IMMIGRATION_STATUS = "share_immigration_status"
    INTERVIEW = "interview"
    FACILITY_ACCESS = "facility_access"
    TRANSFER = "transfer"
    ASSIST = "assist"

    @property
    def words(self) -> str:
        """The ask as a clerk would say it, after *asks you to*."""
        return _WORDS[self]

    @property
    def needs_authority(self) -> bool:
        """Whether some law must give the power to do it; not being forbidden is not enough."""
        return self is Ask.HOLD


_WORDS = {
    Ask.HOLD: "hold the person past release",
    Ask.NOTIFY_RELEASE: "tell of the release",
    Ask.SHARE_CUSTODY_STATUS: "tell of the arrest or custody",
    Ask.SHARE_COURT_DATE: "tell of a court date",
    Ask.SHARE_PERSONAL_DATA: "give an address or other personal data",
    Ask.SHARE_IMMIGRATION_STATUS: "exchange citizenship or immigration status only",
    Ask.INTERVIEW: "allow an interview in custody",
    Ask.FACILITY_ACCESS: "let officers in",
    Ask.TRANSFER: "hand the person over",
    Ask.ASSIST: "help with staff, databases or other resources",
}
