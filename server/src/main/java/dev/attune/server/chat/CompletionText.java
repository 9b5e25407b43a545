package dev.attune.server.chat;

import dev.attune.api.TokenLogprob;
import dev.attune.serving.engine.Token;
import dev.attune.serving.text.StopMatcher;
import dev.attune.serving.text.StreamingDetokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * From the tokens of one completion to its text. Log-probabilities and ids wait until all the text before them is out, so that
 * what a stop string cuts off can still be cut off them. Owned by one event loop.
 */
final class CompletionText {
    private final StreamingDetokenizer detokenizer;
    private final StopMatcher matcher;
    private final TokenWords words;
    private final boolean wantsLogprobs;
    private final boolean wantsIds;

    private final List<TokenLogprob> waitingLogprobs = new ArrayList<>();
    private final List<Integer> waitingIds = new ArrayList<>();
    /** Text shown since log-probabilities were last let go. */
    private final StringBuilder shown = new StringBuilder();

    private int heldChars;
    private int tokens;

    CompletionText(ChatModel model, Call call) {
        this.detokenizer = call.asked().goesOn()
                ? StreamingDetokenizer.goingOn(model.tokenizer())
                : new StreamingDetokenizer(model.tokenizer());
        this.matcher = new StopMatcher(call.stops());
        this.words = new TokenWords(model.tokenizer());
        this.wantsLogprobs = call.topLogprobs() >= 0;
        this.wantsIds = call.returnTokenIds();
    }

    /** What one more token adds to what may be shown. */
    Piece add(Token token) {
        tokens++;
        StreamingDetokenizer.Piece said =
                token.end() ? new StreamingDetokenizer.Piece("", new byte[0]) : detokenizer.push(token.id());
        if (wantsLogprobs) {
            waitingLogprobs.add(words.logprob(token, said.bytes()));
        }
        if (wantsIds) {
            waitingIds.add(token.id());
        }
        String text = show(said.text());
        if (isStopped()) {
            cutLogprobs();
            return letGo(text);
        }
        return heldChars == 0 && !text.isEmpty() ? letGo(text) : new Piece(text, List.of(), List.of());
    }

    /** The end of the completion: what was held back in vain. */
    Piece finish() {
        if (isStopped()) {
            return letGo("");
        }
        String text = show(detokenizer.finish());
        return letGo(isStopped() ? text : text + matcher.finish());
    }

    /** Whether a stop string has ended the text. */
    boolean isStopped() {
        return matcher.stop().isPresent();
    }

    /** How many tokens there were, with the one that ends. */
    int tokens() {
        return tokens;
    }

    private String show(String said) {
        String text = matcher.push(said);
        heldChars += said.length() - text.length();
        shown.append(text);
        return text;
    }

    private Piece letGo(String text) {
        Piece piece = new Piece(text, List.copyOf(waitingLogprobs), List.copyOf(waitingIds));
        waitingLogprobs.clear();
        waitingIds.clear();
        shown.setLength(0);
        return piece;
    }

    /** Leaves every waiting token the bytes that are part of the content: all, some, or none. */
    private void cutLogprobs() {
        int left = shown.toString().getBytes(StandardCharsets.UTF_8).length;
        for (int i = 0; i < waitingLogprobs.size(); i++) {
            TokenLogprob whole = waitingLogprobs.get(i);
            int kept = Math.min(left, whole.bytes().size());
            left -= kept;
            waitingLogprobs.set(i, TokenWords.cut(whole, kept));
        }
    }
}
