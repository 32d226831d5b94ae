-- Every statement of the store, by name. {name} stands for the statement of that name.

-- name: source_columns
id, url, title, site_url, language, is_active, etag, last_modified, added_at

-- name: active_sources
SELECT {source_columns} FROM source WHERE is_active = 1 ORDER BY id

-- name: all_sources
SELECT {source_columns} FROM source ORDER BY id

-- name: source_by_id
SELECT {source_columns} FROM source WHERE id = :id

-- name: save_source
INSERT INTO source ({source_columns})
VALUES (:id, :url, :title, :site_url, :language, :is_active, :etag, :last_modified, :added_at)
ON CONFLICT (id) DO UPDATE SET
    title = excluded.title, site_url = excluded.site_url, language = excluded.language, is_active = excluded.is_active,
    etag = excluded.etag, last_modified = excluded.last_modified

-- name: article_columns
id, source_id, original_url, url, amp_url, cdn_amp_url, kind, featured_content, title, excerpt, summary, authors,
language, published_at, modified_at, hint_published_at, found_at, is_partial, provider, images, topics, quality,
carrier_id, story_id, record_name, verdicts, placed_at

-- name: article_values
:id, :source_id, :original_url, :url, :amp_url, :cdn_amp_url, :kind, :featured_content, :title, :excerpt, :summary, :authors,
:language, :published_at, :modified_at, :hint_published_at, :found_at, :is_partial, :provider, :images, :topics, :quality,
:carrier_id, :story_id, :record_name, :verdicts, :placed_at

-- name: save_article
INSERT INTO article ({article_columns}) VALUES ({article_values})
ON CONFLICT (id) DO UPDATE SET
    source_id = excluded.source_id, original_url = excluded.original_url, url = excluded.url, amp_url = excluded.amp_url,
    cdn_amp_url = excluded.cdn_amp_url, kind = excluded.kind, featured_content = excluded.featured_content,
    title = excluded.title, excerpt = excluded.excerpt, summary = excluded.summary, authors = excluded.authors,
    language = excluded.language, published_at = excluded.published_at, modified_at = excluded.modified_at,
    hint_published_at = excluded.hint_published_at, found_at = excluded.found_at, is_partial = excluded.is_partial,
    provider = excluded.provider, images = excluded.images, topics = excluded.topics, quality = excluded.quality,
    carrier_id = excluded.carrier_id, story_id = excluded.story_id, record_name = excluded.record_name,
    verdicts = excluded.verdicts, placed_at = excluded.placed_at

-- Of two sources that name one article, the one with the smaller id has found it, whichever answered first:
-- so that a run that was interrupted ends as one that was not.
-- name: add_article
INSERT INTO article ({article_columns}) VALUES ({article_values})
ON CONFLICT (id) DO UPDATE SET
    source_id = excluded.source_id, original_url = excluded.original_url, url = excluded.url, kind = excluded.kind,
    featured_content = excluded.featured_content, title = excluded.title, summary = excluded.summary,
    authors = excluded.authors, language = excluded.language, hint_published_at = excluded.hint_published_at,
    found_at = excluded.found_at, provider = excluded.provider, images = excluded.images, placed_at = excluded.placed_at
WHERE article.verdicts = '[]' AND excluded.source_id < article.source_id

-- name: save_text
INSERT INTO article_text (article_id, text) VALUES (:article_id, :text)
ON CONFLICT (article_id) DO UPDATE SET text = excluded.text

-- name: texts_of_ids
SELECT article_id, text FROM article_text WHERE article_id IN ({ids})

-- name: ids
SELECT value FROM json_each(:ids)

-- name: article_conditions
placed_at >= :since AND placed_at <= :until AND (placed_at, id) < (:after_at, :after_id)
AND (CASE WHEN story_id IS NULL THEN 0 ELSE 1 END) IN (:grouped_least, :grouped_most)
AND (:topic = '' OR topics LIKE :topic ESCAPE '!')
ORDER BY placed_at DESC, id DESC LIMIT :limit

-- name: articles
SELECT {article_columns} FROM article WHERE {article_conditions}

-- name: articles_of_ids
SELECT {article_columns} FROM article WHERE id IN ({ids}) AND {article_conditions}

-- name: articles_of_stories
SELECT {article_columns} FROM article WHERE story_id IN ({ids}) AND {article_conditions}

-- name: articles_by_name
SELECT {article_columns} FROM article
WHERE id = :name OR url = :name OR original_url = :name OR record_name = :name OR record_name = :file_name
ORDER BY placed_at DESC, id DESC LIMIT :limit

-- name: articles_by_title
SELECT {article_columns} FROM article WHERE lower(title) LIKE lower(:title) ESCAPE '!'
ORDER BY placed_at DESC, id DESC LIMIT :limit

-- name: known_urls
SELECT original_url AS url FROM article WHERE original_url IN ({ids})
UNION SELECT url FROM article WHERE url IN ({ids})

-- name: record_names
SELECT record_name FROM article WHERE record_name IN ({ids})

-- name: save_story
INSERT INTO story (id, first_at, last_at, size) VALUES (:id, :first_at, :last_at, :size)
ON CONFLICT (id) DO UPDATE SET first_at = excluded.first_at, last_at = excluded.last_at, size = excluded.size

-- name: stories
SELECT id, first_at, last_at, size FROM story WHERE last_at >= :since AND first_at <= :until ORDER BY first_at, id

-- name: story_by_id
SELECT id, first_at, last_at, size FROM story WHERE id = :id

-- name: memo
SELECT value FROM memo WHERE name = :name

-- name: save_memo
INSERT INTO memo (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value

-- name: counts
SELECT (SELECT count(*) FROM source WHERE is_active = 1) AS sources,
       (SELECT count(*) FROM article) AS articles,
       (SELECT count(*) FROM article WHERE story_id IS NOT NULL) AS grouped,
       (SELECT count(*) FROM story) AS stories

-- name: work_columns
stage, unit, version, state, attempts, due_at, note, changed_at

-- name: schedule_work
INSERT INTO work (stage, unit, version, state, attempts, due_at, note, changed_at)
VALUES (:stage, :unit, :version, 'due', 0, :due_at, :note, :now)
ON CONFLICT (stage, unit) DO UPDATE SET
    version = excluded.version, state = 'due', attempts = 0, due_at = excluded.due_at, note = excluded.note,
    changed_at = excluded.changed_at, claimed_by = NULL, claimed_until = NULL

-- name: schedule_new_sources
INSERT INTO work (stage, unit, version, state, attempts, due_at, note, changed_at)
SELECT 'poll', id, 0, 'due', 0, CAST(:now AS TEXT), CAST(:note AS TEXT), CAST(:now AS TEXT) FROM source WHERE is_active = 1
ON CONFLICT (stage, unit) DO NOTHING

-- name: due_now
stage = :stage AND ((state = 'due' AND due_at <= :now) OR (state = 'claimed' AND claimed_until <= :now))

-- Picked in a CTE of its own: as a plain subquery PostgreSQL may run it more than once and claim over the limit.
-- name: claim_work
WITH picked AS MATERIALIZED (SELECT unit FROM work WHERE {due_now} ORDER BY due_at, unit LIMIT :limit {lock})
UPDATE work SET state = 'claimed', claimed_by = :claimed_by, claimed_until = :claimed_until, changed_at = :now
WHERE stage = :stage AND unit IN (SELECT unit FROM picked) RETURNING {work_columns}

-- name: claim_articles_in_order
WITH picked AS MATERIALIZED (
    SELECT unit FROM work JOIN article ON article.id = work.unit
    WHERE {due_now} ORDER BY placed_at, article.id LIMIT :limit {lock})
UPDATE work SET state = 'claimed', claimed_by = :claimed_by, claimed_until = :claimed_until, changed_at = :now
WHERE stage = :stage AND unit IN (SELECT unit FROM picked) RETURNING {work_columns}

-- name: lock
-- SQLite has one writer: nothing to lock.

-- name: finish_work
UPDATE work SET state = :state, version = :version, attempts = :attempts, due_at = :due_at, note = :note, changed_at = :now,
    claimed_by = NULL, claimed_until = NULL
WHERE stage = :stage AND unit = :unit AND claimed_by = :claimed_by

-- name: release_work
UPDATE work SET state = 'due', claimed_by = NULL, claimed_until = NULL
WHERE state = 'claimed' AND claimed_by = :claimed_by

-- name: raise_version
UPDATE work SET state = 'due', version = :version, due_at = :now, attempts = 0, note = :note, changed_at = :now
WHERE stage = :stage AND version < :version AND state IN ('done', 'skipped', 'failed', 'quarantined')

-- name: work_again
UPDATE work SET state = 'due', due_at = :now, attempts = 0, note = :note, changed_at = :now
WHERE stage = :stage AND state IN ('done', 'skipped', 'failed', 'quarantined')

-- name: rest_sources
UPDATE work SET state = 'skipped', note = :note, changed_at = :now
WHERE stage = 'poll' AND state = 'due' AND unit NOT IN (SELECT id FROM source WHERE is_active = 1)

-- name: wake_sources
UPDATE work SET state = 'due', due_at = :now, note = :note, changed_at = :now
WHERE stage = 'poll' AND state = 'skipped' AND due_at <= :now AND unit IN (SELECT id FROM source WHERE is_active = 1)

-- name: due_counts
SELECT stage, count(*) AS number FROM work
WHERE (state = 'due' AND due_at <= :now) OR (state = 'claimed' AND claimed_until <= :now) GROUP BY stage

-- name: next_due
SELECT min(due_at) AS due_at FROM work WHERE state = 'due'

-- name: work_of_unit
SELECT {work_columns} FROM work WHERE unit = :unit ORDER BY changed_at

-- name: troubled_work
SELECT {work_columns} FROM work WHERE state IN ('failed', 'quarantined') OR (state = 'due' AND attempts > 0)
ORDER BY changed_at DESC LIMIT :limit
