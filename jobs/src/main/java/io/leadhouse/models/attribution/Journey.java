package io.leadhouse.models.attribution;

import java.util.List;
import java.util.OptionalInt;

/**
 * The touches that led to one conversion. Never empty: where nothing did, it is {@link Touch#NONE}.
 *
 * @param touches in the order of their time
 * @param opportunityTouch place among touches of the last one at or before the lead's first entry
 *     into the opportunity milestone; empty when the entry came after the conversion or not at all,
 *     and when that touch is not among these
 * @param isTruncated whether there were earlier touches that the lookback cut off
 */
record Journey(List<Touch> touches, OptionalInt opportunityTouch, boolean isTruncated) {
  int length() {
    return touches.size();
  }
}
