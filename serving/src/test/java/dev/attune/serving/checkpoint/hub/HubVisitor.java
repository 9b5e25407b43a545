package dev.attune.serving.checkpoint.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attune.serving.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Downloads from a {@link FakeHub} and looks at what came. */
record HubVisitor(FakeHub hub, Path cache, List<String> lines) implements DownloadProgress {
    static final HubSettings.Limits IMPATIENT = new HubSettings.Limits(
            3, Duration.ofMillis(1), Duration.ofMillis(20), Duration.ofSeconds(30), Duration.ofSeconds(60));

    /** Gives the hub a model of four files. */
    HubVisitor(FakeHub hub, Path cache) {
        this(hub, cache, new ArrayList<>());
        hub.files.put("config.json", bytes("{\"model_type\":\"llama\"}"));
        hub.files.put("tokenizer.json", random(50_000));
        hub.files.put("tokenizer_config.json", bytes("{}"));
        hub.files.put("model.safetensors", random(3_000_000));
    }

    static HubModel model() {
        return HubModel.parse(FakeHub.MODEL).orElseThrow();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    Path fetch() {
        return settle(settings(null, false)).fetch(model());
    }

    HubDownload settle(HubSettings settings) {
        return new HubDownload(settings, this);
    }

    HubSettings settings(@Nullable String token, boolean offline) {
        return new HubSettings(hub.endpoint(), token, offline, cache, IMPATIENT);
    }

    void refuses(String... parts) {
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(this::fetch)
                .withMessageContainingAll(parts);
    }

    void checkContents(Path folder) throws IOException {
        for (String name : visibleFiles(folder)) {
            assertThat(Files.readAllBytes(folder.resolve(name))).as(name).isEqualTo(hub.files.get(name));
        }
        assertThat(visibleFiles(folder)).contains("config.json", "tokenizer.json");
    }

    /** The first bytes of the ranges asked for, in order. */
    List<Integer> rangeStarts() {
        return hub.requests.stream()
                .filter(request -> request.startsWith("cdn") && request.contains(" bytes="))
                .map(request -> Integer.valueOf(request.replaceAll(".* bytes=(\\d+)-.*", "$1")))
                .toList();
    }

    static List<String> visibleFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .toList();
        }
    }

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
