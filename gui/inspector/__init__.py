"""The inspector: formulas, numbers and Jacobians of what is selected or under the playhead."""
