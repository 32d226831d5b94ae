-- What PostgreSQL says otherwise than queries.sql.

-- name: ids
SELECT json_array_elements_text(CAST(:ids AS json))

-- name: lock
FOR UPDATE OF work SKIP LOCKED

-- name: lock_subscriber
FOR UPDATE SKIP LOCKED
