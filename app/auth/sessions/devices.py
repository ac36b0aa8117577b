"""Names of devices for the list of sessions."""

from ua_parser import parse


def device_name(user_agent: str) -> str:
    """`Firefox 142, Windows`; an app or script by its own first word; empty for nothing."""
    found = parse(user_agent)
    browser = found.user_agent
    if browser is None:
        return user_agent.partition("/")[0].strip()[:60]
    name = " ".join(filter(None, (browser.family, browser.major)))
    return f"{name}, {found.os.family}" if found.os else name
