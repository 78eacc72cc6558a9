package io.leadhouse.simulator;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Kinds of engagement, with what was engaged with ({@code source_type}). */
enum EngagementType {
  EMAIL_SENT("email"),
  EMAIL_OPENED("email"),
  EMAIL_CLICKED("email"),
  EMAIL_REPLIED("email"),
  SMS_SENT("sms"),
  SMS_REPLIED("sms"),
  FORM_SUBMITTED("form"),
  PAGE_VIEWED("page"),
  CALL_MADE("call"),
  MEETING_SCHEDULED("meeting"),
  PURCHASE_MADE("order"),
  CONTENT_DOWNLOADED("file"),
  SOCIAL_INTERACTION("post"),
  AD_CLICKED("ad"),
  /** What a broken tracker writes. */
  BLANK(" ", "page");

  private static final Set<EngagementType> OUTBOUND =
      EnumSet.of(EMAIL_SENT, SMS_SENT, CALL_MADE, BLANK);

  private final String code;
  private final String sourceType;

  EngagementType(String sourceType) {
    this.code = name().toLowerCase(Locale.ROOT);
    this.sourceType = sourceType;
  }

  EngagementType(String code, String sourceType) {
    this.code = code;
    this.sourceType = sourceType;
  }

  /** Whether the lead did it. */
  boolean isInbound() {
    return !OUTBOUND.contains(this);
  }

  /** As written in the database. */
  String code() {
    return code;
  }

  String sourceType() {
    return sourceType;
  }
}
