-- A payer's calls are read latest first, a page at a time.
CREATE INDEX intents_of_payer ON intents (payer, opened_clock_ms, intent_id);
