"""Codes of the translation platform. Exit code 4."""

from ci_l10n.problems.explanation import Explanation

_EXIT = 4

PLATFORM = {
    "platform-failed": Explanation(
        "The platform did not do what it was asked",
        "It answered with an error, or not at all.",
        "The message has the platform's own words; run again later if they name no reason.",
        _EXIT,
    ),
    "platform-unreachable": Explanation(
        "The platform cannot be reached",
        "No connection, or no answer in time.",
        "Check network, proxy and address (`SMARTCAT_URL`, `SMARTLING_URL`). The next run finds out what arrived; nothing is sent twice.",
        _EXIT,
    ),
    "platform-proxy": Explanation(
        "A proxy on the way does not answer",
        "`HTTPS_PROXY` names a proxy that cannot be reached or refuses.",
        "Correct `HTTPS_PROXY`, or list the host in `NO_PROXY`.",
        _EXIT,
    ),
    "platform-certificate": Explanation(
        "The certificate is not trusted",
        "Usually a proxy that looks into TLS with a certificate of its own.",
        "Point `REQUESTS_CA_BUNDLE` or `SSL_CERT_FILE` at its certificates.",
        _EXIT,
    ),
    "platform-address-unusable": Explanation(
        "The address of the platform cannot be used",
        "It is no address, or credentials would be sent without encryption.",
        "Use an address that starts with `https://`.",
        _EXIT,
    ),
    "platform-not-the-api": Explanation(
        "Something else answers in place of the platform",
        "A page or a redirect came where JSON was due: a proxy, a login page, a wrong address.",
        "Check `SMARTCAT_URL` or `SMARTLING_URL`, the server in the configuration, and the proxy. A page is never taken for a translation.",
        _EXIT,
    ),
    "platform-broken-answer": Explanation(
        "An answer of the platform was broken",
        "The connection ended early, or the answer is larger or in another form than it can be.",
        "Run again; what arrived is found out first, and nothing is sent twice.",
        _EXIT,
    ),
    "platform-trouble": Explanation(
        "The platform has a problem of its own",
        "It answered with a status from 500 on, also after several attempts.",
        "Run again later; nothing is lost or sent twice.",
        _EXIT,
    ),
    "platform-rate-limit": Explanation(
        "The platform's rate limit is used up",
        "Others use the account at the same time, and waiting did not help.",
        "Run fewer jobs at once (`--shard`), or later.",
        _EXIT,
    ),
    "platform-locked": Explanation(
        "The platform is still working on a file",
        "It takes a new version apart, or is about to delete the file, and waiting did not help.",
        "Run again in a few minutes.",
        _EXIT,
    ),
    "platform-refused": Explanation(
        "The platform refused a request",
        "It did not understand or accept it; its message says why.",
        "Follow the message; `-v` shows the last requests.",
        _EXIT,
    ),
    "platform-not-found": Explanation(
        "The platform does not know something that was there",
        "It was deleted meanwhile, or lives on another server.",
        "Look at the project on the platform, and at `server` in the configuration; then run again.",
        _EXIT,
    ),
    "platform-refuses-size": Explanation(
        "The platform does not take a file of this size",
        "It, or a proxy on the way, has a lower limit.",
        "Split the file.",
        _EXIT,
    ),
    "smartcat-unpaid": Explanation(
        "Smartcat wants the account to be settled",
        "The balance or the subscription does not cover the request.",
        "Look at the account in Smartcat.",
        _EXIT,
    ),
    "project-missing": Explanation(
        "The project is not there",
        "The configuration names a project that was deleted, belongs to another account, or lives on another server.",
        "Take the id from the address of the project's page, and check `server` (eu, us or ea).",
        _EXIT,
    ),
    "file-empty": Explanation(
        "The platform takes no empty files",
        "A source has no content.",
        "`exclude` it until there is something to translate.",
        _EXIT,
    ),
    "rename-refused": Explanation(
        "The platform cannot rename a file like this",
        "The extension of a document is fixed.",
        "Keep the extension, or delete and add the source in two commits.",
        _EXIT,
    ),
    "import-failed": Explanation(
        "The platform did not take translations in",
        "The import ended with an error, did not end in time, or is not known any more.",
        "Look at the file on the platform, then run again.",
        _EXIT,
    ),
    "import-unverified": Explanation(
        "What was imported could not be looked at",
        "The segments were sent, and reading them back failed.",
        "Run the same again: what arrived is skipped.",
        _EXIT,
    ),
    "export-unfetched": Explanation(
        "The platform's version of a file could not be fetched",
        "Without it nothing can be compared, so nothing was sent.",
        "Run again; look at the file on the platform if it happens again.",
        _EXIT,
    ),
    "nothing-fetched": Explanation(
        "Not one translation could be fetched",
        "Every export failed; the findings say why.",
        "Follow the first of them, and run again.",
        _EXIT,
    ),
}
