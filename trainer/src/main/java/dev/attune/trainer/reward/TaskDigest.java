package dev.attune.trainer.reward;

import dev.attune.serving.checkpoint.FileHash;
import dev.attune.trainer.data.Preferences;
import dev.attune.trainer.data.RankedPrompt;
import dev.attune.trainer.data.RatedAnswer;
import dev.attune.trainer.run.TrainerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A hash of all that decides a reward model, and of what it is measured by. */
final class TaskDigest {
    private final MessageDigest sha;

    private TaskDigest(MessageDigest sha) {
        this.sha = sha;
    }

    static String of(RewardTask task) {
        try {
            TaskDigest digest = new TaskDigest(MessageDigest.getInstance("SHA-256"));
            digest.add(task.recipe().toString());
            digest.addModel(task.model());
            digest.add(task.people());
            digest.add(task.heldOut());
            return HexFormat.of().formatHex(digest.sha.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    private void addModel(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path file : entries.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.equals("config.json") || name.endsWith(".safetensors")) {
                    add(name + " " + FileHash.sha256(file));
                }
            }
        } catch (IOException unreadable) {
            throw new TrainerException(folder + ": cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private void add(Preferences people) {
        for (RankedPrompt ranked : people.rankings()) {
            add("ranking " + ranked.weight() + " " + ranked.pairs());
            addAll(ranked.answers());
        }
        for (RatedAnswer thumb : people.thumbs()) {
            add("thumb " + thumb.user() + " " + thumb.up() + " " + thumb.weight());
            addAll(thumb.answers());
        }
        add("demonstrations");
        addAll(people.demonstrations());
    }

    private void addAll(List<int[]> sequences) {
        for (int[] ids : sequences) {
            ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * ids.length).putInt(ids.length);
            for (int id : ids) {
                bytes.putInt(id);
            }
            sha.update(bytes.array());
        }
    }

    private void add(String text) {
        sha.update(text.getBytes(StandardCharsets.UTF_8));
        sha.update((byte) 0);
    }
}
