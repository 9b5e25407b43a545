package dev.attune.server.training;

import dev.attune.api.TrainerReport;
import dev.attune.feedback.redis.TrainerLease;
import dev.attune.feedback.redis.TrainingBoard;
import dev.attune.feedback.training.TrainingState;
import dev.attune.server.chat.ChatService;
import dev.attune.server.config.ServerConfig.TrainerKind;
import dev.attune.server.feedback.FeedbackService;
import dev.attune.server.metrics.TrainingNumbers;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the server knows of training, from when Redis and the model are there. Event loops ask it, the application's thread moves it
 * on.
 */
public final class TrainingService {
    private final ChatService chat;
    private final FeedbackService feedback;
    private final TrainerKind kind;
    private volatile @Nullable TrainingFeed feed;
    private volatile @Nullable TrainerProcess process;

    public TrainingService(ChatService chat, FeedbackService feedback, TrainerKind kind) {
        this.chat = chat;
        this.feedback = feedback;
        this.kind = kind;
    }

    /** From now on the trainer is listened to. */
    public void listening(TrainingFeed started) {
        feed = started;
    }

    /** From now on there is a child that trains. */
    public void supervising(TrainerProcess started) {
        process = started;
    }

    /** What people want of the trainer and what it says. */
    TrainingBoard board() {
        chat.model();
        return feedback.store().training();
    }

    Optional<TrainingFeed> feed() {
        return Optional.ofNullable(feed);
    }

    /** The newest of what the trainer said. */
    TrainingFeed.Newest newest() {
        TrainingFeed listening = feed;
        return listening == null ? TrainingFeed.NOTHING : listening.newest();
    }

    /** For {@code /metrics}. */
    public TrainingNumbers numbers() {
        TrainingFeed.Newest newest = newest();
        TrainerProcess child = process;
        return new TrainingNumbers(
                Arrays.stream(TrainingState.values()).map(TrainingState::word).toList(),
                newest.status().state().word(),
                Math.max(newest.cycle(), newest.status().cycle()),
                newest.step(),
                newest.metrics(),
                child != null && child.state().alive(),
                child == null ? 0 : child.state().starts());
    }

    /** @param holder whoever holds the lease, on whatever machine */
    TrainerReport report(Optional<TrainerLease.Holder> holder) {
        TrainerProcess child = process;
        String word = kind.name().toLowerCase(Locale.ROOT);
        if (child == null) {
            return new TrainerReport(word, holder.isPresent(), 0, "");
        }
        TrainerProcess.State state = child.state();
        return new TrainerReport(word, state.alive(), state.starts(), state.message());
    }
}
