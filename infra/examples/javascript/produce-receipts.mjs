// Signs usage receipts and writes them to producer.events.v1, with public packages alone.
// usage: node produce-receipts.mjs BOOTSTRAP REGISTRY DOMAIN_FILE KEY_FILE < receipts.jsonl
//   DOMAIN_FILE  JSON with the ledger's EIP-712 domain in `domain`: {name, version, chainId, verifyingContract}
//   KEY_FILE     the provider's private key in hex
//   each line    {"intentId","payer","used","inputTokens","outputTokens","payoutChainId"}, used in USDC: "0.007"
// Prints topic, partition and offset of each receipt.
import { randomBytes, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { SchemaRegistry } from "@kafkajs/confluent-schema-registry";
import { Kafka, logLevel } from "kafkajs";
import { hexToBytes, parseUnits } from "viem";
import { privateKeyToAccount } from "viem/accounts";

const TOPIC = "producer.events.v1";
const TYPE = "io.fluxledger.events.UsageReceipt";
const RECEIPT_TYPE = [
  { name: "intentId", type: "string" },
  { name: "payer", type: "address" },
  { name: "provider", type: "address" },
  { name: "usedNanos", type: "uint256" },
  { name: "inputTokens", type: "uint256" },
  { name: "outputTokens", type: "uint256" },
  { name: "payoutChainId", type: "uint256" },
  { name: "nonce", type: "bytes32" },
  { name: "timestampMs", type: "uint256" },
];

const [bootstrap, registryUrl, domainFile, keyFile] = process.argv.slice(2);
if (keyFile === undefined) {
  console.error("usage: node produce-receipts.mjs BOOTSTRAP REGISTRY DOMAIN_FILE KEY_FILE < receipts.jsonl");
  process.exit(2);
}
const { domain } = JSON.parse(readFileSync(domainFile, "utf8"));
const key = readFileSync(keyFile, "utf8").trim();
const provider = privateKeyToAccount(key.startsWith("0x") ? key : `0x${key}`);

// Avro's long is a JavaScript number here, exact up to 2^53: 9 million USDC in nano-USDC.
function exact(value) {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${value} is no exact number`);
  return number;
}

async function signed(line) {
  const { intentId, payer, used, inputTokens, outputTokens, payoutChainId } = JSON.parse(line);
  const message = {
    intentId,
    payer,
    provider: provider.address,
    usedNanos: parseUnits(used, 9),
    inputTokens: BigInt(inputTokens),
    outputTokens: BigInt(outputTokens),
    payoutChainId: BigInt(payoutChainId),
    nonce: `0x${randomBytes(32).toString("hex")}`,
    timestampMs: BigInt(Date.now()),
  };
  const signature = await provider.signTypedData({
    domain,
    types: { UsageReceipt: RECEIPT_TYPE },
    primaryType: "UsageReceipt",
    message,
  });
  return { message, signature };
}

const bytes = (hex) => Buffer.from(hexToBytes(hex));

function toRecord({ message, signature }, id) {
  return {
    inputId: Buffer.from(id.replaceAll("-", ""), "hex"),
    payer: bytes(message.payer),
    intentId: message.intentId,
    provider: bytes(message.provider),
    usedNanos: exact(message.usedNanos),
    inputTokens: exact(message.inputTokens),
    outputTokens: exact(message.outputTokens),
    payoutChainId: exact(message.payoutChainId),
    nonce: bytes(message.nonce),
    timestampMs: exact(message.timestampMs),
    signature: bytes(signature),
  };
}

const registry = new SchemaRegistry({ host: registryUrl });
const kafka = new Kafka({ clientId: "example-provider", brokers: bootstrap.split(","), logLevel: logLevel.WARN });
const producer = kafka.producer({ idempotent: true });

await producer.connect();
try {
  // One subject per topic and record type, since the topic has several record types.
  const schemaId = await registry.getLatestSchemaId(`${TOPIC}-${TYPE}`);
  for await (const line of createInterface({ input: process.stdin })) {
    const receipt = await signed(line);
    const id = randomUUID();
    const value = await registry.encode(schemaId, toRecord(receipt, id));
    const [place] = await producer.send({
      topic: TOPIC,
      acks: -1,
      messages: [
        {
          key: receipt.message.payer.toLowerCase(),
          value,
          // CloudEvents 1.0, Kafka's binary mode.
          headers: {
            ce_specversion: "1.0",
            ce_id: id,
            ce_type: TYPE,
            ce_source: `/providers/${provider.address}`,
            ce_time: new Date().toISOString(),
            "content-type": "application/avro",
          },
        },
      ],
    });
    console.log(`${TOPIC} ${place.partition} ${place.baseOffset}`);
  }
} finally {
  await producer.disconnect();
}
