package io.leadhouse.cli;

import io.leadhouse.pipeline.FirstLoad;
import io.leadhouse.pipeline.RunReport;
import io.leadhouse.pipeline.StagedRun;
import io.leadhouse.postgres.cdc.CaptureSetup;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;

/** The ingest with which change data capture begins, printed. */
record CdcFirstLoad(CdcContext context, CaptureSetup setup, PrintWriter out) {
  RunReport execute(String run, Instant asOf) throws IOException {
    return new RunExecution(context.config(), context.house(), out)
        .of(
            (session, console) -> {
              StagedRun staged =
                  new StagedRun(context.house(), session, context.config(), Clock.systemUTC(), run);
              return new FirstLoad(staged, setup).execute(asOf, console);
            });
  }
}
