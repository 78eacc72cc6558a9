package io.leadhouse.pipeline;

import io.leadhouse.engine.BuildListener;
import io.leadhouse.ingest.IngestListener;
import io.leadhouse.publish.PublishResult;

/** Hears of a run's progress, from several threads. */
public interface RunListener extends BuildListener, IngestListener {
  /** What the run is going to do. */
  void planned(int tablesToIngest, int tablesToBuild, int tablesToPublish);

  void published(PublishResult result);
}
