"""The edge before several Asterisks: what Kamailio is told. A centre on one machine has none."""
