-- A hundred thousand rows, an index, changes, a join, and is it all still whole?
-- More cache than there are frames: the page file has its part in it.
PRAGMA cache_size = -16000;
PRAGMA temp_store = memory;
CREATE TABLE item(id INTEGER PRIMARY KEY, name TEXT NOT NULL, price INTEGER, kind INTEGER);
CREATE TABLE kind(id INTEGER PRIMARY KEY, name TEXT);
BEGIN;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
INSERT INTO item SELECT i, printf('item %06d', i * 7919 % 100003), i * 31 % 9973, i % 7 FROM n;
INSERT INTO kind VALUES (0, 'apple'), (1, 'pear'), (2, 'plum'), (3, 'fig'), (4, 'kiwi'), (5, 'lime'), (6, 'date');
COMMIT;
SELECT count(*), sum(price), min(name), max(name) FROM item;
CREATE INDEX item_name ON item(name);
SELECT id, price FROM item WHERE name = 'item 054321';
SELECT kind.name, count(*), avg(price) FROM item JOIN kind ON kind.id = item.kind GROUP BY kind.id ORDER BY 1;
UPDATE item SET price = price + 1 WHERE kind = 3;
DELETE FROM item WHERE id % 10 = 0;
SELECT count(*), sum(price) FROM item;
BEGIN;
DELETE FROM item;
ROLLBACK;
SELECT name, price FROM item ORDER BY price DESC, name LIMIT 3;
SELECT group_concat(name, ' ') FROM (SELECT name FROM item WHERE name LIKE '%777%' ORDER BY name LIMIT 5);
PRAGMA integrity_check;
VACUUM;
PRAGMA integrity_check;
PRAGMA page_count;
