package io.leadhouse.files;

/**
 * A file to import.
 *
 * @param number its place among all that were ever imported of its kind
 */
record NumberedFile(Survey survey, long number) {
  String hash() {
    return survey.scan().hash();
  }
}
