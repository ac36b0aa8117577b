"""Statements that read files."""

from sqlalchemy import select

from app.core.data.statements import as_json, read_by_id
from app.core.data.visibility import JointStatement
from app.files.models import File
from app.files.visibility import ATTACHED, visible_file

_FILE = (File.id, File.name, File.media_type, File.size_bytes, File.sha256, File.created_at)

#: What was uploaded just now.
UPLOADED = read_by_id(select(*_FILE), File)
FILE = JointStatement(ATTACHED, lambda seen: as_json(visible_file(*_FILE, seen=seen)))
CONTENT = JointStatement(
    ATTACHED,
    lambda seen: visible_file(File.name, File.media_type, File.storage_key, File.sha256, seen=seen),
)
