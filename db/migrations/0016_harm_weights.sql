-- Some kinds of incident do more harm than others: the command may say how much, and colours are ranked by it.

CREATE TABLE harm_weight (
  category_group text PRIMARY KEY CHECK (category_group <> ''),
  weight real NOT NULL CHECK (weight >= 0 AND weight <= 1000)
);
COMMENT ON TABLE harm_weight IS 'How much an incident of a group counts when squares are ranked; groups without a row count 1.';
COMMENT ON COLUMN harm_weight.category_group IS 'Category group.';
COMMENT ON COLUMN harm_weight.weight IS 'Against 1 for an ordinary incident; 0 leaves the group out of the ranking.';
CALL beatline_protect_common('harm_weight');
