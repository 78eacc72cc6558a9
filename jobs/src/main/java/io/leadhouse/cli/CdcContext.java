package io.leadhouse.cli;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.ingest.PackCapture;
import io.leadhouse.model.Warehouse;
import io.leadhouse.postgres.cdc.CaptureSource;

/** What the commands of change data capture speak of. */
record CdcContext(Home home, LeadhouseConfig config, Warehouse warehouse, CaptureSource source) {
  static CdcContext of(ConfigOptions options) {
    Home home = Home.find();
    LeadhouseConfig config = options.read(home);
    Warehouse warehouse = home.house(config.source().pack()).warehouse();
    return new CdcContext(
        home, config, warehouse, PackCapture.of(warehouse.pack(), config.source().endpoint()));
  }
}
