package io.leadhouse.cli;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.graph.House;
import io.leadhouse.ingest.PackCapture;
import io.leadhouse.postgres.cdc.CaptureSource;

/** What the commands of change data capture speak of. */
record CdcContext(LeadhouseConfig config, House house, CaptureSource source) {
  static CdcContext of(ConfigOptions options) {
    Home home = Home.find();
    LeadhouseConfig config = options.read(home);
    House house = home.house(config.source().pack());
    return new CdcContext(
        config, house, PackCapture.of(house.warehouse().pack(), config.source().endpoint()));
  }
}
