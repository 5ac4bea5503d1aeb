"""Reads topics of a Proofworks market and writes their records as JSON lines.

    python3 export.py --bootstrap HOST:PORT --registry URL --topics market.verdicts,market.ledger [--domain 0x...]

Needs Debian's python3-confluent-kafka and python3-avro (or pip's confluent-kafka and avro). Each record is decoded by the schema
whose id it carries, as the registry has it. Ends when all that was there at the beginning has been read.
Of all markets, or of the one that --domain or PROOFWORKS_DOMAIN names; entries of the first market's journals name none.
"""

import argparse
import io
import json
import os
import struct
import sys
import urllib.request

import avro.io
import avro.schema
from confluent_kafka import Consumer, KafkaError, TopicPartition


def arguments():
    parser = argparse.ArgumentParser(description="Writes records of a market as JSON lines.")
    parser.add_argument("--bootstrap", required=True)
    parser.add_argument("--registry", required=True)
    parser.add_argument("--topics", required=True, help="with commas between")
    parser.add_argument("--domain", default=os.environ.get("PROOFWORKS_DOMAIN"), help="of one market only")
    return parser.parse_args()


class Schemas:
    """Schemas of a Confluent-compatible registry by their ids."""

    def __init__(self, url):
        self.url = url
        self.known = {}

    def by_id(self, number):
        if number not in self.known:
            with urllib.request.urlopen(f"{self.url}/schemas/ids/{number}") as answer:
                self.known[number] = avro.schema.parse(json.load(answer)["schema"])
        return self.known[number]

    def decode(self, value):
        magic, number = struct.unpack(">bI", value[:5])
        if magic != 0:
            raise ValueError(f"not in the Confluent wire format: {value[:5].hex()}")
        decoder = avro.io.BinaryDecoder(io.BytesIO(value[5:]))
        return avro.io.DatumReader(self.by_id(number)).read(decoder)


def partitions(consumer, topics):
    """Every partition of the topics with the offset that its end has now."""
    ends = {}
    for topic in topics:
        metadata = consumer.list_topics(topic, timeout=10).topics[topic]
        if metadata.error is not None:
            sys.exit(f"{topic}: {metadata.error}")
        for number in metadata.partitions:
            low, high = consumer.get_watermark_offsets(TopicPartition(topic, number), timeout=10)
            if high > low:
                ends[(topic, number)] = high
    return ends


def is_tick(message):
    return any(name == "tick" for name, _ in message.headers() or [])


def main():
    given = arguments()
    schemas = Schemas(given.registry)
    consumer = Consumer(
        {
            "bootstrap.servers": given.bootstrap,
            "group.id": "export",
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
            "enable.partition.eof": True,
        }
    )
    ends = partitions(consumer, given.topics.split(","))
    consumer.assign([TopicPartition(topic, number, 0) for topic, number in ends])
    open_ends = set(ends)
    while open_ends:
        message = consumer.poll(10)
        if message is None:
            sys.exit("the broker does not answer")
        at = (message.topic(), message.partition())
        if message.error() is not None:
            if message.error().code() != KafkaError._PARTITION_EOF:
                sys.exit(str(message.error()))
            open_ends.discard(at)  # behind the last record there may be nothing but the mark of its transaction
            continue
        if message.offset() < ends[at] and not is_tick(message) and message.value() is not None:
            record = schemas.decode(message.value())
            line = {
                "topic": at[0],
                "partition": at[1],
                "offset": message.offset(),
                "key": (message.key() or b"").decode(),
                "value": record,
            }
            if given.domain is None or record.get("domain") == given.domain:
                print(json.dumps(line, default=lambda raw: "0x" + raw.hex()))
        if message.offset() + 1 >= ends[at]:
            open_ends.discard(at)
    consumer.close()


if __name__ == "__main__":
    main()
