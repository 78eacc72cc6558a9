package io.leadhouse.models.churn;

import java.io.Serializable;

/** Turns what is known of a lead into its risk. */
interface Scorer extends Serializable {
  /** How the published tables name it. */
  String name();

  Scored score(Example example);

  /** The chance before calibration: close for leads that are alike, and seldom equal. */
  double uncalibrated(Example example);
}
