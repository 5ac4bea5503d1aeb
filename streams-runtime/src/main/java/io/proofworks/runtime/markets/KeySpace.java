package io.proofworks.runtime.markets;

import io.proofworks.protocol.Hash32;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;

/**
 * How the keys of the markets that came later stand in a store beside those of the first one, whose
 * keys are what they are: all of them begin with the same mark, which no key of the market's own
 * begins with, then their market's domain. So each market's keys are one range, and the first one's
 * are what is before and behind all of these.
 */
interface KeySpace<K> {

  /** The key as it stands in the store. */
  K kept(Hash32 market, K key);

  /** The key as its market knows it. */
  K known(K kept);

  /** Whose the key is, as it stands in the store. */
  Hash32 market(K kept);

  /** Before each key of that market, and behind all markets before it. */
  K first(Hash32 market);

  /** Behind each key of that market, and before all markets behind it. */
  K last(Hash32 market);

  /** Before the keys of all markets that came later. */
  K first();

  /** Behind them. */
  K last();

  /** Whether a key of the first market sorts behind those of all others. */
  boolean isBehind(K key);

  /**
   * That of keys of this kind.
   *
   * @throws IllegalArgumentException if no store of the market has such keys
   */
  @SuppressWarnings("unchecked") // by what the key is
  static <K> KeySpace<K> of(Object key) {
    return switch (key) {
      case Bytes _ -> (KeySpace<K>) OfBytes.INSTANCE;
      case String _ -> (KeySpace<K>) OfText.INSTANCE;
      default -> throw new IllegalArgumentException("keys of " + key.getClass());
    };
  }

  /** Times, ids and names: none begins with a byte that text cannot have and this word. */
  final class OfBytes implements KeySpace<Bytes> {

    private static final OfBytes INSTANCE = new OfBytes();
    private static final byte[] MARK = "\0of another market\0".getBytes(StandardCharsets.US_ASCII);
    private static final int PREFIX = MARK.length + Hash32.BYTES;

    static {
      MARK[0] = (byte) 0xff;
    }

    @Override
    public Bytes kept(Hash32 market, Bytes key) {
      return Bytes.wrap(
          ByteBuffer.allocate(PREFIX + key.get().length)
              .put(MARK)
              .put(market.bytes())
              .put(key.get())
              .array());
    }

    @Override
    public Bytes known(Bytes kept) {
      byte[] bytes = new byte[kept.get().length - PREFIX];
      System.arraycopy(kept.get(), PREFIX, bytes, 0, bytes.length);
      return Bytes.wrap(bytes);
    }

    @Override
    public Hash32 market(Bytes kept) {
      return Hash32.of(Arrays.copyOfRange(kept.get(), MARK.length, PREFIX));
    }

    @Override
    public Bytes first(Hash32 market) {
      return kept(market, Bytes.wrap(new byte[0]));
    }

    @Override
    public Bytes last(Hash32 market) {
      return Bytes.increment(first(market));
    }

    @Override
    public Bytes first() {
      return Bytes.wrap(MARK.clone());
    }

    @Override
    public Bytes last() {
      return Bytes.increment(first());
    }

    @Override
    public boolean isBehind(Bytes key) {
      return key.compareTo(first()) > 0;
    }
  }

  /** Ids and lists of words in plain letters: each is before the last character of 16 bits. */
  final class OfText implements KeySpace<String> {

    private static final OfText INSTANCE = new OfText();
    private static final String LAST = "\uFFFF";
    private static final int PREFIX = LAST.length() + 2 * Hash32.BYTES + 3;

    @Override
    public String kept(Hash32 market, String key) {
      return first(market) + key;
    }

    @Override
    public String known(String kept) {
      return kept.substring(PREFIX);
    }

    @Override
    public Hash32 market(String kept) {
      return Hash32.parse(kept.substring(LAST.length(), PREFIX - 1));
    }

    @Override
    public String first(Hash32 market) {
      return LAST + market.hex() + "|";
    }

    @Override
    public String last(Hash32 market) {
      return first(market) + LAST;
    }

    @Override
    public String first() {
      return LAST;
    }

    @Override
    public String last() {
      return LAST + LAST;
    }

    @Override
    public boolean isBehind(String key) {
      return key.startsWith(LAST);
    }
  }
}
