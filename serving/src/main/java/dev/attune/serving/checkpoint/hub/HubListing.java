package dev.attune.serving.checkpoint.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.serving.checkpoint.CheckpointException;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which files a model has on the hub, and the commit they are of.
 *
 * @param names of files at the top of the repository
 */
record HubListing(String commit, Set<String> names) {
    private static final Pattern COMMIT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.%-]{0,99}");

    static final String WEIGHTS = "model.safetensors";
    static final String INDEX = "model.safetensors.index.json";

    /** Everything but the weights that serving a model may need; the first is never missing. */
    private static final List<String> SMALL_FILES = List.of(
            "config.json",
            "generation_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json",
            "chat_template.jinja",
            "vocab.json",
            "merges.txt",
            "tokenizer.model");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_BYTES = 64 << 20;

    HubListing {
        if (names.isEmpty() || !COMMIT.matcher(commit).matches()) {
            throw new CheckpointException(
                    "the hub's list of files makes no sense: commit " + commit + ", files " + names);
        }
    }

    static HubListing fetch(HubClient client, HubModel model) throws IOException {
        String path = "/api/models/" + model.id() + "/revision/" + model.encodedRevision();
        Optional<byte[]> answer = client.find(path, MOST_BYTES);
        JsonNode list = answer.isPresent() ? JSON.readTree(answer.get()) : JSON.missingNode();
        return list.path("siblings").isEmpty() ? probe(client, model) : parse(list);
    }

    /** Mirrors may serve files and no lists: there we ask for each file that we might want. */
    private static HubListing probe(HubClient client, HubModel model) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        String commit = model.encodedRevision();
        for (String name :
                Stream.concat(SMALL_FILES.stream(), Stream.of(WEIGHTS, INDEX)).toList()) {
            Optional<HttpHeaders> headers = client.head(model.filePath(model.encodedRevision(), name));
            if (headers.isPresent()) {
                names.add(name);
                commit = headers.get().firstValue("X-Repo-Commit").orElse(commit);
            } else if (names.isEmpty()) {
                throw new CheckpointException(model + ": the hub has no such model or revision");
            }
        }
        return new HubListing(commit, names);
    }

    private static HubListing parse(JsonNode answer) {
        Set<String> names = new LinkedHashSet<>();
        answer.path("siblings").forEach(file -> names.add(file.path("rfilename").asText()));
        String commit = answer.path("sha").asText();
        return new HubListing(commit, names);
    }

    /** The files to fetch before the weights. */
    List<String> smallFiles() {
        return SMALL_FILES.stream().filter(names::contains).toList();
    }

    boolean has(String name) {
        return names.contains(name);
    }
}
