package dev.attune.load.client;

/**
 * One request to be sent.
 *
 * @param offsetNs after the start of the run
 * @param body its JSON
 * @param promptTokens that it is meant to have
 */
public record Call(long offsetNs, byte[] body, int promptTokens) {
    public Call at(long otherOffsetNs) {
        return new Call(otherOffsetNs, body, promptTokens);
    }
}
