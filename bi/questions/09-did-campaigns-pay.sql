-- Question: which campaigns brought more than they cost?
-- Answer: one row per organization and campaign that cost something, dearest first, over the months
--   whose leads all had the horizon to be won. roi is net / spend: 0 is even, -1 is all lost. A
--   campaign of mails alone costs the price of its sends, next to nothing, so read net beside roi.
-- Chart: bars of net by campaign; one organization at a time: currencies differ.
SELECT
    organization.name AS organization,
    campaign.campaign_name AS campaign,
    sum(campaign.leads) AS leads,
    sum(campaign.mature_converted) AS won_within_horizon,
    sum(campaign.spend) AS spend,
    sum(campaign.revenue) AS revenue,
    sum(campaign.net) AS net,
    sum(campaign.net) / sum(campaign.spend) AS roi,
    organization.currency
FROM analytics.campaign_metrics AS campaign
INNER JOIN analytics.organization USING (organization_id)
WHERE campaign.granularity = 'month'
    AND campaign.is_mature
    AND campaign.campaign_id <> 'unknown'
GROUP BY
    organization.organization_id,
    organization.name,
    organization.currency,
    campaign.campaign_id,
    campaign.campaign_name
HAVING sum(campaign.spend) > 0
ORDER BY organization.name, spend DESC, campaign.campaign_id
