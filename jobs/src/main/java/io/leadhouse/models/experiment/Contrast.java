package io.leadhouse.models.experiment;

/** One question of a test: does this arm differ from the control on this metric? */
record Contrast(Metric metric, Arm treatment) {}
