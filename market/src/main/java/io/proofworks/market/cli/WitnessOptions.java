package io.proofworks.market.cli;

import io.proofworks.settings.LayeredSettings;
import io.proofworks.settings.WitnessSettings;
import io.proofworks.tlog.WitnessKey;
import io.proofworks.tlog.Witnesses;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who has to have cosigned: flags, else the settings. */
final class WitnessOptions {

  @Option(
      names = "--witness",
      paramLabel = "NAME+ID+KEY",
      description =
          "Key of a witness, as often as there are (default: the settings' witnesses); only what"
              + " enough of them cosigned counts.")
  private List<String> keys = new ArrayList<>();

  @Option(
      names = "--witnesses",
      paramLabel = "K",
      description = "How many of them have to have cosigned (default: all).")
  private @Nullable Integer needed;

  /** Nobody, unless somebody is named. */
  Witnesses witnesses(LayeredSettings settings) {
    if (keys.isEmpty()) {
      return WitnessSettings.of(settings);
    }
    List<WitnessKey> parsed = keys.stream().map(WitnessKey::parse).toList();
    return new Witnesses(needed == null ? parsed.size() : needed, parsed);
  }

  /**
   * At least one of them.
   *
   * @throws CommandException when nobody is named, or none is needed
   */
  Witnesses required(LayeredSettings settings) {
    Witnesses witnesses = witnesses(settings);
    if (witnesses.needed() < 1) {
      throw new CommandException(
          ExitCodes.USAGE, "--witness, or the setting witnesses: who has to have seen it?");
    }
    return witnesses;
  }
}
