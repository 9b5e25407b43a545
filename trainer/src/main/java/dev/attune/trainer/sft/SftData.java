package dev.attune.trainer.sft;

import dev.attune.serving.text.ChatTemplateException;
import dev.attune.serving.text.jinja.TemplateException;
import dev.attune.trainer.data.Conversation;
import dev.attune.trainer.data.ConversationEncoder;
import dev.attune.trainer.data.ConversationReader;
import dev.attune.trainer.data.TokenStore;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The conversations of a run, encoded.
 *
 * @param training to learn from
 * @param heldOut to measure on
 * @param refused conversations that the chat template does not take
 */
record SftData(TokenStore training, TokenStore heldOut, long refused) {
    /** Reads all files of a run; a bad line ends it. */
    static SftData read(SftConfig config, ConversationEncoder encoder, int contextTokens) {
        Recipe recipe = config.recipe();
        int context = Math.min(contextTokens, recipe.contextTokens());
        SftData data = new SftData(new TokenStore(context), new TokenStore(context), 0);
        double share = config.heldOut().isPresent() ? 0 : recipe.evalShare();
        SplittableRandom split = new SplittableRandom(recipe.seed());
        try (ConversationReader reader = new ConversationReader(config.data())) {
            for (var next = reader.next(encoder); next.isPresent(); next = reader.next(encoder)) {
                boolean held = split.nextDouble() < share && data.heldOut.rows() < recipe.evalRows();
                (held ? data.heldOut : data.training).add(next.get());
            }
        }
        config.heldOut().ifPresent(file -> data.readHeldOut(file, encoder, recipe.evalRows()));
        return data;
    }

    /** Of conversations in memory; one that the template refuses is left out and counted. */
    static SftData of(Recipe recipe, List<Conversation> conversations, ConversationEncoder encoder, int contextTokens) {
        int context = Math.min(contextTokens, recipe.contextTokens());
        TokenStore training = new TokenStore(context);
        TokenStore heldOut = new TokenStore(context);
        long refused = 0;
        SplittableRandom split = new SplittableRandom(recipe.seed());
        for (Conversation conversation : conversations) {
            boolean held = split.nextDouble() < recipe.evalShare() && heldOut.rows() < recipe.evalRows();
            try {
                (held ? heldOut : training).add(encoder.encode(conversation));
            } catch (TemplateException | ChatTemplateException refusal) {
                refused++;
            }
        }
        return new SftData(training, heldOut, refused);
    }

    private void readHeldOut(Path file, ConversationEncoder encoder, int limit) {
        try (ConversationReader reader = new ConversationReader(file)) {
            for (var next = reader.next(encoder);
                    next.isPresent() && heldOut.rows() < limit;
                    next = reader.next(encoder)) {
                heldOut.add(next.get());
            }
        }
    }
}
