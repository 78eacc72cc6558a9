package io.leadhouse.models.attribution;

import io.leadhouse.model.ModelInputs;
import java.io.Serializable;

/** What the warehouse's parameters say of attribution. */
record AttributionSettings(Lookback lookback, TimeDecay timeDecay) implements Serializable {
  static AttributionSettings of(ModelInputs inputs) {
    return new AttributionSettings(
        new Lookback(inputs.parameter("attribution_lookback_days", Integer.class)),
        new TimeDecay(inputs.parameter("attribution_half_life_days", Integer.class)));
  }
}
