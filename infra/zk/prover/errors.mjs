// Codes:
// INVALID_REQUEST      a field is missing or out of range; field names it
// UNKNOWN_KEY          no key of that name is open
// KEY_FILE             the file of a key cannot be read, written or decrypted
// NOT_DECRYPTABLE      not encrypted under this key, or changed
// BALANCE_MISMATCH     the notes of a balance do not add up to the encrypted balance
// INSUFFICIENT_BALANCE less than what is to be spent
// QUEUE_FULL           too many proofs are waiting; ask again later
// CANCELLED            by the cancel command or by shutting down
// PROOF_FAILED         the circuit does not hold for these inputs, or the prover failed
export class ProverError extends Error {
  constructor(code, message, field) {
    super(message);
    this.code = code;
    this.field = field;
  }
}
