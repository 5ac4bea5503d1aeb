// Registers a schema with a foreign client, encodes a value in the Confluent wire format, and decodes
// it with a second client that knows nothing but the registry. Prints one JSON line with what it saw.
// usage: node registry.js URL
const { SchemaRegistry, SchemaType } = require('@kafkajs/confluent-schema-registry');

async function main(host) {
  const schema = JSON.stringify({
    type: 'record',
    name: 'Foreign',
    namespace: 'io.proofworks.test',
    fields: [{ name: 'task', type: 'string' }, { name: 'price', type: 'long', default: 0 }],
  });
  const writer = new SchemaRegistry({ host });
  const { id } = await writer.register({ type: SchemaType.AVRO, schema }, { subject: 'foreign-value' });
  const bytes = await writer.encode(id, { task: 't-1', price: 42 });
  const reader = new SchemaRegistry({ host });
  const value = await reader.decode(bytes);
  const latest = await reader.getLatestSchemaId('foreign-value');
  console.log(JSON.stringify({ id, latest, value, header: bytes.subarray(0, 5).toString('hex') }));
}

main(process.argv[2]).catch((error) => {
  console.error(error);
  process.exit(1);
});
