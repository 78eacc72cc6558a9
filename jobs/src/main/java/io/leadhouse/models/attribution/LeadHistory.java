package io.leadhouse.models.attribution;

import java.util.List;

/**
 * All that attribution needs of one lead.
 *
 * @param conversions by type and number
 * @param touches by number
 */
record LeadHistory(
    String organizationId, String leadId, List<Conversion> conversions, List<Touch> touches) {}
