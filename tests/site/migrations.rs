//! The way of the tables from one version to the next, on both databases alike.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use harness::TestDatabase;
use repository::{Database, Error};

use harness::Sql;

/// A column: its table, its name, its type as both databases may call it, and whether it may be null.
type Column = (String, String, &'static str, bool);

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn names(backend: &str) -> BTreeSet<String> {
    let entries = std::fs::read_dir(root().join("migrations").join(backend)).unwrap();
    entries.map(|it| it.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn both_databases_have_the_same_migrations_and_each_can_be_undone() {
    let all = names("sqlite");
    assert_eq!(all, names("postgres"));
    assert!(!all.is_empty());
    for (backend, name) in
        ["sqlite", "postgres"].iter().flat_map(|it| all.iter().map(move |name| (it, name)))
    {
        let folder = root().join("migrations").join(backend).join(name);
        for file in ["up.sql", "down.sql"] {
            let text = std::fs::read_to_string(folder.join(file)).unwrap();
            assert!(text.contains(';'), "{backend}/{name}/{file} does something");
        }
    }
}

#[test]
fn down_and_up_again_leads_to_the_same_tables() {
    for database in TestDatabase::both() {
        let db = Database::open(database.url(), 1).unwrap();
        let done = db.migrate().unwrap();
        assert_eq!(done, Vec::from_iter(names("sqlite")));
        let mut raw = Sql::open(&database);
        let before = dump(&mut raw);
        assert!(before.len() > 20, "{before:?}");

        db.revert_migrations().unwrap();
        assert_eq!(dump(&mut raw), Vec::<String>::new(), "nothing is left behind");
        assert!(db.migration_status().unwrap().iter().all(|it| !it.applied));
        assert_eq!(db.migrate().unwrap(), done);
        assert_eq!(dump(&mut raw), before);
        assert_eq!(db.migrate().unwrap(), Vec::<String>::new(), "and then there is nothing to do");
    }
}

/// The definition of everything there is, in order.
fn dump(raw: &mut Sql) -> Vec<String> {
    let query = match raw {
        Sql::Sqlite(_) => {
            "SELECT sql AS t FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' \
             AND name NOT LIKE '\\_\\_diesel%' ESCAPE '\\' ORDER BY type, name"
        }
        Sql::Postgres(_) => {
            "SELECT t FROM (
                SELECT concat_ws(' ', table_name, ordinal_position, column_name, data_type, is_nullable, column_default)
                    AS t FROM information_schema.columns
                    WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_diesel%'
                UNION ALL SELECT indexdef FROM pg_indexes
                    WHERE schemaname = 'public' AND tablename NOT LIKE '\\_\\_diesel%'
                UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid))
                    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
                    AND conrelid::regclass::text NOT LIKE '%diesel%'
                UNION ALL SELECT sequencename::text FROM pg_sequences WHERE schemaname = 'public'
            ) it ORDER BY t"
        }
    };
    raw.texts(query)
}

#[test]
fn several_that_start_at_once_migrate_once() {
    for database in TestDatabase::both() {
        let starts: Vec<_> = (0..6)
            .map(|_| {
                let url = database.url().to_owned();
                std::thread::spawn(move || Database::open(&url, 1).unwrap().migrate().unwrap())
            })
            .collect();
        let done: Vec<String> = starts.into_iter().flat_map(|it| it.join().unwrap()).collect();
        assert_eq!(done, Vec::from_iter(names("sqlite")), "{}", database.url());
    }
}

#[test]
fn a_database_of_a_newer_version_is_left_alone() {
    for database in TestDatabase::both() {
        let db = Database::open(database.url(), 1).unwrap();
        db.migrate().unwrap();
        let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231000001')";
        Sql::open(&database).must(newer);
        let refused = [db.migrate().map(drop), db.migration_status().map(drop)];
        for why in refused.map(Result::unwrap_err) {
            assert!(matches!(&why, Error::Newer(version) if version == "29991231000001"), "{why}");
        }
    }
}

#[test]
fn a_migration_that_fails_leaves_nothing_half_done() {
    for database in TestDatabase::both() {
        // In the way of one of the last tables.
        Sql::open(&database).must("CREATE TABLE follows (x INTEGER)");
        let db = Database::open(database.url(), 1).unwrap();
        assert!(matches!(db.migrate().unwrap_err(), Error::Migration(_)));
        let mut raw = Sql::open(&database);
        assert!(raw.run("SELECT * FROM users").is_err(), "the first table is not there");
        raw.must("DROP TABLE follows");
        assert_eq!(db.migrate().unwrap().len(), names("sqlite").len());
    }
}

/// The tables and columns of `schema.rs`.
fn schema() -> BTreeSet<Column> {
    let text = std::fs::read_to_string(root().join("crates/repository/src/schema.rs")).unwrap();
    let mut columns = BTreeSet::new();
    for table in text.split("table! {").skip(1) {
        let (head, rest) = table.split_once('{').unwrap();
        let name = head.trim().split(' ').next().unwrap();
        for column in rest.split_once('}').unwrap().0.split(',').map(str::trim) {
            let Some((column, kind)) = column.split_once(" -> ") else { continue };
            let inner = kind.strip_prefix("Nullable<").and_then(|it| it.strip_suffix('>'));
            let kind = match inner.unwrap_or(kind) {
                "BigInt" => "bigint",
                "Integer" => "integer",
                "Text" => "text",
                "Bool" => "boolean",
                other => panic!("{name}.{column}: say what {other} is in both databases"),
            };
            columns.insert((name.to_owned(), column.to_owned(), kind, inner.is_some()));
        }
    }
    columns
}

#[test]
fn the_schema_in_the_source_is_the_one_in_both_databases() {
    let wanted = schema();
    assert!(wanted.len() > 50, "{wanted:?}");
    for database in TestDatabase::both() {
        Database::open(database.url(), 1).unwrap().migrate().unwrap();
        let mut raw = Sql::open(&database);
        for (table, column, ..) in &wanted {
            raw.must(&format!("SELECT {column} FROM {table} LIMIT 0"));
        }
        let query = match raw {
            Sql::Sqlite(_) => {
                "SELECT m.name || ' ' || c.name || ' ' || lower(c.type) || ' ' || (c.\"notnull\" = 0) AS t \
                 FROM sqlite_master m JOIN pragma_table_info(m.name) c \
                 WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'fts\\_%' ESCAPE '\\' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\'"
            }
            Sql::Postgres(_) => {
                "SELECT concat_ws(' ', table_name, column_name, data_type, (is_nullable = 'YES')::int) AS t \
                 FROM information_schema.columns \
                 WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%'"
            }
        };
        let found: BTreeMap<_, _> = raw.texts(query).iter().map(|line| column(line)).collect();
        let wanted: BTreeMap<_, _> = wanted
            .iter()
            .map(|(table, column, kind, null)| {
                // SQLite has one kind of whole number.
                let kind = if database.is_postgres() || *kind == "text" { kind } else { "integer" };
                ((table.clone(), column.clone()), (kind.to_owned(), *null))
            })
            .collect();
        assert_eq!(found, wanted, "{}", database.url());
    }
}

fn column(line: &str) -> ((String, String), (String, bool)) {
    let words: Vec<&str> = line.split(' ').collect();
    ((words[0].to_owned(), words[1].to_owned()), (words[2].to_owned(), words[3] == "1"))
}
