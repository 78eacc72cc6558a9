package io.leadhouse.model;

import java.util.List;

/**
 * A layer of the house.
 *
 * @param name also the folder under sql/, and the folder of its tables in the warehouse
 * @param reads the layers whose tables its queries may name
 */
public record Layer(String name, List<String> reads, String meaning) {}
