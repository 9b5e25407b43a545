package dev.attune.serving.checkpoint.hub;

import static dev.attune.serving.checkpoint.hub.HubVisitor.bytes;
import static dev.attune.serving.checkpoint.hub.HubVisitor.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.attune.serving.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is fetched, from whom, and what is refused. */
@Timeout(180)
final class HubDownloadTest {
    private final FakeHub hub = new FakeHub();
    private final HubVisitor visitor;

    HubDownloadTest(@TempDir Path cache) throws IOException {
        this.visitor = new HubVisitor(hub, cache);
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
        Path folder = visitor.fetch();
        assertThat(HubVisitor.visibleFiles(folder))
                .containsExactlyInAnyOrder(
                        "config.json",
                        "tokenizer.json",
                        "tokenizer_config.json",
                        "chat_template.jinja",
                        "model.safetensors");
        visitor.checkContents(folder);
    }

    @Test
    void theTokenGoesToTheHubAndNowhereElse() {
        visitor.settle(visitor.settings("secret", false)).fetch(HubVisitor.model());
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
        Path folder = visitor.fetch();
        assertThat(HubVisitor.visibleFiles(folder)).hasSize(6).doesNotContain("model-unused.safetensors");
        visitor.checkContents(folder);
    }

    @Test
    void aFinishedModelIsNotFetchedAgain() {
        Path folder = visitor.fetch();
        hub.requests.clear();
        assertThat(visitor.fetch()).isEqualTo(folder);
        assertThat(hub.requests).containsExactly("hub GET /api/models/acme/tiny/revision/main");
        hub.requests.clear();
        assertThat(visitor.settle(visitor.settings(null, true)).fetch(HubVisitor.model()))
                .isEqualTo(folder);
        HubModel pinned = HubModel.parse("acme/tiny@" + hub.commit).orElseThrow();
        assertThat(visitor.settle(visitor.settings(null, false)).fetch(pinned)).isEqualTo(folder);
        assertThat(hub.requests).isEmpty();
    }

    @Test
    void offlineWithoutACopyIsAClearError() {
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> visitor.settle(visitor.settings(null, true)).fetch(HubVisitor.model()))
                .withMessageContainingAll("acme/tiny: is not in", "HF_HUB_OFFLINE");
        assertThat(hub.requests).isEmpty();
    }

    @Test
    void refusalsSayWhatToDo() {
        hub.statuses.add(401);
        visitor.refuses("HTTP 401", "needs a token in HF_TOKEN");
        hub.statuses.add(403);
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(
                        () -> visitor.settle(visitor.settings("secret", false)).fetch(HubVisitor.model()))
                .withMessageContaining("the token in HF_TOKEN may not read this model")
                .withMessageNotContaining("secret");
        HubModel absent = HubModel.parse("acme/absent").orElseThrow();
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> visitor.settle(visitor.settings(null, false)).fetch(absent))
                .withMessage("acme/absent: the hub has no such model or revision");
        hub.files.remove("model.safetensors");
        visitor.refuses("acme/tiny: has no config.json or no safetensors weights");
    }

    @Test
    void aMirrorWithoutListsWillDo() throws IOException {
        hub.hasApi = false;
        Path folder = visitor.fetch();
        visitor.checkContents(folder);
        assertThat(folder.getFileName()).hasToString(hub.commit);
    }

    @Test
    void aMovedBranchCostsOnlyWhatHasChanged() throws IOException {
        visitor.fetch();
        hub.commit = "b".repeat(40);
        hub.files.put("config.json", bytes("{\"model_type\":\"qwen3\"}"));
        hub.requests.clear();
        Path folder = visitor.fetch();
        visitor.checkContents(folder);
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
            Callable<Path> start =
                    () -> visitor.settle(visitor.settings(null, false)).fetch(HubVisitor.model());
            for (Future<Path> each : threads.invokeAll(List.of(start, start, start))) {
                visitor.checkContents(each.get());
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(hub.count("cdn GET")).isEqualTo(1);
        assertThat(hub.count("hub GET /acme/tiny/resolve")).isEqualTo(4);
    }

    @Test
    void progressNamesEachFileAndReachesItsSize() {
        visitor.fetch();
        assertThat(visitor.lines())
                .contains("begin model.safetensors 3000000", "at model.safetensors 3000000", "end model.safetensors");
        assertThatNoException()
                .isThrownBy(() -> visitor.settle(visitor.settings(null, false)).fetch(HubVisitor.model()));
    }
}
