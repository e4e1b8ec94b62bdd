"""Load reports from files, folders and archives: resumable, idempotent by content, bounded."""
