"""Cells of an Excel workbook, and as a program: the same for an old .xls file in a process of its own.

The reader makes a full table of every sheet of an .xls at once; a hostile file ends this process and no other:
``python -P old_excel.py FILE BYTES_OF_MEMORY`` writes JSON. Nothing of Django is loaded.
"""

import json
import resource
import sys
from datetime import date, time, timedelta
from typing import Any

import python_calamine

PASSWORD = 3  # exit status
Range = tuple[tuple[int, int], tuple[int, int]]


def sheets_of(path: str) -> list[tuple[str, list[list[Any]], tuple[Range, ...]]]:
    """Name, cells from A1 on and merged ranges of the visible sheets. Raises CalamineError."""
    book = python_calamine.load_workbook(path)
    found = []
    for meta in book.sheets_metadata:
        if meta.visible != python_calamine.SheetVisibleEnum.Visible:
            continue
        if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(meta.name)
        rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
        found.append((meta.name, rows, tuple(sheet.merged_cell_ranges or ())))
    return found


def _to_json(cell: Any) -> Any:
    if isinstance(cell, date):
        return {"date": cell.isoformat()}
    if isinstance(cell, time | timedelta):
        return str(cell)
    return cell


def main(path: str, memory: int) -> int:
    """Write the sheets to standard output; PASSWORD when the file has one."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    try:
        sheets = sheets_of(path)
    except python_calamine.PasswordError:
        return PASSWORD
    json.dump(
        [[name, [[_to_json(cell) for cell in row] for row in rows], merged] for name, rows, merged in sheets],
        sys.stdout,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
