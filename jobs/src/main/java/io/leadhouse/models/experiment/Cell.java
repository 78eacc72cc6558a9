package io.leadhouse.models.experiment;

/** One arm on one metric. */
record Cell(String metric, String variant) {}
