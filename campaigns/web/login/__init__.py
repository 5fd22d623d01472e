"""How people come in and how long they may stay: passwords, a second step, single sign-on, sessions."""
