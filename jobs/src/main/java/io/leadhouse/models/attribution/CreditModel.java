package io.leadhouse.models.attribution;

import java.util.List;
import java.util.function.Function;

/**
 * A model of attribution that looks at one journey at a time.
 *
 * @param name first part of its columns, {@code <name>_credit} and {@code <name>_amount}
 * @param rule how it shares a conversion among the touches of its journey
 */
record CreditModel(String name, Function<Journey, Shares> rule) {
  /** All models, in the order of the columns. */
  static List<CreditModel> all(TimeDecay timeDecay) {
    return List.of(
        new CreditModel("first", CreditRules::first),
        new CreditModel("last", CreditRules::last),
        new CreditModel("last_non_direct", CreditRules::lastNonDirect),
        new CreditModel("linear", CreditRules::linear),
        new CreditModel("time_decay", timeDecay::shares),
        new CreditModel("u_shaped", CreditRules::uShaped),
        new CreditModel("w_shaped", CreditRules::wShaped),
        new CreditModel("shapley", CreditRules::shapley));
  }
}
