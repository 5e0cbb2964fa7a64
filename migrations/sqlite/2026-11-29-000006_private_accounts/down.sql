DROP INDEX users_private;
