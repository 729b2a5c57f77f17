"""Rules of the exchange of files. Pure: no database, no clock."""
