package io.proofworks.settings;

import io.proofworks.tlog.WitnessKey;
import io.proofworks.tlog.Witnesses;
import java.util.List;
import java.util.stream.Stream;

/** The witnesses that the settings name. */
public final class WitnessSettings {

  private WitnessSettings() {}

  /**
   * Those of {@code witnesses}; nobody when it is not set.
   *
   * @throws SettingsException when a key is out of form, or there are fewer than are needed
   */
  public static Witnesses of(LayeredSettings said) {
    if (said.said(Setting.WITNESSES).isEmpty()) {
      return Witnesses.NONE;
    }
    int needed = said.number(Setting.WITNESSES_NEEDED);
    return said.parsed(
        Setting.WITNESSES,
        text -> {
          List<WitnessKey> keys = Stream.of(text.split(",", -1)).map(WitnessKey::parse).toList();
          return new Witnesses(needed == 0 ? keys.size() : needed, keys);
        });
  }
}
