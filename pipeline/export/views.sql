-- What people ask of a run's tables. Each view is made when a connection is opened.

-- One row a task: everything that a tracking sheet shows.
CREATE VIEW tracker AS
WITH bodies AS (
    SELECT
        task_id,
        list(unit ORDER BY char_start) FILTER (role = 'lead') AS leads,
        list(unit ORDER BY char_start) FILTER (role = 'coordinate') AS coordinates,
        list(unit ORDER BY char_start) FILTER (role IN ('report_to', 'via')) AS reports_to,
        list(unit ORDER BY char_start) FILTER (role = 'advised') AS advised,
        bool_or(needs_review) AS doubtful,
        max(corrected_by) AS corrected_by
    FROM responsibilities
    GROUP BY task_id
),
times AS (
    SELECT
        task_id,
        min("start") AS begins,
        -- a time that a person gave has no words in the document
        list(raw ORDER BY char_start) FILTER (kind <> 'recurring' AND raw <> '') AS deadlines,
        list(raw ORDER BY char_start) FILTER (kind = 'recurring' AND raw <> '') AS recurrences,
        list(rrule ORDER BY char_start) FILTER (rrule IS NOT NULL) AS rrules,
        list(condition ORDER BY char_start) FILTER (condition IS NOT NULL) AS conditions,
        bool_or(needs_review) AS doubtful,
        max(corrected_by) AS corrected_by
    FROM time_clauses
    GROUP BY task_id
),
grounds AS (
    SELECT
        task_id,
        list(DISTINCT coalesce(cited_number, cited_name)) AS cited,
        max(corrected_by) AS corrected_by
    FROM citations
    WHERE task_id IS NOT NULL AND coalesce(cited_number, cited_name) IS NOT NULL
    GROUP BY task_id
),
reasons AS (
    SELECT task_id, list(message ORDER BY char_start) AS reasons
    FROM issues
    WHERE task_id IS NOT NULL AND severity <> 'info'
    GROUP BY task_id
)
SELECT
    tasks.task_id,
    tasks.task_key,
    documents.doc_id,
    documents.work_id,
    documents.number AS document_number,
    documents.doc_type_name AS document_type,
    documents.title AS document_title,
    documents.issuer,
    documents.issuer_level,
    documents.issued_date,
    documents.source_path,
    documents.part,
    tasks.ordinal,
    tasks.path,
    tasks.heading_path,
    tasks.text,
    coalesce(bodies.leads, []) AS leads,
    coalesce(bodies.coordinates, []) AS coordinates,
    coalesce(bodies.reports_to, []) AS reports_to,
    coalesce(bodies.advised, []) AS advised,
    times.begins,
    tasks.due,
    coalesce(times.deadlines, []) AS deadlines,
    coalesce(times.recurrences, []) AS recurrences,
    coalesce(times.rrules, []) AS rrules,
    coalesce(times.conditions, []) AS conditions,
    coalesce(tasks.products, []) AS products,
    list_sort(coalesce(grounds.cited, [])) AS cited,
    tasks.page_start AS page,
    tasks.confidence,
    tasks.needs_review
        OR coalesce(bodies.doubtful, false)
        OR coalesce(times.doubtful, false) AS needs_review,
    coalesce(reasons.reasons, []) AS reasons,
    -- who corrected it, or something in it; null where all is as it was read
    coalesce(
        tasks.corrected_by, bodies.corrected_by, times.corrected_by, grounds.corrected_by
    ) AS corrected_by,
    tasks.checked_by
FROM tasks
JOIN documents USING (doc_id)
LEFT JOIN bodies USING (task_id)
LEFT JOIN times USING (task_id)
LEFT JOIN grounds USING (task_id)
LEFT JOIN reasons USING (task_id)
ORDER BY documents.source_path, documents.part, tasks.ordinal;

-- What has a last day, the nearest first.
CREATE VIEW due AS
SELECT
    due,
    leads,
    coordinates,
    text,
    deadlines,
    document_number,
    path,
    task_id,
    task_key,
    corrected_by
FROM tracker
WHERE due IS NOT NULL
ORDER BY due, source_path, part, ordinal;

-- One row for each body that acts in a task.
CREATE VIEW by_unit AS
SELECT
    responsibilities.unit COLLATE vi AS unit,
    responsibilities.unit_id,
    responsibilities.role,
    tracker.due,
    tracker.text,
    tracker.recurrences,
    tracker.document_number,
    tracker.path,
    tracker.task_id,
    tracker.task_key,
    responsibilities.corrected_by
FROM responsibilities
JOIN tracker USING (task_id)
ORDER BY unit, tracker.due NULLS LAST, tracker.source_path, tracker.part, tracker.ordinal;

-- One row for each document that is cited: how often, in how many tasks, whether the run has it.
CREATE VIEW cited AS
SELECT
    coalesce(cited_work_id, cited_type || ' ' || coalesce(cited_number, cited_name)) AS work,
    any_value(cited_type) AS cited_type,
    any_value(coalesce(cited_number, cited_name)) AS cited,
    max(cited_date) AS cited_date,
    any_value(cited_issuer) AS cited_issuer,
    any_value(cited_title) AS cited_title,
    count(*) AS mentions,
    count(DISTINCT doc_id) AS documents,
    count(DISTINCT task_id) AS tasks,
    any_value(cited_doc_id) AS cited_doc_id
FROM citations
WHERE coalesce(cited_number, cited_name) IS NOT NULL
GROUP BY work
ORDER BY mentions DESC, cited;
