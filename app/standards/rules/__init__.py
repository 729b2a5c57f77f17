"""Pure rules of standards: nothing here reads or writes."""
