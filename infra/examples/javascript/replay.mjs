// Reads a topic from its first record to its present end and prints each record as a line of JSON, with public packages alone.
// usage: node replay.mjs BOOTSTRAP REGISTRY TOPIC
// Avro's long becomes a BigInt, printed as a decimal string: nano-USDC do not fit into a JavaScript number.
import { randomUUID } from "node:crypto";
import { SchemaRegistry, SchemaType } from "@kafkajs/confluent-schema-registry";
import avro from "avsc";
import { Kafka, logLevel } from "kafkajs";

const [bootstrap, registryUrl, topic] = process.argv.slice(2);
if (topic === undefined) {
  console.error("usage: node replay.mjs BOOTSTRAP REGISTRY TOPIC");
  process.exit(2);
}

const long = avro.types.LongType.__with({
  fromBuffer: (bytes) => bytes.readBigInt64LE(),
  toBuffer: (value) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(value);
    return bytes;
  },
  fromJSON: BigInt,
  toJSON: String,
  isValid: (value) => typeof value === "bigint",
  compare: (a, b) => (a < b ? -1 : a > b ? 1 : 0),
});
const registry = new SchemaRegistry({ host: registryUrl }, { [SchemaType.AVRO]: { registry: { long } } });
const kafka = new Kafka({ clientId: "replay", brokers: bootstrap.split(","), logLevel: logLevel.ERROR });

function plain(name, value) {
  if (typeof value === "bigint") return value.toString();
  if (value?.type === "Buffer") return `0x${Buffer.from(value.data).toString("hex")}`;
  return value;
}

const admin = kafka.admin();
await admin.connect();
const open = new Map();
for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
  if (BigInt(high) > BigInt(low)) open.set(partition, BigInt(high));
}
await admin.disconnect();

// kafkajs reads committed records only unless it is told otherwise; a group of its own begins at the first one.
const consumer = kafka.consumer({ groupId: `analyst-${randomUUID()}`, readUncommitted: false });
await consumer.connect();
await consumer.subscribe({ topics: [topic], fromBeginning: true });
await new Promise((resolve, reject) => {
  if (open.size === 0) resolve();
  consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
    const end = open.get(payload.partition);
    if (end !== undefined && BigInt(payload.lastOffset) + 1n >= end) open.delete(payload.partition);
    if (open.size === 0) resolve();
  });
  consumer.run({
    eachMessage: async ({ partition, message }) => {
      const end = open.get(partition);
      if (end === undefined || BigInt(message.offset) >= end) return;
      const value = message.value === null ? null : await registry.decode(message.value);
      const line = { partition, offset: message.offset, key: message.key?.toString(), value };
      console.log(JSON.stringify(line, plain));
    },
  });
});
await consumer.disconnect();
