-- Before, events of any token that somebody had put into the encrypted contract were kept beside those of USDC. All are read again.

DELETE FROM encrypted_moves;
DELETE FROM encrypted_progress;
