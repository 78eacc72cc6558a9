package io.leadhouse.concurrent;

import java.util.concurrent.ThreadFactory;

/**
 * Threads that do not keep the process from ending.
 *
 * @param name of each of them, for whoever reads a thread dump
 */
public record DaemonThreads(String name) implements ThreadFactory {
  @Override
  public Thread newThread(Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
