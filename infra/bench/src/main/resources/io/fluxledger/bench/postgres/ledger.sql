-- A prepaid-call ledger in one PostgreSQL. Every command is one row of the journal whose postings sum to zero; its id
-- makes it idempotent, and the same id with another content is refused. Balances and intents are updated under row locks.
-- Outcomes are the codes of PostgresOutcome.

CREATE TABLE accounts (
  id bigint PRIMARY KEY,
  available_nanos bigint NOT NULL CHECK (available_nanos >= 0),
  locked_nanos bigint NOT NULL CHECK (locked_nanos >= 0)
) WITH (fillfactor = 50);

CREATE TABLE intents (
  account_id bigint NOT NULL,
  intent_id uuid NOT NULL,
  provider_id integer NOT NULL,
  max_nanos bigint NOT NULL CHECK (max_nanos > 0),
  used_nanos bigint NOT NULL DEFAULT 0,
  is_open boolean NOT NULL DEFAULT true,
  deadline timestamptz NOT NULL,
  PRIMARY KEY (account_id, intent_id),
  CHECK (used_nanos BETWEEN 0 AND max_nanos)
) WITH (fillfactor = 70);

-- kind: 0 deposit, 1 lock, 2 receipt, 3 settlement
CREATE TABLE journal (
  command_id uuid PRIMARY KEY,
  kind smallint NOT NULL,
  account_id bigint NOT NULL,
  intent_id uuid,
  provider_id integer,
  amount_nanos bigint NOT NULL,
  available_nanos bigint NOT NULL,
  locked_nanos bigint NOT NULL,
  clearing_nanos bigint NOT NULL,
  treasury_nanos bigint NOT NULL,
  written_at timestamptz NOT NULL DEFAULT now(),
  CHECK (available_nanos + locked_nanos + clearing_nanos + treasury_nanos = 0)
);

-- Whether the command with that id said the same: 1 (repeated), else 2 (other content).
CREATE FUNCTION ledger_repeated(
  p_command uuid, p_kind integer, p_account bigint, p_intent uuid, p_provider integer, p_amount bigint)
RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN EXISTS (
    SELECT FROM journal
    WHERE command_id = p_command AND kind = p_kind AND account_id = p_account
      AND intent_id IS NOT DISTINCT FROM p_intent AND provider_id IS NOT DISTINCT FROM p_provider
      AND amount_nanos = p_amount) THEN 1 ELSE 2 END
$$;

CREATE FUNCTION ledger_deposit(p_command uuid, p_account bigint, p_amount bigint)
RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
  IF p_amount <= 0 THEN
    RETURN 11;
  END IF;
  INSERT INTO journal VALUES (p_command, 0, p_account, NULL, NULL, p_amount, p_amount, 0, 0, -p_amount)
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    RETURN ledger_repeated(p_command, 0, p_account, NULL, NULL, p_amount);
  END IF;
  INSERT INTO accounts VALUES (p_account, p_amount, 0)
  ON CONFLICT (id) DO UPDATE SET available_nanos = accounts.available_nanos + excluded.available_nanos;
  RETURN 0;
END
$$;

CREATE FUNCTION ledger_lock(
  p_command uuid, p_account bigint, p_intent uuid, p_provider integer, p_max bigint, p_deadline timestamptz)
RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
  IF p_max <= 0 THEN
    RETURN 11;
  END IF;
  INSERT INTO journal VALUES (p_command, 1, p_account, p_intent, p_provider, p_max, -p_max, p_max, 0, 0)
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    RETURN ledger_repeated(p_command, 1, p_account, p_intent, p_provider, p_max);
  END IF;
  INSERT INTO intents (account_id, intent_id, provider_id, max_nanos, deadline)
  VALUES (p_account, p_intent, p_provider, p_max, p_deadline)
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    DELETE FROM journal WHERE command_id = p_command;
    RETURN 2;
  END IF;
  IF p_deadline > now() THEN
    UPDATE accounts SET available_nanos = available_nanos - p_max, locked_nanos = locked_nanos + p_max
    WHERE id = p_account AND available_nanos >= p_max;
    IF FOUND THEN
      RETURN 0;
    END IF;
  END IF;
  DELETE FROM intents WHERE account_id = p_account AND intent_id = p_intent;
  DELETE FROM journal WHERE command_id = p_command;
  RETURN CASE
    WHEN NOT EXISTS (SELECT FROM accounts WHERE id = p_account) THEN 4
    WHEN p_deadline <= now() THEN 8
    ELSE 3
  END;
END
$$;

-- Why an intent cannot be used.
CREATE FUNCTION ledger_unusable(p_account bigint, p_intent uuid, p_provider integer)
RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT coalesce((
    SELECT CASE
      WHEN provider_id <> p_provider THEN 6
      WHEN NOT is_open THEN 7
      WHEN deadline <= now() THEN 8
      WHEN used_nanos = 0 THEN 10
      ELSE 9
    END
    FROM intents WHERE account_id = p_account AND intent_id = p_intent), 5)
$$;

CREATE FUNCTION ledger_receipt(
  p_command uuid, p_account bigint, p_intent uuid, p_provider integer, p_used bigint)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  v_why integer;
BEGIN
  IF p_used <= 0 THEN
    RETURN 11;
  END IF;
  INSERT INTO journal VALUES (p_command, 2, p_account, p_intent, p_provider, p_used, 0, 0, 0, 0)
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    RETURN ledger_repeated(p_command, 2, p_account, p_intent, p_provider, p_used);
  END IF;
  UPDATE intents SET used_nanos = used_nanos + p_used
  WHERE account_id = p_account AND intent_id = p_intent AND provider_id = p_provider AND is_open
    AND deadline > now() AND p_used <= max_nanos - used_nanos;
  IF FOUND THEN
    RETURN 0;
  END IF;
  DELETE FROM journal WHERE command_id = p_command;
  v_why := ledger_unusable(p_account, p_intent, p_provider);
  RETURN CASE v_why WHEN 10 THEN 9 ELSE v_why END;
END
$$;

CREATE FUNCTION ledger_settle(p_command uuid, p_account bigint, p_intent uuid, p_provider integer)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  v_max bigint;
  v_used bigint;
BEGIN
  UPDATE intents SET is_open = false
  WHERE account_id = p_account AND intent_id = p_intent AND provider_id = p_provider AND is_open
    AND deadline > now() AND used_nanos > 0
  RETURNING max_nanos, used_nanos INTO v_max, v_used;
  IF NOT FOUND THEN
    IF EXISTS (SELECT FROM journal WHERE command_id = p_command) THEN
      RETURN ledger_repeated(p_command, 3, p_account, p_intent, p_provider, 0);
    END IF;
    RETURN ledger_unusable(p_account, p_intent, p_provider);
  END IF;
  UPDATE accounts SET available_nanos = available_nanos + v_max - v_used, locked_nanos = locked_nanos - v_max
  WHERE id = p_account;
  INSERT INTO journal VALUES
    (p_command, 3, p_account, p_intent, p_provider, 0, v_max - v_used, -v_max, v_used, 0);
  RETURN 0;
END
$$;

-- Many commands in one transaction, in order; an outcome each.
CREATE FUNCTION ledger_batch(
  p_kinds integer[], p_commands uuid[], p_accounts bigint[], p_intents uuid[], p_providers integer[],
  p_amounts bigint[], p_deadline timestamptz)
RETURNS integer[] LANGUAGE plpgsql AS $$
DECLARE
  v_outcomes integer[] := array_fill(0, ARRAY[cardinality(p_kinds)]);
BEGIN
  FOR i IN 1..cardinality(p_kinds) LOOP
    IF p_kinds[i] = 1 THEN
      v_outcomes[i] :=
        ledger_lock(p_commands[i], p_accounts[i], p_intents[i], p_providers[i], p_amounts[i], p_deadline);
    ELSIF p_kinds[i] = 2 THEN
      v_outcomes[i] := ledger_receipt(p_commands[i], p_accounts[i], p_intents[i], p_providers[i], p_amounts[i]);
    ELSE
      v_outcomes[i] := ledger_settle(p_commands[i], p_accounts[i], p_intents[i], p_providers[i]);
    END IF;
  END LOOP;
  RETURN v_outcomes;
END
$$;
