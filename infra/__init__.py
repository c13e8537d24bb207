"""基础设施 infra — how Linli touches the world: the record, PostgreSQL, settings, console."""
