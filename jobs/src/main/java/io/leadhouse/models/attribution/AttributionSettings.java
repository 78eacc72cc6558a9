package io.leadhouse.models.attribution;

import io.leadhouse.model.ModelInputs;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the warehouse's parameters say of attribution.
 *
 * @param currencyDigits decimal places of the minor unit of the currencies that have not two
 */
record AttributionSettings(
    Lookback lookback, TimeDecay timeDecay, TreeMap<String, Integer> currencyDigits)
    implements Serializable {

  private static final int USUAL_DIGITS = 2;

  static AttributionSettings of(ModelInputs inputs) {
    TreeMap<String, Integer> digits = new TreeMap<>();
    Map<?, ?> named = inputs.parameter("currency_digits", Map.class);
    named.forEach((currency, count) -> digits.put((String) currency, (Integer) count));
    return new AttributionSettings(
        new Lookback(inputs.parameter("attribution_lookback_days", Integer.class)),
        new TimeDecay(inputs.parameter("attribution_half_life_days", Integer.class)),
        digits);
  }

  /** Decimal places of a currency's minor unit (ISO 4217). */
  int digits(String currency) {
    return currencyDigits.getOrDefault(currency, USUAL_DIGITS);
  }
}
