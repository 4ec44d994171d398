"""The provider's people: users, the roles they hold and the operations centres they work in."""
