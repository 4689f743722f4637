"""Read an old .xls file in a process of its own: ``python -m pupils.imports.old_excel FILE BYTES`` writes JSON.

The format's reader makes the full table of every sheet at once; a hostile file ends this process and no other.
"""

import json
import resource
import sys
from pathlib import Path


def main(path: str, memory: int) -> int:
    """Write the visible sheets to standard output; 3 for a password, 1 for what cannot be read."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    from pupils.imports.reading import refusal, to_json, workbook_sheets
    from schooladmin.core.errors import Refusal

    try:
        sheets = workbook_sheets(Path(path))
    except Refusal as refused:
        return 3 if refused.code == refusal("import-password").code else 1
    content = [
        {"name": sheet.name, "rows": [[to_json(cell) for cell in row] for row in sheet.rows], "merged": sheet.merged}
        for sheet in sheets
    ]
    json.dump(content, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
