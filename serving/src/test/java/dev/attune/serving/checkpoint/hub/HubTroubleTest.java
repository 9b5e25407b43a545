package dev.attune.serving.checkpoint.hub;

import static dev.attune.serving.checkpoint.hub.HubVisitor.bytes;
import static dev.attune.serving.checkpoint.hub.HubVisitor.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attune.serving.checkpoint.CheckpointException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections that break, content that is damaged, hubs that are busy or gone. */
@Timeout(180)
final class HubTroubleTest {
    private final FakeHub hub = new FakeHub();
    private final HubVisitor visitor;

    HubTroubleTest(@TempDir Path cache) throws IOException {
        this.visitor = new HubVisitor(hub, cache);
    }

    @AfterEach
    void stopHub() {
        hub.close();
    }

    @Test
    void anUnreachableHubIsNoObstacleToAFinishedModel() {
        Path folder = visitor.fetch();
        hub.statuses.add(503);
        assertThat(visitor.fetch()).isEqualTo(folder);
        assertThat(visitor.lines()).anySatisfy(line -> assertThat(line).contains("HTTP 503", "using the copy here"));
    }

    @Test
    void aCutConnectionGoesOnWhereItStopped() throws IOException {
        hub.faults.addAll(List.of(FakeHub.Fault.CUT_IN_THE_MIDDLE, FakeHub.Fault.CUT_IN_THE_MIDDLE));
        visitor.checkContents(visitor.fetch());
        List<Integer> starts = visitor.rangeStarts();
        assertThat(starts).hasSize(2).isSorted();
        assertThat(starts.get(0)).isBetween(1_000_000, 1_500_000);
        assertThat(starts.get(1)).isBetween(1_600_000, 2_250_000);
    }

    @Test
    void aStalledConnectionIsBrokenOffAndGoesOn() throws IOException {
        hub.faults.add(FakeHub.Fault.STALL);
        HubSettings.Limits hasty = new HubSettings.Limits(
                50, Duration.ofMillis(1), Duration.ofMillis(20), Duration.ofMillis(500), Duration.ofSeconds(60));
        visitor.checkContents(visitor.settle(new HubSettings(hub.endpoint(), null, false, visitor.cache(), hasty))
                .fetch(HubVisitor.model()));
        assertThat(visitor.rangeStarts()).contains(1_500_000);
    }

    @Test
    void aHostWithoutRangesStartsOver() throws IOException {
        hub.knowsRanges = false;
        hub.faults.add(FakeHub.Fault.CUT_IN_THE_MIDDLE);
        visitor.checkContents(visitor.fetch());
    }

    @Test
    void aFlippedByteIsNoticedAndFetchedAgain() throws IOException {
        hub.faults.add(FakeHub.Fault.FLIP_A_BYTE);
        visitor.checkContents(visitor.fetch());
        assertThat(hub.count("cdn GET /blobs/model.safetensors")).isEqualTo(2);
    }

    @Test
    void damageThatStaysIsAnErrorNamingTheFile() {
        hub.faults.addAll(Collections.nCopies(10, FakeHub.Fault.FLIP_A_BYTE));
        visitor.refuses("model.safetensors: its content is not what the hub promised");
        assertThat(hub.count("cdn GET")).isEqualTo(4);
        assertThat(visitor.cache().resolve("acme--tiny/" + hub.commit + "/model.safetensors"))
                .doesNotExist();
    }

    @Test
    void aPartLeftBehindByAnotherContentIsNotMixedIn() throws IOException {
        Path folder =
                Files.createDirectories(visitor.cache().resolve("acme--tiny").resolve(hub.commit));
        Files.write(folder.resolve("model.safetensors.part"), random(1000));
        Files.writeString(folder.resolve("model.safetensors.part.etag"), "\"cdn-other\"");
        Files.write(folder.resolve("config.json.part"), random(1_000_000));
        visitor.checkContents(visitor.fetch());
        assertThat(visitor.rangeStarts()).containsExactly(1000);
        assertThat(hub.count("cdn GET")).isEqualTo(1);
    }

    @Test
    void aBusyHubIsAskedAgainAndThenGivenUp() throws IOException {
        hub.statuses.addAll(List.of(429, 503, 0, 500));
        visitor.checkContents(visitor.fetch());
        hub.commit = "b".repeat(40);
        hub.files.put("config.json", bytes("{}"));
        hub.statuses.addAll(List.of(0, 502, 502, 502, 502));
        visitor.refuses("acme/tiny: cannot be downloaded from", "config.json: HTTP 502");
    }

    @Test
    void nobodyAtTheEndpointIsAnError() {
        URI endpoint = hub.endpoint();
        hub.close();
        HubSettings settings = new HubSettings(endpoint, null, false, visitor.cache(), HubVisitor.IMPATIENT);
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> visitor.settle(settings).fetch(HubVisitor.model()))
                .withMessageContaining("acme/tiny: cannot be downloaded from " + endpoint);
    }

    @Test
    void aDiskTooSmallIsSaidBeforehand() {
        hub.claimedLargeBytes = 100_000_000_000_000_000L;
        visitor.refuses("acme/tiny: needs 100.0 PB more on the disk of", "are free");
        assertThat(hub.count("cdn")).isZero();
    }
}
