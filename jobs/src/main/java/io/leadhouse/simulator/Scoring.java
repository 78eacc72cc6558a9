package io.leadhouse.simulator;

/** The CRM's own lead score, in whole points from 0 to 100: a noisy view of the lead's quality. */
final class Scoring {
  private Scoring() {}

  static int first(World.Source source, double quality, RandomStream random) {
    return points(source, quality, 0, random);
  }

  /**
   * @param progress how far the lead is in the pipeline, 0 to 1
   */
  static int points(World.Source source, double quality, double progress, RandomStream random) {
    double points = 30 + 9 * quality + 12 * source.lift() + 35 * progress + 5 * random.gaussian();
    return (int) StrictMath.rint(Math.max(0, Math.min(100, points)));
  }
}
