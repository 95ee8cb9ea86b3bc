"""Files of forms and standards as programs make them, as small as they can be."""

from io import BytesIO
from zipfile import ZipFile

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def docx(*more: str) -> bytes:
    """A document of Word; `more`: further files in it."""
    return _archive("[Content_Types].xml", "word/document.xml", *more)


def odt(named: str = "application/vnd.oasis.opendocument.text") -> bytes:
    """A document of LibreOffice, which says that it is `named`."""
    return _archive("content.xml", mimetype=named)


def _archive(*names: str, **contents: str) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
        for name, content in contents.items():
            archive.writestr(name, content)
    return file.getvalue()
