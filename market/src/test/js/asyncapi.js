// What AsyncAPI's own parser says of a document: its problems, then how many channels and schemas it has read.
const fs = require('fs');
const { Parser } = require('@asyncapi/parser');
const { AvroSchemaParser } = require('@asyncapi/avro-schema-parser');

async function main() {
  const parser = new Parser();
  parser.registerSchemaParser(AvroSchemaParser());
  const { document, diagnostics } = await parser.parse(fs.readFileSync(process.argv[2], 'utf8'));
  const problems = diagnostics.filter((found) => found.severity < 2).map((found) => found.message);
  console.log(JSON.stringify({
    problems,
    channels: document ? document.channels().all().map((channel) => channel.address()) : [],
    properties: document ? document.messages().all().map((message) => Object.keys(message.payload().properties()).length) : [],
  }));
}

main().catch((failure) => {
  console.error(failure);
  process.exit(1);
});
