// The Vercel AI SDK with its provider for servers that speak as OpenAI does.
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, streamText } from 'ai';
import { play } from './play.mjs';

globalThis.AI_SDK_LOG_WARNINGS = false;

const call = (ask, abortSignal) => ({
  model: createOpenAICompatible({ name: 'attune', baseURL: ask.baseUrl, includeUsage: true })(ask.model),
  prompt: ask.text,
  temperature: ask.temperature,
  maxRetries: ask.maxRetries,
  abortSignal,
});

const answer = (text, finish, usage) => ({
  text,
  finish,
  promptTokens: usage.inputTokens,
  completionTokens: usage.outputTokens,
});

async function whole(ask, signal) {
  const result = await generateText(call(ask, signal));
  return answer(result.text, result.finishReason, result.usage);
}

async function streamed(ask, signal, onPiece) {
  const result = streamText({ ...call(ask, signal), onError: () => {} });
  let text = '';
  for await (const part of result.fullStream) {
    if (part.type === 'text-delta') {
      text += part.text;
      onPiece(part.text);
    } else if (part.type === 'error') {
      throw part.error;
    }
  }
  return answer(text, await result.finishReason, await result.usage);
}

play({ whole, streamed }, (thrown) => {
  const error = thrown?.lastError ?? thrown;
  const said = error?.data?.error ?? error;
  return {
    kind: error?.name ?? typeof error,
    status: error?.statusCode ?? null,
    code: said?.code ?? null,
    param: said?.param ?? null,
    message: error?.message ?? String(error),
  };
});
