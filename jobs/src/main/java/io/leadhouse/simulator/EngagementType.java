package io.leadhouse.simulator;

import java.util.Locale;

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
  AD_CLICKED("ad");

  private final String code = name().toLowerCase(Locale.ROOT);
  private final String sourceType;

  EngagementType(String sourceType) {
    this.sourceType = sourceType;
  }

  /** As written in the database. */
  String code() {
    return code;
  }

  String sourceType() {
    return sourceType;
  }
}
