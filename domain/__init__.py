"""领域 — the rules of the neighbourhood: pure, without I/O, clock or chance."""
