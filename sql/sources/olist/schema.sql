-- The Olist marketing funnel as it is published: two CSV files, one table each, columns in the
-- order of the files. Load with COPY olist.<table> FROM STDIN (FORMAT csv, HEADER).
CREATE SCHEMA IF NOT EXISTS olist;

-- One row per marketing-qualified lead.
CREATE TABLE olist.marketing_qualified_leads (
    mql_id text PRIMARY KEY,
    first_contact_date date NOT NULL,
    landing_page_id text,
    origin text
);

-- One row per deal that was won. Times carry no zone.
CREATE TABLE olist.closed_deals (
    mql_id text PRIMARY KEY,
    seller_id text,
    sdr_id text,
    sr_id text,
    won_date timestamp,
    business_segment text,
    lead_type text,
    lead_behaviour_profile text,
    has_company boolean,
    has_gtin boolean,
    average_stock text,
    business_type text,
    declared_product_catalog_size numeric,
    declared_monthly_revenue numeric
);
