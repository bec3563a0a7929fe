/** The formats of OpenRouter and of OpenAI: model lists, requests, usage, generations. */
@NullMarked
package io.fluxledger.pricing.openrouter;

import org.jspecify.annotations.NullMarked;
