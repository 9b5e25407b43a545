package dev.attune.server.feedback;

import dev.attune.api.ChatMessage;
import dev.attune.api.ComparisonRequest;
import dev.attune.api.DemonstrationRequest;
import dev.attune.api.FeedbackRequest;
import dev.attune.api.RankingRequest;
import dev.attune.feedback.AnswerId;
import dev.attune.feedback.Comparison;
import dev.attune.feedback.Correction;
import dev.attune.feedback.Demonstration;
import dev.attune.feedback.Feedback;
import dev.attune.feedback.Grades;
import dev.attune.feedback.Message;
import dev.attune.feedback.Ranking;
import dev.attune.feedback.Thumb;
import dev.attune.server.http.ApiException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** From the contract's requests to what they say. */
final class Wishes {
    private static final Pattern FIELD = Pattern.compile(
            "(completion_ids?|choice_index|reasons|comment|criteria|messages|suggestions|correction)[. ].*");

    private Wishes() {}

    static Feedback thumb(FeedbackRequest request) {
        return new Thumb(
                answer(request.completionId(), request.choiceIndex()),
                request.thumb().equals("up"),
                list(request.reasons()),
                words(request.comment()));
    }

    static Feedback ranking(RankingRequest request) {
        return new Ranking(
                request.completionIds().stream().map(Wishes::answers).toList(),
                grades(request.criteria()),
                words(request.comment()));
    }

    static Feedback comparison(ComparisonRequest request) {
        List<AnswerId> two = answers(request.completionIds());
        Comparison.Outcome outcome =
                switch (request.outcome()) {
                    case "first" -> Comparison.Outcome.FIRST;
                    case "second" -> Comparison.Outcome.SECOND;
                    case "tie" -> Comparison.Outcome.TIE;
                    default -> Comparison.Outcome.BOTH_BAD;
                };
        return new Comparison(two.get(0), two.get(1), outcome, grades(request.criteria()), words(request.comment()));
    }

    static Feedback demonstration(DemonstrationRequest request) {
        String completion = request.completionId();
        String correction = request.correction();
        if (request.messages() != null && completion == null && correction == null) {
            return new Demonstration(messages(request.messages()), answers(list(request.suggestions())));
        }
        if (request.messages() == null && completion != null && correction != null) {
            return new Correction(answer(completion, request.choiceIndex()), correction);
        }
        throw ApiException.badRequest(
                "Give either messages, or completion_id and correction.",
                request.messages() == null ? "messages" : "correction");
    }

    /** The address of an answer, as {@code ID}, {@code ID/CHOICE}, or with the choice in a field of its own. */
    static AnswerId answer(String completionId, @Nullable Integer choice) {
        AnswerId written = AnswerId.parse(completionId);
        if (choice == null) {
            return written;
        }
        if (completionId.indexOf('/') >= 0 && written.choice() != choice) {
            throw ApiException.badRequest("completion_id and choice_index name different answers.", "choice_index");
        }
        return new AnswerId(written.completionId(), choice);
    }

    /**
     * Runs what refuses bad values by {@link IllegalArgumentException}.
     *
     * @param field the one it is about, if the message names none
     * @throws ApiException 400 instead
     */
    static void checked(String field, Runnable action) {
        try {
            action.run();
        } catch (IllegalArgumentException wrong) {
            String message = String.valueOf(wrong.getMessage());
            Matcher named = FIELD.matcher(message);
            throw ApiException.badRequest(message, named.matches() ? named.group(1) : field);
        }
    }

    private static List<AnswerId> answers(List<String> written) {
        return written.stream().map(AnswerId::parse).toList();
    }

    private static Grades grades(@Nullable Map<String, Map<String, Integer>> written) {
        Map<String, Map<AnswerId, Integer>> byCriterion = new HashMap<>();
        if (written != null) {
            written.forEach((criterion, grades) -> {
                Map<AnswerId, Integer> byAnswer = new HashMap<>();
                grades.forEach((answer, grade) -> byAnswer.put(AnswerId.parse(answer), grade));
                byCriterion.put(criterion, byAnswer);
            });
        }
        return new Grades(byCriterion);
    }

    private static List<Message> messages(List<ChatMessage> written) {
        for (int i = 0; i < written.size(); i++) {
            ChatMessage message = written.get(i);
            if (message.content() == null || message.toolCalls() != null || message.toolCallId() != null) {
                throw ApiException.badRequest(
                        "A demonstration is made of words; tools have no place in it.", "messages[" + i + "].content");
            }
        }
        return written.stream().map(Wishes::message).toList();
    }

    private static Message message(ChatMessage written) {
        String role = written.role().equals("developer") ? "system" : written.role();
        return new Message(role, Objects.requireNonNull(written.content()).text());
    }

    private static List<String> list(@Nullable List<String> written) {
        return written == null ? List.of() : written;
    }

    private static String words(@Nullable String written) {
        return written == null ? "" : written;
    }
}
