DROP TABLE view_counts;
