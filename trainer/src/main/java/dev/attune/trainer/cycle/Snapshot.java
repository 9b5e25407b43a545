package dev.attune.trainer.cycle;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.feedback.CompletionRecord;
import dev.attune.feedback.dataset.Example;
import dev.attune.feedback.hygiene.CleanExamples;
import dev.attune.feedback.hygiene.Split;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a cycle learns from: all feedback up to an entry of the log and what was imported, cleaned and split. Lives in memory only. On disk
 * a cycle keeps the entry's id, the files' names and a digest; the words are read again, so whoever is erased there is in no folder of
 * ours. Immutable.
 *
 * <p>{@link Split#TRAIN} teaches the policy, its reward model and the prompts it practises on. {@link Split#VALIDATION} teaches the gate's
 * judge, and nothing else. {@link Split#TEST} teaches nobody: the gate asks its prompts.
 *
 * @param through the last entry of the log that is in it
 * @param imported files from elsewhere that are in it
 * @param clean by split
 * @param completions that were judged, by id: the tokens as they were drawn
 * @param users everybody whose words or judgements are in it, by the names Redis knows; not those of imported files
 */
public record Snapshot(
        String through,
        List<String> imported,
        CleanExamples clean,
        Map<String, CompletionRecord> completions,
        Set<String> users) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public Snapshot {
        imported = List.copyOf(imported);
        completions = Map.copyOf(completions);
        users = Set.copyOf(users);
    }

    public List<Example> of(Split split) {
        return clean.of(split);
    }

    /** A completion that was judged. */
    public Optional<CompletionRecord> completion(String id) {
        return Optional.ofNullable(completions.get(id));
    }

    /** Examples of one kind in a split. */
    public <E extends Example> List<E> of(Split split, Class<E> kind) {
        return stream(clean.of(split), kind).toList();
    }

    private static <E extends Example> Stream<E> stream(Collection<Example> examples, Class<E> kind) {
        return examples.stream().filter(kind::isInstance).map(kind::cast);
    }

    /** SHA-256 over every example, its split and its judge's weight: equal data, equal digest. */
    public String digest() {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (Split split : Split.values()) {
                sha.update(split.name().getBytes(StandardCharsets.UTF_8));
                for (Example example : clean.of(split)) {
                    sha.update(example.toString().getBytes(StandardCharsets.UTF_8));
                    sha.update((byte) 0);
                }
            }
            sha.update(new TreeMap<>(clean.weights()).toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Counts for the manifest: what of which kind in which split, what was dropped and why. No words. */
    public ObjectNode counts() {
        ObjectNode json = JSON.createObjectNode();
        for (Split split : Split.values()) {
            ObjectNode kinds = json.putObject(split.name().toLowerCase(java.util.Locale.ROOT));
            clean.of(split)
                    .forEach(example ->
                            kinds.put(example.kind(), kinds.path(example.kind()).asLong() + 1));
        }
        ObjectNode dropped = json.putObject("dropped");
        clean.report()
                .dropped()
                .forEach((reason, count) -> dropped.put(reason.name().toLowerCase(java.util.Locale.ROOT), count));
        json.put("users", users.size());
        return json;
    }
}
