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

-- Logins of sources, kept apart from them.

-- name: source_logins
SELECT source_id, origin, name, password FROM source_login ORDER BY source_id

-- name: forget_source_logins
DELETE FROM source_login

-- name: save_source_login
INSERT INTO source_login (source_id, origin, name, password) VALUES (:source_id, :origin, :name, :password)

-- name: readdress_source
UPDATE source SET url = :url, site_url = :site_url WHERE id = :id

-- name: articles_with_at
SELECT {article_columns} FROM article
WHERE id > :after AND (
    original_url LIKE '%//%@%' OR url LIKE '%//%@%' OR amp_url LIKE '%//%@%' OR cdn_amp_url LIKE '%//%@%'
    OR featured_content LIKE '%//%@%' OR images LIKE '%//%@%' OR provider LIKE '%//%@%' OR verdicts LIKE '%//%@%')
ORDER BY id LIMIT :limit

-- name: imported_records_with_at
SELECT article_id, record FROM imported WHERE record LIKE '%//%@%'

-- name: article_columns
id, source_id, original_url, url, amp_url, cdn_amp_url, kind, featured_content, title, excerpt, summary, authors,
language, published_at, modified_at, hint_published_at, found_at, is_partial, provider, images, topics, rubrics,
shop_links, cited, genre, quality, carrier_id, story_id, record_name, secured, verdicts, placed_at

-- name: article_values
:id, :source_id, :original_url, :url, :amp_url, :cdn_amp_url, :kind, :featured_content, :title, :excerpt, :summary, :authors,
:language, :published_at, :modified_at, :hint_published_at, :found_at, :is_partial, :provider, :images, :topics,
:rubrics, :shop_links, :cited, :genre, :quality,
:carrier_id, :story_id, :record_name, :secured, :verdicts, :placed_at

-- name: save_article
INSERT INTO article ({article_columns}, stamp) VALUES ({article_values}, :stamp)
ON CONFLICT (id) DO UPDATE SET
    source_id = excluded.source_id, original_url = excluded.original_url, url = excluded.url, amp_url = excluded.amp_url,
    cdn_amp_url = excluded.cdn_amp_url, kind = excluded.kind, featured_content = excluded.featured_content,
    title = excluded.title, excerpt = excluded.excerpt, summary = excluded.summary, authors = excluded.authors,
    language = excluded.language, published_at = excluded.published_at, modified_at = excluded.modified_at,
    hint_published_at = excluded.hint_published_at, found_at = excluded.found_at, is_partial = excluded.is_partial,
    provider = excluded.provider, images = excluded.images, topics = excluded.topics, rubrics = excluded.rubrics,
    shop_links = excluded.shop_links, cited = excluded.cited, genre = excluded.genre, quality = excluded.quality,
    carrier_id = excluded.carrier_id, story_id = excluded.story_id, record_name = excluded.record_name,
    secured = excluded.secured, verdicts = excluded.verdicts, placed_at = excluded.placed_at, stamp = excluded.stamp

-- Of two sources that name one article, the one with the smaller id has found it, whichever answered first:
-- so that a run that was interrupted ends as one that was not.
-- name: add_article
INSERT INTO article ({article_columns}, stamp) VALUES ({article_values}, :stamp)
ON CONFLICT (id) DO UPDATE SET
    source_id = excluded.source_id, original_url = excluded.original_url, url = excluded.url, kind = excluded.kind,
    featured_content = excluded.featured_content, title = excluded.title, summary = excluded.summary,
    authors = excluded.authors, language = excluded.language, hint_published_at = excluded.hint_published_at,
    found_at = excluded.found_at, provider = excluded.provider, images = excluded.images, verdicts = excluded.verdicts,
    placed_at = excluded.placed_at, stamp = excluded.stamp
WHERE article.verdicts NOT LIKE '%"kind":"reading"%'
AND (article.verdicts = '[]' OR article.verdicts LIKE '[{"kind":"polling",%') AND excluded.source_id < article.source_id

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

-- name: grouped_between
story_id IS NOT NULL AND placed_at >= :since AND placed_at < :until

-- name: newest_grouped
SELECT max(placed_at) AS placed_at FROM article WHERE story_id IS NOT NULL

-- name: stamp_sums
SELECT substr(placed_at, 1, 13) AS hour, count(*) AS number, CAST(sum(stamp) AS BIGINT) AS stamps
FROM article WHERE {grouped_between} GROUP BY substr(placed_at, 1, 13)

-- name: stamps
SELECT id, placed_at, stamp FROM article WHERE {grouped_between}

-- name: articles_by_name
SELECT {article_columns} FROM article
WHERE id = :name OR url = :name OR original_url = :name OR record_name = :name OR record_name = :file_name
ORDER BY placed_at DESC, id DESC LIMIT :limit

-- name: articles_by_title
WITH wanted(pattern) AS ({ids})
SELECT {article_columns} FROM article
WHERE NOT EXISTS (SELECT 1 FROM wanted WHERE lower(title) NOT LIKE pattern ESCAPE '!')
ORDER BY placed_at DESC, id DESC LIMIT :limit

-- name: known_urls
SELECT original_url AS url FROM article WHERE original_url IN ({ids})
UNION SELECT url FROM article WHERE url IN ({ids})

-- name: record_names
SELECT record_name FROM article WHERE record_name IN ({ids})

-- name: lines_columns
article_id, domain, place, title, hashes, sizes, own, left_out

-- name: save_lines
INSERT INTO article_lines ({lines_columns})
VALUES (:article_id, :domain, :place, :title, :hashes, :sizes, :own, :left_out)
ON CONFLICT (article_id) DO UPDATE SET
    domain = excluded.domain, place = excluded.place, title = excluded.title, hashes = excluded.hashes,
    sizes = excluded.sizes, own = excluded.own, left_out = excluded.left_out

-- name: lines_of_outlet
SELECT {lines_columns} FROM article_lines WHERE domain = :domain ORDER BY place, article_id

-- name: forget_lines
DELETE FROM article_lines WHERE domain = :domain AND article_id NOT IN (
    SELECT article_id FROM article_lines WHERE domain = :domain ORDER BY place DESC, article_id DESC LIMIT :kept)

-- name: save_encoding
INSERT INTO article_encoding (article_id, made_of, numbers) VALUES (:article_id, :made_of, :numbers)
ON CONFLICT (article_id) DO UPDATE SET made_of = excluded.made_of, numbers = excluded.numbers

-- name: stamp_article
UPDATE article SET stamp = :stamp WHERE id = :id

-- name: encodings_of_ids
SELECT article_id, made_of, numbers FROM article_encoding WHERE article_id IN ({ids})

-- name: save_story
INSERT INTO story (id, first_at, last_at, size) VALUES (:id, :first_at, :last_at, :size)
ON CONFLICT (id) DO UPDATE SET first_at = excluded.first_at, last_at = excluded.last_at, size = excluded.size

-- name: stories
SELECT id, first_at, last_at, size FROM story WHERE last_at >= :since AND first_at <= :until ORDER BY first_at, id

-- name: story_by_id
SELECT id, first_at, last_at, size FROM story WHERE id = :id

-- What came in with records.

-- name: imported_records
SELECT article_id, record FROM imported WHERE article_id IN ({ids})

-- name: ids_of_record_names
SELECT id, record_name FROM article WHERE record_name IN ({ids})

-- name: save_imported
INSERT INTO imported (article_id, record) VALUES (:article_id, :record)
ON CONFLICT (article_id) DO UPDATE SET record = excluded.record

-- name: imported_ungrouped
SELECT {article_columns} FROM article
WHERE story_id IS NULL AND id > :after AND id IN (SELECT article_id FROM imported) ORDER BY id LIMIT :limit

-- name: ungroup_imported
UPDATE article SET story_id = NULL
WHERE story_id IN ({ids}) AND substr(story_id, 2) <> substr(id, 2) AND id IN (SELECT article_id FROM imported)

-- name: empty_stories
UPDATE story SET size = 0 WHERE id IN ({ids})

-- name: count_stories
INSERT INTO story (id, first_at, last_at, size)
SELECT story_id, min(placed_at), max(placed_at), count(*) FROM article WHERE story_id IN ({ids}) GROUP BY story_id
ON CONFLICT (id) DO UPDATE SET first_at = excluded.first_at, last_at = excluded.last_at, size = excluded.size

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

-- name: schedule_work_patiently
INSERT INTO work (stage, unit, version, state, attempts, due_at, note, changed_at)
VALUES (:stage, :unit, :version, 'due', 0, :due_at, :note, :now)
ON CONFLICT (stage, unit) DO UPDATE SET
    version = excluded.version, state = 'due',
    due_at = CASE WHEN work.state = 'due' AND work.attempts > 0 THEN work.due_at ELSE excluded.due_at END,
    note = CASE WHEN work.state = 'due' AND work.attempts > 0 THEN work.note ELSE excluded.note END,
    attempts = CASE WHEN work.state = 'due' THEN work.attempts ELSE 0 END,
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

-- name: due_units
SELECT unit, due_at FROM work WHERE {due_now} AND (due_at, unit) > (:after_at, :after_unit)
ORDER BY due_at, unit LIMIT :limit

-- name: claim_unit
WITH picked AS MATERIALIZED (SELECT unit FROM work WHERE {due_now} AND unit = :unit {lock})
UPDATE work SET state = 'claimed', claimed_by = :claimed_by, claimed_until = :claimed_until, changed_at = :now
WHERE stage = :stage AND unit IN (SELECT unit FROM picked) RETURNING {work_columns}

-- A failure of a host counts once for each of its units, and no unit counts more of them than there were.
-- name: put_off
UPDATE work SET
    attempts = CASE WHEN attempts < :failures THEN attempts + 1 ELSE attempts END,
    state = CASE WHEN attempts < :failures AND attempts + 1 >= :most THEN 'failed' ELSE 'due' END,
    note = CASE WHEN attempts < :failures AND attempts + 1 >= :most
        THEN 'given up after ' || CAST(attempts + 1 AS TEXT) || ' attempts: ' || CAST(:note AS TEXT)
        ELSE CAST(:note AS TEXT) END,
    due_at = :until, changed_at = :now, claimed_by = NULL, claimed_until = NULL
WHERE stage = :stage AND (state = 'due' OR (state = 'claimed' AND claimed_by = :claimed_by)) AND unit IN ({ids})
RETURNING {work_columns}

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

-- name: let_go
DELETE FROM work WHERE stage = :stage AND state NOT IN ('done', 'skipped') RETURNING unit

-- name: work_again
UPDATE work SET state = 'due', due_at = :now, attempts = 0, note = :note, changed_at = :now
WHERE stage = :stage AND state IN ('done', 'skipped', 'failed', 'quarantined')

-- name: rest_sources
UPDATE work SET state = 'skipped', note = :note, changed_at = :now
WHERE stage = 'poll' AND state = 'due' AND unit NOT IN (SELECT id FROM source WHERE is_active = 1)

-- name: wake_sources
UPDATE work SET state = 'due', due_at = :now, note = :note, changed_at = :now
WHERE stage = 'poll' AND state = 'skipped' AND due_at <= :now AND unit IN (SELECT id FROM source WHERE is_active = 1)

-- What a clock that was ahead has put off: see storage/clock.py.
-- name: set_polls_right
UPDATE work SET due_at = :soon
WHERE stage = 'poll' AND state IN ('due', 'skipped') AND due_at > :latest RETURNING unit

-- name: set_work_right
UPDATE work SET due_at = :now
WHERE stage NOT IN ('poll', 'newsletter') AND state = 'due' AND (due_at > :far OR (due_at > :latest AND changed_at > :now))
RETURNING unit

-- name: set_leases_right
UPDATE work SET claimed_until = :until WHERE state = 'claimed' AND claimed_until > :until RETURNING unit

-- name: set_deliveries_right
UPDATE newsletter_delivery SET due_at = :now WHERE state = 'due' AND due_at > :far RETURNING issue_id

-- name: set_delivery_leases_right
UPDATE newsletter_delivery SET claimed_until = :until WHERE state = 'sending' AND claimed_until > :until RETURNING issue_id

-- name: set_confirmations_right
UPDATE subscriber SET mail_due_at = :now WHERE state = 'pending' AND mail_due_at > :far RETURNING id

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

-- The newsletter: subscribers, their tokens, issues and deliveries.

-- name: subscriber_columns
id, address, state, asked_at, confirmed_at, note

-- name: subscriber_by_address
SELECT {subscriber_columns}, mail_due_at, mailed_at, mails FROM subscriber WHERE address_key = :address_key

-- name: subscriber_by_id
SELECT {subscriber_columns} FROM subscriber WHERE id = :id

-- name: subscribers
SELECT {subscriber_columns} FROM subscriber ORDER BY address_key

-- name: subscriber_counts
SELECT state, count(*) AS number FROM subscriber GROUP BY state

-- name: asked_since
SELECT count(*) AS number FROM subscriber WHERE state = 'pending' AND asked_at > :since

-- name: add_subscriber
INSERT INTO subscriber (id, address, address_key, state, asked_at, mail_due_at, mails, confirmed_at, note)
VALUES (:id, :address, :address_key, :state, :now, :mail_due_at, 0, :confirmed_at, '')
ON CONFLICT (address_key) DO NOTHING

-- name: ask_subscriber_again
UPDATE subscriber SET state = 'pending', asked_at = :now, mail_due_at = :now, note = '' WHERE id = :id

-- One at a time: between the claim and the mail's end it is nobody else's.
-- name: claim_confirmation
WITH picked AS MATERIALIZED (
    SELECT id FROM subscriber WHERE state = 'pending' AND mail_due_at <= :now ORDER BY mail_due_at, id LIMIT 1 {lock_subscriber})
UPDATE subscriber SET mail_due_at = :until WHERE id IN (SELECT id FROM picked) RETURNING {subscriber_columns}

-- name: lock_subscriber
-- SQLite has one writer: nothing to lock.

-- name: confirmation_sent
UPDATE subscriber SET mail_due_at = NULL, mailed_at = :now, mails = mails + 1 WHERE id = :id

-- name: next_confirmation
SELECT min(mail_due_at) AS due_at FROM subscriber WHERE state = 'pending'

-- name: add_token
INSERT INTO subscriber_token (hash, subscriber_id, purpose) VALUES (:hash, :subscriber_id, :purpose)
ON CONFLICT (hash) DO NOTHING

-- name: subscriber_of_token
SELECT {subscriber_columns} FROM subscriber
WHERE id IN (SELECT subscriber_id FROM subscriber_token WHERE hash = :hash AND purpose = :purpose)

-- name: confirm_subscriber
UPDATE subscriber SET state = 'confirmed', confirmed_at = :now, mail_due_at = NULL, note = '' WHERE id = :id

-- name: refuse_subscriber
UPDATE subscriber SET state = 'refused', mail_due_at = NULL, note = :note WHERE id = :id

-- name: delete_subscriber
DELETE FROM subscriber WHERE id = :id

-- name: delete_deliveries_of_subscriber
DELETE FROM newsletter_delivery WHERE subscriber_id = :id

-- name: delete_tokens_of_nobody
DELETE FROM subscriber_token WHERE subscriber_id NOT IN (SELECT id FROM subscriber)

-- name: delete_deliveries_to_nobody
DELETE FROM newsletter_delivery WHERE subscriber_id NOT IN (SELECT id FROM subscriber)

-- name: pending_since_before
SELECT id FROM subscriber WHERE state = 'pending' AND asked_at < :before

-- name: add_left_address
INSERT INTO left_address (hash) VALUES (:hash) ON CONFLICT (hash) DO NOTHING

-- name: add_memo
INSERT INTO memo (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING

-- name: left_address
SELECT hash FROM left_address WHERE hash = :hash

-- name: any_left_address
SELECT hash FROM left_address LIMIT 1

-- name: forget_left_address
DELETE FROM left_address WHERE hash = :hash

-- name: issue_columns
id, title, excerpt, published_at, html, text, url, topics, secured

-- name: add_issue
INSERT INTO newsletter_issue ({issue_columns}, sent)
VALUES (:id, :title, :excerpt, :published_at, :html, :text, :url, :topics, :secured, 0)
ON CONFLICT (id) DO NOTHING RETURNING id

-- name: issues
SELECT {issue_columns} FROM newsletter_issue
WHERE (published_at, id) < (:after_at, :after_id) ORDER BY published_at DESC, id DESC LIMIT :limit

-- name: issue_by_id
SELECT {issue_columns} FROM newsletter_issue WHERE id = :id

-- name: issues_between
SELECT {issue_columns} FROM newsletter_issue WHERE published_at >= :since AND published_at < :until ORDER BY published_at, id

-- name: plan_deliveries
INSERT INTO newsletter_delivery (issue_id, subscriber_id, state, attempts, due_at, note)
SELECT CAST(:issue_id AS TEXT), id, 'due', 0, CAST(:now AS TEXT), '' FROM subscriber WHERE state = 'confirmed'
ON CONFLICT (issue_id, subscriber_id) DO NOTHING

-- name: claim_delivery
WITH picked AS MATERIALIZED (
    SELECT issue_id, subscriber_id FROM newsletter_delivery
    WHERE (state = 'due' AND due_at <= :now) OR (state = 'sending' AND claimed_until <= :now)
    ORDER BY due_at, issue_id, subscriber_id LIMIT 1 {lock_subscriber})
UPDATE newsletter_delivery SET state = 'sending', claimed_by = :claimed_by, claimed_until = :until
WHERE (issue_id, subscriber_id) IN (SELECT issue_id, subscriber_id FROM picked)
RETURNING issue_id, subscriber_id, attempts, due_at

-- name: finish_delivery
UPDATE newsletter_delivery SET state = :state, attempts = :attempts, due_at = :due_at, note = :note,
    claimed_by = NULL, claimed_until = NULL
WHERE issue_id = :issue_id AND subscriber_id = :subscriber_id

-- name: release_deliveries
UPDATE newsletter_delivery SET state = 'due', claimed_by = NULL, claimed_until = NULL
WHERE state = 'sending' AND claimed_by = :claimed_by

-- name: next_delivery
SELECT min(due_at) AS due_at FROM newsletter_delivery WHERE state = 'due'

-- name: waiting_deliveries
SELECT count(*) AS number FROM newsletter_delivery WHERE state <> 'failed'

-- name: latest_issue
SELECT max(published_at) AS due_at FROM newsletter_issue WHERE published_at < :before

-- name: forget_failed_deliveries
DELETE FROM newsletter_delivery WHERE state = 'failed'

-- name: delivery_counts
SELECT state, count(*) AS number FROM newsletter_delivery WHERE issue_id = :issue_id GROUP BY state

-- name: failed_deliveries
SELECT issue_id, subscriber_id, address, newsletter_delivery.state, attempts, due_at, newsletter_delivery.note
FROM newsletter_delivery JOIN subscriber ON subscriber.id = subscriber_id
WHERE newsletter_delivery.state = 'failed' OR attempts > 0
ORDER BY issue_id, address_key LIMIT :limit

-- A mail that went out leaves a number, not a name.
-- name: forget_delivery
DELETE FROM newsletter_delivery WHERE issue_id = :issue_id AND subscriber_id = :subscriber_id RETURNING issue_id

-- name: count_sent
UPDATE newsletter_issue SET sent = sent + 1 WHERE id = :issue_id

-- name: sent_of_issue
SELECT sent FROM newsletter_issue WHERE id = :issue_id

-- name: rest_work
UPDATE work SET state = 'skipped', note = :note, changed_at = :now
WHERE stage = :stage AND unit = :unit AND state = 'due'

-- What editors decided, and where merged stories went.

-- name: decisions
SELECT id, editor, verb, target, was, became, note, decided_at FROM decision ORDER BY id

-- name: last_decision
SELECT id, decided_at FROM decision ORDER BY id DESC LIMIT 1

-- name: append_decision
INSERT INTO decision (id, editor, verb, target, was, became, note, decided_at)
VALUES (:id, :editor, :verb, :target, :was, :became, :note, :decided_at)

-- name: save_redirect
INSERT INTO redirect (id, story_id) VALUES (:id, :story_id) ON CONFLICT (id) DO UPDATE SET story_id = excluded.story_id

-- A story that has articles again stands for itself.
-- name: redirect_of
SELECT story_id FROM redirect WHERE id = :id AND NOT EXISTS (SELECT 1 FROM article WHERE article.story_id = :id)

-- name: emptied_redirects
SELECT id, story_id FROM redirect
WHERE NOT EXISTS (SELECT 1 FROM article WHERE article.story_id = redirect.id) ORDER BY id

-- name: stories_naming
SELECT DISTINCT story_id FROM article WHERE verdicts LIKE :words ESCAPE '!' AND story_id IS NOT NULL

-- Stories as the edition has them, and which have changed since (docs/adr/0008).

-- The number is the story's own: a change that comes while the story is being composed is not lost.
-- name: note_change
INSERT INTO changed_story (story_id, number) VALUES (:id, 1)
ON CONFLICT (story_id) DO UPDATE SET number = changed_story.number + 1

-- name: note_change_of_article
INSERT INTO changed_story (story_id, number) SELECT story_id, 1 FROM article WHERE id = :id AND story_id IS NOT NULL
ON CONFLICT (story_id) DO UPDATE SET number = changed_story.number + 1

-- name: note_change_of_all
INSERT INTO changed_story (story_id, number) SELECT id, 1 FROM story WHERE true
ON CONFLICT (story_id) DO UPDATE SET number = changed_story.number + 1

-- name: changed_stories
SELECT story_id, number FROM changed_story LEFT JOIN story ON story.id = story_id
ORDER BY coalesce(first_at, ''), story_id LIMIT :limit

-- name: forget_change
DELETE FROM changed_story WHERE story_id = :id AND number = :number

-- name: composed_stories
SELECT id, line FROM composed_story WHERE id > :after ORDER BY id LIMIT :limit

-- name: shown_stories
SELECT id, item, card FROM composed_story WHERE id IN ({ids}) AND item IS NOT NULL

-- name: save_composed_story
INSERT INTO composed_story (id, line, item, card) VALUES (:id, :line, :item, :card)
ON CONFLICT (id) DO UPDATE SET line = excluded.line, item = excluded.item, card = excluded.card

-- name: forget_composed_story
DELETE FROM composed_story WHERE id = :id

-- name: name_record
UPDATE article SET record_name = :name WHERE id = :id

-- name: learned_before
SELECT id, editor, learned_at, decisions, judgements, report FROM learned WHERE id < :before ORDER BY id DESC LIMIT 1

-- name: append_learned
INSERT INTO learned (id, editor, learned_at, decisions, judgements, report)
VALUES (:id, :editor, :learned_at, :decisions, :judgements, :report)

-- Rows that do not decode (storage/unreadable.py).

-- name: look_through_article
SELECT {article_columns} FROM article WHERE id > :after ORDER BY id LIMIT :limit

-- name: look_through_source
SELECT {source_columns} FROM source WHERE id > :after ORDER BY id LIMIT :limit

-- name: look_through_story
SELECT id, first_at, last_at, size FROM story WHERE id > :after ORDER BY id LIMIT :limit

-- name: repair_article
UPDATE article SET authors = :authors, cited = :cited, images = :images, provider = :provider, rubrics = :rubrics,
    topics = :topics, verdicts = :verdicts
WHERE id = :id

-- name: set_aside_row
INSERT INTO unreadable_row (kind, id, address, why, content, found_at)
VALUES (:kind, :id, :address, :why, :content, :found_at)
ON CONFLICT (kind, id) DO UPDATE SET
    address = excluded.address, why = excluded.why, content = excluded.content, found_at = excluded.found_at

-- name: forget_unreadable_article
DELETE FROM article WHERE id = :id

-- name: forget_unreadable_source
DELETE FROM source WHERE id = :id

-- name: forget_unreadable_story
DELETE FROM story WHERE id = :id

-- name: quarantine_unit
UPDATE work SET state = 'quarantined', note = :note, changed_at = :now, claimed_by = NULL, claimed_until = NULL
WHERE unit = :unit AND state <> 'done'

-- name: count_unreadable
SELECT count(*) AS number FROM unreadable_row
