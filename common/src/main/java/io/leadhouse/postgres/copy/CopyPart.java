package io.leadhouse.postgres.copy;

import org.apache.spark.sql.connector.read.InputPartition;

/** What one task reads: a query. */
record CopyPart(String query) implements InputPartition {}
