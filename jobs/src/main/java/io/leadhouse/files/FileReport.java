package io.leadhouse.files;

import java.util.List;

/**
 * What a file holds.
 *
 * @param file its name, as it may stand in a line of text
 * @param encoding found or stated
 * @param rows all that were read; those that are not rejected land
 * @param firstReasons why the first rejected rows are, each with its line
 * @param unusedColumns those that the mapping leaves out
 */
public record FileReport(
    String file,
    String kind,
    String mapping,
    String encoding,
    String delimiter,
    long rows,
    long rejected,
    List<String> firstReasons,
    List<String> unusedColumns) {}
