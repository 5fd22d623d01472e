"""The yardstick: DuckDB's own table of the raw events and its dimensions, read from the generated files.

Dimensions are small tables by number, texts in them enumerations, amounts whole paise: as DuckDB likes it best. The
events stand there twice: in no order, so that a question scans them, and sorted by date, so that days can be skipped.
"""

import hashlib
from pathlib import Path

import duckdb

from bench.generator.world import BASELINES

TABLES = """
CREATE TEMP TABLE files AS SELECT * FROM read_csv('{folder}/tracking.csv', columns = {{
    'date': 'DATE', 'campaign': 'VARCHAR', 'influencer_id': 'VARCHAR', 'product': 'VARCHAR', 'source': 'VARCHAR',
    'orders': 'INTEGER', 'revenue': 'DECIMAL(18, 2)', 'user_id': 'VARCHAR'}}, header = true);
CREATE TEMP TABLE people AS SELECT * FROM read_csv('{folder}/influencers.csv', all_varchar = true, header = true);
CREATE TEMP VIEW named AS SELECT DISTINCT campaign AS name, split_part(campaign, '_', 1) AS brand
    FROM files WHERE campaign IS NOT NULL;
CREATE TYPE brand AS ENUM (SELECT DISTINCT brand FROM named);
CREATE TYPE category AS ENUM (SELECT DISTINCT category FROM people);
CREATE TYPE gender AS ENUM (SELECT DISTINCT gender FROM people);
CREATE TYPE platform AS ENUM (SELECT DISTINCT platform FROM people);
CREATE TABLE campaigns AS SELECT row_number() OVER (ORDER BY name)::INTEGER AS id, name, brand::brand AS brand
    FROM named;
CREATE TABLE influencers AS SELECT row_number() OVER (ORDER BY influencer_id)::INTEGER AS id, influencer_id AS code,
    name, category::category AS category, gender::gender AS gender, platform::platform AS platform FROM people;
CREATE TABLE products AS SELECT row_number() OVER (ORDER BY product)::INTEGER AS id, product AS name
    FROM (SELECT DISTINCT product FROM files);
CREATE TABLE sources AS SELECT row_number() OVER (ORDER BY source)::INTEGER AS id, source AS name,
    source IN ({baselines}) AS is_baseline FROM (SELECT DISTINCT source FROM files);
CREATE TABLE events_by_date AS SELECT f.date, c.id AS campaign, i.id AS influencer, p.id AS product, s.id AS source,
    f.orders, (f.revenue * 100)::BIGINT AS revenue
    FROM files f LEFT JOIN campaigns c ON c.name = f.campaign LEFT JOIN influencers i ON i.code = f.influencer_id
    JOIN products p ON p.name = f.product JOIN sources s ON s.name = f.source ORDER BY f.date;
CREATE TABLE events AS SELECT * FROM events_by_date ORDER BY hash(rowid);
"""


def make_yardstick(folder: Path) -> Path:
    """DuckDB's file beside the generated ones, made unless it is there and newer than they are."""
    version = hashlib.sha256(TABLES.encode()).hexdigest()[:8]
    file, draft = folder / f"yardstick-{version}.duckdb", folder / "yardstick.draft"
    if not file.exists() or file.stat().st_mtime < (folder / "tracking.csv").stat().st_mtime:
        draft.unlink(missing_ok=True)
        with duckdb.connect(draft) as database:
            database.execute(TABLES.format(folder=folder, baselines=", ".join(f"'{name}'" for name in BASELINES)))
        draft.replace(file)
    return file


def open_yardstick(file: Path) -> duckdb.DuckDBPyConnection:
    """For asking; it uses as many threads as it likes."""
    return duckdb.connect(file, read_only=True)
