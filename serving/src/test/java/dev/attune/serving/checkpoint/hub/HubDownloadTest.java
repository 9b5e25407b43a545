package dev.attune.serving.checkpoint.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.attune.serving.checkpoint.CheckpointException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
final class HubDownloadTest {
    static final HubSettings.Limits IMPATIENT = new HubSettings.Limits(
            3, Duration.ofMillis(1), Duration.ofMillis(20), Duration.ofSeconds(30), Duration.ofSeconds(60));

    private final Path cache;
    private final FakeHub hub = new FakeHub();
    private final RecordedProgress progress = new RecordedProgress();

    HubDownloadTest(@TempDir Path cache) throws IOException {
        this.cache = cache;
        hub.files.put("config.json", bytes("{\"model_type\":\"llama\"}"));
        hub.files.put("tokenizer.json", random(50_000));
        hub.files.put("tokenizer_config.json", bytes("{}"));
        hub.files.put("model.safetensors", random(3_000_000));
    }

    @AfterEach
    void stopHub() {
        hub.close();
    }

    @Test
    void onlyWhatAModelNeedsIsFetched() throws IOException {
        hub.files.put("README.md", bytes("read me"));
        hub.files.put("pytorch_model.bin", random(200_000));
        hub.files.put("consolidated.safetensors", random(200_000));
        hub.files.put("chat_template.jinja", bytes("{{ messages }}"));
        Path folder = fetch();
        assertThat(visibleFiles(folder))
                .containsExactlyInAnyOrder(
                        "config.json",
                        "tokenizer.json",
                        "tokenizer_config.json",
                        "chat_template.jinja",
                        "model.safetensors");
        checkContents(folder);
    }

    @Test
    void theTokenGoesToTheHubAndNowhereElse() {
        settle(settings("secret", false)).fetch(model());
        assertThat(hub.count("hub")).isPositive();
        assertThat(hub.requests).allSatisfy(request -> assertThat(request.endsWith(" Bearer secret"))
                .isEqualTo(request.startsWith("hub")));
        assertThat(hub.count("cdn GET")).isEqualTo(1);
    }

    @Test
    void shardsAreFoundThroughTheirIndex() throws IOException {
        hub.files.remove("model.safetensors");
        hub.files.put("model-00001-of-00002.safetensors", random(200_000));
        hub.files.put("model-00002-of-00002.safetensors", random(300_000));
        hub.files.put("model-unused.safetensors", random(300_000));
        hub.files.put(
                "model.safetensors.index.json",
                bytes(
                        """
                {"weight_map":{"a":"model-00002-of-00002.safetensors","b":"model-00001-of-00002.safetensors",
                 "c":"model-00002-of-00002.safetensors"}}"""));
        Path folder = fetch();
        assertThat(visibleFiles(folder)).hasSize(6).doesNotContain("model-unused.safetensors");
        checkContents(folder);
    }

    @Test
    void aFinishedModelIsNotFetchedAgain() {
        Path folder = fetch();
        hub.requests.clear();
        assertThat(fetch()).isEqualTo(folder);
        assertThat(hub.requests).containsExactly("hub GET /api/models/acme/tiny/revision/main");
        hub.requests.clear();
        assertThat(settle(settings(null, true)).fetch(model())).isEqualTo(folder);
        HubModel pinned = HubModel.parse("acme/tiny@" + hub.commit).orElseThrow();
        assertThat(settle(settings(null, false)).fetch(pinned)).isEqualTo(folder);
        assertThat(hub.requests).isEmpty();
    }

    @Test
    void anUnreachableHubIsNoObstacleToAFinishedModel() {
        Path folder = fetch();
        hub.statuses.add(503);
        assertThat(fetch()).isEqualTo(folder);
        assertThat(progress.lines).anySatisfy(line -> assertThat(line).contains("HTTP 503", "using the copy here"));
    }

    @Test
    void offlineWithoutACopyIsAClearError() {
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> settle(settings(null, true)).fetch(model()))
                .withMessageContainingAll("acme/tiny: is not in", "HF_HUB_OFFLINE");
        assertThat(hub.requests).isEmpty();
    }

    @Test
    void aCutConnectionGoesOnWhereItStopped() throws IOException {
        hub.faults.addAll(List.of(FakeHub.Fault.CUT_IN_THE_MIDDLE, FakeHub.Fault.CUT_IN_THE_MIDDLE));
        checkContents(fetch());
        List<Integer> starts = rangeStarts();
        assertThat(starts).hasSize(2).isSorted();
        assertThat(starts.get(0)).isBetween(1_000_000, 1_500_000);
        assertThat(starts.get(1)).isBetween(1_600_000, 2_250_000);
    }

    @Test
    void aStalledConnectionIsBrokenOffAndGoesOn() throws IOException {
        hub.faults.add(FakeHub.Fault.STALL);
        HubSettings.Limits hasty = new HubSettings.Limits(
                50, Duration.ofMillis(1), Duration.ofMillis(20), Duration.ofMillis(500), Duration.ofSeconds(60));
        checkContents(settle(new HubSettings(hub.endpoint(), null, false, cache, hasty))
                .fetch(model()));
        assertThat(rangeStarts()).contains(1_500_000);
    }

    @Test
    void aHostWithoutRangesStartsOver() throws IOException {
        hub.knowsRanges = false;
        hub.faults.add(FakeHub.Fault.CUT_IN_THE_MIDDLE);
        checkContents(fetch());
    }

    @Test
    void aFlippedByteIsNoticedAndFetchedAgain() throws IOException {
        hub.faults.add(FakeHub.Fault.FLIP_A_BYTE);
        checkContents(fetch());
        assertThat(hub.count("cdn GET /blobs/model.safetensors")).isEqualTo(2);
    }

    @Test
    void damageThatStaysIsAnErrorNamingTheFile() {
        hub.faults.addAll(Collections.nCopies(10, FakeHub.Fault.FLIP_A_BYTE));
        refuses("model.safetensors: its content is not what the hub promised");
        assertThat(hub.count("cdn GET")).isEqualTo(4);
        assertThat(cache.resolve("acme--tiny/" + hub.commit + "/model.safetensors"))
                .doesNotExist();
    }

    @Test
    void aPartLeftBehindByAnotherContentIsNotMixedIn() throws IOException {
        Path folder = Files.createDirectories(cache.resolve("acme--tiny").resolve(hub.commit));
        Files.write(folder.resolve("model.safetensors.part"), random(1000));
        Files.writeString(folder.resolve("model.safetensors.part.etag"), "\"cdn-other\"");
        Files.write(folder.resolve("config.json.part"), random(1_000_000));
        checkContents(fetch());
        assertThat(rangeStarts()).containsExactly(1000);
        assertThat(hub.count("cdn GET")).isEqualTo(1);
    }

    @Test
    void aBusyHubIsAskedAgainAndThenGivenUp() throws IOException {
        hub.statuses.addAll(List.of(429, 503, 0, 500));
        checkContents(fetch());
        hub.commit = "b".repeat(40);
        hub.files.put("config.json", bytes("{}"));
        hub.statuses.addAll(List.of(0, 502, 502, 502, 502));
        refuses("acme/tiny: cannot be downloaded from", "config.json: HTTP 502");
    }

    @Test
    void refusalsSayWhatToDo() {
        hub.statuses.add(401);
        refuses("HTTP 401", "needs a token in HF_TOKEN");
        hub.statuses.add(403);
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> settle(settings("secret", false)).fetch(model()))
                .withMessageContaining("the token in HF_TOKEN may not read this model")
                .withMessageNotContaining("secret");
        HubModel absent = HubModel.parse("acme/absent").orElseThrow();
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> settle(settings(null, false)).fetch(absent))
                .withMessage("acme/absent: the hub has no such model or revision");
        hub.files.remove("model.safetensors");
        refuses("acme/tiny: has no config.json or no safetensors weights");
    }

    @Test
    void nobodyAtTheEndpointIsAnError() {
        URI endpoint = hub.endpoint();
        hub.close();
        HubSettings settings = new HubSettings(endpoint, null, false, cache, IMPATIENT);
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> settle(settings).fetch(model()))
                .withMessageContaining("acme/tiny: cannot be downloaded from " + endpoint);
    }

    @Test
    void aMirrorWithoutListsWillDo() throws IOException {
        hub.hasApi = false;
        Path folder = fetch();
        checkContents(folder);
        assertThat(folder.getFileName()).hasToString(hub.commit);
    }

    @Test
    void aDiskTooSmallIsSaidBeforehand() {
        hub.claimedLargeBytes = 100_000_000_000_000_000L;
        refuses("acme/tiny: needs 100.0 PB more on the disk of", "are free");
        assertThat(hub.count("cdn")).isZero();
    }

    @Test
    void aMovedBranchCostsOnlyWhatHasChanged() throws IOException {
        fetch();
        hub.commit = "b".repeat(40);
        hub.files.put("config.json", bytes("{\"model_type\":\"qwen3\"}"));
        hub.requests.clear();
        Path folder = fetch();
        checkContents(folder);
        assertThat(folder.getFileName()).hasToString(hub.commit);
        assertThat(hub.requests.stream().filter(request -> request.contains("GET")))
                .containsExactly(
                        "hub GET /api/models/acme/tiny/revision/main",
                        "hub GET /acme/tiny/resolve/" + hub.commit + "/config.json");
    }

    @Test
    void startsAtTheSameTimeDownloadOnce() throws Exception {
        hub.listsBeforeContent = 3;
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            Callable<Path> start = () -> settle(settings(null, false)).fetch(model());
            for (Future<Path> each : threads.invokeAll(List.of(start, start, start))) {
                checkContents(each.get());
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(hub.count("cdn GET")).isEqualTo(1);
        assertThat(hub.count("hub GET /acme/tiny/resolve")).isEqualTo(4);
    }

    @Test
    void progressNamesEachFileAndReachesItsSize() {
        fetch();
        assertThat(progress.lines)
                .contains("begin model.safetensors 3000000", "at model.safetensors 3000000", "end model.safetensors");
        assertThatNoException().isThrownBy(() -> settle(settings(null, false)).fetch(model()));
    }

    /** The first bytes of the ranges asked for, in order. */
    private List<Integer> rangeStarts() {
        return hub.requests.stream()
                .filter(request -> request.startsWith("cdn") && request.contains(" bytes="))
                .map(request -> Integer.valueOf(request.replaceAll(".* bytes=(\\d+)-.*", "$1")))
                .toList();
    }

    private Path fetch() {
        return settle(settings(null, false)).fetch(model());
    }

    private HubDownload settle(HubSettings settings) {
        return new HubDownload(settings, progress);
    }

    private HubSettings settings(@Nullable String token, boolean offline) {
        return new HubSettings(hub.endpoint(), token, offline, cache, IMPATIENT);
    }

    private static HubModel model() {
        return HubModel.parse(FakeHub.MODEL).orElseThrow();
    }

    private void refuses(String... parts) {
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(this::fetch)
                .withMessageContainingAll(parts);
    }

    private void checkContents(Path folder) throws IOException {
        for (String name : visibleFiles(folder)) {
            assertThat(Files.readAllBytes(folder.resolve(name))).as(name).isEqualTo(hub.files.get(name));
        }
        assertThat(visibleFiles(folder)).contains("config.json", "tokenizer.json");
    }

    private static List<String> visibleFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .toList();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static final class RecordedProgress implements DownloadProgress {
        final List<String> lines = new ArrayList<>();

        @Override
        public synchronized void begin(String file, long bytes) {
            lines.add("begin " + file + " " + bytes);
        }

        @Override
        public synchronized void advance(String file, long doneBytes, long bytes) {
            lines.add("at " + file + " " + doneBytes);
        }

        @Override
        public synchronized void end(String file, long bytes) {
            lines.add("end " + file);
        }

        @Override
        public synchronized void note(String message) {
            lines.add(message);
        }
    }
}
