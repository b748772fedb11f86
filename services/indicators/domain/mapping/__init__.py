"""How a partner's own table becomes rows of ours."""
