package io.leadhouse.files;

/** A value that its field cannot hold. Says why, in words that follow the field's name. */
final class BadValue extends Exception {
  private static final long serialVersionUID = 1L;

  BadValue(String message) {
    // A file may hold millions of them, and nobody asks where they were thrown.
    super(message, null, false, false);
  }
}
