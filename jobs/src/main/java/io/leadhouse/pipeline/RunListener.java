package io.leadhouse.pipeline;

import io.leadhouse.engine.BuildListener;
import io.leadhouse.ingest.IngestedTable;
import io.leadhouse.publish.PublishResult;

/** Hears of a run's progress, from several threads. */
public interface RunListener extends BuildListener {
  /** What the run is going to do. */
  void planned(int tablesToIngest, int tablesToBuild, int tablesToPublish);

  void ingested(IngestedTable table);

  void published(PublishResult result);
}
