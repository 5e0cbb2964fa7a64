-- Ranked walls leave private accounts out: they are listed here, and nobody else is looked at.
CREATE INDEX users_private ON users (id) WHERE private_since IS NOT NULL;
