package io.leadhouse.engine;

/** Hears of a build's progress, from several threads. */
public interface BuildListener {
  void started(String table);

  void finished(TableResult result);
}
