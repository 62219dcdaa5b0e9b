"""
The example of the Files API that comes with the vendor's Python client; it checks what it is answered.

Runs in an environment of its own: python vendors_example.py ORIGIN USER SECRET PROJECT FOLDER
"""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import smartlingApiSdk  # type: ignore[import-not-found]
from smartlingApiSdk.ApiV2 import ApiV2  # type: ignore[import-not-found]
from smartlingApiSdk.HttpClient import HttpClient  # type: ignore[import-not-found]
from smartlingApiSdk.Settings import Settings  # type: ignore[import-not-found]

ORIGIN, USER, SECRET, PROJECT, _ = sys.argv[1:]


def main() -> None:
    Settings.printToLogfile = False
    HttpClient.protocol = "http://"
    ApiV2.hostProd = ApiV2.hostStg = urlsplit(ORIGIN).netloc
    # It takes its credentials from there, as for the vendor's own test service.
    os.environ |= {"SL_USER_IDENTIFIER_STG": USER, "SL_USER_SECRET_STG": SECRET, "SL_PROJECT_ID": PROJECT}
    os.environ |= {"SL_ACCOUNT_UID": "any", "SL_LOCALE": "de-DE"}
    # The one resource that is missing in the package.
    (Path(smartlingApiSdk.__path__[0]) / "resources" / "simple.json").write_text('{"a": "Simple text"}')

    from smartlingApiSdk.example import FilesExample  # type: ignore[import-not-found]

    FilesExample.example()


if __name__ == "__main__":
    main()
