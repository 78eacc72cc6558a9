package io.leadhouse.models.timing;

import io.leadhouse.statistics.Percentiles;
import java.util.OptionalLong;

/** How long a stage takes, as one window sees it. Sums are exact, in seconds. */
record StageTimes(
    long closedVisits,
    long secondsSum,
    Percentiles seconds,
    long businessSecondsSum,
    Percentiles businessSeconds,
    OptionalLong kaplanMeierMedianSeconds,
    long openVisits,
    long openSecondsSum,
    OptionalLong oldestOpenSeconds,
    long enteredVisits,
    long reEnteredVisits) {}
