"""The sample: two real places to try the product with. Figures are real; targets, roles and petition are invented."""
