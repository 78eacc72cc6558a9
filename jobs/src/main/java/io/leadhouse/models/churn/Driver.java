package io.leadhouse.models.churn;

/**
 * What moves a lead's risk.
 *
 * @param column the column of churn_example
 * @param effect log-odds that it adds to those of the organization's average customer or, for a
 *     lead that is none, prospect; above 0 it makes leaving likelier
 */
record Driver(String column, double effect) {}
