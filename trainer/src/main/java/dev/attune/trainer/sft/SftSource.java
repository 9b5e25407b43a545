package dev.attune.trainer.sft;

import dev.attune.trainer.data.Conversation;
import dev.attune.trainer.data.ConversationEncoder;
import dev.attune.trainer.run.TrainerException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Where a run's conversations come from. */
interface SftSource {
    SftData read(ConversationEncoder encoder, int contextTokens);

    /** Of all that decides the weights: recipe and data. */
    String digest();

    /** The files that a configuration names. */
    static SftSource files(SftConfig config) {
        return new SftSource() {
            @Override
            public SftData read(ConversationEncoder encoder, int contextTokens) {
                return SftData.read(config, encoder, contextTokens);
            }

            @Override
            public String digest() {
                return SftSource.digest(config.recipe(), sha -> {
                    content(config.data()).into(sha);
                    if (config.heldOut().isPresent()) {
                        content(config.heldOut().get()).into(sha);
                    }
                });
            }
        };
    }

    /** Words that must not be on disk. */
    static SftSource memory(Recipe recipe, List<Conversation> conversations, String name) {
        return new SftSource() {
            @Override
            public SftData read(ConversationEncoder encoder, int contextTokens) {
                return SftData.of(recipe, conversations, encoder, contextTokens);
            }

            @Override
            public String digest() {
                return SftSource.digest(recipe, sha -> sha.update(name.getBytes(StandardCharsets.UTF_8)));
            }
        };
    }

    /** Something that goes into a digest. */
    interface Part {
        void into(MessageDigest sha) throws IOException;
    }

    private static Part content(Path file) {
        return sha -> {
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha)) {
                in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException unreadable) {
                throw new TrainerException(file + ": cannot be read: " + unreadable.getMessage(), unreadable);
            }
        };
    }

    private static String digest(Recipe recipe, Part data) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(recipe.toString().getBytes(StandardCharsets.UTF_8));
            data.into(sha);
            return HexFormat.of().formatHex(sha.digest());
        } catch (IOException | NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
