package io.leadhouse.simulator;

import java.time.Instant;

/**
 * What a lead is from the start.
 *
 * @param number of the lead in its organization
 * @param source where it really came from
 * @param recordedSource what the CRM knows of it: the source's name, blank or null
 * @param campaignId 0: none
 * @param ownerId 0: nobody yet
 * @param value null: not known yet
 * @param score −1: none yet
 * @param quality how willing the lead is to buy, standard normal; no column holds it
 */
record LeadProfile(
    long id,
    int number,
    Instant createdAt,
    Person person,
    World.Source source,
    String recordedSource,
    long campaignId,
    long ownerId,
    Fact.DealValue value,
    int score,
    double quality) {}
