package io.leadhouse.models.churn;

import java.util.List;

/**
 * A lead's risk.
 *
 * @param probability chance that it churns
 * @param drivers what moves it, the strongest first
 */
record Scored(double probability, List<Driver> drivers) {}
