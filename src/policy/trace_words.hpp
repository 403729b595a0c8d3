#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "policy/event.hpp"
#include "policy/fleet_port.hpp"
#include "policy/snapshot.hpp"
#include "policy/step.hpp"

/// The closed words of a trace, for who writes and for who reads one.
namespace jurymast::policy {

/// In the order of Event's alternatives; how an exchange is started stands apart.
inline constexpr std::string_view kTraceStart = "start";
inline constexpr std::array<std::string_view, std::variant_size_v<Event>> kEventNames{
    "dialed",         "connected",     "request_sent", "head",      "error_body",  "content",     "stream_error",  "terminal",
    "malformed_data", "body_complete", "failed",       "validated", "timer_fired", "client_gone", "local_failure", "killed"};
inline constexpr std::array<std::string_view, 5> kContentKindNames{"none", "json", "event_stream", "html", "other"};
inline constexpr std::array<std::string_view, 10> kFinishStateNames{
    "none", "stop", "length", "tool_calls", "content_filter", "function_call", "incomplete", "failed", "queued", "unknown"};
inline constexpr std::array<std::string_view, 8> kFailureKindNames{"dns",         "connect", "tls",       "reset",
                                                                   "end_of_file", "framing", "too_large", "forbidden_address"};
inline constexpr std::array<std::string_view, 3> kAttemptKindNames{"arrival", "retry", "stale_replay"};

/// The word of an enumeration's value.
template <class Enum, std::size_t N>
constexpr std::string_view word_of(const std::array<std::string_view, N>& words, Enum value) {
  return words[static_cast<std::size_t>(value)];
}
/// The value that has this word; nothing where none has.
template <class Enum, std::size_t N>
constexpr std::optional<Enum> value_of(const std::array<std::string_view, N>& words, std::string_view word) {
  for (std::size_t i = 0; i < N; ++i) {
    if (words[i] == word) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

/// What a trace keeps of an upstream's error word: the word itself where a decision or a record may turn on it, else `other`; both mean the
/// same to everything that decides.
std::string_view traced_error_word(std::string_view word);

/// A step as one word of at most JsonLine::kLongIdentifierBytesMax characters, such as `send:spare:2:fresh` or `answer:502:overloaded`.
std::string trace_word(const Step& step, const Snapshot& snapshot);

}  // namespace jurymast::policy
