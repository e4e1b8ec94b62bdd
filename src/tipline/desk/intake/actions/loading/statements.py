"""Hold the statements of a bulk load: the tables of the session, and the moves from there."""

from __future__ import annotations

STAGES = (
    """CREATE TEMPORARY TABLE IF NOT EXISTS loading_report (
        report_id bigint, content_sha256 bytea, sender_name text, batched boolean,
        urgent boolean, has_errors boolean, findings text, raw bytea, sha256 bytea,
        path text, path_sha256 bytea) ON COMMIT DELETE ROWS""",
    """CREATE TEMPORARY TABLE IF NOT EXISTS loading_document (
        report_id bigint, number integer, kind text, file_id text, raw bytea, sha256 bytea)
        ON COMMIT DELETE ROWS""",
    """CREATE TEMPORARY TABLE IF NOT EXISTS loading_file (
        report_id bigint, file_id text, number integer, name text, md5 text, sha256 text,
        size bigint) ON COMMIT DELETE ROWS""",
)

REPORT_TYPES = (
    *("int8", "bytea", "text", "bool", "bool", "bool"),
    *("text", "bytea", "bytea", "text", "bytea"),
)
DOCUMENT_TYPES = ("int8", "int4", "text", "text", "bytea", "bytea")
FILE_TYPES = ("int8", "text", "int4", "text", "text", "text", "int8")

EMPTY_STAGES = "TRUNCATE loading_report, loading_document, loading_file"

MOVE = """
WITH kept AS (
    INSERT INTO intake_report (report_id, agency_id, sender_name, environment, source, state,
        schema_version, batched, urgent, opened_at, modified_at, received_at, content_sha256,
        findings, has_errors)
    SELECT report_id, %(agency_id)s, sender_name, %(environment)s, 'load', 'finished',
        %(schema_version)s, batched, urgent, %(now)s, %(now)s, %(now)s, content_sha256,
        findings::jsonb, has_errors
    FROM loading_report
    ON CONFLICT DO NOTHING
    RETURNING report_id, urgent
), reports AS (
    INSERT INTO intake_document (report_id, agency_id, number, kind, raw, sha256, received_at)
    SELECT report_id, %(agency_id)s, 0, 'report', raw, sha256, %(now)s
    FROM loading_report JOIN kept USING (report_id)
), documents AS (
    INSERT INTO intake_document (report_id, agency_id, number, kind, file_id, raw, sha256,
        received_at)
    SELECT report_id, %(agency_id)s, number, kind, file_id, raw, sha256, %(now)s
    FROM loading_document JOIN kept USING (report_id)
), files AS (
    INSERT INTO intake_reportfile (report_id, agency_id, file_id, number, name, md5, sha256,
        size, vault_key, received_at)
    SELECT report_id, %(agency_id)s, file_id, number, name, md5, sha256, size, sha256, %(now)s
    FROM loading_file JOIN kept USING (report_id)
), paths AS (
    INSERT INTO intake_loadedfrom (report_id, agency_id, path_sha256, path, loaded_at)
    SELECT report_id, %(agency_id)s, path_sha256, path, %(now)s
    FROM loading_report JOIN kept USING (report_id)
), waiting AS (
    INSERT INTO intake_waiting (report_id, agency_id, since, urgent)
    SELECT report_id, %(agency_id)s, %(now)s, urgent FROM kept
    WHERE %(environment)s = 'production'
)
SELECT report_id FROM kept
"""

KNOWN = """
SELECT content_sha256, report_id FROM intake_report
WHERE agency_id = %(agency_id)s AND environment = %(environment)s AND source = 'load'
    AND content_sha256 = ANY(%(digests)s)
UNION ALL
SELECT content_sha256, report_id FROM intake_report
WHERE agency_id = %(agency_id)s AND environment = %(environment)s AND source = 'wire'
    AND state = 'finished' AND duplicate_of IS NULL AND content_sha256 = ANY(%(digests)s)
"""

ADD_PATHS = """
INSERT INTO intake_loadedfrom (report_id, agency_id, path_sha256, path, loaded_at)
SELECT report_id, %s, path_sha256, path, %s
FROM unnest(%s::bigint[], %s::bytea[], %s::text[]) AS met (report_id, path_sha256, path)
ON CONFLICT DO NOTHING
"""

REFUSE = """
INSERT INTO intake_refusal (agency_id, path, path_sha256, sha256, reason, raw, vault_key,
    environment, sender_name, refused_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING RETURNING id
"""
